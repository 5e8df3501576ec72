/*
 * measures.c - the table of measures, from which files, sorting and help are made
 *
 * Names are those of arules, under which it has 51 measures of rules.  Its measure
 * "table" is the four table.n11 ... here.  Where arules' code is not what its
 * documentation defines, the definition is here: casualConfidence, casualSupport,
 * collectiveStrength and leastContradiction.  improvement, boost and LIC compare with all
 * more general rules, where arules takes those that happen to be in the same set.
 * importance is that of Microsoft, whose measure it is, as arules' code has it. stdLift
 * is not corrected for thresholds, so that none changes it.  arules turns some 0 / 0
 * into 0 or 1; here they are undefined.
 */
#include "measure/measures.h"

#include "measure/formulas.h"

#include <assert.h>

struct measure_row {
    measure_formula *formula;
    cobuy_measure_facts facts;
};

/* clang-format off */
static const struct measure_row table[COBUY_MEASURES] = {
    [COBUY_MEASURE_LIFT] =
        {measure_lift,
        {.name = "lift", .formula = "n xy / (x y)",
         .range = "0 to inf, 1: independent",
         .meaning = "how many times more often both sides are together than if they "
                    "were independent",
         .source = "Brin, Motwani, Ullman, Tsur 1997 (as interest)",
         .always = true}},
    [COBUY_MEASURE_CONFIDENCE] =
        {measure_confidence,
        {.name = "confidence", .formula = "xy / x", .range = "0 to 1",
         .meaning = "share of the baskets with the antecedent that hold the "
                    "consequent, too",
         .source = "Agrawal, Imielinski, Swami 1993",
         .always = true}},
    [COBUY_MEASURE_SUPPORT] =
        {measure_support,
        {.name = "support", .formula = "xy / n", .range = "0 to 1",
         .meaning = "share of all baskets that hold both sides",
         .source = "Agrawal, Imielinski, Swami 1993",
         .always = true}},
    [COBUY_MEASURE_LEVERAGE] =
        {measure_leverage,
        {.name = "leverage", .formula = "xy / n - x y / n^2",
         .range = "-1/4 to 1/4, 0: independent",
         .meaning = "share of the baskets that hold both sides above what independent "
                    "sides would give",
         .source = "Piatetsky-Shapiro 1991",
         .always = true}},
    [COBUY_MEASURE_CONVICTION] =
        {measure_conviction,
        {.name = "conviction", .formula = "x (n - y) / (n n10)",
         .range = "0 to inf, 1: independent",
         .meaning = "how many times more often the antecedent would be without the "
                    "consequent if they were independent",
         .source = "Brin, Motwani, Ullman, Tsur 1997",
         .undefined = "infinite if n10 = 0; undefined if y = n as well",
         .always = true}},
    [COBUY_MEASURE_COUNT] =
        {measure_count,
        {.name = "count", .formula = "xy", .range = "1 to n",
         .meaning = "baskets that hold both sides",
         .source = "Agrawal, Imielinski, Swami 1993",
         .always = true}},
    [COBUY_MEASURE_COVERAGE] =
        {measure_coverage,
        {.name = "coverage", .formula = "x / n", .range = "0 to 1",
         .meaning = "share of the baskets that hold the antecedent",
         .source = "arules"}},
    [COBUY_MEASURE_RHS_SUPPORT] =
        {measure_rhs_support,
        {.name = "rhsSupport", .formula = "y / n", .range = "0 to 1",
         .meaning = "share of the baskets that hold the consequent",
         .source = "arules"}},
    [COBUY_MEASURE_TABLE_N11] =
        {measure_count,
        {.name = "table.n11", .formula = "xy", .range = "1 to n",
         .meaning = "baskets with both sides",
         .source = "arules (its measure table is these four)"}},
    [COBUY_MEASURE_TABLE_N01] =
        {measure_n01,
        {.name = "table.n01", .formula = "y - xy", .range = "0 to n",
         .meaning = "baskets with the consequent alone",
         .source = "arules"}},
    [COBUY_MEASURE_TABLE_N10] =
        {measure_n10,
        {.name = "table.n10", .formula = "x - xy", .range = "0 to n",
         .meaning = "baskets with the antecedent alone",
         .source = "arules"}},
    [COBUY_MEASURE_TABLE_N00] =
        {measure_n00,
        {.name = "table.n00", .formula = "n - x - y + xy", .range = "0 to n",
         .meaning = "baskets with neither side",
         .source = "arules"}},
    [COBUY_MEASURE_ADDED_VALUE] =
        {measure_added_value,
        {.name = "addedValue", .formula = "xy / x - y / n",
         .range = "-1 to 1, 0: independent",
         .meaning = "how much the antecedent adds to the share of baskets with the "
                    "consequent",
         .source = "Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_CASUAL_CONFIDENCE] =
        {measure_casual_confidence,
        {.name = "casualConfidence", .formula = "(xy / x + n00 / (n - x)) / 2",
         .range = "0 to 1",
         .meaning = "mean of the confidence of the rule and that of its negation, not "
                    "X => not Y",
         .source = "Kodratoff 2001",
         .undefined = "undefined if x = n"}},
    [COBUY_MEASURE_CASUAL_SUPPORT] =
        {measure_casual_support,
        {.name = "casualSupport", .formula = "(xy + n00) / n", .range = "0 to 1",
         .meaning = "share of the baskets that hold both sides or neither",
         .source = "Kodratoff 2001"}},
    [COBUY_MEASURE_CENTERED_CONFIDENCE] =
        {measure_added_value,
        {.name = "centeredConfidence", .formula = "xy / x - y / n",
         .range = "-1 to 1, 0: independent",
         .meaning = "the same as addedValue",
         .source = "Lavrac, Flach, Zupan 1999 (as relative accuracy)"}},
    [COBUY_MEASURE_CERTAINTY] =
        {measure_certainty,
        {.name = "certainty", .formula = "(xy / x - y / n) / (1 - y / n)",
         .range = "-inf to 1, 0: independent",
         .meaning = "how far the antecedent brings the consequent from its share to "
                    "certainty",
         .source = "Galiano, Blanco, Sanchez, Vila 2002; Loevinger 1947",
         .undefined = "undefined if y = n"}},
    [COBUY_MEASURE_CHI_SQUARED] =
        {measure_chi_squared,
        {.name = "chiSquared", .formula = "n (n xy - x y)^2 / (x (n - x) y (n - y))",
         .range = "0 to n, 0: independent",
         .meaning = "statistic of the chi-squared test of independence, in either "
                    "direction",
         .source = "Pearson 1900; Brin, Motwani, Silverstein 1997",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_COLLECTIVE_STRENGTH] =
        {measure_collective_strength,
        {.name = "collectiveStrength",
         .formula = "(xy + n00) / (n10 + n01) * (x (n - y) + (n - x) y) / (x y + (n - "
                    "x) (n - y))",
         .range = "0 to inf, 1: independent",
         .meaning = "odds that a basket holds both sides or neither, by the odds if "
                    "they were independent",
         .source = "Aggarwal, Yu 1998",
         .undefined = "infinite if n10 = n01 = 0; undefined if x = y = n"}},
    [COBUY_MEASURE_CONFIRMED_CONFIDENCE] =
        {measure_confirmed_confidence,
        {.name = "confirmedConfidence", .formula = "(xy - n10) / x",
         .range = "-1 to 1",
         .meaning = "confidence of the rule less that of its opposite, X => not Y",
         .source = "Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_COSINE] =
        {measure_cosine,
        {.name = "cosine", .formula = "xy / sqrt(x y)", .range = "0 to 1",
         .meaning = "geometric mean of the confidences of X => Y and Y => X; baskets "
                    "with neither side do not change it",
         .source = "Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_COUNTEREXAMPLE] =
        {measure_counterexample,
        {.name = "counterexample", .formula = "(xy - n10) / xy", .range = "-inf to 1",
         .meaning = "share of examples that is left when each counterexample takes "
                    "one off",
         .source = "arules; after Sebag, Schoenauer 1988",
         .undefined = "minus infinite if xy = 0"}},
    [COBUY_MEASURE_DOC] =
        {measure_doc,
        {.name = "doc", .formula = "xy / x - n01 / (n - x)",
         .range = "-1 to 1, 0: independent",
         .meaning = "difference of confidence: that of the rule less that of not X => "
                    "Y",
         .source = "Hofmann, Wilhelm 2001",
         .undefined = "undefined if x = n"}},
    [COBUY_MEASURE_FISHERS_EXACT_TEST] =
        {measure_fisher,
        {.name = "fishersExactTest",
         .formula = "P(C >= xy), C hypergeometric of n, x, y", .range = "0 to 1",
         .meaning = "p-value of Fisher's exact test: how likely independent sides are "
                    "together so often or more",
         .source = "Fisher 1922; Hahsler, Hornik 2007",
         .lowest_first = true}},
    [COBUY_MEASURE_GINI] =
        {measure_gini,
        {.name = "gini",
         .formula = "x/n ((xy/x)^2 + (n10/x)^2) + (n-x)/n ((n01/(n-x))^2 + "
                    "(n00/(n-x))^2) - (y/n)^2 - ((n-y)/n)^2",
         .range = "0 to 1/2, 0: independent",
         .meaning = "how much purer the consequent is when the antecedent is known",
         .source = "Breiman, Friedman, Olshen, Stone 1984; Tan, Kumar, Srivastava "
                   "2004",
         .undefined = "undefined if x = n"}},
    [COBUY_MEASURE_HYPER_CONFIDENCE] =
        {measure_hyper_confidence,
        {.name = "hyperConfidence",
         .formula = "P(C < xy), C hypergeometric of n, x, y", .range = "0 to 1",
         .meaning = "how likely independent sides are together less often",
         .source = "Hahsler, Hornik 2007"}},
    [COBUY_MEASURE_HYPER_LIFT] =
        {measure_hyper_lift,
        {.name = "hyperLift",
         .formula = "xy / q, q the least with P(C <= q) >= 0.99, C hypergeometric of "
                    "n, x, y",
         .range = "0 to inf",
         .meaning = "lift against what chance exceeds once in a hundred times, so "
                    "that rare items do not lead",
         .source = "Hahsler, Hornik 2007",
         .undefined = "infinite if q = 0; undefined if xy = 0 as well"}},
    [COBUY_MEASURE_IMBALANCE] =
        {measure_imbalance,
        {.name = "imbalance", .formula = "|x - y| / (x + y - xy)", .range = "0 to 1",
         .meaning = "how different the two sides are in frequency; 0: alike",
         .source = "Wu, Chen, Han 2010"}},
    [COBUY_MEASURE_IMPLICATION_INDEX] =
        {measure_implication_index,
        {.name = "implicationIndex",
         .formula = "(n10 - x (n - y) / n) / sqrt(x (n - y) / n)",
         .range = "-inf to inf, 0: independent",
         .meaning = "counterexamples above what independent sides would give, in "
                    "standard deviations",
         .source = "Gras 1996",
         .undefined = "undefined if y = n",
         .lowest_first = true}},
    [COBUY_MEASURE_IMPORTANCE] =
        {measure_importance,
        {.name = "importance",
         .formula = "log10(((xy + 1) (n - x + 2)) / ((n01 + 1) (x + 2)))",
         .range = "-inf to inf, 0: independent",
         .meaning = "how many powers of ten the consequent is more likely with the "
                    "antecedent than without",
         .source = "Microsoft Analysis Services"}},
    [COBUY_MEASURE_J_MEASURE] =
        {measure_j_measure,
        {.name = "jMeasure",
         .formula = "xy/n ln(n xy / (x y)) + n10/n ln(n n10 / (x (n - y)))",
         .range = "0 to inf, 0: independent",
         .meaning = "information that the antecedent gives on the consequent, times "
                    "its share of the baskets",
         .source = "Smyth, Goodman 1991"}},
    [COBUY_MEASURE_JACCARD] =
        {measure_jaccard,
        {.name = "jaccard", .formula = "xy / (x + y - xy)", .range = "0 to 1",
         .meaning = "share of the baskets with a side that hold both",
         .source = "Jaccard 1901; Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_KAPPA] =
        {measure_kappa,
        {.name = "kappa", .formula = "2 (n xy - x y) / (x (n - y) + (n - x) y)",
         .range = "-1 to 1, 0: independent",
         .meaning = "agreement of both sides beyond that of independent ones",
         .source = "Cohen 1960; Tan, Kumar, Srivastava 2004",
         .undefined = "undefined if x = y = n"}},
    [COBUY_MEASURE_KULCZYNSKI] =
        {measure_kulczynski,
        {.name = "kulczynski", .formula = "(xy / x + xy / y) / 2", .range = "0 to 1",
         .meaning = "mean of the confidences of X => Y and Y => X; baskets with "
                    "neither side do not change it",
         .source = "Kulczynski 1927; Wu, Chen, Han 2010"}},
    [COBUY_MEASURE_LAMBDA] =
        {measure_lambda,
        {.name = "lambda",
         .formula = "(max(xy, n10) + max(n01, n00) - m) / (n - m), m = max(y, n - y)",
         .range = "0 to 1",
         .meaning = "share of the errors in guessing the consequent that knowing the "
                    "antecedent avoids",
         .source = "Goodman, Kruskal 1954",
         .undefined = "undefined if y = n"}},
    [COBUY_MEASURE_LAPLACE] =
        {measure_laplace,
        {.name = "laplace", .formula = "(xy + 1) / (x + 2)", .range = "0 to 1",
         .meaning = "confidence with a basket more of both kinds, so that few baskets "
                    "do not give much",
         .source = "Clark, Boswell 1991; Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_LEAST_CONTRADICTION] =
        {measure_least_contradiction,
        {.name = "leastContradiction", .formula = "(xy - n10) / y",
         .range = "-inf to 1",
         .meaning = "examples less counterexamples, by the baskets with the "
                    "consequent",
         .source = "Aze, Kodratoff 2002"}},
    [COBUY_MEASURE_LERMAN] =
        {measure_lerman,
        {.name = "lerman", .formula = "(xy - x y / n) / sqrt(x y / n)",
         .range = "-inf to inf, 0: independent",
         .meaning = "examples above what independent sides would give, in standard "
                    "deviations",
         .source = "Lerman 1981"}},
    [COBUY_MEASURE_MAXCONFIDENCE] =
        {measure_maxconfidence,
        {.name = "maxconfidence", .formula = "max(xy / x, xy / y)", .range = "0 to 1",
         .meaning = "the higher one of the confidences of X => Y and Y => X",
         .source = "Tan, Kumar, Srivastava 2004"}},
    [COBUY_MEASURE_MUTUAL_INFORMATION] =
        {measure_mutual_information,
        {.name = "mutualInformation",
         .formula = "sum nij/n ln(n nij / (ni nj)) / min(H(X), H(Y))",
         .range = "0 to 1, 0: independent",
         .meaning = "share of the information on the side that has less that the "
                    "other side gives",
         .source = "Tan, Kumar, Srivastava 2004",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_ODDS_RATIO] =
        {measure_odds_ratio,
        {.name = "oddsRatio", .formula = "xy n00 / (n10 n01)",
         .range = "0 to inf, 1: independent",
         .meaning = "odds of the consequent with the antecedent by those without",
         .source = "Cornfield 1951; Tan, Kumar, Srivastava 2004",
         .undefined = "infinite if n10 n01 = 0; undefined if xy n00 = 0 as well"}},
    [COBUY_MEASURE_PHI] =
        {measure_phi,
        {.name = "phi", .formula = "(n xy - x y) / sqrt(x y (n - x) (n - y))",
         .range = "-1 to 1, 0: independent",
         .meaning = "coefficient of correlation of both sides",
         .source = "Pearson 1900; Tan, Kumar, Srivastava 2004",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_RALAMBONDRAINY] =
        {measure_ralambondrainy,
        {.name = "ralambondrainy", .formula = "n10 / n", .range = "0 to 1",
         .meaning = "share of the baskets that are counterexamples",
         .source = "Diatta, Ralambondrainy, Totohasina 2007",
         .lowest_first = true}},
    [COBUY_MEASURE_RELATIVE_RISK] =
        {measure_relative_risk,
        {.name = "relativeRisk", .formula = "(xy / x) / (n01 / (n - x))",
         .range = "0 to inf, 1: independent",
         .meaning = "confidence of the rule by that of not X => Y",
         .source = "Sistrom, Garvan 2004",
         .undefined = "infinite if n01 = 0; undefined if x = n or xy = n01 = 0"}},
    [COBUY_MEASURE_RLD] =
        {measure_rld,
        {.name = "RLD",
         .formula = "d / (d + n min(n10, n01)) if d = n xy - x y > 0, else d / (d - n "
                    "min(xy, n00))",
         .range = "0 to 1, 0: independent",
         .meaning = "relative linkage disequilibrium: the dependence by the most that "
                    "these margins allow, in either direction",
         .source = "Kenett, Salini 2008",
         .undefined = "undefined if d = 0 and the least cell is 0"}},
    [COBUY_MEASURE_RULE_POWER_FACTOR] =
        {measure_rule_power_factor,
        {.name = "rulePowerFactor", .formula = "xy^2 / (x n)", .range = "0 to 1",
         .meaning = "support times confidence",
         .source = "Ochin, Kumar 2016"}},
    [COBUY_MEASURE_SEBAG] =
        {measure_sebag,
        {.name = "sebag", .formula = "xy / n10", .range = "0 to inf",
         .meaning = "examples by counterexamples",
         .source = "Sebag, Schoenauer 1988",
         .undefined = "infinite if n10 = 0"}},
    [COBUY_MEASURE_STD_LIFT] =
        {measure_std_lift,
        {.name = "stdLift",
         .formula = "(xy - m) / (min(x, y) - m), m = max(x + y - n, 1)",
         .range = "0 to 1",
         .meaning = "where lift stands between the least and the highest that these "
                    "margins allow, not corrected for thresholds",
         .source = "McNicholas, Murphy, O'Regan 2008",
         .undefined = "undefined if only one lift is possible"}},
    [COBUY_MEASURE_VARYING_LIAISON] =
        {measure_varying_liaison,
        {.name = "varyingLiaison", .formula = "n xy / (x y) - 1",
         .range = "-1 to inf, 0: independent",
         .meaning = "lift less 1",
         .source = "Bernard, Charron 1996"}},
    [COBUY_MEASURE_YULE_Q] =
        {measure_yule_q,
        {.name = "yuleQ", .formula = "(xy n00 - n10 n01) / (xy n00 + n10 n01)",
         .range = "-1 to 1, 0: independent",
         .meaning = "the odds ratio, brought into bounds",
         .source = "Yule 1900; Tan, Kumar, Srivastava 2004",
         .undefined = "undefined if xy n00 = n10 n01 = 0"}},
    [COBUY_MEASURE_YULE_Y] =
        {measure_yule_y,
        {.name = "yuleY",
         .formula = "(sqrt(xy n00) - sqrt(n10 n01)) / (sqrt(xy n00) + sqrt(n10 n01))",
         .range = "-1 to 1, 0: independent",
         .meaning = "the root of the odds ratio, brought into bounds",
         .source = "Yule 1912; Tan, Kumar, Srivastava 2004",
         .undefined = "undefined if xy n00 = n10 n01 = 0"}},
    [COBUY_MEASURE_GAIN] =
        {measure_gain,
        {.name = "gain", .formula = "xy / n - x / (2 n)", .range = "-1/2 to 1/2",
         .meaning = "support above that of a rule of confidence 1/2; the theta of its "
                    "definition is that 1/2",
         .source = "Fukuda, Morimoto, Morishita, Tokuyama 1996; "
                   "Bayardo, Agrawal 1999"}},
    [COBUY_MEASURE_PS] =
        {measure_leverage,
        {.name = "ps", .formula = "xy / n - x y / n^2",
         .range = "-1/4 to 1/4, 0: independent",
         .meaning = "the same as leverage",
         .source = "Piatetsky-Shapiro 1991"}},
    [COBUY_MEASURE_REPRESENTATIVITY] =
        {measure_representativity,
        {.name = "representativity", .formula = "n / n", .range = "1",
         .meaning = "share of the baskets of which it is known whether they hold each "
                    "side: in a log, all",
         .source = "Ragel, Cremilleux 1999; mlxtend"}},
    [COBUY_MEASURE_ZHANG] =
        {measure_zhang,
        {.name = "zhang", .formula = "(n xy - x y) / max(xy (n - x), x (y - xy))",
         .range = "-1 to 1, 0: independent",
         .meaning = "association above 0, dissociation below",
         .source = "Zhang 2000; mlxtend as zhangs_metric",
         .undefined = "undefined if x = n"}},
    [COBUY_MEASURE_CHI_SQUARED_P] =
        {measure_chi_squared_p,
        {.name = "chi_squared_p",
         .formula = "P(chi-squared of one degree of freedom >= chiSquared)",
         .range = "0 to 1",
         .meaning = "p-value of the chi-squared test: of dependence in either "
                    "direction; for few baskets fishersExactTest is right",
         .source = "Pearson 1900",
         .undefined = "undefined if x = n or y = n",
         .lowest_first = true}},
    [COBUY_MEASURE_YATES] =
        {measure_yates,
        {.name = "yates",
         .formula = "n max(|n xy - x y| - n/2, 0)^2 / (x (n - x) y (n - y))",
         .range = "0 to n, 0: independent",
         .meaning = "chi-squared with the correction for continuity",
         .source = "Yates 1934",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_YATES_P] =
        {measure_yates_p,
        {.name = "yates_p",
         .formula = "P(chi-squared of one degree of freedom >= yates)",
         .range = "0 to 1",
         .meaning = "p-value of the chi-squared test with the correction for "
                    "continuity",
         .source = "Yates 1934",
         .undefined = "undefined if x = n or y = n",
         .lowest_first = true}},
    [COBUY_MEASURE_G] =
        {measure_g,
        {.name = "g", .formula = "2 sum nij ln(n nij / (ni nj))",
         .range = "0 to inf, 0: independent",
         .meaning = "statistic of the G test of independence (a ratio of "
                    "likelihoods), in either direction",
         .source = "Wilks 1935; Sokal, Rohlf 1981",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_G_P] =
        {measure_g_p,
        {.name = "g_p", .formula = "P(chi-squared of one degree of freedom >= g)",
         .range = "0 to 1",
         .meaning = "p-value of the G test: of dependence in either direction",
         .source = "Wilks 1935; Sokal, Rohlf 1981",
         .undefined = "undefined if x = n or y = n",
         .lowest_first = true}},
    [COBUY_MEASURE_CONFIDENCE_LOWER] =
        {measure_confidence_lower,
        {.name = "confidence_lower",
         .formula = "lower root p of (xy/x - p)^2 = z^2 p (1 - p) / x, z = 1.96",
         .range = "0 to 1",
         .meaning = "lower end of the 95% interval of confidence",
         .source = "Wilson 1927"}},
    [COBUY_MEASURE_CONFIDENCE_UPPER] =
        {measure_confidence_upper,
        {.name = "confidence_upper",
         .formula = "upper root p of (xy/x - p)^2 = z^2 p (1 - p) / x, z = 1.96",
         .range = "0 to 1",
         .meaning = "upper end of the 95% interval of confidence",
         .source = "Wilson 1927"}},
    [COBUY_MEASURE_LIFT_LOWER] =
        {measure_lift_lower,
        {.name = "lift_lower",
         .formula = "lift exp(-z s), s^2 = 1/xy - 1/x - 1/y + (2 lift - 1) / n, z = "
                    "1.96",
         .range = "0 to inf",
         .meaning = "lower end of the 95% interval of lift: few baskets do not lead "
                    "by luck",
         .source = "delta method for log lift, as Katz, Baptista, Azen, Pike 1978",
         .undefined = "undefined if xy = 0"}},
    [COBUY_MEASURE_LIFT_UPPER] =
        {measure_lift_upper,
        {.name = "lift_upper",
         .formula = "lift exp(z s), s^2 = 1/xy - 1/x - 1/y + (2 lift - 1) / n, z = "
                    "1.96",
         .range = "0 to inf",
         .meaning = "upper end of the 95% interval of lift",
         .source = "delta method for log lift, as Katz, Baptista, Azen, Pike 1978",
         .undefined = "undefined if xy = 0"}},
    [COBUY_MEASURE_ODDS_RATIO_LOWER] =
        {measure_odds_ratio_lower,
        {.name = "odds_ratio_lower",
         .formula = "oddsRatio exp(-z s), s^2 = 1/xy + 1/n10 + 1/n01 + 1/n00, z = "
                    "1.96, 1/2 added to each cell if one is 0",
         .range = "0 to inf",
         .meaning = "lower end of the 95% interval of the odds ratio",
         .source = "Woolf 1955; Haldane 1956",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_ODDS_RATIO_UPPER] =
        {measure_odds_ratio_upper,
        {.name = "odds_ratio_upper",
         .formula = "oddsRatio exp(z s), s^2 = 1/xy + 1/n10 + 1/n01 + 1/n00, z = "
                    "1.96, 1/2 added to each cell if one is 0",
         .range = "0 to inf",
         .meaning = "upper end of the 95% interval of the odds ratio",
         .source = "Woolf 1955; Haldane 1956",
         .undefined = "undefined if x = n or y = n"}},
    [COBUY_MEASURE_IMPROVEMENT] =
        {measure_improvement,
        {.name = "improvement", .formula = "xy / x - g", .range = "-1 to 1",
         .meaning = "confidence above that of the most confident more general rule: at 0 "
                    "or below, part of the antecedent says as much",
         .source = "Bayardo, Agrawal, Gunopulos 2000",
         .undefined = "undefined if not all more general rules are known",
         .compares = true}},
    [COBUY_MEASURE_BOOST] =
        {measure_boost,
        {.name = "boost", .formula = "(xy / x) / g", .range = "0 to inf",
         .meaning = "confidence by that of the most confident more general rule",
         .source = "arules, after Balcazar 2013",
         .undefined = "undefined if not all more general rules are known",
         .compares = true}},
    [COBUY_MEASURE_LIC] =
        {measure_boost,
        {.name = "LIC", .formula = "lift / (n g / y)", .range = "0 to inf",
         .meaning = "lift by that of the more general rule with the highest one: the same "
                    "as boost, since all have one consequent",
         .source = "Lopez et al. 2014; arules",
         .undefined = "undefined if not all more general rules are known",
         .compares = true}},
};
/* clang-format on */

double measure_value(cobuy_measure measure, struct rule_counts counts)
{
    assert(measure < COBUY_MEASURES);
    return table[measure].formula(counts);
}

double cobuy_measure_value(cobuy_measure measure, uint64_t xy, uint64_t x, uint64_t y,
                           uint64_t n)
{
    return measure_value(measure, (struct rule_counts){.xy = xy, .x = x, .y = y, .n = n});
}

const cobuy_measure_facts *cobuy_measure_about(cobuy_measure measure)
{
    assert(measure < COBUY_MEASURES);
    return &table[measure].facts;
}

cobuy_measures cobuy_measure_rule(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    struct rule_counts counts = {.xy = xy, .x = x, .y = y, .n = n};
    return (cobuy_measures){
        .support = measure_support(counts),
        .confidence = measure_confidence(counts),
        .lift = measure_lift(counts),
        .leverage = measure_leverage(counts),
        .conviction = measure_conviction(counts),
    };
}
