/*
 * time_window.c - which baskets are wanted, by their times
 *
 * The last days are counted back from the newest basket, never from today: the same log
 * gives the same rules tomorrow.
 */
#include "log/time_window.h"

#include "basket/refine.h"

#include <string.h>

/* The first second of a bound, or its last. */
static cobuy_status read_bound(int64_t *seconds, const char *text, const char *name,
                               bool last, const cobuy_read_options *options,
                               cobuy_error *error)
{
    const struct time_format format = {.local = options->local_time,
                                       .local_user = options->local_time_user};
    struct time_reader reader = time_reader_for(&format);
    cobuy_text trimmed = {text, strlen(text)};
    bool only_day;
    if (trimmed.length == 0 || !time_read_day(&reader, trimmed, seconds, &only_day))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "'%s' is no day or time to read %s; 2024-05-06 is, and "
                           "2024-05-06T08:00",
                           text, name);
    if (only_day && last) *seconds += SECONDS_A_DAY - 1;
    return COBUY_OK;
}

cobuy_status time_window_init(struct time_window *window,
                              const cobuy_read_options *options, cobuy_error *error)
{
    *window = (struct time_window){.since = INT64_MIN,
                                   .until = BASKET_NO_TIME - 1,
                                   .last_days = options->last_days};
    cobuy_status status = COBUY_OK;
    if (options->since)
        TRY(read_bound(&window->since, options->since, "from", false, options, error));
    if (options->until)
        TRY(read_bound(&window->until, options->until, "to", true, options, error));
    if (window->since > window->until)
        TRY(status_fail(error, COBUY_INVALID_ARGUMENT,
                        "there is no time from '%s' to '%s'", options->since,
                        options->until));
done:
    return status;
}

static int64_t start_of_day(int64_t seconds)
{
    int64_t rest = seconds % SECONDS_A_DAY;
    return seconds - (rest < 0 ? rest + SECONDS_A_DAY : rest);
}

static void report_times(cobuy_read_report *report, const cobuy_baskets *baskets)
{
    report->first_time = BASKET_NO_TIME;
    report->last_time = INT64_MIN;
    for (uint64_t b = 0; b < baskets->count; b++) {
        int64_t time = baskets->times[b];
        report->baskets_without_time += time == BASKET_NO_TIME;
        if (time == BASKET_NO_TIME) continue;
        if (time < report->first_time) report->first_time = time;
        if (time > report->last_time) report->last_time = time;
    }
}

/* The newest basket that is not after the window; its beginning if there is none. */
static int64_t newest_in(const struct time_window *window, const cobuy_baskets *baskets)
{
    int64_t newest = window->since;
    for (uint64_t b = 0; b < baskets->count; b++) {
        int64_t time = baskets->times[b];
        if (time > newest && time <= window->until) newest = time;
    }
    return newest;
}

struct time_window time_window_settle(const struct time_window *window, int64_t newest)
{
    struct time_window chosen = *window;
    if (window->last_days == 0 || newest == INT64_MIN) return chosen;
    int64_t day = start_of_day(newest),
            since = day - (int64_t)(window->last_days - 1) * SECONDS_A_DAY;
    if (since > chosen.since) chosen.since = since;
    if (day + SECONDS_A_DAY - 1 < chosen.until) chosen.until = day + SECONDS_A_DAY - 1;
    return chosen;
}

bool time_window_bounds(const struct time_window *settled)
{
    return settled->since > INT64_MIN || settled->until < BASKET_NO_TIME - 1;
}

cobuy_status time_window_apply(const struct time_window *window, cobuy_baskets *baskets,
                               cobuy_context *context, cobuy_read_report *report,
                               cobuy_error *error)
{
    if (baskets->count == 0) return COBUY_OK;
    report_times(report, baskets);
    struct time_window chosen = time_window_settle(
        window, window->last_days > 0 ? newest_in(window, baskets) : INT64_MIN);
    report->since = chosen.since;
    report->until = chosen.until;
    report->windowed = time_window_bounds(&chosen);
    if (!report->windowed) return COBUY_OK;
    uint64_t n_others;
    cobuy_status status =
        refine_times(baskets, context, chosen.since, chosen.until, &n_others, error);
    if (status == COBUY_OK)
        report->baskets_outside = n_others - report->baskets_without_time;
    return status;
}
