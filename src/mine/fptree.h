/*
 * fptree.h - the FP-tree as prefix arrays
 *
 * An FP-tree (Han, Pei, Yin, SIGMOD 2000) is the trie of all rows, each row sorted so
 * that the most frequent item comes first; a node counts the baskets that pass through
 * it.  Growth needs one thing of it: for an item, all its nodes with the paths that
 * lead to them.  So nodes have neither children nor links:
 *
 *     rows, sorted          paths                     nodes of item 3
 *       0 1 3  (weight 2)     0 1 3 | 0 1 4 | 1 3       path 0 1, count 2
 *       0 1 4  (weight 1)       ^first row that         path 1,   count 1
 *       1 3    (weight 1)        has a prefix
 *
 * - The rows that have a prefix in common stand side by side once rows are sorted, so
 *   the tree is found by comparing neighbours: no child is ever searched for.
 * - The path to a node is a piece of one row, read front to back ("FP-array"; Liu,
 *   Li, Zhang, Tang, VLDB 2007).
 * - The nodes of an item are contiguous (Racz, "nonordfp", FIMI 2004).
 * - A node without a path, right below the root, adds nothing and is left out.
 */
#ifndef COBUY_MINE_FPTREE_H
#define COBUY_MINE_FPTREE_H

#include "base/arena.h"
#include "base/sort.h" /* struct row */

struct fptree_node {
    const uint32_t *path; /* local items above it, ascending */
    uint32_t length;      /* of the path, at least 1 */
    uint64_t count;       /* baskets that pass through it */
};

struct fptree {
    uint32_t n_items; /* local items 0 to this less one; 0 stands nearest the root */
    const uint32_t *rank;  /* of each local item */
    const uint64_t *count; /* baskets of each local item under the tree's prefix */
    struct fptree_node *nodes;
    size_t *first; /* nodes of item i: first[i] to first[i + 1] less one */
};

/* Builds the tree of rows over local items below tree->n_items, ascending in each row.
 * Sorts 'rows'; all that the tree needs is taken from the arena, and paths point into
 * the rows' items.  False if there is no memory. */
bool fptree_build(struct fptree *tree, struct arena *arena, struct row *rows,
                  size_t n_rows);

#endif /* COBUY_MINE_FPTREE_H */
