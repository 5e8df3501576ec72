/*
 * closed_cells.c - closed itemsets among all subsets of a few open items
 *
 * Members leave in families of those that are a cell longer by one lower bit:
 *
 *     cell 1100   with 0001, 0010       1101, 1110
 *          1110   with 0001             1111
 *
 * Every cell but the empty one is in exactly one of these families.
 */
#include "mine/closed_cells.h"

/* ------------------------------------------------------------- sums over supersets */

#if HAVE_VECTORS

static inline __m256i load(const void *from)
{
    return _mm256_loadu_si256(from);
}

static inline void store(void *to, __m256i value)
{
    _mm256_storeu_si256(to, value);
}

/* The items whose cells are in the same vector. */
static inline __m256i add_in_vector(__m256i v)
{
    v = _mm256_add_epi32(v, _mm256_srli_epi64(v, 32));
    v = _mm256_add_epi32(v, _mm256_srli_si256(v, 8));
    return _mm256_add_epi32(v, _mm256_permute2x128_si256(v, v, 0x81));
}

static inline __m256i and_in_vector(__m256i v)
{
    __m256i odd = _mm256_permute4x64_epi64(v, 0xf5); /* 1 1 3 3 */
    v = _mm256_and_si256(v, odd);
    __m256i high = _mm256_permute4x64_epi64(v, 0xee); /* 2 3 2 3 */
    return _mm256_and_si256(v, high);
}

enum { COUNTS = 8, WORDS = 4, VECTOR_ITEMS = 3 }; /* of a vector */

static void add_small(uint32_t *counts, uint32_t n_cells)
{
    for (uint32_t step = 1; step < n_cells; step *= 2)
        for (uint32_t c = 0; c < n_cells; c++)
            if (!(c & step)) counts[c] += counts[c + step];
}

static void and_small(uint64_t *common, uint32_t n_cells)
{
    for (uint32_t step = 1; step < n_cells; step *= 2)
        for (uint32_t c = 0; c < n_cells; c++)
            if (!(c & step)) common[c] &= common[c + step];
}

void closed_cells_add_supersets(uint32_t *counts, uint32_t n_items)
{
    uint32_t n_cells = 1u << n_items;
    if (n_items < VECTOR_ITEMS) {
        add_small(counts, n_cells);
        return;
    }
    for (uint32_t c = 0; c < n_cells; c += COUNTS)
        store(counts + c, add_in_vector(load(counts + c)));
    for (uint32_t step = COUNTS; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c += COUNTS)
                store(counts + c,
                      _mm256_add_epi32(load(counts + c), load(counts + c + step)));
}

void closed_cells_and_supersets(uint64_t *common, uint32_t n_items)
{
    uint32_t n_cells = 1u << n_items;
    if (n_items < VECTOR_ITEMS) {
        and_small(common, n_cells);
        return;
    }
    for (uint32_t c = 0; c < n_cells; c += WORDS)
        store(common + c, and_in_vector(load(common + c)));
    for (uint32_t step = WORDS; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c += WORDS)
                store(common + c,
                      _mm256_and_si256(load(common + c), load(common + c + step)));
}

#else

void closed_cells_add_supersets(uint32_t *counts, uint32_t n_items)
{
    uint32_t n_cells = 1u << n_items;
    for (uint32_t step = 1; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c++)
                counts[c] += counts[c + step];
}

void closed_cells_and_supersets(uint64_t *common, uint32_t n_items)
{
    uint32_t n_cells = 1u << n_items;
    for (uint32_t step = 1; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c++)
                common[c] &= common[c + step];
}

#endif

/* ---------------------------------------------------------------------- giving away */

/* The family of a cell; *n are in it. */
static inline void find_family(uint32_t *items, uint32_t *counts, uint32_t *n,
                               uint32_t cell, uint32_t n_items,
                               const uint32_t *ranks_of, const uint32_t *counts_of,
                               const uint64_t *members)
{
    uint32_t lower = cell == 0 ? n_items : (uint32_t)__builtin_ctz(cell);
    *n = 0;
    for (uint32_t bit = 0; bit < lower; bit++) {
        uint32_t c = cell | 1u << bit;
        items[*n] = ranks_of[bit];
        counts[*n] = counts_of[c];
        *n += (uint32_t)(members[c / 64] >> c % 64 & 1);
    }
}

static void add_cell(struct growth *growth, const uint32_t *items, uint32_t cell)
{
    while (cell) {
        uint32_t bit = 31 - (uint32_t)__builtin_clz(cell);
        growth_add(growth, items[bit]);
        cell ^= 1u << bit;
    }
}

cobuy_status closed_cells_take(struct growth *growth, const uint32_t *items,
                               uint32_t n_items, const uint32_t *counts,
                               const uint64_t *members)
{
    uint32_t family_items[CLOSED_CELLS_MOST_ITEMS], n;
    uint32_t family_counts[CLOSED_CELLS_MOST_ITEMS];
    struct stem_mark mark = growth_mark(growth);
    cobuy_status status = COBUY_OK;
    for (uint32_t cell = 0; status == COBUY_OK && cell < 1u << n_items; cell += 2) {
        if ((uint32_t)__builtin_popcount(cell) >= growth_room(growth)) continue;
        find_family(family_items, family_counts, &n, cell, n_items, items, counts,
                    members);
        if (n == 0) continue;
        add_cell(growth, items, cell);
        status = growth_take_each(growth, family_items, family_counts, n);
        growth_cut_back(growth, mark);
    }
    return status;
}
