/*
 * store_drop.c - old days go
 */
#include "log/time_window.h"
#include "store/store_change.h"

#include <cobuy/store.h>

/* The day that a text names. */
static cobuy_status read_day(int64_t *day, const char *text, cobuy_error *error)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    struct time_window window;
    options.since = text;
    cobuy_status status = time_window_init(&window, &options, error);
    if (status != COBUY_OK) return status;
    if (window.since % SECONDS_A_DAY != 0)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "'%s' is not a whole day, which is what a store drops; "
                           "2024-05-06 is one",
                           text);
    *day = window.since / SECONDS_A_DAY;
    return COBUY_OK;
}

static void drop(struct store_head *head, int64_t bound, cobuy_store_dropped *dropped)
{
    size_t to = 0;
    for (size_t i = 0; i < head->partitions.length; i++) {
        const struct store_partition *partition = &head->partitions.data[i];
        if (partition->day >= bound) {
            head->partitions.data[to++] = *partition;
        } else {
            dropped->partitions++;
            dropped->baskets += partition->baskets;
        }
    }
    head->partitions.length = to;
    head->bounded = true;
    head->bound = bound;
}

cobuy_status cobuy_store_drop(cobuy_context *context, cobuy_store_dropped *dropped,
                              const char *store, const char *before, cobuy_error *error)
{
    struct store_change change;
    int64_t bound = 0;
    *dropped = (cobuy_store_dropped){0, 0};
    cobuy_status status = read_day(&bound, before, error);
    if (status == COBUY_OK)
        status = store_change_begin(&change, context, store, false, error);
    if (status != COBUY_OK) return status;
    if (!change.head.bounded || change.head.bound < bound) {
        drop(&change.head, bound, dropped);
        status = store_change_commit(&change, error);
    }
    store_change_end(&change);
    return status;
}
