/*
 * oracle.c - what must come out, found in the most obvious way
 */
#include "support/oracle.h"

#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size);
    require(block != NULL, "no memory for the oracle");
    return block;
}

/* ---------------------------------------------------------------------- counting */

static int compare_names(const void *a, const void *b)
{
    const cobuy_text *name_a = a, *name_b = b;
    size_t shorter = name_a->length < name_b->length ? name_a->length : name_b->length;
    int order = memcmp(name_a->bytes, name_b->bytes, shorter);
    return order
               ? order
               : (name_a->length > name_b->length) - (name_a->length < name_b->length);
}

static uint32_t bit_of(const struct oracle *oracle, cobuy_text name)
{
    uint32_t i = 0;
    while (compare_names(&oracle->names[i], &name) != 0) i++;
    return UINT32_C(1) << i;
}

/* The items of each basket, by its number; baskets without any are empty sets. */
static uint32_t *make_sets(const struct oracle *oracle, const struct random_log *log,
                           size_t *n_sets)
{
    *n_sets = 0;
    for (size_t i = 0; i < log->n_purchases; i++)
        if (log->purchases[i].basket >= *n_sets) *n_sets = log->purchases[i].basket + 1;
    uint32_t *sets = allocate(*n_sets, sizeof *sets);
    for (size_t i = 0; i < log->n_purchases; i++)
        sets[log->purchases[i].basket] |=
            bit_of(oracle, log->names[log->purchases[i].item]);
    return sets;
}

void oracle_init(struct oracle *oracle, const struct random_log *log)
{
    require(log->n_items <= ORACLE_ITEMS, "too many items for the oracle");
    *oracle = (struct oracle){.n_items = log->n_items};
    memcpy(oracle->names, log->names, log->n_items * sizeof *log->names);
    qsort(oracle->names, log->n_items, sizeof *oracle->names, compare_names);
    size_t n_sets;
    uint32_t *sets = make_sets(oracle, log, &n_sets);
    uint32_t n_subsets = UINT32_C(1) << log->n_items;
    oracle->counts = allocate(n_subsets, sizeof *oracle->counts);
    for (size_t i = 0; i < n_sets; i++) {
        if (sets[i] == 0) continue;
        oracle->n_baskets++;
        for (uint32_t subset = 0; subset < n_subsets; subset++)
            oracle->counts[subset] += (subset & sets[i]) == subset;
    }
    free(sets);
}

void oracle_free(struct oracle *oracle)
{
    free(oracle->counts);
    *oracle = (struct oracle){0};
}

/* ------------------------------------------------------------------------- order */

static uint32_t size_of_set(uint32_t set)
{
    uint32_t n = 0;
    for (; set != 0; set &= set - 1) n++;
    return n;
}

/* By the items, one after the other; a set before those that it begins. */
static int compare_items(uint32_t a, uint32_t b)
{
    for (uint32_t bit = 1; a != b; bit <<= 1) {
        if ((a & bit) == (b & bit)) {
            a &= ~bit;
            b &= ~bit;
            continue;
        }
        /* One goes on with this item, the other with a later one or not at all. */
        bool a_has = (a & bit) != 0;
        uint32_t other = a_has ? b : a;
        bool other_ends = other == 0;
        return a_has == other_ends ? 1 : -1;
    }
    return 0;
}

static int compare_itemsets(const void *a, const void *b)
{
    const struct oracle_itemset *itemset_a = a, *itemset_b = b;
    uint32_t size_a = size_of_set(itemset_a->set), size_b = size_of_set(itemset_b->set);
    if (size_a != size_b) return size_a < size_b ? -1 : 1;
    return compare_items(itemset_a->set, itemset_b->set);
}

struct oracle_itemsets oracle_mine(const struct oracle *oracle, uint64_t min_count,
                                   uint32_t max_items)
{
    uint32_t n_subsets = UINT32_C(1) << oracle->n_items;
    struct oracle_itemsets itemsets = {0};
    itemsets.at = allocate(n_subsets, sizeof *itemsets.at);
    for (uint32_t set = 1; set < n_subsets; set++) {
        if (oracle->counts[set] < min_count || oracle->counts[set] == 0) continue;
        if (max_items > 0 && size_of_set(set) > max_items) continue;
        itemsets.at[itemsets.n++] = (struct oracle_itemset){set, oracle->counts[set]};
    }
    qsort(itemsets.at, itemsets.n, sizeof *itemsets.at, compare_itemsets);
    return itemsets;
}

void oracle_itemsets_free(struct oracle_itemsets *itemsets)
{
    free(itemsets->at);
    *itemsets = (struct oracle_itemsets){0};
}

/* ------------------------------------------------------------------------- rules */

double fraction_value(struct fraction fraction)
{
    if (fraction.under == 0) return fraction.over == 0 ? (double)NAN : (double)INFINITY;
    return (double)fraction.over / (double)fraction.under;
}

static bool is_undefined(struct fraction fraction)
{
    return fraction.over == 0 && fraction.under == 0;
}

/* Larger ones first, undefined ones last. */
static int compare_fractions(struct fraction a, struct fraction b)
{
    if (is_undefined(a) || is_undefined(b)) return is_undefined(a) - is_undefined(b);
    int64_t left = a.over * b.under, right = b.over * a.under;
    return (left < right) - (left > right);
}

static struct oracle_rule make_rule(const struct oracle *oracle, uint32_t antecedent,
                                    uint32_t consequent)
{
    struct oracle_rule rule = {.antecedent = antecedent,
                               .consequent = consequent,
                               .count = oracle->counts[antecedent | consequent],
                               .antecedent_count = oracle->counts[antecedent],
                               .consequent_count = oracle->counts[consequent]};
    int64_t n = (int64_t)oracle->n_baskets, both = (int64_t)rule.count;
    int64_t x = (int64_t)rule.antecedent_count, y = (int64_t)rule.consequent_count;
    rule.measures[COBUY_MEASURE_SUPPORT] = (struct fraction){both, n};
    rule.measures[COBUY_MEASURE_CONFIDENCE] = (struct fraction){both, x};
    rule.measures[COBUY_MEASURE_LIFT] = (struct fraction){both * n, x * y};
    rule.measures[COBUY_MEASURE_LEVERAGE] = (struct fraction){both * n - x * y, n * n};
    rule.measures[COBUY_MEASURE_CONVICTION] =
        (struct fraction){x * (n - y), n * (x - both)};
    return rule;
}

static bool passes(const struct oracle_rule *rule, const struct oracle_options *options)
{
    if (options->max_antecedent > 0 &&
        size_of_set(rule->antecedent) > options->max_antecedent)
        return false;
    return size_of_set(rule->consequent) <= options->max_consequent &&
           compare_fractions(rule->measures[COBUY_MEASURE_CONFIDENCE],
                             options->min_confidence) <= 0 &&
           compare_fractions(rule->measures[COBUY_MEASURE_LIFT], options->min_lift) <=
               0;
}

/* A rule with the measure that it is sorted by, since qsort() has no context. */
struct sorted_rule {
    struct oracle_rule rule;
    struct fraction by;
};

static int compare_rules(const void *a, const void *b)
{
    const struct sorted_rule *sorted_a = a, *sorted_b = b;
    const struct oracle_rule *rule_a = &sorted_a->rule, *rule_b = &sorted_b->rule;
    int order = compare_fractions(sorted_a->by, sorted_b->by);
    if (order == 0)
        order = compare_fractions(rule_a->measures[COBUY_MEASURE_LIFT],
                                  rule_b->measures[COBUY_MEASURE_LIFT]);
    if (order == 0)
        order = compare_fractions(rule_a->measures[COBUY_MEASURE_CONFIDENCE],
                                  rule_b->measures[COBUY_MEASURE_CONFIDENCE]);
    if (order == 0)
        order = (rule_a->count < rule_b->count) - (rule_a->count > rule_b->count);
    if (order == 0) order = compare_items(rule_a->antecedent, rule_b->antecedent);
    return order ? order : compare_items(rule_a->consequent, rule_b->consequent);
}

static void sort_rules(struct oracle_rules *rules, cobuy_measure sort_by)
{
    struct sorted_rule *sorted = allocate(rules->n, sizeof *sorted);
    for (size_t i = 0; i < rules->n; i++)
        sorted[i] = (struct sorted_rule){rules->at[i], rules->at[i].measures[sort_by]};
    qsort(sorted, rules->n, sizeof *sorted, compare_rules);
    for (size_t i = 0; i < rules->n; i++) rules->at[i] = sorted[i].rule;
    free(sorted);
}

/* Whether an item of the antecedent of rule 'r' is in fewer than 'top' before it. */
static bool is_first_of_item(const struct oracle_rules *rules, size_t r, uint64_t top)
{
    for (uint32_t left = rules->at[r].antecedent; left != 0; left &= left - 1) {
        uint64_t before = 0;
        for (size_t i = 0; i < r; i++)
            before += (rules->at[i].antecedent & (left & -left)) != 0;
        if (before < top) return true;
    }
    return false;
}

static void keep_first_of_items(struct oracle_rules *rules, uint64_t top)
{
    bool *kept = calloc(rules->n + 1, sizeof *kept);
    require(kept != NULL, "no memory for the oracle");
    for (size_t r = 0; r < rules->n; r++) kept[r] = is_first_of_item(rules, r, top);
    size_t n = 0;
    for (size_t r = 0; r < rules->n; r++)
        if (kept[r]) rules->at[n++] = rules->at[r];
    rules->n = n;
    free(kept);
}

struct oracle_rules oracle_derive(const struct oracle *oracle,
                                  const struct oracle_itemsets *itemsets,
                                  const struct oracle_options *options)
{
    struct oracle_rules rules = {0};
    size_t room = 0;
    for (size_t i = 0; i < itemsets->n; i++) {
        uint32_t whole = itemsets->at[i].set;
        for (uint32_t part = (whole - 1) & whole; part != 0;
             part = (part - 1) & whole) {
            struct oracle_rule rule = make_rule(oracle, whole & ~part, part);
            if (!passes(&rule, options)) continue;
            if (rules.n == room) {
                room = 2 * room + 64;
                rules.at = realloc(rules.at, room * sizeof *rules.at);
                require(rules.at != NULL, "no memory for the oracle");
            }
            rules.at[rules.n++] = rule;
        }
    }
    sort_rules(&rules, options->sort_by);
    rules.passed = rules.n;
    if (options->top_per_item > 0) keep_first_of_items(&rules, options->top_per_item);
    if (options->top > 0 && rules.n > options->top) rules.n = (size_t)options->top;
    return rules;
}

void oracle_rules_free(struct oracle_rules *rules)
{
    free(rules->at);
    *rules = (struct oracle_rules){0};
}

/* ---------------------------------------------------------------------- decimals */

enum { DECIMAL_ROOM = 40 };

/* Writes 'value' with so many digits, rounded in a direction; false if that is another
 * double. */
static bool reads_back(double value, int digits, int direction, char *text)
{
    fesetround(direction);
    snprintf(text, DECIMAL_ROOM, "%.*e", digits - 1, value);
    fesetround(FE_TONEAREST);
    return strtod(text, NULL) == value;
}

/* "-1.25e-07" from as few digits as there may be.  The nearest decimal of so many
 * digits is tried first; where neighbours of the double are not equally far away, the
 * other one may read back alone. */
static void shortest_scientific(double value, char *text)
{
    for (int digits = 1;; digits++)
        if (reads_back(value, digits, FE_TONEAREST, text) ||
            reads_back(value, digits, FE_UPWARD, text) ||
            reads_back(value, digits, FE_DOWNWARD, text))
            return;
}

/* Digits like "125", whose point stands behind the first, with the point moved by
 * 'exponent' places. */
static void place_point(struct bytes *text, const char *digits, int exponent)
{
    static const char zeros[] = "00000000000000000000";
    int n = (int)strlen(digits);
    if (exponent < 0)
        bytes_print(text, "0.%.*s%s", -exponent - 1, zeros, digits);
    else if (exponent >= n - 1)
        bytes_print(text, "%s%.*s", digits, exponent - n + 1, zeros);
    else
        bytes_print(text, "%.*s.%s", exponent + 1, digits, digits + exponent + 1);
}

void oracle_print_decimal(struct bytes *text, double value)
{
    if (value == 0) {
        bytes_print(text, "0");
        return;
    }
    char written[DECIMAL_ROOM], digits[DECIMAL_ROOM];
    shortest_scientific(fabs(value), written);
    char *mark = strchr(written, 'e');
    int exponent = atoi(mark + 1);
    size_t n = 0;
    for (const char *at = written; at < mark; at++)
        if (*at != '.') digits[n++] = *at;
    while (n > 1 && digits[n - 1] == '0') n--;
    digits[n] = '\0';

    if (value < 0) bytes_print(text, "-");
    if (fabs(value) >= 1e-4 && fabs(value) < 1e17)
        place_point(text, digits, exponent);
    else
        bytes_print(text, "%c%s%se%c%02d", digits[0], n > 1 ? "." : "", digits + 1,
                    exponent < 0 ? '-' : '+', abs(exponent));
}

/* -------------------------------------------------------------------------- text */

struct bytes oracle_set_text(const struct oracle *oracle, uint32_t set)
{
    struct bytes text = {0};
    for (uint32_t i = 0; i < oracle->n_items; i++) {
        if ((set >> i & 1) == 0) continue;
        bytes_print(&text, "%s", text.length ? ", " : "{");
        bytes_append(&text, oracle->names[i].bytes, oracle->names[i].length);
    }
    bytes_print(&text, "}");
    return text;
}

/* Items joined by ";", with "\" before a ";" or "\" of a name. */
static struct bytes join_items(const struct oracle *oracle, uint32_t set)
{
    struct bytes joined = {0};
    bool any = false;
    for (uint32_t i = 0; i < oracle->n_items; i++) {
        if ((set >> i & 1) == 0) continue;
        if (any) bytes_print(&joined, ";");
        any = true;
        for (const char *at = oracle->names[i].bytes; *at; at++) {
            if (*at == ';' || *at == '\\') bytes_append(&joined, "\\", 1);
            bytes_append(&joined, at, 1);
        }
    }
    return joined;
}

/* A cell, quoted if it holds what RFC 4180 quotes, or begins or ends with a blank. */
static void print_cell(struct bytes *text, const char *cell)
{
    size_t length = strlen(cell);
    bool outer_blank =
        length > 0 && (strchr(" \t", cell[0]) || strchr(" \t", cell[length - 1]));
    if (!outer_blank && !strpbrk(cell, ",\"\r\n")) {
        bytes_print(text, "%s", cell);
        return;
    }
    bytes_print(text, "\"");
    for (; *cell; cell++) {
        if (*cell == '"') bytes_append(text, "\"", 1);
        bytes_append(text, cell, 1);
    }
    bytes_print(text, "\"");
}

static void print_set(struct bytes *text, const struct oracle *oracle, uint32_t set)
{
    struct bytes joined = join_items(oracle, set);
    print_cell(text, joined.data);
    bytes_free(&joined);
}

static void print_fraction(struct bytes *text, struct fraction fraction)
{
    bytes_print(text, ",");
    if (fraction.under != 0)
        oracle_print_decimal(text, fraction_value(fraction));
    else if (fraction.over != 0)
        bytes_print(text, "inf");
}

struct bytes oracle_itemsets_csv(const struct oracle *oracle,
                                 const struct oracle_itemsets *itemsets)
{
    struct bytes text = {0};
    bytes_print(&text, "items,count,support\n");
    for (size_t i = 0; i < itemsets->n; i++) {
        const struct oracle_itemset *itemset = &itemsets->at[i];
        print_set(&text, oracle, itemset->set);
        bytes_print(&text, ",%llu", (unsigned long long)itemset->count);
        print_fraction(&text, (struct fraction){(int64_t)itemset->count,
                                                (int64_t)oracle->n_baskets});
        bytes_print(&text, "\n");
    }
    return text;
}

struct bytes oracle_rules_csv(const struct oracle *oracle,
                              const struct oracle_rules *rules)
{
    static const cobuy_measure columns[] = {
        COBUY_MEASURE_SUPPORT, COBUY_MEASURE_CONFIDENCE, COBUY_MEASURE_LIFT,
        COBUY_MEASURE_LEVERAGE, COBUY_MEASURE_CONVICTION};
    struct bytes text = {0};
    bytes_print(&text, "antecedent,consequent,count,antecedent_count,consequent_count,"
                       "baskets,support,confidence,lift,leverage,conviction\n");
    for (size_t i = 0; i < rules->n; i++) {
        const struct oracle_rule *rule = &rules->at[i];
        print_set(&text, oracle, rule->antecedent);
        bytes_print(&text, ",");
        print_set(&text, oracle, rule->consequent);
        bytes_print(&text, ",%llu,%llu,%llu,%llu", (unsigned long long)rule->count,
                    (unsigned long long)rule->antecedent_count,
                    (unsigned long long)rule->consequent_count,
                    (unsigned long long)oracle->n_baskets);
        for (size_t m = 0; m < sizeof columns / sizeof *columns; m++)
            print_fraction(&text, rule->measures[columns[m]]);
        bytes_print(&text, "\n");
    }
    return text;
}
