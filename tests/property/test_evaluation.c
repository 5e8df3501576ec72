/*
 * test_evaluation.c - rules are counted again and judged as by looking at every basket,
 * every rule and every item
 */
#include "measure/fisher.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <string.h>

enum { USUAL_SEEDS = 80, MOST_ITEMS = 12, MOST_BASKETS = 60, RANKS = 6 };

TestSuite(evaluation, .init = workspace_open_in_memory, .fini = workspace_close);

/* ------------------------------------------------------------- a log as sets of items
 */

/* A basket is a set of the log's items, as bits. */
struct sets {
    const struct random_log *log;
    uint32_t baskets[MOST_BASKETS];
    uint32_t n_baskets, sold; /* items that any basket has */
};

static struct sets sets_of(const struct random_log *log)
{
    struct sets sets = {.log = log};
    uint32_t by_number[MOST_BASKETS] = {0};
    for (size_t i = 0; i < log->n_purchases; i++)
        by_number[log->purchases[i].basket] |= 1u << log->purchases[i].item;
    for (uint32_t b = 0; b < MOST_BASKETS; b++) {
        if (by_number[b] == 0) continue;
        sets.baskets[sets.n_baskets++] = by_number[b];
        sets.sold |= by_number[b];
    }
    return sets;
}

static uint32_t size_of(uint32_t set)
{
    uint32_t n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

/* The rules' id of an item of the log, or UINT32_MAX. */
static uint32_t id_of(const cobuy_rule_list *list, const struct random_log *log,
                      uint32_t item)
{
    for (uint32_t id = 0; id < cobuy_rule_list_items(list); id++)
        if (strcmp(cobuy_rule_list_item(list, id).bytes, log->names[item].bytes) == 0)
            return id;
    return UINT32_MAX;
}

/* Items of the rules as a set of the log's; false if the log has not all. */
static bool set_of(const cobuy_rule_list *list, const struct sets *sets,
                   const uint32_t *items, uint32_t n, uint32_t *set)
{
    *set = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t bit = 0;
        for (uint32_t j = 0; j < sets->log->n_items; j++)
            if (id_of(list, sets->log, j) == items[i]) bit = 1u << j;
        if (bit == 0) return false;
        *set |= bit;
    }
    return true;
}

static uint64_t count_of(const struct sets *sets, bool there, uint32_t set)
{
    uint64_t n = 0;
    for (uint32_t b = 0; there && b < sets->n_baskets; b++)
        n += (sets->baskets[b] & set) == set;
    return n;
}

/* ------------------------------------------------------------------------- counting */

static void check_recount(const cobuy_rule_list *list, const cobuy_recount *recount,
                          const struct sets *sets)
{
    for (uint64_t i = 0; i < cobuy_rule_list_count(list); i++) {
        cobuy_rule rule = cobuy_rule_list_at(list, i);
        cobuy_recounted now = cobuy_recount_at(recount, i);
        uint32_t x, y;
        bool has_x = set_of(list, sets, rule.antecedent, rule.n_antecedent, &x);
        bool has_y = set_of(list, sets, rule.consequent, rule.n_consequent, &y);
        uint64_t n_x = count_of(sets, has_x, x), n_y = count_of(sets, has_y, y),
                 n_xy = count_of(sets, has_x && has_y, x | y);
        cr_assert_eq(now.count, n_xy);
        cr_assert_eq(now.antecedent_count, n_x);
        cr_assert_eq(now.consequent_count, n_y);
        cr_assert_eq(now.baskets, sets->n_baskets);
        cr_assert(n_x > 0 ? now.confidence == (double)n_xy / (double)n_x
                          : isnan(now.confidence));
        double lift =
            (double)n_xy * (double)sets->n_baskets / ((double)n_x * (double)n_y);
        cr_assert(n_x > 0 && n_y > 0 ? fabs(now.lift - lift) <= 1e-14 * lift
                                     : isnan(now.lift));
        struct rule_counts drift =
            counts_of(rule.count, rule.antecedent_count, rule.count + n_xy,
                      rule.antecedent_count + n_x);
        cr_assert_eq(now.drift_p, fisher_two_sided(drift));
        cr_assert(n_x > 0 && n_y > 0
                      ? now.p == cobuy_measure_value(COBUY_MEASURE_FISHERS_EXACT_TEST,
                                                     n_xy, n_x, n_y, sets->n_baskets)
                      : now.p == 1);
    }
}

/* -------------------------------------------------------------------------- judging */

struct tally {
    double trials, hits, offers, mrr, ndcg, covered;
    bool offered[MOST_ITEMS]; /* by the log's numbers */
};

struct expected {
    struct tally by[COBUY_RECOMMENDERS];
};

static void add_hit(struct tally *tally, uint32_t rank, double weight)
{
    tally->hits += weight;
    tally->mrr += weight / rank;
    tally->ndcg += weight * log(2) / log(rank + 1.0);
}

/* 'ids' are offered, best first; 'hidden' is to be found. */
static void add_trial(struct tally *tally, const cobuy_rule_list *list,
                      const struct sets *sets, const uint32_t *ids, uint32_t n,
                      uint32_t hidden)
{
    tally->trials++;
    tally->offers += n;
    tally->covered += n > 0;
    for (uint32_t r = 0; r < n; r++) {
        for (uint32_t j = 0; j < sets->log->n_items; j++)
            if ((sets->sold >> j & 1) && id_of(list, sets->log, j) == ids[r])
                tally->offered[j] = true;
        if (ids[r] == id_of(list, sets->log, hidden)) add_hit(tally, r + 1, 1);
    }
}

static bool is_in(const struct sets *sets, const cobuy_rule_list *list, uint32_t rest,
                  uint32_t id)
{
    for (uint32_t j = 0; j < sets->log->n_items; j++)
        if ((rest >> j & 1) && id_of(list, sets->log, j) == id) return true;
    return false;
}

static void try_rules(struct tally *tally, const cobuy_rule_list *list,
                      const cobuy_offer_index *index, const struct sets *sets,
                      uint32_t rest, uint32_t hidden, uint32_t k)
{
    uint32_t basket[MOST_ITEMS], ids[RANKS], n = 0;
    cobuy_offer offers[RANKS];
    for (uint32_t id = 0; id < cobuy_rule_list_items(list); id++)
        if (is_in(sets, list, rest, id)) basket[n++] = id;
    size_t n_offers = cobuy_offer_find(index, basket, n, offers, k);
    for (size_t i = 0; i < n_offers; i++) ids[i] = offers[i].item;
    add_trial(tally, list, sets, ids, (uint32_t)n_offers, hidden);
}

/* The count of an item that is a side of a rule by itself; otherwise 0. */
static uint64_t popularity(const cobuy_rule_list *list, uint32_t id)
{
    for (uint64_t i = 0; i < cobuy_rule_list_count(list); i++) {
        cobuy_rule rule = cobuy_rule_list_at(list, i);
        if (rule.n_antecedent == 1 && rule.antecedent[0] == id)
            return rule.antecedent_count;
        if (rule.n_consequent == 1 && rule.consequent[0] == id)
            return rule.consequent_count;
    }
    return 0;
}

static void try_popularity(struct tally *tally, const cobuy_rule_list *list,
                           const struct sets *sets, uint32_t rest, uint32_t hidden,
                           uint32_t k)
{
    uint32_t ids[RANKS], n = 0;
    bool taken[MOST_ITEMS] = {false};
    for (; n < k; n++) {
        uint32_t best = UINT32_MAX;
        for (uint32_t id = 0; id < cobuy_rule_list_items(list); id++)
            if (!taken[id] && popularity(list, id) > 0 &&
                !is_in(sets, list, rest, id) &&
                (best == UINT32_MAX || popularity(list, id) > popularity(list, best)))
                best = id;
        if (best == UINT32_MAX) break;
        taken[best] = true;
        ids[n] = best;
    }
    add_trial(tally, list, sets, ids, n, hidden);
}

static void try_chance(struct tally *tally, const struct sets *sets, uint32_t rest,
                       uint32_t k)
{
    uint32_t left = size_of(sets->sold & ~rest);
    tally->trials++;
    tally->covered++;
    for (uint32_t r = 1; r <= k && r <= left; r++) {
        tally->offers++;
        add_hit(tally, r, 1.0 / left);
    }
}

static struct expected judge(const cobuy_rule_list *list,
                             const cobuy_offer_index *index, const struct sets *sets,
                             uint32_t k)
{
    struct expected expected = {0};
    for (uint32_t b = 0; b < sets->n_baskets; b++) {
        uint32_t basket = sets->baskets[b];
        for (uint32_t j = 0; j < sets->log->n_items; j++) {
            uint32_t rest = basket & ~(1u << j);
            if (rest == basket || rest == 0) continue;
            try_rules(&expected.by[COBUY_BY_RULES], list, index, sets, rest, j, k);
            try_popularity(&expected.by[COBUY_BY_POPULARITY], list, sets, rest, j, k);
            try_chance(&expected.by[COBUY_BY_CHANCE], sets, rest, k);
        }
    }
    return expected;
}

static void expect_share(double found, double part, double all, const char *what)
{
    if (all == 0)
        cr_assert(isnan(found), "%s is %g, and should be undefined", what, found);
    else
        cr_assert(fabs(found - part / all) <= 1e-12, "%s is %.17g, not %.17g", what,
                  found, part / all);
}

static void check_judgement(const cobuy_judgement *found, const struct tally *expected,
                            const struct sets *sets, bool by_chance)
{
    double n_offered = 0;
    for (uint32_t j = 0; j < MOST_ITEMS; j++) n_offered += expected->offered[j];
    expect_share(found->hit_rate, expected->hits, expected->trials, "hit rate");
    expect_share(found->recall, expected->hits, expected->trials, "recall");
    expect_share(found->precision, expected->hits, expected->offers, "precision");
    expect_share(found->mrr, expected->mrr, expected->trials, "MRR");
    expect_share(found->ndcg, expected->ndcg, expected->trials, "NDCG");
    expect_share(found->coverage, expected->covered, expected->trials, "coverage");
    if (by_chance)
        cr_assert(isnan(found->item_coverage));
    else
        expect_share(found->item_coverage, n_offered, size_of(sets->sold),
                     "item coverage");
}

static uint64_t check_judgements(const cobuy_rule_list *list,
                                 const cobuy_evaluation *evaluation,
                                 cobuy_measure sort_by, const struct sets *sets)
{
    cobuy_offer_options options = COBUY_OFFER_DEFAULTS;
    cobuy_offer_index *index;
    cobuy_error error;
    options.sort_by = sort_by;
    MUST(cobuy_offer_index_create(workspace.context, &index, list, &options, &error));
    for (size_t i = 0; i < cobuy_evaluation_cutoffs(evaluation); i++)
        for (int by = COBUY_BY_RULES; by < COBUY_RECOMMENDERS; by++) {
            cobuy_judgement found =
                cobuy_evaluation_judge(evaluation, (cobuy_recommender)by, i);
            struct expected expected = judge(list, index, sets, found.cutoff);
            check_judgement(&found, &expected.by[by], sets, by == COBUY_BY_CHANCE);
        }
    cobuy_offer_index_free(index);
    return cobuy_evaluation_about(evaluation)->trials;
}

/* --------------------------------------------------------------------------- trials */

static cobuy_rule_list *mine_rules(uint64_t seed, struct dice *dice)
{
    struct random_log log;
    cobuy_rule_list *list;
    cobuy_error error;
    random_log_make(&log, seed, (enum log_shape)dice_below(dice, LOG_SHAPES), 50,
                    MOST_ITEMS - 3);
    random_log_rename(&log, ITEMS_NUMBERED, 1);
    cobuy_mine_options mining =
        mine_options(COBUY_ALGORITHM_AUTO, dice_between(dice, 1, 4), 4);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.top = dice_chance(dice, 50) ? 30 : 0;
    options.max_consequent = dice_between(dice, 1, 2);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &mining);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    MUST(cobuy_rule_list_of(workspace.context, &list, rules, &error));
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return list;
}

static void make_other_log(struct random_log *log, uint64_t seed, struct dice *dice)
{
    random_log_make(log, seed + 1000, (enum log_shape)dice_below(dice, LOG_SHAPES),
                    MOST_BASKETS, MOST_ITEMS - dice_below(dice, 5));
    random_log_rename(log, ITEMS_NUMBERED, dice_below(dice, 4));
}

static cobuy_evaluation *must_evaluate(cobuy_context *context,
                                       const cobuy_rule_list *list,
                                       const cobuy_baskets *baskets,
                                       const cobuy_evaluate_options *options)
{
    cobuy_evaluation *evaluation;
    cobuy_error error;
    MUST(cobuy_evaluate(context, &evaluation, list, baskets, options, &error));
    return evaluation;
}

Test(evaluation, is_what_looking_at_everything_gives)
{
    static const uint32_t cutoffs[] = {1, 3, RANKS};
    uint64_t n_trials = 0;
    for (uint64_t seed = 0; seed < seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        struct random_log log;
        cobuy_evaluate_options options = COBUY_EVALUATE_DEFAULTS;
        options.cutoffs = cutoffs;
        options.n_cutoffs = 3;
        if (dice_chance(&dice, 50)) options.sort_by = COBUY_MEASURE_LIFT;
        cobuy_rule_list *list = mine_rules(seed, &dice);
        make_other_log(&log, seed, &dice);
        struct sets sets = sets_of(&log);
        cobuy_baskets *baskets = must_build(workspace.context, &log);
        cobuy_evaluation *evaluation =
            must_evaluate(workspace.context, list, baskets, &options);
        check_recount(list, cobuy_evaluation_recount(evaluation), &sets);
        n_trials += check_judgements(list, evaluation, options.sort_by, &sets);
        cobuy_evaluation_free(evaluation);
        cobuy_baskets_free(baskets);
        random_log_free(&log);
        cobuy_rule_list_free(list);
    }
    cr_expect_gt(n_trials, 1000, "too few trials to tell anything");
}

/* The JSON of an evaluation. */
static struct bytes judged(cobuy_context *context, const cobuy_rule_list *list,
                           const struct random_log *log, bool hide_one)
{
    cobuy_error error;
    cobuy_evaluate_options options = COBUY_EVALUATE_DEFAULTS;
    options.hide_one = hide_one;
    struct file_path path = workspace_path("judged.json");
    cobuy_baskets *baskets = must_build(context, log);
    cobuy_evaluation *evaluation = must_evaluate(context, list, baskets, &options);
    MUST(cobuy_write_judgements(context, evaluation, path.text, &error));
    cobuy_evaluation_free(evaluation);
    cobuy_baskets_free(baskets);
    return file_read(path.text);
}

static void expect_the_same(uint64_t seed, bool hide_one)
{
    struct dice dice = {seed};
    struct random_log log;
    cobuy_context *context = context_begin(3);
    cobuy_rule_list *list = mine_rules(seed, &dice);
    random_log_make(&log, seed, LOG_GROUPS, 2000, MOST_ITEMS);
    struct bytes one = judged(workspace.context, list, &log, hide_one);
    random_log_shuffle(&log, seed);
    struct bytes three = judged(context, list, &log, hide_one);
    cr_assert_str_eq(one.data, three.data);
    bytes_free(&one);
    bytes_free(&three);
    random_log_free(&log);
    cobuy_rule_list_free(list);
    context_end(context);
}

Test(evaluation, is_the_same_for_any_threads_and_order)
{
    for (uint64_t seed = 0; seed < 6; seed++) expect_the_same(seed, seed % 2);
}

Test(evaluation, hides_one_item_of_each_basket_on_request)
{
    struct dice dice = {7};
    struct random_log log;
    cobuy_evaluate_options options = COBUY_EVALUATE_DEFAULTS;
    options.hide_one = true;
    cobuy_rule_list *list = mine_rules(7, &dice);
    random_log_make(&log, 8, LOG_DENSE, MOST_BASKETS, MOST_ITEMS);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    cobuy_evaluation *evaluation =
        must_evaluate(workspace.context, list, baskets, &options);
    const cobuy_evaluation_summary *about = cobuy_evaluation_about(evaluation);
    cr_expect_gt(about->trials, 0);
    cr_expect_eq(about->trials, about->judged_baskets);
    cobuy_evaluation_free(evaluation);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    cobuy_rule_list_free(list);
}
