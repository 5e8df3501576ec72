/*
 * rule.h - frequent itemsets to association rules
 *
 * A rule "antecedent => consequent" says: who buys all of the antecedent also buys all
 * of the consequent.  Both are itemsets, neither is empty, and they share no item.
 */
#ifndef COBUY_RULE_H
#define COBUY_RULE_H

#include <cobuy/focus.h>
#include <cobuy/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reasons to drop a rule, each of which compares it with others that need not have been
 * derived: so no threshold changes what is dropped. */
typedef enum cobuy_prune {
    /* A more general rule, with the same consequent and a part of the antecedent or
     * none of it, has at least its confidence (Bayardo, Agrawal, Gunopulos 2000). */
    COBUY_PRUNE_REDUNDANT = 0,
    /* The most confident more general rule lacks less than 'min_improvement'. */
    COBUY_PRUNE_IMPROVEMENT,
    /* Its confidence is not significantly above that of the rule without one of the
     * items of its antecedent, or of the one without any, by Fisher's exact test,
     * one-sided (Webb 2007), at 'significance' or else 0.05, and for each test alone.
     */
    COBUY_PRUNE_UNPRODUCTIVE,
    /* All baskets with both sides hold another item, too.  Needs 'closed'. */
    COBUY_PRUNE_NON_CLOSED,
    /* Another rule within the limits of size, and of a focus, has the same counts (but
     * that of the consequent), no item in its antecedent that this one has not, and all
     * of this one's in its consequent (Bastide et al. 2000).  What is left is the
     * min-max base: without a focus, and if 'max_consequent' is no limit, any rule X =>
     * Y has the counts of the most confident one in the base whose antecedent is in X
     * and whose sides hold X and Y. */
    COBUY_PRUNE_NON_MINIMAL,
} cobuy_prune;

#define COBUY_PRUNES (COBUY_PRUNE_NON_MINIMAL + 1)

/* Its name as an option and in manifests, such as "redundant". */
COBUY_API const char *cobuy_prune_name(cobuy_prune prune);

/* Options of cobuy_derive(); start from COBUY_RULE_DEFAULTS. */
typedef struct cobuy_rule_options {
    size_t size;
    double min_confidence;   /* from 0 to 1 */
    double min_lift;         /* 0: any */
    uint32_t max_antecedent; /* most items on that side; 0: no limit */
    uint32_t max_consequent; /* likewise; at least 1 */
    uint64_t top;            /* only so many rules, the first in order; 0: all */
    cobuy_measure sort_by;   /* ties by lift, confidence, count, then items */
    /* More rules than so many that pass end the deriving (see cobuy_budget), before
     * 'top' takes the first.  0: no limit. */
    uint64_t budget_rules;
    /* Only rules whose sides come together too often for chance, at this level, from 0
     * to 1, by Fisher's exact test.  0: any.  The hypotheses are all rules within the
     * limits of size over the frequent items, mined or not. */
    double significance;
    cobuy_correction correction; /* for their number */
    /* Only rules that are among the first so many of those whose antecedent has some
     * item; before 'top' takes the first of them.  0: all. */
    uint64_t top_per_item;
    /* Rules of what passes all of the above that are dropped: a sum of 1 <<
     * cobuy_prune. From itemsets that were cut short only those that are known to fall.
     */
    unsigned prune;
    double min_improvement;       /* from 0 to 1 */
    const cobuy_itemsets *closed; /* found with the target COBUY_TARGET_CLOSED, without
                                     a focus, and else as the itemsets were; not needed
                                     behind the call */
    bool compare; /* rules tell the most confident more general one (see cobuy_rule) */
} cobuy_rule_options;

#define COBUY_RULE_DEFAULTS                                                        \
    {                                                                              \
        sizeof(cobuy_rule_options), 0.1, 0.0, 0, 1, 0, COBUY_MEASURE_LIFT, 0, 0.0, \
            COBUY_CORRECTION_LAYERED, 0, 0, 0.0, NULL, false                       \
    }

/* Rules in order.  Immutable. */
typedef struct cobuy_rules cobuy_rules;

/*
 * Derives all rules that pass 'options' from 'itemsets', or those that the budgets
 * allow; with 'top' the first of them, and then no more than these are held (but all
 * with a p-value up to 'significance', if Holm, BH or BY is to judge them).  The caller
 * frees *out with cobuy_rules_free(); the itemsets may be freed before.
 *
 * From itemsets that were cut short come the rules of which both sides were found; but
 * none from itemsets of more than 64 items, and maybe not all from one that can be
 * split in more than 4,096 ways.
 *
 * COBUY_INVALID_ARGUMENT: the itemsets are closed ones, maximal ones or generators; or
 * 'closed' is missing where it is needed, or is not of the same search.
 * COBUY_OVERFLOW: 2^32 itemsets of one size or more.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_derive(cobuy_context *context,
                                                cobuy_rules **out,
                                                const cobuy_itemsets *itemsets,
                                                const cobuy_rule_options *options,
                                                cobuy_error *error);

/*
 * Mines and derives at once, where only the first 'top' rules are wanted: the same
 * rules as by cobuy_mine() or cobuy_mine_focused(), and cobuy_derive(), but what none
 * of the first can come from is not searched.  How much that is depends on the measure
 * that puts rules in order.  Lift, confidence and conviction (of rules with one item in
 * the consequent), support, count, leverage and rulePowerFactor have bounds that spare
 * most of the search; for the others, without 'top', and with a budget, all is
 * searched.
 *
 * 'focus' may be NULL.  Stores the itemsets of the last search as well.  The caller
 * frees both.
 */
COBUY_API COBUY_CHECK cobuy_status
cobuy_mine_rules(cobuy_context *context, cobuy_itemsets **itemsets, cobuy_rules **rules,
                 const cobuy_baskets *baskets, const cobuy_focus *focus,
                 const cobuy_mine_options *mine_options,
                 const cobuy_rule_options *rule_options, cobuy_error *error);

/* One rule: a view that is valid as long as the rules are. */
typedef struct cobuy_rule {
    const uint32_t *antecedent, *consequent; /* ascending ids of cobuy_rules_item() */
    uint32_t n_antecedent, n_consequent;
    uint64_t count;            /* baskets with both sides */
    uint64_t antecedent_count; /* baskets with the antecedent */
    uint64_t consequent_count; /* baskets with the consequent */
    uint64_t baskets;          /* all baskets */
    cobuy_measures measures;
    /* Of the more general rule with the highest confidence, and of several the one in
     * most baskets: baskets with both sides, and with its antecedent, which are all
     * baskets if that is empty.  Both 0: not asked for, or not known, since the search
     * was cut short. */
    uint64_t general_count, general_antecedent_count;
} cobuy_rule;

/* Any measure of a rule. */
COBUY_API double cobuy_rule_measure(cobuy_measure measure, const cobuy_rule *rule);

COBUY_API uint64_t cobuy_rules_count(const cobuy_rules *rules);

/* Rules that passed before 'top' took the first, of those that were looked at. */
COBUY_API uint64_t cobuy_rules_passed(const cobuy_rules *rules);

/* Whether all rules were looked at: if not, 'top' spared some (cobuy_mine_rules()). */
COBUY_API bool cobuy_rules_saw_all(const cobuy_rules *rules);

/* Rules that passed everything else and were dropped for that reason; one that has
 * several is counted at the first. */
COBUY_API uint64_t cobuy_rules_pruned(const cobuy_rules *rules, cobuy_prune reason);

/* How rules were tested. */
typedef struct cobuy_significance {
    double level; /* 0: not at all; the rest says nothing then */
    cobuy_correction correction;
    double hypotheses; /* INFINITY if they are more than any double */
    double log10_hypotheses;
    /* The highest p-value that was asked for; of Holm, BH and BY the highest that was
     * accepted, 0 if none was; NAN if each size of rules has its own. */
    double highest_p;
    uint64_t failed; /* rules that reach all other thresholds, and not this; whether
                        they would have been dropped for another was not asked */
} cobuy_significance;

COBUY_API cobuy_significance cobuy_rules_significance(const cobuy_rules *rules);

/* What cut them short: the deriving, or else the search for their itemsets. */
COBUY_API cobuy_cut cobuy_rules_cut(const cobuy_rules *rules);

/* The rule at 'index'.  Order: by 'sort_by', the good values first (see
 * cobuy_measure_facts), then lift, confidence and count, all descending and undefined
 * last; then antecedent and consequent by the bytes of their items' names. */
COBUY_API cobuy_rule cobuy_rules_at(const cobuy_rules *rules, uint64_t index);

/* The name of an item.  Ids follow the byte order of names. */
COBUY_API cobuy_text cobuy_rules_item(const cobuy_rules *rules, uint32_t id);

COBUY_API void cobuy_rules_free(cobuy_rules *rules); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_RULE_H */
