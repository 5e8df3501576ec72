/*
 * fptree.h - the FP-tree, as rows that share their beginnings
 */
#ifndef COBUY_MINE_FPTREE_H
#define COBUY_MINE_FPTREE_H

#include "base/arena.h"
#include "base/crew.h"
#include "base/sort.h"
#include "mine/occurrences.h"

/* Whether a tree of these rows, which are sorted in place, has less than half as many
 * nodes as they have items.  For a sample that says it, all rows say it even more. */
bool fptree_pays(struct row *rows, size_t n_rows);

/* What a tree is made of. */
struct fptree_rows {
    struct row *rows; /* end up in any order */
    size_t n_rows;
    const struct row *sample; /* some of them, sorted */
    size_t n_sample;          /* at least 1, unless there is one part only */
    uint32_t n_parts;         /* that are made beside each other, at least 1 */
};

struct fptree_part;
struct fptree;

typedef cobuy_status fptree_step(struct fptree *tree, struct crew_stage *stage,
                                 cobuy_error *error);

/* A tree that is being built. */
struct fptree {
    struct fptree_rows of;
    uint32_t n_items;              /* the rows hold numbers below it */
    bool narrow;                   /* numbers of 16 bits */
    struct arena *arena, *scratch; /* for the tree, and for what it is made with */
    /* The rest is fptree.c's own matter. */
    fptree_step *next;
    struct fptree_part *parts;
    struct row *dealt; /* the rows by part */
    uint32_t *part_of; /* a row */
    size_t *places;    /* of a chunk, by part: where the next row goes */
    void *numbers;
    uint32_t *positions, *weights, *first, *end;
};

/* To begin with, for a tree whose first members are filled in. */
void fptree_begin(struct fptree *tree);

/* Fills in the tasks that come next; when it comes back without any, the tree is
 * built. */
COBUY_CHECK cobuy_status fptree_next(struct fptree *tree, struct crew_stage *stage,
                                     cobuy_error *error);

/* Gives 'out' an occurrence for each node of the built tree, weighing what its rows
 * weigh together. */
void fptree_get(struct occurrences *out, const struct fptree *tree);

#endif /* COBUY_MINE_FPTREE_H */
