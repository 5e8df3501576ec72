/*
 * hypotheses.h - how many rules there might have been
 */
#ifndef COBUY_MEASURE_HYPOTHESES_H
#define COBUY_MEASURE_HYPOTHESES_H

#include <stdint.h>

enum { HYPOTHESES_LAYERS = 64 }; /* items of the largest rule that is ever tested */

/* The rules that could be made, each a hypothesis that its sides are independent. */
struct hypotheses {
    double count; /* exact up to 10^12 at least; INFINITY if no double holds it */
    double log;   /* its natural logarithm, however large; -INFINITY if there is none */
    double layers; /* sizes that a rule can have: items of both sides together */
    /* The logarithm of how many are of each size; -INFINITY if none. */
    double log_of_layer[HYPOTHESES_LAYERS + 1];
};

/* All rules over 'n_items' items with sides of at most 'max_antecedent' and
 * 'max_consequent' items, together at most 'max_items'. */
struct hypotheses hypotheses_count(uint64_t n_items, uint64_t max_antecedent,
                                   uint64_t max_consequent, uint64_t max_items);

#endif /* COBUY_MEASURE_HYPOTHESES_H */
