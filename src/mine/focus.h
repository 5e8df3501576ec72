/*
 * focus.h - which items may be on which side of a rule (the inside of cobuy_focus)
 */
#ifndef COBUY_MINE_FOCUS_H
#define COBUY_MINE_FOCUS_H

#include "basket/named_items.h"
#include "mine/search.h"

#include <cobuy/focus.h>

/* Where an item may be, and whether it is one that a rule must have. */
enum focus_side { FOCUS_ANTECEDENT = 1, FOCUS_CONSEQUENT = 2, FOCUS_CONTAINED = 4 };

struct cobuy_focus {
    struct memory *memory;
    uint32_t n_items;     /* of the baskets' dictionary */
    uint8_t *sides;       /* a sum of focus_side for each */
    bool contains;        /* a rule must have an item that is FOCUS_CONTAINED */
    uint64_t least_count; /* itemsets in fewer baskets are not wanted; 0: as mined */
    uint32_t max_antecedent, max_consequent; /* 0: no limit */
    uint32_t named[COBUY_FOCUS_KINDS];       /* items */
    struct named_items names[COBUY_FOCUS_KINDS], categories[COBUY_FOCUS_KINDS];
};

/* A focus that allows what 'from' does, or all if that is NULL, but without its lists.
 * The caller frees *out. */
COBUY_CHECK cobuy_status focus_copy(cobuy_context *context, cobuy_focus **out,
                                    const cobuy_baskets *baskets,
                                    const cobuy_focus *from, cobuy_error *error);

/* What a focus means for the search of an itemset. */
struct focus_plan {
    uint8_t *choice;    /* enum rank_choice by id: RANK_LAST is what one item of each
                           itemset must be */
    uint32_t max_items; /* of an itemset that rules come from; 0: no limit */
};

/* False if there is no memory.  The plan's choice has 'n_items' elements. */
bool focus_plan_make(struct focus_plan *out, const cobuy_focus *focus,
                     const cobuy_baskets *baskets, uint64_t min_count);
void focus_plan_clear(struct focus_plan *plan, const cobuy_focus *focus);

#endif /* COBUY_MINE_FOCUS_H */
