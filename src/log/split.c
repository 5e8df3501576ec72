/*
 * split.c - baskets into an earlier part and a later one
 *
 * The later part is the smaller one, usually, and is built anew, by the names of its
 * items; the earlier one is what is left of the baskets when it is gone.
 */
#include "basket/builder.h"
#include "basket/refine.h"
#include "log/time_window.h"

/* The times that there are, and how the baskets fall behind and before 'since'. */
static void find_ends(const cobuy_baskets *baskets, cobuy_split_facts *facts)
{
    facts->first = BASKET_NO_TIME;
    facts->last = INT64_MIN;
    for (uint64_t b = 0; b < baskets->count; b++) {
        int64_t time = baskets->times[b];
        facts->without_time += time == BASKET_NO_TIME;
        if (time == BASKET_NO_TIME) continue;
        if (time < facts->first) facts->first = time;
        if (time > facts->last) facts->last = time;
    }
}

static cobuy_status settle(const cobuy_baskets *baskets, cobuy_split_facts *facts,
                           cobuy_error *error)
{
    const struct time_window window = {INT64_MIN, BASKET_NO_TIME - 1, facts->days};
    if (facts->days == 0)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "a later part of no days");
    if (!baskets->times)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the baskets have no times to be split by");
    find_ends(baskets, facts);
    if (facts->last == INT64_MIN)
        return status_fail(error, COBUY_INPUT_EMPTY,
                           "no basket has a time to be split by");
    facts->since = time_window_settle(&window, facts->last).since;
    if (facts->first >= facts->since)
        return status_fail(error, COBUY_INPUT_EMPTY,
                           "all baskets are of the last %u days, and none is left that "
                           "is earlier",
                           facts->days);
    return COBUY_OK;
}

static cobuy_status copy_basket(cobuy_builder *builder, const cobuy_baskets *baskets,
                                uint64_t basket, cobuy_error *error)
{
    cobuy_status status = builder_begin(builder, error);
    for (uint64_t i = baskets->offsets[basket];
         i < baskets->offsets[basket + 1] && status == COBUY_OK; i++) {
        cobuy_text name = dictionary_text(&baskets->dictionary, baskets->items[i]);
        status = builder_add_to_last(builder, name.bytes, name.length, error);
    }
    return status;
}

static cobuy_status copy_later(cobuy_context *context, const cobuy_baskets *baskets,
                               cobuy_split_facts *facts, cobuy_baskets **later,
                               cobuy_error *error)
{
    cobuy_builder *builder;
    cobuy_status status = cobuy_builder_create(context, &builder, error);
    if (status != COBUY_OK) return status;
    for (uint64_t b = 0; b < baskets->count && status == COBUY_OK; b++) {
        if (b % BASKETS_A_LOOK == 0) {
            baskets_let_go(baskets, b > 0 ? b - BASKETS_A_LOOK : 0, b);
            status = context_check(context, error);
        }
        bool is_later =
            baskets->times[b] >= facts->since && baskets->times[b] != BASKET_NO_TIME;
        if (!is_later || status != COBUY_OK) continue;
        facts->later++;
        status = copy_basket(builder, baskets, b, error);
    }
    if (status == COBUY_OK) return cobuy_builder_finish(builder, later, error);
    cobuy_builder_free(builder);
    return status;
}

cobuy_status cobuy_split(cobuy_context *context, cobuy_baskets **earlier,
                         cobuy_baskets **later, cobuy_baskets *baskets, uint32_t days,
                         cobuy_split_facts *facts, cobuy_error *error)
{
    uint64_t n_others;
    cobuy_status status = COBUY_OK;
    *earlier = *later = NULL;
    *facts = (cobuy_split_facts){.days = days};
    TRY(settle(baskets, facts, error));
    TRY(copy_later(context, baskets, facts, later, error));
    TRY(refine_times(baskets, context, INT64_MIN, facts->since - 1, &n_others, error));
    facts->earlier = baskets->count;
    *earlier = baskets;
    return COBUY_OK;
done:
    cobuy_baskets_free(*later);
    *later = NULL;
    cobuy_baskets_free(baskets);
    return status;
}
