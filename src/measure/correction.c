/*
 * correction.c - which p-values are significant where many hypotheses were tested
 *
 * With M hypotheses and level a, a hypothesis is rejected if its p-value
 *
 *     none        is at most a: of M true hypotheses a M are rejected by chance
 *     bonferroni  is at most a / M
 *     layered     is at most a / (L M_k): each of the L sizes of rules has an equal
 * part of the level, so that the many large rules do not take it from the few small
 * ones (Webb, Machine Learning 2008) holm        is the i-th lowest, and that and all
 * lower ones, the j-th, are at most a / (M - j + 1) (Holm, Scandinavian Journal of
 * Statistics 1979) bh          is one of the i lowest, of which the highest is at most
 * a i / M (Benjamini, Hochberg, JRSS B 1995) by          the same with a / (1 + 1/2 +
 * ... + 1/M) for a (Benjamini, Yekutieli, Annals of Statistics 2001)
 *
 * Bonferroni, layered and Holm keep the probability to a that any true hypothesis is
 * rejected; BH and BY the share of true ones among those rejected, on average.
 */
#include "measure/correction.h"

#include <math.h>

const char *cobuy_correction_name(cobuy_correction correction)
{
    switch (correction) {
    case COBUY_CORRECTION_NONE: return "none";
    case COBUY_CORRECTION_BONFERRONI: return "bonferroni";
    case COBUY_CORRECTION_HOLM: return "holm";
    case COBUY_CORRECTION_LAYERED: return "layered";
    case COBUY_CORRECTION_BH: return "bh";
    case COBUY_CORRECTION_BY: return "by";
    }
    return NULL;
}

bool correction_takes_steps(cobuy_correction method)
{
    return method == COBUY_CORRECTION_HOLM || method == COBUY_CORRECTION_BH ||
           method == COBUY_CORRECTION_BY;
}

double correction_limit(cobuy_correction method, double log_level,
                        const struct hypotheses *tested, uint32_t n_items)
{
    switch (method) {
    case COBUY_CORRECTION_BONFERRONI: return log_level - fmax(tested->log, 0);
    case COBUY_CORRECTION_LAYERED:
        return log_level - log(tested->layers) - tested->log_of_layer[n_items];
    default: return log_level;
    }
}

/* log(1 + 1/2 + ... + 1/M) */
static double log_of_harmonic(const struct hypotheses *tested)
{
    const double few = 1000, euler = 0.577215664901532861;
    double count = tested->count, sum = 0;
    if (count > few) return log(tested->log + euler + 1 / (2 * count));
    for (double i = count; i > 0; i--) sum += 1 / i;
    return log(sum);
}

static size_t step_down(double log_level, const struct hypotheses *tested,
                        const struct low_p_values *lowest)
{
    size_t i = 0;
    for (; i < lowest->n; i++) {
        double left =
            isfinite(tested->count) ? log(tested->count - (double)i) : tested->log;
        if (lowest->log_p(lowest->of, i) > log_level - left) break;
    }
    return i;
}

static size_t step_up(double log_level, const struct hypotheses *tested,
                      const struct low_p_values *lowest)
{
    size_t i = lowest->n;
    for (; i > 0; i--)
        if (lowest->log_p(lowest->of, i - 1) <=
            log_level + log((double)i) - tested->log)
            break;
    return i;
}

size_t correction_steps(cobuy_correction method, double log_level,
                        const struct hypotheses *tested,
                        const struct low_p_values *lowest)
{
    if (method == COBUY_CORRECTION_HOLM) return step_down(log_level, tested, lowest);
    if (method == COBUY_CORRECTION_BY) log_level -= log_of_harmonic(tested);
    return step_up(log_level, tested, lowest);
}
