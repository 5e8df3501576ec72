/*
 * shop_clock.c - when the orders of a generated log are placed
 */
#include "log/shop_clock.h"

#include "log/digits.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum {
    WEEK = 7,
    DAY_HOURS = 24,
    HOUR_SECONDS = 3600,
    LEAST_WEEKS = 8,
    MOST_WEEKS = SHOP_CLOCK_DAYS / WEEK,
    ROWS_A_WEEK = 900 * WEEK,
    LEAST_BUSTLE = 85, /* percent */
    MOST_BUSTLE = 115,
};

/* A Monday.  Two years from it hold no 29 February, which next_day() relies on. */
static const struct moment START = {.year = 2024, .month = 5, .day = 6};

static const uint8_t MONTH_DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* How busy the shop is; hours from 0, weekdays from Monday. */
static const uint8_t WEEKDAY_WEIGHTS[WEEK] = {12, 12, 13, 14, 20, 22, 13};
static const uint8_t HOUR_WEIGHTS[DAY_HOURS] = {
    [8] = 2,  [9] = 4,  [10] = 5,  [11] = 5,  [12] = 6, [13] = 5, [14] = 4,
    [15] = 5, [16] = 7, [17] = 10, [18] = 11, [19] = 9, [20] = 6, [21] = 3};
static const uint8_t SUNDAY_WEIGHTS[DAY_HOURS] = {
    [10] = 3, [11] = 5, [12] = 5, [13] = 5, [14] = 6, [15] = 7, [16] = 6, [17] = 4};

static uint64_t hour_weight(uint32_t weekday, uint32_t hour, uint32_t bustle)
{
    const uint8_t *hours = weekday == SUNDAY ? SUNDAY_WEIGHTS : HOUR_WEIGHTS;
    return (uint64_t)WEEKDAY_WEIGHTS[weekday] * hours[hour] * bustle;
}

void shop_clock_init(struct shop_clock *clock, uint64_t lines, struct random *random)
{
    uint64_t weeks = lines / ROWS_A_WEEK;
    if (weeks < LEAST_WEEKS) weeks = LEAST_WEEKS;
    if (weeks > MOST_WEEKS) weeks = MOST_WEEKS;
    *clock = (struct shop_clock){.now = START, .lines = lines};
    for (uint32_t day = 0; day < weeks * WEEK; day++) {
        uint32_t more = random_below(random, MOST_BUSTLE - LEAST_BUSTLE + 1);
        clock->bustle[day] = (uint8_t)(LEAST_BUSTLE + more);
        for (uint32_t hour = 0; hour < DAY_HOURS; hour++)
            clock->total += hour_weight(day % WEEK, hour, clock->bustle[day]);
    }
}

static void next_day(struct shop_clock *clock)
{
    struct moment *now = &clock->now;
    clock->day++;
    now->weekday = (now->weekday + 1) % WEEK;
    if (now->day++ < MONTH_DAYS[now->month - 1]) return;
    now->day = 1;
    if (now->month++ < 12) return;
    now->month = 1;
    now->year++;
}

static void next_hour(struct shop_clock *clock)
{
    struct moment *now = &clock->now;
    if (++now->hour == DAY_HOURS) {
        now->hour = 0;
        next_day(clock);
    }
    clock->weight += hour_weight(now->weekday, now->hour, clock->bustle[clock->day]);
    clock->hour_start = clock->hour_end;
    /* Rounded up, so that even a log of one row has it in the first hour. */
    wide rows = (wide)clock->lines * clock->weight;
    clock->hour_end = (uint64_t)((rows + clock->total - 1) / clock->total);
}

void shop_clock_advance(struct shop_clock *clock, uint64_t row, struct random *random)
{
    while (row >= clock->hour_end) next_hour(clock);
    wide seconds = (wide)(row - clock->hour_start) * HOUR_SECONDS;
    seconds += random_below(random, HOUR_SECONDS);
    uint32_t second = (uint32_t)(seconds / (clock->hour_end - clock->hour_start));
    clock->now.minute = second / 60;
    clock->now.second = second % 60;
}

void shop_clock_text(const struct moment *moment, char *text)
{
    memcpy(text, "0000-00-00T00:00:00", SHOP_CLOCK_TEXT);
    digits_put(text, moment->year, 4);
    digits_put(text + 5, moment->month, 2);
    digits_put(text + 8, moment->day, 2);
    digits_put(text + 11, moment->hour, 2);
    digits_put(text + 14, moment->minute, 2);
    digits_put(text + 17, moment->second, 2);
}
