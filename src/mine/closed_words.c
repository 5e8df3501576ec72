/*
 * closed_words.c - closed itemsets over rows of at most 64 items, a word each
 *
 * The idea: the AND of the rows with an item tells all that there is to know of its
 * closure.  Its low bits are the perfect extensions; and if one of its high bits is
 * set, a past item is in all rows, and nothing in this branch is closed.
 *
 *     bits    63 ... n_open | n_open-1 ... i+1 |  i  | i-1 ... 0
 *             past          | past below       | one | open below
 *
 * Rows with the same open items are merged, since no branch tells them apart; of their
 * past items those stay that all of them have, which does not change any AND.  So a few
 * words are left of thousands of baskets, as with an FP-tree, and the check costs
 * nothing of its own.
 *
 * For the first T open items, the ANDs of all their subsets are made at once, as their
 * counts are, in a cell for each (closed_cells.h).  A cell is closed if its AND has no
 * bit but those of the cell.
 *
 * The cost is one pass over the rows for each open item beyond T, and the cells.
 */
#include "mine/closed_words.h"

#include "mine/bit_counts.h"
#include "mine/closed_cells.h"
#include "mine/closed_part.h"
#include "mine/gather.h"

#include <string.h>

enum { MOST_ITEMS = CLOSED_WORDS_MOST_ITEMS };

/* --------------------------------------------------------------------------- cells */

/* The closed itemsets of the prefix and some of the first 'n_first' open items. */
static cobuy_status grow_cells(struct growth *growth, const struct closed_words *words,
                               uint32_t n_first)
{
    uint32_t n_cells = 1u << n_first;
    uint64_t members[1 << (CLOSED_CELLS_MOST_ITEMS - 6)] = {0}, first = n_cells - 1;
    struct arena_mark mark = arena_get_mark(&growth->arena);
    uint64_t *common = arena_allocate(&growth->arena, n_cells, sizeof *common);
    uint32_t *counts = arena_allocate(&growth->arena, n_cells, sizeof *counts);
    if (!common || !counts) return growth_no_memory(growth);

    memset(common, 0xff, n_cells * sizeof *common);
    memset(counts, 0, n_cells * sizeof *counts);
    for (uint32_t r = 0; r < words->n_rows; r++) {
        uint64_t row = words->rows[r], cell = row & first;
        common[cell] &= row;
        counts[cell] += words->weights[r];
    }
    supersets_and(common, n_cells);
    supersets_add_wide(counts, n_cells);
    uint64_t any = 0;
    for (uint32_t c = 1; c < n_cells; c++) {
        bool closed = common[c] == c && counts[c] >= growth->min_count;
        members[c / 64] |= (uint64_t)closed << c % 64;
        any |= closed;
    }
    cobuy_status status =
        any ? closed_cells_take(growth, words->items, n_first, counts, members)
            : COBUY_OK;
    arena_release(&growth->arena, mark);
    return status;
}

/* ------------------------------------------------------------------------- growing */

/* The rows with 'item'; *all are the items that all of them have, *any those that any
 * has. */
static void select_rows(struct closed_words *out, const struct closed_words *words,
                        uint32_t item, uint64_t *all, uint64_t *any)
{
    uint64_t in_all = UINT64_MAX, in_any = 0;
    uint32_t n = 0;
    for (uint32_t r = 0; r < words->n_rows; r++) {
        uint64_t row = words->rows[r], has = row >> item & 1;
        out->rows[n] = row;
        out->weights[n] = words->weights[r];
        in_all &= row | (has - 1);
        in_any |= row & (0 - has);
        n += (uint32_t)has;
    }
    out->n_rows = n;
    *all = in_all;
    *any = in_any;
}

/* Goes on with the selected rows, which are changed: 'open' and 'past' are the items
 * that may be so below. */
static cobuy_status grow_selected(struct growth *growth, struct closed_words *selected,
                                  uint64_t open, uint64_t past)
{
    uint32_t counts[MOST_ITEMS], kept_items[MOST_ITEMS], kept_counts[MOST_ITEMS];
    uint64_t frequent = 0;
    bit_counts(counts, selected->rows, selected->weights, selected->n_rows,
               selected->n_items, selected->count);
    for (uint32_t i = 0; i < selected->n_items; i++)
        frequent |= (uint64_t)(counts[i] >= growth->min_count) << i;
    open &= frequent;
    past &= frequent;
    if (open == 0) return COBUY_OK;

    struct closed_words kept = *selected;
    kept.n_open = (uint32_t)__builtin_popcountll(open);
    kept.n_items = 0;
    for (uint64_t left = open | past; left; left &= left - 1) {
        int i = __builtin_ctzll(left);
        kept_items[kept.n_items] = selected->items[i];
        kept_counts[kept.n_items++] = counts[i];
    }
    kept.items = kept_items;
    kept.counts = kept_counts;
    struct gather by = gather_by(open | past);
    uint64_t kept_open = closed_words_before(kept.n_open);
    kept.n_rows = 0;
    for (uint32_t r = 0; r < selected->n_rows; r++) {
        uint64_t row = gather_bits(&by, selected->rows[r]);
        kept.rows[kept.n_rows] = row;
        kept.weights[kept.n_rows] = selected->weights[r];
        kept.n_rows += (row & kept_open) != 0;
    }
    if (!closed_words_merge(&kept, &growth->arena)) return growth_no_memory(growth);
    return closed_words_grow(growth, &kept);
}

/* All that holds open item 'item' and otherwise items before it.  'rows' and 'weights'
 * of 'selected' are scratch. */
static cobuy_status grow_item(struct growth *growth, const struct closed_words *words,
                              uint32_t item, struct closed_words *selected)
{
    uint64_t before = closed_words_before(item), all, any;
    uint64_t behind = ~closed_words_before(item + 1);
    selected->n_items = words->n_items;
    selected->items = words->items;
    selected->count = words->counts[item];
    select_rows(selected, words, item, &all, &any);
    if (all & behind) return COBUY_OK;

    struct stem_mark mark = growth_mark(growth);
    uint64_t perfect = all & before;
    if ((uint32_t)__builtin_popcountll(perfect) >= growth_room(growth)) return COBUY_OK;
    growth_add(growth, words->items[item]);
    for (uint64_t left = perfect; left; left &= left - 1)
        growth_add(growth, words->items[__builtin_ctzll(left)]);
    cobuy_status status = growth_take(growth, selected->count);
    uint64_t open = any & before & ~perfect;
    if (status == COBUY_OK && open && growth_room(growth) > 0)
        status = grow_selected(growth, selected, open, any & behind);
    growth_cut_back(growth, mark);
    return status;
}

static bool init_selected(struct closed_words *selected, struct arena *arena,
                          const struct closed_words *words)
{
    size_t n = (size_t)words->n_rows + 1;
    selected->rows = arena_allocate(arena, n, sizeof *selected->rows);
    selected->weights = arena_allocate(arena, n, sizeof *selected->weights);
    return selected->rows && selected->weights;
}

/* Open items that cells are for. */
static uint32_t count_first(const struct closed_words *words)
{
    uint32_t n = closed_cells_items(words->n_rows);
    return n < words->n_open ? n : words->n_open;
}

cobuy_status closed_words_grow(struct growth *growth, const struct closed_words *words)
{
    if (closed_hand_over_words(growth, words)) return COBUY_OK;
    struct arena_mark mark = arena_get_mark(&growth->arena);
    uint32_t n_first = count_first(words);
    struct closed_words selected;
    cobuy_status status = COBUY_OK;
    TRY(grow_cells(growth, words, n_first));
    if (n_first == words->n_open) goto done;
    if (!init_selected(&selected, &growth->arena, words)) TRY(growth_no_memory(growth));
    for (uint32_t item = n_first; item < words->n_open; item++) {
        TRY(growth_poll(growth));
        TRY(grow_item(growth, words, item, &selected));
    }
done:
    arena_release(&growth->arena, mark);
    return status;
}

cobuy_status closed_words_grow_first(struct growth *growth,
                                     const struct closed_words *words, uint32_t task)
{
    uint32_t n_first = count_first(words);
    if (task < n_first) /* one of them does it for all */
        return task == 0 ? grow_cells(growth, words, n_first) : COBUY_OK;
    struct arena_mark mark = arena_get_mark(&growth->arena);
    struct closed_words selected;
    cobuy_status status = init_selected(&selected, &growth->arena, words)
                              ? grow_item(growth, words, task, &selected)
                              : growth_no_memory(growth);
    arena_release(&growth->arena, mark);
    return status;
}
