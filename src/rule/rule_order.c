/*
 * rule_order.c - which rule comes first
 *
 * Rules are compared by integers, level by level, of which the lower comes first:
 *
 *     level     0         1      2            3       4       5
 *     integer   sort_by   lift   confidence   count   x1 x2   x3 0   y1 0
 *
 * Measures are turned into integers that fall as they rise; the items of antecedent
 * and consequent, each plus one and each side with a 0 behind it, are taken two by two.
 *
 * A candidate carries the integer of one level, and that of the next is made only for
 * rules that have all before in common: multikey quicksort (Bentley, Sedgewick, SODA
 * 1997).  Ties are the rule: most logs have fewer different counts than rules.
 *
 * Before that, candidates are put into buckets that each hold a range of keys: in
 * place, by following cycles (American flag sort; McIlroy, Bostic, McIlroy, Computing
 * Systems 1993).  What is left in a bucket is short and in the processor's nearest
 * cache, and buckets are sorted by all threads.
 */
#include "rule/rule_order.h"

#include <math.h>
#include <string.h>

enum {
    LEVEL_SORT_BY,
    LEVEL_LIFT,
    LEVEL_CONFIDENCE,
    LEVEL_COUNT,
    LEVEL_ITEMS,

    SHORT_RUN = 20, /* insertion sorts so many candidates faster than all else */
    BUCKET_BITS = 12,
    BUCKETS_PER_TASK = 64,
};

/* ----------------------------------------------------------------------------- keys */

/* Falls as 'value' rises; the highest for an undefined one. */
static uint64_t falling(double value)
{
    if (isnan(value)) return UINT64_MAX;
    value += 0.0; /* turns -0 into 0 */
    uint64_t bits, sign = UINT64_C(1) << 63;
    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? bits : ~(bits | sign);
}

/* The integer at 'place' of "x1 x2 ... 0 y1 y2 ... 0 0 0 ...". */
static uint64_t item_at(const struct rule_order *order, const struct rule_record *rule,
                        uint32_t place)
{
    if (place < rule->n_antecedent)
        return (uint64_t)rule_record_antecedent(order->itemsets, rule)[place] + 1;
    if (place == rule->n_antecedent) return 0;
    place -= rule->n_antecedent + 1U;
    if (place < rule->n_consequent)
        return (uint64_t)rule_record_consequent(order->itemsets, rule)[place] + 1;
    return 0;
}

/* Of the measure that was asked for, whichever of its ends is the good one. */
static uint64_t key_of_sort_by(cobuy_measure sort_by, struct rule_counts counts)
{
    double value = measure_value(sort_by, counts);
    return falling(cobuy_measure_about(sort_by)->lowest_first ? -value : value);
}

static uint64_t key_of_counts(const struct rule_order *order, unsigned level,
                              struct rule_counts counts)
{
    switch (level) {
    case LEVEL_SORT_BY: return key_of_sort_by(order->sort_by, counts);
    case LEVEL_LIFT: return falling(measure_value(COBUY_MEASURE_LIFT, counts));
    case LEVEL_CONFIDENCE:
        return falling(measure_value(COBUY_MEASURE_CONFIDENCE, counts));
    default: return UINT64_MAX - counts.xy;
    }
}

static uint64_t key_at(const struct rule_order *order, const struct rule_record *rule,
                       unsigned level)
{
    if (level < LEVEL_ITEMS)
        return key_of_counts(order, level, rule_record_counts(order->itemsets, rule));
    uint32_t place = 2 * (level - LEVEL_ITEMS);
    return item_at(order, rule, place) << 32 | item_at(order, rule, place + 1);
}

struct rule_counts rule_order_counts(const struct rule_order *order,
                                     const struct rule_record *rule)
{
    struct rule_counts counts = rule_record_counts(order->itemsets, rule);
    if (!order->general) return counts;
    struct general_rule general = general_rules_best(
        order->general, (uint32_t)rule->n_antecedent + rule->n_consequent, rule->whole,
        rule_record_consequent(order->itemsets, rule), rule->n_consequent);
    counts.general_xy = general.xy;
    counts.general_x = general.x;
    return counts;
}

uint64_t rule_order_key(const struct rule_order *order, struct rule_counts counts)
{
    return key_of_counts(order, LEVEL_SORT_BY, counts);
}

/* The level behind 'level' that can tell rules apart which all before could not. */
static unsigned next_level(const struct rule_order *order, unsigned level)
{
    level++;
    if (level == LEVEL_LIFT && order->sort_by == COBUY_MEASURE_LIFT) level++;
    if (level == LEVEL_CONFIDENCE && order->sort_by == COBUY_MEASURE_CONFIDENCE)
        level++;
    return level;
}

/* Whether 'level' is behind the last item of the rule, where keys are 0. */
static bool is_behind(const struct rule_record *rule, unsigned level)
{
    return level >= LEVEL_ITEMS &&
           2 * (level - LEVEL_ITEMS) > rule->n_antecedent + rule->n_consequent + 1U;
}

bool rule_order_is_before(const struct rule_order *order,
                          const struct rule_candidate *a,
                          const struct rule_candidate *b)
{
    uint64_t key_a = a->key, key_b = b->key;
    unsigned level = LEVEL_SORT_BY;
    while (key_a == key_b && !is_behind(&a->rule, level)) {
        level = next_level(order, level);
        key_a = key_at(order, &a->rule, level);
        key_b = key_at(order, &b->rule, level);
    }
    return key_a < key_b;
}

/* ----------------------------------------------------------------------- one thread */

/* Candidates that have all levels before 'level' in common, with its keys. */
struct run {
    struct rule_candidate *at;
    size_t n;
    unsigned level;
};

static void sort_run(const struct rule_order *order, struct run run);

/* Sorts candidates whose keys are equal, by the levels behind. */
static void sort_equal(const struct rule_order *order, struct run run)
{
    if (run.n < 2 || is_behind(&run.at->rule, run.level)) return;
    run.level = next_level(order, run.level);
    for (size_t i = 0; i < run.n; i++)
        run.at[i].key = key_at(order, &run.at[i].rule, run.level);
    sort_run(order, run);
}

static void sort_short(const struct rule_order *order, struct run run)
{
    for (size_t i = 1; i < run.n; i++) {
        struct rule_candidate moving = run.at[i];
        size_t j = i;
        for (; j > 0 && moving.key < run.at[j - 1].key; j--) run.at[j] = run.at[j - 1];
        run.at[j] = moving;
    }
    for (size_t begin = 0, end; begin < run.n; begin = end) {
        uint64_t key = run.at[begin].key;
        for (end = begin + 1; end < run.n && run.at[end].key == key;) end++;
        sort_equal(order, (struct run){run.at + begin, end - begin, run.level});
    }
}

static uint64_t median_key(const struct run *run)
{
    uint64_t a = run->at[run->n / 4].key, b = run->at[run->n / 2].key,
             c = run->at[run->n / 4 * 3].key;
    uint64_t low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

static void swap(struct rule_candidate *a, struct rule_candidate *b)
{
    struct rule_candidate held = *a;
    *a = *b;
    *b = held;
}

/* Splits into keys below, at and above a pivot. */
static void split(struct run run, struct run parts[3])
{
    uint64_t pivot = median_key(&run);
    size_t below = 0, i = 0, above = run.n;
    while (i < above) {
        if (run.at[i].key < pivot)
            swap(&run.at[below++], &run.at[i++]);
        else if (run.at[i].key > pivot)
            swap(&run.at[i], &run.at[--above]);
        else
            i++;
    }
    parts[0] = (struct run){run.at, below, run.level};
    parts[1] = (struct run){run.at + below, above - below, run.level};
    parts[2] = (struct run){run.at + above, run.n - above, run.level};
}

/* Recursion takes the shorter of what is below and above the pivot, and the loop the
 * longer, so that the stack grows with the logarithm of the length only, and by a level
 * with what is at the pivot. */
static void sort_run(const struct rule_order *order, struct run run)
{
    while (run.n > SHORT_RUN) {
        struct run parts[3];
        split(run, parts);
        sort_equal(order, parts[1]);
        bool longer = parts[2].n > parts[0].n;
        sort_run(order, parts[longer ? 0 : 2]);
        run = parts[longer ? 2 : 0];
    }
    sort_short(order, run);
}

/* ---------------------------------------------------------------------- all threads */

enum { BUCKETS = 1 << BUCKET_BITS };

struct sorting {
    const struct rule_order *order;
    struct rule_candidate *candidates;
    size_t n;
    uint64_t least;       /* key */
    unsigned shift;       /* bits of a key above it, less the least, are its bucket */
    size_t ends[BUCKETS]; /* each bucket begins where that before it ends */
    size_t next[BUCKETS]; /* place to fill */
};

static size_t bucket_of(const struct sorting *sorting, uint64_t key)
{
    return (size_t)((key - sorting->least) >> sorting->shift);
}

static void choose_buckets(struct sorting *sorting)
{
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < sorting->n; i++) {
        uint64_t key = sorting->candidates[i].key;
        if (key < least) least = key;
        if (key > most) most = key;
    }
    sorting->least = least;
    for (sorting->shift = 0; (most - least) >> sorting->shift >= BUCKETS;)
        sorting->shift++;
    for (size_t i = 0; i < sorting->n; i++)
        sorting->ends[bucket_of(sorting, sorting->candidates[i].key)]++;
    for (size_t b = 1; b < BUCKETS; b++) sorting->ends[b] += sorting->ends[b - 1];
    for (size_t b = 1; b < BUCKETS; b++) sorting->next[b] = sorting->ends[b - 1];
}

/* Each candidate goes to the next free place of its bucket, and what was there is the
 * next to go. */
static void fill_buckets(struct sorting *sorting)
{
    size_t *next = sorting->next;
    for (size_t b = 0; b < BUCKETS; b++) {
        while (next[b] < sorting->ends[b]) {
            struct rule_candidate moving = sorting->candidates[next[b]];
            for (size_t to; (to = bucket_of(sorting, moving.key)) != b;)
                swap(&moving, &sorting->candidates[next[to]++]);
            sorting->candidates[next[b]++] = moving;
        }
    }
}

static cobuy_status sort_buckets(void *shared, size_t task, uint32_t worker,
                                 cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct sorting *sorting = shared;
    size_t b = task * BUCKETS_PER_TASK, begin = b > 0 ? sorting->ends[b - 1] : 0;
    for (size_t end = b + BUCKETS_PER_TASK; b < end; begin = sorting->ends[b++])
        sort_run(sorting->order, (struct run){sorting->candidates + begin,
                                              sorting->ends[b] - begin, LEVEL_SORT_BY});
    return COBUY_OK;
}

cobuy_status rule_order_sort(const struct rule_order *order, cobuy_context *context,
                             struct rule_candidate *candidates, size_t n,
                             cobuy_error *error)
{
    if (n < BUCKETS) {
        sort_run(order, (struct run){candidates, n, LEVEL_SORT_BY});
        return COBUY_OK;
    }
    struct memory *memory = &context->memory;
    struct sorting *sorting = memory_allocate_zeroed(memory, 1, sizeof *sorting);
    if (!sorting) return status_no_memory(error, "sorting the rules");
    sorting->order = order;
    sorting->candidates = candidates;
    sorting->n = n;
    choose_buckets(sorting);
    fill_buckets(sorting);
    cobuy_status status = workers_run(context, BUCKETS / BUCKETS_PER_TASK, sort_buckets,
                                      sorting, NULL, error);
    memory_free(memory, sorting, 1, sizeof *sorting);
    return status;
}

/* ----------------------------------------------------------------- only the first n */

/* Lets the candidate at 'top' sink until none below it comes later. */
static void sink(const struct rule_order *order, struct rule_candidate *heap, size_t n,
                 size_t top)
{
    struct rule_candidate moving = heap[top];
    for (size_t child = 2 * top + 1; child < n; child = 2 * top + 1) {
        if (child + 1 < n &&
            rule_order_is_before(order, &heap[child], &heap[child + 1]))
            child++;
        if (!rule_order_is_before(order, &moving, &heap[child])) break;
        heap[top] = heap[child];
        top = child;
    }
    heap[top] = moving;
}

void rule_order_make_heap(const struct rule_order *order, struct rule_candidate *heap,
                          size_t n)
{
    for (size_t top = n / 2; top > 0; top--) sink(order, heap, n, top - 1);
}

void rule_order_replace_last(const struct rule_order *order,
                             struct rule_candidate *heap, size_t n,
                             struct rule_candidate candidate)
{
    if (!rule_order_is_before(order, &candidate, &heap[0])) return;
    heap[0] = candidate;
    sink(order, heap, n, 0);
}
