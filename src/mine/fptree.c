/*
 * fptree.c - the FP-tree as prefix arrays
 *
 * Two passes over the sorted rows: one counts the nodes of each item, one places them.
 * 'open' is the stack of nodes on the path of the current row.  A row adds its weight
 * to its last node only; when a node is left, what it counted goes on to the one above.
 *
 * Cost: sorting, then O(items in the rows).
 */
#include "mine/fptree.h"

#include <string.h>

static uint32_t common_prefix(const struct row *a, const struct row *b)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length, n = 0;
    while (n < shorter && a->items[n] == b->items[n]) n++;
    return n;
}

/* Items that a row does not share with the row before begin a node each. */
static uint32_t shared_items(const struct row *rows, size_t i)
{
    return i == 0 ? 0 : common_prefix(&rows[i - 1], &rows[i]);
}

static size_t count_nodes(struct fptree *tree, const struct row *rows, size_t n_rows,
                          uint32_t *longest)
{
    memset(tree->first, 0, ((size_t)tree->n_items + 2) * sizeof *tree->first);
    *longest = 0;
    for (size_t i = 0; i < n_rows; i++) {
        uint32_t depth = shared_items(rows, i);
        for (depth = depth ? depth : 1; depth < rows[i].length; depth++)
            tree->first[rows[i].items[depth] + 2]++;
        if (rows[i].length > *longest) *longest = rows[i].length;
    }
    /* One place ahead: placing moves each start up to where it belongs. */
    for (uint32_t item = 0; item < tree->n_items; item++)
        tree->first[item + 2] += tree->first[item + 1];
    return tree->first[tree->n_items + 1];
}

/* Leaves the nodes at 'depth' and below: their counts go up. */
static void close_nodes(struct fptree_node **open, uint32_t length, uint32_t depth)
{
    for (uint32_t d = length; d-- > (depth > 2 ? depth : 2);)
        open[d - 1]->count += open[d]->count;
}

static void place_nodes(struct fptree *tree, const struct row *rows, size_t n_rows,
                        struct fptree_node **open)
{
    for (size_t i = 0; i < n_rows; i++) {
        const struct row *row = &rows[i];
        uint32_t shared = shared_items(rows, i);
        if (i > 0) close_nodes(open, rows[i - 1].length, shared);
        for (uint32_t depth = shared ? shared : 1; depth < row->length; depth++) {
            open[depth] = &tree->nodes[tree->first[row->items[depth] + 1]++];
            *open[depth] = (struct fptree_node){.path = row->items, .length = depth};
        }
        if (row->length > 1) open[row->length - 1]->count += row->weight;
    }
    if (n_rows > 0) close_nodes(open, rows[n_rows - 1].length, 0);
}

bool fptree_build(struct fptree *tree, struct arena *arena, struct row *rows,
                  size_t n_rows)
{
    sort_rows(rows, n_rows);
    tree->first = arena_allocate(arena, (size_t)tree->n_items + 2, sizeof *tree->first);
    if (!tree->first) return false;
    uint32_t longest;
    size_t n_nodes = count_nodes(tree, rows, n_rows, &longest);
    tree->nodes = arena_allocate(arena, n_nodes, sizeof *tree->nodes);
    struct arena_mark mark = arena_get_mark(arena);
    struct fptree_node **open = arena_allocate(arena, longest, sizeof *open);
    if (!tree->nodes || !open) return false;
    place_nodes(tree, rows, n_rows, open);
    arena_release(arena, mark);
    return true;
}
