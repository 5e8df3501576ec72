/*
 * test_rules.c - itemsets to rules: sides, order, limits, lifetime
 */
#include "rule/itemset_index.h"

#include "support/expect.h"
#include "support/faulty.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <math.h>
#include <string.h>

TestSuite(rules, .init = workspace_open, .fini = workspace_close);

/* Baskets of one-letter items, a word each. */
static cobuy_itemsets *mine_words(const char *const *words, size_t n_words)
{
    cobuy_builder *builder;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    for (size_t i = 0; i < n_words; i++)
        for (const char *item = words[i]; *item; item++)
            MUST(cobuy_builder_add(builder, &i, sizeof i, item, 1, &error));
    cobuy_baskets *baskets;
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &options);
    cobuy_baskets_free(baskets);
    return itemsets;
}

static cobuy_itemsets *some_itemsets(void)
{
    static const char *const words[] = {"abc", "ab", "ab", "c", "cd", "abcd"};
    return mine_words(words, sizeof words / sizeof *words);
}

static cobuy_rules *derive_options(cobuy_rule_options options)
{
    cobuy_itemsets *itemsets = some_itemsets();
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    cobuy_itemsets_free(itemsets); /* rules outlive the itemsets that they are from */
    return rules;
}

/* "ab=>c" */
static struct bytes rule_text(const cobuy_rules *rules, uint64_t index)
{
    cobuy_rule rule = cobuy_rules_at(rules, index);
    struct bytes text = {0};
    for (uint32_t i = 0; i < rule.n_antecedent; i++)
        bytes_print(&text, "%s", cobuy_rules_item(rules, rule.antecedent[i]).bytes);
    bytes_print(&text, "=>");
    for (uint32_t i = 0; i < rule.n_consequent; i++)
        bytes_print(&text, "%s", cobuy_rules_item(rules, rule.consequent[i]).bytes);
    return text;
}

static void check_rule(const cobuy_rules *rules, uint64_t index, const char *expected)
{
    struct bytes text = rule_text(rules, index);
    cr_assert_str_eq(text.data, expected, "rule %llu", (unsigned long long)index);
    bytes_free(&text);
}

Test(rules, carry_their_four_counts)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0;
    cobuy_rules *rules = derive_options(options);
    bool found = false;
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        struct bytes text = rule_text(rules, i);
        cobuy_rule rule = cobuy_rules_at(rules, i);
        if (strcmp(text.data, "ab=>c") == 0) {
            found = true;
            cr_assert_eq(rule.count, 2);
            cr_assert_eq(rule.antecedent_count, 4);
            cr_assert_eq(rule.consequent_count, 4);
            cr_assert_eq(rule.baskets, 6);
            cr_assert_eq(rule.measures.confidence, 0.5);
            cr_assert_eq(rule.measures.lift, 0.75);
        }
        bytes_free(&text);
    }
    cr_assert(found, "ab=>c is not there");
    cobuy_rules_free(rules);
    cobuy_rules_free(NULL);
}

/* Equal in lift, confidence and count: antecedent, then consequent decide. */
Test(rules, ties_go_by_the_bytes_of_names)
{
    static const char *const words[] = {"abc", "abc", "d"};
    cobuy_itemsets *itemsets = mine_words(words, 3);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = 2;
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    static const char *const expected[] = {"a=>b",  "a=>bc", "a=>c",  "ab=>c",
                                           "ac=>b", "b=>a",  "b=>ac", "b=>c",
                                           "bc=>a", "c=>a",  "c=>ab", "c=>b"};
    cr_assert_eq(cobuy_rules_count(rules), 12);
    for (uint64_t i = 0; i < 12; i++) check_rule(rules, i, expected[i]);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

Test(rules, sides_have_no_more_items_than_allowed)
{
    for (uint32_t antecedent = 0; antecedent <= 3; antecedent++) {
        for (uint32_t consequent = 1; consequent <= 3; consequent++) {
            cobuy_rule_options options = COBUY_RULE_DEFAULTS;
            options.min_confidence = 0;
            options.max_antecedent = antecedent;
            options.max_consequent = consequent;
            cobuy_rules *rules = derive_options(options);
            uint32_t longest = 0, longest_consequent = 0;
            for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
                cobuy_rule rule = cobuy_rules_at(rules, i);
                if (rule.n_antecedent > longest) longest = rule.n_antecedent;
                if (rule.n_consequent > longest_consequent)
                    longest_consequent = rule.n_consequent;
            }
            cr_assert_eq(longest, antecedent ? antecedent : 3);
            cr_assert_eq(longest_consequent, consequent);
            cobuy_rules_free(rules);
        }
    }
}

Test(rules, top_takes_the_first_and_tells_how_many_passed)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    cobuy_rules *all = derive_options(options);
    options.top = 3;
    cobuy_rules *top = derive_options(options);
    cr_assert_gt(cobuy_rules_count(all), 3);
    cr_assert_eq(cobuy_rules_count(top), 3);
    cr_assert_eq(cobuy_rules_passed(top), cobuy_rules_count(all));
    for (uint64_t i = 0; i < 3; i++) {
        struct bytes expected = rule_text(all, i);
        check_rule(top, i, expected.data);
        bytes_free(&expected);
    }
    options.top = 1000;
    cobuy_rules *more = derive_options(options);
    cr_assert_eq(cobuy_rules_count(more), cobuy_rules_count(all));
    cobuy_rules_free(more);
    cobuy_rules_free(top);
    cobuy_rules_free(all);
}

Test(rules, undefined_measures_come_last)
{
    static const char *const words[] = {"za", "zb", "zab", "z"};
    cobuy_itemsets *itemsets = mine_words(words, 4); /* z is in every basket */
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.sort_by = COBUY_MEASURE_CONVICTION;
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    uint64_t n = cobuy_rules_count(rules), undefined = 0;
    for (uint64_t i = 0; i < n; i++) {
        bool is_undefined = isnan(cobuy_rules_at(rules, i).measures.conviction) != 0;
        cr_assert(undefined == 0 || is_undefined);
        undefined += is_undefined;
    }
    cr_assert_gt(undefined, 0);
    cr_assert_lt(undefined, n);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

Test(rules, of_single_items_are_none)
{
    static const char *const words[] = {"a", "b", "a"};
    cobuy_itemsets *itemsets = mine_words(words, 3);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    cr_assert_eq(cobuy_rules_count(rules), 0);
    cr_assert_eq(cobuy_rules_passed(rules), 0);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

/* --------------------------------------------------------- itemsets that are missing
 */

static uint64_t hash_of(const uint32_t *items, uint32_t n_items)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < n_items; i++) hash += item_hash(items[i]);
    return hash;
}

Test(rules, index_finds_every_itemset_and_no_other)
{
    cobuy_itemsets *itemsets = some_itemsets();
    uint32_t largest = itemsets->summary.largest, n_found = 0;
    struct itemset_index index;
    cr_assert_eq(largest, 4);
    cr_assert(itemset_index_build(&index, itemsets->memory, itemsets, largest));
    for (uint32_t set = 1; set < 16; set++) {
        uint32_t items[4], n = 0;
        for (uint32_t item = 0; item < 4; item++)
            if (set >> item & 1) items[n++] = item;
        uint32_t at = itemset_index_find(&index, items, n, hash_of(items, n));
        if (at == ITEMSET_NOT_FOUND) continue;
        n_found++;
        cr_assert_arr_eq(itemsets->sizes[n].items + (size_t)at * n, items,
                         n * sizeof *items);
    }
    cr_assert_eq(n_found, itemsets->summary.itemsets);
    static const uint32_t none[] = {0, 7};
    cr_assert_eq(itemset_index_find(&index, none, 2, hash_of(none, 2)),
                 ITEMSET_NOT_FOUND);
    cr_assert_eq(itemset_index_find(&index, none + 1, 1, hash_of(none + 1, 1)),
                 ITEMSET_NOT_FOUND);
    itemset_index_clear(&index);
    cobuy_itemsets_free(itemsets);
}

/* Derives from itemsets of which one, of size k, is hidden as if it had not been found:
 * another, which nobody asks for, is in its place. */
static cobuy_rules *derive_without(cobuy_itemsets *itemsets, uint32_t k, size_t place)
{
    uint32_t *items = itemsets->sizes[k].items + place * k, hidden[4];
    memcpy(hidden, items, k * sizeof *items);
    for (uint32_t i = 0; i < k; i++) items[i] += 1000;
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0;
    options.max_consequent = 3;
    cobuy_rules *rules = must_derive(workspace.context, itemsets, &options);
    memcpy(items, hidden, k * sizeof *items);
    return rules;
}

static bool has_side(const struct bytes *rule, const char *side)
{
    size_t n = strlen(side);
    const char *behind = strstr(rule->data, "=>") + 2;
    return strcmp(behind, side) == 0 ||
           (strncmp(rule->data, side, n) == 0 && strncmp(rule->data + n, "=>", 2) == 0);
}

/* Of the 50 ways to split ab, ac, ..., abcd, two are those of a pair itself, three have
 * it before the arrow and three behind it; all others are found without it. */
Test(rules, whose_side_was_not_found_are_left_out)
{
    static const char *const words[] = {"abcd"};
    static const char *const pairs[] = {"ab", "ac", "ad", "bc", "bd", "cd"};
    cobuy_itemsets *itemsets = mine_words(words, 1);
    for (size_t pair = 0; pair < 6; pair++) {
        cobuy_rules *rules = derive_without(itemsets, 2, pair);
        cr_assert_eq(cobuy_rules_count(rules), 50 - 2 - 3 - 3);
        for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
            struct bytes text = rule_text(rules, i);
            cr_assert(!has_side(&text, pairs[pair]), "%s", text.data);
            bytes_free(&text);
        }
        cobuy_rules_free(rules);
    }
    cobuy_itemsets_free(itemsets);
}

/* Rules from an itemset of 'k' items, and these, of which nothing else was found. */
static uint64_t count_rules_of_one(uint32_t k)
{
    enum { MOST = 100 };
    uint32_t items[MOST];
    uint64_t counts[MOST];
    struct itemsets_of_size sizes[MOST + 1] = {[1] = {items, counts, k, 0}};
    for (uint32_t i = 0; i < k; i++) {
        items[i] = i;
        counts[i] = 2;
    }
    for (uint32_t i = 2; i <= k; i++) sizes[i].first = k;
    sizes[k] = (struct itemsets_of_size){items, counts, 1, k};
    cobuy_itemsets itemsets = {.sizes = sizes, .summary = {.baskets = 3, .largest = k}};
    atomic_init(&itemsets.references, 2);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = k;
    cobuy_rules *rules = must_derive(workspace.context, &itemsets, &options);
    uint64_t n = cobuy_rules_count(rules);
    cobuy_rules_free(rules);
    return n;
}

/* However many ways there are to split them. */
Test(rules, of_large_itemsets_without_their_subsets_end_soon)
{
    cr_assert_eq(count_rules_of_one(2), 2);
    cr_assert_eq(count_rules_of_one(3), 0);
    cr_assert_eq(count_rules_of_one(40), 0);
    cr_assert_eq(count_rules_of_one(100), 0);
}

/* ----------------------------------------------------------------------- refusals */

static void check_refused(cobuy_rule_options options, const char *word)
{
    cobuy_itemsets *itemsets = some_itemsets();
    cobuy_rules *rules;
    cobuy_status status =
        cobuy_derive(workspace.context, &rules, itemsets, &options, &workspace.error);
    cr_assert_eq(status, COBUY_INVALID_ARGUMENT);
    cr_assert_null(rules);
    cr_assert_not_null(strstr(workspace.error.message, word), "%s",
                       workspace.error.message);
    cobuy_itemsets_free(itemsets);
}

Test(rules, options_that_mean_nothing_are_refused)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 1.01;
    check_refused(options, "confidence");
    options.min_confidence = (double)NAN;
    check_refused(options, "confidence");
    options.min_confidence = 0.1;
    options.min_lift = -1;
    check_refused(options, "lift");
    options.min_lift = 0;
    options.max_consequent = 0;
    check_refused(options, "consequent");
    options.max_consequent = 1;
    options.sort_by = (cobuy_measure)77;
    check_refused(options, "77");
}

/* ------------------------------------------------------------------ two contexts */

static cobuy_context *context_of(struct faulty *faulty)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_error error;
    faulty_init(faulty);
    options.allocator = faulty_allocator(faulty);
    MUST(cobuy_context_create(&context, &options, &error));
    return context;
}

/* One context serves one call at a time, so whoever reads one value with many threads
 * has a context for each.  What a call allocates must be its own context's. */
Test(rules, may_be_derived_with_another_context_than_the_itemsets)
{
    struct faulty mining, deriving;
    cobuy_context *first = context_of(&mining), *second = context_of(&deriving);
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 50, 8);
    cobuy_baskets *baskets = must_build(first, &log);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 5, 0);
    cobuy_itemsets *itemsets = must_mine(first, baskets, &options);
    size_t before = atomic_load(&mining.calls);
    cobuy_rules *rules = must_derive(second, itemsets, NULL);
    cr_assert_eq(atomic_load(&mining.calls), before,
                 "deriving allocated from the context of the itemsets");
    cr_assert_gt(cobuy_rules_count(rules), 0);
    cobuy_rules_free(rules);
    cr_assert_eq(atomic_load(&mining.misuses) + atomic_load(&deriving.misuses), 0,
                 "a block went back to the context that it is not from");
    cr_assert_eq(cobuy_context_usage(second).live_bytes, 0);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    cobuy_context_free(second);
    context_end(first);
    random_log_free(&log);
}

Test(rules, baskets_may_be_mined_with_another_context_than_theirs)
{
    static const cobuy_algorithm engines[] = {COBUY_ALGORITHM_APRIORI,
                                              COBUY_ALGORITHM_FPGROWTH};
    struct faulty reading, mining;
    cobuy_context *first = context_of(&reading), *second = context_of(&mining);
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 50, 8);
    cobuy_baskets *baskets = must_build(first, &log);
    size_t before = atomic_load(&reading.calls);
    for (int e = 0; e < 2; e++) {
        cobuy_mine_options options = mine_options(engines[e], 5, 0);
        cobuy_itemsets_free(must_mine(second, baskets, &options));
    }
    cr_assert_eq(atomic_load(&reading.calls), before,
                 "mining allocated from the context of the baskets");
    cr_assert_eq(atomic_load(&reading.misuses) + atomic_load(&mining.misuses), 0);
    cobuy_baskets_free(baskets);
    context_end(second);
    context_end(first);
    random_log_free(&log);
}
