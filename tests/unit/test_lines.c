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
