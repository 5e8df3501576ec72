/*
 * measure.h - how good is a rule? Numbers that follow from four counts
 *
 * All measures of a rule X => Y follow from these integers, n being all baskets:
 *
 *                not Y          all
 *     X     xy   n10            x            with n10 = x - xy, n01 = y - xy and
 *     not   n01  n00            n - x             n00 = n - x - y + xy
 *     all   y    n - y          n
 *
 * They are right for up to 10^12 baskets: nothing overflows, nothing cancels.  Most are
 * quotients of integers and are rounded once; the others are within a few units in the
 * last place, p-values within 1e-11.  What has no value, such as 0 / 0, is undefined:
 * NAN, which passes no threshold and sorts last.
 */
#ifndef COBUY_MEASURE_H
#define COBUY_MEASURE_H

#include <cobuy/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The measures of rules; cobuy_measure_about() says what each one is. */
typedef enum cobuy_measure {
    COBUY_MEASURE_LIFT = 0,
    COBUY_MEASURE_CONFIDENCE,
    COBUY_MEASURE_SUPPORT,
    COBUY_MEASURE_LEVERAGE,
    COBUY_MEASURE_CONVICTION,
    COBUY_MEASURE_COUNT,
    COBUY_MEASURE_COVERAGE,
    COBUY_MEASURE_RHS_SUPPORT,
    COBUY_MEASURE_TABLE_N11,
    COBUY_MEASURE_TABLE_N01,
    COBUY_MEASURE_TABLE_N10,
    COBUY_MEASURE_TABLE_N00,
    COBUY_MEASURE_ADDED_VALUE,
    COBUY_MEASURE_CASUAL_CONFIDENCE,
    COBUY_MEASURE_CASUAL_SUPPORT,
    COBUY_MEASURE_CENTERED_CONFIDENCE,
    COBUY_MEASURE_CERTAINTY,
    COBUY_MEASURE_CHI_SQUARED,
    COBUY_MEASURE_COLLECTIVE_STRENGTH,
    COBUY_MEASURE_CONFIRMED_CONFIDENCE,
    COBUY_MEASURE_COSINE,
    COBUY_MEASURE_COUNTEREXAMPLE,
    COBUY_MEASURE_DOC,
    COBUY_MEASURE_FISHERS_EXACT_TEST,
    COBUY_MEASURE_GINI,
    COBUY_MEASURE_HYPER_CONFIDENCE,
    COBUY_MEASURE_HYPER_LIFT,
    COBUY_MEASURE_IMBALANCE,
    COBUY_MEASURE_IMPLICATION_INDEX,
    COBUY_MEASURE_IMPORTANCE,
    COBUY_MEASURE_J_MEASURE,
    COBUY_MEASURE_JACCARD,
    COBUY_MEASURE_KAPPA,
    COBUY_MEASURE_KULCZYNSKI,
    COBUY_MEASURE_LAMBDA,
    COBUY_MEASURE_LAPLACE,
    COBUY_MEASURE_LEAST_CONTRADICTION,
    COBUY_MEASURE_LERMAN,
    COBUY_MEASURE_MAXCONFIDENCE,
    COBUY_MEASURE_MUTUAL_INFORMATION,
    COBUY_MEASURE_ODDS_RATIO,
    COBUY_MEASURE_PHI,
    COBUY_MEASURE_RALAMBONDRAINY,
    COBUY_MEASURE_RELATIVE_RISK,
    COBUY_MEASURE_RLD,
    COBUY_MEASURE_RULE_POWER_FACTOR,
    COBUY_MEASURE_SEBAG,
    COBUY_MEASURE_STD_LIFT,
    COBUY_MEASURE_VARYING_LIAISON,
    COBUY_MEASURE_YULE_Q,
    COBUY_MEASURE_YULE_Y,
    COBUY_MEASURE_GAIN,
    COBUY_MEASURE_PS,
    COBUY_MEASURE_REPRESENTATIVITY,
    COBUY_MEASURE_ZHANG,
    COBUY_MEASURE_CHI_SQUARED_P,
    COBUY_MEASURE_YATES,
    COBUY_MEASURE_YATES_P,
    COBUY_MEASURE_G,
    COBUY_MEASURE_G_P,
    COBUY_MEASURE_CONFIDENCE_LOWER,
    COBUY_MEASURE_CONFIDENCE_UPPER,
    COBUY_MEASURE_LIFT_LOWER,
    COBUY_MEASURE_LIFT_UPPER,
    COBUY_MEASURE_ODDS_RATIO_LOWER,
    COBUY_MEASURE_ODDS_RATIO_UPPER,
    COBUY_MEASURE_IMPROVEMENT,
    COBUY_MEASURE_BOOST,
    COBUY_MEASURE_LIC,
} cobuy_measure;

/* How many there are. */
#define COBUY_MEASURES (COBUY_MEASURE_LIC + 1)

/* 'xy' of at most 'x' and 'y', these of at most 'n', and 'x' and 'y' above 0.  Measures
 * that compare a rule with others are undefined here; cobuy_rule_measure() has them. */
COBUY_API double cobuy_measure_value(cobuy_measure measure, uint64_t xy, uint64_t x,
                                     uint64_t y, uint64_t n);

/*
 * Those that every rule carries:
 *
 *     support     xy / n                                 share of baskets with both
 *     confidence  xy / x                                 (Agrawal et al. 1993)
 *     lift        (xy n) / (x y)                         1: independent
 *     leverage    xy / n - (x / n)(y / n)                (Piatetsky-Shapiro 1991)
 *     conviction  x (n - y) / (n (x - xy))               (Brin et al. 1997)
 *
 * Conviction is INFINITY where x = xy, and NAN, for undefined, where y = n as well.
 */
typedef struct cobuy_measures {
    double support, confidence, lift, leverage, conviction;
} cobuy_measures;

COBUY_API cobuy_measures cobuy_measure_rule(uint64_t xy, uint64_t x, uint64_t y,
                                            uint64_t n);

/* ========================================================================== */
/*                              Measures of itemsets                          */
/* ========================================================================== */

typedef enum cobuy_itemset_measure {
    COBUY_ITEMSET_COUNT = 0,
    COBUY_ITEMSET_SUPPORT,
    COBUY_ITEMSET_ALL_CONFIDENCE,
    COBUY_ITEMSET_CROSS_SUPPORT_RATIO,
    COBUY_ITEMSET_LIFT,
} cobuy_itemset_measure;

#define COBUY_ITEMSET_MEASURES (COBUY_ITEMSET_LIFT + 1)

/* Of an itemset in 'count' of 'baskets' baskets, whose 'n_items' items are in so many
 * each.  Lift may be beyond any double, and is INFINITY then. */
COBUY_API double cobuy_itemset_measure_value(cobuy_itemset_measure measure,
                                             uint64_t count,
                                             const uint64_t *item_counts,
                                             uint32_t n_items, uint64_t baskets);

/* ========================================================================== */
/*                          Tests of many hypotheses                          */
/* ========================================================================== */

/* What is asked of p-values where many hypotheses are tested.  The first four keep the
 * level, or less, for the chance that any rule is accepted whose sides are independent;
 * the last two for the share of such rules among those accepted. */
typedef enum cobuy_correction {
    COBUY_CORRECTION_NONE = 0, /* but this does so for each rule alone */
    COBUY_CORRECTION_BONFERRONI,
    COBUY_CORRECTION_HOLM,    /* never accepts less than Bonferroni */
    COBUY_CORRECTION_LAYERED, /* each size of rules gets a part of the level; Webb 2008
                               */
    COBUY_CORRECTION_BH,      /* Benjamini, Hochberg 1995; proven for p-values that are
                                 independent or rise with each other */
    COBUY_CORRECTION_BY,      /* Benjamini, Yekutieli 2001; for any */
} cobuy_correction;

/* Its name as an option and in manifests, such as "holm". */
COBUY_API const char *cobuy_correction_name(cobuy_correction correction);

/* ========================================================================== */
/*                              What they are                                 */
/* ========================================================================== */

/* Texts for people. */
typedef struct cobuy_measure_facts {
    const char *name;    /* as a column of a file; those of arules are its names */
    const char *formula; /* in the counts above */
    const char *range;
    const char *meaning; /* a sentence */
    const char *source;
    const char *undefined; /* where it is undefined or infinite; NULL: nowhere */
    bool lowest_first;     /* low values are the good ones: rules are sorted so */
    bool compares;         /* with g, the highest confidence of a more general rule */
    bool always;           /* a column of every file, asked for or not */
} cobuy_measure_facts;

COBUY_API const cobuy_measure_facts *cobuy_measure_about(cobuy_measure measure);
COBUY_API const cobuy_measure_facts *
cobuy_itemset_measure_about(cobuy_itemset_measure measure);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_MEASURE_H */
