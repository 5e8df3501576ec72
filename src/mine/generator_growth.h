/*
 * generator_growth.h - generators that hold a generator
 */
#ifndef COBUY_MINE_GENERATOR_GROWTH_H
#define COBUY_MINE_GENERATOR_GROWTH_H

#include "mine/closed_bitmaps.h"
#include "mine/closed_rows.h"

#define generators_grow FOR_INSTRUCTIONS(generators_grow)
#define generators_grow_part FOR_INSTRUCTIONS(generators_grow_part)

/* One item's generators. */
struct generator_task {
    struct growth *growth;
    const struct closed_bitmaps *bitmaps; /* of the items that may be added */
    const uint32_t *numbers;              /* of these, in the rows; ascending */
    const struct closed_rows *rows;       /* NULL if the bitmaps are of all rows */
    uint32_t item;                        /* number of the task's item in the rows */
    uint32_t *chosen;                     /* numbers of the items added to it */
};

/* A generator to go on from. */
struct generator_node {
    const uint64_t *rows;
    const uint64_t *miss; /* 'n_miss' sets of rows, one behind the other */
    uint32_t n_miss;
    uint32_t count;
    uint32_t n_chosen;
    uint32_t tried; /* occurrences of the first chosen item, in vain */
    const uint32_t *open;
    uint32_t n_open;
};

/* Gives the sink all generators that are longer than that of the node, which is the
 * prefix. */
COBUY_CHECK cobuy_status generators_grow(const struct generator_task *task,
                                         const struct generator_node *node);

/* Goes on with what another worker has handed over; 'rows' are those of its task. */
COBUY_CHECK cobuy_status generators_grow_part(struct growth *growth,
                                              const struct crew_part *part,
                                              const struct closed_rows *rows);

#endif /* COBUY_MINE_GENERATOR_GROWTH_H */
