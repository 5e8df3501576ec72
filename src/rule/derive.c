/*
 * derive.c - itemsets to rules
 *
 * Every frequent itemset S of two items and more gives a rule S - Y => Y for each way
 * to take a consequent Y out of it.  Confidence can only fall as Y grows, since S - Y
 * shrinks and its count rises; so consequents are grown item by item, and a branch ends
 * where confidence falls below the minimum (ap-genrules; Agrawal, Srikant, VLDB 1994).
 * For one S, confidence is high enough up to some count of S - Y, which is found once:
 * all that most ways to split S cost is to look up a count and compare it.
 *
 * A search that was cut short may have left out subsets of S.  A rule of which a side
 * is not there has no measures and is left out.  Where that is the antecedent, what
 * grows from there is tried all the same if S can be split in few ways, and else given
 * up: in a complete search 2^|S| ways mean as many itemsets, but here they do not.
 *
 * Tasks are ranges of itemsets.  Each worker collects candidates of its own, and if
 * only the first are wanted, no more than so many; in the end all are put together and
 * sorted by an order that leaves no ties.
 */
#include "rule/itemset_index.h"
#include "rule/prune.h"
#include "rule/rule_order.h"
#include "rule/rules.h"
#include "rule/significance.h"
#include "rule/top_per_item.h"

#include "base/options.h"
#include "mine/focus.h"

#include <string.h>

enum { ITEMSETS_PER_TASK = 4096, FEW_WAYS = 4096 };

/* Of the time that there is altogether, deriving gets so much however late it begins.
 */
static const double TIME_AT_LEAST = 0.25;

/* That a rule found takes when all are found. */
static const double SECONDS_TO_SORT = 250e-9;

struct rule_collector {
    VECTOR(struct rule_candidate) candidates; /* a heap once there are enough */
    uint64_t passed;                          /* these, and those that went */
    uint64_t failed;                          /* to be significant, and nothing else */
    uint64_t pruned[COBUY_PRUNES];
};

struct derivation {
    cobuy_context *context;
    const cobuy_itemsets *itemsets;
    cobuy_rule_options options;
    struct rule_order order;
    struct significance significance;
    struct pruning pruning;
    uint64_t hold;    /* no more candidates than so many; 0: all */
    uint32_t largest; /* items of a rule's two sides together */
    struct itemset_index index;
    uint64_t first, end; /* itemsets of two items up to 'largest' */
    uint32_t n_collectors;
    struct rule_collector *collectors; /* one a worker */
    atomic_uint_fast64_t left;         /* rules that the budget still allows */
    atomic_bool spent;                 /* and there are more */
};

/* An itemset on its way to be split. */
struct splitting {
    struct derivation *derivation;
    struct rule_collector *collector;
    uint32_t n_items;
    bool few_ways;  /* to split it */
    uint32_t place; /* among the itemsets of its size */
    uint64_t count;
    uint64_t hash;
    uint64_t most; /* baskets with the antecedent, for enough confidence */
    uint32_t consequent[SEARCH_DEEPEST];
};

static const cobuy_rule_options defaults = COBUY_RULE_DEFAULTS;

/* ------------------------------------------------------------------------ splitting */

/* The most baskets that an antecedent may be in for a rule of 'count' baskets: the
 * largest x of at most 'baskets' for which count / x, as a double, is high enough. */
static uint64_t most_for_confidence(uint64_t count, double min_confidence,
                                    uint64_t baskets)
{
    double about = (double)count / min_confidence; /* may be infinite */
    uint64_t most = about < (double)baskets ? (uint64_t)about : baskets;
    while (most < baskets && (double)count / (double)(most + 1) >= min_confidence)
        most++;
    while (most > count && (double)count / (double)most < min_confidence) most--;
    return most;
}

/* Takes a rule off the budget; if nothing is left of it, ends the deriving. */
static bool take_off_budget(struct derivation *derivation)
{
    if (derivation->options.budget_rules == 0) return true;
    uint64_t left = atomic_load_explicit(&derivation->left, memory_order_relaxed);
    while (left > 0)
        if (atomic_compare_exchange_weak_explicit(&derivation->left, &left, left - 1,
                                                  memory_order_relaxed,
                                                  memory_order_relaxed))
            return true;
    atomic_store(&derivation->spent, true);
    context_stop(derivation->context);
    return false;
}

/* Keeps a rule that passed; of more than are to be held, the first. */
static bool keep(const struct derivation *derivation, struct rule_collector *collector,
                 struct rule_candidate candidate)
{
    const struct rule_order *order = &derivation->order;
    uint64_t hold = derivation->hold;
    collector->passed++;
    if (hold == 0 || collector->candidates.length < hold) {
        if (!VECTOR_PUSH(&derivation->context->memory, &collector->candidates,
                         candidate))
            return false;
        if (collector->candidates.length == hold)
            rule_order_make_heap(order, collector->candidates.data,
                                 collector->candidates.length);
        return true;
    }
    rule_order_replace_last(order, collector->candidates.data,
                            collector->candidates.length, candidate);
    return true;
}

/* Whether all of some items may be on a side. */
static bool may_be_on(const cobuy_itemsets *itemsets, enum focus_side side,
                      const uint32_t *items, uint32_t n)
{
    if (!itemsets->sides) return true;
    for (uint32_t i = 0; i < n; i++)
        if (!(itemsets->sides[items[i]] & side)) return false;
    return true;
}

/* Whether there is no reason to drop the rule, of which all is known then. */
static bool survives(const struct derivation *derivation,
                     struct rule_collector *collector, const struct rule_record *rule,
                     struct rule_counts *counts)
{
    const struct pruning *pruning = &derivation->pruning;
    if (pruning->compares) *counts = rule_order_counts(&derivation->order, rule);
    unsigned reason = prune_judge(pruning, rule, *counts);
    if (reason < COBUY_PRUNES) collector->pruned[reason]++;
    return reason == COBUY_PRUNES;
}

/* Keeps the rule if its sides are not too long, both are there, and its lift is high
 * enough; its confidence is.  'hash' is that of the 'n' items of the consequent. */
static bool collect(struct splitting *splitting, const uint32_t *rest_items, uint32_t n,
                    uint64_t hash, uint32_t antecedent)
{
    struct derivation *derivation = splitting->derivation;
    const cobuy_itemsets *itemsets = derivation->itemsets;
    uint32_t rest = splitting->n_items - n;
    if (rest > derivation->options.max_antecedent ||
        !may_be_on(itemsets, FOCUS_ANTECEDENT, rest_items, rest))
        return true;
    uint32_t consequent =
        itemset_index_find(&derivation->index, splitting->consequent, n, hash);
    if (consequent == ITEMSET_NOT_FOUND) return true;
    struct rule_counts counts = {.xy = splitting->count,
                                 .x = itemsets->sizes[rest].counts[antecedent],
                                 .y = itemsets->sizes[n].counts[consequent],
                                 .n = itemsets->summary.baskets};
    double min_lift = derivation->options.min_lift;
    if (min_lift > 0 && measure_value(COBUY_MEASURE_LIFT, counts) < min_lift)
        return true;
    struct rule_candidate candidate = {
        .rule = {splitting->place, antecedent, consequent, (uint8_t)rest, (uint8_t)n}};
    const struct significance *significance = &derivation->significance;
    if (significance->asked &&
        !significance_judge(significance, counts, splitting->n_items, &candidate.key)) {
        splitting->collector->failed++;
        return true;
    }
    if (!significance->steps) {
        if (!survives(derivation, splitting->collector, &candidate.rule, &counts))
            return true;
        candidate.key = rule_order_key(&derivation->order, counts);
    }
    if (!take_off_budget(derivation)) return true;
    return keep(derivation, splitting->collector, candidate);
}

/* Moves each of the 'n_items' of the antecedent from place 'from' on to the consequent,
 * whose items' hashes sum to 'hash', and goes on from there. */
static bool grow_consequent(struct splitting *splitting, const uint32_t *antecedent,
                            uint32_t n_items, uint32_t from, uint64_t hash)
{
    const struct derivation *derivation = splitting->derivation;
    uint32_t rest[SEARCH_DEEPEST], n_rest = n_items - 1;
    uint32_t n = splitting->n_items - n_items; /* items of the consequent */
    if (n == derivation->options.max_consequent || n_rest == 0) return true;
    if (context_is_cancelled(derivation->context)) return true;
    const uint64_t *counts = derivation->itemsets->sizes[n_rest].counts;
    for (uint32_t i = 0; i < n_rest; i++) rest[i] = antecedent[i + (i >= from)];
    for (uint32_t i = from; i < n_items; i++) {
        if (i > from) rest[i - 1] = antecedent[i - 1];
        if (!may_be_on(derivation->itemsets, FOCUS_CONSEQUENT, &antecedent[i], 1))
            continue;
        splitting->consequent[n] = antecedent[i];
        uint64_t with = hash + item_hash(antecedent[i]);
        uint32_t at = itemset_index_find(&derivation->index, rest, n_rest,
                                         splitting->hash - with);
        bool there = at != ITEMSET_NOT_FOUND;
        if (there ? counts[at] > splitting->most : !splitting->few_ways) continue;
        if ((there && !collect(splitting, rest, n + 1, with, at)) ||
            !grow_consequent(splitting, rest, n_rest, i, with))
            return false;
    }
    return true;
}

/* Whether few consequents of up to 'most' items can be taken out of 'k' items. */
static bool has_few_ways(uint32_t k, uint32_t most)
{
    uint64_t ways = 0, ways_of_size = 1;
    for (uint32_t n = 1; n <= most && n < k && ways <= FEW_WAYS; n++) {
        ways_of_size = ways_of_size * (k - n + 1) / n;
        ways += ways_of_size;
    }
    return ways <= FEW_WAYS;
}

/* Whether an itemset has an item of those that a rule must have, if there are such. */
static bool is_wanted(const cobuy_itemsets *itemsets, const uint32_t *items, uint32_t n)
{
    if (!itemsets->contains) return true;
    for (uint32_t i = 0; i < n; i++)
        if (itemsets->sides[items[i]] & FOCUS_CONTAINED) return true;
    return false;
}

/* Splits itemsets 'at' to 'end' less one, all of 'k' items. */
static bool split_itemsets(struct splitting *splitting, uint32_t k, uint64_t at,
                           uint64_t end)
{
    const struct derivation *derivation = splitting->derivation;
    const struct itemsets_of_size *of = &derivation->itemsets->sizes[k];
    splitting->n_items = k;
    splitting->few_ways = has_few_ways(k, derivation->options.max_consequent);
    for (; at < end; at++) {
        size_t place = (size_t)(at - of->first);
        const uint32_t *items = of->items + place * k;
        if (!is_wanted(derivation->itemsets, items, k)) continue;
        splitting->place = (uint32_t)place;
        splitting->count = of->counts[place];
        splitting->most =
            most_for_confidence(splitting->count, derivation->options.min_confidence,
                                derivation->itemsets->summary.baskets);
        splitting->hash = 0;
        for (uint32_t i = 0; i < k; i++) splitting->hash += item_hash(items[i]);
        if (!grow_consequent(splitting, items, k, 0, 0)) return false;
    }
    return true;
}

static cobuy_status derive_task(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    struct derivation *derivation = shared;
    const struct itemsets_of_size *sizes = derivation->itemsets->sizes;
    struct splitting splitting = {.derivation = derivation,
                                  .collector = &derivation->collectors[worker]};
    size_t n_before = splitting.collector->candidates.length;
    uint64_t at = derivation->first + task * ITEMSETS_PER_TASK;
    uint64_t end = at + ITEMSETS_PER_TASK;
    if (end > derivation->end) end = derivation->end;
    for (uint32_t k = 2; at < end; k++) {
        uint64_t behind = sizes[k].first + sizes[k].n;
        if (at >= behind) continue;
        if (behind > end) behind = end;
        if (!split_itemsets(&splitting, k, at, behind))
            return status_no_memory(error, "the rules");
        at = behind;
    }
    size_t n_new = splitting.collector->candidates.length - n_before;
    context_reserve_time(derivation->context, (double)n_new * SECONDS_TO_SORT);
    return context_check(derivation->context, error);
}

/* ----------------------------------------------------------------- putting together */

/* Puts the candidates of all collectors into that of the first. */
static bool put_together(struct derivation *derivation)
{
    struct memory *memory = &derivation->context->memory;
    struct rule_collector *all = &derivation->collectors[0];
    size_t more = 0;
    for (uint32_t w = 1; w < derivation->n_collectors; w++)
        more += derivation->collectors[w].candidates.length;
    if (more > 0 && !VECTOR_RESERVE(memory, &all->candidates, more)) return false;
    for (uint32_t w = 1; w < derivation->n_collectors; w++) {
        struct rule_collector *from = &derivation->collectors[w];
        size_t n = from->candidates.length;
        if (n > 0)
            memcpy(all->candidates.data + all->candidates.length, from->candidates.data,
                   n * sizeof *from->candidates.data);
        all->candidates.length += n;
        all->passed += from->passed;
        all->failed += from->failed;
        for (unsigned r = 0; r < COBUY_PRUNES; r++) all->pruned[r] += from->pruned[r];
        VECTOR_FREE(memory, &from->candidates);
    }
    return true;
}

/* Takes what more general rules the rules have. */
static bool take_general(cobuy_rules *rules, const struct rule_order *order)
{
    rules->general = memory_allocate(rules->memory, rules->n, sizeof *rules->general);
    for (size_t i = 0; rules->general && i < rules->n; i++) {
        struct rule_counts counts = rule_order_counts(order, &rules->records[i]);
        rules->general[i] = (struct general_rule){counts.general_xy, counts.general_x};
    }
    return rules->general;
}

/* Takes the rules out of sorted candidates, up to 'top' of them. */
static bool take_rules(cobuy_rules *rules, struct derivation *derivation)
{
    struct rule_collector *all = &derivation->collectors[0];
    uint64_t top = derivation->options.top, per_item = derivation->options.top_per_item;
    rules->passed = all->passed;
    if (per_item > 0 &&
        !top_per_item(rules->memory, rules->itemsets, all->candidates.data,
                      &all->candidates.length, per_item))
        return false;
    rules->n = all->candidates.length;
    if (top > 0 && rules->n > top) rules->n = top;
    memcpy(rules->pruned, all->pruned, sizeof rules->pruned);
    rules->records = memory_allocate(rules->memory, rules->n, sizeof *rules->records);
    if (!rules->records) return false;
    for (size_t i = 0; i < rules->n; i++)
        rules->records[i] = all->candidates.data[i].rule;
    return !derivation->options.compare || take_general(rules, &derivation->order);
}

/* Drops those of the rules in the first collector that do not survive. */
static void prune_together(struct derivation *derivation)
{
    struct rule_collector *all = &derivation->collectors[0];
    size_t n = 0;
    for (size_t i = 0; i < all->candidates.length; i++) {
        struct rule_candidate candidate = all->candidates.data[i];
        struct rule_counts counts =
            rule_record_counts(derivation->itemsets, &candidate.rule);
        if (survives(derivation, all, &candidate.rule, &counts))
            all->candidates.data[n++] = candidate;
    }
    all->passed -= all->candidates.length - n;
    all->candidates.length = n;
}

/* Takes the steps of a correction that judges all candidates together, and notes how
 * many rules are not significant. */
static cobuy_status judge_together(cobuy_rules *rules, struct derivation *derivation,
                                   cobuy_error *error)
{
    const struct significance *significance = &derivation->significance;
    struct rule_collector *all = &derivation->collectors[0];
    size_t n = all->candidates.length;
    cobuy_status status = COBUY_OK;
    if (significance->steps)
        status = significance_settle(significance, &derivation->order,
                                     derivation->context, all->candidates.data, &n,
                                     &rules->significance.highest_p, error);
    all->passed -= all->candidates.length - n;
    all->failed += all->candidates.length - n;
    all->candidates.length = n;
    rules->significance.failed = all->failed;
    if (significance->steps && derivation->pruning.asked) prune_together(derivation);
    return status;
}

/* Derives up to the end, or to that of a budget. */
static cobuy_status run_tasks(cobuy_rules *rules, struct derivation *derivation,
                              size_t n_tasks, cobuy_error *error)
{
    cobuy_context *context = derivation->context;
    cobuy_error ended; /* the end of a budget is no failure of the caller's */
    cobuy_status status = prune_prepare(
        &derivation->pruning, context, &derivation->index, derivation->largest, &ended);
    if (status == COBUY_OK)
        status =
            workers_run(context, n_tasks, derive_task, derivation, "deriving", &ended);
    context_heed_no_time(context);
    if (status == COBUY_BUDGET_SPENT) {
        rules->cut = atomic_load(&derivation->spent)
                         ? (cobuy_cut){COBUY_BUDGET_RULES,
                                       (double)derivation->options.budget_rules}
                         : (cobuy_cut){COBUY_BUDGET_TIME, context->time_limit};
        return context_check(context, error);
    }
    if (status != COBUY_OK && error) *error = ended;
    return status;
}

static cobuy_status collect_rules(cobuy_rules *rules, struct derivation *derivation,
                                  cobuy_error *error)
{
    cobuy_context *context = derivation->context;
    struct memory *memory = &context->memory;
    uint64_t n_sets = derivation->end - derivation->first;
    size_t n_tasks = (size_t)((n_sets + ITEMSETS_PER_TASK - 1) / ITEMSETS_PER_TASK);
    uint32_t n = workers_count(context, n_tasks);
    derivation->n_collectors = n;
    derivation->collectors =
        memory_allocate_zeroed(memory, n, sizeof *derivation->collectors);
    cobuy_status status = COBUY_OK;
    context_heed_time(context, TIME_AT_LEAST);
    if (!derivation->collectors ||
        !itemset_index_build(&derivation->index, memory, derivation->itemsets,
                             derivation->largest - 1))
        TRY(status_no_memory(error, "an index of the itemsets"));
    TRY(run_tasks(rules, derivation, n_tasks, error));
    if (!derivation->significance.steps) itemset_index_clear(&derivation->index);
    if (!put_together(derivation)) TRY(status_no_memory(error, "the rules"));
    TRY(judge_together(rules, derivation, error));
    itemset_index_clear(&derivation->index);
    TRY(rule_order_sort(&derivation->order, context,
                        derivation->collectors[0].candidates.data,
                        derivation->collectors[0].candidates.length, error));
    if (!take_rules(rules, derivation)) TRY(status_no_memory(error, "the rules"));
done:
    context_heed_no_time(context);
    prune_clear(&derivation->pruning);
    itemset_index_clear(&derivation->index);
    for (uint32_t w = 0; derivation->collectors && w < n; w++)
        VECTOR_FREE(memory, &derivation->collectors[w].candidates);
    memory_free(memory, derivation->collectors, n, sizeof *derivation->collectors);
    return status;
}

static cobuy_status check_options(const cobuy_rule_options *options, cobuy_error *error)
{
    if (!(options->min_confidence >= 0 && options->min_confidence <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the minimum confidence is not a share from 0 to 1");
    if (!(options->min_lift >= 0))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the minimum lift is not a number from 0 up");
    if (options->max_consequent == 0)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "a consequent has at least one item");
    if (options->sort_by >= COBUY_MEASURES)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no measure %d",
                           (int)options->sort_by);
    if (!(options->significance >= 0 && options->significance < 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the level of significance is not from 0 to below 1");
    if (options->correction > COBUY_CORRECTION_BY)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no correction %d",
                           (int)options->correction);
    return COBUY_OK;
}

/* Which itemsets can be split into sides that are not too long.  Itemsets of more than
 * SEARCH_DEEPEST items there are only in a search that was cut short. */
static void choose_itemsets(struct derivation *derivation)
{
    const cobuy_itemsets *itemsets = derivation->itemsets;
    uint64_t largest = (uint64_t)derivation->options.max_antecedent +
                       derivation->options.max_consequent;
    if (largest > itemsets->summary.largest) largest = itemsets->summary.largest;
    if (largest > SEARCH_DEEPEST) largest = SEARCH_DEEPEST;
    derivation->largest = (uint32_t)largest;
    if (largest < 2) return;
    const struct itemsets_of_size *last = &itemsets->sizes[largest];
    derivation->first = itemsets->sizes[2].first;
    derivation->end = last->first + last->n;
}

static cobuy_status check_itemsets(const struct derivation *derivation,
                                   cobuy_error *error)
{
    for (uint32_t k = 1; k <= derivation->largest; k++)
        if (derivation->itemsets->sizes[k].n >= ITEMSET_NOT_FOUND)
            return status_fail(error, COBUY_OVERFLOW,
                               "2^32 itemsets of %u items, and rules come from fewer; "
                               "raise the minimum support",
                               k);
    return COBUY_OK;
}

static cobuy_status derive(cobuy_rules *rules, cobuy_context *context,
                           const cobuy_rule_options *given, cobuy_error *error)
{
    struct derivation derivation = {
        .context = context, .itemsets = rules->itemsets, .options = defaults};
    cobuy_rule_options *options = &derivation.options;
    cobuy_status status = options_read(options, sizeof *options, given, error);
    if (status == COBUY_OK) status = check_options(options, error);
    if (status == COBUY_OK && rules->itemsets->summary.target != COBUY_TARGET_FREQUENT)
        status =
            status_fail(error, COBUY_INVALID_ARGUMENT,
                        "rules need the counts of all frequent itemsets, and these "
                        "are not all");
    if (status != COBUY_OK) return status;
    significance_init(&derivation.significance, options, &rules->itemsets->summary);
    rules->significance = significance_facts(&derivation.significance);
    bool all = derivation.significance.steps || options->top_per_item > 0;
    derivation.hold = all ? 0 : options->top;
    if (options->max_antecedent == 0) options->max_antecedent = SEARCH_DEEPEST;
    status = prune_init(&derivation.pruning, options, rules->itemsets, error);
    if (status != COBUY_OK) return status;
    rules->prune = options->prune;
    derivation.order = (struct rule_order){rules->itemsets, options->sort_by, NULL};
    if (derivation.pruning.compares)
        derivation.order.general = &derivation.pruning.general;
    atomic_init(&derivation.left, options->budget_rules);
    atomic_init(&derivation.spent, false);
    choose_itemsets(&derivation);
    if (derivation.end == derivation.first) return COBUY_OK;
    status = check_itemsets(&derivation, error);
    if (status == COBUY_OK) status = collect_rules(rules, &derivation, error);
    if (rules->cut.by == COBUY_BUDGET_NONE) rules->cut = prune_cut(&derivation.pruning);
    return status;
}

cobuy_status cobuy_derive(cobuy_context *context, cobuy_rules **out,
                          const cobuy_itemsets *itemsets,
                          const cobuy_rule_options *options, cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct memory *memory = &context->memory;
    cobuy_rules *rules = memory_allocate_zeroed(memory, 1, sizeof *rules);
    if (!rules) return status_no_memory(error, "rules");
    rules->memory = memory;
    rules->itemsets = itemsets_share(itemsets);
    cobuy_status status = derive(rules, context, options, error);
    if (status == COBUY_OK)
        *out = rules;
    else
        cobuy_rules_free(rules);
    context->usage.deriving += context_seconds() - start;
    return status;
}
