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
