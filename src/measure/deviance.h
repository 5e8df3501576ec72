/*
 * deviance.h - how far counts are from what independence expects, in logarithms
 */
#ifndef COBUY_MEASURE_DEVIANCE_H
#define COBUY_MEASURE_DEVIANCE_H

#include "measure/counts.h"

/* o log(o / e) - (o - e) of the 'xy' = o baskets of a cell of which e = x y / n are
 * expected; at least 0, and within 8 units in the last place. */
double deviance_of_cell(struct rule_counts of);

/* The sum over the four cells: half of the G statistic. */
double deviance_of_table(struct rule_counts of);

#endif /* COBUY_MEASURE_DEVIANCE_H */
