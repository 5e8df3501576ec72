/*
 * search.c - thresholds, recoding and the choice of an engine
 */
#include "mine/search.h"

#include "base/instructions.h"
#include "base/options.h"
#include "mine/budget.h"
#include "mine/focus.h"
#include "mine/known_pairs.h"
#include "mine/projection.h"

#include <math.h>

static const cobuy_mine_options defaults = COBUY_MINE_DEFAULTS;
static const double DEFAULT_SUPPORT = 0.001;
enum { DEFAULT_LEAST = 5 }; /* baskets */

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
    cobuy_mine_options options = defaults;
    if (options_read(&options, sizeof options, given, NULL) != COBUY_OK)
        options = defaults;
    if (options.min_count > 0) return options.min_count;
    bool chosen = options.min_support > 0;
    uint64_t least = chosen ? 1 : DEFAULT_LEAST;
    if (baskets == 0) return least;
    uint64_t count =
        least_count(chosen ? options.min_support : DEFAULT_SUPPORT, baskets);
    return count > least ? count : least;
}

uint64_t cobuy_maximum_count(const cobuy_mine_options *given, uint64_t baskets)
{
    cobuy_mine_options options = defaults;
    if (options_read(&options, sizeof options, given, NULL) != COBUY_OK)
        options = defaults;
    if (options.max_count > 0) return options.max_count;
    if (options.max_support == 0 || baskets == 0) return UINT64_MAX;
    uint64_t count = least_count(options.max_support, baskets);
    return (double)count / (double)baskets > options.max_support ? count - 1 : count;
}

static cobuy_status check_options(const cobuy_mine_options *options, cobuy_error *error)
{
    if (!(options->min_support >= 0 && options->min_support <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the minimum support is not a share from 0 to 1");
    if (!(options->max_support >= 0 && options->max_support <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the maximum support is not a share from 0 to 1");
    if (options->algorithm > COBUY_ALGORITHM_FPGROWTH)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no algorithm %d",
                           (int)options->algorithm);
    if (options->target > COBUY_TARGET_GENERATORS)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no target %d",
                           (int)options->target);
    if (options->target != COBUY_TARGET_FREQUENT &&
        options->algorithm == COBUY_ALGORITHM_APRIORI)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "Apriori finds all frequent itemsets, and no others");
    return COBUY_OK;
}

/* No itemset has more items than the largest basket, or than have a rank. */
static void limit_items(struct search *search, uint32_t limit)
{
    uint64_t longest = search->baskets->longest, n = search->ranked.n_items;
    if (n < longest) longest = n;
    search->max_items = longest > 0 ? (uint32_t)longest : 1;
    search->limited = limit > 0 && limit < search->max_items;
    if (search->limited) search->max_items = limit;
}

/* Items in so many baskets. */
static uint32_t count_items(const cobuy_baskets *baskets, uint64_t least, uint64_t most)
{
    uint32_t n = 0;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++)
        n += baskets->item_counts[id] >= least && baskets->item_counts[id] <= most;
    return n;
}

/* Leaves out what is in too many baskets. */
static bool leave_out_common(const struct search *search, struct focus_plan *plan)
{
    const cobuy_baskets *baskets = search->baskets;
    if (search->max_count >= baskets->count) return true;
    if (!plan->choice)
        plan->choice =
            memory_allocate_zeroed(&search->context->memory, baskets->dictionary.count,
                                   sizeof *plan->choice); /* RANK_USUAL */
    for (uint32_t id = 0; plan->choice && id < baskets->dictionary.count; id++)
        if (baskets->item_counts[id] > search->max_count)
            plan->choice[id] = RANK_LEFT_OUT;
    return plan->choice;
}

/* Ranks the items; those that a focus asks for are the last, and what is searched. */
static cobuy_status rank_items(struct search *search, const cobuy_focus *focus,
                               uint32_t limit, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    struct focus_plan plan = {.choice = NULL};
    cobuy_status status = COBUY_OK;
    if ((focus && !focus_plan_make(&plan, focus, search->baskets, search->min_count)) ||
        !leave_out_common(search, &plan))
        TRY(status_no_memory(error, "ranking the items"));
    TRY(ranked_build(&search->ranked, memory, search->baskets, search->min_count,
                     plan.choice, error));
    search->high = search->ranked.n_items;
    search->low = focus ? search->high - search->ranked.n_last : 0;
    if (plan.max_items > 0 && (limit == 0 || plan.max_items < limit))
        limit = plan.max_items;
    limit_items(search, limit);
done:
    if (focus)
        focus_plan_clear(&plan, focus);
    else
        memory_free(memory, plan.choice, search->baskets->dictionary.count,
                    sizeof *plan.choice);
    return status;
}

cobuy_status search_prepare(struct search *out, cobuy_context *context,
                            const cobuy_baskets *baskets,
                            const cobuy_mine_options *given, const cobuy_focus *focus,
                            cobuy_error *error)
{
    cobuy_mine_options options = defaults;
    *out = (struct search){.context = context};
    out->ranked.memory = &context->memory;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status == COBUY_OK) status = check_options(&options, error);
    if (status != COBUY_OK) return status;

    out->baskets = baskets;
    uint64_t min_count = cobuy_minimum_count(&options, baskets->count);
    out->min_count =
        focus && focus->least_count > min_count ? focus->least_count : min_count;
    out->max_count = cobuy_maximum_count(&options, baskets->count);
    out->budget_itemsets = options.budget_itemsets;
    out->algorithm = options.algorithm;
    out->target = options.target;
    bool pairs = options.max_items == 1 || options.max_items == 2;
    if (out->algorithm == COBUY_ALGORITHM_AUTO)
        out->algorithm = pairs && out->target == COBUY_TARGET_FREQUENT
                             ? COBUY_ALGORITHM_APRIORI
                             : COBUY_ALGORITHM_FPGROWTH;
    status = rank_items(out, focus, options.max_items, error);
    if (status != COBUY_OK) return status;
    out->n_workers = out->ranked.n_items > 0 ? context->threads : 1;
    out->summary = (cobuy_mine_summary){
        .algorithm = out->algorithm,
        .target = out->target,
        .baskets = baskets->count,
        .min_count = min_count,
        .max_items = options.max_items,
        .items = baskets->dictionary.count,
        .max_count = out->max_count,
        .common_items =
            baskets->dictionary.count - count_items(baskets, 0, out->max_count),
        .frequent_items = count_items(baskets, min_count, out->max_count)};
    return COBUY_OK;
}

static search_engine *whole_engine_of(const struct search *search)
{
    cobuy_instructions instructions = search->context->instructions;
    if (search->target == COBUY_TARGET_CLOSED || search->target == COBUY_TARGET_MAXIMAL)
        return INSTRUCTIONS_PICK(instructions, closed_run);
    if (search->target == COBUY_TARGET_GENERATORS)
        return INSTRUCTIONS_PICK(instructions, generators_run);
    if (search->algorithm == COBUY_ALGORITHM_APRIORI) return apriori_run;
    return INSTRUCTIONS_PICK(instructions, fpgrowth_run);
}

/* Searches part by part with the engine that would search the whole. */
static cobuy_status run_parts(const struct search *search, cobuy_error *error)
{
    return projection_run(search, whole_engine_of(search), error);
}

cobuy_status search_run(struct search *search, void *sinks, size_t sink_size,
                        cobuy_error *error)
{
    search->sinks = sinks;
    search->sink_size = sink_size;
    cobuy_status status = context_check(search->context, error);
    if (status != COBUY_OK) return status;
    search_engine *engine = known_pairs_run;
    if (!known_pairs_suffice(search)) {
        status = baskets_need_rows(search->baskets, error);
        if (status != COBUY_OK) return status;
        engine = projection_is_needed(search) ? run_parts : whole_engine_of(search);
    }
    return budget_is_set(search) ? budget_run(search, engine, error)
                                 : engine(search, error);
}

void search_clear(struct search *search)
{
    ranked_clear(&search->ranked);
}
