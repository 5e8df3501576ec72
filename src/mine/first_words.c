/*
 * first_words.c - the baskets as words, where there are at most 64 items
 */
#include "mine/first_making.h"
#include "mine/word_merge.h"

#include <string.h>

enum { NO_BIT = 64 };

/* The items by name, the last one first, and the number of the bit of each item's id.
 */
static bool choose_bits(struct first_rows *out, uint8_t *bit_of)
{
    const struct ranked *ranked = &out->search->ranked;
    struct arena *arena = &out->arena;
    uint32_t n = out->n_items;
    uint32_t *by_name = arena_allocate(arena, ranked->n_items, sizeof *by_name);
    uint32_t *items = arena_allocate(arena, n, sizeof *items);
    uint32_t *counts = arena_allocate(arena, n, sizeof *counts);
    if (!by_name || !items || !counts) return false;
    for (uint32_t rank = 0; rank < ranked->n_items; rank++)
        by_name[ranked->name_place[rank]] = rank;
    memset(bit_of, NO_BIT, ranked->n_all);
    uint8_t bit = 0;
    for (uint32_t place = ranked->n_items; place-- > 0;) {
        uint32_t rank = by_name[place];
        if (rank < out->n_perfect) continue;
        bit_of[ranked->item[rank]] = bit;
        items[bit] = rank;
        counts[bit++] = (uint32_t)ranked->count[rank];
    }
    out->words.n_items = n;
    out->words.items = items;
    out->words.counts = counts;
    return true;
}

static bool merge(struct words *words, struct arena *arena)
{
    return word_merge(words->rows, words->weights, &words->n_rows, UINT64_MAX, arena);
}

static cobuy_status word_range(void *shared, size_t r, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    const struct first_rows *rows = shared;
    const cobuy_baskets *baskets = rows->search->baskets;
    const struct first_range *range = &rows->making.ranges[r];
    const uint8_t *bit_of = rows->making.bit_of;
    struct words *words = &rows->making.parts[r];
    uint32_t n = 0;
    for (uint64_t b = range->begin; b < range->end; b++) {
        uint64_t row = 0;
        for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
            uint8_t bit = bit_of[baskets->items[i]];
            row |= (uint64_t)(bit < NO_BIT) << bit % 64;
        }
        words->rows[n] = row;
        words->weights[n] = 1;
        n += row != 0;
    }
    words->n_rows = n;
    struct arena scratch;
    arena_init(&scratch, rows->arena.memory);
    bool merged = merge(words, &scratch);
    arena_clear(&scratch);
    return merged ? COBUY_OK : first_no_memory(error);
}

/* Puts the words of all ranges side by side, and merges them once more. */
static cobuy_status join_words(struct first_rows *rows, struct crew_stage *stage,
                               cobuy_error *error)
{
    struct words *words = &rows->words;
    for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
        const struct words *part = &rows->making.parts[r];
        memmove(words->rows + words->n_rows, part->rows,
                part->n_rows * sizeof *part->rows);
        memmove(words->weights + words->n_rows, part->weights,
                part->n_rows * sizeof *part->weights);
        words->n_rows += part->n_rows;
    }
    if (rows->making.n_ranges > 1 && !merge(words, &rows->making.scratch))
        return first_no_memory(error);
    return first_set_ready(rows, stage, 0, rows->n_items, first_end);
}

cobuy_status first_words_begin(struct first_rows *rows, struct crew_stage *stage,
                               cobuy_error *error)
{
    struct first_making *making = &rows->making;
    struct words *words = &rows->words;
    size_t n_baskets = rows->search->baskets->count;
    if (!first_choose_ranges(rows, UINT32_MAX)) return first_no_memory(error);
    words->count = (uint32_t)rows->search->ranked.n_baskets;
    words->rows = first_allocate(&rows->arena, n_baskets, sizeof *words->rows);
    words->weights = first_allocate(&rows->arena, n_baskets, sizeof *words->weights);
    making->bit_of = arena_allocate(&making->scratch, rows->search->ranked.n_all, 1);
    making->parts =
        arena_allocate(&making->scratch, making->n_ranges, sizeof *making->parts);
    if (!words->rows || !words->weights || !making->bit_of || !making->parts ||
        !choose_bits(rows, making->bit_of))
        return first_no_memory(error);
    for (uint32_t r = 0; r < making->n_ranges; r++) {
        uint64_t begin = making->ranges[r].begin;
        making->parts[r] = (struct words){.rows = words->rows + begin,
                                          .weights = words->weights + begin};
    }
    return first_set_stage(rows, stage, word_range, join_words);
}
