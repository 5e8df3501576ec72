/*
 * word_merge.c - one row of those that are equal, where a row is a word
 *
 * Rows are looked up in an index that has one place for each hash.  A row that falls on
 * the place of another one stays apart, and takes the place over: merging saves work,
 * but nothing depends on it.
 */
#include "mine/word_merge.h"

#include <string.h>

enum { FEWEST_TO_MERGE = 32, MOST_PLACES_LOG = 16 };

bool word_merge(uint64_t *rows, uint32_t *weights, uint32_t *n_rows, uint64_t key,
                struct arena *arena)
{
    uint32_t n = *n_rows, kept = 0;
    if (n < FEWEST_TO_MERGE) return true;
    uint32_t bits = 32 - (uint32_t)__builtin_clz(n);
    if (bits > MOST_PLACES_LOG) bits = MOST_PLACES_LOG;
    struct arena_mark mark = arena_get_mark(arena);
    uint32_t *places = arena_allocate(arena, (size_t)1 << bits, sizeof *places);
    if (!places) return false;
    memset(places, 0, ((size_t)1 << bits) * sizeof *places);

    for (uint32_t r = 0; r < n; r++) {
        uint64_t row = rows[r];
        uint32_t *place = &places[(row & key) * 0x9e3779b97f4a7c15 >> (64 - bits)];
        if (*place < kept && ((rows[*place] ^ row) & key) == 0) {
            weights[*place] += weights[r];
            rows[*place] &= row;
        } else {
            rows[kept] = row;
            weights[kept] = weights[r];
            *place = kept++;
        }
    }
    *n_rows = kept;
    arena_release(arena, mark);
    return true;
}
