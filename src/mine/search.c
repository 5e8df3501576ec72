/*
 * search.c - thresholds, recoding and the choice of an engine
 */
#include "mine/search.h"

#include <math.h>
#include <string.h>

static const cobuy_mine_options defaults = COBUY_MINE_DEFAULTS;
static const double DEFAULT_SUPPORT = 0.001;
enum { DEFAULT_LEAST = 5 }; /* baskets */

static cobuy_mine_options read_options(const cobuy_mine_options *given)
{
    cobuy_mine_options options = defaults;
    if (given)
        memcpy(&options, given,
               given->size < sizeof options ? given->size : sizeof options);
    return options;
}

/* The least c with c / total >= share.  Quotients of counts and the share that was
 * typed are both rounded correctly, so equal numbers compare as equal: the least
 * count for 0.28 of 25 is 7, though 0.28 * 25 is above 7 in doubles. */
static uint64_t least_count(double share, uint64_t total)
{
    if (!(share < 1)) return total;
    uint64_t count = (uint64_t)ceil(share * (double)total);
    if (count > total) count = total;
    while (count > 0 && (double)(count - 1) / (double)total >= share) count--;
    while ((double)count / (double)total < share) count++;
    return count;
}

uint64_t cobuy_minimum_count(const cobuy_mine_options *given, uint64_t baskets)
{
    cobuy_mine_options options = read_options(given);
    if (options.min_count > 0) return options.min_count;
    bool chosen = options.min_support > 0;
    uint64_t least = chosen ? 1 : DEFAULT_LEAST;
    if (baskets == 0) return least;
    uint64_t count =
        least_count(chosen ? options.min_support : DEFAULT_SUPPORT, baskets);
    return count > least ? count : least;
}

static cobuy_status check_options(const cobuy_mine_options *options, cobuy_error *error)
{
    if (!(options->min_support >= 0 && options->min_support <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the minimum support is not a share from 0 to 1");
    if (options->algorithm > COBUY_ALGORITHM_FPGROWTH)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no algorithm %d",
                           (int)options->algorithm);
    return COBUY_OK;
}

cobuy_status search_prepare(struct search *out, cobuy_context *context,
                            const cobuy_baskets *baskets,
                            const cobuy_mine_options *given, cobuy_error *error)
{
    cobuy_mine_options options = read_options(given);
    *out = (struct search){.context = context};
    out->ranked.memory = &context->memory;
    cobuy_status status = check_options(&options, error);
    if (status != COBUY_OK) return status;

    out->min_count = cobuy_minimum_count(&options, baskets->count);
    out->max_items = options.max_items ? options.max_items : UINT32_MAX;
    out->algorithm = options.algorithm;
    if (out->algorithm == COBUY_ALGORITHM_AUTO)
        out->algorithm =
            out->max_items <= 2 ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH;
    status =
        ranked_build(&out->ranked, &context->memory, baskets, out->min_count, error);
    if (status != COBUY_OK) return status;
    out->n_workers = workers_count(context, out->ranked.n_items);
    out->summary = (cobuy_mine_summary){.algorithm = out->algorithm,
                                        .baskets = baskets->count,
                                        .min_count = out->min_count,
                                        .max_items = options.max_items,
                                        .items = baskets->dictionary.count,
                                        .frequent_items = out->ranked.n_items};
    return COBUY_OK;
}

cobuy_status search_run(struct search *search, struct itemset_sink **sinks,
                        cobuy_error *error)
{
    search->sinks = sinks;
    cobuy_status status = context_check(search->context, error);
    if (status != COBUY_OK) return status;
    return search->algorithm == COBUY_ALGORITHM_APRIORI ? apriori_run(search, error)
                                                        : fpgrowth_run(search, error);
}

void search_clear(struct search *search)
{
    ranked_clear(&search->ranked);
}

cobuy_status search_too_deep(cobuy_error *error)
{
    return status_fail(error, COBUY_OVERFLOW,
                       "an itemset of more than %d items is frequent, and with it more "
                       "than 2^64 itemsets; raise the minimum support or limit the "
                       "number of items",
                       SEARCH_DEEPEST);
}
