/*
 * test_sort.c - sorting by an order, of integers and of rows
 */
#include "base/sort.h"

#include "support/random_log.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 300, ROUNDS = 400 };

/* -------------------------------------------------------------------- by an order */

static int compare_keys(const void *context, uint32_t a, uint32_t b)
{
    const uint32_t *keys = context;
    return (keys[a] > keys[b]) - (keys[a] < keys[b]);
}

/* Sorts places by keys of which many are equal, and looks at each pair of neighbours.
 */
static void check_index(struct dice *dice, size_t length, uint32_t n_keys)
{
    uint32_t keys[LONGEST] = {0}, index[LONGEST], scratch[LONGEST];
    for (uint32_t i = 0; i < length; i++) {
        keys[i] = dice_below(dice, n_keys);
        index[i] = i;
    }
    sort_index(index, scratch, length, compare_keys, keys);
    for (size_t i = 1; i < length; i++) {
        int order = compare_keys(keys, index[i - 1], index[i]);
        cr_assert_leq(order, 0, "length %zu: place %zu is out of order", length, i);
        cr_assert(order < 0 || index[i - 1] < index[i],
                  "length %zu: equal elements changed places", length);
    }
}

Test(sort, of_an_index_is_stable)
{
    struct dice dice = {1};
    for (int round = 0; round < ROUNDS; round++)
        check_index(&dice, dice_below(&dice, LONGEST + 1), 1 + dice_below(&dice, 50));
}

Test(sort, of_an_index_keeps_every_element)
{
    uint32_t keys[LONGEST], index[LONGEST], scratch[LONGEST];
    bool seen[LONGEST] = {false};
    struct dice dice = {2};
    for (uint32_t i = 0; i < LONGEST; i++) {
        keys[i] = dice_below(&dice, 9);
        index[i] = i;
    }
    sort_index(index, scratch, LONGEST, compare_keys, keys);
    for (uint32_t i = 0; i < LONGEST; i++) {
        cr_assert(!seen[index[i]], "element %u is there twice", index[i]);
        seen[index[i]] = true;
    }
}

/* ----------------------------------------------------------------------- integers */

static int compare_integers(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void check_integers(const uint32_t *values, size_t length)
{
    uint32_t sorted[LONGEST], expected[LONGEST];
    memcpy(sorted, values, length * sizeof *values);
    memcpy(expected, values, length * sizeof *values);
    sort_integers(sorted, length);
    qsort(expected, length, sizeof *expected, compare_integers);
    cr_assert_arr_eq(sorted, expected, length * sizeof *values, "length %zu", length);
}

Test(sort, of_integers_is_that_of_the_c_library)
{
    static const uint32_t bounds[] = {2, 10, 1000, UINT32_MAX};
    struct dice dice = {3};
    uint32_t values[LONGEST];
    for (size_t length = 1; length <= LONGEST; length++) {
        uint32_t bound = bounds[length % 4];
        for (size_t i = 0; i < length; i++)
            values[i] = dice_below(&dice, bound) + (bound == UINT32_MAX);
        check_integers(values, length);
    }
}

Test(sort, of_integers_copes_with_order_that_is_there)
{
    uint32_t rising[LONGEST], falling[LONGEST], equal[LONGEST];
    for (uint32_t i = 0; i < LONGEST; i++) {
        rising[i] = i;
        falling[i] = LONGEST - i;
        equal[i] = UINT32_MAX;
    }
    for (size_t length = 1; length <= LONGEST; length++) {
        check_integers(rising, length);
        check_integers(falling, length);
        check_integers(equal, length);
    }
    sort_integers(NULL, 0);
}

/* --------------------------------------------------------------------------- rows */

enum { ROW_ROOM = 12, MOST_ROWS = 500 };

/* Rows and the items that they point to; a row's weight is its number. */
struct table {
    uint32_t items[MOST_ROWS][ROW_ROOM];
    struct row rows[MOST_ROWS];
    size_t n;
};

static void draw_table(struct table *table, struct dice *dice)
{
    uint32_t longest = 1 + dice_below(dice, ROW_ROOM);
    uint32_t n_items = 1 + dice_below(dice, 4);
    bool largest_items = dice_chance(dice, 30);
    table->n = dice_below(dice, MOST_ROWS + 1);
    for (size_t i = 0; i < table->n; i++) {
        uint32_t length = dice_below(dice, longest + 1);
        for (uint32_t j = 0; j < length; j++) {
            uint32_t item = dice_below(dice, n_items);
            table->items[i][j] = largest_items ? UINT32_MAX - item : item;
        }
        table->rows[i] = (struct row){table->items[i], length, i};
    }
}

/* Below, at or above 0 as 'a' comes before, with or after 'b'. */
static int compare_rows(const struct row *a, const struct row *b)
{
    for (uint32_t i = 0; i < a->length && i < b->length; i++)
        if (a->items[i] != b->items[i]) return a->items[i] < b->items[i] ? -1 : 1;
    return (a->length > b->length) - (a->length < b->length);
}

Test(sort, of_rows_is_lexicographic_and_loses_none)
{
    static struct table table;
    struct dice dice = {4};
    for (int round = 0; round < ROUNDS; round++) {
        bool seen[MOST_ROWS] = {false};
        draw_table(&table, &dice);
        sort_rows(table.rows, table.n);
        for (size_t i = 0; i < table.n; i++) {
            const struct row *row = &table.rows[i];
            cr_assert(i == 0 || compare_rows(row - 1, row) <= 0,
                      "round %d: row %zu is out of order", round, i);
            cr_assert_eq(row->items, table.items[row->weight],
                         "a row has another's weight");
            cr_assert(!seen[row->weight], "a row is there twice");
            seen[row->weight] = true;
        }
    }
}

/* A sort whose stack grew with the rows would run out of it here. */
Test(sort, of_many_equal_rows_ends)
{
    enum { MANY = 1000000, LONG = 40 };
    static const uint32_t items[LONG] = {7};
    struct row *rows = calloc(MANY, sizeof *rows);
    cr_assert_not_null(rows);
    for (size_t i = 0; i < MANY; i++)
        rows[i] = (struct row){items, LONG - (uint32_t)(i % 2), 1};
    sort_rows(rows, MANY);
    cr_assert_eq(rows[0].length, LONG - 1);
    cr_assert_eq(rows[MANY / 2 - 1].length, LONG - 1);
    cr_assert_eq(rows[MANY / 2].length, LONG);
    free(rows);
}
