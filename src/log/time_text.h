/*
 * time_text.h - times as logs have them, to seconds
 *
 * A time is that of a clock on the wall of the shop: seconds since 1970-01-01 00:00 on
 * that clock.  What a log says without an offset from UTC is such a time already.
 */
#ifndef COBUY_LOG_TIME_TEXT_H
#define COBUY_LOG_TIME_TEXT_H

#include "basket/basket_times.h"

#include <cobuy/read.h>

#include <stdbool.h>

/* What stands first in "3/4/2024". */
enum time_order { TIME_ORDER_UNKNOWN, TIME_DAY_FIRST, TIME_MONTH_FIRST };

/* How the times of a log are written. */
struct time_format {
    const char *pattern;     /* as time_pattern_read() has it; NULL: found out */
    enum time_order order;   /* where there is no pattern */
    cobuy_local_time *local; /* NULL: the offset or UTC that a time has stays */
    void *local_user;
};

/* Reads times, and remembers the last one: rows of a basket mostly have the same. */
struct time_reader {
    const struct time_format *format;
    char last[40];
    size_t last_length; /* 0: none */
    int64_t last_seconds;
    int64_t quarter, offset; /* of local time, in that quarter of an hour; or -1 */
};

struct time_reader time_reader_for(const struct time_format *format);

/* False if that is no time.  A blank text is one that is not known: BASKET_NO_TIME. */
bool time_read(struct time_reader *reader, cobuy_text text, int64_t *seconds);

/* The same for who needs to know whether only a day is given. */
bool time_read_day(struct time_reader *reader, cobuy_text text, int64_t *seconds,
                   bool *only_day);

/* What a time tells of the order of day and month: UNKNOWN, with *doubt set if it is
 * such a time and either could be first. */
enum time_order time_order_of(cobuy_text text, bool *doubt);

#endif /* COBUY_LOG_TIME_TEXT_H */
