/*
 * triangle_count.c - counting candidates of three items in a table (Apriori)
 *
 * The candidates of three items in a class are pairs of items that are both often with
 * its first one.  Each of these n items has a number, and each pair of them a counter:
 *
 *         0   1   2          cell of a pair: i (i - 1) / 2 + j, with i > j
 *     1   0
 *     2   1   2
 *     3   3   4   5
 *
 * For each row of the class, the counters of all pairs of its numbers go up. Candidates
 * or not, that is less than finding out.
 *
 * Cost: the pairs in the rows, and the counters, which are cleared.  It pays where rows
 * hold few of many items, and bitmaps would be mostly zeros.
 */
#include "mine/apriori.h"
#include "mine/row_reading.h"

#include <math.h>
#include <string.h>

/* Nanoseconds, by bench/kernels: for a row, for a pair in it, also where the cells are
 * more than the cache holds, and for clearing a cell. */
static const double ROW_COST = 10, PAIR_COST = 0.7, FAR_PAIR_COST = 2, CELL_COST = 0.1;
static const uint64_t CACHED_CELLS = 1 << 19;

/* More cells than this there are only if the rows hold as many items. */
static const uint64_t MOST_CELLS = 1 << 20;

static uint64_t row_of_cells(uint64_t number)
{
    return number * (number - 1) / 2;
}

double triangle_cost(const struct apriori *apriori, const struct class_items *items,
                     uint64_t total)
{
    uint64_t n_cells = row_of_cells(items->n);
    if (apriori->vertical || (n_cells > MOST_CELLS && n_cells > total)) return HUGE_VAL;
    double n_rows = (double)apriori->ranked->count[items->first];
    double n_pairs = (double)total * ((double)total / n_rows) / 2;
    return reading_cost(apriori, items->first, total) + ROW_COST * n_rows +
           (n_cells > CACHED_CELLS ? FAR_PAIR_COST : PAIR_COST) * n_pairs +
           CELL_COST * (double)n_cells;
}

static inline void count_block(uint32_t *cells, uint32_t *numbers,
                               const struct row_block *block, const uint32_t *local,
                               const bool narrow)
{
    for (size_t at = block->begin; at < block->end; at++) {
        read_fetch(block, at, narrow);
        uint32_t n = read_numbers(numbers, local, block, at, narrow);
        for (uint32_t i = 0; i + 1 < n; i++) {
            uint32_t *row = cells + row_of_cells(numbers[i]);
            for (uint32_t j = i + 1; j < n; j++) row[numbers[j]]++;
        }
    }
}

static cobuy_status count_rows(uint32_t *cells, const struct apriori *apriori,
                               struct apriori_room *room,
                               const struct class_items *items)
{
    uint32_t *numbers =
        arena_allocate(&room->arena, (size_t)items->n + 1, sizeof *numbers);
    if (!numbers) return apriori_no_memory(room->error);
    struct row_walk walk = {.apriori = apriori, .rank = items->first};
    cobuy_status status = COBUY_OK;
    for (struct row_block block;
         status == COBUY_OK && row_walk_next(&walk, &block, READ_BLOCK);) {
        if (block.rows->narrow)
            count_block(cells, numbers, &block, items->local, true);
        else
            count_block(cells, numbers, &block, items->local, false);
        status = apriori_poll(apriori, room->error);
    }
    return status;
}

/* Copies the counts of the candidates; they are of the class's only run. */
static void look_up(uint32_t *counts, const uint32_t *cells,
                    const struct apriori *apriori, const struct candidates *candidates,
                    const struct class_items *items)
{
    const uint32_t *ranks = run_items(apriori->now.classes[items->first], 0);
    for (size_t e = 0; e < candidates->extensions.length; e++) {
        const struct extension *extension = &candidates->extensions.data[e];
        uint32_t number = items->local[ranks[extension->item]] - 1;
        const uint32_t *row = cells + row_of_cells(number);
        const uint32_t *places = candidates->items.data + extension->begin;
        for (uint32_t i = 0; i < extension->n; i++)
            counts[extension->begin + i] = row[items->local[ranks[places[i]]] - 1];
    }
}

cobuy_status triangle_count(uint32_t *counts, const struct apriori *apriori,
                            struct apriori_room *room, const struct class_items *items)
{
    size_t n_cells = (size_t)row_of_cells(items->n);
    uint32_t *cells = arena_allocate(&room->arena, n_cells, sizeof *cells);
    if (!cells) return apriori_no_memory(room->error);
    memset(cells, 0, n_cells * sizeof *cells);
    cobuy_status status = count_rows(cells, apriori, room, items);
    if (status == COBUY_OK) look_up(counts, cells, apriori, &room->candidates, items);
    return status;
}
