/*
 * test_planted.c - synthetic logs: the rules in them, or that there are none
 */
#include "log/planted.h"

#include "support/generated_log.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(planted, .init = workspace_open, .fini = workspace_close, .timeout = 120);

/* ------------------------------------------------------------------------ orders */

enum { MOST_CUSTOMERS = 100000 };

/* An order as the planted rules see it; bit i of a set is planted product i. */
struct order {
    int weekday, month, hour; /* weekday from Sunday */
    uint32_t customer;
    uint32_t set;
    uint32_t previous; /* the set of the customer's order before */
    bool has_previous;
};

struct orders {
    struct order *data;
    size_t count;
};

/* Sakamoto's method; from Sunday. */
static int weekday_of(int year, int month, int day)
{
    static const int shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) year--;
    return (year + year / 4 - year / 100 + year / 400 + shifts[month - 1] + day) % 7;
}

static struct order new_order(const struct log_row *row)
{
    int year, month, day, hour;
    cr_assert_eq(
        sscanf(row->cells[CELL_TIME], "%4d-%2d-%2dT%2d", &year, &month, &day, &hour),
        4);
    return (struct order){
        .weekday = weekday_of(year, month, day),
        .month = month,
        .hour = hour,
        .customer = (uint32_t)strtoul(row->cells[CELL_CUSTOMER] + 1, NULL, 10)};
}

static void link_customers(struct orders *orders)
{
    struct order **last = calloc(MOST_CUSTOMERS + 1, sizeof(struct order *));
    for (size_t i = 0; i < orders->count; i++) {
        struct order *order = &orders->data[i], *before = last[order->customer];
        order->has_previous = before != NULL;
        order->previous = before ? before->set : 0;
        last[order->customer] = order;
    }
    free(last);
}

static struct orders read_orders(const struct bytes *text, size_t lines)
{
    struct orders orders = {.data = calloc(lines, sizeof(struct order))};
    char last[CELL_ROOM] = "";
    const char *at = log_rows(text);
    for (struct log_row row; log_row_read(&at, &row);) {
        if (strcmp(row.cells[CELL_ORDER], last) != 0)
            orders.data[orders.count++] = new_order(&row);
        strcpy(last, row.cells[CELL_ORDER]);
        uint32_t product = product_number(row.cells[CELL_SKU]);
        if (product <= NUMBERED_PRODUCTS) continue;
        orders.data[orders.count - 1].set |= 1u << (product - NUMBERED_PRODUCTS - 1);
    }
    link_customers(&orders);
    return orders;
}

/* ------------------------------------------------------------------------- rules */

struct planted {
    uint32_t antecedent, consequent; /* sets */
    char condition[CELL_ROOM];
    double share, confidence;
};

static struct planted parse_planted(char *line)
{
    struct planted rule = {0};
    char antecedent[CELL_ROOM], consequent[CELL_ROOM];
    int fields = sscanf(line, "%63[^,],%63[^,],%63[^,],%lf,%lf", antecedent, consequent,
                        rule.condition, &rule.share, &rule.confidence);
    if (fields < 5) {
        rule.condition[0] = '\0';
        fields = 1 + sscanf(line, "%63[^,],%63[^,],,%lf,%lf", antecedent, consequent,
                            &rule.share, &rule.confidence);
    }
    cr_assert_eq(fields, 5, "%s", line);
    for (char *sku = strtok(antecedent, ";"); sku; sku = strtok(NULL, ";"))
        rule.antecedent |= 1u << named_index(sku);
    rule.consequent = 1u << named_index(consequent);
    return rule;
}

static bool is_about_next_order(const struct planted *rule)
{
    return strncmp(rule->condition, "the customer's next order", 25) == 0;
}

static bool meets_condition(const struct planted *rule, const struct order *order)
{
    const char *words = rule->condition;
    if (strcmp(words, "") == 0) return true;
    if (strcmp(words, "Fridays 17:00-20:59") == 0)
        return order->weekday == 5 && order->hour >= 17 && order->hour <= 20;
    if (strcmp(words, "Saturdays and Sundays") == 0)
        return order->weekday == 6 || order->weekday == 0;
    if (strcmp(words, "June to August") == 0)
        return order->month >= 6 && order->month <= 8;
    if (strcmp(words, "customers whose number is divisible by 4") == 0)
        return order->customer % 4 == 0;
    if (strcmp(words, "the customer's next order") == 0) return order->has_previous;
    cr_assert_str_eq(words, "the customer's next order unless the antecedent is in it");
    return order->has_previous && (order->set & rule->antecedent) == 0;
}

static bool is_binomial(double count, double draws, double probability)
{
    double sigma = sqrt(draws * probability * (1 - probability));
    return fabs(count - draws * probability) <= 5 * sigma + 1;
}

static void expect_planted(const struct planted *rule, const struct orders *orders)
{
    double about = 0, antecedent = 0, both = 0, consequent = 0;
    for (size_t i = 0; i < orders->count; i++) {
        const struct order *order = &orders->data[i];
        uint32_t before = is_about_next_order(rule) ? order->previous : order->set;
        bool holds = (order->set & rule->consequent) != 0;
        consequent += holds;
        if (!meets_condition(rule, order)) continue;
        about++;
        if ((before & rule->antecedent) != rule->antecedent) continue;
        antecedent++;
        both += holds;
    }
    double lift = both / antecedent / (consequent / (double)orders->count);
    cr_expect(is_binomial(antecedent, about, rule->share), "share of %s %g",
              rule->condition, antecedent / about);
    cr_expect(is_binomial(both, antecedent, rule->confidence), "confidence of %s %g",
              rule->condition, both / antecedent);
    cr_expect_gt(lift, 2.5, "lift of %s", rule->condition);
}

Test(planted, planted_file_tells_what_the_log_holds)
{
    struct bytes text = generated_text(100000, 10, false);
    struct orders orders = read_orders(&text, 100000);
    struct bytes rules = file_read(workspace_path("log.csv.planted.csv").text);
    char *line = strchr(rules.data, '\n') + 1;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        struct planted rule = parse_planted(line);
        expect_planted(&rule, &orders);
    }
    bytes_free(&rules);
    free(orders.data);
    bytes_free(&text);
}

Test(planted, planted_file_lists_every_rule)
{
    generate_to(workspace_path("log.csv").text, generated_options(1000, 1, false));
    struct bytes rules = file_read(workspace_path("log.csv.planted.csv").text);
    cr_expect_str_eq(
        rules.data,
        "antecedent,consequent,condition,antecedent_share,confidence\n"
        "BREAD,BUTTER,,0.1200,0.2500\n"
        "PASTA,TOMATO-SAUCE,,0.0600,0.5000\n"
        "PASTA;TOMATO-SAUCE,PARMESAN,,0.0300,0.4500\n"
        "FLOUR;SUGAR,BAKING-POWDER,,0.0036,0.6500\n"
        "TOOTHBRUSH,TOOTHPASTE,,0.0250,0.3500\n"
        "PRINTER,INK-CARTRIDGE,,0.0080,0.6000\n"
        "E-BIKE,BIKE-LOCK,,0.0035,0.7000\n"
        "DIAPERS,BEER,Fridays 17:00-20:59,0.1200,0.7000\n"
        "CHARCOAL,SAUSAGES,Saturdays and Sundays,0.0600,0.5500\n"
        "SUNSCREEN,BEACH-TOWEL,June to August,0.0500,0.3000\n"
        "CAT-FOOD,CAT-LITTER,customers whose number is divisible by 4,0.0900,0.4000\n"
        "COFFEE-MACHINE,COFFEE-CAPSULES,the customer's next order,0.0150,0.5000\n"
        "COFFEE,COFFEE-RESERVE,the customer's next order unless the antecedent is in "
        "it,0.0500,0.2000\n");
    bytes_free(&rules);
}

/* Whether many orders of this occasion mostly hold the consequent with the antecedent,
 * much beyond the share that it always has. */
static bool is_planted_at(struct occasion occasion, const char *antecedent,
                          const char *consequent)
{
    struct random random;
    random_init(&random, 1);
    uint32_t first = 1u << named_index(antecedent),
             second = 1u << named_index(consequent);
    double held = 0, both = 0;
    for (unsigned i = 0; i < 100000; i++) {
        uint32_t set = planted_draw(&occasion, &random);
        held += (set & first) != 0;
        both += (set & first) != 0 && (set & second) != 0;
    }
    return both > 0.2 * held;
}

Test(planted, rules_keep_to_their_conditions)
{
    struct occasion at = {.time = {.month = 5, .weekday = FRIDAY}, .customer = 1};
    for (at.time.hour = 8; at.time.hour < 24; at.time.hour++)
        cr_expect_eq(is_planted_at(at, "DIAPERS", "BEER"),
                     at.time.hour >= 17 && at.time.hour <= 20);
    at.time.hour = 18;
    for (at.time.weekday = MONDAY; at.time.weekday <= SUNDAY; at.time.weekday++) {
        cr_expect_eq(is_planted_at(at, "DIAPERS", "BEER"), at.time.weekday == FRIDAY);
        cr_expect_eq(is_planted_at(at, "CHARCOAL", "SAUSAGES"),
                     at.time.weekday >= SATURDAY);
    }
    for (at.time.month = 1; at.time.month <= 12; at.time.month++)
        cr_expect_eq(is_planted_at(at, "SUNSCREEN", "BEACH-TOWEL"),
                     at.time.month >= 6 && at.time.month <= 8);
    for (at.customer = 1; at.customer <= 8; at.customer++)
        cr_expect_eq(is_planted_at(at, "CAT-FOOD", "CAT-LITTER"), at.customer % 4 == 0);
}

Test(planted, better_product_comes_in_place_of_the_first)
{
    uint32_t first = 1u << named_index("COFFEE"),
             better = 1u << named_index("COFFEE-RESERVE");
    struct occasion occasion = {.previous = first};
    struct random random;
    random_init(&random, 1);
    unsigned with_better = 0;
    for (unsigned i = 0; i < 100000; i++) {
        uint32_t set = planted_draw(&occasion, &random);
        cr_assert_neq(set & (first | better), first | better);
        with_better += (set & better) != 0;
    }
    cr_expect(is_binomial(with_better, 100000, 0.95 * 0.20));
}

/* ------------------------------------------------------------------ independence */

enum { TOP = 30 };

/* Counts of the most frequent products and of their pairs. */
struct pairs {
    uint32_t top[TOP]; /* product numbers */
    double orders, counts[TOP], pairs[TOP][TOP];
};

static void find_top(const struct bytes *text, struct pairs *pairs)
{
    static uint32_t counts[PRODUCT_NUMBERS];
    memset(counts, 0, sizeof counts);
    const char *at = log_rows(text);
    for (struct log_row row; log_row_read(&at, &row);)
        counts[product_number(row.cells[CELL_SKU])]++;
    for (unsigned rank = 0; rank < TOP; rank++) {
        uint32_t best = 0;
        for (uint32_t i = 1; i <= NUMBERED_PRODUCTS; i++)
            if (counts[i] > counts[best]) best = i;
        pairs->top[rank] = best;
        pairs->counts[rank] = counts[best];
        counts[best] = 0;
    }
}

static void count_order(struct pairs *pairs, uint32_t set)
{
    for (unsigned i = 0; i < TOP; i++)
        for (unsigned j = 0; j < i; j++)
            if (set >> i & set >> j & 1) pairs->pairs[i][j]++;
}

static void count_pairs(const struct bytes *text, struct pairs *pairs)
{
    *pairs = (struct pairs){0};
    find_top(text, pairs);
    uint32_t set = 0;
    char last[CELL_ROOM] = "";
    const char *at = log_rows(text);
    for (struct log_row row; log_row_read(&at, &row);) {
        if (strcmp(row.cells[CELL_ORDER], last) != 0) {
            count_order(pairs, set);
            set = 0;
            pairs->orders++;
            strcpy(last, row.cells[CELL_ORDER]);
        }
        uint32_t product = product_number(row.cells[CELL_SKU]);
        for (unsigned i = 0; i < TOP; i++)
            if (pairs->top[i] == product) set |= 1u << i;
    }
    count_order(pairs, set);
}

/* The mean over all pairs of (observed - expected)^2 / expected, which is about 1 for
 * independent products, and stores in *lift what was observed for each expected. */
static double dependence(const struct bytes *text, double *lift)
{
    struct pairs pairs;
    count_pairs(text, &pairs);
    double sum = 0, all_observed = 0, all_expected = 0;
    for (unsigned i = 0; i < TOP; i++)
        for (unsigned j = 0; j < i; j++) {
            double expected = pairs.counts[i] * pairs.counts[j] / pairs.orders;
            double observed = pairs.pairs[i][j];
            sum += (observed - expected) * (observed - expected) / expected;
            all_observed += observed;
            all_expected += expected;
        }
    *lift = all_observed / all_expected;
    return sum / (TOP * (TOP - 1) / 2.0);
}

Test(planted, items_of_a_log_without_rules_are_independent)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double lift;
        struct bytes text = generated_text(200000, seed, true);
        double mean = dependence(&text, &lift);
        cr_expect(mean > 0.75 && mean < 1.25, "mean %g", mean);
        cr_expect(lift > 0.96 && lift < 1.04, "lift %g", lift);
        bytes_free(&text);
    }
}

Test(planted, independence_test_would_notice_large_orders)
{
    double lift;
    struct bytes text = generated_text(200000, 1, false);
    cr_expect_gt(dependence(&text, &lift), 5);
    cr_expect_gt(lift, 1.4);
    bytes_free(&text);
}
