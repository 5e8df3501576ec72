/*
 * measure.h - one measure of a rule at a time
 */
#ifndef COBUY_MEASURE_MEASURE_H
#define COBUY_MEASURE_MEASURE_H

#include <cobuy/rule.h>

/* The counts that all measures come from, as in cobuy_measure_rule(). */
struct rule_counts {
    uint64_t xy, x, y, n;
};

/* What cobuy_measure_rule() stores for 'measure'. */
double measure_value(cobuy_measure measure, struct rule_counts counts);

#endif /* COBUY_MEASURE_MEASURE_H */
