/*
 * test_pruning.c - what is compared with more general rules, and what is dropped, by
 * looking at all of them
 */
#include "support/mining.h"
#include "support/oracle.h"
#include "support/workspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(pruning, .init = workspace_open_in_memory, .fini = workspace_close);

enum { MOST_BASKETS = 40, MOST_ITEMS = 7, MANY = 64 };

static const double NEAR = 1e-9;

/* A log, counted in the most obvious way, and rules of it that nothing was dropped of.
 */
struct trial {
    cobuy_context *context;
    struct random_log log;
    struct oracle oracle;
    cobuy_baskets *baskets;
    cobuy_focus *focus; /* or NULL */
    uint32_t sides[3];  /* items that it allows on them, as bits, and of which
                           a rule must have one, if any */
    cobuy_itemsets *itemsets, *closed;
    cobuy_rule_options options; /* of 'all' */
    uint32_t max_items;
    cobuy_rules *all;
};

/* ------------------------------------------------------------------ rules as bits */

struct sides {
    uint32_t x, y;
};

static uint32_t set_of(const struct oracle *oracle, const cobuy_rules *rules,
                       const uint32_t *items, uint32_t n)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++) {
        cobuy_text name = cobuy_rules_item(rules, items[i]);
        for (uint32_t bit = 0; bit < oracle->n_items; bit++)
            if (oracle->names[bit].length == name.length &&
                memcmp(oracle->names[bit].bytes, name.bytes, name.length) == 0)
                set |= 1U << bit;
    }
    return set;
}

static struct sides sides_of(const struct oracle *oracle, const cobuy_rules *rules,
                             uint64_t i)
{
    cobuy_rule rule = cobuy_rules_at(rules, i);
    return (struct sides){set_of(oracle, rules, rule.antecedent, rule.n_antecedent),
                          set_of(oracle, rules, rule.consequent, rule.n_consequent)};
}

static uint32_t size_of(uint32_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

/* ------------------------------------------------------------ by the definitions */

struct two_counts {
    uint64_t xy, x;
};

/* The most confident of all more general rules, and of several one in most baskets. */
static struct two_counts best_general(const struct oracle *oracle, struct sides rule)
{
    struct two_counts best = {0, 0};
    for (uint32_t part = 0; part < 1U << oracle->n_items; part++) {
        if ((part & rule.x) != part || part == rule.x) continue;
        struct two_counts of = {oracle->counts[part | rule.y], oracle->counts[part]};
        if (best.x == 0 || of.xy * best.x > best.xy * of.x ||
            (of.xy * best.x == best.xy * of.x && of.x > best.x))
            best = of;
    }
    return best;
}

static double improvement(const struct oracle *oracle, struct sides rule)
{
    struct two_counts best = best_general(oracle, rule);
    uint64_t xy = oracle->counts[rule.x | rule.y], x = oracle->counts[rule.x];
    return (double)((int64_t)(xy * best.x) - (int64_t)(best.xy * x)) /
           (double)(x * best.x);
}

static double binomial(uint64_t n, uint64_t k)
{
    double ways = 1;
    for (uint64_t i = 0; i < k; i++) ways = ways * (double)(n - i) / (double)(i + 1);
    return k > n ? 0 : ways;
}

/* How likely 'xy' or more of x and y among n are together by chance. */
static double p_value(uint64_t xy, uint64_t x, uint64_t y, uint64_t n)
{
    double p = 0;
    for (; xy <= x && xy <= y; xy++)
        p += binomial(y, xy) * binomial(n - y, x - xy) / binomial(n, x);
    return p;
}

/* The highest p-value of tests against the rule without one item, or without any. */
static double highest_p(const struct oracle *oracle, struct sides rule)
{
    const uint64_t *counts = oracle->counts;
    uint64_t xy = counts[rule.x | rule.y], x = counts[rule.x];
    double highest = p_value(xy, x, counts[rule.y], counts[0]);
    for (uint32_t bit = 0; bit < oracle->n_items; bit++) {
        uint32_t rest = rule.x & ~(1U << bit);
        if (rest == rule.x) continue;
        double p = p_value(xy, x, counts[rest | rule.y], counts[rest]);
        if (p > highest) highest = p;
    }
    return highest;
}

static bool is_closed(const struct oracle *oracle, uint32_t set)
{
    for (uint32_t bit = 0; bit < oracle->n_items; bit++)
        if ((set >> bit & 1) == 0 &&
            oracle->counts[set | 1U << bit] == oracle->counts[set])
            return false;
    return true;
}

/* Whether a rule is about what was asked for. */
static bool is_in_focus(const struct trial *trial, struct sides rule)
{
    uint32_t contained = trial->sides[2];
    return (rule.x & ~trial->sides[0]) == 0 && (rule.y & ~trial->sides[1]) == 0 &&
           (contained == 0 || ((rule.x | rule.y) & contained) != 0);
}

/* Whether no other rule within the limits says the same with less and of more. */
static bool is_minimal(const struct trial *trial, struct sides rule)
{
    const struct oracle *oracle = &trial->oracle;
    const cobuy_rule_options *limits = &trial->options;
    const uint64_t *counts = oracle->counts;
    uint32_t all = (1U << oracle->n_items) - 1;
    for (uint32_t x = 1; x <= all; x++) {
        if ((x & rule.x) != x || counts[x] != counts[rule.x]) continue;
        for (uint32_t y = 1; y <= all; y++) {
            if ((y & rule.y) != rule.y || (x & y) != 0) continue;
            if (x == rule.x && y == rule.y) continue;
            if (size_of(y) > limits->max_consequent) continue;
            if (trial->max_items > 0 && size_of(x | y) > trial->max_items) continue;
            if (!is_in_focus(trial, (struct sides){x, y})) continue;
            if (counts[x | y] == counts[rule.x | rule.y]) return false;
        }
    }
    return true;
}

enum verdict { KEPT, DROPPED, UNDECIDED };

static enum verdict verdict_of(const struct trial *trial, struct sides rule,
                               cobuy_prune reason, const cobuy_rule_options *options)
{
    const struct oracle *oracle = &trial->oracle;
    double level = options->significance > 0 ? options->significance : 0.05, p;
    switch (reason) {
    case COBUY_PRUNE_REDUNDANT: return improvement(oracle, rule) <= 0 ? DROPPED : KEPT;
    case COBUY_PRUNE_IMPROVEMENT:
        return improvement(oracle, rule) < options->min_improvement ? DROPPED : KEPT;
    case COBUY_PRUNE_UNPRODUCTIVE:
        p = highest_p(oracle, rule);
        return fabs(p - level) < NEAR ? UNDECIDED : p > level ? DROPPED : KEPT;
    case COBUY_PRUNE_NON_CLOSED:
        return is_closed(oracle, rule.x | rule.y) ? KEPT : DROPPED;
    case COBUY_PRUNE_NON_MINIMAL: return is_minimal(trial, rule) ? KEPT : DROPPED;
    }
    return UNDECIDED;
}

/* -------------------------------------------------------------------------- trials */

static void draw_options(struct trial *trial, struct dice *dice)
{
    cobuy_rule_options *options = &trial->options;
    *options = (cobuy_rule_options)COBUY_RULE_DEFAULTS;
    options->min_confidence = dice_chance(dice, 50) ? 0 : 0.3;
    options->min_lift = dice_chance(dice, 70) ? 0 : 1;
    options->max_antecedent = dice_chance(dice, 70) ? 0 : dice_between(dice, 1, 3);
    options->max_consequent = dice_chance(dice, 40) ? MANY : dice_between(dice, 1, 3);
    options->sort_by = (cobuy_measure)dice_below(dice, COBUY_MEASURES);
    options->compare = true;
}

/* Draws items for a list, and puts their names into it. */
static uint32_t draw_list(const struct trial *trial, struct dice *dice,
                          const char **names, cobuy_focus_list *list)
{
    const struct oracle *oracle = &trial->oracle;
    uint32_t named = 0;
    size_t n = 0;
    for (uint32_t bit = 0; bit < oracle->n_items; bit++) {
        bool plain = !strpbrk(oracle->names[bit].bytes, "*?[\\");
        if (!plain || !dice_chance(dice, 70)) continue;
        names[n++] = oracle->names[bit].bytes;
        named |= 1U << bit;
    }
    *list = (cobuy_focus_list){names, n};
    return named;
}

/* Half of the trials are about certain items, by one list or several. */
static void draw_focus(struct trial *trial, struct dice dice)
{
    const char *names[COBUY_FOCUS_KINDS][ORACLE_ITEMS];
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    uint32_t *sides = trial->sides;
    cobuy_error error;
    trial->focus = NULL;
    sides[0] = sides[1] = (1U << trial->oracle.n_items) - 1;
    sides[2] = 0;
    if (dice_chance(&dice, 50)) return;
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        if (!dice_chance(&dice, 40)) continue;
        uint32_t named = draw_list(trial, &dice, names[kind], &options.lists[kind]);
        if (named == 0) continue;
        bool in = kind == COBUY_ANTECEDENT_IN || kind == COBUY_CONSEQUENT_IN;
        int side = kind == COBUY_CONSEQUENT_IN || kind == COBUY_CONSEQUENT_OUT;
        if (kind == COBUY_CONTAINS)
            sides[2] = named;
        else
            sides[side] &= in ? named : ~named;
    }
    options.max_antecedent = trial->options.max_antecedent;
    options.max_consequent = trial->options.max_consequent;
    MUST(cobuy_focus_create(trial->context, &trial->focus, trial->baskets, &options,
                            &error));
}

static cobuy_itemsets *mine(const struct trial *trial, struct dice dice,
                            cobuy_target target, uint64_t budget)
{
    static const cobuy_algorithm algorithms[] = {COBUY_ALGORITHM_APRIORI,
                                                 COBUY_ALGORITHM_FPGROWTH};
    cobuy_algorithm algorithm = algorithms[dice_below(&dice, 2)];
    if (target != COBUY_TARGET_FREQUENT) algorithm = COBUY_ALGORITHM_AUTO;
    cobuy_mine_options options =
        mine_options(algorithm, dice_between(&dice, 1, 6), trial->max_items);
    options.target = target;
    options.budget_itemsets = budget;
    if (!trial->focus || target != COBUY_TARGET_FREQUENT)
        return must_mine(trial->context, trial->baskets, &options);
    cobuy_itemsets *itemsets;
    cobuy_error error;
    MUST(cobuy_mine_focused(trial->context, &itemsets, trial->baskets, trial->focus,
                            &options, &error));
    return itemsets;
}

static void trial_open(struct trial *trial, cobuy_context *context, uint64_t seed,
                       uint64_t budget)
{
    struct dice dice = {seed};
    random_log_make_any(&trial->log, seed, MOST_BASKETS, MOST_ITEMS);
    trial->context = context;
    trial->baskets = must_build(context, &trial->log);
    oracle_init(&trial->oracle, &trial->log);
    trial->max_items = dice_chance(&dice, 50) ? 0 : dice_between(&dice, 2, 4);
    draw_options(trial, &dice);
    draw_focus(trial, dice);
    trial->itemsets = mine(trial, dice, COBUY_TARGET_FREQUENT, budget);
    trial->closed = mine(trial, dice, COBUY_TARGET_CLOSED, 0);
    trial->all = must_derive(context, trial->itemsets, &trial->options);
}

static void trial_close(struct trial *trial)
{
    cobuy_rules_free(trial->all);
    cobuy_itemsets_free(trial->closed);
    cobuy_itemsets_free(trial->itemsets);
    cobuy_focus_free(trial->focus);
    cobuy_baskets_free(trial->baskets);
    oracle_free(&trial->oracle);
    random_log_free(&trial->log);
}

/* Tries a property with several threads and seeds; returns what it counted. */
static uint64_t try_logs(uint64_t (*try)(struct trial *, uint64_t seed), uint64_t seeds,
                         uint64_t budget)
{
    uint64_t n = 0;
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        cobuy_context *context = context_begin(threads);
        for (uint64_t seed = 1; seed <= seeds_to_try(seeds); seed++) {
            struct trial trial;
            trial_open(&trial, context, seed, budget);
            n += try(&trial, seed);
            trial_close(&trial);
        }
        context_end(context);
    }
    return n;
}

/* ------------------------------------------------------------- more general rules */

static uint64_t check_general(struct trial *trial, uint64_t seed)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(trial->all); i++) {
        cobuy_rule rule = cobuy_rules_at(trial->all, i);
        struct sides sides = sides_of(&trial->oracle, trial->all, i);
        struct two_counts best = best_general(&trial->oracle, sides);
        bool cut = cobuy_rules_cut(trial->all).by != COBUY_BUDGET_NONE;
        if (cut && rule.general_antecedent_count == 0) {
            cr_assert_eq(rule.general_count, 0);
            cr_assert(isnan(cobuy_rule_measure(COBUY_MEASURE_BOOST, &rule)));
            continue;
        }
        cr_assert_eq(rule.general_count, best.xy, "seed %u, rule %u", (unsigned)seed,
                     (unsigned)i);
        cr_assert_eq(rule.general_antecedent_count, best.x, "seed %u, rule %u",
                     (unsigned)seed, (unsigned)i);
        n++;
    }
    return n;
}

Test(pruning, finds_the_most_confident_of_all_more_general_rules)
{
    cr_assert_gt(try_logs(check_general, 300, 0), 10000);
}

Test(pruning, of_a_search_cut_short_knows_the_right_ones_or_none)
{
    cr_assert_gt(try_logs(check_general, 300, 20), 1000);
}

static uint64_t check_measures(struct trial *trial, uint64_t seed)
{
    (void)seed;
    for (uint64_t i = 0; i < cobuy_rules_count(trial->all); i++) {
        cobuy_rule rule = cobuy_rules_at(trial->all, i);
        struct sides sides = sides_of(&trial->oracle, trial->all, i);
        struct two_counts best = best_general(&trial->oracle, sides);
        double boost =
            (double)(rule.count * best.x) / (double)(best.xy * rule.antecedent_count);
        cr_assert_eq(cobuy_rule_measure(COBUY_MEASURE_IMPROVEMENT, &rule),
                     improvement(&trial->oracle, sides));
        cr_assert_eq(cobuy_rule_measure(COBUY_MEASURE_BOOST, &rule), boost);
        cr_assert_eq(cobuy_rule_measure(COBUY_MEASURE_LIC, &rule), boost);
    }
    return cobuy_rules_count(trial->all);
}

Test(pruning, measures_are_rounded_once)
{
    cr_assert_gt(try_logs(check_measures, 100, 0), 1000);
}

/* -------------------------------------------------------------------------- pruned */

static cobuy_rule_options draw_pruning(const struct trial *trial, struct dice *dice)
{
    static const double least[] = {0, 0.01, 0.1, 0.25, 1.0 / 3};
    cobuy_rule_options options = trial->options;
    options.prune = dice_chance(dice, 50) ? 1U << dice_below(dice, COBUY_PRUNES)
                                          : dice_between(dice, 1, 31);
    options.min_improvement = least[dice_below(dice, 5)];
    options.closed = trial->closed;
    options.compare = dice_chance(dice, 50);
    options.top = dice_chance(dice, 20) ? 3 : 0;
    return options;
}

static bool same_rule(cobuy_rule a, cobuy_rule b)
{
    return a.antecedent == b.antecedent && a.consequent == b.consequent &&
           a.n_antecedent == b.n_antecedent && a.n_consequent == b.n_consequent;
}

struct counted {
    uint64_t passed, pruned[COBUY_PRUNES];
};

/* What becomes of a rule: counts it, and returns whether it is kept. */
static enum verdict judge(const struct trial *trial, struct sides rule,
                          const cobuy_rule_options *options, struct counted *counted)
{
    for (unsigned reason = 0; reason < COBUY_PRUNES; reason++) {
        if ((options->prune >> reason & 1) == 0) continue;
        enum verdict verdict = verdict_of(trial, rule, (cobuy_prune)reason, options);
        if (verdict == KEPT) continue;
        counted->pruned[reason] += verdict == DROPPED;
        return verdict;
    }
    counted->passed++;
    return KEPT;
}

/* 'from' are the rules that pass all else; returns how many were dropped. */
static uint64_t check_pruned(const struct trial *trial, const cobuy_rules *from,
                             cobuy_rule_options options)
{
    cobuy_rules *found = must_derive(trial->context, trial->itemsets, &options);
    struct counted counted = {0};
    uint64_t n = 0, n_found = cobuy_rules_count(found);
    bool undecided = false;
    for (uint64_t i = 0; i < cobuy_rules_count(from); i++) {
        struct sides sides = sides_of(&trial->oracle, from, i);
        enum verdict verdict = judge(trial, sides, &options, &counted);
        undecided = undecided || verdict == UNDECIDED;
        if (undecided) break;
        if (verdict == DROPPED || (options.top > 0 && n == options.top)) continue;
        cr_assert_lt(n, n_found, "prune %u: a rule is missing", options.prune);
        cr_assert(same_rule(cobuy_rules_at(found, n), cobuy_rules_at(from, i)),
                  "prune %u, rule %u", options.prune, (unsigned)n);
        n++;
    }
    uint64_t dropped = 0;
    for (int r = 0; r < COBUY_PRUNES && !undecided; r++) {
        cr_assert_eq(cobuy_rules_pruned(found, (cobuy_prune)r), counted.pruned[r],
                     "prune %u, reason %d", options.prune, r);
        dropped += counted.pruned[r];
    }
    if (!undecided) {
        cr_assert_eq(n_found, n);
        cr_assert_eq(cobuy_rules_passed(found), counted.passed);
    }
    cobuy_rules_free(found);
    return dropped;
}

static uint64_t try_pruning(struct trial *trial, uint64_t seed)
{
    struct dice dice = {seed + 77};
    uint64_t dropped = 0;
    for (int i = 0; i < 4; i++)
        dropped += check_pruned(trial, trial->all, draw_pruning(trial, &dice));
    return dropped;
}

Test(pruning, drops_what_the_definitions_say)
{
    cr_assert_gt(try_logs(try_pruning, 400, 0), 20000);
}

/* The significant ones are judged among all rules, and then dropped. */
static uint64_t try_significant(struct trial *trial, uint64_t seed)
{
    struct dice dice = {seed + 99};
    cobuy_rule_options options = draw_pruning(trial, &dice), unpruned = options;
    options.significance = unpruned.significance = 0.3;
    options.correction = unpruned.correction =
        (cobuy_correction)dice_below(&dice, COBUY_CORRECTION_BY + 1);
    unpruned.prune = 0;
    unpruned.top = 0;
    cobuy_rules *significant = must_derive(trial->context, trial->itemsets, &unpruned);
    uint64_t dropped = check_pruned(trial, significant, options);
    cobuy_rules_free(significant);
    return dropped;
}

Test(pruning, goes_behind_significance)
{
    cr_assert_gt(try_logs(try_significant, 400, 0), 500);
}

/* What is missing in a search cut short saves rules, and condemns none. */
static uint64_t try_cut(struct trial *trial, uint64_t seed)
{
    struct dice dice = {seed + 55};
    struct counted counted = {0};
    cobuy_rule_options options = draw_pruning(trial, &dice);
    options.top = 0;
    cobuy_rules *found = must_derive(trial->context, trial->itemsets, &options);
    uint64_t n = 0, dropped = 0;
    for (uint64_t i = 0; i < cobuy_rules_count(trial->all); i++) {
        struct sides sides = sides_of(&trial->oracle, trial->all, i);
        bool kept = n < cobuy_rules_count(found) &&
                    same_rule(cobuy_rules_at(found, n), cobuy_rules_at(trial->all, i));
        n += kept;
        dropped += !kept;
        if (!kept) cr_assert_neq(judge(trial, sides, &options, &counted), KEPT);
    }
    cr_assert_eq(n, cobuy_rules_count(found));
    cobuy_rules_free(found);
    return dropped;
}

Test(pruning, of_a_search_cut_short_drops_only_what_has_to_be)
{
    cr_assert_gt(try_logs(try_cut, 400, 25), 500);
}

/* ---------------------------------------------------------------------- the base */

/* Whether a rule that is left has the counts of one, with no more in its antecedent and
 * no less in its consequent. */
static bool is_spoken_for(const struct trial *trial, const cobuy_rules *base,
                          const cobuy_rule *rule, struct sides sides)
{
    for (uint64_t i = 0; i < cobuy_rules_count(base); i++) {
        cobuy_rule other = cobuy_rules_at(base, i);
        struct sides of = sides_of(&trial->oracle, base, i);
        if ((of.x & sides.x) == of.x && (of.y & sides.y) == sides.y &&
            other.count == rule->count &&
            other.antecedent_count == rule->antecedent_count)
            return true;
    }
    return false;
}

static uint64_t try_speaking(struct trial *trial, uint64_t seed)
{
    cobuy_rule_options options = trial->options;
    options.prune = 1U << COBUY_PRUNE_NON_MINIMAL;
    cobuy_rules *base = must_derive(trial->context, trial->itemsets, &options);
    for (uint64_t i = 0; i < cobuy_rules_count(trial->all); i++) {
        cobuy_rule rule = cobuy_rules_at(trial->all, i);
        struct sides sides = sides_of(&trial->oracle, trial->all, i);
        cr_assert(is_spoken_for(trial, base, &rule, sides), "seed %u, rule %u",
                  (unsigned)seed, (unsigned)i);
    }
    uint64_t saved = cobuy_rules_count(trial->all) - cobuy_rules_count(base);
    cobuy_rules_free(base);
    return saved;
}

Test(pruning, leaves_for_each_rule_a_minimal_one_with_its_counts)
{
    cr_assert_gt(try_logs(try_speaking, 300, 0), 1000);
}

/* From the base alone: the most confident rule within the antecedent that is of both
 * sides. */
static struct two_counts recover(const struct trial *trial, const cobuy_rules *base,
                                 struct sides of)
{
    struct two_counts best = {0, 1};
    for (uint64_t i = 0; i < cobuy_rules_count(base); i++) {
        struct sides sides = sides_of(&trial->oracle, base, i);
        cobuy_rule rule = cobuy_rules_at(base, i);
        uint32_t both = of.x | of.y;
        if ((sides.x & of.x) != sides.x || ((sides.x | sides.y) & both) != both)
            continue;
        if (rule.count * best.x > best.xy * rule.antecedent_count)
            best = (struct two_counts){rule.count, rule.antecedent_count};
    }
    return best;
}

static uint64_t try_base(struct trial *trial, uint64_t seed)
{
    cobuy_rule_options options = trial->options;
    options.max_consequent = MANY;
    if (trial->focus) return 0;
    cobuy_rules *all = must_derive(trial->context, trial->itemsets, &options);
    options.prune = 1U << COBUY_PRUNE_NON_MINIMAL;
    cobuy_rules *base = must_derive(trial->context, trial->itemsets, &options);
    for (uint64_t i = 0; i < cobuy_rules_count(all); i++) {
        cobuy_rule rule = cobuy_rules_at(all, i);
        struct two_counts counts =
            recover(trial, base, sides_of(&trial->oracle, all, i));
        cr_assert(counts.xy == rule.count && counts.x == rule.antecedent_count,
                  "seed %u, rule %u", (unsigned)seed, (unsigned)i);
    }
    uint64_t saved = cobuy_rules_count(all) - cobuy_rules_count(base);
    cobuy_rules_free(base);
    cobuy_rules_free(all);
    return saved;
}

Test(pruning, of_what_is_not_minimal_leaves_a_base_that_all_rules_follow_from)
{
    cr_assert_gt(try_logs(try_base, 300, 0), 5000);
}

/* Where no limit is in the way, it is the one that was published: generators to closed
 * itemsets. */
static uint64_t try_published(struct trial *trial, uint64_t seed)
{
    const struct oracle *oracle = &trial->oracle;
    uint64_t n = 0;
    (void)seed;
    if (trial->focus || trial->max_items > 0 || trial->options.max_consequent < MANY)
        return 0;
    for (uint64_t i = 0; i < cobuy_rules_count(trial->all); i++) {
        struct sides rule = sides_of(oracle, trial->all, i);
        bool generator = true;
        for (uint32_t bit = 0; bit < oracle->n_items; bit++) {
            uint32_t rest = rule.x & ~(1U << bit);
            if (rest != 0 && rest != rule.x &&
                oracle->counts[rest] == oracle->counts[rule.x])
                generator = false;
        }
        bool published = generator && is_closed(oracle, rule.x | rule.y);
        cr_assert_eq(is_minimal(trial, rule), published);
        n += published;
    }
    return n;
}

Test(pruning, of_what_is_not_minimal_leaves_generators_to_closed_itemsets)
{
    cr_assert_gt(try_logs(try_published, 200, 0), 1000);
}

/* ----------------------------------------------------------------------- refusals */

static void check_refused(const struct trial *trial, cobuy_rule_options options)
{
    cobuy_rules *rules = NULL;
    cr_assert_eq(cobuy_derive(trial->context, &rules, trial->itemsets, &options, NULL),
                 COBUY_INVALID_ARGUMENT);
    cr_assert_null(rules);
}

Test(pruning, refuses_what_it_cannot_do)
{
    struct trial trial;
    cobuy_context *context = context_begin(1);
    trial_open(&trial, context, 1, 0);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.prune = 1U << COBUY_PRUNE_NON_CLOSED;
    check_refused(&trial, options);
    options.closed = trial.itemsets;
    check_refused(&trial, options);
    options = (cobuy_rule_options)COBUY_RULE_DEFAULTS;
    options.prune = 1U << COBUY_PRUNES;
    check_refused(&trial, options);
    options = (cobuy_rule_options)COBUY_RULE_DEFAULTS;
    options.min_improvement = NAN;
    check_refused(&trial, options);
    trial_close(&trial);
    context_end(context);
}
