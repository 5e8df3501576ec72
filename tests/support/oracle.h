/*
 * oracle.h - what must come out, found in the most obvious way
 *
 * Counts every subset of the items of a small log, basket by basket, and splits every
 * frequent one in every way.  Shares no code with the library: not its counting, not
 * its order, not its arithmetic, not its text.
 */
#ifndef COBUY_TESTS_ORACLE_H
#define COBUY_TESTS_ORACLE_H

#include "support/files.h"
#include "support/random_log.h"

#include <cobuy/rule.h>

enum { ORACLE_ITEMS = 16 }; /* different ones that a log may have */

/* Bit i of a set is the i-th item in the order of the names' bytes. */
struct oracle {
    uint32_t n_items;
    cobuy_text names[ORACLE_ITEMS]; /* the log's */
    uint64_t n_baskets;
    uint64_t *counts; /* of each of the 2^n_items sets */
};

void oracle_init(struct oracle *oracle, const struct random_log *log);
void oracle_free(struct oracle *oracle);

/* ---------------------------------------------------------------------- itemsets */

struct oracle_itemset {
    uint32_t set;
    uint64_t count;
};

/* In canonical order. */
struct oracle_itemsets {
    struct oracle_itemset *at;
    size_t n;
};

/* Sets of up to 'max_items' items, 0 being any number, in 'min_count' baskets or more.
 */
struct oracle_itemsets oracle_mine(const struct oracle *oracle, uint64_t min_count,
                                   uint32_t max_items);
void oracle_itemsets_free(struct oracle_itemsets *itemsets);

/* ------------------------------------------------------------------------- rules */

/* An exact ratio: infinite with a denominator of 0, undefined if both are 0. */
struct fraction {
    int64_t over, under;
};

double fraction_value(struct fraction fraction);

enum { ORACLE_MEASURES = COBUY_MEASURE_CONVICTION + 1 };

struct oracle_rule {
    uint32_t antecedent, consequent;
    uint64_t count, antecedent_count, consequent_count;
    struct fraction measures[ORACLE_MEASURES]; /* by cobuy_measure */
};

struct oracle_rules {
    struct oracle_rule *at;
    size_t n;
    size_t passed; /* before 'top' took the first */
};

struct oracle_options {
    struct fraction min_confidence, min_lift;
    uint32_t max_antecedent, max_consequent; /* as in cobuy_rule_options */
    uint64_t top, top_per_item;
    cobuy_measure sort_by;
};

struct oracle_rules oracle_derive(const struct oracle *oracle,
                                  const struct oracle_itemsets *itemsets,
                                  const struct oracle_options *options);
void oracle_rules_free(struct oracle_rules *rules);

/* -------------------------------------------------------------------------- text */

/* The shortest text that reads back to the same double, the nearest of several, found
 * by trying; with an exponent below 1e-5 and from 1e17 on.  'value' is finite. */
void oracle_print_decimal(struct bytes *text, double value);

/* "{tea, beer}" */
struct bytes oracle_set_text(const struct oracle *oracle, uint32_t set);

/* The CSV files that write.h describes; the caller frees them. */
struct bytes oracle_itemsets_csv(const struct oracle *oracle,
                                 const struct oracle_itemsets *itemsets);
struct bytes oracle_rules_csv(const struct oracle *oracle,
                              const struct oracle_rules *rules);

#endif /* COBUY_TESTS_ORACLE_H */
