/*
 * table.c - the counts of all subsets of a few items at once
 *
 * The idea: with m items there are 2^m subsets, and for few items it is cheaper to
 * count them all than to search for the frequent ones.  A cell for each subset; each
 * row adds its weight to the cell of exactly its items; then one pass for each item
 * adds the cell with the item to the cell without it:
 *
 *     items b a         cells   {}  {a}  {b}  {a,b}
 *     rows  a ab ab b           0    1    1    2
 *     add with a to without     1    1    3    2
 *     add with b to without     4    3    3    2      the counts
 *
 * (the zeta transform over supersets; Yates 1937; in mining: the k-items machine of
 * Uno, Kiyomi, Arimura, OSDM 2005).  2^m m additions, sixteen at once with AVX2 since
 * counts below 2^16 are kept in 16 bits; no branches.
 *
 * Cells are numbered by the bits of their items.  Then one word for every 64 cells
 * tells which are frequent; there are 64 cells at least, those beyond 2^m empty.
 */
#include "mine/table.h"

#include "mine/gather.h"
#include "mine/supersets.h"

#include <string.h>

enum { LEAST_CELLS = 64, MOST_CELLS = 1 << TABLE_MOST_ITEMS };

/* ----------------------------------------------------------------------- frequent */

#if HAVE_VECTORS

static inline __m256i load(const void *from)
{
    return _mm256_loadu_si256(from);
}

/* Bit i is set if cell i of 16 is 'least' or more. */
static inline uint64_t at_least_narrow(const uint16_t *cells, __m256i least)
{
    __m256i low = load(cells), high = load(cells + 16);
    low = _mm256_cmpeq_epi16(_mm256_max_epu16(low, least), low);
    high = _mm256_cmpeq_epi16(_mm256_max_epu16(high, least), high);
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xd8);
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

static inline uint64_t at_least_wide(const uint32_t *cells, __m256i least)
{
    __m256i v = load(cells);
    v = _mm256_cmpeq_epi32(_mm256_max_epu32(v, least), v);
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(v));
}

static uint64_t frequent_narrow(const uint16_t *cells, uint32_t min_count)
{
    __m256i least = _mm256_set1_epi16((short)min_count);
    return at_least_narrow(cells, least) | at_least_narrow(cells + 32, least) << 32;
}

static uint64_t frequent_wide(const uint32_t *cells, uint32_t min_count)
{
    __m256i least = _mm256_set1_epi32((int)min_count);
    uint64_t word = 0;
    for (int c = 0; c < 64; c += 8) word |= at_least_wide(cells + c, least) << c;
    return word;
}

#else

static uint64_t frequent_narrow(const uint16_t *cells, uint32_t min_count)
{
    uint64_t word = 0;
    for (int c = 0; c < 64; c++) word |= (uint64_t)(cells[c] >= min_count) << c;
    return word;
}

static uint64_t frequent_wide(const uint32_t *cells, uint32_t min_count)
{
    uint64_t word = 0;
    for (int c = 0; c < 64; c++) word |= (uint64_t)(cells[c] >= min_count) << c;
    return word;
}

#endif

/* -------------------------------------------------------------------------- sizes */

/* Cells 0 to 63 whose number has k bits set. */
static const uint64_t CELLS_OF_SIZE[7] = {
    0x0000000000000001, 0x0000000100010116, 0x0001011601161668, 0x0116166816686880,
    0x1668688068808000, 0x6880800080000000, 0x8000000000000000,
};

/* Adds the members among cells 64 * at and following to by_size[]. */
static inline void add_sizes(uint32_t *by_size, uint64_t frequent, uint32_t at)
{
    uint32_t *sizes = by_size + __builtin_popcount(at);
    for (int k = 0; k <= 6; k++)
        sizes[k] += (uint32_t)__builtin_popcountll(frequent & CELLS_OF_SIZE[k]);
}

/* ------------------------------------------------------------------------ filling */

static void count_narrow(uint16_t *cells, uint32_t n_cells, const uint64_t *rows,
                         const uint32_t *weights, uint32_t n_rows, uint64_t mask)
{
    struct gather by = gather_by(mask);
    uint64_t all = (1ull << __builtin_popcountll(mask)) - 1;
    memset(cells, 0, n_cells * sizeof *cells);
    if (mask == all)
        for (uint32_t r = 0; r < n_rows; r++)
            cells[rows[r] & all] = (uint16_t)(cells[rows[r] & all] + weights[r]);
    else
        for (uint32_t r = 0; r < n_rows; r++) {
            uint64_t cell = gather_bits(&by, rows[r]);
            cells[cell] = (uint16_t)(cells[cell] + weights[r]);
        }
    supersets_add_narrow(cells, n_cells);
}

static void count_wide(uint32_t *cells, uint32_t n_cells, const uint64_t *rows,
                       const uint32_t *weights, uint32_t n_rows, uint64_t mask)
{
    struct gather by = gather_by(mask);
    memset(cells, 0, n_cells * sizeof *cells);
    for (uint32_t r = 0; r < n_rows; r++)
        cells[gather_bits(&by, rows[r])] += weights[r];
    supersets_add_wide(cells, n_cells);
}

static uint32_t gather_items(uint32_t *to, const uint32_t *items, uint64_t mask)
{
    uint32_t n = 0;
    for (uint64_t left = mask; left; left &= left - 1)
        to[n++] = items[__builtin_ctzll(left)];
    return n;
}

cobuy_status table_grow(struct growth *growth, const uint64_t *rows,
                        const uint32_t *weights, uint32_t n_rows, uint64_t mask,
                        const uint32_t *items, uint32_t count)
{
    uint32_t chosen[TABLE_MOST_ITEMS], by_size[TABLE_MOST_ITEMS + 1] = {0};
    uint64_t frequent[MOST_CELLS / 64];
    struct count_table table = {
        .items = chosen, .frequent = frequent, .by_size = by_size};
    table.n_items = gather_items(chosen, items, mask);
    uint32_t n_cells = 1u << table.n_items;
    if (n_cells < LEAST_CELLS) n_cells = LEAST_CELLS;

    struct arena_mark mark = arena_get_mark(&growth->arena);
    bool narrow = count <= UINT16_MAX;
    void *cells = arena_allocate(&growth->arena, n_cells,
                                 narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    if (!cells) return growth_no_memory(growth);
    if (narrow) {
        count_narrow(cells, n_cells, rows, weights, n_rows, mask);
        table.narrow = cells;
    } else {
        count_wide(cells, n_cells, rows, weights, n_rows, mask);
        table.wide = cells;
    }

    for (uint32_t at = 0; at < n_cells / 64; at++) {
        frequent[at] = narrow
                           ? frequent_narrow(table.narrow + 64 * at, growth->min_count)
                           : frequent_wide(table.wide + 64 * at, growth->min_count);
        if (at == 0) frequent[at] &= ~1ull;
        add_sizes(by_size, frequent[at], at);
    }
    cobuy_status status =
        give_table(growth->search, growth->sink, &growth->stem, &table, growth->error);
    arena_release(&growth->arena, mark);
    return status;
}
