/*
 * test_table.c - the counts of all subsets of a few items at once
 */
#include "support/growing.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <string.h>

TestSuite(table, .init = workspace_open, .fini = workspace_close);

enum { MOST_ROWS = 300 };

/* Rows of words, and the table that should come out. */
struct trial {
    uint64_t rows[MOST_ROWS], mask;
    uint32_t weights[MOST_ROWS], n_rows, items[64], n_items, count, min_count;
    uint64_t seed;
};

/* A sink that compares a table with what it should be. */
struct checking_sink {
    struct itemset_sink sink;
    const struct trial *trial;
    uint32_t tables;
};

/* Bit i of a cell stands for the i-th bit of the mask. */
static uint32_t cell_of(uint64_t row, uint64_t mask)
{
    uint32_t cell = 0, at = 0;
    for (uint32_t bit = 0; bit < 64; bit++)
        if (mask >> bit & 1) cell |= (uint32_t)(row >> bit & 1) << at++;
    return cell;
}

static void check_cell(const struct trial *trial, const struct count_table *table,
                       uint32_t cell, const uint32_t *cells, uint32_t *by_size)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < trial->n_rows; r++)
        if ((cells[r] & cell) == cell) count += trial->weights[r];
    bool is_member = cell > 0 && count >= trial->min_count;
    cr_assert_eq(table_count(table, cell), count,
                 "seed %" PRIu64 ", cell %x: %u, and should be %u", trial->seed, cell,
                 table_count(table, cell), count);
    cr_assert_eq(table->frequent[cell / 64] >> cell % 64 & 1, is_member,
                 "seed %" PRIu64 ", cell %x", trial->seed, cell);
    by_size[__builtin_popcount(cell)] += is_member;
}

static cobuy_status check_table(struct itemset_sink *of, const struct stem *stem,
                                const struct count_table *table, cobuy_error *error)
{
    (void)stem;
    (void)error;
    struct checking_sink *sink = (struct checking_sink *)of;
    const struct trial *trial = sink->trial;
    uint32_t cells[MOST_ROWS], by_size[TABLE_MOST_ITEMS + 1] = {0}, n = 0;
    cr_assert_eq(table->n_items, trial->n_items);
    for (uint32_t bit = 0; bit < 64; bit++)
        if (trial->mask >> bit & 1) cr_assert_eq(table->items[n++], trial->items[bit]);
    for (uint32_t r = 0; r < trial->n_rows; r++)
        cells[r] = cell_of(trial->rows[r], trial->mask);
    cr_assert_eq(table->narrow != NULL, trial->count <= UINT16_MAX);
    for (uint32_t cell = 0; cell < 1u << table->n_items; cell++)
        check_cell(trial, table, cell, cells, by_size);
    for (uint32_t cell = 1u << table->n_items; cell < 64; cell++)
        cr_assert_eq(table->frequent[0] >> cell & 1, 0, "there is no cell %u", cell);
    for (uint32_t k = 0; k <= table->n_items; k++)
        cr_assert_eq(table->by_size[k], by_size[k], "seed %" PRIu64 ", %u items",
                     trial->seed, k);
    sink->tables++;
    return COBUY_OK;
}

static void draw_trial(struct trial *trial, uint64_t seed, uint32_t n_items,
                       uint32_t most_weight)
{
    struct dice dice = {seed * 100 + n_items};
    *trial = (struct trial){.seed = seed, .n_items = n_items};
    bool together = dice_chance(&dice, 30);
    while (__builtin_popcountll(trial->mask) < (int)n_items)
        trial->mask |= 1ull << (together ? (uint32_t)__builtin_popcountll(trial->mask)
                                         : dice_below(&dice, 64));
    for (uint32_t bit = 0; bit < 64; bit++) trial->items[bit] = 1000 - bit;
    trial->n_rows = dice_below(&dice, MOST_ROWS);
    for (uint32_t r = 0; r < trial->n_rows; r++) {
        trial->rows[r] = dice_next(&dice) | dice_next(&dice);
        trial->weights[r] = dice_between(&dice, 1, most_weight);
        trial->count += trial->weights[r];
    }
    if (dice_chance(&dice, 50)) trial->count++; /* a basket that is in no row */
    trial->min_count = dice_between(&dice, 1, trial->count / 2 + 1);
}

static void check_trial(const struct growers *growers, const struct trial *trial)
{
    struct growing growing;
    struct checking_sink sink = {.sink.take_table = check_table, .trial = trial};
    growing_begin(&growing, workspace.context, 64, trial->min_count, 0);
    growing.growth.sink = &sink.sink;
    cobuy_error error;
    MUST(growers->table_grow(&growing.growth, trial->rows, trial->weights,
                             trial->n_rows, trial->mask, trial->items, trial->count));
    cr_assert_eq(sink.tables, 1);
    growing_end(&growing);
}

static void check_weights(uint32_t most_weight)
{
    const struct growers *growers;
    for (int at = 0; (growers = next_growers(&at)) != NULL;)
        for (uint32_t n_items = 1; n_items <= TABLE_MOST_ITEMS; n_items++)
            for (uint64_t seed = 1; seed <= seeds_to_try(5); seed++) {
                struct trial trial;
                draw_trial(&trial, seed, n_items, most_weight);
                check_trial(growers, &trial);
            }
}

Test(table, counts_all_subsets_in_16_bits)
{
    check_weights(200);
}

Test(table, counts_all_subsets_in_32_bits)
{
    check_weights(10000000);
}

/* The largest count that 16 bits hold, and the next one. */
Test(table, counts_right_at_the_border_between_them)
{
    const struct growers *growers;
    for (int at = 0; (growers = next_growers(&at)) != NULL;)
        for (uint32_t count = UINT16_MAX - 1; count <= UINT16_MAX + 1; count++)
            for (uint32_t min_count = count - 1; min_count <= count; min_count++) {
                struct trial trial = {.rows = {7, 7, 3},
                                      .mask = 7,
                                      .n_items = 3,
                                      .weights = {40000, 1, count - 40001},
                                      .n_rows = 3,
                                      .items = {2, 1, 0},
                                      .count = count,
                                      .min_count = min_count};
                check_trial(growers, &trial);
            }
}
