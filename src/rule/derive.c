/*
 * derive.c - itemsets to rules
 *
 * Every frequent itemset S of two items and more gives a rule S - Y => Y for each way
 * to take a consequent Y out of it.  Confidence can only fall as Y grows, since S - Y
 * shrinks and its count rises; so consequents are grown item by item, and a branch ends
 * where confidence falls below the minimum (ap-genrules; Agrawal, Srikant, VLDB 1994).
 *
 * Tasks are ranges of itemsets.  Each worker collects records of its own; in the end
 * all are put together and sorted by an order that leaves no ties.
 */
#include "rule/itemset_index.h"
#include "rule/rules.h"

#include "base/sort.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { ITEMSETS_PER_TASK = 4096 };

struct rule_collector {
    VECTOR(struct rule_record) records;
};

struct derivation {
    const cobuy_context *context;
    struct memory *memory;
    const cobuy_itemsets *itemsets;
    cobuy_rule_options options;
    uint32_t largest; /* items of a rule's two sides together */
    struct itemset_index index;
    uint64_t first, end;               /* itemsets of two items up to 'largest' */
    struct rule_collector *collectors; /* one a worker */
};

/* An itemset on its way to be split. */
struct splitting {
    struct derivation *derivation;
    struct rule_collector *collector;
    cobuy_itemset whole;
    uint64_t whole_at;
    uint64_t whole_hash;
    uint32_t consequent[SEARCH_DEEPEST];
    uint32_t antecedent[SEARCH_DEEPEST];
};

static const cobuy_rule_options defaults = COBUY_RULE_DEFAULTS;

/* The itemset without the chosen consequent, which holds the first 'n' of it. */
static uint64_t find_antecedent(struct splitting *splitting, uint32_t n, uint64_t hash)
{
    uint32_t kept = 0, next = 0;
    for (uint32_t i = 0; i < splitting->whole.n_items; i++) {
        if (next < n && splitting->whole.items[i] == splitting->consequent[next])
            next++;
        else
            splitting->antecedent[kept++] = splitting->whole.items[i];
    }
    return itemset_index_find(&splitting->derivation->index, splitting->antecedent,
                              kept, splitting->whole_hash - hash);
}

static bool passes_lift(const struct derivation *derivation, uint64_t xy, uint64_t x,
                        uint64_t y)
{
    if (derivation->options.min_lift <= 0) return true;
    uint64_t n = derivation->itemsets->summary.baskets;
    return cobuy_measure_rule(xy, x, y, n).lift >= derivation->options.min_lift;
}

/* Adds the rule to what is chosen if its sides are not too long and its lift is high
 * enough; its confidence is. */
static bool collect(struct splitting *splitting, uint32_t n, uint64_t hash,
                    uint64_t antecedent_at, uint64_t antecedent_count)
{
    struct derivation *derivation = splitting->derivation;
    if (splitting->whole.n_items - n > derivation->options.max_antecedent) return true;
    uint64_t consequent_at =
        itemset_index_find(&derivation->index, splitting->consequent, n, hash);
    cobuy_itemset consequent = cobuy_itemsets_at(derivation->itemsets, consequent_at);
    if (!passes_lift(derivation, splitting->whole.count, antecedent_count,
                     consequent.count))
        return true;
    struct rule_record record = {splitting->whole_at, antecedent_at, consequent_at};
    return VECTOR_PUSH(derivation->memory, &splitting->collector->records, record);
}

/* Grows the consequent of 'n' items, whose hashes sum to 'hash', by each item from
 * place 'from' on. */
static bool grow_consequent(struct splitting *splitting, uint32_t n, uint32_t from,
                            uint64_t hash)
{
    const struct derivation *derivation = splitting->derivation;
    const cobuy_itemset *whole = &splitting->whole;
    if (n == derivation->options.max_consequent || n + 1 == whole->n_items) return true;
    if (context_is_cancelled(derivation->context)) return true;
    for (uint32_t i = from; i < whole->n_items; i++) {
        splitting->consequent[n] = whole->items[i];
        uint64_t with = hash + item_hash(whole->items[i]);
        uint64_t at = find_antecedent(splitting, n + 1, with);
        assert(at != ITEMSET_NOT_FOUND); /* all subsets of a frequent set are there */
        uint64_t count = cobuy_itemsets_at(derivation->itemsets, at).count;
        double confidence = (double)whole->count / (double)count;
        if (confidence < derivation->options.min_confidence) continue;
        if (!collect(splitting, n + 1, with, at, count) ||
            !grow_consequent(splitting, n + 1, i + 1, with))
            return false;
    }
    return true;
}

static cobuy_status derive_task(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    struct derivation *derivation = shared;
    struct splitting splitting = {.derivation = derivation,
                                  .collector = &derivation->collectors[worker]};
    uint64_t at = derivation->first + task * ITEMSETS_PER_TASK;
    uint64_t end = at + ITEMSETS_PER_TASK;
    for (; at < end && at < derivation->end; at++) {
        splitting.whole = cobuy_itemsets_at(derivation->itemsets, at);
        splitting.whole_at = at;
        splitting.whole_hash = 0;
        for (uint32_t i = 0; i < splitting.whole.n_items; i++)
            splitting.whole_hash += item_hash(splitting.whole.items[i]);
        if (!grow_consequent(&splitting, 0, 0, 0))
            return status_no_memory(error, "the rules");
    }
    return context_check(derivation->context, error);
}

/* -------------------------------------------------------------------------- order */

struct rule_key {
    double sort_by, lift, confidence;
    uint64_t count;
};

struct rule_order {
    const cobuy_rules *rules;
    struct rule_key *keys;
};

static double value_of(const cobuy_measures *measures, cobuy_measure measure)
{
    switch (measure) {
    case COBUY_MEASURE_LIFT: return measures->lift;
    case COBUY_MEASURE_CONFIDENCE: return measures->confidence;
    case COBUY_MEASURE_SUPPORT: return measures->support;
    case COBUY_MEASURE_LEVERAGE: return measures->leverage;
    case COBUY_MEASURE_CONVICTION: return measures->conviction;
    }
    return 0;
}

/* Larger values first, undefined ones last. */
static int compare_values(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

/* Ids of items follow the bytes of names, so this compares names. */
static int compare_sides(const uint32_t *a, uint32_t n_a, const uint32_t *b,
                         uint32_t n_b)
{
    for (uint32_t i = 0; i < n_a && i < n_b; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return (n_a > n_b) - (n_a < n_b);
}

static int compare_itemsets(const cobuy_itemsets *itemsets, uint64_t a, uint64_t b)
{
    cobuy_itemset set_a = cobuy_itemsets_at(itemsets, a);
    cobuy_itemset set_b = cobuy_itemsets_at(itemsets, b);
    return compare_sides(set_a.items, set_a.n_items, set_b.items, set_b.n_items);
}

static int compare_rules(const void *context, uint32_t a, uint32_t b)
{
    const struct rule_order *order = context;
    const struct rule_key *key_a = &order->keys[a], *key_b = &order->keys[b];
    int by = compare_values(key_a->sort_by, key_b->sort_by);
    if (by == 0) by = compare_values(key_a->lift, key_b->lift);
    if (by == 0) by = compare_values(key_a->confidence, key_b->confidence);
    if (by == 0) by = (key_a->count < key_b->count) - (key_a->count > key_b->count);
    if (by != 0) return by;
    const struct rule_record *rule_a = &order->rules->records[a];
    const struct rule_record *rule_b = &order->rules->records[b];
    const cobuy_itemsets *itemsets = order->rules->itemsets;
    by = compare_itemsets(itemsets, rule_a->antecedent, rule_b->antecedent);
    return by ? by : compare_itemsets(itemsets, rule_a->consequent, rule_b->consequent);
}

static void make_keys(const cobuy_rules *rules, cobuy_measure sort_by,
                      struct rule_key *keys)
{
    for (uint64_t i = 0; i < rules->n; i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        keys[i] =
            (struct rule_key){value_of(&rule.measures, sort_by), rule.measures.lift,
                              rule.measures.confidence, rule.count};
    }
}

static cobuy_status sort_rules(cobuy_rules *rules, cobuy_measure sort_by,
                               cobuy_error *error)
{
    struct memory *memory = rules->memory;
    size_t n = (size_t)rules->n;
    if (rules->n > UINT32_MAX)
        return status_fail(error, COBUY_OVERFLOW,
                           "more than 2^32 rules; raise the minimum confidence or "
                           "support");
    struct rule_key *keys = memory_allocate(memory, n, sizeof *keys);
    uint32_t *index = memory_allocate(memory, 2 * n, sizeof *index);
    struct rule_record *sorted = memory_allocate(memory, n, sizeof *sorted);
    cobuy_status status = COBUY_OK;
    if (!keys || !index || !sorted) TRY(status_no_memory(error, "sorting the rules"));
    make_keys(rules, sort_by, keys);
    for (size_t i = 0; i < n; i++) index[i] = (uint32_t)i;
    struct rule_order order = {rules, keys};
    sort_index(index, index + n, n, compare_rules, &order);
    for (size_t i = 0; i < n; i++) sorted[i] = rules->records[index[i]];
    memcpy(rules->records, sorted, n * sizeof *sorted);
done:
    memory_free(memory, keys, n, sizeof *keys);
    memory_free(memory, index, 2 * n, sizeof *index);
    memory_free(memory, sorted, n, sizeof *sorted);
    return status;
}

/* ----------------------------------------------------------------------- deriving */

static bool put_together(cobuy_rules *rules, const struct derivation *derivation,
                         uint32_t n_collectors)
{
    for (uint32_t w = 0; w < n_collectors; w++)
        rules->n += derivation->collectors[w].records.length;
    rules->room = rules->n;
    rules->records = memory_allocate(rules->memory, rules->n, sizeof *rules->records);
    if (!rules->records) return false;
    struct rule_record *to = rules->records;
    for (uint32_t w = 0; w < n_collectors; w++) {
        size_t n = derivation->collectors[w].records.length;
        if (n == 0) continue;
        memcpy(to, derivation->collectors[w].records.data, n * sizeof *to);
        to += n;
    }
    return true;
}

static cobuy_status collect_rules(cobuy_rules *rules, cobuy_context *context,
                                  struct derivation *derivation, cobuy_error *error)
{
    struct memory *memory = rules->memory;
    uint64_t n_sets = derivation->end - derivation->first;
    size_t n_tasks = (size_t)((n_sets + ITEMSETS_PER_TASK - 1) / ITEMSETS_PER_TASK);
    uint32_t n_workers = workers_count(context, n_tasks);
    derivation->collectors =
        memory_allocate_zeroed(memory, n_workers, sizeof *derivation->collectors);
    cobuy_status status = COBUY_OK;
    if (!derivation->collectors ||
        !itemset_index_build(&derivation->index, memory, derivation->itemsets,
                             derivation->largest - 1))
        TRY(status_no_memory(error, "an index of the itemsets"));
    TRY(workers_run(context, n_tasks, derive_task, derivation, "deriving", error));
    if (!put_together(rules, derivation, n_workers))
        TRY(status_no_memory(error, "the rules"));
done:
    itemset_index_clear(&derivation->index);
    for (uint32_t w = 0; derivation->collectors && w < n_workers; w++)
        VECTOR_FREE(memory, &derivation->collectors[w].records);
    memory_free(memory, derivation->collectors, n_workers,
                sizeof *derivation->collectors);
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
    if (options->sort_by > COBUY_MEASURE_CONVICTION)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no measure %d",
                           (int)options->sort_by);
    return COBUY_OK;
}

/* Which itemsets can be split into sides that are not too long. */
static void choose_itemsets(struct derivation *derivation)
{
    const cobuy_itemsets *itemsets = derivation->itemsets;
    uint64_t both = (uint64_t)derivation->options.max_antecedent +
                    derivation->options.max_consequent;
    uint32_t largest = itemsets->summary.largest;
    derivation->largest = both < largest ? (uint32_t)both : largest;
    if (derivation->largest < 2) return;
    const struct itemsets_of_size *last = &itemsets->sizes[derivation->largest];
    derivation->first = itemsets->sizes[2].first;
    derivation->end = last->first + last->n;
}

static cobuy_status derive(cobuy_rules *rules, cobuy_context *context,
                           const cobuy_rule_options *given, cobuy_error *error)
{
    struct derivation derivation = {.context = context,
                                    .memory = rules->memory,
                                    .itemsets = rules->itemsets,
                                    .options = defaults};
    cobuy_rule_options *options = &derivation.options;
    if (given)
        memcpy(options, given,
               given->size < sizeof defaults ? given->size : sizeof defaults);
    cobuy_status status = check_options(options, error);
    if (status != COBUY_OK) return status;
    if (options->max_antecedent == 0) options->max_antecedent = SEARCH_DEEPEST;
    choose_itemsets(&derivation);
    if (derivation.end > derivation.first) {
        status = collect_rules(rules, context, &derivation, error);
        if (status == COBUY_OK) status = sort_rules(rules, options->sort_by, error);
    }
    rules->passed = rules->n;
    if (options->top > 0 && rules->n > options->top) rules->n = options->top;
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
