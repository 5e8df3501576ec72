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
#include "mine/closed_part.h"
#include "mine/closed_team.h"
#include "mine/maximal_bitmaps.h"

#define closed_run FOR_INSTRUCTIONS(closed_run)

static cobuy_status grow_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    struct closed_team *team = shared;
    const struct closed_first *first = &team->first;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    uint32_t item = closed_team_item(team, task);
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

/* Each prefix begins with what all baskets hold, and so does what is left of it. */
static cobuy_status grow_part(void *shared, struct crew_part *of, uint32_t worker,
                              cobuy_error *error)
{
    struct closed_team *team = shared;
    const struct closed_part *part = (const struct closed_part *)of;
    struct growth *growth = &team->growths[worker];
    cobuy_status status = COBUY_OK;
    growth->error = error;
    growth->stem.n_prefix = 0;
    for (uint32_t i = 0; i < part->n_prefix; i++) growth_add(growth, part->prefix[i]);
    switch (part->kind) {
    case CLOSED_PART_WORDS: status = closed_words_grow(growth, &part->words); break;
    case CLOSED_PART_BITMAPS:
        status = closed_is_maximal(growth)
                     ? maximal_bitmaps_grow(growth, &part->bitmaps)
                     : closed_bitmaps_grow(growth, &part->bitmaps);
        break;
    case CLOSED_PART_ROWS_16:
        status = closed_rows_grow_all_16(growth, &part->rows);
        break;
    case CLOSED_PART_ROWS_32:
        status = closed_rows_grow_all_32(growth, &part->rows);
        break;
    }
    growth->stem.n_prefix = team->first.n_perfect;
    return status;
}

/* What all baskets hold is in every closure. */
static void add_perfect(struct closed_team *team)
{
    for (uint32_t w = 0; w < team->search->n_workers; w++)
        for (uint32_t rank = 0; rank < team->first.n_perfect; rank++)
            growth_add(&team->growths[w], rank);
}

/* It is closed itself, and maximal if nothing else is frequent. */
static cobuy_status take_perfect(struct closed_team *team, cobuy_error *error)
{
    struct growth *growth = &team->growths[0];
    growth->error = error;
    if (team->first.n_perfect == 0) return COBUY_OK;
    if (closed_is_maximal(growth) && team->first.n_items > 0) return COBUY_OK;
    return closed_take(growth, (uint32_t)team->search->ranked.n_baskets);
}

cobuy_status closed_run(const struct search *search, cobuy_error *error)
{
    struct closed_team team;
    cobuy_status status = COBUY_OK;
    TRY(closed_team_init(&team, search, error));
    add_perfect(&team);
    TRY(take_perfect(&team, error));
    if (team.first.n_perfect < search->max_items)
        TRY(closed_team_work(&team, grow_task, grow_part, error));
done:
    closed_team_clear(&team);
    return status;
}
