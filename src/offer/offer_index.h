/*
 * offer_index.h - from items to the rules that they speak for (the inside of
 * cobuy_offer_index)
 */
#ifndef COBUY_OFFER_OFFER_INDEX_H
#define COBUY_OFFER_OFFER_INDEX_H

#include "base/memory.h"
#include "rule/rule_list.h"

#include <cobuy/offer.h>

/* A rule at its rank, whose consequent is one item. */
struct ranked_rule {
    uint32_t rule;       /* of the list */
    uint32_t antecedent; /* itemset of the list, and its size */
    uint32_t n_antecedent;
    uint32_t item; /* that it speaks for */
};

struct cobuy_offer_index {
    struct memory *memory;
    const cobuy_rule_list *rules;
    cobuy_measure sort_by;
    size_t n_rules;             /* that speak for an item */
    struct ranked_rule *ranked; /* the best first */
    uint32_t *starts; /* of each item's rules in 'ranks'; one more than items */
    uint32_t *ranks;  /* of the rules under an item, ascending */
};

#endif /* COBUY_OFFER_OFFER_INDEX_H */
