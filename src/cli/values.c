/*
 * values.c - the kinds of values that options take: from text, and to text
 */
#include "cli/values.h"

#include "cli/errors.h"
#include "cli/options.h"
#include "cli/text.h"

#include <cobuy/mine.h>

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails with "--OPTION: 'TEXT' " and the reason that follows. */
static cobuy_status refuse(cobuy_error *error, const struct option_row *row,
                           const char *text, const char *format, ...) PRINTF_LIKE(4, 5);

static cobuy_status refuse(cobuy_error *error, const struct option_row *row,
                           const char *text, const char *format, ...)
{
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return error_set(error, COBUY_INVALID_ARGUMENT, "--%s: '%s' %s", row->name, text,
                     reason);
}

/* ========================================================================== */
/*                              Reading numbers                               */
/* ========================================================================== */

static const char DIGITS[] = "0123456789";

/* Multiplies by ten and adds 'digit'; false if that does not fit. */
static bool append_digit(uint64_t *number, unsigned digit)
{
    if (*number > (UINT64_MAX - digit) / 10) return false;
    *number = *number * 10 + digit;
    return true;
}

static bool read_whole(const char *text, uint64_t *number)
{
    *number = 0;
    if (!*text || text[strspn(text, DIGITS)]) return false;
    for (; *text; text++)
        if (!append_digit(number, (unsigned)(*text - '0'))) return false;
    return true;
}

/* The parts of a number, as places in its text. */
struct number_parts {
    size_t whole, fraction; /* digits before and after the point */
    bool exponent;
    const char *end; /* what follows the number */
};

static bool find_parts(const char *text, struct number_parts *parts)
{
    *parts = (struct number_parts){.whole = strspn(text, DIGITS)};
    const char *at = text + parts->whole;
    if (*at == '.') {
        parts->fraction = strspn(at + 1, DIGITS);
        at += 1 + parts->fraction;
    }
    if (parts->whole + parts->fraction == 0) return false;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1;
        if (*exponent == '+' || *exponent == '-') exponent++;
        size_t digits = strspn(exponent, DIGITS);
        if (digits == 0) return false;
        parts->exponent = true;
        at = exponent + digits;
    }
    parts->end = at;
    return true;
}

enum number_form {
    NO_NUMBER,
    WHOLE,   /* digits alone */
    DECIMAL, /* with a point or an exponent */
    PERCENT, /* either, and "%" */
};

/* Stores the value of a number, of PERCENT the share.  The program never calls
 * setlocale(), so strtod() reads a decimal point. */
static enum number_form read_number(const char *text, double *value)
{
    char copy[64];
    struct number_parts parts;
    if (!find_parts(text, &parts)) return NO_NUMBER;
    size_t length = (size_t)(parts.end - text);
    if (length + sizeof "e-2" > sizeof copy) return NO_NUMBER;
    memcpy(copy, text, length);
    copy[length] = '\0';

    bool percent = strcmp(parts.end, "%") == 0;
    if (*parts.end && !percent) return NO_NUMBER;
    /* As "28e-2" is rounded once, and 28 / 100 is not where 28 has a fraction. */
    if (percent && !parts.exponent) memcpy(copy + length, "e-2", sizeof "e-2");
    *value = strtod(copy, NULL);
    if (percent && parts.exponent) *value /= 100;
    return percent ? PERCENT : length == parts.whole ? WHOLE : DECIMAL;
}

static void show_percent(double share, struct buffer *out)
{
    buffer_add(out, "%.15g%%", share * 100);
}

/* ========================================================================== */
/*                              Flags and counts                              */
/* ========================================================================== */

static cobuy_status parse_flag(const struct option_row *row, void *value, char *text,
                               cobuy_error *error)
{
    (void)row, (void)text, (void)error;
    bool *flag = value;
    *flag = true;
    return COBUY_OK;
}

static void show_flag(const struct option_row *row, const void *value,
                      struct buffer *out)
{
    (void)row;
    const bool *flag = value;
    buffer_add(out, "%s", *flag ? "yes" : "no");
}

const struct value_kind VALUE_FLAG = {parse_flag, show_flag};

static cobuy_status parse_whole(const struct option_row *row, void *value, char *text,
                                cobuy_error *error)
{
    uint64_t *number = value;
    if (read_whole(text, number) && *number >= row->least && *number <= row->most)
        return COBUY_OK;
    if (row->most == UINT64_MAX)
        return refuse(error, row, text, "is not a whole number from %" PRIu64,
                      row->least);
    return refuse(error, row, text, "is not a whole number from %s to %s",
                  text_number(row->least).text, text_number(row->most).text);
}

static void show_whole(const struct option_row *row, const void *value,
                       struct buffer *out)
{
    const uint64_t *number = value;
    if (*number == 0 && row->absent)
        buffer_add(out, "%s", row->absent);
    else
        buffer_add(out, "%" PRIu64, *number);
}

const struct value_kind VALUE_WHOLE = {parse_whole, show_whole};

/* The power of ten that follows a number: "e6", "k", "M", "G", or nothing. */
static bool read_power(const char *text, uint64_t *power)
{
    static const char *const LETTERS = "kMG";
    const char *letter = *text ? strchr(LETTERS, *text) : NULL;
    *power = 0;
    if (!*text) return true;
    if (letter) *power = 3 * (uint64_t)(letter - LETTERS + 1);
    if (letter) return text[1] == '\0';
    return *text == 'e' && read_whole(text + 1, power) && *power < 20;
}

/* Reads digits with a point, such as 1.5M, exactly. */
static bool read_lines(const char *text, uint64_t *lines)
{
    size_t whole = strspn(text, DIGITS), fraction = 0;
    const char *at = text + whole;
    if (whole == 0) return false;
    if (*at == '.') {
        fraction = strspn(at + 1, DIGITS);
        if (fraction == 0) return false;
        at += 1 + fraction;
    }
    uint64_t power;
    if (!read_power(at, &power) || power < fraction) return false;

    *lines = 0;
    for (; text < at; text++)
        if (*text != '.' && !append_digit(lines, (unsigned)(*text - '0'))) return false;
    for (power -= fraction; power > 0; power--)
        if (!append_digit(lines, 0)) return false;
    return *lines > 0;
}

static cobuy_status parse_lines(const struct option_row *row, void *value, char *text,
                                cobuy_error *error)
{
    if (read_lines(text, value)) return COBUY_OK;
    return refuse(error, row, text,
                  "is not a number of lines, such as 1000000, 1e6, 1M or 100k");
}

const struct value_kind VALUE_LINES = {parse_lines, show_whole};

/* ========================================================================== */
/*                                    Words                                   */
/* ========================================================================== */

static cobuy_status parse_text(const struct option_row *row, void *value, char *text,
                               cobuy_error *error)
{
    const char **kept = value;
    if (!*text) return refuse(error, row, text, "is empty");
    *kept = text;
    return COBUY_OK;
}

static void show_text(const struct option_row *row, const void *value,
                      struct buffer *out)
{
    const char *const *kept = value;
    buffer_add(out, "%s", *kept ? *kept : row->absent);
}

const struct value_kind VALUE_TEXT = {parse_text, show_text};
const struct value_kind VALUE_FILE = {parse_text, show_text};
const struct value_kind VALUE_FOLDER = {parse_text, show_text};

static cobuy_status parse_columns(const struct option_row *row, void *value, char *text,
                                  cobuy_error *error)
{
    struct column_list *columns = value;
    if (!*text) return refuse(error, row, text, "is empty");
    if (columns->length == COLUMNS_MOST)
        return refuse(error, row, text, "is one more than the %d allowed",
                      COLUMNS_MOST);
    columns->names[columns->length++] = text;
    return COBUY_OK;
}

static void show_columns(const struct option_row *row, const void *value,
                         struct buffer *out)
{
    const struct column_list *columns = value;
    if (columns->length == 0) buffer_add(out, "%s", row->absent);
    for (size_t i = 0; i < columns->length; i++)
        buffer_add(out, "%s%s", i > 0 ? "," : "", columns->names[i]);
}

const struct value_kind VALUE_COLUMNS = {parse_columns, show_columns};

static cobuy_status parse_arguments(const struct option_row *row, void *value,
                                    char *text, cobuy_error *error)
{
    struct argument_list *arguments = value;
    if (!*text) return refuse(error, row, text, "is empty");
    if (arguments->length == ARGUMENTS_MOST)
        return refuse(error, row, text,
                      "is one more than the %d allowed; a file "
                      "holds any number",
                      ARGUMENTS_MOST);
    arguments->texts[arguments->length++] = text;
    return COBUY_OK;
}

static void show_arguments(const struct option_row *row, const void *value,
                           struct buffer *out)
{
    const struct argument_list *arguments = value;
    if (arguments->length == 0) buffer_add(out, "%s", row->absent);
    for (size_t i = 0; i < arguments->length; i++)
        buffer_add(out, "%s%s", i > 0 ? "," : "", arguments->texts[i]);
}

const struct value_kind VALUE_ARGUMENTS = {parse_arguments, show_arguments};

cobuy_status values_split_columns(struct column_list *columns, const char *option,
                                  cobuy_error *error)
{
    if (columns->length != 1) return COBUY_OK;
    for (char *comma = strchr(columns->names[0], ','); comma;
         comma = strchr(comma + 1, ',')) {
        if (columns->length == COLUMNS_MOST)
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "--%s: there are more than %d", option, COLUMNS_MOST);
        *comma = '\0';
        columns->names[columns->length++] = comma + 1;
    }
    for (size_t i = 0; i < columns->length; i++)
        if (!*columns->names[i])
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "--%s: one of them is empty", option);
    return COBUY_OK;
}

static cobuy_status parse_choice(const struct option_row *row, void *value, char *text,
                                 cobuy_error *error)
{
    int *chosen = value;
    char list[256] = "";
    for (const struct choice *choice = row->choices; choice->name; choice++) {
        if (strcmp(choice->name, text) == 0) {
            *chosen = choice->value;
            return COBUY_OK;
        }
        size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s",
                 length == 0      ? ""
                 : choice[1].name ? ", "
                                  : " or ",
                 choice->name);
    }
    return refuse(error, row, text, "is not %s", list);
}

static void show_choice(const struct option_row *row, const void *value,
                        struct buffer *out)
{
    const int *chosen = value;
    const struct choice *choice = row->choices;
    while (choice->name && choice->value != *chosen) choice++;
    buffer_add(out, "%s", choice->name ? choice->name : row->absent);
}

const struct value_kind VALUE_CHOICE = {parse_choice, show_choice};

static const struct choice DELIMITER_WORDS[] = {
    {"tab", '\t'}, {"\\t", '\t'},  {"comma", ','}, {"semicolon", ';'},
    {"pipe", '|'}, {"space", ' '}, {NULL, 0},
};

static cobuy_status parse_delimiter(const struct option_row *row, void *value,
                                    char *text, cobuy_error *error)
{
    char *delimiter = value;
    for (const struct choice *word = DELIMITER_WORDS; word->name; word++) {
        if (strcmp(word->name, text) != 0) continue;
        *delimiter = (char)word->value;
        return COBUY_OK;
    }
    if (strlen(text) != 1)
        return refuse(error, row, text,
                      "is neither one byte nor tab, comma, semicolon, pipe or space");
    if (strchr("\"\r\n", *text))
        return refuse(error, row, text, "cannot separate cells");
    *delimiter = *text;
    return COBUY_OK;
}

struct short_text values_delimiter(char delimiter)
{
    struct short_text shown;
    const struct choice *word = DELIMITER_WORDS;
    while (word->name && (char)word->value != delimiter) word++;
    if (word->name)
        snprintf(shown.text, sizeof shown.text, "%s", word->name);
    else
        snprintf(shown.text, sizeof shown.text, "%c", delimiter);
    return shown;
}

static void show_delimiter(const struct option_row *row, const void *value,
                           struct buffer *out)
{
    const char *delimiter = value;
    buffer_add(out, "%s", *delimiter ? values_delimiter(*delimiter).text : row->absent);
}

const struct value_kind VALUE_DELIMITER = {parse_delimiter, show_delimiter};

/* ========================================================================== */
/*                                 Thresholds                                 */
/* ========================================================================== */

static cobuy_status parse_support(const struct option_row *row, void *value, char *text,
                                  cobuy_error *error)
{
    struct threshold *support = value;
    double number;
    *support = (struct threshold){0, 0};
    enum number_form form = read_number(text, &number);
    if (form == NO_NUMBER || (form == WHOLE && !read_whole(text, &support->count)))
        return refuse(error, row, text,
                      "is not a number of baskets (25), a percentage (0.5%%) or a "
                      "share (0.005)");
    if (number <= 0)
        return refuse(error, row, text, "is too low; a support is above 0");
    if (form == WHOLE) return COBUY_OK;
    if (form == PERCENT && number > 1)
        return refuse(error, row, text, "is above 100%%");
    if (number > 1)
        return refuse(error, row, text,
                      "is a share above 1; a percentage ends with %%, and a number of "
                      "baskets is digits alone");
    support->share = number;
    return COBUY_OK;
}

/* What the library does without any, asked of so many baskets and of one. */
static void show_default_support(struct buffer *out)
{
    const uint64_t many = 1000000;
    cobuy_mine_options defaults = COBUY_MINE_DEFAULTS;
    show_percent((double)cobuy_minimum_count(&defaults, many) / (double)many, out);
    buffer_add(out, ", at least %" PRIu64, cobuy_minimum_count(&defaults, 1));
}

static void show_support(const struct option_row *row, const void *value,
                         struct buffer *out)
{
    (void)row;
    const struct threshold *support = value;
    if (support->count > 0)
        buffer_add(out, "%" PRIu64, support->count);
    else if (support->share > 0)
        show_percent(support->share, out);
    else
        show_default_support(out);
}

const struct value_kind VALUE_SUPPORT = {parse_support, show_support};

static void show_max_support(const struct option_row *row, const void *value,
                             struct buffer *out)
{
    const struct threshold *support = value;
    if (support->count > 0 || support->share > 0)
        show_support(row, value, out);
    else
        buffer_add(out, "%s", row->absent);
}

const struct value_kind VALUE_MAX_SUPPORT = {parse_support, show_max_support};

static cobuy_status parse_confidence(const struct option_row *row, void *value,
                                     char *text, cobuy_error *error)
{
    double *confidence = value;
    enum number_form form = read_number(text, confidence);
    if (form == NO_NUMBER)
        return refuse(error, row, text,
                      "is neither a percentage (10%%) nor a share (0.1)");
    if (*confidence <= 1) return COBUY_OK;
    if (form == PERCENT || *confidence > 100)
        return refuse(error, row, text, "is above 100%%");
    return refuse(error, row, text, "is a share above 1; write %s%% or %.15g", text,
                  *confidence / 100);
}

static void show_confidence(const struct option_row *row, const void *value,
                            struct buffer *out)
{
    (void)row;
    const double *confidence = value;
    show_percent(*confidence, out);
}

const struct value_kind VALUE_CONFIDENCE = {parse_confidence, show_confidence};

static cobuy_status parse_level(const struct option_row *row, void *value, char *text,
                                cobuy_error *error)
{
    double *level = value;
    enum number_form form = read_number(text, level);
    if (form != NO_NUMBER && *level < 1) return COBUY_OK;
    return refuse(error, row, text,
                  "is neither a share below 1 (0.05) nor a "
                  "percentage (5%%)");
}

static void show_level(const struct option_row *row, const void *value,
                       struct buffer *out)
{
    const double *level = value;
    if (*level > 0)
        buffer_add(out, "%.15g", *level);
    else
        buffer_add(out, "%s", row->absent);
}

const struct value_kind VALUE_LEVEL = {parse_level, show_level};

static cobuy_status parse_lift(const struct option_row *row, void *value, char *text,
                               cobuy_error *error)
{
    double *lift = value;
    enum number_form form = read_number(text, lift);
    if (form == WHOLE || form == DECIMAL)
        if (isfinite(*lift)) return COBUY_OK;
    return refuse(error, row, text, "is not a number from 0, such as 1.5");
}

static void show_lift(const struct option_row *row, const void *value,
                      struct buffer *out)
{
    (void)row;
    const double *lift = value;
    buffer_add(out, "%.15g", *lift);
}

const struct value_kind VALUE_LIFT = {parse_lift, show_lift};

static cobuy_status parse_bad_rows(const struct option_row *row, void *value,
                                   char *text, cobuy_error *error)
{
    struct threshold *bad_rows = value;
    *bad_rows = (struct threshold){0, 0};
    if (read_whole(text, &bad_rows->count)) return COBUY_OK;
    bad_rows->count = 0;
    if (read_number(text, &bad_rows->share) != PERCENT)
        return refuse(error, row, text,
                      "is neither a number of rows (20) nor a percentage (1%%)");
    if (bad_rows->share > 1) return refuse(error, row, text, "is above 100%%");
    return COBUY_OK;
}

static void show_bad_rows(const struct option_row *row, const void *value,
                          struct buffer *out)
{
    (void)row;
    const struct threshold *bad_rows = value;
    if (bad_rows->share > 0)
        show_percent(bad_rows->share, out);
    else
        buffer_add(out, "%" PRIu64, bad_rows->count);
}

const struct value_kind VALUE_BAD_ROWS = {parse_bad_rows, show_bad_rows};

/* ========================================================================== */
/*                                   Limits                                   */
/* ========================================================================== */

/* Reads a decimal number; returns what follows it, or NULL if there is none. */
static const char *read_decimal(const char *text, double *value)
{
    char copy[64];
    struct number_parts parts;
    if (!find_parts(text, &parts) || parts.exponent) return NULL;
    size_t length = (size_t)(parts.end - text);
    if (length >= sizeof copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    *value = strtod(copy, NULL);
    return parts.end;
}

struct unit {
    const char *name;
    double size;
};

/* The size of a unit; 0 if there is none of that name. */
static double size_of_unit(const struct unit *units, const char *name)
{
    while (units->name && strcmp(units->name, name) != 0) units++;
    return units->name ? units->size : 0;
}

static const struct unit TIME_UNITS[] = {{"", 1},       {"s", 1},    {"m", 60},
                                         {"min", 60},   {"h", 3600}, {"d", 86400},
                                         {"ms", 0.001}, {NULL, 0}};

static cobuy_status parse_duration(const struct option_row *row, void *value,
                                   char *text, cobuy_error *error)
{
    double *seconds = value;
    const char *unit = read_decimal(text, seconds);
    if (unit) *seconds *= size_of_unit(TIME_UNITS, unit);
    if (unit && *seconds > 0 && isfinite(*seconds)) return COBUY_OK;
    return refuse(error, row, text,
                  "is not a time above 0, such as 30s, 10m or 2h; digits alone are "
                  "seconds");
}

static void show_duration(const struct option_row *row, const void *value,
                          struct buffer *out)
{
    const double *seconds = value;
    if (*seconds > 0)
        buffer_add(out, "%.15gs", *seconds);
    else
        buffer_add(out, "%s", row->absent);
}

const struct value_kind VALUE_DURATION = {parse_duration, show_duration};

static cobuy_status parse_days(const struct option_row *row, void *value, char *text,
                               cobuy_error *error)
{
    enum { MOST = 1000 * 1000 };
    uint64_t *days = value;
    double number = 0;
    const char *unit = read_decimal(text, &number);
    double factor = !unit                    ? 0
                    : strcmp(unit, "d") == 0 ? 1
                    : strcmp(unit, "w") == 0 ? 7
                                             : 0;
    number *= factor;
    if (factor > 0 && number >= 1 && number <= MOST && number == floor(number)) {
        *days = (uint64_t)number;
        return COBUY_OK;
    }
    return refuse(error, row, text, "is not a number of days or weeks: 90d or 12w");
}

static void show_days(const struct option_row *row, const void *value,
                      struct buffer *out)
{
    const uint64_t *days = value;
    if (*days > 0)
        buffer_add(out, "%" PRIu64 "d", *days);
    else
        buffer_add(out, "%s", row->absent);
}

const struct value_kind VALUE_DAYS = {parse_days, show_days};

static cobuy_status parse_cutoffs(const struct option_row *row, void *value, char *text,
                                  cobuy_error *error)
{
    struct cutoff_list *list = value;
    const char *at = text;
    bool sound = true;
    for (list->length = 0; sound && at; list->length++) {
        uint64_t number = 0;
        size_t length = strcspn(at, ",");
        char digits[8] = "";
        sound = length < sizeof digits && list->length < COBUY_CUTOFFS_MOST;
        if (!sound) break;
        memcpy(digits, at, length);
        sound = read_whole(digits, &number) && number <= COBUY_CUTOFF_HIGHEST &&
                number > (list->length > 0 ? list->at[list->length - 1] : 0);
        list->at[list->length] = (uint32_t)number;
        at = at[length] ? at + length + 1 : NULL;
    }
    if (sound) return COBUY_OK;
    return refuse(error, row, text,
                  "is not up to %d rising numbers from 1 to %d, such as 1,5,10",
                  COBUY_CUTOFFS_MOST, COBUY_CUTOFF_HIGHEST);
}

static void show_cutoffs(const struct option_row *row, const void *value,
                         struct buffer *out)
{
    const struct cutoff_list *list = value;
    (void)row;
    for (size_t i = 0; i < list->length; i++)
        buffer_add(out, "%s%" PRIu32, i > 0 ? "," : "", list->at[i]);
}

const struct value_kind VALUE_CUTOFFS = {parse_cutoffs, show_cutoffs};

enum { KIBI = 1024 };

static const struct unit SIZE_UNITS[] = {
    {"", 1},
    {"k", KIBI},
    {"K", KIBI},
    {"M", (double)KIBI *KIBI},
    {"G", (double)KIBI *KIBI *KIBI},
    {"T", (double)KIBI *KIBI *KIBI *KIBI},
    {NULL, 0},
};

/* Bytes of the unit that 'name' is: K, KB and KiB are the same, since memory is counted
 * in powers of two.  0: no unit. */
static double size_of_memory_unit(const char *name)
{
    char letter[2] = {name[0], '\0'};
    const char *rest = name[0] ? name + 1 : name;
    bool usual =
        !*rest || (name[0] != 'B' && strcmp(rest, "B") == 0) || strcmp(rest, "iB") == 0;
    if (strcmp(name, "B") == 0) return 1;
    return usual ? size_of_unit(SIZE_UNITS, letter) : 0;
}

static cobuy_status parse_size(const struct option_row *row, void *value, char *text,
                               cobuy_error *error)
{
    uint64_t *bytes = value;
    *bytes = 0;
    if (strcmp(text, "none") == 0) return COBUY_OK;
    double number;
    const char *unit = read_decimal(text, &number);
    double size = unit ? size_of_memory_unit(unit) : 0;
    if (size > 0 && number * size < 0x1p63) {
        *bytes = (uint64_t)(number * size);
        if (number == 0 || *bytes > 0) return COBUY_OK;
    }
    return refuse(error, row, text,
                  "is not a size, such as 512M, 2G or a number of bytes; 0 or none "
                  "means no limit");
}

static void show_size(const struct option_row *row, const void *value,
                      struct buffer *out)
{
    static const char *const LETTERS[] = {"", "k", "M", "G", "T"};
    const uint64_t *bytes = value;
    uint64_t number = *bytes;
    size_t steps = 0;
    for (; steps < 4 && number > 0 && number % KIBI == 0; steps++) number /= KIBI;
    if (*bytes == SIZE_NOT_GIVEN)
        buffer_add(out, "%s", row->absent);
    else if (*bytes == 0)
        buffer_add(out, "none");
    else
        buffer_add(out, "%" PRIu64 "%s", number, LETTERS[steps]);
}

const struct value_kind VALUE_SIZE = {parse_size, show_size};
