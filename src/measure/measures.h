/*
 * measures.h - one measure of a rule at a time
 */
#ifndef COBUY_MEASURE_MEASURES_H
#define COBUY_MEASURE_MEASURES_H

#include "measure/counts.h"

#include <cobuy/measure.h>

/* What cobuy_measure_value() returns. */
double measure_value(cobuy_measure measure, struct rule_counts counts);

#endif /* COBUY_MEASURE_MEASURES_H */
