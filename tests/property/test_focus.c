/*
 * test_focus.c - rules of a focus are those that are left of all rules
 */
#include "mine/itemsets.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

enum { USUAL_SEEDS = 400, MOST_BASKETS = 120, MOST_ITEMS = 10, ENGINES = 2 };

static const cobuy_algorithm engines[ENGINES] = {COBUY_ALGORITHM_APRIORI,
                                                 COBUY_ALGORITHM_FPGROWTH};

TestSuite(focus, .init = workspace_open_in_memory, .fini = workspace_close);

/* Lists of items, drawn from a log's. */
struct wanted {
    const char *names[COBUY_FOCUS_KINDS][MOST_ITEMS];
    cobuy_focus_options options;
};

static void draw(struct wanted *wanted, const struct random_log *log, struct dice *dice)
{
    wanted->options = (cobuy_focus_options)COBUY_FOCUS_DEFAULTS;
    wanted->options.max_consequent = dice_between(dice, 1, 3);
    wanted->options.max_antecedent = dice_below(dice, 4);
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        size_t n = 0;
        uint32_t percent = dice_chance(dice, 50) ? 0 : dice_between(dice, 5, 70);
        for (uint32_t i = 0; i < log->n_items; i++)
            if (dice_chance(dice, percent))
                wanted->names[kind][n++] = log->names[i].bytes;
        wanted->options.lists[kind] = (cobuy_focus_list){wanted->names[kind], n};
    }
}

static bool is_in(const struct wanted *wanted, cobuy_focus_kind kind, cobuy_text name)
{
    for (size_t i = 0; i < wanted->options.lists[kind].n; i++)
        if (strcmp(wanted->names[kind][i], name.bytes) == 0) return true;
    return false;
}

/* Whether a side has nothing but what 'in' lists, and nothing of 'out'. */
static bool is_side(const struct wanted *wanted, const cobuy_rules *rules,
                    const uint32_t *items, uint32_t n, cobuy_focus_kind in,
                    cobuy_focus_kind out)
{
    for (uint32_t i = 0; i < n; i++) {
        cobuy_text name = cobuy_rules_item(rules, items[i]);
        if (wanted->options.lists[in].n > 0 && !is_in(wanted, in, name)) return false;
        if (is_in(wanted, out, name)) return false;
    }
    return true;
}

static bool contains(const struct wanted *wanted, const cobuy_rules *rules,
                     const uint32_t *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_in(wanted, COBUY_CONTAINS, cobuy_rules_item(rules, items[i])))
            return true;
    return false;
}

static bool is_wanted(const struct wanted *wanted, const cobuy_rules *rules,
                      const cobuy_rule *rule)
{
    bool any = wanted->options.lists[COBUY_CONTAINS].n == 0 ||
               contains(wanted, rules, rule->antecedent, rule->n_antecedent) ||
               contains(wanted, rules, rule->consequent, rule->n_consequent);
    return any &&
           is_side(wanted, rules, rule->antecedent, rule->n_antecedent,
                   COBUY_ANTECEDENT_IN, COBUY_ANTECEDENT_OUT) &&
           is_side(wanted, rules, rule->consequent, rule->n_consequent,
                   COBUY_CONSEQUENT_IN, COBUY_CONSEQUENT_OUT);
}

static void note_side(struct bytes *notes, const cobuy_rules *rules,
                      const uint32_t *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        bytes_print(notes, "%s;", cobuy_rules_item(rules, items[i]).bytes);
}

/* A line for each rule that is wanted; of all if 'wanted' is NULL. */
static struct bytes notes_of(const cobuy_rules *rules, const struct wanted *wanted)
{
    struct bytes notes = {0};
    bytes_append(&notes, "", 0);
    for (uint64_t r = 0; r < cobuy_rules_count(rules); r++) {
        cobuy_rule rule = cobuy_rules_at(rules, r);
        if (wanted && !is_wanted(wanted, rules, &rule)) continue;
        note_side(&notes, rules, rule.antecedent, rule.n_antecedent);
        bytes_print(&notes, " => ");
        note_side(&notes, rules, rule.consequent, rule.n_consequent);
        bytes_print(&notes, " %llu %llu %llu %llu\n", (unsigned long long)rule.count,
                    (unsigned long long)rule.antecedent_count,
                    (unsigned long long)rule.consequent_count,
                    (unsigned long long)rule.baskets);
    }
    return notes;
}

struct trial {
    cobuy_mine_options mining;
    cobuy_rule_options deriving;
    struct wanted wanted;
};

static struct bytes rules_of_focus(cobuy_context *context, const cobuy_baskets *baskets,
                                   const struct trial *trial, uint64_t *n_itemsets)
{
    cobuy_focus *focus;
    cobuy_itemsets *itemsets;
    cobuy_error error;
    const char *reason;
    MUST(cobuy_focus_create(context, &focus, baskets, &trial->wanted.options, &error));
    MUST(
        cobuy_mine_focused(context, &itemsets, baskets, focus, &trial->mining, &error));
    cobuy_focus_free(focus);
    cr_assert(itemsets_validate(itemsets, &reason), "%s", reason);
    cobuy_rules *rules = must_derive(context, itemsets, &trial->deriving);
    struct bytes notes = notes_of(rules, NULL);
    *n_itemsets = cobuy_itemsets_summary(itemsets)->itemsets;
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    return notes;
}

static struct bytes rules_left_of_all(cobuy_context *context,
                                      const cobuy_baskets *baskets,
                                      const struct trial *trial)
{
    cobuy_itemsets *itemsets = must_mine(context, baskets, &trial->mining);
    cobuy_rules *rules = must_derive(context, itemsets, &trial->deriving);
    struct bytes notes = notes_of(rules, &trial->wanted);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    return notes;
}

/* With every engine, of one thread or several. */
static void compare(const struct random_log *log, struct trial *trial, uint64_t seed)
{
    struct bytes expected = {0};
    uint64_t n_first = 0, n;
    for (int run = 0; run < 2 * ENGINES; run++) {
        cobuy_context *context = context_begin(1 + 2 * (uint32_t)(run / ENGINES));
        cobuy_baskets *baskets = must_build(context, log);
        if (run == 0) expected = rules_left_of_all(context, baskets, trial);
        trial->mining.algorithm = engines[run % ENGINES];
        struct bytes found = rules_of_focus(context, baskets, trial, &n);
        if (run == 0) n_first = n;
        cr_assert_str_eq(found.data, expected.data, "seed %llu, run %d:\n%s\nnot\n%s",
                         (unsigned long long)seed, run, found.data, expected.data);
        cr_assert_eq(n, n_first, "seed %llu, run %d: %llu itemsets, not %llu",
                     (unsigned long long)seed, run, (unsigned long long)n,
                     (unsigned long long)n_first);
        bytes_free(&found);
        cobuy_baskets_free(baskets);
        context_end(context);
    }
    bytes_free(&expected);
}

Test(focus, gives_what_is_left_of_all_rules)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct dice dice = {seed};
        struct random_log log;
        struct trial trial = {.deriving = COBUY_RULE_DEFAULTS};
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        draw(&trial.wanted, &log, &dice);
        trial.mining = mine_options(engines[0], dice_between(&dice, 1, 6),
                                    dice_chance(&dice, 30) ? dice_below(&dice, 5) : 0);
        trial.deriving.min_confidence = dice_below(&dice, 8) / 10.0;
        trial.deriving.max_antecedent = trial.wanted.options.max_antecedent;
        trial.deriving.max_consequent = trial.wanted.options.max_consequent;
        compare(&log, &trial, seed);
        random_log_free(&log);
    }
}

/* More items than words hold, and more baskets than one range of a projection. */
Test(focus, on_a_few_of_many_items_gives_what_is_left_of_all_rules)
{
    struct random_log log;
    random_log_make(&log, 3, LOG_ZIPF, 3000, 150);
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct dice dice = {seed};
        struct trial trial = {.deriving = COBUY_RULE_DEFAULTS,
                              .mining = mine_options(engines[0], 4, 4)};
        cobuy_focus_kind kind = (cobuy_focus_kind)(seed % COBUY_FOCUS_KINDS);
        trial.wanted.options = (cobuy_focus_options)COBUY_FOCUS_DEFAULTS;
        trial.wanted.names[kind][0] = log.names[dice_below(&dice, 40)].bytes;
        trial.wanted.names[kind][1] = log.names[dice_below(&dice, 150)].bytes;
        trial.wanted.options.lists[kind] =
            (cobuy_focus_list){trial.wanted.names[kind], 2};
        compare(&log, &trial, seed);
    }
    random_log_free(&log);
}

Test(focus, tells_what_it_did_not_find)
{
    static const char *const names[] = {"tea", "beeer", "m*"};
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    cobuy_focus *focus;
    struct file_path path =
        workspace_text("log.csv", "basket,item\n1,tea\n1,milk\n1,mint\n2,beer\n");
    cobuy_baskets *baskets = must_read(context, path.text, false);
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    options.lists[COBUY_CONTAINS] = (cobuy_focus_list){names, 3};
    MUST(cobuy_focus_create(context, &focus, baskets, &options, &error));
    cr_expect_eq(cobuy_focus_items(focus, COBUY_CONTAINS), 3);
    cr_expect_eq(cobuy_focus_items(focus, COBUY_ANTECEDENT_IN), 0);
    cr_expect_not(cobuy_focus_is_unmatched(focus, COBUY_CONTAINS, 0));
    cr_expect(cobuy_focus_is_unmatched(focus, COBUY_CONTAINS, 1));
    cr_expect_not(cobuy_focus_is_unmatched(focus, COBUY_CONTAINS, 2));
    cobuy_focus_free(focus);
    cobuy_baskets_free(baskets);
    context_end(context);
}

Test(focus, knows_the_items_of_a_category)
{
    static const char *const names[] = {"category:sn*", "category:none", "tea"};
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    cobuy_focus *focus;
    cobuy_baskets *baskets;
    struct file_path path = workspace_text(
        "log.csv", "order_id,sku,category\n1,tea,drinks\n1,nuts,snacks\n2,nuts,snacks\n"
                   "2,crisps,snack\n3,nuts,offers\n3,beer,drinks\n3,sn,\n");
    const char *paths[] = {path.text};
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    reading.item_categories = true;
    MUST(cobuy_read(context, &baskets, paths, 1, &reading, &error));
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    options.lists[COBUY_CONTAINS] = (cobuy_focus_list){names, 3};
    options.lists[COBUY_CONSEQUENT_OUT] = (cobuy_focus_list){names + 2, 1};
    MUST(cobuy_focus_create(context, &focus, baskets, &options, &error));
    cr_expect_eq(cobuy_focus_items(focus, COBUY_CONTAINS), 3, "tea, nuts, crisps");
    cr_expect_eq(cobuy_focus_items(focus, COBUY_CONSEQUENT_OUT), 1);
    cr_expect_not(cobuy_focus_is_unmatched(focus, COBUY_CONTAINS, 0));
    cr_expect(cobuy_focus_is_unmatched(focus, COBUY_CONTAINS, 1));
    cobuy_focus_free(focus);
    cobuy_baskets_free(baskets);
    context_end(context);
}

/* Items that only later baskets have are gone from the earlier ones, and their ids go
 * to others. */
Test(focus, knows_the_categories_of_a_part_of_the_baskets)
{
    static const char *const names[] = {"category:snacks"};
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    cobuy_focus *focus;
    cobuy_baskets *baskets, *earlier, *later;
    cobuy_split_facts facts;
    struct file_path path = workspace_text(
        "log.csv", "order_id,sku,category,date\n1,tea,drinks,2024-05-09\n"
                   "2,nuts,snacks,2024-05-01\n2,beer,drinks,2024-05-01\n");
    const char *paths[] = {path.text};
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    reading.item_categories = reading.times = true;
    MUST(cobuy_read(context, &baskets, paths, 1, &reading, &error));
    MUST(cobuy_split(context, &earlier, &later, baskets, 3, &facts, &error));
    cr_assert_eq(cobuy_baskets_items(earlier), 2);
    cr_expect_str_eq(cobuy_baskets_category(earlier, 0).bytes, "snacks");
    cr_expect_str_eq(cobuy_baskets_category(earlier, 1).bytes, "drinks");
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    options.lists[COBUY_CONTAINS] = (cobuy_focus_list){names, 1};
    MUST(cobuy_focus_create(context, &focus, earlier, &options, &error));
    cr_expect_eq(cobuy_focus_items(focus, COBUY_CONTAINS), 1);
    cobuy_focus_free(focus);
    cobuy_baskets_free(earlier);
    cobuy_baskets_free(later);
    context_end(context);
}
