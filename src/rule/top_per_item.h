/*
 * top_per_item.h - the first rules of each item
 */
#ifndef COBUY_RULE_TOP_PER_ITEM_H
#define COBUY_RULE_TOP_PER_ITEM_H

#include "rule/rule_order.h"

/* Leaves of '*n' sorted candidates those that are among the first 'top' whose
 * antecedent has some item; for each of its items that is asked anew.  False if there
 * is no memory. */
bool top_per_item(struct memory *memory, const cobuy_itemsets *itemsets,
                  struct rule_candidate *candidates, size_t *n, uint64_t top);

#endif /* COBUY_RULE_TOP_PER_ITEM_H */
