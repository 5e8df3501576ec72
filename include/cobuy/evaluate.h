/*
 * evaluate.h - how good are rules on other data? Counted again, and as a recommender
 *
 * Rules are counted again in the baskets given (recount.h), and judged by hiding what
 * was bought: of each basket of two items or more each item is hidden in turn, the rest
 * is asked for offers (offer.h), and it is seen at which rank the hidden item is among
 * them (leave-one-out).  With T trials, h(r) of which find the hidden item at rank r,
 * the figures at k offers are
 *
 *     hit rate       sum of h(r) for r up to k, / T
 *     precision      the same sum / the offers that were made, up to k a trial
 *     recall         the hit rate: one item is to be found in each trial
 *     MRR            sum of h(r) / r for r up to k, / T       (Voorhees, TREC-8, 1999)
 *     NDCG           sum of h(r) / log2(1 + r), / T           (Jarvelin, Kekalainen,
 * 2002; the best possible is 1, with one item to be found) coverage       the trials in
 * which anything was offered / T item coverage  the items of the log that were offered
 * at all / those of the log
 *
 * (Herlocker, Konstan, Terveen, Riedl, TOIS 2004.)  An item that no rule knows counts:
 * it is not found.  Beside the rules stand
 *
 *     popularity     the most bought items that are not in the basket, by the counts in
 *                    the rule file: what a shop could offer without any rule
 *     chance         items drawn from those of the log that are not in the basket; the
 *                    expected values, computed and not drawn
 *
 * Popularity knows only items that are a side of a rule by themselves.  Popularity that
 * finds more than the rules is no fault of these figures: what everybody buys is easily
 * guessed, and coverage tells the price.
 *
 * The results are the same for any number of threads and any order of the log.
 */
#ifndef COBUY_EVALUATE_H
#define COBUY_EVALUATE_H

#include <cobuy/offer.h>
#include <cobuy/recount.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { COBUY_CUTOFFS_MOST = 16, COBUY_CUTOFF_HIGHEST = 1000 };

/* Options of cobuy_evaluate(); start from COBUY_EVALUATE_DEFAULTS. */
typedef struct cobuy_evaluate_options {
    size_t size;
    cobuy_measure sort_by; /* that offers are ranked by */
    /* The numbers of offers to judge at, rising, up to COBUY_CUTOFF_HIGHEST.  NULL: 1,
     * 5 and 10. */
    const uint32_t *cutoffs;
    size_t n_cutoffs;
    /* One item of each basket is hidden instead of each in turn: for logs of many or
     * large baskets.  Which one follows from the names in the basket, by a hash. */
    bool hide_one;
} cobuy_evaluate_options;

#define COBUY_EVALUATE_DEFAULTS                                                  \
    {                                                                            \
        sizeof(cobuy_evaluate_options), COBUY_MEASURE_CONFIDENCE, NULL, 0, false \
    }

/* Immutable. */
typedef struct cobuy_evaluation cobuy_evaluation;

/* Counts and judges 'rules' in 'baskets', which must both outlive the evaluation. */
COBUY_API COBUY_CHECK cobuy_status cobuy_evaluate(cobuy_context *context,
                                                  cobuy_evaluation **out,
                                                  const cobuy_rule_list *rules,
                                                  const cobuy_baskets *baskets,
                                                  const cobuy_evaluate_options *options,
                                                  cobuy_error *error);

COBUY_API void cobuy_evaluation_free(cobuy_evaluation *evaluation); /* accepts NULL */

/* What each rule is now. */
COBUY_API const cobuy_recount *
cobuy_evaluation_recount(const cobuy_evaluation *evaluation);

/* What was counted. */
typedef struct cobuy_evaluation_summary {
    uint64_t rules;
    uint64_t gone; /* of them, that no basket has any more */
    /* Whose confidence has become lower or higher beyond chance: the test of the drift
     * at 'drift_level', which is 0.05 divided by the number of rules (Bonferroni). */
    uint64_t weaker, stronger;
    double drift_level;
    uint64_t baskets, judged_baskets; /* all, and those of two items or more */
    uint64_t items, unknown_items;    /* of the log, and those that no rule has */
    uint64_t trials;
    uint64_t unknown_trials; /* in which the hidden item was unknown */
} cobuy_evaluation_summary;

COBUY_API const cobuy_evaluation_summary *
cobuy_evaluation_about(const cobuy_evaluation *evaluation);

/* ========================================================================== */
/*                                  Figures                                   */
/* ========================================================================== */

typedef enum cobuy_recommender {
    COBUY_BY_RULES = 0,
    COBUY_BY_POPULARITY,
    COBUY_BY_CHANCE,
} cobuy_recommender;

#define COBUY_RECOMMENDERS (COBUY_BY_CHANCE + 1)

/* Its name in files: "rules", "popularity" or "chance". */
COBUY_API const char *cobuy_recommender_name(cobuy_recommender recommender);

/* As above; NAN where nothing was tried or, for the precision, offered.  Chance has no
 * item coverage: in the long run it offers all. */
typedef struct cobuy_judgement {
    uint32_t cutoff;
    double hit_rate, precision, recall, mrr, ndcg, coverage, item_coverage;
} cobuy_judgement;

COBUY_API size_t cobuy_evaluation_cutoffs(const cobuy_evaluation *evaluation);

/* At the cutoff of an index. */
COBUY_API cobuy_judgement cobuy_evaluation_judge(const cobuy_evaluation *evaluation,
                                                 cobuy_recommender recommender,
                                                 size_t cutoff);

/* ========================================================================== */
/*                                  Writing                                   */
/* ========================================================================== */

/* The rules with both their counts, as cobuy_write_rule_list() writes them; the
 * manifest has the figures, too.  'recount' of the options is not used. */
COBUY_API COBUY_CHECK cobuy_status cobuy_write_evaluation(
    cobuy_context *context, const cobuy_evaluation *evaluation, const char *path,
    const cobuy_write_options *options, cobuy_error *error);

/* The summary and the figures, as a JSON object. */
COBUY_API COBUY_CHECK cobuy_status
cobuy_write_judgements(cobuy_context *context, const cobuy_evaluation *evaluation,
                       const char *path, cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_EVALUATE_H */
