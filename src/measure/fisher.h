/*
 * fisher.h - Fisher's exact test, one-sided: are the sides together too often?
 */
#ifndef COBUY_MEASURE_FISHER_H
#define COBUY_MEASURE_FISHER_H

#include "measure/counts.h"

#include <stdbool.h>

/* The natural logarithm of the p-value: of the probability that independent sides in x
 * and y of n baskets are in xy or more of them together.  The p-value is within 1e-11
 * of the truth, relative, also where no double holds it. */
double fisher_log_p(struct rule_counts of);

/* Whether that is at most 'log_limit'; most often without the sum that it takes. */
bool fisher_is_at_most(struct rule_counts of, double log_limit);

#endif /* COBUY_MEASURE_FISHER_H */
