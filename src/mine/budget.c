/*
 * budget.c - a search that may have to end before all is found
 *
 * Before the sink of each worker another one is put, which hands on what it gets as
 * long as there is something left of the budget:
 *
 *     engine --families--> budget_sink --families--> the sink of the caller
 *                               |
 *                             left: itemsets that may still be handed on, for all
 *                             workers; each takes as many off as a family has
 *
 * A family that is larger than what is left is taken apart, and the search ends there:
 * the sink fails, and so do the other workers' next looks at the context.  When the
 * time is over, their looks at the context fail alike.
 *
 * The frequent items themselves are known before the search begins.  They are counted
 * off the budget at once, and what a search that was cut short had not come to is
 * handed on behind it.  So every item that is in a larger itemset found is there as
 * well, and a rule of two items never lacks the counts of its sides.  Where closed or
 * other itemsets are looked for, an item alone need not be one of them, and none is
 * known before.
 *
 * Cost: a call and, with a budget of itemsets, an atomic subtraction for each family.
 */
#include "mine/budget.h"

#include "base/saturating.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { ITEMSETS_PER_CHECK = 4096 }; /* of a family that is taken apart */

struct budget {
    cobuy_context *context;
    bool limited;              /* by a number of itemsets */
    uint32_t least;            /* items of an itemset that is not known before */
    atomic_uint_fast64_t left; /* of so many items and more */
    atomic_bool spent;
};

struct budget_sink {
    struct itemset_sink sink;
    struct itemset_sink *inner; /* of the caller */
    struct budget *budget;
    uint32_t max_items;
    uint32_t n_items; /* frequent ones */
    uint64_t *single; /* bit r: the itemset of rank r alone was handed on */
    uint64_t
        n_single;    /* how many were; all that is known if 'inner' wants sizes only */
    uint32_t *ranks; /* scratch for an itemset: max_items */
};

/* A family that is taken apart. */
struct dismantling {
    struct budget_sink *sink;
    const struct stem *stem;
    uint64_t count;
    uint64_t granted; /* itemsets that were not known before */
    cobuy_error *error;
};

bool budget_is_set(const struct search *search)
{
    return search->budget_itemsets > 0 || search->context->time_limit > 0;
}

/* ---------------------------------------------------------------- sizes of families */

/* n over k for a k that has come up to it from 0, each time from the last value. */
static uint64_t next_binomial(uint64_t last, uint32_t n, uint32_t k)
{
    wide product = (wide)last * (n - k + 1);
    return last == UINT64_MAX || product / k > UINT64_MAX ? UINT64_MAX
                                                          : (uint64_t)(product / k);
}

/* Itemsets of 'least' to 'max_items' items out of 'n' items and any of 'n_perfect'
 * others. */
static uint64_t family_size(uint32_t n, uint32_t n_perfect, uint32_t least,
                            uint32_t max_items)
{
    if (n > max_items) return 0;
    if (n_perfect == 0) return n >= least;
    uint64_t total = 0, choices = 1;
    for (uint32_t j = 0; j <= n_perfect && n + j <= max_items; j++) {
        if (j > 0) choices = next_binomial(choices, n_perfect, j);
        if (n + j >= least) total = saturating_add(total, choices);
        if (total == UINT64_MAX) break;
    }
    return total;
}

/* What 'n_families' families, each of 'n' items and any of 'n_perfect' others, take off
 * the budget; 0 if that does not matter. */
static uint64_t wanted_by(const struct budget_sink *sink, uint64_t n_families,
                          uint32_t n, uint32_t n_perfect)
{
    if (!sink->budget->limited || n_families == 0) return 0;
    return saturating_multiply(
        n_families, family_size(n, n_perfect, sink->budget->least, sink->max_items));
}

/* Takes up to 'wanted' itemsets off the budget; returns how many. */
static uint64_t take_off(struct budget *budget, uint64_t wanted)
{
    if (wanted == 0) return 0;
    uint64_t left = atomic_load_explicit(&budget->left, memory_order_relaxed), granted;
    do granted = wanted < left ? wanted : left;
    while (!atomic_compare_exchange_weak_explicit(&budget->left, &left, left - granted,
                                                  memory_order_relaxed,
                                                  memory_order_relaxed));
    if (granted < wanted) {
        atomic_store(&budget->spent, true);
        context_stop(budget->context);
    }
    return granted;
}

/* ------------------------------------------------------------ taking families apart */

static cobuy_status fail_spent(cobuy_error *error)
{
    return status_fail(error, COBUY_BUDGET_SPENT, "no more itemsets are wanted");
}

/* Hands on the first 'n' of the ranks, with every choice of the perfect items from
 * 'first' on, as far as granted.  Single items are left to the end of the search. */
static cobuy_status dismantle_from(struct dismantling *of, uint32_t first, uint32_t n)
{
    struct budget_sink *sink = of->sink;
    if (n >= sink->budget->least) {
        if (of->granted == 0) return fail_spent(of->error);
        if (of->granted-- % ITEMSETS_PER_CHECK == 0 &&
            atomic_load(&sink->budget->context->attention) & CONTEXT_CANCELLED)
            return fail_spent(of->error);
        struct stem itemset = {.prefix = sink->ranks, .n_prefix = n};
        cobuy_status status =
            sink->inner->take(sink->inner, &itemset, of->count, of->error);
        if (status != COBUY_OK) return status;
    }
    cobuy_status status = COBUY_OK;
    if (n == sink->max_items) return status;
    for (uint32_t i = first; status == COBUY_OK && i < of->stem->n_perfect; i++) {
        sink->ranks[n] = of->stem->perfect[i];
        status = dismantle_from(of, i + 1, n + 1);
    }
    return status;
}

static void copy_prefix(struct budget_sink *sink, const struct stem *stem)
{
    if (stem->n_prefix > 0)
        memcpy(sink->ranks, stem->prefix, stem->n_prefix * sizeof *sink->ranks);
}

/* Each of these ends with COBUY_BUDGET_SPENT, or with the failure of the inner sink. */
static cobuy_status dismantle(struct budget_sink *sink, const struct stem *stem,
                              uint64_t count, uint64_t granted, cobuy_error *error)
{
    struct dismantling of = {sink, stem, count, granted, error};
    copy_prefix(sink, stem);
    cobuy_status status = dismantle_from(&of, 0, stem->n_prefix);
    return status == COBUY_OK ? fail_spent(error) : status;
}

static cobuy_status dismantle_each(struct budget_sink *sink, const struct stem *stem,
                                   const uint32_t *items, const uint32_t *counts,
                                   uint32_t n, uint64_t granted, cobuy_error *error)
{
    struct dismantling of = {sink, stem, 0, granted, error};
    copy_prefix(sink, stem);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++) {
        sink->ranks[stem->n_prefix] = items[i];
        of.count = counts[i];
        status = dismantle_from(&of, 0, stem->n_prefix + 1);
    }
    return status == COBUY_OK ? fail_spent(error) : status;
}

static cobuy_status dismantle_table(struct budget_sink *sink, const struct stem *stem,
                                    const struct count_table *table, uint64_t granted,
                                    cobuy_error *error)
{
    struct dismantling of = {sink, stem, 0, granted, error};
    copy_prefix(sink, stem);
    cobuy_status status = COBUY_OK;
    for (uint32_t cell = 1; status == COBUY_OK && cell < 1u << table->n_items; cell++) {
        if (!(table->frequent[cell / 64] >> cell % 64 & 1)) continue;
        uint32_t n = stem->n_prefix;
        for (uint32_t bit = 0; bit < table->n_items && n <= sink->max_items; bit++) {
            if (!(cell >> bit & 1)) continue;
            if (n < sink->max_items) sink->ranks[n] = table->items[bit];
            n++;
        }
        of.count = table_count(table, cell);
        if (n <= sink->max_items) status = dismantle_from(&of, 0, n);
    }
    return status == COBUY_OK ? fail_spent(error) : status;
}

/* ------------------------------------------------------------------ handing them on */

static void note_single(struct budget_sink *sink, uint32_t rank)
{
    if (sink->single) sink->single[rank / 64] |= UINT64_C(1) << rank % 64;
    sink->n_single++;
}

static cobuy_status hand_on(struct itemset_sink *of, const struct stem *stem,
                            uint64_t count, cobuy_error *error)
{
    struct budget_sink *sink = (struct budget_sink *)of;
    uint64_t wanted = wanted_by(sink, 1, stem->n_prefix, stem->n_perfect);
    uint64_t granted = take_off(sink->budget, wanted);
    if (granted < wanted) return dismantle(sink, stem, count, granted, error);
    if (stem->n_prefix == 1) note_single(sink, stem->prefix[0]);
    for (uint32_t i = 0; stem->n_prefix == 0 && i < stem->n_perfect; i++)
        note_single(sink, stem->perfect[i]);
    return sink->inner->take(sink->inner, stem, count, error);
}

static cobuy_status hand_on_each(struct itemset_sink *of, const struct stem *stem,
                                 const uint32_t *items, const uint32_t *counts,
                                 uint32_t n, cobuy_error *error)
{
    struct budget_sink *sink = (struct budget_sink *)of;
    uint64_t wanted = wanted_by(sink, n, stem->n_prefix + 1, stem->n_perfect);
    uint64_t granted = take_off(sink->budget, wanted);
    if (granted < wanted)
        return dismantle_each(sink, stem, items, counts, n, granted, error);
    for (uint32_t i = 0; stem->n_prefix == 0 && i < n; i++) note_single(sink, items[i]);
    return sink->inner->take_each(sink->inner, stem, items, counts, n, error);
}

static void note_singles_of(struct budget_sink *sink, const struct count_table *table)
{
    if (!sink->single) sink->n_single += table->by_size[1];
    for (uint32_t bit = 0; sink->single && bit < table->n_items; bit++) {
        uint32_t cell = 1u << bit;
        if (table->frequent[cell / 64] >> cell % 64 & 1)
            note_single(sink, table->items[bit]);
    }
}

static cobuy_status hand_on_table(struct itemset_sink *of, const struct stem *stem,
                                  const struct count_table *table, cobuy_error *error)
{
    struct budget_sink *sink = (struct budget_sink *)of;
    uint64_t wanted = 0;
    for (uint32_t k = 1; k <= table->n_items; k++)
        wanted = saturating_add(wanted, wanted_by(sink, table->by_size[k],
                                                  stem->n_prefix + k, stem->n_perfect));
    uint64_t granted = take_off(sink->budget, wanted);
    if (granted < wanted) return dismantle_table(sink, stem, table, granted, error);
    if (stem->n_prefix == 0) note_singles_of(sink, table);
    return sink->inner->take_table(sink->inner, stem, table, error);
}

/* ----------------------------------------------------------------------- the search */

static size_t words_of(const struct budget_sink *sink)
{
    return (size_t)sink->n_items / 64 + 1;
}

static bool init_sink(struct budget_sink *sink, struct budget *budget,
                      const struct search *search, struct itemset_sink *inner)
{
    struct memory *memory = &search->context->memory;
    *sink = (struct budget_sink){.sink = {hand_on, hand_on_each, hand_on_table, false},
                                 .inner = inner,
                                 .budget = budget,
                                 .max_items = search->max_items,
                                 .n_items = search->ranked.n_items};
    /* To take a table apart is to know its members. */
    sink->sink.counts = inner->counts && !budget->limited;
    sink->ranks = memory_allocate(memory, sink->max_items, sizeof *sink->ranks);
    if (!sink->sink.counts)
        sink->single =
            memory_allocate_zeroed(memory, words_of(sink), sizeof *sink->single);
    return sink->ranks && (sink->single || sink->sink.counts);
}

static void clear_sink(struct budget_sink *sink, struct memory *memory)
{
    memory_free(memory, sink->ranks, sink->max_items, sizeof *sink->ranks);
    memory_free(memory, sink->single, words_of(sink), sizeof *sink->single);
}

static cobuy_status give_single(const struct search *search, struct itemset_sink *to,
                                uint32_t rank, cobuy_error *error)
{
    struct stem itemset = {.prefix = &rank, .n_prefix = 1};
    return to->take(to, &itemset, search->ranked.count[rank], error);
}

/* Whether any worker has handed on the itemset of a rank alone; where only sizes are
 * wanted it matters how many, and not which. */
static bool has_single(const struct search *search, const struct budget_sink *sinks,
                       uint64_t n_single, uint32_t rank)
{
    if (!sinks[0].single) return rank < n_single;
    for (uint32_t w = 0; w < search->n_workers; w++)
        if (sinks[w].single[rank / 64] >> rank % 64 & 1) return true;
    return false;
}

static cobuy_status give_missing(const struct search *search,
                                 const struct budget_sink *sinks, cobuy_error *error)
{
    uint64_t n_single = 0;
    for (uint32_t w = 0; w < search->n_workers; w++) n_single += sinks[w].n_single;
    cobuy_status status = COBUY_OK;
    for (uint32_t r = 0; status == COBUY_OK && r < search->ranked.n_items; r++)
        if (!has_single(search, sinks, n_single, r))
            status = give_single(search, sinks[0].inner, r, error);
    return status;
}

/* There may be fewer itemsets than items are frequent: the most frequent, then. */
static cobuy_status give_first(struct search *search, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    search->summary.cut =
        (cobuy_cut){COBUY_BUDGET_ITEMSETS, (double)search->budget_itemsets};
    for (uint32_t r = 0; status == COBUY_OK && r < search->budget_itemsets; r++)
        status = give_single(search, search_sink(search, 0), r, error);
    return status;
}

/* Runs the engine with the sinks that keep the budget in the place of the caller's. */
static cobuy_status run_engine(struct search *search, search_engine *engine,
                               struct budget *budget, struct budget_sink *sinks,
                               cobuy_error *error)
{
    cobuy_context *context = search->context;
    void *inner = search->sinks;
    size_t inner_size = search->sink_size;
    search->sinks = sinks;
    search->sink_size = sizeof *sinks;
    cobuy_error ended; /* the end of a budget is no failure of the caller's */
    context_heed_time(context, 0);
    cobuy_status status = engine(search, &ended);
    context_heed_no_time(context);
    search->sinks = inner;
    search->sink_size = inner_size;

    if (status != COBUY_BUDGET_SPENT) {
        if (status != COBUY_OK && error) *error = ended;
        return status;
    }
    search->summary.cut =
        atomic_load(&budget->spent)
            ? (cobuy_cut){COBUY_BUDGET_ITEMSETS, (double)search->budget_itemsets}
            : (cobuy_cut){COBUY_BUDGET_TIME, context->time_limit};
    status = context_check(context, error);
    bool missing = status == COBUY_OK && budget->least > 1;
    return missing ? give_missing(search, sinks, error) : status;
}

cobuy_status budget_run(struct search *search, search_engine *engine,
                        cobuy_error *error)
{
    uint32_t n_items = search->ranked.n_items, n = search->n_workers;
    bool all = search->target == COBUY_TARGET_FREQUENT;
    struct budget budget = {.context = search->context,
                            .limited = search->budget_itemsets > 0,
                            .least = all ? 2 : 1};
    uint64_t n_known = all ? n_items : 0;
    if (budget.limited && search->budget_itemsets < n_known)
        return give_first(search, error);
    atomic_init(&budget.left, budget.limited ? search->budget_itemsets - n_known : 0);
    atomic_init(&budget.spent, false);
    struct memory *memory = &search->context->memory;
    struct budget_sink *sinks = memory_allocate_zeroed(memory, n, sizeof *sinks);
    bool ready = sinks;
    for (uint32_t w = 0; sinks && w < n; w++)
        ready = init_sink(&sinks[w], &budget, search, search_sink(search, w)) && ready;
    cobuy_status status = ready ? run_engine(search, engine, &budget, sinks, error)
                                : status_no_memory(error, "keeping a budget");
    for (uint32_t w = 0; sinks && w < n; w++) clear_sink(&sinks[w], memory);
    memory_free(memory, sinks, n, sizeof *sinks);
    return status;
}
