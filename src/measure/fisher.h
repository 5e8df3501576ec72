/*
 * fisher.h - Fisher's exact test: are the sides together too often?
 */
#ifndef COBUY_MEASURE_FISHER_H
#define COBUY_MEASURE_FISHER_H

#include "measure/counts.h"

#include <stdbool.h>

/* The natural logarithm of the p-value: of the probability that independent sides in x
 * and y of n baskets are in xy or more of them together.  The p-value is within 1e-11
 * of the truth, relative, also where no double holds it. */
double fisher_log_p(struct rule_counts of);

/* The p-value of the two-sided test: of the probability that chance gives a table with
 * these margins that is no more likely than this one (Fisher 1935; ties are those of
 * R's fisher.test).  1 where a margin is 0. */
double fisher_two_sided(struct rule_counts of);

/* Whether the one-sided logarithm is at most 'log_limit'; most often without the sum that it takes. */
bool fisher_is_at_most(struct rule_counts of, double log_limit);

#endif /* COBUY_MEASURE_FISHER_H */
