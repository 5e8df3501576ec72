/*
 * time_window.h - which baskets are wanted, by their times
 */
#ifndef COBUY_LOG_TIME_WINDOW_H
#define COBUY_LOG_TIME_WINDOW_H

#include "basket/baskets.h"
#include "log/time_text.h"

struct time_window {
    int64_t since, until; /* both included */
    uint32_t last_days;   /* or 0 */
};

/* Whether times must be read for what is wanted. */
static inline bool time_window_wanted(const cobuy_read_options *options)
{
    return options->time_column || options->time_format || options->since ||
           options->until || options->last_days > 0 || options->times;
}

/* Reads the bounds, which are given as text. */
COBUY_CHECK cobuy_status time_window_init(struct time_window *window,
                                          const cobuy_read_options *options,
                                          cobuy_error *error);

/* The bounds that come of a window whose newest basket is of that time; INT64_MIN:
 * there is none. */
struct time_window time_window_settle(const struct time_window *window, int64_t newest);

/* Whether some times are outside. */
bool time_window_bounds(const struct time_window *settled);

/* Says in the report when the baskets were bought, and leaves only those of the window.
 * There must be times. */
COBUY_CHECK cobuy_status time_window_apply(const struct time_window *window,
                                           cobuy_baskets *baskets,
                                           cobuy_context *context,
                                           cobuy_read_report *report,
                                           cobuy_error *error);

#endif /* COBUY_LOG_TIME_WINDOW_H */
