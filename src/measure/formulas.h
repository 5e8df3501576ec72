/*
 * formulas.h - every measure as a function, for the table in measures.c
 */
#ifndef COBUY_MEASURE_FORMULAS_H
#define COBUY_MEASURE_FORMULAS_H

#include "measure/counts.h"

typedef double measure_formula(struct rule_counts of);

/* ratios.c */
measure_formula measure_support, measure_confidence, measure_lift, measure_leverage,
    measure_conviction, measure_count, measure_coverage, measure_rhs_support,
    measure_n10, measure_n01, measure_n00, measure_added_value,
    measure_casual_confidence, measure_casual_support, measure_certainty,
    measure_collective_strength, measure_confirmed_confidence, measure_counterexample,
    measure_doc, measure_gain, measure_imbalance, measure_improvement, measure_boost, measure_jaccard, measure_kappa,
    measure_kulczynski, measure_lambda, measure_laplace, measure_least_contradiction,
    measure_maxconfidence, measure_odds_ratio, measure_ralambondrainy,
    measure_relative_risk, measure_representativity, measure_rld,
    measure_rule_power_factor, measure_sebag, measure_std_lift, measure_varying_liaison,
    measure_yule_q, measure_zhang;

/* roots.c */
measure_formula measure_chi_squared, measure_chi_squared_p, measure_cosine,
    measure_gini, measure_implication_index, measure_lerman, measure_phi, measure_yates,
    measure_yates_p, measure_yule_y;

/* information.c */
measure_formula measure_g, measure_g_p, measure_importance, measure_j_measure,
    measure_mutual_information;

/* fisher.c */
measure_formula measure_fisher, measure_hyper_confidence, measure_hyper_lift;

/* intervals.c */
measure_formula measure_confidence_lower, measure_confidence_upper, measure_lift_lower,
    measure_lift_upper, measure_odds_ratio_lower, measure_odds_ratio_upper;

#endif /* COBUY_MEASURE_FORMULAS_H */
