/*
 * time_pattern.h - times by a pattern, and the pieces that times are made of
 */
#ifndef COBUY_LOG_TIME_PATTERN_H
#define COBUY_LOG_TIME_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is left to be read. */
struct time_cursor {
    const char *at, *end;
};

struct time_parts {
    int64_t year, month, day, hour, minute, second;
    int64_t offset; /* seconds from UTC, if 'has_offset' */
    int64_t epoch;  /* seconds of UTC, if 'is_epoch' */
    bool has_clock, has_offset, is_epoch;
    bool has_half, afternoon; /* AM or PM is given */
};

/* Each goes on behind what it has read; false if something else is there. */
bool time_read_number(struct time_cursor *cursor, size_t least_digits,
                      size_t most_digits, int64_t *number);
bool time_skip(struct time_cursor *cursor, char c);
bool time_skip_blanks(struct time_cursor *cursor);
void time_skip_fraction(struct time_cursor *cursor); /* ".123", if it is there */
bool time_read_half(struct time_cursor *cursor, struct time_parts *parts);
bool time_read_offset(struct time_cursor *cursor, struct time_parts *parts);

/* Makes an hour of 24 of one of 12; false if it is none. */
bool time_settle_half(struct time_parts *parts);

/* Reads a whole text by a pattern, which stands for itself but for
 *
 *     %Y %m %d    year of four digits, month, day (%e too); %y year of two: 1969 to
 * 2068 %H %M %S    hour, minute, second; %f the digits of a fraction %I %p       hour
 * of 12, AM or PM %b %B       name of a month in English, short or long %a %A name of a
 * day, which is passed over %z          Z, +09:00, +0900 or +09 %s          seconds
 * since 1970 in UTC %F %T %R    %Y-%m-%d  %H:%M:%S  %H:%M
 *     %%          a percent sign
 *
 * and for blanks, which stand for any number of them. */
bool time_pattern_read(const char *pattern, struct time_cursor *cursor,
                       struct time_parts *parts);

/* Whether a pattern says when something was: false with a reason. */
bool time_pattern_check(const char *pattern, const char **reason);

/* Seconds since 1970-01-01 on the same clock; false if there is no such time. */
bool time_of_parts(const struct time_parts *parts, int64_t *seconds);

#endif /* COBUY_LOG_TIME_PATTERN_H */
