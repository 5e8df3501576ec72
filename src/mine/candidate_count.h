/*
 * candidate_count.h - counting the candidates of a class over its rows
 *
 * Two ways that give the same counts.  Both see only the rows that hold the class's
 * first item, and in them only items that some candidate holds, renumbered from 0 in
 * the order of their codes ("places"):
 *
 *     bitmaps   a bit string over the rows for each place; a candidate's count is the
 *               number of bits in the AND of its places' strings.  The AND of a prefix
 *               is kept while candidates share it (DCI; Orlando et al., ICDM 2002).
 *     trie      the candidates as a trie; each row walks down it as far as its items
 *               lead (Bodon, FIMI 2003).
 */
#ifndef COBUY_MINE_CANDIDATE_COUNT_H
#define COBUY_MINE_CANDIDATE_COUNT_H

#include "base/arena.h"
#include "mine/candidates.h"

/* Places of a candidate at most. */
enum { CANDIDATE_WIDEST = 64 };

/* The rows of a class, cut down and renumbered. */
struct class_rows {
    size_t n_rows;
    const size_t *offsets;  /* n_rows + 1 */
    const uint32_t *places; /* ascending in each row */
    uint32_t n_places;
};

/* Candidates with their codes turned into places. */
struct class_candidates {
    const uint32_t *places; /* n_sets times width, lexicographic */
    uint32_t width;
    size_t n_sets;
};

/* Estimated nanoseconds of each way. */
double bitmap_cost(const struct class_rows *rows,
                   const struct class_candidates *candidates);
double trie_cost(const struct class_rows *rows,
                 const struct class_candidates *candidates);

/* Adds to counts[i] the rows that hold candidate i.  False if there is no memory. */
bool bitmap_count(struct arena *arena, const struct class_rows *rows,
                  const struct class_candidates *candidates, uint64_t *counts);
bool trie_count(struct arena *arena, const struct class_rows *rows,
                const struct class_candidates *candidates, uint64_t *counts);

/* Places that candidate 'set' shares, from the front, with the one before. */
static inline uint32_t candidate_shared(const struct class_candidates *of, size_t set)
{
    uint32_t n = 0;
    if (set == 0) return 0;
    const uint32_t *now = of->places + set * of->width, *before = now - of->width;
    while (n < of->width && now[n] == before[n]) n++;
    return n;
}

#endif /* COBUY_MINE_CANDIDATE_COUNT_H */
