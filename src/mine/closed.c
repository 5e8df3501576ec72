/*
 * closed.c - closed and maximal itemsets by prefix-preserving extension
 *
 * An itemset is closed if no item can be added without losing a basket, and maximal if
 * none can be added without losing so many that it is no longer frequent.  Both are far
 * fewer than the frequent ones on dense logs; all frequent itemsets, and for closed
 * ones their counts, follow from them.
 *
 * The idea (Uno, Asai, Uchida, Arimura, DS 2004): the closure of an itemset is what all
 * of its baskets have in common.  Pattern growth (fpgrowth.c) reaches the same closure
 * from several itemsets, and is to take it from one of them only, without remembering
 * which closures it had.  It is enough to look at the items that the search has gone
 * past, which are open in other branches: if one of them is in all baskets of the
 * itemset, the closure belongs to the branch of that item, and so does all that grows
 * from it here.
 *
 *     grow(baskets, prefix):
 *         for each open item i of the baskets:
 *             if a past item is in all baskets with i: go on with the next
 *             report prefix + i + what else is in all baskets with i
 *             grow(the baskets with i; open: what is frequent before i;
 *                  past: what is frequent of the rest)
 *
 * So each branch knows all that it needs, whichever worker has it, and memory is that
 * of the deepest branch.  A past item that is not frequent with the prefix need not be
 * looked at any longer.
 *
 * The work is to keep the past items at hand, which are many, and of which a few rows
 * say nearly always that there is none in all of them.  Each representation of baskets
 * has a way of its own (closed.h).
 *
 * Here is where it begins: a task for each item, the rarest first.
 */
#include "mine/closed_first.h"

#include "mine/maximal_bitmaps.h"

#include <string.h>

#define closed_run FOR_INSTRUCTIONS(closed_run)

struct team {
    const struct search *search;
    struct arena arena;
    struct closed_first first;
    struct growth *growths; /* one a worker */
};

static cobuy_status grow_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    struct team *team = shared;
    struct closed_first *first = &team->first;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    uint32_t item = first->n_items - 1 - (uint32_t)task;
    switch (first->kind) {
    case CLOSED_FIRST_WORDS:
        return closed_words_grow_first(growth, &first->words, item);
    case CLOSED_FIRST_BITMAPS:
        return closed_is_maximal(growth)
                   ? maximal_bitmaps_grow_item(growth, &first->bitmaps, item)
                   : closed_bitmaps_grow_item(growth, &first->bitmaps, item);
    case CLOSED_FIRST_ROWS_16: return closed_rows_grow_16(growth, &first->rows, item);
    case CLOSED_FIRST_ROWS_32: return closed_rows_grow_32(growth, &first->rows, item);
    }
    return COBUY_OK;
}

/* The prefix holds what all baskets hold; it may grow longer than what is asked for by
 * what belongs to a closure. */
static bool init_growth(struct growth *growth, struct team *team, uint32_t worker)
{
    const struct search *search = team->search;
    *growth = (struct growth){.search = search,
                              .sink = search_sink(search, worker),
                              .min_count = (uint32_t)search->min_count,
                              .max_items = search->max_items,
                              .name_place = search->ranked.name_place};
    arena_init(&growth->arena, &search->context->memory);
    size_t n = search->ranked.n_items;
    growth->prefix = arena_allocate(&team->arena, n, sizeof *growth->prefix);
    growth->local = arena_allocate(&team->arena, n, sizeof *growth->local);
    if (!growth->prefix || !growth->local) return false;
    memset(growth->local, 0, n * sizeof *growth->local);
    growth->stem.prefix = growth->prefix;
    for (uint32_t rank = 0; rank < team->first.n_perfect; rank++)
        growth_add(growth, rank);
    return true;
}

/* What all baskets hold is closed, and maximal if nothing else is frequent. */
static cobuy_status take_first(struct team *team, cobuy_error *error)
{
    struct growth *growth = &team->growths[0];
    growth->error = error;
    if (team->first.n_perfect == 0) return COBUY_OK;
    if (closed_is_maximal(growth) && team->first.n_items > 0) return COBUY_OK;
    return closed_take(growth, (uint32_t)team->search->ranked.n_baskets);
}

static cobuy_status run(struct team *team, cobuy_error *error)
{
    const struct search *search = team->search;
    uint32_t n_workers = search->n_workers;
    team->growths = arena_allocate(&team->arena, n_workers, sizeof *team->growths);
    if (!team->growths) return status_no_memory(error, "closed itemsets");
    bool ready = true;
    for (uint32_t w = 0; w < n_workers; w++)
        ready = init_growth(&team->growths[w], team, w) && ready;
    cobuy_status status =
        ready ? take_first(team, error) : status_no_memory(error, "closed itemsets");
    if (status == COBUY_OK && team->first.n_perfect < search->max_items)
        status = workers_run(search->context, team->first.n_items, grow_task, team,
                             "mining", error);
    for (uint32_t w = 0; w < n_workers; w++) arena_clear(&team->growths[w].arena);
    return status;
}

cobuy_status closed_run(const struct search *search, cobuy_error *error)
{
    struct team team = {.search = search};
    arena_init(&team.arena, &search->context->memory);
    cobuy_status status = closed_first_make(&team.first, search, &team.arena, error);
    if (status == COBUY_OK) status = run(&team, error);
    arena_clear(&team.arena);
    return status;
}
