/*
 * time_text.c - times as logs have them, to seconds
 *
 * Without a pattern these are read, any of them in any row:
 *
 *     2024-05-06  2024/5/6 8:00  2024.05.06T08:00:04.123+09:00  2024年5月6日
 *     20240506  20240506080004
 *     1714982404  1714982404.5  1714982404123     seconds, and thousandths and less
 *     6.5.2024  06/05/2024 8:00:04 PM             once it is known which is the day
 *
 * With dots the day is always first.  Where nothing says which of day and month is, no
 * time is better than a wrong one.
 *
 * Days are counted as in the Gregorian calendar, also before it was one (ISO 8601).
 */
#include "log/time_text.h"

#include "log/time_pattern.h"

#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------- calendar */

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_date(int64_t year, int64_t month, int64_t day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01.  Years begin in March here, so that a leap day ends one. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    if (month <= 2) {
        year--;
        month += 12;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 +
           day - 719469;
}

bool time_of_parts(const struct time_parts *parts, int64_t *seconds)
{
    bool valid = is_date(parts->year, parts->month, parts->day) && parts->hour <= 23 &&
                 parts->minute <= 59 && parts->second <= 60;
    *seconds =
        (days_of(parts->year, parts->month, parts->day) * 24 + parts->hour) * 3600 +
        parts->minute * 60 + parts->second;
    return valid;
}

/* The date of a day, by trying the year that it must be or the one before. */
static void date_of(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    *year = 1970 + days / 365 + 1;
    while (days_of(*year, 1, 1) > days) --*year;
    *month = 12;
    while (days_of(*year, *month, 1) > days) --*month;
    *day = days - days_of(*year, *month, 1) + 1;
}

void cobuy_time_text(char text[COBUY_TIME_TEXT], int64_t seconds)
{
    int64_t days = seconds / SECONDS_A_DAY, rest = seconds % SECONDS_A_DAY;
    if (rest < 0) {
        rest += SECONDS_A_DAY;
        days--;
    }
    int64_t year, month, day;
    date_of(days, &year, &month, &day);
    int length = snprintf(text, COBUY_TIME_TEXT, "%04d-%02d-%02d", (int)year % 10000,
                          (int)month, (int)day);
    if (rest == 0 || length < 0) return;
    snprintf(text + length, COBUY_TIME_TEXT - (size_t)length, " %02d:%02d:%02d",
             (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}

/* ---------------------------------------------------------------------------- parts */

static size_t count_digits(const struct time_cursor *cursor)
{
    const char *at = cursor->at;
    while (at < cursor->end && *at >= '0' && *at <= '9') at++;
    return (size_t)(at - cursor->at);
}

/* "8:00", "08:00:04.123 pm +09:00" to the end. */
static bool read_clock(struct time_cursor *cursor, struct time_parts *parts)
{
    if (!time_read_number(cursor, 1, 2, &parts->hour) || !time_skip(cursor, ':') ||
        !time_read_number(cursor, 1, 2, &parts->minute))
        return false;
    if (time_skip(cursor, ':') && !time_read_number(cursor, 1, 2, &parts->second))
        return false;
    time_skip_fraction(cursor);
    time_skip_blanks(cursor);
    if (time_read_half(cursor, parts) && !time_settle_half(parts)) return false;
    time_skip_blanks(cursor);
    return cursor->at == cursor->end || time_read_offset(cursor, parts);
}

/* What may stand behind a date: nothing, or a time of day. */
static bool read_rest(struct time_cursor *cursor, struct time_parts *parts)
{
    if (cursor->at == cursor->end) return true;
    if (!time_skip(cursor, 'T') && !time_skip(cursor, 't') && !time_skip_blanks(cursor))
        return false;
    parts->has_clock = true;
    return read_clock(cursor, parts) && cursor->at == cursor->end;
}

static bool is_separator(char c)
{
    return c == '-' || c == '/' || c == '.';
}

static bool skip_word(struct time_cursor *cursor, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(cursor->end - cursor->at) < length ||
        memcmp(cursor->at, word, length) != 0)
        return false;
    cursor->at += length;
    return true;
}

/* "2024-5-6" and "2024年5月6日". */
static bool read_year_first(struct time_cursor *cursor, struct time_parts *parts)
{
    if (!time_read_number(cursor, 4, 4, &parts->year)) return false;
    if (skip_word(cursor, "年"))
        return time_read_number(cursor, 1, 2, &parts->month) &&
               skip_word(cursor, "月") && time_read_number(cursor, 1, 2, &parts->day) &&
               skip_word(cursor, "日") && read_rest(cursor, parts);
    char separator = *cursor->at++;
    return is_separator(separator) && time_read_number(cursor, 1, 2, &parts->month) &&
           time_skip(cursor, separator) &&
           time_read_number(cursor, 1, 2, &parts->day) && read_rest(cursor, parts);
}

/* Two numbers and a year, and what separates them. */
static bool read_year_last(struct time_cursor *cursor, int64_t first[2],
                           char *separator, int64_t *year)
{
    if (!time_read_number(cursor, 1, 2, &first[0]) || cursor->at == cursor->end ||
        !is_separator(*cursor->at))
        return false;
    *separator = *cursor->at++;
    return time_read_number(cursor, 1, 2, &first[1]) && time_skip(cursor, *separator) &&
           time_read_number(cursor, 4, 4, year);
}

static bool read_either_first(struct time_cursor *cursor, struct time_parts *parts,
                              enum time_order order)
{
    int64_t first[2];
    char separator;
    if (!read_year_last(cursor, first, &separator, &parts->year)) return false;
    if (separator == '.') order = TIME_DAY_FIRST;
    if (order == TIME_ORDER_UNKNOWN) return false;
    parts->day = first[order == TIME_MONTH_FIRST];
    parts->month = first[order == TIME_DAY_FIRST];
    return read_rest(cursor, parts);
}

/* "20240506" and "20240506080004", or the former and a time of day. */
static bool read_compact(struct time_cursor *cursor, struct time_parts *parts,
                         size_t n_digits)
{
    if (!time_read_number(cursor, 4, 4, &parts->year) ||
        !time_read_number(cursor, 2, 2, &parts->month) ||
        !time_read_number(cursor, 2, 2, &parts->day))
        return false;
    if (n_digits == 8) return read_rest(cursor, parts);
    parts->has_clock = true;
    return time_read_number(cursor, 2, 2, &parts->hour) &&
           time_read_number(cursor, 2, 2, &parts->minute) &&
           time_read_number(cursor, 2, 2, &parts->second) &&
           (cursor->at == cursor->end || time_read_offset(cursor, parts)) &&
           cursor->at == cursor->end;
}

/* Seconds since 1970 in UTC, by how many digits there are. */
static bool read_epoch(struct time_cursor *cursor, struct time_parts *parts,
                       size_t n_digits)
{
    static const int64_t units[] = {1, 1000, 1000000, 1000000000};
    size_t unit = n_digits <= 10 ? 0 : (n_digits - 10) / 3;
    if (unit >= sizeof units / sizeof *units ||
        (n_digits > 10 && n_digits != 10 + 3 * unit))
        return false;
    int64_t number;
    if (!time_read_number(cursor, n_digits, n_digits, &number)) return false;
    time_skip_fraction(cursor);
    parts->has_clock = parts->is_epoch = true;
    parts->epoch = number / units[unit];
    return cursor->at == cursor->end;
}

static bool read_usual(struct time_cursor *cursor, struct time_parts *parts,
                       enum time_order order)
{
    size_t n_digits = count_digits(cursor);
    const char *behind = cursor->at + n_digits;
    if (n_digits == 8 || n_digits == 14) return read_compact(cursor, parts, n_digits);
    if (n_digits >= 9) return read_epoch(cursor, parts, n_digits);
    if (behind == cursor->end) return false;
    if (n_digits == 4 && (is_separator(*behind) || (unsigned char)*behind >= 0x80))
        return read_year_first(cursor, parts);
    return n_digits <= 2 && read_either_first(cursor, parts, order);
}

/* -------------------------------------------------------------------------- reading */

struct time_reader time_reader_for(const struct time_format *format)
{
    return (struct time_reader){.format = format, .quarter = -1};
}

/* UTC to the clock on the wall.  Zones change their offset at full hours, or quarters
 * of one at the most: asking once for each quarter is enough. */
static int64_t to_local(struct time_reader *reader, int64_t utc)
{
    enum { QUARTER = 15 * 60 };
    const struct time_format *format = reader->format;
    if (!format->local) return utc;
    int64_t quarter = utc >= 0 ? utc / QUARTER : -1;
    if (quarter < 0) return format->local(format->local_user, utc);
    if (quarter != reader->quarter) {
        reader->quarter = quarter;
        reader->offset =
            format->local(format->local_user, quarter * QUARTER) - quarter * QUARTER;
    }
    return utc + reader->offset;
}

static bool read_parts(struct time_reader *reader, cobuy_text text, int64_t *seconds,
                       bool *only_day)
{
    const struct time_format *format = reader->format;
    struct time_cursor cursor = {text.bytes, text.bytes + text.length};
    struct time_parts parts = {.year = 0};
    bool read = format->pattern ? time_pattern_read(format->pattern, &cursor, &parts)
                                : read_usual(&cursor, &parts, format->order);
    if (!read) return false;
    *only_day = !parts.has_clock;
    if (parts.is_epoch) {
        *seconds = to_local(reader, parts.epoch);
        return true;
    }
    if (!time_of_parts(&parts, seconds)) return false;
    if (parts.has_offset && format->local)
        *seconds = to_local(reader, *seconds - parts.offset);
    return true;
}

bool time_read_day(struct time_reader *reader, cobuy_text text, int64_t *seconds,
                   bool *only_day)
{
    *only_day = false;
    *seconds = BASKET_NO_TIME;
    return text.length == 0 || read_parts(reader, text, seconds, only_day);
}

bool time_read(struct time_reader *reader, cobuy_text text, int64_t *seconds)
{
    bool only_day;
    if (text.length == reader->last_length && text.length > 0 &&
        memcmp(text.bytes, reader->last, text.length) == 0) {
        *seconds = reader->last_seconds;
        return true;
    }
    if (!time_read_day(reader, text, seconds, &only_day)) return false;
    reader->last_length = text.length <= sizeof reader->last ? text.length : 0;
    memcpy(reader->last, text.bytes, reader->last_length);
    reader->last_seconds = *seconds;
    return true;
}

enum time_order time_order_of(cobuy_text text, bool *doubt)
{
    struct time_cursor cursor = {text.bytes, text.bytes + text.length};
    int64_t first[2], year;
    char separator;
    *doubt = false;
    if (!read_year_last(&cursor, first, &separator, &year) || separator == '.')
        return TIME_ORDER_UNKNOWN;
    bool day_first = first[0] > 12 && first[0] <= 31 && first[1] <= 12,
         month_first = first[1] > 12 && first[1] <= 31 && first[0] <= 12;
    *doubt = !day_first && !month_first;
    return day_first     ? TIME_DAY_FIRST
           : month_first ? TIME_MONTH_FIRST
                         : TIME_ORDER_UNKNOWN;
}
