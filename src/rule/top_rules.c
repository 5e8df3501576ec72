/*
 * top_rules.c - the first rules, without searching for the others
 *
 * Of all rules the first K are wanted.  Most of the search is for rules that are far
 * from being among them, but only when K rules are known can that be said (raising the
 * bounds while mining: Webb, Zhang, Journal of Intelligent Information Systems 24,
 * 2005; Fournier-Viger, Wu, Tseng, AI 2012).  So rules are mined in rounds: of two
 * items, which costs little; of three; of all.  Each round has K rules, of which the
 * last says how good a rule must be that the next round looks for:
 *
 *     round    items   100th lift    consequents in at most    itemsets
 *     1        2           2,204     88,162 baskets             186,939
 *     2        3          11,020         40                      22,511
 *     3        any        14,693          8                      13,024
 *
 * A lift of L needs a consequent, and an antecedent, that are in at most n / L of the n
 * baskets, whatever they are together:  n xy / (x y) <= n / y, as xy <= x.  If that is
 * one item, it must be a rare one, and a search can be told to look for no others
 * (mine/focus.h).  Where rules go by confidence, many have one of 1, and of these the
 * lift decides.  A support, or what is never above that of the same baskets with x = y
 * = xy, needs a count.  What has no such bound is mined in one round.
 *
 * The bounds let pass what is as good as the last of the K: ties are for the order to
 * decide, and so the result is that of mining all.
 */
#include "rule/rules.h"

#include "base/options.h"
#include "mine/focus.h"

#include <math.h>

static const cobuy_rule_options rule_defaults = COBUY_RULE_DEFAULTS;
static const cobuy_mine_options mine_defaults = COBUY_MINE_DEFAULTS;

/* What the first rules must have, as far as is known. */
struct bounds {
    uint64_t least_count;
    double least_lift; /* of a rule with one item in the consequent; 0: any */
};

struct rounds {
    cobuy_context *context;
    const cobuy_baskets *baskets;
    const cobuy_focus *focus; /* of the caller, or NULL */
    cobuy_mine_options mining;
    cobuy_rule_options deriving;
    struct bounds bounds;
    cobuy_itemsets *itemsets;
    cobuy_rules *rules;
};

/* -------------------------------------------------------------------------- bounds */

/* Measures that no rule in 'count' baskets has more of than one whose sides are in no
 * other baskets; and that rises with the count, up to half of all baskets. */
static bool goes_by_count(cobuy_measure measure)
{
    return measure == COBUY_MEASURE_SUPPORT || measure == COBUY_MEASURE_COUNT ||
           measure == COBUY_MEASURE_LEVERAGE ||
           measure == COBUY_MEASURE_RULE_POWER_FACTOR;
}

static bool goes_by_lift(cobuy_measure measure)
{
    return measure == COBUY_MEASURE_LIFT || measure == COBUY_MEASURE_CONFIDENCE ||
           measure == COBUY_MEASURE_CONVICTION;
}

/* The least count with which a rule may reach a value, or half of all baskets. */
static uint64_t least_count(cobuy_measure measure, double value, uint64_t n_baskets)
{
    uint64_t low = 1, high = n_baskets / 2;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct rule_counts best = {
            .xy = middle, .x = middle, .y = middle, .n = n_baskets};
        if (measure_value(measure, best) >= value)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Whether no rule has a better value, so that lift decides between those that have it.
 */
static bool is_best(cobuy_measure measure, double value)
{
    return measure == COBUY_MEASURE_CONFIDENCE   ? value == 1
           : measure == COBUY_MEASURE_CONVICTION ? value == (double)INFINITY
                                                 : false;
}

/* Takes the bounds from the last of enough rules. */
static void raise_bounds(struct rounds *rounds)
{
    const cobuy_rule_options *options = &rounds->deriving;
    const cobuy_rules *rules = rounds->rules;
    if (rules->n < options->top) return;
    struct rule_counts last =
        rule_record_counts(rules->itemsets, &rules->records[rules->n - 1]);
    double value = measure_value(options->sort_by, last);
    if (goes_by_count(options->sort_by)) {
        rounds->bounds.least_count = least_count(options->sort_by, value, last.n);
        return;
    }
    if (options->sort_by == COBUY_MEASURE_LIFT || is_best(options->sort_by, value))
        rounds->bounds.least_lift = measure_value(COBUY_MEASURE_LIFT, last);
}

/* A focus that keeps to the bounds, and to what the caller asked for. */
static cobuy_status narrow(const struct rounds *rounds, cobuy_focus **out,
                           cobuy_error *error)
{
    const cobuy_baskets *baskets = rounds->baskets;
    cobuy_status status =
        focus_copy(rounds->context, out, baskets, rounds->focus, error);
    if (status != COBUY_OK) return status;
    cobuy_focus *focus = *out;
    focus->max_antecedent = rounds->deriving.max_antecedent;
    focus->max_consequent = rounds->deriving.max_consequent;
    focus->least_count = rounds->bounds.least_count;
    for (uint32_t id = 0; id < focus->n_items; id++) {
        struct rule_counts best = {
            .xy = 1, .x = 1, .y = baskets->item_counts[id], .n = baskets->count};
        if (!(measure_value(COBUY_MEASURE_LIFT, best) >= rounds->bounds.least_lift))
            focus->sides[id] &= (uint8_t)~FOCUS_CONSEQUENT;
    }
    return COBUY_OK;
}

/* -------------------------------------------------------------------------- rounds */

static bool is_bounded(const struct rounds *rounds)
{
    return rounds->bounds.least_count > 0 || rounds->bounds.least_lift > 0;
}

/* Mines and derives rules of up to so many items; 0: any. */
static cobuy_status run_round(struct rounds *rounds, uint32_t max_items,
                              cobuy_error *error)
{
    cobuy_mine_options mining = rounds->mining;
    cobuy_focus *narrowed = NULL;
    cobuy_status status = COBUY_OK;
    mining.max_items = max_items;
    if (is_bounded(rounds)) TRY(narrow(rounds, &narrowed, error));
    const cobuy_focus *focus = narrowed ? narrowed : rounds->focus;
    cobuy_itemsets_free(rounds->itemsets);
    cobuy_rules_free(rounds->rules);
    rounds->itemsets = NULL;
    rounds->rules = NULL;
    TRY(cobuy_mine_focused(rounds->context, &rounds->itemsets, rounds->baskets, focus,
                           &mining, error));
    TRY(cobuy_derive(rounds->context, &rounds->rules, rounds->itemsets,
                     &rounds->deriving, error));
    rounds->rules->narrowed = is_bounded(rounds);
done:
    cobuy_focus_free(narrowed);
    return status;
}

/* Whether the first rules of small rounds can spare a part of the last: not if rules
 * are wanted to see how many there are, or to judge each by the others, or by itemsets
 * that a round does not look for. */
static bool can_narrow(const struct rounds *rounds)
{
    const cobuy_rule_options *options = &rounds->deriving;
    bool budget = options->budget_rules > 0 || rounds->mining.budget_itemsets > 0 ||
                  rounds->context->time_limit > 0;
    bool steps =
        options->significance > 0 && (options->correction == COBUY_CORRECTION_HOLM ||
                                      options->correction == COBUY_CORRECTION_BH ||
                                      options->correction == COBUY_CORRECTION_BY);
    bool bounded = goes_by_count(options->sort_by) ||
                   (options->max_consequent == 1 && goes_by_lift(options->sort_by));
    bool upwards = options->prune >> COBUY_PRUNE_NON_MINIMAL & 1;
    return options->top > 0 && options->top_per_item == 0 && !budget && !steps &&
           !upwards && bounded;
}

static cobuy_status run_rounds(struct rounds *rounds, cobuy_error *error)
{
    uint32_t limit = rounds->mining.max_items;
    cobuy_status status = COBUY_OK;
    for (uint32_t n = 2; n <= 3 && can_narrow(rounds); n++) {
        if (limit > 0 && limit <= n) break;
        TRY(run_round(rounds, n, error));
        if (rounds->itemsets->summary.largest < n)
            return status; /* there are no others */
        raise_bounds(rounds);
    }
    TRY(run_round(rounds, limit, error));
done:
    return status;
}

cobuy_status cobuy_mine_rules(cobuy_context *context, cobuy_itemsets **itemsets,
                              cobuy_rules **rules, const cobuy_baskets *baskets,
                              const cobuy_focus *focus,
                              const cobuy_mine_options *mine_options,
                              const cobuy_rule_options *rule_options,
                              cobuy_error *error)
{
    struct rounds rounds = {.context = context,
                            .baskets = baskets,
                            .focus = focus,
                            .mining = mine_defaults,
                            .deriving = rule_defaults};
    *itemsets = NULL;
    *rules = NULL;
    cobuy_status status = COBUY_OK;
    TRY(options_read(&rounds.mining, sizeof rounds.mining, mine_options, error));
    TRY(options_read(&rounds.deriving, sizeof rounds.deriving, rule_options, error));
    TRY(run_rounds(&rounds, error));
    *itemsets = rounds.itemsets;
    *rules = rounds.rules;
    return COBUY_OK;
done:
    cobuy_itemsets_free(rounds.itemsets);
    cobuy_rules_free(rounds.rules);
    return status;
}
