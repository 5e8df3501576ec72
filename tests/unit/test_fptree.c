/*
 * test_fptree.c - the FP-tree as prefix arrays
 */
#include "mine/fptree.h"

#include "support/faulty.h"
#include "support/mining.h"
#include "support/tree.h"

#include <inttypes.h>
#include <string.h>

static struct faulty faulty;
static struct memory memory;
static struct arena arena;

static void open_arena(void)
{
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    arena_init(&arena, &memory);
}

static void close_arena(void)
{
    arena_clear(&arena);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

static struct occurrences build_of(uint32_t n_items, struct row *rows, size_t n_rows,
                                   bool narrow)
{
    struct occurrences tree = {.n_items = n_items};
    struct fptree_rows of = {rows, n_rows, NULL, 0, 1};
    cobuy_error error;
    MUST(tree_build(&tree, &arena, of, n_items, narrow, &error));
    return tree;
}

static struct occurrences build(uint32_t n_items, struct row *rows, size_t n_rows)
{
    return build_of(n_items, rows, n_rows, true);
}

/* A node of a narrow tree, with its path from the root. */
struct node {
    uint32_t path[16], length, count;
};

static struct node node_at(const struct occurrences *tree, uint32_t place)
{
    const uint16_t *numbers = tree->numbers, *at = numbers + tree->positions[place];
    struct node node = {.count = tree->weights[place]};
    while (at[-(int)node.length - 1] != UINT16_MAX) node.length++;
    cr_assert_leq(node.length, 16);
    for (uint32_t i = 0; i < node.length; i++)
        node.path[i] = at[(int)i - (int)node.length];
    return node;
}

static uint32_t n_nodes(const struct occurrences *tree, uint32_t item)
{
    return tree->end[item] - tree->first[item];
}

static bool has_node(const struct occurrences *tree, uint32_t item,
                     const uint32_t *path, uint32_t length, uint64_t count)
{
    for (uint32_t n = tree->first[item]; n < tree->end[item]; n++) {
        struct node node = node_at(tree, n);
        if (node.length == length && node.count == count &&
            memcmp(node.path, path, length * sizeof *path) == 0)
            return true;
    }
    return false;
}

/* The example of the header. */
Test(fptree, merges_prefixes_that_rows_share)
{
    open_arena();
    static const uint32_t a[] = {0, 1, 3}, b[] = {0, 1, 4}, c[] = {1, 3};
    struct row rows[] = {{c, 2, 1}, {b, 3, 1}, {a, 3, 2}};
    struct occurrences tree = build(5, rows, 3);
    cr_assert_eq(n_nodes(&tree, 0), 0, "nodes right below the root");
    cr_assert_eq(n_nodes(&tree, 1), 1);
    cr_assert(has_node(&tree, 1, (uint32_t[]){0}, 1, 3));
    cr_assert_eq(n_nodes(&tree, 3), 2);
    cr_assert(has_node(&tree, 3, (uint32_t[]){0, 1}, 2, 2));
    cr_assert(has_node(&tree, 3, (uint32_t[]){1}, 1, 1));
    cr_assert(has_node(&tree, 4, (uint32_t[]){0, 1}, 2, 1));
    close_arena();
}

Test(fptree, counts_row_that_begins_another)
{
    open_arena();
    static const uint32_t items[] = {2, 5, 7, 8};
    struct row rows[] = {{items, 4, 1}, {items, 2, 10}, {items, 3, 100}};
    struct occurrences tree = build(9, rows, 3);
    cr_assert(has_node(&tree, 5, items, 1, 111));
    cr_assert(has_node(&tree, 7, items, 2, 101));
    cr_assert(has_node(&tree, 8, items, 3, 1));
    close_arena();
}

Test(fptree, of_no_rows_has_no_nodes)
{
    open_arena();
    struct occurrences tree = build(3, NULL, 0);
    for (uint32_t item = 0; item < 3; item++) cr_assert_eq(n_nodes(&tree, item), 0);
    build(0, NULL, 0);
    close_arena();
}

/* ---------------------------------------------------------- against a plain count */

enum { ITEMS = 7, MOST_ROWS = 60 };

struct rows {
    uint32_t items[MOST_ROWS][ITEMS];
    struct row at[MOST_ROWS];
    size_t n;
};

static void draw_rows(struct rows *rows, struct dice *dice)
{
    uint32_t percent = dice_between(dice, 10, 90);
    rows->n = dice_below(dice, MOST_ROWS + 1);
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t length = 0;
        for (uint32_t item = 0; item < ITEMS; item++)
            if (dice_chance(dice, percent)) rows->items[i][length++] = item;
        rows->at[i] = (struct row){rows->items[i], length, 1 + dice_below(dice, 5)};
    }
}

/* The weight of all rows that begin with a path and go on with 'item'. */
static uint64_t weigh(const struct rows *rows, const uint32_t *path, uint32_t length,
                      uint32_t item)
{
    uint64_t weight = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->at[i];
        if (row->length > length && row->items[length] == item &&
            memcmp(row->items, path, length * sizeof *path) == 0)
            weight += row->weight;
    }
    return weight;
}

/* Each node's count is right, and all rows with a path to 'item' are in some node. */
static void check_item(const struct occurrences *tree, const struct rows *rows,
                       uint32_t item, uint64_t round)
{
    uint64_t in_nodes = 0, in_rows = 0;
    for (uint32_t n = tree->first[item]; n < tree->end[item]; n++) {
        struct node node = node_at(tree, n);
        cr_assert_gt(node.length, 0);
        cr_assert_eq(node.count, weigh(rows, node.path, node.length, item),
                     "round %" PRIu64 ", item %u", round, item);
        in_nodes += node.count;
    }
    for (size_t i = 0; i < rows->n; i++)
        for (uint32_t j = 1; j < rows->at[i].length; j++)
            if (rows->at[i].items[j] == item) in_rows += rows->at[i].weight;
    cr_assert_eq(in_nodes, in_rows, "round %" PRIu64 ", item %u", round, item);
}

/* Nodes with the path of node 'n' count together what passes through it: between two
 * parts there may be a node twice. */
static void check_part_item(const struct occurrences *tree, const struct rows *rows,
                            uint32_t item, uint64_t round)
{
    uint64_t in_nodes = 0, in_rows = 0;
    for (uint32_t n = tree->first[item]; n < tree->end[item]; n++) {
        struct node node = node_at(tree, n);
        uint64_t count = 0;
        for (uint32_t m = tree->first[item]; m < tree->end[item]; m++) {
            struct node other = node_at(tree, m);
            if (other.length == node.length &&
                memcmp(other.path, node.path, node.length * sizeof *node.path) == 0)
                count += other.count;
        }
        cr_assert_eq(count, weigh(rows, node.path, node.length, item),
                     "round %" PRIu64 ", item %u", round, item);
        in_nodes += node.count;
    }
    for (size_t i = 0; i < rows->n; i++)
        for (uint32_t j = 1; j < rows->at[i].length; j++)
            if (rows->at[i].items[j] == item) in_rows += rows->at[i].weight;
    cr_assert_eq(in_nodes, in_rows, "round %" PRIu64 ", item %u", round, item);
}

Test(fptree, counts_what_passes_through_each_node)
{
    static struct rows rows;
    open_arena();
    struct dice dice = {1};
    for (uint64_t round = 1; round <= 500; round++) {
        draw_rows(&rows, &dice);
        struct arena_mark mark = arena_get_mark(&arena);
        struct occurrences tree = build(ITEMS, rows.at, rows.n);
        for (uint32_t item = 0; item < ITEMS; item++)
            check_item(&tree, &rows, item, round);
        arena_release(&arena, mark);
    }
    close_arena();
}

Test(fptree, counts_the_same_where_it_is_built_in_parts)
{
    static struct rows rows;
    static struct row sample[MOST_ROWS];
    open_arena();
    struct dice dice = {4};
    for (uint64_t round = 1; round <= 500; round++) {
        draw_rows(&rows, &dice);
        size_t n_sample = 0;
        for (size_t i = 0; i < rows.n; i++)
            if (dice_chance(&dice, 50)) sample[n_sample++] = rows.at[i];
        sort_rows(sample, n_sample);
        struct fptree_rows of = {rows.at, rows.n, sample, n_sample, 1};
        if (n_sample > 0) of.n_parts = dice_between(&dice, 1, 6);
        struct arena_mark mark = arena_get_mark(&arena);
        struct occurrences tree;
        cobuy_error error;
        MUST(tree_build(&tree, &arena, of, ITEMS, true, &error));
        for (uint32_t item = 0; item < ITEMS; item++)
            check_part_item(&tree, &rows, item, round);
        arena_release(&arena, mark);
    }
    close_arena();
}

Test(fptree, says_when_there_is_no_memory)
{
    static struct rows rows;
    struct dice dice = {2};
    open_arena();
    draw_rows(&rows, &dice);
    faulty_arm(&faulty, 0, 1);
    struct occurrences tree = {.n_items = ITEMS};
    struct fptree_rows of = {rows.at, rows.n, NULL, 0, 1};
    cobuy_error error;
    cr_assert_eq(tree_build(&tree, &arena, of, ITEMS, true, &error),
                 COBUY_OUT_OF_MEMORY);
    close_arena();
}

Test(fptree, is_the_same_in_wide_numbers)
{
    static struct rows rows;
    open_arena();
    struct dice dice = {3};
    draw_rows(&rows, &dice);
    struct occurrences narrow = build_of(ITEMS, rows.at, rows.n, true);
    struct occurrences wide = build_of(ITEMS, rows.at, rows.n, false);
    for (uint32_t i = 0; i < ITEMS; i++)
        for (uint32_t n = narrow.first[i]; n < narrow.end[i]; n++) {
            cr_assert_eq(narrow.positions[n], wide.positions[n]);
            cr_assert_eq(narrow.weights[n], wide.weights[n]);
            const uint16_t *a = (const uint16_t *)narrow.numbers + narrow.positions[n];
            const uint32_t *b = (const uint32_t *)wide.numbers + wide.positions[n];
            cr_assert_eq(*a, *b);
            while (*--a != UINT16_MAX) cr_assert_eq(*a, *--b);
            cr_assert_eq(*--b, UINT32_MAX);
        }
    close_arena();
}

Test(fptree, pays_where_rows_begin_alike)
{
    static const uint32_t items[] = {0, 1, 2, 3, 4, 5, 6, 7};
    struct row alike[] = {{items, 4, 1}, {items, 4, 1}, {items, 3, 1}};
    struct row apart[] = {{items, 4, 1}, {items + 1, 4, 1}, {items + 2, 4, 1}};
    cr_assert(fptree_pays(alike, 3));
    cr_assert(!fptree_pays(apart, 3));
    cr_assert(!fptree_pays(NULL, 0));
}
