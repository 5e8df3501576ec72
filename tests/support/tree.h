/*
 * tree.h - FP-trees that are built by themselves
 */
#ifndef COBUY_TESTS_TREE_H
#define COBUY_TESTS_TREE_H

#include "mine/fptree.h"

/* The tree of rows, which end up in another order, in so many parts, one after the
 * other. */
COBUY_CHECK cobuy_status tree_build(struct occurrences *out, struct arena *arena,
                                    struct fptree_rows of, uint32_t n_items,
                                    bool narrow, cobuy_error *error);

#endif /* COBUY_TESTS_TREE_H */
