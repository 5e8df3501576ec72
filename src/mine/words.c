/*
 * words.c - pattern growth over rows of at most 64 items, a word each
 *
 * The idea: where few items are left and baskets hold many of them, a row is a word,
 * and what a search does with rows are operations on words.  Equal rows are merged and
 * carry a weight, as the paths of an FP-tree do: there are far fewer different rows
 * than baskets.
 *
 *     bits      by name, the last one first, so that tables come out in order
 *               (itemset_sink.h)
 *     order     the bits by count, the most frequent first; an item is extended by
 *               those before it
 *
 *     order   0 1 2 ... T-1 | T ... n_items-1
 *             one table     | one conditional word set each:
 *                             its rows, cut down to the items before it
 *
 * Selecting the rows of an item yields two words as well, without any counting: the AND
 * of the rows tells its perfect extensions, and an item that is not in their OR cannot
 * be frequent.  Only if more items are left than a table holds are they counted.
 *
 * The cost is one pass over the rows for each item beyond the table, and the tables:
 * see table_items().
 */
#include "mine/words.h"

#include "mine/bit_counts.h"
#include "mine/gather.h"
#include "mine/growth_part.h"
#include "mine/table.h"
#include "mine/word_merge.h"

enum { MOST_ITEMS = 64 };

/* ------------------------------------------------------------------------ growing */

/* Bits by count, the most frequent first; equal counts by number. */
static void order_by_count(uint8_t *order, const struct words *words)
{
    for (uint32_t b = 0; b < words->n_items; b++) {
        uint32_t to = b;
        for (; to > 0 && words->counts[order[to - 1]] < words->counts[b]; to--)
            order[to] = order[to - 1];
        order[to] = (uint8_t)b;
    }
}

/* The rows with 'bit', cut down to the items 'before'; *all are the items that all of
 * them have, *any those that any has.  Items keep their bits. */
static void select_rows(struct words *out, const struct words *words, uint32_t bit,
                        uint64_t before, uint64_t *all, uint64_t *any)
{
    uint64_t in_all = before, in_any = 0;
    uint32_t n = 0;
    for (uint32_t r = 0; r < words->n_rows; r++) {
        uint64_t row = words->rows[r], has = row >> bit & 1;
        out->rows[n] = row & before;
        out->weights[n] = words->weights[r];
        in_all &= row | (has - 1);
        in_any |= row & (0 - has);
        n += (uint32_t)has;
    }
    out->n_rows = n;
    *all = in_all;
    *any = in_any & before;
}

/* Moves the items of 'mask' together, and drops rows without any. */
static void gather_rows(struct words *words, uint64_t mask)
{
    struct gather by = gather_by(mask);
    uint32_t n = 0;
    for (uint32_t r = 0; r < words->n_rows; r++) {
        uint64_t row = gather_bits(&by, words->rows[r]);
        words->rows[n] = row;
        words->weights[n] = words->weights[r];
        n += row != 0;
    }
    words->n_rows = n;
}

/* Grows the stem by the items of 'mask', of all that 'words' has. */
static cobuy_status grow_items(struct growth *growth, struct words *words,
                               uint64_t mask)
{
    uint32_t counts[MOST_ITEMS], kept_items[MOST_ITEMS], kept_counts[MOST_ITEMS];
    uint32_t most = table_items(words->n_rows);
    if ((uint32_t)__builtin_popcountll(mask) > most) {
        bit_counts(counts, words->rows, words->weights, words->n_rows, words->n_items,
                   words->count);
        uint64_t frequent = 0;
        for (uint32_t b = 0; b < words->n_items; b++)
            frequent |= (uint64_t)(counts[b] >= growth->min_count) << b;
        mask &= frequent;
    }
    if (mask == 0) return COBUY_OK;
    if ((uint32_t)__builtin_popcountll(mask) <= most)
        return table_grow(growth, words->rows, words->weights, words->n_rows, mask,
                          words->items, words->count);

    struct words kept = *words;
    kept.n_items = 0;
    for (uint64_t left = mask; left; left &= left - 1) {
        int bit = __builtin_ctzll(left);
        kept_items[kept.n_items] = words->items[bit];
        kept_counts[kept.n_items++] = counts[bit];
    }
    kept.items = kept_items;
    kept.counts = kept_counts;
    gather_rows(&kept, mask);
    if (!word_merge(kept.rows, kept.weights, &kept.n_rows, UINT64_MAX, &growth->arena))
        return growth_no_memory(growth);
    return words_grow(growth, &kept);
}

/* The item at 'bit', and all that grows from it by items 'before' it.  'rows' and
 * 'weights' of 'selected' are scratch. */
static cobuy_status grow_item(struct growth *growth, const struct words *words,
                              uint32_t bit, uint64_t before, struct words *selected)
{
    uint64_t all, any;
    selected->n_items = words->n_items;
    selected->items = words->items;
    selected->count = words->counts[bit];
    select_rows(selected, words, bit, before, &all, &any);

    struct stem_mark mark = growth_mark(growth);
    growth_add(growth, words->items[bit]);
    for (uint64_t left = all; left; left &= left - 1)
        growth_add_perfect(growth, words->items[__builtin_ctzll(left)]);
    cobuy_status status = growth_take(growth, selected->count);
    if (status == COBUY_OK && (any & ~all) && growth_room(growth) > 0)
        status = grow_items(growth, selected, any & ~all);
    growth_cut_back(growth, mark);
    return status;
}

static bool init_selected(struct words *selected, struct arena *arena,
                          const struct words *words)
{
    selected->rows = arena_allocate(arena, words->n_rows, sizeof *selected->rows);
    selected->weights = arena_allocate(arena, words->n_rows, sizeof *selected->weights);
    return selected->rows && selected->weights;
}

/* Grows the first 'n' items of the order by one table. */
static cobuy_status grow_table(struct growth *growth, const struct words *words,
                               const uint8_t *order, uint32_t n, uint64_t *mask)
{
    *mask = 0;
    for (uint32_t i = 0; i < n; i++) *mask |= 1ull << order[i];
    return table_grow(growth, words->rows, words->weights, words->n_rows, *mask,
                      words->items, words->count);
}

static uint32_t items_in_table(const struct words *words)
{
    uint32_t most = table_items(words->n_rows);
    return words->n_items < most ? words->n_items : most;
}

cobuy_status words_grow(struct growth *growth, const struct words *words)
{
    if (growth_room(growth) == 1)
        return growth_take_each(growth, words->items, words->counts, words->n_items);
    if (growth_hand_over_words(growth, words)) return COBUY_OK;
    struct arena_mark mark = arena_get_mark(&growth->arena);
    uint8_t order[MOST_ITEMS];
    uint64_t before;
    struct words selected;
    cobuy_status status = COBUY_OK;
    order_by_count(order, words);
    uint32_t n_first = items_in_table(words);
    TRY(grow_table(growth, words, order, n_first, &before));
    if (n_first == words->n_items) goto done;
    if (!init_selected(&selected, &growth->arena, words)) TRY(growth_no_memory(growth));
    for (uint32_t i = n_first; i < words->n_items; i++) {
        TRY(growth_poll(growth));
        TRY(grow_item(growth, words, order[i], before, &selected));
        before |= 1ull << order[i];
    }
done:
    arena_release(&growth->arena, mark);
    return status;
}

cobuy_status words_grow_first(struct growth *growth, const struct words *words,
                              uint32_t task)
{
    uint8_t order[MOST_ITEMS];
    order_by_count(order, words);
    uint64_t before = 0;
    uint32_t n_first = items_in_table(words);
    if (task < n_first) /* the last of them brings the table for all */
        return task == n_first - 1 ? grow_table(growth, words, order, n_first, &before)
                                   : COBUY_OK;
    for (uint32_t i = 0; i < task; i++) before |= 1ull << order[i];
    struct arena_mark mark = arena_get_mark(&growth->arena);
    struct words selected;
    cobuy_status status = init_selected(&selected, &growth->arena, words)
                              ? grow_item(growth, words, order[task], before, &selected)
                              : growth_no_memory(growth);
    arena_release(&growth->arena, mark);
    return status;
}
