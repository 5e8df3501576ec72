/*
 * shop_clock.h - when the orders of a generated log are placed
 */
#ifndef COBUY_LOG_SHOP_CLOCK_H
#define COBUY_LOG_SHOP_CLOCK_H

#include "log/random.h"

enum { SHOP_CLOCK_TEXT = 19, SHOP_CLOCK_DAYS = 2 * 52 * 7 };

enum { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct moment {
    uint32_t year, month, day; /* month and day from 1 */
    uint32_t weekday;          /* from MONDAY */
    uint32_t hour, minute, second;
};

/*
 * A clock that is driven by the rows written so far, so that the log ends when the span
 * of time does: each hour takes its share of the rows, by the weekday, the hour and how
 * busy the day is.
 */
struct shop_clock {
    struct moment now;
    uint64_t lines;
    uint64_t hour_start, hour_end;   /* rows [hour_start, hour_end) are of this hour */
    uint64_t weight;                 /* of all hours up to the end of this one */
    uint64_t total;                  /* of all hours */
    uint32_t day;                    /* of the span, from 0 */
    uint8_t bustle[SHOP_CLOCK_DAYS]; /* how busy each day is, in percent of its kind */
};

/* For a log of 'lines' rows: some 900 a day, but from 8 weeks up to two years. */
void shop_clock_init(struct shop_clock *clock, uint64_t lines, struct random *random);

/* Moves 'now' to row 'row', which is below 'lines' and above the last, to one of
 * the seconds that are this row's share of its hour. */
void shop_clock_advance(struct shop_clock *clock, uint64_t row, struct random *random);

/* Writes SHOP_CLOCK_TEXT bytes such as "2024-05-06T08:00:00", without a zero byte. */
void shop_clock_text(const struct moment *moment, char *text);

#endif /* COBUY_LOG_SHOP_CLOCK_H */
