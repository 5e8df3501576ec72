/*
 * correction.h - which p-values are significant where many hypotheses were tested
 *
 * P-values come as natural logarithms, since what is divided by 10^400 hypotheses fits
 * no double.
 */
#ifndef COBUY_MEASURE_CORRECTION_H
#define COBUY_MEASURE_CORRECTION_H

#include "measure/hypotheses.h"

#include <cobuy/measure.h>

#include <stddef.h>

/* Whether the limit depends on the p-values themselves. */
bool correction_takes_steps(cobuy_correction method);

/* The highest p-value at which the hypothesis of a rule of 'n_items' items is rejected;
 * of a method that takes steps, one that is not exceeded by any that is. */
double correction_limit(cobuy_correction method, double log_level,
                        const struct hypotheses *tested, uint32_t n_items);

/* The 'n' lowest p-values, ascending. */
struct low_p_values {
    double (*log_p)(const void *of, size_t i);
    const void *of;
    size_t n;
};

/* How many of the lowest p-values a method that takes steps rejects. */
size_t correction_steps(cobuy_correction method, double log_level,
                        const struct hypotheses *tested,
                        const struct low_p_values *lowest);

#endif /* COBUY_MEASURE_CORRECTION_H */
