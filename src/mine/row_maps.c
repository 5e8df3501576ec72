/*
 * row_maps.c - rows as bitmaps, one for each item (Apriori)
 *
 * The rows of a class are those with its first item.  In them, only the items of its
 * candidates matter, and only rows with as many of these as a candidate has; so the
 * bitmaps of a class are short.  They are read from the rows:
 *
 *     # 0 3 7   # 1 3 7 9   # 0 1 3 7       class 7, candidates of 0 1 3
 *
 *     map of 0     1 0 1
 *     map of 1     0 1 1
 *     map of 3     1 1 1
 *
 * or, where all rows are held as bitmaps, cut out of these: their bits in the rows of
 * the first item are moved together if that makes them half as long or less, and else
 * the others are cleared.
 */
#include "mine/apriori.h"
#include "mine/bit_rows.h"
#include "mine/row_reading.h"

#include <string.h>

/* ------------------------------------------------------------------------- all rows */

static cobuy_status set_baskets(struct row_maps *maps, const struct apriori *apriori,
                                cobuy_error *error)
{
    const cobuy_baskets *baskets = apriori->search->baskets;
    const uint32_t *rank_of = apriori->ranked->rank;
    uint32_t common = apriori->n_common;
    cobuy_status status = COBUY_OK;
    for (uint64_t b = 0; status == COBUY_OK && b < baskets->count; b++) {
        uint64_t *word = maps->words + b / 64, bit = UINT64_C(1) << b % 64;
        for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
            uint32_t rank = rank_of[baskets->items[i]];
            if (rank == RANK_NONE || rank < common) continue;
            word[(rank - common) * maps->stride] |= bit;
        }
        if (b % READ_BLOCK == 0) status = apriori_poll(apriori, error);
    }
    return status;
}

cobuy_status row_maps_of_baskets(struct row_maps *out, const struct apriori *apriori,
                                 cobuy_error *error)
{
    uint32_t n = apriori->search->high - apriori->n_common;
    out->stride = bit_rows_stride((size_t)apriori->search->baskets->count);
    out->n_words = out->stride * n;
    out->words =
        memory_allocate_zeroed(apriori->memory, out->n_words, sizeof *out->words);
    if (!out->words) return apriori_no_memory(error);
    return set_baskets(out, apriori, error);
}

/* --------------------------------------------------------------------- cut of these */

static bool allocate_maps(struct row_maps *maps, struct arena *arena, size_t n,
                          size_t stride)
{
    maps->stride = stride;
    maps->n_words = n * stride;
    maps->words = arena_allocate(arena, maps->n_words, sizeof *maps->words);
    return maps->words != NULL;
}

static cobuy_status cut_maps(struct row_maps *out, const struct apriori *apriori,
                             struct apriori_room *room, const struct class_items *items)
{
    const struct row_maps *all = &apriori->maps;
    const uint64_t *rows = row_map(all, items->first - apriori->n_common);
    size_t stride = bit_rows_stride((size_t)apriori->ranked->count[items->first]);
    bool squeezed = stride <= all->stride / 2;
    if (!squeezed) stride = all->stride;
    if (!allocate_maps(out, &room->arena, items->n, stride))
        return apriori_no_memory(room->error);
    for (uint32_t i = 0; i < items->n; i++) {
        const uint64_t *map = row_map(all, items->ranks[i] - apriori->n_common);
        uint64_t *to = out->words + i * stride;
        if (squeezed)
            bit_rows_squeeze(to, stride, map, rows, all->stride);
        else
            bit_rows_and(to, map, rows, stride);
    }
    return COBUY_OK;
}

/* ----------------------------------------------------------------------- from rows */

/* Maps that rows are read into. */
struct reading {
    struct row_maps *maps;
    const struct class_items *items;
    uint32_t *numbers; /* of one row */
    size_t n_rows;     /* that were kept */
};

static inline void read_block(struct reading *reading, const struct row_block *block,
                              const bool narrow)
{
    const struct class_items *items = reading->items;
    uint64_t *words = reading->maps->words;
    size_t stride = reading->maps->stride, row = reading->n_rows;
    uint32_t *numbers = reading->numbers;
    for (size_t at = block->begin; at < block->end; at++) {
        read_fetch(block, at, narrow);
        uint32_t n = read_numbers(numbers, items->local, block, at, narrow);
        if (n < items->least) continue;
        uint64_t bit = UINT64_C(1) << row % 64, *word = words + row / 64;
        for (uint32_t i = 0; i < n; i++) word[numbers[i] * stride] |= bit;
        row++;
    }
    reading->n_rows = row;
}

/* Moves maps together that turned out to be shorter than there was room for. */
static void shorten(struct row_maps *maps, size_t n_maps, size_t n_rows)
{
    size_t stride = bit_rows_stride(n_rows);
    for (size_t i = 1; stride < maps->stride && i < n_maps; i++)
        memmove(maps->words + i * stride, maps->words + i * maps->stride,
                stride * sizeof *maps->words);
    maps->stride = stride;
}

static cobuy_status read_maps(struct row_maps *out, const struct apriori *apriori,
                              struct apriori_room *room,
                              const struct class_items *items, struct row_walk *walk,
                              size_t most)
{
    struct reading reading = {.maps = out, .items = items};
    reading.numbers =
        arena_allocate(&room->arena, (size_t)items->n + 1, sizeof(uint32_t));
    if (!reading.numbers ||
        !allocate_maps(out, &room->arena, items->n, bit_rows_stride(most)))
        return apriori_no_memory(room->error);
    memset(out->words, 0, out->n_words * sizeof *out->words);
    cobuy_status status = COBUY_OK;
    size_t left = most;
    for (struct row_block block;
         status == COBUY_OK && row_walk_next(walk, &block, left);) {
        left -= block.end - block.begin;
        if (block.rows->narrow)
            read_block(&reading, &block, true);
        else
            read_block(&reading, &block, false);
        status = apriori_poll(apriori, room->error);
    }
    shorten(out, items->n, reading.n_rows);
    return status;
}

cobuy_status row_maps_of_class(struct row_maps *out, const struct apriori *apriori,
                               struct apriori_room *room,
                               const struct class_items *items, struct row_walk *walk,
                               size_t most)
{
    return apriori->vertical ? cut_maps(out, apriori, room, items)
                             : read_maps(out, apriori, room, items, walk, most);
}
