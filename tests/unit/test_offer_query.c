/*
 * test_offer_query.c - baskets by name are answered in lines that read back
 */
#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

static cobuy_rule_list *rules;
static cobuy_offer_index *offers;
static cobuy_offer_query *query;

static void open_query(const char *text, size_t top)
{
    cobuy_error error;
    struct file_path path = workspace_text("rules", text);
    MUST(cobuy_read_rules(workspace.context, &rules, path.text, &error));
    MUST(cobuy_offer_index_create(workspace.context, &offers, rules, NULL, &error));
    MUST(cobuy_offer_query_create(workspace.context, &query, offers, top, &error));
}

static void open_all(void)
{
    workspace_open_in_memory();
    open_query("antecedent,consequent,count,antecedent_count,consequent_count,baskets\n"
               "tea,milk,4,8,10,20\n"
               "tea,\"lemon, \\;fresh\",2,8,2,20\n"
               "milk;tea,sugar,3,4,5,20\n"
               "tea,sugar,4,8,5,20\n"
               "tea,milk;sugar,3,8,4,20\n",
               3);
}

static void close_all(void)
{
    cobuy_offer_query_free(query);
    cobuy_offer_index_free(offers);
    cobuy_rule_list_free(rules);
    workspace_close();
}

TestSuite(offer_query, .init = open_all, .fini = close_all);

static void expect_lines(cobuy_file_format format, const char *basket,
                         const char *expected)
{
    cobuy_error error;
    cobuy_text lines;
    cobuy_offer_query_begin(query);
    MUST(cobuy_offer_query_add_joined(query, basket, strlen(basket), &error));
    MUST(cobuy_offer_query_lines(query, format, 7, &lines, &error));
    cr_expect_eq(lines.length, strlen(expected));
    cr_expect_eq(strncmp(lines.bytes, expected, lines.length), 0, "%.*s",
                 (int)lines.length, lines.bytes);
}

Test(offer_query, answers_in_csv)
{
    cobuy_text header;
    cobuy_error error;
    MUST(cobuy_offer_query_header(query, COBUY_FILE_CSV, &header, &error));
    cr_expect_eq(strncmp(header.bytes,
                         "basket,rank,item,antecedent,consequent,count,"
                         "antecedent_count,consequent_count,baskets,support,confidence,"
                         "lift,leverage,conviction\n",
                         header.length),
                 0);
    expect_lines(COBUY_FILE_CSV, "tea;milk",
                 "7,1,sugar,milk;tea,sugar,3,4,5,20,0.15,0.75,3,0.1,3\n"
                 "7,2,\"lemon, ;fresh\",tea,\"lemon, \\;fresh\",2,8,2,20,0.1,0.25,2.5,"
                 "0.06,1.2\n");
    expect_lines(COBUY_FILE_CSV, "beer", "");
    expect_lines(COBUY_FILE_CSV, "", "");
}

Test(offer_query, answers_in_json)
{
    expect_lines(COBUY_FILE_JSONL, "beer;lemon, \\;fresh;beer;milk;tea",
                 "{\"basket\":7,\"unknown\":[\"beer\"],\"offers\":[{\"item\":\"sugar\","
                 "\"antecedent\":[\"milk\",\"tea\"],\"consequent\":[\"sugar\"],"
                 "\"count\":3,\"antecedent_count\":4,\"consequent_count\":5,"
                 "\"baskets\":20,\"support\":0.15,\"confidence\":0.75,\"lift\":3,"
                 "\"leverage\":0.1,\"conviction\":3}]}\n");
    expect_lines(COBUY_FILE_JSONL, "\\\\",
                 "{\"basket\":7,\"unknown\":[\"\\\\\"],\"offers\":[]}\n");
}

Test(offer_query, goes_over_to_another_format)
{
    expect_lines(COBUY_FILE_JSONL, "sugar",
                 "{\"basket\":7,\"unknown\":[],\"offers\":[]}\n");
    expect_lines(COBUY_FILE_CSV, "sugar", "");
}

Test(offer_query, refuses_what_it_cannot_do)
{
    cobuy_text lines;
    cr_expect_eq(
        cobuy_offer_query_lines(query, COBUY_FILE_FIMI, 1, &lines, &workspace.error),
        COBUY_INVALID_ARGUMENT);
    cr_expect_eq(cobuy_offer_query_add_joined(query, "a;;b", 4, &workspace.error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_str_eq(workspace.error.message, "the basket has an item without a name");
}

Test(offer_query, rules_of_several_items_speak_for_none)
{
    cr_expect_eq(cobuy_offer_index_rules(offers), 4);
}
