/*
 * bitmap_count.c - counting candidates by bit strings
 *
 *     maps      n_places strings of n_words words: bit r of string p is row r's item p
 *     stack     the AND of the current candidate's first 1, 2, ... places
 *
 * Cost: a word operation for each word of each prefix and each candidate, plus setting
 * the bits.
 */
#include "mine/candidate_count.h"

#include <string.h>

/* Nanoseconds, by bench/kernels: AND and count of one word; setting one bit. */
static const double WORD_COST = 1.6, BIT_COST = 2.0;

static size_t words_for(size_t n_rows)
{
    return (n_rows + 63) / 64;
}

double bitmap_cost(const struct class_rows *rows,
                   const struct class_candidates *candidates)
{
    size_t operations = 0;
    for (size_t i = 0; i < candidates->n_sets; i++)
        operations += candidates->width - candidate_shared(candidates, i);
    return WORD_COST * (double)operations * (double)words_for(rows->n_rows) +
           BIT_COST * (double)rows->offsets[rows->n_rows];
}

static unsigned count_bits(uint64_t word)
{
    return (unsigned)__builtin_popcountll(word);
}

static void set_bits(uint64_t *maps, size_t n_words, const struct class_rows *rows)
{
    memset(maps, 0, rows->n_places * n_words * sizeof *maps);
    for (size_t r = 0; r < rows->n_rows; r++)
        for (size_t i = rows->offsets[r]; i < rows->offsets[r + 1]; i++)
            maps[rows->places[i] * n_words + r / 64] |= UINT64_C(1) << (r % 64);
}

static void intersect(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t n)
{
    for (size_t w = 0; w < n; w++) out[w] = a[w] & b[w];
}

static uint64_t count_common(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t count = 0;
    for (size_t w = 0; w < n; w++) count += count_bits(a[w] & b[w]);
    return count;
}

static void count_all(const struct class_candidates *candidates, const uint64_t *maps,
                      size_t n_words, const uint64_t **stack, uint64_t *room,
                      uint64_t *counts)
{
    uint32_t last = candidates->width - 1;
    for (size_t i = 0; i < candidates->n_sets; i++) {
        const uint32_t *places = candidates->places + i * candidates->width;
        for (uint32_t d = candidate_shared(candidates, i); d < last; d++) {
            const uint64_t *map = maps + places[d] * n_words;
            if (d > 0) intersect(room + d * n_words, stack[d - 1], map, n_words);
            stack[d] = d > 0 ? room + d * n_words : map;
        }
        counts[i] +=
            count_common(stack[last - 1], maps + places[last] * n_words, n_words);
    }
}

bool bitmap_count(struct arena *arena, const struct class_rows *rows,
                  const struct class_candidates *candidates, uint64_t *counts)
{
    struct arena_mark mark = arena_get_mark(arena);
    size_t n_words = words_for(rows->n_rows);
    uint32_t width = candidates->width;
    uint64_t *maps = arena_allocate(arena, rows->n_places * n_words, sizeof *maps);
    uint64_t *room = arena_allocate(arena, width * n_words, sizeof *room);
    const uint64_t **stack = arena_allocate(arena, width, sizeof *stack);
    bool ready = maps && room && stack;
    if (ready) {
        set_bits(maps, n_words, rows);
        count_all(candidates, maps, n_words, stack, room, counts);
    }
    arena_release(arena, mark);
    return ready;
}
