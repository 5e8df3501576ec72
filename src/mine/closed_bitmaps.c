/*
 * closed_bitmaps.c - closed itemsets over a bitmap of rows for each item
 *
 * The idea is that of bitmaps.c, and the closure in terms of sets of rows (Lucchese,
 * Orlando, Perego, TKDE 18, 2006): an item is in all rows of the prefix if these are a
 * subset of the item's.
 *
 *     grow(item):
 *         if the rows of the item are a subset of those of a past one: nothing here
 *         count the open items before it: frequent ones, and perfect extensions
 *         the prefix with the item and these is closed
 *         count the past items: frequent ones
 *         grow each of the open ones, in the rows of the item
 *
 * A subset is found out by the first words nearly always, so that past items cost
 * little where they are not dropped for being infrequent.  When at most 64 items are
 * left and rows hold enough of them, rows are words from there on: merging them pays.
 */
#include "mine/closed_bitmaps.h"

#include "mine/bit_rows.h"
#include "mine/closed_part.h"

#include <string.h>

bool closed_bitmaps_init(struct closed_bitmaps *bitmaps, struct arena *arena,
                         uint32_t n_rows)
{
    bitmaps->stride = bit_rows_stride(n_rows);
    size_t n_words = (size_t)bitmaps->stride * bitmaps->n_items;
    bitmaps->words = arena_allocate(arena, n_words, sizeof *bitmaps->words);
    if (!bitmaps->words) return false;
    memset(bitmaps->words, 0, n_words * sizeof *bitmaps->words);
    return true;
}

/* ---------------------------------------------------------------------- projecting */

bool closed_bitmaps_init_kept(struct closed_kept *kept, struct arena *arena,
                              const struct closed_bitmaps *bitmaps)
{
    size_t n = bitmaps->n_items;
    uint32_t *numbers = arena_allocate(arena, 3 * n, sizeof *numbers);
    if (!numbers) return false;
    *kept = (struct closed_kept){
        .place = numbers, .items = numbers + n, .counts = numbers + 2 * n};
    return true;
}

bool closed_bitmaps_project(struct closed_bitmaps *out, struct arena *arena,
                            const struct closed_bitmaps *bitmaps, uint32_t item,
                            const struct closed_kept *kept)
{
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    size_t stride = bitmaps->stride;
    *out = (struct closed_bitmaps){.stride = bit_rows_stride(bitmaps->counts[item]),
                                   .n_items = kept->n_items,
                                   .n_open = kept->n_open,
                                   .items = kept->items,
                                   .counts = kept->counts};
    bool squeezed = out->stride <= stride / 2;
    if (!squeezed) out->stride = stride;
    out->words =
        arena_allocate(arena, (size_t)out->stride * out->n_items, sizeof *out->words);
    if (!out->words) return false;
    for (uint32_t i = 0; i < kept->n_items; i++) {
        uint64_t *to = closed_bitmaps_rows(out, i);
        const uint64_t *from = closed_bitmaps_rows(bitmaps, kept->place[i]);
        if (squeezed)
            bit_rows_squeeze(to, out->stride, from, rows, stride);
        else
            bit_rows_and(to, from, rows, stride);
    }
    return true;
}

/* ------------------------------------------------------------------------ to words */

static bool words_pay(const struct closed_bitmaps *bitmaps, uint32_t n_rows)
{
    if (bitmaps->n_items > CLOSED_WORDS_MOST_ITEMS || bitmaps->n_open == 1)
        return false;
    double ones = 0;
    for (uint32_t i = 0; i < bitmaps->n_items; i++) ones += bitmaps->counts[i];
    return ones >= CLOSED_DENSE_ENOUGH * n_rows * bitmaps->n_items;
}

static cobuy_status grow_words(struct growth *growth,
                               const struct closed_bitmaps *bitmaps, uint32_t count)
{
    struct closed_words words = {.n_items = bitmaps->n_items,
                                 .n_open = bitmaps->n_open,
                                 .items = bitmaps->items,
                                 .counts = bitmaps->counts,
                                 .count = count};
    size_t n_rows = (size_t)bitmaps->stride * 64;
    words.rows = arena_allocate(&growth->arena, n_rows + 1, sizeof *words.rows);
    words.weights = arena_allocate(&growth->arena, n_rows + 1, sizeof *words.weights);
    if (!words.rows || !words.weights) return growth_no_memory(growth);
    uint64_t open = closed_words_before(words.n_open);
    for (size_t w = 0; w < bitmaps->stride; w++) {
        uint64_t square[64] = {0};
        for (uint32_t i = 0; i < bitmaps->n_items; i++)
            square[i] = closed_bitmaps_rows(bitmaps, i)[w];
        bit_rows_transpose(square);
        for (uint32_t r = 0; r < 64; r++) {
            words.rows[words.n_rows] = square[r];
            words.weights[words.n_rows] = 1;
            words.n_rows += (square[r] & open) != 0;
        }
    }
    if (!closed_words_merge(&words, &growth->arena)) return growth_no_memory(growth);
    return closed_words_grow(growth, &words);
}

/* ------------------------------------------------------------------------- growing */

bool closed_bitmaps_is_past(const struct closed_bitmaps *bitmaps, uint32_t item)
{
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    for (uint32_t i = item + 1; i < bitmaps->n_items; i++)
        if (bit_rows_is_subset(rows, closed_bitmaps_rows(bitmaps, i), bitmaps->stride))
            return true;
    return false;
}

/* Keeps those of the items from 'begin' to 'end' that are frequent with 'item'. */
static void keep_frequent(struct closed_kept *kept, const struct growth *growth,
                          const struct closed_bitmaps *bitmaps, uint32_t item,
                          uint32_t begin, uint32_t end)
{
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    uint32_t n = kept->n_items;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t count =
            bit_count_both(rows, closed_bitmaps_rows(bitmaps, i), bitmaps->stride);
        kept->place[n] = i;
        kept->items[n] = bitmaps->items[i];
        kept->counts[n] = count;
        n += count >= growth->min_count;
    }
    kept->n_items = n;
}

/* Moves perfect extensions to the prefix; the others are open. */
static void take_out_perfect(struct closed_kept *kept, struct growth *growth,
                             uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < kept->n_items; i++) {
        if (kept->counts[i] == count) {
            growth_add(growth, kept->items[i]);
            continue;
        }
        kept->place[n] = kept->place[i];
        kept->items[n] = kept->items[i];
        kept->counts[n++] = kept->counts[i];
    }
    kept->n_items = kept->n_open = n;
}

cobuy_status closed_bitmaps_grow_item(struct growth *growth,
                                      const struct closed_bitmaps *bitmaps,
                                      uint32_t item)
{
    if (closed_bitmaps_is_past(bitmaps, item)) return COBUY_OK;
    struct arena *arena = &growth->arena;
    struct arena_mark memory = arena_get_mark(arena);
    struct stem_mark mark = growth_mark(growth);
    uint32_t count = bitmaps->counts[item];
    struct closed_kept kept;
    struct closed_bitmaps next;
    cobuy_status status = COBUY_OK;
    TRY(growth_poll(growth));
    if (!closed_bitmaps_init_kept(&kept, arena, bitmaps)) TRY(growth_no_memory(growth));
    keep_frequent(&kept, growth, bitmaps, item, 0, item);
    growth_add(growth, bitmaps->items[item]);
    take_out_perfect(&kept, growth, count);
    TRY(closed_take(growth, count));
    if (kept.n_open == 0 || growth->stem.n_prefix >= growth->max_items) goto done;

    keep_frequent(&kept, growth, bitmaps, item, item + 1, bitmaps->n_items);
    if (!closed_bitmaps_project(&next, arena, bitmaps, item, &kept))
        TRY(growth_no_memory(growth));
    TRY((words_pay(&next, count) ? grow_words(growth, &next, count)
                                 : closed_bitmaps_grow(growth, &next)));
done:
    growth_cut_back(growth, mark);
    arena_release(arena, memory);
    return status;
}

cobuy_status closed_bitmaps_grow(struct growth *growth,
                                 const struct closed_bitmaps *bitmaps)
{
    if (closed_hand_over_bitmaps(growth, bitmaps)) return COBUY_OK;
    cobuy_status status = COBUY_OK;
    for (uint32_t item = 0; status == COBUY_OK && item < bitmaps->n_open; item++)
        status = closed_bitmaps_grow_item(growth, bitmaps, item);
    return status;
}
