/*
 * test_lines.c - rules and itemsets as lines of their formats, in files
 */
#include "rulefile/lines.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

TestSuite(lines, .init = workspace_open, .fini = workspace_close);

static cobuy_itemsets *mine_rows(const char *const (*rows)[2], size_t n_rows)
{
    cobuy_builder *builder;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    for (size_t i = 0; i < n_rows; i++)
        MUST(cobuy_builder_add(builder, rows[i][0], 1, rows[i][1], strlen(rows[i][1]),
                               &error));
    cobuy_baskets *baskets;
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &options);
    cobuy_baskets_free(baskets);
    return itemsets;
}

static const char *const awkward[][2] = {
    {"1", "a;b"}, {"1", "say \"hi\""}, {"2", "a;b"}};

static void check_itemset_file(const char *const (*rows)[2], size_t n_rows,
                               const char *name, const char *expected)
{
    cobuy_itemsets *itemsets = mine_rows(rows, n_rows);
    struct bytes found =
        written_itemsets(workspace.context, itemsets, workspace_path(name).text);
    cr_assert_str_eq(found.data, expected);
    bytes_free(&found);
    cobuy_itemsets_free(itemsets);
}

Test(lines, itemsets_as_csv)
{
    check_itemset_file(awkward, 3, "sets.csv",
                       "items,count,support\n"
                       "a\\;b,2,1\n"
                       "\"say \"\"hi\"\"\",1,0.5\n"
                       "\"a\\;b;say \"\"hi\"\"\",1,0.5\n");
}

Test(lines, itemsets_as_json)
{
    check_itemset_file(
        awkward, 3, "sets.jsonl",
        "{\"items\":[\"a;b\"],\"count\":2,\"support\":1}\n"
        "{\"items\":[\"say \\\"hi\\\"\"],\"count\":1,\"support\":0.5}\n"
        "{\"items\":[\"a;b\",\"say \\\"hi\\\"\"],\"count\":1,\"support\":0.5}\n");
}

Test(lines, itemsets_as_fimi)
{
    static const char *const rows[][2] = {{"1", "10"}, {"1", "9"}, {"2", "9"}};
    check_itemset_file(rows, 3, "sets.fimi", "10 (1)\n9 (2)\n10 9 (1)\n");
}

static void check_rule_file(const char *name, const char *expected)
{
    cobuy_itemsets *itemsets = mine_rows(awkward, 3);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    struct bytes found =
        written_rules(workspace.context, rules, workspace_path(name).text);
    cr_assert_str_eq(found.data, expected);
    bytes_free(&found);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

Test(lines, rules_as_csv)
{
    check_rule_file("rules.csv",
                    "antecedent,consequent,count,antecedent_count,consequent_count,"
                    "baskets,support,confidence,lift,leverage,conviction\n"
                    "\"say \"\"hi\"\"\",a\\;b,1,1,2,2,0.5,1,1,0,\n"
                    "a\\;b,\"say \"\"hi\"\"\",1,2,1,2,0.5,0.5,1,0,1\n");
}

Test(lines, rules_as_json)
{
    check_rule_file(
        "rules.jsonl",
        "{\"antecedent\":[\"say \\\"hi\\\"\"],\"consequent\":[\"a;b\"],\"count\":1,"
        "\"antecedent_count\":1,\"consequent_count\":2,\"baskets\":2,\"support\":0.5,"
        "\"confidence\":1,\"lift\":1,\"leverage\":0,\"conviction\":null}\n"
        "{\"antecedent\":[\"a;b\"],\"consequent\":[\"say \\\"hi\\\"\"],\"count\":1,"
        "\"antecedent_count\":2,\"consequent_count\":1,\"baskets\":2,\"support\":0.5,"
        "\"confidence\":0.5,\"lift\":1,\"leverage\":0,\"conviction\":1}\n");
}

Test(lines, infinite_conviction_is_inf_in_csv_and_a_string_in_json)
{
    static const char *const rows[][2] = {{"1", "x"}, {"1", "y"}, {"2", "z"}};
    cobuy_itemsets *itemsets = mine_rows(rows, 3);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    struct bytes csv =
        written_rules(workspace.context, rules, workspace_path("rules.csv").text);
    struct bytes json =
        written_rules(workspace.context, rules, workspace_path("rules.jsonl").text);
    cr_assert_not_null(strstr(csv.data, "x,y,1,1,1,2,0.5,1,2,0.25,inf\n"));
    cr_assert_not_null(strstr(json.data, "\"conviction\":\"Infinity\"}\n"));
    bytes_free(&csv);
    bytes_free(&json);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

/* ------------------------------------------------------------------ further columns */

/* Writes with 'options'; on success returns what is there. */
static struct bytes write_as(const char *name, const cobuy_write_options *options,
                             bool rules, cobuy_status *status)
{
    static const char *const rows[][2] = {
        {"1", "x"}, {"1", "y"}, {"2", "x"}, {"3", "z"}};
    struct file_path path = workspace_path(name);
    cobuy_itemsets *itemsets = mine_rows(rows, 4);
    cobuy_rules *found = must_derive(workspace.context, itemsets, NULL);
    *status = rules ? cobuy_write_rules(workspace.context, found, path.text, options,
                                        &workspace.error)
                    : cobuy_write_itemsets(workspace.context, itemsets, path.text,
                                           options, &workspace.error);
    struct bytes text = {0};
    if (*status == COBUY_OK) text = file_read(path.text);
    cobuy_rules_free(found);
    cobuy_itemsets_free(itemsets);
    return text;
}

static void check_columns(const char *name, const cobuy_write_options *options,
                          bool rules, const char *expected)
{
    cobuy_status status;
    struct bytes text = write_as(name, options, rules, &status);
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
    cr_assert_str_eq(text.data, expected);
    bytes_free(&text);
}

Test(lines, further_measures_stand_behind_in_the_order_asked_for)
{
    static const cobuy_measure measures[] = {
        COBUY_MEASURE_ODDS_RATIO, COBUY_MEASURE_TABLE_N10, COBUY_MEASURE_STD_LIFT};
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.measures = measures;
    options.n_measures = 3;
    check_columns("rules.csv", &options, true,
                  "antecedent,consequent,count,antecedent_count,consequent_count,"
                  "baskets,support,confidence,lift,leverage,conviction,oddsRatio,"
                  "table.n10,stdLift\n"
                  "y,x,1,1,2,3,0.3333333333333333,1,1.5,0.1111111111111111,inf,inf,0,\n"
                  "x,y,1,2,1,3,0.3333333333333333,0.5,1.5,0.1111111111111111,"
                  "1.3333333333333333,inf,1,\n");
    options.n_measures = 1;
    cobuy_status status;
    struct bytes text = write_as("rules.jsonl", &options, true, &status);
    cr_assert_not_null(
        strstr(text.data, "\"conviction\":\"Infinity\",\"oddsRatio\":\"Infinity\"}\n"));
    bytes_free(&text);
}

Test(lines, itemsets_have_further_measures_too)
{
    static const cobuy_itemset_measure measures[] = {COBUY_ITEMSET_LIFT,
                                                     COBUY_ITEMSET_ALL_CONFIDENCE};
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.itemset_measures = measures;
    options.n_itemset_measures = 2;
    check_columns("sets.csv", &options, false,
                  "items,count,support,lift,allConfidence\n"
                  "x,2,0.6666666666666666,1,1\n"
                  "y,1,0.3333333333333333,1,1\n"
                  "z,1,0.3333333333333333,1,1\n"
                  "x;y,1,0.3333333333333333,1.5,0.5\n");
}

static void check_columns_refused(const char *name, cobuy_write_options options,
                                  bool rules, const char *word)
{
    cobuy_status status;
    struct bytes text = write_as(name, &options, rules, &status);
    cr_assert_eq(status, COBUY_INVALID_ARGUMENT);
    cr_assert_not_null(strstr(workspace.error.message, word), "%s",
                       workspace.error.message);
    bytes_free(&text);
}

Test(lines, columns_that_are_there_or_are_none_are_refused)
{
    static const cobuy_measure twice[] = {COBUY_MEASURE_PHI, COBUY_MEASURE_PHI};
    static const cobuy_measure fixed[] = {COBUY_MEASURE_LIFT};
    static const cobuy_measure none[] = {(cobuy_measure)COBUY_MEASURES};
    static const cobuy_itemset_measure some[] = {COBUY_ITEMSET_LIFT};
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.measures = twice;
    options.n_measures = 2;
    check_columns_refused("rules.csv", options, true, "phi");
    options.measures = fixed;
    options.n_measures = 1;
    check_columns_refused("rules.csv", options, true, "lift");
    options.measures = none;
    check_columns_refused("rules.csv", options, true, "no measure");
    options.itemset_measures = some;
    options.n_itemset_measures = 1;
    check_columns_refused("sets.fimi", options, false, "FIMI");
}

/* ------------------------------------------------------------------------ CSV cells */

/* The cell of an itemset of one item. */
static void check_cell(const char *name, const char *expected)
{
    const char *const rows[][2] = {{"1", name}};
    struct bytes line = {0};
    bytes_print(&line, "items,count,support\n%s,1,1\n", expected);
    check_itemset_file(rows, 1, "sets.csv", line.data);
    bytes_free(&line);
}

Test(lines, cell_without_need_is_not_quoted)
{
    check_cell("tea", "tea");
    check_cell("a;b\\c", "a\\;b\\\\c");
    check_cell("two words", "two words");
    check_cell("a\tb", "a\tb");
    check_cell("\xe6\x8a\xb9\xe8\x8c\xb6", "\xe6\x8a\xb9\xe8\x8c\xb6");
    check_cell("\xff\x01", "\xff\x01");
    check_cell("longer than what is copied at once",
               "longer than what is copied at once");
}

Test(lines, cell_is_quoted_where_rfc_4180_asks_for_it)
{
    check_cell("a,b", "\"a,b\"");
    check_cell("\"", "\"\"\"\"");
    check_cell("say \"hi\"", "\"say \"\"hi\"\"\"");
    check_cell("two\nlines", "\"two\nlines\"");
    check_cell("two\rlines", "\"two\rlines\"");
    check_cell("\r\n", "\"\r\n\"");
}

Test(lines, cell_with_outer_blanks_is_quoted)
{
    check_cell(" tea", "\" tea\"");
    check_cell("tea ", "\"tea \"");
    check_cell("\ttea", "\"\ttea\"");
    check_cell(" ", "\" \"");
}

/* A blank inside a cell needs no quotes; the ends of the cell are what counts. */
Test(lines, blanks_between_items_of_a_cell_are_inside)
{
    static const char *const inside[][2] = {{"1", "a "}, {"1", "b"}, {"1", " c"}};
    cobuy_itemsets *itemsets = mine_rows(inside, 3);
    struct bytes found =
        written_itemsets(workspace.context, itemsets, workspace_path("s.csv").text);
    cr_assert_not_null(strstr(found.data, "\n\" c;a \",1,1\n"));
    cr_assert_not_null(strstr(found.data, "\na ;b,1,1\n"));
    cr_assert_not_null(strstr(found.data, "\n\" c;b\",1,1\n"));
    bytes_free(&found);
    cobuy_itemsets_free(itemsets);
}

Test(lines, cell_keeps_zero_bytes)
{
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    MUST(cobuy_builder_add(builder, "1", 1, "a\0b,", 4, &error));
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    cobuy_itemsets *itemsets = must_mine(workspace.context, baskets, &options);
    struct bytes found =
        written_itemsets(workspace.context, itemsets, workspace_path("s.csv").text);
    static const char expected[] = "items,count,support\n\"a\0b,\",1,1\n";
    cr_assert_eq(found.length, sizeof expected - 1);
    cr_assert_arr_eq(found.data, expected, sizeof expected - 1);
    bytes_free(&found);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
}

/* ---------------------------------------------------------------------- many lines */

static struct bytes write_many(uint32_t threads, const char *name, bool rules)
{
    cobuy_context *context = context_begin(threads);
    struct random_log log;
    random_log_make(&log, 3, LOG_DENSE, 100, 12);
    random_log_rename(&log, ITEMS_AWKWARD, 0);
    cobuy_baskets *baskets = must_build(context, &log);
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &mining);
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = 2;
    cobuy_rules *derived = must_derive(context, itemsets, &options);
    cr_assert_gt(cobuy_rules_count(derived), 50000);
    const char *path = workspace_path(name).text;
    struct bytes written = rules ? written_rules(context, derived, path)
                                 : written_itemsets(context, itemsets, path);
    cobuy_rules_free(derived);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    context_end(context);
    return written;
}

Test(lines, many_are_the_same_for_any_threads)
{
    static const char *const names[] = {"many.csv", "many.jsonl"};
    for (int n = 0; n < 4; n++) {
        struct bytes one = write_many(1, names[n / 2], n % 2);
        struct bytes several = write_many(5, names[n / 2], n % 2);
        cr_assert_eq(one.length, several.length);
        cr_assert_arr_eq(one.data, several.data, one.length);
        bytes_free(&one);
        bytes_free(&several);
    }
}

/* A file of rules need not hold what is in no rule. */
Test(lines, names_that_json_cannot_hold_matter_only_in_rules)
{
    static const char *const apart[][2] = {{"1", "x"}, {"1", "y"}, {"2", "\xff"}};
    cobuy_itemsets *itemsets = mine_rows(apart, 3);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    struct bytes found =
        written_rules(workspace.context, rules, workspace_path("rules.jsonl").text);
    cr_assert_not_null(strstr(found.data, "[\"x\"]"));
    bytes_free(&found);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

/* --------------------------------------------------------------------- FIMI's names */

static bool can_hold(const char *name)
{
    cobuy_text text = {name, strlen(name)};
    return lines_check_name(COBUY_FILE_FIMI, text, NULL) == COBUY_OK;
}

Test(lines, fimi_holds_names_without_blanks)
{
    cr_assert(can_hold("42"));
    cr_assert(can_hold("tea"));
    cr_assert(can_hold("a(b)"));
    cr_assert(can_hold("a,b;\"c\""));
    cr_assert(can_hold("\xe6\x8a\xb9\xe8\x8c\xb6"));
    cr_assert(!can_hold(""));
    cr_assert(!can_hold("(7)"));
    cr_assert(!can_hold("two words"));
    cr_assert(!can_hold("a\tb"));
    cr_assert(!can_hold("a\n"));
    cr_assert(!can_hold("\rb"));
}

static void must_refuse(cobuy_status status, const char *word)
{
    cr_assert_eq(status, COBUY_INVALID_ARGUMENT);
    cr_assert_not_null(strstr(workspace.error.message, word), "%s",
                       workspace.error.message);
    cr_assert_eq(folder_count(&workspace.folder), 0, "a file was left");
}

Test(lines, fimi_file_is_refused_for_names_that_it_cannot_hold)
{
    static const char *const rows[][2] = {{"1", "green tea"}};
    cobuy_itemsets *itemsets = mine_rows(rows, 1);
    must_refuse(cobuy_write_itemsets(workspace.context, itemsets,
                                     workspace_path("sets.fimi").text, NULL,
                                     &workspace.error),
                "green tea");
    cobuy_itemsets_free(itemsets);

    cobuy_builder *builder;
    cobuy_baskets *baskets;
    cobuy_tally *tally;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    MUST(cobuy_builder_add(builder, "1", 1, "green tea", 9, &error));
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 1, 0);
    must_refuse(cobuy_mine_to_file(workspace.context, &tally, baskets, &options,
                                   workspace_path("sets.dat.gz").text, NULL,
                                   &workspace.error),
                "green tea");
    cr_assert_null(tally);
    cobuy_baskets_free(baskets);
}

Test(lines, fimi_file_of_rules_is_refused)
{
    cobuy_itemsets *itemsets = mine_rows(awkward, 3);
    cobuy_rules *rules = must_derive(workspace.context, itemsets, NULL);
    must_refuse(cobuy_write_rules(workspace.context, rules,
                                  workspace_path("rules.fimi").text, NULL,
                                  &workspace.error),
                "FIMI");
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

/* --------------------------------------------------------------------------- names */

static cobuy_file_format by_name(const char *path)
{
    return cobuy_file_format_of(path, COBUY_FILE_AUTO);
}

Test(lines, format_goes_by_the_name_of_the_file)
{
    cr_assert_eq(by_name("rules.csv"), COBUY_FILE_CSV);
    cr_assert_eq(by_name("rules.csv.gz"), COBUY_FILE_CSV);
    cr_assert_eq(by_name("a/b.jsonl"), COBUY_FILE_JSONL);
    cr_assert_eq(by_name("b.jsonl.gz"), COBUY_FILE_JSONL);
    cr_assert_eq(by_name("b.fimi"), COBUY_FILE_FIMI);
    cr_assert_eq(by_name("b.dat.gz"), COBUY_FILE_FIMI);
    cr_assert_eq(by_name("jsonl"), COBUY_FILE_CSV);
    cr_assert_eq(by_name(".jsonl/x"), COBUY_FILE_CSV);
    cr_assert_eq(by_name("-"), COBUY_FILE_CSV);
    cr_assert_eq(by_name(""), COBUY_FILE_CSV);
    cr_assert_eq(cobuy_file_format_of("rules.csv", COBUY_FILE_JSONL), COBUY_FILE_JSONL);
}
