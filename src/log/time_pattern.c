/*
 * time_pattern.c - times by a pattern, and the pieces that times are made of
 *
 * Patterns are those of strptime(), as far as logs need them; but strptime() itself
 * asks the locale what months are called, and needs a zero byte behind the text.
 */
#include "log/time_pattern.h"

#include <string.h>

/* --------------------------------------------------------------------------- pieces */

bool time_read_number(struct time_cursor *cursor, size_t least_digits,
                      size_t most_digits, int64_t *number)
{
    size_t n = 0;
    *number = 0;
    for (; n < most_digits && cursor->at < cursor->end; n++, cursor->at++) {
        if (*cursor->at < '0' || *cursor->at > '9') break;
        if (*number > (INT64_MAX - 9) / 10) return false;
        *number = *number * 10 + (*cursor->at - '0');
    }
    return n >= least_digits;
}

bool time_skip(struct time_cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c) return false;
    cursor->at++;
    return true;
}

bool time_skip_blanks(struct time_cursor *cursor)
{
    const char *begin = cursor->at;
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t'))
        cursor->at++;
    return cursor->at > begin;
}

static void skip_digits(struct time_cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9')
        cursor->at++;
}

void time_skip_fraction(struct time_cursor *cursor)
{
    if (time_skip(cursor, '.') || time_skip(cursor, ',')) skip_digits(cursor);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Passes over a word of lower case letters, in whatever case it stands there. */
static bool skip_word(struct time_cursor *cursor, const char *word, size_t length)
{
    if ((size_t)(cursor->end - cursor->at) < length) return false;
    for (size_t i = 0; i < length; i++)
        if (lower(cursor->at[i]) != word[i]) return false;
    cursor->at += length;
    return true;
}

bool time_read_half(struct time_cursor *cursor, struct time_parts *parts)
{
    bool before = skip_word(cursor, "am", 2) || skip_word(cursor, "a.m.", 4);
    parts->afternoon =
        !before && (skip_word(cursor, "pm", 2) || skip_word(cursor, "p.m.", 4));
    parts->has_half = before || parts->afternoon;
    return parts->has_half;
}

bool time_settle_half(struct time_parts *parts)
{
    if (!parts->has_half) return true;
    bool valid = parts->hour >= 1 && parts->hour <= 12;
    parts->hour = parts->hour % 12 + (parts->afternoon ? 12 : 0);
    return valid;
}

bool time_read_offset(struct time_cursor *cursor, struct time_parts *parts)
{
    parts->has_offset = true;
    parts->offset = 0;
    if (skip_word(cursor, "z", 1) || skip_word(cursor, "utc", 3) ||
        skip_word(cursor, "gmt", 3))
        return true;
    bool behind = time_skip(cursor, '-');
    int64_t hours, minutes = 0;
    if ((!behind && !time_skip(cursor, '+')) || !time_read_number(cursor, 2, 2, &hours))
        return false;
    bool colon = time_skip(cursor, ':');
    bool digit = cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9';
    if ((colon || digit) && !time_read_number(cursor, 2, 2, &minutes)) return false;
    parts->offset = (hours * 60 + minutes) * (behind ? -60 : 60);
    return hours <= 23 && minutes <= 59;
}

/* The number from 0 of a name, short or long; -1 if it is none. */
static int read_name(struct time_cursor *cursor, const char *const *names, int n)
{
    enum { SHORT = 3 };
    for (int i = 0; i < n; i++)
        if (skip_word(cursor, names[i], strlen(names[i])) ||
            skip_word(cursor, names[i], SHORT))
            return i;
    return -1;
}

static bool read_month(struct time_cursor *cursor, struct time_parts *parts)
{
    static const char *const months[] = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    parts->month = read_name(cursor, months, 12) + 1;
    return parts->month > 0;
}

static bool skip_weekday(struct time_cursor *cursor)
{
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    return read_name(cursor, days, 7) >= 0;
}

/* -------------------------------------------------------------------------- patterns
 */

static bool read_year(struct time_cursor *cursor, struct time_parts *parts)
{
    if (!time_read_number(cursor, 2, 2, &parts->year)) return false;
    parts->year += parts->year < 69 ? 2000 : 1900;
    return true;
}

static bool read_digits(struct time_cursor *cursor)
{
    const char *begin = cursor->at;
    skip_digits(cursor);
    return cursor->at > begin;
}

static bool read_field(char field, struct time_cursor *cursor, struct time_parts *parts)
{
    switch (field) {
    case 'Y': return time_read_number(cursor, 4, 4, &parts->year);
    case 'y': return read_year(cursor, parts);
    case 'm': return time_read_number(cursor, 1, 2, &parts->month);
    case 'd':
    case 'e':
        time_skip_blanks(cursor);
        return time_read_number(cursor, 1, 2, &parts->day);
    case 'H':
    case 'I':
        parts->has_clock = true;
        return time_read_number(cursor, 1, 2, &parts->hour);
    case 'M': return time_read_number(cursor, 1, 2, &parts->minute);
    case 'S': return time_read_number(cursor, 1, 2, &parts->second);
    case 'f': return read_digits(cursor);
    case 'p': return time_read_half(cursor, parts);
    case 'b':
    case 'B': return read_month(cursor, parts);
    case 'a':
    case 'A': return skip_weekday(cursor);
    case 'z': return time_read_offset(cursor, parts);
    case 's':
        parts->is_epoch = parts->has_clock = true;
        return time_read_number(cursor, 1, 18, &parts->epoch);
    case '%': return time_skip(cursor, '%');
    default: return false;
    }
}

/* The pattern that a field is short for, or NULL. */
static const char *expansion_of(char field)
{
    return field == 'F'   ? "%Y-%m-%d"
           : field == 'T' ? "%H:%M:%S"
           : field == 'R' ? "%H:%M"
                          : NULL;
}

static bool read_front(const char *pattern, struct time_cursor *cursor,
                       struct time_parts *parts)
{
    for (; *pattern; pattern++) {
        if (*pattern == ' ') {
            time_skip_blanks(cursor);
            continue;
        }
        if (*pattern != '%') {
            if (!time_skip(cursor, *pattern)) return false;
            continue;
        }
        const char *expansion = expansion_of(*++pattern);
        if (!(expansion ? read_front(expansion, cursor, parts)
                        : read_field(*pattern, cursor, parts)))
            return false;
    }
    return true;
}

bool time_pattern_read(const char *pattern, struct time_cursor *cursor,
                       struct time_parts *parts)
{
    return read_front(pattern, cursor, parts) && cursor->at == cursor->end &&
           time_settle_half(parts);
}

bool time_pattern_check(const char *pattern, const char **reason)
{
    bool year = false, month = false, day = false, epoch = false;
    for (const char *at = pattern; *at; at++) {
        if (*at != '%') continue;
        if (!*++at || !strchr("YymdeHIMSfpbBaAzsFTR%", *at)) {
            *reason = "knows no such field; there are %Y %y %m %d %e %H %I %M %S %f %p "
                      "%b %B %a %A %z %s %F %T %R and %%";
            return false;
        }
        year |= strchr("YyF", *at) != NULL;
        month |= strchr("mbBF", *at) != NULL;
        day |= strchr("deF", *at) != NULL;
        epoch |= *at == 's';
    }
    *reason = "needs year, month and day, or %s";
    return epoch || (year && month && day);
}
