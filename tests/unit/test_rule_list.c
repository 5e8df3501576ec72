/*
 * test_rule_list.c - rule files come back as the rules that were written, or say what
 * is wrong with them
 */
#include "base/context.h"
#include "rule/rule_list.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <string.h>

TestSuite(rule_list, .init = workspace_open_in_memory, .fini = workspace_close);

#define HEADER "antecedent,consequent,count,antecedent_count,consequent_count,baskets\n"
#define OBJECT(sides, counts) "{" sides "," counts "}\n"
#define SIDES "\"antecedent\":[\"a\"],\"consequent\":[\"b\"]"
#define COUNTS "\"count\":2,\"antecedent_count\":3,\"consequent_count\":4,\"baskets\":9"

/* ---------------------------------------------------------------------- round trips */

static void expect_side(const cobuy_rules *rules, const uint32_t *expected, uint32_t n,
                        const cobuy_rule_list *list, const uint32_t *found,
                        uint32_t n_found)
{
    cr_assert_eq(n, n_found);
    for (uint32_t i = 0; i < n; i++)
        cr_assert_eq(text_compare(cobuy_rules_item(rules, expected[i]),
                                  cobuy_rule_list_item(list, found[i])),
                     0);
}

static void expect_same(const cobuy_rules *rules, const cobuy_rule_list *list)
{
    cr_assert_eq(cobuy_rules_count(rules), cobuy_rule_list_count(list));
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule wrote = cobuy_rules_at(rules, i), read = cobuy_rule_list_at(list, i);
        expect_side(rules, wrote.antecedent, wrote.n_antecedent, list, read.antecedent,
                    read.n_antecedent);
        expect_side(rules, wrote.consequent, wrote.n_consequent, list, read.consequent,
                    read.n_consequent);
        cr_assert(wrote.count == read.count &&
                  wrote.antecedent_count == read.antecedent_count &&
                  wrote.consequent_count == read.consequent_count &&
                  wrote.baskets == read.baskets);
        cr_assert_eq(memcmp(&wrote.measures, &read.measures, sizeof read.measures), 0);
    }
}

static cobuy_rules *derive_any(cobuy_context *context, uint64_t seed)
{
    struct random_log log;
    random_log_make_any(&log, seed, 40, 7);
    if (seed % 2) random_log_rename(&log, ITEMS_AWKWARD, (uint32_t)seed % 5);
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 1 + seed % 3, 0);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = 3;
    cobuy_baskets *baskets = must_build(context, &log);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
    cobuy_rules *rules = must_derive(context, itemsets, &options);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    return rules;
}

Test(rule_list, is_what_was_written_in_any_format)
{
    static const cobuy_measure measures[] = {COBUY_MEASURE_ODDS_RATIO,
                                             COBUY_MEASURE_ZHANG};
    static const char *const names[] = {"r.csv", "r.jsonl", "r.csv.gz", "r.jsonl.gz"};
    cobuy_context *context = context_begin(2);
    cobuy_error error;
    uint64_t n_rules = 0;
    for (uint64_t seed = 0; seed < seeds_to_try(60); seed++) {
        cobuy_rules *rules = derive_any(context, seed);
        n_rules += cobuy_rules_count(rules);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            cobuy_rule_list *list;
            struct file_path path = workspace_path(names[i]);
            cobuy_write_options options = COBUY_WRITE_DEFAULTS;
            options.measures = measures;
            options.n_measures = seed % 3;
            MUST(cobuy_write_rules(context, rules, path.text, &options, &error));
            context->block_bytes = 1 + (size_t)(seed * 37 % 500);
            MUST(cobuy_read_rules(context, &list, path.text, &error));
            expect_same(rules, list);
            cr_expect_str_eq(cobuy_rule_list_file(list)->path, path.text);
            cobuy_rule_list_free(list);
        }
        cobuy_rules_free(rules);
    }
    cr_expect_gt(n_rules, 1000, "too few rules to tell anything: %" PRIu64, n_rules);
    context_end(context);
}

Test(rule_list, is_what_was_derived)
{
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    for (uint64_t seed = 0; seed < 10; seed++) {
        cobuy_rule_list *list;
        cobuy_rules *rules = derive_any(context, seed);
        MUST(cobuy_rule_list_of(context, &list, rules, &error));
        expect_same(rules, list);
        cr_expect_null(cobuy_rule_list_file(list));
        cobuy_rule_list_free(list);
        cobuy_rules_free(rules);
    }
    context_end(context);
}

/* ------------------------------------------------------------------ files by others */

static cobuy_rule_list *must_list(const char *text)
{
    cobuy_error error;
    cobuy_rule_list *list;
    struct file_path path = workspace_text("rules", text);
    MUST(cobuy_read_rules(workspace.context, &list, path.text, &error));
    return list;
}

static void expect_rule(const char *text, const char *antecedent)
{
    uint32_t id;
    cobuy_rule_list *list = must_list(text);
    cr_assert_eq(cobuy_rule_list_count(list), 1);
    cobuy_rule rule = cobuy_rule_list_at(list, 0);
    cr_expect_str_eq(cobuy_rule_list_item(list, rule.antecedent[0]).bytes, antecedent);
    cr_expect(cobuy_rule_list_find_item(list, antecedent, strlen(antecedent), &id));
    cr_expect_eq(id, rule.antecedent[0]);
    cr_expect_not(cobuy_rule_list_find_item(list, "nothing", 7, &id));
    cr_expect_eq(rule.count, 2);
    cr_expect_eq(rule.consequent_count, 4);
    cr_expect_eq(cobuy_rule_list_baskets(list), 9);
    cobuy_rule_list_free(list);
}

Test(rule_list, takes_columns_in_any_order_and_passes_over_others)
{
    expect_rule(HEADER "a,b,2,3,4,9\n", "a");
    expect_rule("\xEF\xBB\xBF" HEADER "a,b,2,3,4,9\n", "a");
    expect_rule(HEADER "\r\n\"a,\"\"\",b,2,3,4,9", "a,\"");
    expect_rule(HEADER "a\\;\\\\,b,2,3,4,9\n", "a;\\");
    expect_rule("what,baskets,consequent_count,antecedent_count,count,consequent,"
                "antecedent\nev;er,9,4,3,2,b,a\n",
                "a");
    expect_rule(OBJECT(SIDES, COUNTS), "a");
    expect_rule("\n {\"x\":null , \"y\" : \"Infinity\",\"z\":-1.5e-7,\"t\":true," COUNTS
                ",\t" SIDES "}",
                "a");
}

Test(rule_list, reads_every_escape_of_json)
{
    expect_rule("{\"antecedent\":[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"],\"consequent\":"
                "[\"b\"]," COUNTS "}",
                "\"\\/\b\f\n\r\t");
    expect_rule("{\"antecedent\":[\"\\u0041\\u00e9\\u8336\\uD83C\\udf75\"],"
                "\"consequent\":[\"b\"]," COUNTS "}",
                "A\xC3\xA9\xE8\x8C\xB6\xF0\x9F\x8D\xB5");
}

Test(rule_list, may_have_no_rule)
{
    cobuy_rule_list *list = must_list(HEADER);
    cr_expect_eq(cobuy_rule_list_count(list), 0);
    cr_expect_eq(cobuy_rule_list_items(list), 0);
    cobuy_rule_list_free(list);
    struct file_path path = workspace_text("none.jsonl", "");
    cr_assert_eq(
        cobuy_read_rules(workspace.context, &list, path.text, &workspace.error),
        COBUY_OK);
    cr_expect_eq(cobuy_rule_list_count(list), 0);
    cobuy_rule_list_free(list);
}

/* ----------------------------------------------------------------------- what is not
 */

static void expect_failure(const char *text, cobuy_status expected, const char *message)
{
    struct file_path path = workspace_text("rules", text);
    cobuy_rule_list *list;
    cobuy_status status =
        cobuy_read_rules(workspace.context, &list, path.text, &workspace.error);
    cr_expect_null(list);
    cr_expect_eq(status, expected, "%s", text);
    cr_expect(strstr(workspace.error.message, message), "%s, not %s",
              workspace.error.message, message);
    cr_expect_eq(strncmp(workspace.error.message, path.text, strlen(path.text)), 0);
}

static void refuses(const char *text, const char *message)
{
    expect_failure(text, COBUY_INPUT_UNREADABLE, message);
}

Test(rule_list, refuses_headers_that_are_none)
{
    expect_failure("", COBUY_INPUT_EMPTY, ": is empty");
    expect_failure(" \n\n", COBUY_INPUT_EMPTY, ": is empty");
    refuses("items,count,support\na,1,1\n", ":1: no column antecedent in the header;");
    refuses("antecedent;consequent\n", "whose cells are not separated by commas");
    refuses("antecedent,count,consequent,count\n", ":1: the column count is in");
}

Test(rule_list, refuses_cells_that_make_no_rule)
{
    refuses(HEADER "a,b,2,3,4,9\na,b,2\n", ":3: 3 columns, where the header has 6");
    refuses(HEADER "a,b,2.0,3,4,9\n", ":2: count is no whole number: '2.0'");
    refuses(HEADER "a,b,,3,4,9\n", ":2: count is no whole number: ''");
    refuses(HEADER "a,b,-1,3,4,9\n", "no whole number");
    refuses(HEADER "a,b,2,3,4,99999999999999999999999\n", "baskets is no whole number");
    refuses(HEADER ",b,2,3,4,9\n", ":2: the antecedent has no item");
    refuses(HEADER "a,;,2,3,4,9\n", ":2: the consequent has an item without a name");
    refuses(HEADER "a;,b,2,3,4,9\n", "an item without a name");
    refuses(HEADER "a\\n,b,2,3,4,9\n", "a \\ that stands before neither");
    refuses(HEADER "a\\,b,2,3,4,9\n", "a \\ that stands before neither");
    refuses(HEADER "a;b,b,2,3,4,9\n", ":2: the item \"b\" is there twice");
    refuses(HEADER "\"a,b,2,3,4,9\n", ":2: ");
    refuses(HEADER "a\xFF,b,2,3,4,9\n", ":2:");
}

Test(rule_list, refuses_counts_that_cannot_be)
{
    refuses(HEADER "a,b,4,3,4,9\n", ":2: count is more than antecedent_count");
    refuses(HEADER "a,b,3,3,2,9\n", ":2: count is more than consequent_count");
    refuses(HEADER "a,b,3,10,4,9\n", "antecedent_count is more than baskets");
    refuses(HEADER "a,b,3,4,10,9\n", "consequent_count is more than baskets");
    refuses(HEADER "a,b,0,0,4,9\n", "a side that no basket has");
    refuses(HEADER "a,b,1,6,6,9\n", "of which count is in both, are more than baskets");
    refuses(HEADER "a,b,2,3,4,1000000000001\n", "more than 10^12 baskets");
    refuses(HEADER "a,b,2,3,4,9\nb,c,2,4,4,10\n", ":3: 10 baskets, and 9 on the lines");
    refuses(HEADER "a,b,2,3,4,9\nb,a,2,5,3,9\n",
            ":3: antecedent_count is 5, and was 4 of the same items");
    refuses(HEADER "a;b,c,1,2,4,9\nb;c,a,2,3,3,9\n", ":3: count is 2, and was 1");
    refuses(HEADER "a;b,c,2,2,4,9\nb;a,c,2,2,4,9\n", ":3: the rule is there on a line");
}

Test(rule_list, refuses_what_is_no_json)
{
    refuses(OBJECT(SIDES, COUNTS) "[]\n", ":2: a { should stand here (byte 1");
    refuses("{\"antecedent\":[\"a\",],", ":1: a \" should stand here (byte 20");
    refuses(OBJECT(SIDES, COUNTS ",\"x\":{}"), "a string, a number, true, false or");
    refuses(OBJECT(SIDES, COUNTS ",\"x\":01"), "a } or , should stand here");
    refuses(OBJECT(SIDES, COUNTS ",\"x\":1."), "a digit should stand here");
    refuses(OBJECT(SIDES, COUNTS ",\"x\":nul"), "should stand here");
    refuses("{" SIDES "," COUNTS, "a } or , should stand here");
    refuses("{" SIDES "," COUNTS "} {}", "more than one value on a line");
    refuses("{" SIDES "," COUNTS ",\"count\":2}", ":1: count is there twice");
    refuses("{" SIDES ",\"count\":2}", ":1: there is no antecedent_count");
    refuses("{" SIDES ",\"count\":\"2\"}", "no whole number");
    refuses("{" SIDES ",\"count\":2e0}", "no whole number");
    refuses("{" SIDES ",\"count\":02}", "no whole number");
    refuses("{" SIDES ",\"count\":99999999999999999999}", "a number that is too large");
    refuses("{\"antecedent\":[\"a\tb\"],", "a control character in a string");
    refuses("{\"antecedent\":[\"a", "a string that does not end");
    refuses("{\"antecedent\":[\"\\x\"],", "no escape of JSON");
    refuses("{\"antecedent\":[\"\\u12g4\"],", "\\u has four hexadecimal digits");
    refuses("{\"antecedent\":[\"\\ud83c\"],", "half of a surrogate pair");
    refuses("{\"antecedent\":[\"\\udf75\"],", "half of a surrogate pair");
    refuses("{\"antecedent\":[\"\"],", ":1: the antecedent has an item without a name");
    refuses("{\"antecedent\":[],\"consequent\":[\"b\"]," COUNTS "}", "has no item");
}

Test(rule_list, refuses_a_gzip_file_that_is_cut_off)
{
    struct bytes whole = {0};
    bytes_append_gzip(&whole, HEADER "a,b,2,3,4,9\n", strlen(HEADER "a,b,2,3,4,9\n"));
    cobuy_rule_list *list;
    struct file_path path = workspace_file("cut.gz", whole.data, whole.length - 4);
    cr_expect_eq(
        cobuy_read_rules(workspace.context, &list, path.text, &workspace.error),
        COBUY_INPUT_UNREADABLE);
    bytes_free(&whole);
}
