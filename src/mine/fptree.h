/*
 * fptree.h - the FP-tree, as rows that share their beginnings
 */
#ifndef COBUY_MINE_FPTREE_H
#define COBUY_MINE_FPTREE_H

#include "base/arena.h"
#include "base/sort.h"
#include "mine/occurrences.h"

/* Whether a tree of these rows, which are sorted in place, has less than half as many
 * nodes as they have items.  For a sample that says it, all rows say it even more. */
bool fptree_pays(struct row *rows, size_t n_rows);

/*
 * Builds the tree of rows, which are sorted in place: 'out' gets an occurrence for each
 * node, weighing what its rows weigh together.  Numbers are of 16 bits if 'narrow'.
 * out->n_items must be set; what else there is is filled in, except for the items' ranks
 * and counts.  Memory is of the arena.  False if there is none.
 */
COBUY_CHECK bool fptree_build(struct occurrences *out, struct arena *arena,
                              struct row *rows, size_t n_rows, bool narrow);

#endif /* COBUY_MINE_FPTREE_H */
