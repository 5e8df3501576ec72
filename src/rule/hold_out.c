/*
 * hold_out.c - rules of earlier baskets that later ones confirm
 */
#include "rule/recount.h"

#include "base/options.h"
#include "base/sort.h"
#include "base/context.h"
#include "rule/rules.h"

#include <string.h>

static const cobuy_hold_out_options defaults = COBUY_HOLD_OUT_DEFAULTS;

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "confirming rules");
}

/* -------------------------------------------------------------------------- the test
 */

static int compare_p_values(const void *of, uint32_t a, uint32_t b)
{
    const cobuy_recounted *at = of;
    return (at[a].p > at[b].p) - (at[a].p < at[b].p);
}

/* Holm's steps: of n p-values the lowest must be up to level / n, the next up to level
 * / (n - 1), and so on to the first that is not.  Rules with equal p-values fare alike.
 */
static bool find_highest_p(cobuy_recount *recount, cobuy_held_out *facts)
{
    size_t n = recount->n, i = 0;
    uint32_t *order = memory_allocate(recount->memory, n, 2 * sizeof *order);
    if (!order) return false;
    for (uint32_t r = 0; r < n; r++) order[r] = r;
    sort_index(order, order + n, n, compare_p_values, recount->at);
    while (i < n && recount->at[order[i]].p <= facts->level / (double)(n - i)) i++;
    if (i > 0) facts->highest_p = recount->at[order[i - 1]].p;
    facts->significant = i;
    memory_free(recount->memory, order, n, 2 * sizeof *order);
    return true;
}

static void confirm(cobuy_recount *recount, cobuy_held_out *facts,
                    const cobuy_hold_out_options *options)
{
    for (size_t i = 0; i < recount->n; i++) {
        cobuy_recounted *now = &recount->at[i];
        now->confirmed = facts->significant > 0 && now->p <= facts->highest_p &&
                         now->confidence >= options->min_confidence &&
                         now->lift >= options->min_lift;
        facts->confirmed += now->confirmed;
    }
}

/* ------------------------------------------------------------------------ what is left
 */

/* Takes what is left out of 'from', and the rules that belong to it. */
static bool take(const cobuy_rules *rules, const cobuy_recount *from,
                 const cobuy_hold_out_options *options, cobuy_rules *out,
                 cobuy_recount *recount)
{
    struct memory *memory = out->memory;
    uint64_t n = options->keep ? from->n : from->facts.confirmed, at = 0;
    out->passed = n;
    if (options->top > 0 && n > options->top) n = options->top;
    out->n = n;
    recount->n = (size_t)n;
    out->records = memory_allocate(memory, (size_t)n, sizeof *out->records);
    recount->at = memory_allocate(memory, (size_t)n, sizeof *recount->at);
    if (rules->general)
        out->general = memory_allocate(memory, (size_t)n, sizeof *out->general);
    if (!out->records || !recount->at || (rules->general && !out->general))
        return false;
    for (size_t i = 0; at < n; i++) {
        if (!from->at[i].confirmed && !options->keep) continue;
        out->records[at] = rules->records[i];
        if (rules->general) out->general[at] = rules->general[i];
        recount->at[at++] = from->at[i];
    }
    return true;
}

static cobuy_status make(cobuy_context *context, const cobuy_rules *rules,
                         const cobuy_recount *from,
                         const cobuy_hold_out_options *options, cobuy_rules **out,
                         cobuy_recount **recount, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    *out = memory_allocate_zeroed(memory, 1, sizeof **out);
    *recount = memory_allocate_zeroed(memory, 1, sizeof **recount);
    if (*out)
        **out = (cobuy_rules){.memory = memory,
                              .itemsets = itemsets_share(rules->itemsets),
                              .narrowed = rules->narrowed,
                              .cut = rules->cut,
                              .prune = rules->prune,
                              .significance = rules->significance};
    if (*out) memcpy((*out)->pruned, rules->pruned, sizeof rules->pruned);
    if (*recount)
        **recount = (cobuy_recount){.memory = memory,
                                    .prefix = "holdout_",
                                    .marked = options->keep,
                                    .held_out = true,
                                    .facts = from->facts};
    if (*out && *recount && take(rules, from, options, *out, *recount)) return COBUY_OK;
    cobuy_rules_free(*out);
    cobuy_recount_free(*recount);
    *out = NULL;
    *recount = NULL;
    return no_memory(error);
}

static cobuy_status check_options(const cobuy_hold_out_options *options,
                                  cobuy_error *error)
{
    if (!(options->level > 0 && options->level < 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the level of significance is not above 0 and below 1");
    return COBUY_OK;
}

cobuy_status cobuy_hold_out(cobuy_context *context, cobuy_rules **out,
                            cobuy_recount **recount, const cobuy_rules *rules,
                            const cobuy_baskets *later,
                            const cobuy_hold_out_options *given, cobuy_error *error)
{
    cobuy_hold_out_options options = defaults;
    cobuy_rule_list *list = NULL;
    cobuy_recount *all = NULL;
    cobuy_status status = COBUY_OK;
    *out = NULL;
    *recount = NULL;
    TRY(options_read(&options, sizeof options, given, error));
    TRY(check_options(&options, error));
    TRY(cobuy_rule_list_of(context, &list, rules, error));
    TRY(cobuy_recount_rules(context, &all, list, later, error));
    all->facts = (cobuy_held_out){
        .tested = all->n, .level = options.level, .split = options.split};
    if (!find_highest_p(all, &all->facts)) TRY(no_memory(error));
    confirm(all, &all->facts, &options);
    TRY(make(context, rules, all, &options, out, recount, error));
done:
    cobuy_recount_free(all);
    cobuy_rule_list_free(list);
    return status;
}

const cobuy_held_out *cobuy_recount_held_out(const cobuy_recount *recount)
{
    return recount->held_out ? &recount->facts : NULL;
}
