/*
 * fptree.c - the FP-tree, as rows that share their beginnings
 *
 * The idea (Han, Pei, Yin, SIGMOD 2000): rows whose items are in the order of frequency
 * often begin alike, and a tree holds what they share once.  All that is done with it is
 * to go from the nodes of an item to the root; so the tree is kept the other way round,
 * as an array for each path to a leaf (Liu, Li, Zhang, Tang, VLDB 2007):
 *
 *     rows          tree                     numbers          nodes: item, position, weight
 *     0 1           0:3 - 1:2 - 2:1          # 0 1 2          0 1 3   1 2 2   2 3 1
 *     0 1 2             \ 2:1                # 0 2            2 6 1
 *     0 2                                    (# before each)
 *
 * That is what occurrences.h has, with weights.  Sorted rows that begin alike follow each
 * other, and so a node is new where a row differs from the one before it, and there is no
 * looking for children.
 *
 * A node saves reading its path for each row but one.  Sorting the rows costs about as
 * much as reading them some ten times, so a tree is worth it if most nodes have several
 * rows.  In logs of shops hardly any have: of the items of such logs, 60 to 80 in 100
 * are nodes of their own.  Logs of few different items, of machines or of forms, are
 * another matter.
 */
#include "mine/fptree.h"

#include <string.h>

static uint32_t common_items(const struct row *a, const struct row *b)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length, n = 0;
    while (n < shorter && a->items[n] == b->items[n]) n++;
    return n;
}

/* Items that row r shares with the row before it. */
static uint32_t shared_items(const struct row *rows, size_t r)
{
    return r > 0 ? common_items(&rows[r - 1], &rows[r]) : 0;
}

bool fptree_pays(struct row *rows, size_t n_rows)
{
    sort_rows(rows, n_rows);
    size_t items = 0, nodes = 0;
    for (size_t r = 0; r < n_rows; r++) {
        items += rows[r].length;
        nodes += rows[r].length - shared_items(rows, r);
    }
    return nodes < items / 2;
}

/* What is written. */
struct tree {
    bool narrow;
    size_t n_numbers;
    void *numbers;
    uint32_t *positions, *weights, *first, *end;
    uint32_t *path; /* places of the nodes on the path to the last row */
};

static void put_number(struct tree *tree, uint32_t number)
{
    if (tree->narrow)
        ((uint16_t *)tree->numbers)[tree->n_numbers++] = (uint16_t)number;
    else
        ((uint32_t *)tree->numbers)[tree->n_numbers++] = number;
}

struct sizes {
    size_t n_numbers, n_nodes;
    uint32_t longest; /* row */
};

/* Nodes that are the first of their row have no path, and are not kept. */
static struct sizes measure(struct tree *tree, const struct row *rows, size_t n_rows,
                            uint32_t n_items)
{
    struct sizes sizes = {0};
    for (size_t r = 0; r < n_rows; r++) {
        uint32_t shared = shared_items(rows, r);
        if (shared == rows[r].length) continue;
        sizes.n_numbers += (size_t)rows[r].length + 1;
        if (rows[r].length > sizes.longest) sizes.longest = rows[r].length;
        for (uint32_t i = shared > 0 ? shared : 1; i < rows[r].length; i++)
            tree->end[rows[r].items[i]]++;
    }
    uint32_t place = 0;
    for (uint32_t i = 0; i < n_items; i++) {
        uint32_t n = tree->end[i];
        tree->first[i] = tree->end[i] = place;
        place += n;
    }
    sizes.n_nodes = place;
    return sizes;
}

static void add_row(struct tree *tree, const struct row *row, uint32_t shared)
{
    if (shared < row->length) {
        put_number(tree, UINT32_MAX);
        uint32_t start = (uint32_t)tree->n_numbers;
        for (uint32_t i = 0; i < row->length; i++) put_number(tree, row->items[i]);
        for (uint32_t i = shared > 0 ? shared : 1; i < row->length; i++) {
            uint32_t place = tree->end[row->items[i]]++;
            tree->positions[place] = start + i;
            tree->weights[place] = 0;
            tree->path[i] = place;
        }
    }
    for (uint32_t i = 1; i < row->length; i++)
        tree->weights[tree->path[i]] += (uint32_t)row->weight;
}

bool fptree_build(struct occurrences *out, struct arena *arena, struct row *rows,
                  size_t n_rows, bool narrow)
{
    struct tree tree = {.narrow = narrow};
    uint32_t n_items = out->n_items;
    tree.first = arena_allocate(arena, n_items, sizeof *tree.first);
    tree.end = arena_allocate(arena, n_items, sizeof *tree.end);
    if (!tree.first || !tree.end) return false;
    memset(tree.end, 0, n_items * sizeof *tree.end);
    sort_rows(rows, n_rows);
    struct sizes sizes = measure(&tree, rows, n_rows, n_items);
    tree.numbers = arena_allocate(arena, sizes.n_numbers,
                                  narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    tree.positions = arena_allocate(arena, sizes.n_nodes, sizeof *tree.positions);
    tree.weights = arena_allocate(arena, sizes.n_nodes, sizeof *tree.weights);
    tree.path = arena_allocate(arena, (size_t)sizes.longest + 1, sizeof *tree.path);
    if (!tree.numbers || !tree.positions || !tree.weights || !tree.path) return false;
    for (size_t r = 0; r < n_rows; r++) add_row(&tree, &rows[r], shared_items(rows, r));
    out->numbers = tree.numbers;
    out->positions = tree.positions;
    out->weights = tree.weights;
    out->first = tree.first;
    out->end = tree.end;
    return true;
}
