/*
 * expect.c - results compared with what the oracle says
 */
#include "support/expect.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 5 };

void differences_free(struct differences *differences)
{
    bytes_free(&differences->text);
    differences->n = 0;
}

/* Counts a difference; true if it is among those that are shown. */
static bool is_shown(struct differences *differences)
{
    return differences->n++ < SHOWN;
}

bool same_count(uint64_t found, uint64_t expected, const char *what,
                struct differences *differences)
{
    if (found == expected) return true;
    if (is_shown(differences))
        bytes_print(&differences->text, "%s: %llu, and should be %llu\n", what,
                    (unsigned long long)found, (unsigned long long)expected);
    return false;
}

/* ------------------------------------------------------------------------- items */

typedef cobuy_text name_getter(const void *of, uint32_t id);

static cobuy_text name_of_itemsets(const void *of, uint32_t id)
{
    return cobuy_itemsets_item(of, id);
}

static cobuy_text name_of_rules(const void *of, uint32_t id)
{
    return cobuy_rules_item(of, id);
}

/* The items that were found, in the form of oracle_set_text(). */
static struct bytes found_text(const uint32_t *items, uint32_t n, name_getter *name_of,
                               const void *of)
{
    struct bytes text = {0};
    bytes_print(&text, "{");
    for (uint32_t i = 0; i < n; i++) {
        cobuy_text name = name_of(of, items[i]);
        if (i > 0) bytes_print(&text, ", ");
        bytes_append(&text, name.bytes, name.length);
    }
    bytes_print(&text, "}");
    return text;
}

/* ---------------------------------------------------------------------- itemsets */

static void print_found_itemset(struct bytes *text, const cobuy_itemsets *found,
                                uint64_t index)
{
    cobuy_itemset itemset = cobuy_itemsets_at(found, index);
    struct bytes items =
        found_text(itemset.items, itemset.n_items, name_of_itemsets, found);
    bytes_print(text, "%s in %llu baskets", items.data,
                (unsigned long long)itemset.count);
    bytes_free(&items);
}

static void print_expected_itemset(struct bytes *text, const struct oracle *oracle,
                                   const struct oracle_itemset *itemset)
{
    struct bytes items = oracle_set_text(oracle, itemset->set);
    bytes_print(text, "%s in %llu baskets", items.data,
                (unsigned long long)itemset->count);
    bytes_free(&items);
}

/* Adds "WHAT INDEX is FOUND, and should be EXPECTED" if the two differ. */
static void compare_texts(struct differences *differences, const char *what,
                          uint64_t index, const struct bytes *found,
                          const struct bytes *expected)
{
    bool same = found->length == expected->length &&
                memcmp(found->data, expected->data, found->length) == 0;
    if (!same && is_shown(differences))
        bytes_print(&differences->text, "%s %llu is %s, and should be %s\n", what,
                    (unsigned long long)index, found->data, expected->data);
}

bool same_itemsets(const cobuy_itemsets *found, const struct oracle *oracle,
                   const struct oracle_itemsets *expected,
                   struct differences *differences)
{
    size_t before = differences->n;
    uint64_t n_found = cobuy_itemsets_summary(found)->itemsets;
    same_count(n_found, expected->n, "itemsets", differences);
    for (uint64_t i = 0; i < n_found || i < expected->n; i++) {
        struct bytes found_one = {0}, expected_one = {0};
        if (i < n_found)
            print_found_itemset(&found_one, found, i);
        else
            bytes_print(&found_one, "missing");
        if (i < expected->n)
            print_expected_itemset(&expected_one, oracle, &expected->at[i]);
        else
            bytes_print(&expected_one, "none");
        compare_texts(differences, "itemset", i, &found_one, &expected_one);
        bytes_free(&found_one);
        bytes_free(&expected_one);
    }
    return differences->n == before;
}

/* ------------------------------------------------------------------------- rules */

static void print_counts(struct bytes *text, uint64_t both, uint64_t x, uint64_t y)
{
    bytes_print(text, " in %llu, %llu, %llu baskets", (unsigned long long)both,
                (unsigned long long)x, (unsigned long long)y);
}

/* Every bit of a measure counts. */
static void print_measure(struct bytes *text, double value)
{
    if (isnan(value))
        bytes_print(text, " undefined");
    else
        bytes_print(text, " %a", value);
}

static void print_found_rule(struct bytes *text, const cobuy_rules *found,
                             uint64_t index)
{
    cobuy_rule rule = cobuy_rules_at(found, index);
    struct bytes x =
        found_text(rule.antecedent, rule.n_antecedent, name_of_rules, found);
    struct bytes y =
        found_text(rule.consequent, rule.n_consequent, name_of_rules, found);
    bytes_print(text, "%s => %s", x.data, y.data);
    print_counts(text, rule.count, rule.antecedent_count, rule.consequent_count);
    print_measure(text, rule.measures.lift);
    print_measure(text, rule.measures.confidence);
    print_measure(text, rule.measures.support);
    print_measure(text, rule.measures.leverage);
    print_measure(text, rule.measures.conviction);
    bytes_free(&x);
    bytes_free(&y);
}

static void print_expected_rule(struct bytes *text, const struct oracle *oracle,
                                const struct oracle_rule *rule)
{
    struct bytes x = oracle_set_text(oracle, rule->antecedent);
    struct bytes y = oracle_set_text(oracle, rule->consequent);
    bytes_print(text, "%s => %s", x.data, y.data);
    print_counts(text, rule->count, rule->antecedent_count, rule->consequent_count);
    for (int measure = 0; measure < ORACLE_MEASURES; measure++)
        print_measure(text, fraction_value(rule->measures[measure]));
    bytes_free(&x);
    bytes_free(&y);
}

bool same_rules(const cobuy_rules *found, const struct oracle *oracle,
                const struct oracle_rules *expected, struct differences *differences)
{
    size_t before = differences->n;
    uint64_t n_found = cobuy_rules_count(found);
    same_count(n_found, expected->n, "rules", differences);
    same_count(cobuy_rules_passed(found), expected->passed, "rules passed",
               differences);
    for (uint64_t i = 0; i < n_found || i < expected->n; i++) {
        struct bytes found_one = {0}, expected_one = {0};
        if (i < n_found)
            print_found_rule(&found_one, found, i);
        else
            bytes_print(&found_one, "missing");
        if (i < expected->n)
            print_expected_rule(&expected_one, oracle, &expected->at[i]);
        else
            bytes_print(&expected_one, "none");
        compare_texts(differences, "rule", i, &found_one, &expected_one);
        bytes_free(&found_one);
        bytes_free(&expected_one);
    }
    return differences->n == before;
}

/* ------------------------------------------------------------------------- bytes */

/* The line that holds place 'at', and how long it is. */
static int line_around(const struct bytes *bytes, size_t at, const char **line)
{
    size_t begin = at, end = at;
    while (begin > 0 && bytes->data[begin - 1] != '\n') begin--;
    while (end < bytes->length && bytes->data[end] != '\n') end++;
    *line = bytes->data + begin;
    return (int)(end - begin);
}

bool same_bytes(const struct bytes *found, const struct bytes *expected,
                const char *what, struct differences *differences)
{
    size_t shorter =
        found->length < expected->length ? found->length : expected->length;
    size_t at = 0;
    while (at < shorter && found->data[at] == expected->data[at]) at++;
    if (at == found->length && at == expected->length) return true;
    if (!is_shown(differences)) return false;
    const char *found_line, *expected_line;
    int n_found = line_around(found, at, &found_line);
    int n_expected = line_around(expected, at, &expected_line);
    bytes_print(&differences->text,
                "%s: differs at byte %zu, in the line\n  %.*s\nwhich should be\n  "
                "%.*s\n",
                what, at, n_found, found_line, n_expected, expected_line);
    return false;
}
