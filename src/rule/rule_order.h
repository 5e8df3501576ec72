/*
 * rule_order.h - which rule comes first
 *
 * By the measure asked for, then lift, confidence and count, all descending (but
 * p-values and their like, of which low ones are good, ascending) and undefined last;
 * then by antecedent and consequent, item by item.  Ids of items follow the bytes of
 * names, so that items are compared as integers.  No two rules are equal.
 */
#ifndef COBUY_RULE_RULE_ORDER_H
#define COBUY_RULE_RULE_ORDER_H

#include "base/workers.h"
#include "rule/rules.h"

struct rule_order {
    const cobuy_itemsets *itemsets;
    cobuy_measure sort_by;
    const struct general_rules *general; /* NULL: rules are compared with none */
};

/* The counts of a rule, with those of the best more general one if they are known. */
struct rule_counts rule_order_counts(const struct rule_order *order,
                                     const struct rule_record *rule);

/* A rule on its way to its place. */
struct rule_candidate {
    uint64_t key; /* of two rules, that with the lower one is before; equal: see both.
                     While rules are judged, what their p-values are */
    struct rule_record rule;
};

uint64_t rule_order_key(const struct rule_order *order, struct rule_counts counts);

/* Whether 'a' comes before 'b', both with their keys. */
bool rule_order_is_before(const struct rule_order *order,
                          const struct rule_candidate *a,
                          const struct rule_candidate *b);

/* Sorts candidates, whose keys it uses up, in place and with all threads. */
COBUY_CHECK cobuy_status rule_order_sort(const struct rule_order *order,
                                         cobuy_context *context,
                                         struct rule_candidate *candidates, size_t n,
                                         cobuy_error *error);

/* The first 'n' of any number of candidates are held in a heap, whose top is the last
 * of them.  What comes behind that is turned away, most often by one comparison; what
 * comes before it takes its place. */
void rule_order_make_heap(const struct rule_order *order, struct rule_candidate *heap,
                          size_t n);
void rule_order_replace_last(const struct rule_order *order,
                             struct rule_candidate *heap, size_t n,
                             struct rule_candidate candidate);

#endif /* COBUY_RULE_RULE_ORDER_H */
