/*
 * targets.h - which frequent itemsets are closed, maximal or generators, by definition
 *
 * Compares each itemset with those that are an item longer or shorter.
 */
#ifndef COBUY_TESTS_TARGETS_H
#define COBUY_TESTS_TARGETS_H

#include "support/oracle.h"
#include "support/tid_oracle.h"

#include <cobuy/mine.h>

extern const char *const target_names[]; /* by cobuy_target */
enum { TARGETS = COBUY_TARGET_GENERATORS + 1 };

/* What oracle_mine() says, of a target only. */
struct oracle_itemsets oracle_mine_target(const struct oracle *oracle,
                                          cobuy_target target, uint64_t min_count,
                                          uint32_t max_items);

/* Leaves those of a target, where 'itemsets' are all frequent ones of any size. */
void tid_itemsets_choose(struct tid_itemsets *itemsets, cobuy_target target,
                         uint64_t n_baskets);

#endif /* COBUY_TESTS_TARGETS_H */
