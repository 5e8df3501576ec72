/*
 * trials.h - what is found of hidden items
 */
#ifndef COBUY_STUDY_TRIALS_H
#define COBUY_STUDY_TRIALS_H

#include "base/context.h"
#include "basket/baskets.h"
#include "rule/rule_list.h"

#include <cobuy/evaluate.h>

/* Of one recommender.  Integers alone, so that it is nothing to the result who adds
 * them up, and in which order. */
struct tries {
    uint64_t *hits;       /* by rank, from 1 to the highest cutoff */
    uint64_t *shown;      /* trials with so many offers, from 0 to it */
    uint32_t *best_ranks; /* of each item of the rules among all offers; 0: never */
};

struct trials {
    struct memory *memory;
    uint32_t highest;                 /* cutoff */
    uint32_t n_items;                 /* of the rules */
    struct tries by[COBUY_BY_CHANCE]; /* by cobuy_recommender */
    uint64_t *rests;  /* trials with so many items in the rest of the basket */
    uint64_t longest; /* 'rests' goes up to it */
    uint64_t baskets, trials, unknown;
};

/* Tries all that 'options' ask for; 'out' may be cleared in any case. */
COBUY_CHECK cobuy_status trials_run(struct trials *out, cobuy_context *context,
                                    const cobuy_rule_list *rules,
                                    const cobuy_offer_index *index,
                                    const cobuy_baskets *baskets, uint32_t highest,
                                    bool hide_one, cobuy_error *error);
void trials_clear(struct trials *trials);

#endif /* COBUY_STUDY_TRIALS_H */
