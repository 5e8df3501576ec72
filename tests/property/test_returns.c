/*
 * test_returns.c - what columns beside basket and item tell, and what is left out for
 * it
 *
 * The oracle decides row by row from the numbers that the log was made of, and writes
 * the log again with nothing but the rows that stay: reading that gives the same
 * baskets.  What is told of the columns is counted in arrays.
 */
#include "basket/baskets.h"
#include "support/basket_text.h"
#include "support/files.h"
#include "support/mining.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(returns, .init = workspace_open_in_memory, .fini = workspace_close);

enum { MOST_ROWS = 500, BASKETS = 60, ITEMS = 25, CUSTOMERS = 30, COUNTRIES = 7 };

struct row {
    uint32_t basket, item, customer, country; /* customer 0, country 0: none */
    int quantity, price;
    bool cancelled_mark, cancelled_status;
};

struct log {
    struct row rows[MOST_ROWS];
    uint32_t n;
};

static void draw_log(struct log *log, struct dice *dice)
{
    bool scattered = dice_chance(dice, 40);
    uint32_t basket = 0;
    log->n = dice_between(dice, 1, MOST_ROWS);
    for (uint32_t i = 0; i < log->n; i++) {
        if (dice_chance(dice, 25)) basket = (basket + 1) % BASKETS;
        uint32_t b = scattered ? dice_below(dice, BASKETS) : basket;
        log->rows[i] = (struct row){.basket = b,
                                    .item = dice_below(dice, ITEMS),
                                    .customer = dice_below(dice, CUSTOMERS),
                                    .country = dice_below(dice, COUNTRIES),
                                    .quantity = (int)dice_below(dice, 12) - 2,
                                    .price = (int)dice_below(dice, 6),
                                    .cancelled_mark = b % 7 == 3,
                                    .cancelled_status = dice_chance(dice, 10)};
    }
    log->rows[0].cancelled_mark = false; /* so that marks are recognised */
    log->rows[0].basket = 1;
}

/* What the oracle makes of a row. */
static bool is_returned(const struct row *row)
{
    return row->quantity <= 0 || row->cancelled_mark || row->cancelled_status;
}

static bool is_kept(const struct row *row, const cobuy_read_options *options)
{
    if (options->returns == COBUY_RETURNS_DROP && is_returned(row)) return false;
    return !options->drop_unpaid || row->price > 0;
}

static struct bytes log_text(const struct log *log, const cobuy_read_options *kept_by,
                             bool quoted)
{
    struct bytes text = {0};
    const char *quote = quoted ? "\"" : "";
    bytes_print(&text, "Status,InvoiceNo,StockCode,Description,Quantity,UnitPrice,"
                       "CustomerID,Country\n");
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        if (kept_by && !is_kept(row, kept_by)) continue;
        bytes_print(&text, "%s,%s%s%u%s,item %u,",
                    row->cancelled_status ? "Cancelled" : "shipped", quote,
                    row->cancelled_mark ? "C" : "", 1000 + row->basket, quote,
                    row->item);
        /* Every second row has another name. */
        bytes_print(&text, "\"name, %s%u\",%s%d%s,%d.00,", i % 3 ? "" : "old ",
                    row->item, quote, row->quantity, quote, row->price);
        if (row->customer) bytes_print(&text, "%u", row->customer);
        if (row->country)
            bytes_print(&text, ",land %u\n", row->country);
        else
            bytes_print(&text, ",\n");
    }
    return text;
}

static cobuy_baskets *read_text(const struct bytes *text, cobuy_read_options options)
{
    struct file_path path = workspace_path("log.csv");
    file_write(path.text, text->data, text->length);
    cobuy_baskets *baskets;
    const char *const paths[] = {path.text};
    options.allow_empty = true;
    cobuy_status status =
        cobuy_read(workspace.context, &baskets, paths, 1, &options, &workspace.error);
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
    return baskets;
}

/* One basket a line, in the order of their bytes: where a row is told that is left out,
 * its basket stands in its place. */
static struct bytes sorted_baskets(const cobuy_baskets *baskets)
{
    struct bytes text = {0};
    baskets_print(&text, baskets);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == ']') text.data[i] = '\n';
    sort_lines(&text, 0);
    bytes_append(&text, "", 0); /* a text even if there is no line */
    return text;
}

static void expect_same_baskets(const cobuy_baskets *found, const cobuy_baskets *wanted)
{
    struct bytes a = sorted_baskets(found), b = sorted_baskets(wanted);
    cr_expect_str_eq(a.data, b.data);
    bytes_free(&a);
    bytes_free(&b);
}

static void expect_counts(const cobuy_baskets *baskets, const struct log *log,
                          const cobuy_read_options *options)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    uint64_t cancelled = 0, negative = 0, returned = 0, unpaid = 0, left_out = 0;
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        cancelled += row->cancelled_mark || row->cancelled_status;
        negative += row->quantity <= 0;
        returned += is_returned(row);
        unpaid += row->price == 0;
        left_out += !is_kept(row, options);
    }
    cr_expect_eq(report->cancelled_rows, cancelled);
    cr_expect_eq(report->negative_rows, negative);
    cr_expect_eq(report->returned_rows, returned);
    cr_expect_eq(report->unpaid_rows, unpaid);
    cr_expect_eq(report->left_out_rows, left_out);
    cr_expect_eq(report->rows, log->n);
    cr_expect_eq(report->used_rows, log->n - left_out);
}

/* How many baskets and items there are with rows that are left out. */
static void expect_all(const cobuy_baskets *baskets, const struct log *log)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    bool seen[2][BASKETS] = {{false}}, sold[ITEMS] = {false};
    uint64_t n_baskets = 0, n_items = 0;
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        bool *basket = &seen[row->cancelled_mark][row->basket],
             *item = &sold[row->item];
        n_baskets += !*basket;
        n_items += !*item;
        *basket = *item = true;
    }
    cr_expect_eq(report->all_baskets, n_baskets);
    cr_expect_eq(report->all_items, n_items);
}

static const cobuy_column *column_of(const cobuy_baskets *baskets, const char *role)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    for (size_t i = 0; i < report->n_columns; i++)
        if (strcmp(report->columns[i].role, role) == 0) return &report->columns[i];
    cr_assert_fail("no column of the %s", role);
    return NULL;
}

static void expect_countries(const cobuy_baskets *baskets, const struct log *log)
{
    const cobuy_column *column = column_of(baskets, "segment");
    uint64_t rows[COUNTRIES] = {0}, different = 0;
    for (uint32_t i = 0; i < log->n; i++) rows[log->rows[i].country]++;
    for (uint32_t c = 1; c < COUNTRIES; c++) different += rows[c] > 0;
    cr_expect_eq(column->blank, rows[0]);
    cr_expect_eq(column->different, different);
    cr_expect_eq(column->n_values, different);
    for (size_t i = 0; i < column->n_values; i++) {
        unsigned country;
        cr_assert_eq(sscanf(column->values[i].text.bytes, "land %u", &country), 1);
        cr_expect_eq(column->values[i].rows, rows[country]);
        cr_expect(i == 0 || column->values[i].rows <= column->values[i - 1].rows);
    }
}

static void expect_customers(const cobuy_baskets *baskets, const struct log *log)
{
    bool seen[CUSTOMERS] = {false};
    uint64_t different = 0, blank = 0;
    for (uint32_t i = 0; i < log->n; i++) {
        uint32_t customer = log->rows[i].customer;
        blank += customer == 0;
        different += customer > 0 && !seen[customer];
        seen[customer] = true;
    }
    cr_expect_eq(column_of(baskets, "customer")->different, different);
    cr_expect_eq(column_of(baskets, "customer")->blank, blank);
}

/* By what name most rows that stay call an item; "" if none does. */
static void best_name(char name[32], const struct log *log, uint32_t item,
                      const cobuy_read_options *options)
{
    uint32_t counts[2] = {0};
    for (uint32_t i = 0; i < log->n; i++)
        if (log->rows[i].item == item && is_kept(&log->rows[i], options))
            counts[i % 3 == 0]++;
    bool old = counts[1] > counts[0];
    name[0] = '\0';
    if (counts[0] + counts[1] > 0)
        snprintf(name, 32, "name, %s%u", old ? "old " : "", item);
}

static void expect_names(const cobuy_baskets *baskets, const struct log *log,
                         const cobuy_read_options *options)
{
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++) {
        unsigned item;
        char name[32];
        cr_assert_eq(sscanf(cobuy_baskets_item(baskets, id).bytes, "item %u", &item),
                     1);
        best_name(name, log, item, options);
        cr_expect_str_eq(cobuy_baskets_label(baskets, id).bytes, name);
    }
}

Test(returns, rows_are_left_out_and_counted_as_an_oracle_says)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(300); seed++) {
        struct dice dice = {seed};
        struct log log;
        draw_log(&log, &dice);
        cobuy_read_options options = COBUY_READ_DEFAULTS, plain = options;
        options.describe = true;
        options.returns =
            dice_chance(&dice, 70) ? COBUY_RETURNS_DROP : COBUY_RETURNS_KEEP;
        options.drop_unpaid = dice_chance(&dice, 50);
        plain.returns = COBUY_RETURNS_KEEP;
        workspace.context->threads = dice_between(&dice, 1, 3);
        bool quoted = dice_chance(&dice, 30);
        struct bytes all = log_text(&log, NULL, quoted),
                     rest = log_text(&log, &options, quoted);
        cobuy_baskets *found = read_text(&all, options),
                      *wanted = read_text(&rest, plain);
        expect_same_baskets(found, wanted);
        expect_counts(found, &log, &options);
        expect_all(found, &log);
        cr_expect_eq(cobuy_baskets_report(found)->repeated_items,
                     cobuy_baskets_report(wanted)->repeated_items);
        expect_countries(found, &log);
        expect_customers(found, &log);
        expect_names(found, &log, &options);
        cobuy_baskets_free(found);
        cobuy_baskets_free(wanted);
        bytes_free(&all);
        bytes_free(&rest);
    }
}

/* What is left of each item of each basket, by the oracle. */
static bool is_left(const struct log *log, uint32_t basket, uint32_t item)
{
    int left = 0;
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        bool counts = !row->cancelled_mark && !row->cancelled_status;
        if (counts && row->basket == basket && row->item == item) left += row->quantity;
    }
    return left > 0;
}

/* The rows that stay if returns are taken off. */
static struct bytes netted_text(const struct log *log)
{
    struct log rest = {.n = 0};
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        if (!is_returned(row) && is_left(log, row->basket, row->item))
            rest.rows[rest.n++] = *row;
    }
    return log_text(&rest, NULL, false);
}

Test(returns, taken_off_leave_what_an_oracle_says)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        struct dice dice = {seed};
        struct log log;
        draw_log(&log, &dice);
        /* More returns, and of fewer baskets. */
        for (uint32_t i = 1; i < log.n; i++)
            if (dice_chance(&dice, 30))
                log.rows[i].quantity = -(int)dice_below(&dice, 9);
        cobuy_read_options options = COBUY_READ_DEFAULTS, plain = options;
        options.returns = COBUY_RETURNS_NET;
        options.describe = dice_chance(&dice, 50);
        plain.returns = COBUY_RETURNS_KEEP;
        workspace.context->threads = dice_between(&dice, 1, 3);
        struct bytes all = log_text(&log, NULL, dice_chance(&dice, 30)),
                     rest = netted_text(&log);
        cobuy_baskets *found = read_text(&all, options),
                      *wanted = read_text(&rest, plain);
        expect_same_baskets(found, wanted);
        if (options.describe) expect_all(found, &log);
        const cobuy_read_report *report = cobuy_baskets_report(found);
        cr_expect_eq(report->left_out_rows,
                     report->returned_rows + report->netted_rows);
        cobuy_baskets_free(found);
        cobuy_baskets_free(wanted);
        bytes_free(&all);
        bytes_free(&rest);
    }
}

/* Mining reads no more than it needs; what it leaves out is the same. */
Test(returns, mining_leaves_out_what_inspecting_does)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(100); seed++) {
        struct dice dice = {seed};
        struct log log;
        draw_log(&log, &dice);
        cobuy_read_options mining = COBUY_READ_DEFAULTS, inspecting = mining;
        inspecting.describe = true;
        struct bytes text = log_text(&log, NULL, false);
        cobuy_baskets *mined = read_text(&text, mining),
                      *inspected = read_text(&text, inspecting);
        expect_same_baskets(mined, inspected);
        cr_expect_eq(cobuy_baskets_report(mined)->left_out_rows,
                     cobuy_baskets_report(inspected)->left_out_rows);
        cobuy_baskets_free(mined);
        cobuy_baskets_free(inspected);
        bytes_free(&text);
    }
}
