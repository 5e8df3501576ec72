/*
 * stage.c - every call of the library, ready to be made to fail
 */
#include "support/stage.h"

#include "support/mining.h"

#include <stdio.h>
#include <string.h>

enum { MIN_COUNT = 4, BUDGET = 40 };

static struct file_path path_of(const struct stage *stage, const char *name)
{
    return folder_path(&stage->folder, name);
}

/* ---------------------------------------------------------------------- the stage */

static void make_values(struct stage *stage, const cobuy_context_options *options)
{
    cobuy_error error;
    MUST(cobuy_context_create(&stage->context, options, &error));
    stage->baskets = must_build(stage->context, &stage->log);
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, MIN_COUNT, 0);
    stage->itemsets = must_mine(stage->context, stage->baskets, &mining);
    stage->rules = must_derive(stage->context, stage->itemsets, NULL);
    mining.target = COBUY_TARGET_CLOSED;
    stage->closed = must_mine(stage->context, stage->baskets, &mining);
}

static void free_values(struct stage *stage)
{
    cobuy_rules_free(stage->rules);
    cobuy_itemsets_free(stage->closed);
    cobuy_itemsets_free(stage->itemsets);
    cobuy_baskets_free(stage->baskets);
    context_end(stage->context);
}

/* More text than is inflated at a time, so that zlib needs its window. */
static void write_long_log(const char *path)
{
    struct bytes text = {0}, stored = {0};
    bytes_print(&text, "row,item,basket\n");
    for (uint32_t row = 0; text.length < 400000; row++)
        bytes_print(&text, "%u,item %u,b%u\n", row, row * 7 % 50, row / 50);
    bytes_append_gzip(&stored, text.data, text.length);
    file_write(path, stored.data, stored.length);
    bytes_free(&text);
    bytes_free(&stored);
}

/* Basket lines with more items than there is room for at first, and a blank line. */
static void write_numbers(const char *path)
{
    struct bytes text = {0};
    for (uint32_t i = 0; i < 300; i++)
        bytes_print(&text, "%u %u 17 %u0000000000000000\n%s", i, i / 2, i % 50,
                    i == 150 ? "\n" : "");
    file_write(path, text.data, text.length);
    bytes_free(&text);
}

/* An export with all columns that are told, and with orders that were cancelled. */
static void write_export(const char *path)
{
    struct bytes text = {0};
    bytes_print(&text,
                "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem "
                "name,Lineitem price,Lineitem sku,Vendor\n");
    for (uint32_t i = 0; i < 300; i++)
        bytes_print(&text, "%u,c%u,%s,2024-05-06,%d,%s%u,1.50,s%u,v%u\n", i / 3, i / 5,
                    i % 17 == 0 ? "refunded" : "paid", (int)(i % 9) - 1,
                    i % 4 ? "" : "old ", i % 40, i % 40, i % 6);
    file_write(path, text.data, text.length);
    bytes_free(&text);
}

/* A log with columns in other files: enough of all for tables to grow, keys that miss
 * on either side, keys again, a quote. */
static void write_joined(const struct stage *stage)
{
    struct bytes rows = {0}, orders = {0}, catalog = {0}, customers = {0};
    bytes_print(&rows, "shop,order_id,sku,quantity\n");
    bytes_print(&orders, "shop;order_id;date;customer_id;status\n");
    bytes_print(&catalog, "sku,name,price\n");
    bytes_print(&customers, "customer_id\tage\n");
    for (uint32_t i = 0; i < 400; i++) {
        bytes_print(&rows, "%u,order %u,item %u,1\n", i % 3, i / 4, i % 60);
        bytes_print(&orders, "%u;order %u;2024-05-06;c%u;paid\n", i % 3, i / 5, i % 50);
        bytes_print(&catalog, "item %u,\"a name, %u\",1.%u0\n", i % 50, i, i % 9);
        bytes_print(&customers, "c%u\t%u\n", i % 45, i % 70);
    }
    file_write(path_of(stage, "joined.csv").text, rows.data, rows.length);
    file_write(path_of(stage, "orders").text, orders.data, orders.length);
    file_write(path_of(stage, "catalog").text, catalog.data, catalog.length);
    file_write(path_of(stage, "customers").text, customers.data, customers.length);
    bytes_free(&rows);
    bytes_free(&orders);
    bytes_free(&catalog);
    bytes_free(&customers);
}

/* A Japanese export, behind so many bytes of ASCII; long enough for a table to decode
 * it by, if there are none. */
static void write_japanese(const char *path, size_t n_ascii)
{
    uint32_t n_rows = n_ascii > 0 ? 10 : 5500;
    struct bytes text = {0}, stored = {0};
    bytes_print(&text, "row,item,basket\n");
    for (uint32_t row = 0; text.length < n_ascii; row++)
        bytes_print(&text, "%u,item %u,b%u\n", row, row * 7 % 50, row / 50);
    for (uint32_t row = 0; row < n_rows; row++)
        bytes_print(&text, "1,\"\x95\x5c\"\x8e\xa6\",%u\n", row / 50);
    bytes_print(&text, "2,\x92\x83\x97\x74,1\n");
    /* Of a plain file of that length, room for its baskets is foreseen, or not. */
    bytes_append_gzip(&stored, text.data, text.length);
    file_write(path, stored.data, stored.length);
    bytes_free(&stored);
    bytes_free(&text);
}

/* Baskets of three weeks. */
static void write_timed(const char *path)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku,date\n");
    for (uint32_t i = 0; i < 600; i++)
        bytes_print(&text, "%u,%u,2024-06-%02u\n", i / 3, i / 3 % 5 + i % 3,
                    1 + i / 3 % 21);
    file_write(path, text.data, text.length);
    bytes_free(&text);
}

static void write_rule_files(const struct stage *stage)
{
    cobuy_error error;
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    const char *const names[] = {"rules.csv.gz", "rules.jsonl"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        MUST(cobuy_write_rules(stage->context, stage->rules,
                               path_of(stage, names[i]).text, &options, &error));
}

void stage_open(struct stage *stage, const cobuy_context_options *options)
{
    memset(stage, 0, sizeof *stage);
    folder_open_in_memory(&stage->folder);
    random_log_make(&stage->log, 1, LOG_GROUPS, 400, 20);
    random_log_write(&stage->log, path_of(stage, "log.csv").text, (struct log_text){0});
    random_log_write(&stage->log, path_of(stage, "log.gz").text,
                     (struct log_text){.gzip = true});
    random_log_write(&stage->log, path_of(stage, "log.lines").text,
                     (struct log_text){.lines = true});
    write_long_log(path_of(stage, "long.gz").text);
    write_numbers(path_of(stage, "numbers").text);
    write_export(path_of(stage, "export.csv").text);
    write_joined(stage);
    write_japanese(path_of(stage, "cp932.gz").text, 0);
    write_japanese(path_of(stage, "late-cp932.gz").text, 300000);
    file_write_text(path_of(stage, "bad.csv").text,
                    "order_id,sku\n1,tea\n1\n2,\"te\"a\n1,beer,7\n2,beer\n");
    file_write_text(
        path_of(stage, "odd.csv").text,
        "order_id,sku\n1,tea\n1,TEA\n1,beer\n2,POST\n3,Tea\n3,gift 1\n3,milk\n"
        "4,milk\n5,tea\n5,beer\n5,milk\n5,bread\n6,milk\n6,TEA\n");
    make_values(stage, options);
    write_rule_files(stage);
    write_timed(path_of(stage, "timed.csv").text);
}

void stage_renew(struct stage *stage, const cobuy_context_options *options)
{
    free_values(stage);
    make_values(stage, options);
}

void stage_close(struct stage *stage)
{
    free_values(stage);
    random_log_free(&stage->log);
    folder_close(&stage->folder);
}

/* ------------------------------------------------------------------------ reading */

static cobuy_status read_twice(struct stage *stage, const char *name,
                               const cobuy_read_options *options, void **out)
{
    struct file_path path = path_of(stage, name);
    const char *paths[] = {path.text, path.text};
    return cobuy_read(stage->context, (cobuy_baskets **)out, paths, 2, options,
                      &stage->error);
}

static cobuy_status run_read_csv(struct stage *stage, const char *how, void **out)
{
    cobuy_read_options options = random_log_options(false);
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_read_compound_keys(struct stage *stage, const char *how,
                                           void **out)
{
    static const char *const columns[] = {"basket", "row"};
    cobuy_read_options options = random_log_options(false);
    options.basket_columns = columns;
    options.n_basket_columns = 2;
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_read_lines(struct stage *stage, const char *how, void **out)
{
    cobuy_read_options options = random_log_options(true);
    return read_twice(stage, how, &options, out);
}

/* Folds, leaves out items and baskets, and names what it left out. */
static cobuy_status run_read_choice(struct stage *stage, const char *how, void **out)
{
    static const char *const excluded[] = {"post", "[f-h]ift*", "none", "\\none"};
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.fold_items = COBUY_FOLD_CASE | COBUY_FOLD_WIDTH;
    options.exclude_items = excluded;
    options.n_exclude_items = sizeof excluded / sizeof *excluded;
    options.min_basket_items = 2;
    options.max_basket_items = 3;
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_read_unknown(struct stage *stage, const char *how, void **out)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.max_bad_rows = 10;
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_read_export(struct stage *stage, const char *how, void **out)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.describe = true;
    if (strcmp(how, "netted") == 0) {
        options.returns = COBUY_RETURNS_NET;
        how = "export.csv";
    }
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_read_joined(struct stage *stage, const char *how, void **out)
{
    static const char *const columns[] = {"shop", "order_id"};
    struct file_path orders = path_of(stage, "orders"),
                     catalog = path_of(stage, "catalog"),
                     customers = path_of(stage, "customers");
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.orders = orders.text;
    options.catalog = catalog.text;
    options.customers = customers.text;
    options.describe = true;
    options.basket_columns = columns;
    options.n_basket_columns = 2;
    return read_twice(stage, how, &options, out);
}

static cobuy_status run_build(struct stage *stage, const char *how, void **out)
{
    (void)how;
    return random_log_build(&stage->log, stage->context, (cobuy_baskets **)out,
                            &stage->error);
}

static void discard_baskets(void *made)
{
    cobuy_baskets_free(made);
}

/* ------------------------------------------------------------ mining and deriving */

static cobuy_mine_options options_of(const char *how)
{
    bool apriori = strstr(how, "apriori") != NULL;
    cobuy_mine_options options =
        mine_options(apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH,
                     strstr(how, "nothing") ? 1000000 : MIN_COUNT, 0);
    if (strstr(how, "budget")) options.budget_itemsets = BUDGET;
    if (strstr(how, "common")) options.max_support = 0.2;
    if (strstr(how, "closed")) options.target = COBUY_TARGET_CLOSED;
    if (strstr(how, "maximal")) options.target = COBUY_TARGET_MAXIMAL;
    if (strstr(how, "generators")) options.target = COBUY_TARGET_GENERATORS;
    return options;
}

static cobuy_status run_mine(struct stage *stage, const char *how, void **out)
{
    cobuy_mine_options options = options_of(how);
    return cobuy_mine(stage->context, (cobuy_itemsets **)out, stage->baskets, &options,
                      &stage->error);
}

static void discard_itemsets(void *made)
{
    cobuy_itemsets_free(made);
}

static cobuy_status create_focus(struct stage *stage, cobuy_focus **out)
{
    static const char *const sold[] = {"nothing", "?", "*0", "*1"}, *const not [] = {
                                                                        "*2"};
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    options.lists[COBUY_CONSEQUENT_IN] = (cobuy_focus_list){sold, 4};
    options.lists[COBUY_ANTECEDENT_OUT] = (cobuy_focus_list){not, 1};
    return cobuy_focus_create(stage->context, out, stage->baskets, &options,
                              &stage->error);
}

static cobuy_status run_mine_focused(struct stage *stage, const char *how, void **out)
{
    cobuy_mine_options options = options_of(how);
    cobuy_focus *focus;
    *out = NULL;
    cobuy_status status = create_focus(stage, &focus);
    if (status != COBUY_OK) return status;
    status = cobuy_mine_focused(stage->context, (cobuy_itemsets **)out, stage->baskets,
                                focus, &options, &stage->error);
    cobuy_focus_free(focus);
    return status;
}

static cobuy_status run_mine_rules(struct stage *stage, const char *how, void **out)
{
    cobuy_mine_options mining = options_of(how);
    cobuy_rule_options deriving = COBUY_RULE_DEFAULTS;
    cobuy_itemsets *itemsets;
    cobuy_focus *focus;
    deriving.top = 5;
    *out = NULL;
    cobuy_status status = create_focus(stage, &focus);
    if (status != COBUY_OK) return status;
    status = cobuy_mine_rules(stage->context, &itemsets, (cobuy_rules **)out,
                              stage->baskets, focus, &mining, &deriving, &stage->error);
    cobuy_itemsets_free(itemsets);
    cobuy_focus_free(focus);
    return status;
}

static cobuy_status run_suggest(struct stage *stage, const char *how, void **out)
{
    cobuy_mine_options mining = options_of(how);
    cobuy_suggestion suggestion;
    (void)out;
    return cobuy_suggest(stage->context, &suggestion, stage->baskets, NULL, &mining,
                         NULL, 20, 1000, &stage->error);
}

static cobuy_status run_count(struct stage *stage, const char *how, void **out)
{
    cobuy_mine_options options = options_of(how);
    return cobuy_count_itemsets(stage->context, (cobuy_tally **)out, stage->baskets,
                                &options, &stage->error);
}

static void discard_tally(void *made)
{
    cobuy_tally_free(made);
}

static cobuy_status run_derive(struct stage *stage, const char *how, void **out)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.max_consequent = 3;
    if (strstr(how, "significant")) options.significance = 0.5;
    options.correction = COBUY_CORRECTION_HOLM;
    if (strstr(how, "pruned")) {
        options.prune = (1U << COBUY_PRUNES) - 1;
        options.closed = stage->closed;
        options.compare = true;
    }
    return cobuy_derive(stage->context, (cobuy_rules **)out, stage->itemsets, &options,
                        &stage->error);
}

static void discard_rules(void *made)
{
    cobuy_rules_free(made);
}

/* ------------------------------------------------------------------------ writing */

static cobuy_write_options write_options(const struct stage *stage, const char *how)
{
    static const cobuy_measure measures[] = {COBUY_MEASURE_PHI, COBUY_MEASURE_G};
    static const cobuy_itemset_measure itemset_measures[] = {COBUY_ITEMSET_LIFT};
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.manifest = true;
    options.command = "test";
    options.baskets = stage->baskets;
    options.mined = cobuy_itemsets_summary(stage->itemsets);
    if (!strstr(how, "measures")) return options;
    options.measures = measures;
    options.n_measures = 2;
    options.itemset_measures = itemset_measures;
    options.n_itemset_measures = 1;
    return options;
}

static cobuy_status run_write_rules(struct stage *stage, const char *how, void **out)
{
    (void)out;
    cobuy_write_options options = write_options(stage, how);
    return cobuy_write_rules(stage->context, stage->rules, path_of(stage, how).text,
                             &options, &stage->error);
}

static cobuy_status run_write_itemsets(struct stage *stage, const char *how, void **out)
{
    (void)out;
    cobuy_write_options options = write_options(stage, how);
    return cobuy_write_itemsets(stage->context, stage->itemsets,
                                path_of(stage, how).text, &options, &stage->error);
}

static cobuy_status run_mine_to_file(struct stage *stage, const char *how, void **out)
{
    cobuy_write_options options = write_options(stage, how);
    cobuy_mine_options mining = options_of(how);
    return cobuy_mine_to_file(stage->context, (cobuy_tally **)out, stage->baskets,
                              &mining, path_of(stage, how).text, &options,
                              &stage->error);
}

static cobuy_status run_mine_to_sorted_file(struct stage *stage, const char *how,
                                            void **out)
{
    cobuy_write_options options = write_options(stage, how);
    options.order = COBUY_ORDER_CANONICAL;
    cobuy_mine_options mining = options_of(how);
    return cobuy_mine_to_file(stage->context, (cobuy_tally **)out, stage->baskets,
                              &mining, path_of(stage, how).text, &options,
                              &stage->error);
}

static cobuy_status run_list(struct stage *stage, const char *how, void **out)
{
    if (strcmp(how, "derived") == 0)
        return cobuy_rule_list_of(stage->context, (cobuy_rule_list **)out, stage->rules,
                                  &stage->error);
    return cobuy_read_rules(stage->context, (cobuy_rule_list **)out,
                            path_of(stage, how).text, &stage->error);
}

static void discard_list(void *made)
{
    cobuy_rule_list_free(made);
}

static cobuy_status ask(cobuy_offer_query *query, const char *how, cobuy_error *error)
{
    cobuy_text lines;
    cobuy_status status = cobuy_offer_query_add_joined(query, "1;2;3;4;x", 9, error);
    cobuy_file_format format =
        strcmp(how, "json") == 0 ? COBUY_FILE_JSONL : COBUY_FILE_CSV;
    if (status == COBUY_OK)
        status = cobuy_offer_query_header(query, format, &lines, error);
    if (status == COBUY_OK)
        status = cobuy_offer_query_lines(query, format, 1, &lines, error);
    return status;
}

static cobuy_status run_offer(struct stage *stage, const char *how, void **out)
{
    cobuy_offer_options options = COBUY_OFFER_DEFAULTS;
    cobuy_offer_index *index = NULL;
    cobuy_offer_query *query = NULL;
    options.sort_by = COBUY_MEASURE_PHI;
    cobuy_status status = run_list(stage, "derived", out);
    if (status == COBUY_OK)
        status = cobuy_offer_index_create(stage->context, &index, *out, &options,
                                          &stage->error);
    if (status == COBUY_OK)
        status =
            cobuy_offer_query_create(stage->context, &query, index, 5, &stage->error);
    if (status == COBUY_OK) status = ask(query, how, &stage->error);
    cobuy_offer_query_free(query);
    cobuy_offer_index_free(index);
    if (status == COBUY_OK) return COBUY_OK;
    discard_list(*out);
    *out = NULL;
    return status;
}

static cobuy_status run_evaluate(struct stage *stage, const char *how, void **out)
{
    cobuy_evaluate_options options = COBUY_EVALUATE_DEFAULTS;
    cobuy_evaluation *evaluation = NULL;
    cobuy_write_options writing = write_options(stage, how);
    options.hide_one = strcmp(how, "judged.json") == 0;
    cobuy_status status = run_list(stage, "derived", out);
    if (status == COBUY_OK)
        status = cobuy_evaluate(stage->context, &evaluation, *out, stage->baskets,
                                &options, &stage->error);
    if (status == COBUY_OK)
        status = options.hide_one
                     ? cobuy_write_judgements(stage->context, evaluation,
                                              path_of(stage, how).text, &stage->error)
                     : cobuy_write_evaluation(stage->context, evaluation,
                                              path_of(stage, how).text, &writing,
                                              &stage->error);
    cobuy_evaluation_free(evaluation);
    if (status == COBUY_OK) return COBUY_OK;
    discard_list(*out);
    *out = NULL;
    return status;
}

/* What is held out; of what is left, the rules stay. */
static cobuy_status hold_out(struct stage *stage, const cobuy_baskets *earlier,
                             const cobuy_baskets *later, cobuy_write_options *writing,
                             const char *path)
{
    cobuy_mine_options mining = options_of("");
    cobuy_itemsets *itemsets = NULL;
    cobuy_rules *rules = NULL, *left = NULL;
    cobuy_recount *recount = NULL;
    cobuy_error *error = &stage->error;
    cobuy_status status =
        cobuy_mine(stage->context, &itemsets, earlier, &mining, error);
    if (status == COBUY_OK)
        status = cobuy_derive(stage->context, &rules, itemsets, NULL, error);
    if (status == COBUY_OK)
        status =
            cobuy_hold_out(stage->context, &left, &recount, rules, later, NULL, error);
    writing->recount = recount;
    if (status == COBUY_OK)
        status = cobuy_write_rules(stage->context, left, path, writing, error);
    cobuy_recount_free(recount);
    cobuy_rules_free(left);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    return status;
}

static cobuy_status run_hold_out(struct stage *stage, const char *how, void **out)
{
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    cobuy_write_options writing = write_options(stage, how);
    cobuy_baskets *all = NULL, *earlier = NULL, *later = NULL;
    cobuy_split_facts facts;
    (void)out;
    reading.times = true;
    cobuy_status status = read_twice(stage, "timed.csv", &reading, (void **)&all);
    if (status == COBUY_OK)
        status = cobuy_split(stage->context, &earlier, &later, all, 7, &facts,
                             &stage->error);
    if (status == COBUY_OK)
        status = hold_out(stage, earlier, later, &writing, path_of(stage, how).text);
    cobuy_baskets_free(later);
    cobuy_baskets_free(earlier);
    return status;
}

static cobuy_status run_generate(struct stage *stage, const char *how, void **out)
{
    (void)out;
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    options.lines = 200;
    return cobuy_generate(stage->context, path_of(stage, how).text, &options,
                          &stage->error);
}

/* ---------------------------------------------------------------------- the table */

const struct call stage_calls[] = {
    {"read CSV", run_read_csv, discard_baskets, "log.csv"},
    {"read gzip", run_read_csv, discard_baskets, "log.gz"},
    {"read long gzip", run_read_csv, discard_baskets, "long.gz"},
    {"read compound keys", run_read_compound_keys, discard_baskets, "log.csv"},
    {"read choice", run_read_choice, discard_baskets, "odd.csv"},
    {"read quoted lines", run_read_lines, discard_baskets, "log.lines"},
    {"read joined files", run_read_joined, discard_baskets, "joined.csv"},
    {"read numbers", run_read_unknown, discard_baskets, "numbers"},
    {"read export", run_read_export, discard_baskets, "export.csv"},
    {"read netted export", run_read_export, discard_baskets, "netted"},
    {"read CP932", run_read_csv, discard_baskets, "cp932.gz"},
    {"read CP932 behind ASCII", run_read_csv, discard_baskets, "late-cp932.gz"},
    {"read bad rows", run_read_unknown, discard_baskets, "bad.csv"},
    {"build", run_build, discard_baskets, ""},
    {"mine by Apriori", run_mine, discard_itemsets, "apriori"},
    {"mine by FP-growth", run_mine, discard_itemsets, "fpgrowth"},
    {"mine by target, closed", run_mine, discard_itemsets, "fpgrowth, closed"},
    {"mine by target, maximal", run_mine, discard_itemsets, "fpgrowth, maximal"},
    {"mine by target, generators", run_mine, discard_itemsets, "fpgrowth, generators"},
    {"mine nothing by Apriori", run_mine, discard_itemsets, "apriori, nothing"},
    {"mine nothing by FP-growth", run_mine, discard_itemsets, "fpgrowth, nothing"},
    {"mine without common items", run_mine, discard_itemsets, "fpgrowth, common"},
    {"mine within a budget", run_mine, discard_itemsets, "fpgrowth, budget"},
    {"mine a focus by Apriori", run_mine_focused, discard_itemsets, "apriori"},
    {"mine a focus by FP-growth", run_mine_focused, discard_itemsets, "fpgrowth"},
    {"mine the first rules", run_mine_rules, discard_rules, "fpgrowth"},
    {"mine to suggest a threshold", run_suggest, NULL, "fpgrowth"},
    {"count within a budget", run_count, discard_tally, "fpgrowth, budget"},
    {"count by Apriori", run_count, discard_tally, "apriori"},
    {"count by FP-growth", run_count, discard_tally, "fpgrowth"},
    {"derive", run_derive, discard_rules, ""},
    {"derive what is significant", run_derive, discard_rules, "significant"},
    {"derive what is pruned", run_derive, discard_rules, "pruned"},
    {"derive what is significant and pruned", run_derive, discard_rules,
     "significant, pruned"},
    {"write rules as CSV", run_write_rules, NULL, "written.csv"},
    {"write rules as JSON", run_write_rules, NULL, "written.jsonl"},
    {"write rules as gzip", run_write_rules, NULL, "written.csv.gz"},
    {"write itemsets as CSV", run_write_itemsets, NULL, "written.csv"},
    {"write itemsets as JSON", run_write_itemsets, NULL, "written.jsonl.gz"},
    {"write itemsets as FIMI", run_write_itemsets, NULL, "written.fimi"},
    {"write while mining by Apriori", run_mine_to_file, discard_tally,
     "written-apriori.csv"},
    {"write while mining by FP-growth", run_mine_to_file, discard_tally,
     "written-fpgrowth.csv.gz"},
    {"write while mining within a budget", run_mine_to_file, discard_tally,
     "written-budget.csv"},
    {"write sorted while mining by Apriori", run_mine_to_sorted_file, discard_tally,
     "written-apriori.csv"},
    {"write sorted while mining by FP-growth", run_mine_to_sorted_file, discard_tally,
     "written-fpgrowth.csv.gz"},
    {"write sorted while mining within a budget", run_mine_to_sorted_file,
     discard_tally, "written-budget.csv"},
    {"write rules with measures", run_write_rules, NULL, "measures.csv"},
    {"write itemsets with measures", run_write_itemsets, NULL, "measures.csv"},
    {"write measures while mining", run_mine_to_file, discard_tally, "measures.csv"},
    {"write measures sorted while mining", run_mine_to_sorted_file, discard_tally,
     "measures.csv"},
    {"list rules of CSV", run_list, discard_list, "rules.csv.gz"},
    {"list rules of JSON", run_list, discard_list, "rules.jsonl"},
    {"list derived rules", run_list, discard_list, "derived"},
    {"offer as CSV", run_offer, discard_list, "csv"},
    {"offer as JSON", run_offer, discard_list, "json"},
    {"write evaluated rules", run_evaluate, discard_list, "evaluated.csv"},
    {"write judgements", run_evaluate, discard_list, "judged.json"},
    {"write what is held out", run_hold_out, NULL, "held.csv"},
    {"write a generated log", run_generate, NULL, "written.csv"},
    {"write a generated log as gzip", run_generate, NULL, "written.csv.gz"},
};

const size_t stage_n_calls = sizeof stage_calls / sizeof *stage_calls;

bool call_writes(const struct call *call)
{
    return strncmp(call->name, "write ", 6) == 0;
}

void stage_remove_written(const struct stage *stage)
{
    static const char *const endings[] = {"", ".manifest.json", ".planted.csv"};
    for (size_t i = 0; i < stage_n_calls; i++) {
        if (!call_writes(&stage_calls[i])) continue;
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++) {
            char partial[64], name[128];
            snprintf(name, sizeof name, "%s%s", stage_calls[i].how, endings[j]);
            remove(path_of(stage, name).text);
            cobuy_partial_path(stage_calls[i].how, partial, sizeof partial);
            snprintf(name, sizeof name, "%s%s", partial, endings[j]);
            remove(path_of(stage, name).text);
        }
    }
}
