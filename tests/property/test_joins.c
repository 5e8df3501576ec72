/*
 * test_joins.c - columns of other files are read as if they stood in the log
 *
 * A random log has some of its columns split off to orders, catalog and customers, of
 * which rows are missing, repeated, and in any order.  The oracle writes one log with
 * all columns, where a cell is blank if its key is missing: both give the same baskets,
 * windows of time and report.  What is missing on either side is counted in arrays.
 */
#include "base/context.h"
#include "basket/baskets.h"
#include "support/basket_text.h"
#include "support/files.h"
#include "support/mining.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(joins, .init = workspace_open_in_memory, .fini = workspace_close);

enum { ORDERS, CATALOG, CUSTOMERS, TABLES };

/* Baskets, items and customers; as many again of each are in no row. */
enum { KEYS = 40, ALL_KEYS = 2 * KEYS, MOST_ROWS = 400 };

enum column {
    TIME,
    STATUS,
    CUSTOMER,
    CHANNEL,
    NAME,
    CATEGORY,
    PRICE,
    MARGIN,
    AGE,
    REGION,
    COLUMNS
};

static const struct {
    const char *name;
    int table;
} columns[COLUMNS] = {{"order_time", ORDERS},  {"status", ORDERS},
                      {"customer_id", ORDERS}, {"channel", ORDERS},
                      {"name", CATALOG},       {"category", CATALOG},
                      {"price", CATALOG},      {"margin", CATALOG},
                      {"age", CUSTOMERS},      {"region", CUSTOMERS}};

struct cell {
    char text[24];
};

struct row {
    uint32_t basket, item;
    int quantity; /* 9: one that is no number */
};

struct shop {
    struct row rows[MOST_ROWS];
    uint32_t n;
    struct cell cells[COLUMNS][ALL_KEYS]; /* by the key of the column's table */
    bool joined[COLUMNS];                 /* stands in its table, not in the log */
    bool there[TABLES], missing[TABLES][ALL_KEYS];
    bool compound; /* two columns name a basket */
    uint32_t changed[TABLES];
};

/* --------------------------------------------------------------------- drawing one */

static void draw_cell(struct cell *cell, enum column column, uint32_t key,
                      struct dice *dice)
{
    static const char *const statuses[] = {"shipped", "paid", "Cancelled", "refunded"};
    uint32_t n = dice_below(dice, 100);
    char *text = cell->text;
    size_t room = sizeof cell->text;
    text[0] = '\0';
    if (n < 10) return;
    if (column == TIME)
        snprintf(text, room, n < 13 ? "soon" : "2024-%02u-%02u %02u:30:00",
                 1 + key % 12, 1 + n % 28, n % 24);
    else if (column == STATUS)
        snprintf(text, room, "%s", statuses[n < 70 ? n % 2 : n % 4]);
    else if (column == CUSTOMER)
        snprintf(text, room, "c%u", n % KEYS);
    else if (column == PRICE || column == MARGIN)
        snprintf(text, room, n < 13 ? "n/a" : n < 25 ? "0.00" : "%u.50", n);
    else
        snprintf(text, room, "%s %u", columns[column].name, n % 7);
}

static void draw_rows(struct shop *shop, struct dice *dice)
{
    bool scattered = dice_chance(dice, 40);
    uint32_t basket = 0;
    shop->n = dice_between(dice, 1, MOST_ROWS);
    for (uint32_t i = 0; i < shop->n; i++) {
        if (dice_chance(dice, 25)) basket = (basket + 1) % KEYS;
        shop->rows[i] =
            (struct row){.basket = scattered ? dice_below(dice, KEYS) : basket,
                         .item = dice_below(dice, KEYS),
                         .quantity = (int)dice_below(dice, 11) - 1};
    }
}

static void draw_shop(struct shop *shop, struct dice *dice)
{
    memset(shop, 0, sizeof *shop);
    draw_rows(shop, dice);
    shop->compound = dice_chance(dice, 20);
    for (int t = 0; t < TABLES; t++) {
        bool whole = dice_chance(dice, 40);
        shop->there[t] = dice_chance(dice, 70);
        for (uint32_t key = 0; key < ALL_KEYS; key++)
            shop->missing[t][key] = !whole && dice_chance(dice, 20);
    }
    for (int c = 0; c < COLUMNS; c++) {
        shop->joined[c] = shop->there[columns[c].table] && dice_chance(dice, 70);
        for (uint32_t key = 0; key < ALL_KEYS; key++)
            draw_cell(&shop->cells[c][key], (enum column)c, key, dice);
    }
}

/* ------------------------------------------------------------------ what a row has */

/* The cell of a key, as the log is joined. */
static const char *joined_cell(const struct shop *shop, int column, uint32_t key)
{
    bool blank = shop->joined[column] && shop->missing[columns[column].table][key];
    return blank ? "" : shop->cells[column][key].text;
}

/* In the log it need not be the same in all rows of a basket. */
static const char *customer_of(const struct shop *shop, const struct row *row)
{
    bool another = !shop->joined[CUSTOMER] && row->item % 5 == 0;
    return joined_cell(shop, CUSTOMER, another ? row->basket + KEYS : row->basket);
}

/* The key of a row in a table; false if it has none. */
static bool find_key(const struct shop *shop, const struct row *row, int table,
                     uint32_t *key)
{
    *key = table == ORDERS ? row->basket : row->item;
    if (table != CUSTOMERS) return true;
    return sscanf(customer_of(shop, row), "c%u", key) == 1;
}

static const char *cell_of(const struct shop *shop, const struct row *row, int column)
{
    uint32_t key;
    if (column == CUSTOMER) return customer_of(shop, row);
    bool any = find_key(shop, row, columns[column].table, &key);
    return any ? joined_cell(shop, column, key) : "";
}

/* -------------------------------------------------------------------------- writing */

struct style {
    char delimiter;
    bool quoted;
};

static void print_cell(struct bytes *text, const struct style *style, const char *cell)
{
    const char *quote = style->quoted ? "\"" : "";
    bytes_print(text, "%c%s%s%s", style->delimiter, quote, cell, quote);
}

static void print_key(struct bytes *text, const struct shop *shop,
                      const struct style *style, int table, uint32_t key)
{
    if (table == ORDERS && shop->compound)
        bytes_print(text, "%u%c%u", key % 3, style->delimiter, key / 3);
    else
        bytes_print(text, "%s%u", table == CUSTOMERS ? "c" : "", key);
}

static void print_log(struct bytes *text, const struct shop *shop, bool whole,
                      bool quoted)
{
    const struct style style = {',', quoted};
    bytes_print(text, shop->compound ? "shop,order_id,sku,quantity" : //
                          "order_id,sku,quantity");
    for (int c = 0; c < COLUMNS; c++)
        if (whole || !shop->joined[c]) bytes_print(text, ",%s", columns[c].name);
    bytes_print(text, "\n");
    for (uint32_t i = 0; i < shop->n; i++) {
        const struct row *row = &shop->rows[i];
        print_key(text, shop, &style, ORDERS, row->basket);
        bytes_print(text, row->quantity == 9 ? ",%u,many" : ",%u,%d", row->item,
                    row->quantity);
        for (int c = 0; c < COLUMNS; c++)
            if (whole || !shop->joined[c])
                print_cell(text, &style, cell_of(shop, row, c));
        bytes_print(text, "\n");
    }
}

/* A row of a table; where 'other', with something else in a column that is read. */
static bool print_entry(struct bytes *text, const struct shop *shop,
                        const struct style *style, int table, uint32_t key, bool other)
{
    bool changed = false;
    print_key(text, shop, style, table, key);
    print_cell(text, style, "passed over");
    for (int c = 0; c < COLUMNS; c++) {
        if (columns[c].table != table || !shop->joined[c]) continue;
        changed = changed || other;
        print_cell(text, style, other ? "other" : shop->cells[c][key].text);
    }
    bytes_print(text, "\n");
    return changed;
}

static void print_table(struct bytes *text, struct shop *shop, int table,
                        struct dice *dice)
{
    static const char *const keys[TABLES] = {"order_id", "sku", "customer_id"};
    static const char delimiters[] = ",;\t|";
    const struct style style = {delimiters[dice_below(dice, 4)], dice_chance(dice, 30)};
    uint32_t first = dice_below(dice, ALL_KEYS);
    if (table == ORDERS && shop->compound) bytes_print(text, "shop%c", style.delimiter);
    bytes_print(text, "%s%cnotes", keys[table], style.delimiter);
    for (int c = 0; c < COLUMNS; c++)
        if (columns[c].table == table && shop->joined[c])
            bytes_print(text, "%c%s", style.delimiter, columns[c].name);
    bytes_print(text, "\n");
    for (uint32_t i = 0; i < ALL_KEYS; i++) {
        uint32_t key = (first + i) % ALL_KEYS;
        if (shop->missing[table][key]) continue;
        print_entry(text, shop, &style, table, key, false);
        if (dice_chance(dice, 10)) print_entry(text, shop, &style, table, key, false);
        if (dice_chance(dice, 10))
            shop->changed[table] += print_entry(text, shop, &style, table, key, true);
    }
}

static struct file_path write_file(const char *name, struct bytes *text, bool gzip)
{
    struct file_path path = workspace_path(name);
    struct bytes stored = {0};
    if (gzip) bytes_append_gzip(&stored, text->data, text->length);
    const struct bytes *written = gzip ? &stored : text;
    file_write(path.text, written->data, written->length);
    bytes_free(&stored);
    bytes_free(text);
    return path;
}

/* -------------------------------------------------------------------------- reading */

struct pair {
    cobuy_baskets *joined, *whole;
};

static cobuy_baskets *read_log(const char *path, const cobuy_read_options *options)
{
    cobuy_baskets *baskets;
    cobuy_status status =
        cobuy_read(workspace.context, &baskets, &path, 1, options, &workspace.error);
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
    return baskets;
}

static struct pair read_both(struct shop *shop, cobuy_read_options options,
                             struct dice *dice)
{
    static const char *const basket[] = {"shop", "order_id"};
    struct bytes text = {0}, whole = {0};
    struct pair pair;
    bool quoted = dice_chance(dice, 30);
    if (shop->compound) {
        options.basket_columns = basket;
        options.n_basket_columns = 2;
    }
    print_log(&whole, shop, true, quoted);
    pair.whole = read_log(write_file("log.csv", &whole, false).text, &options);

    struct file_path paths[TABLES];
    for (int t = 0; t < TABLES; t++) {
        static const char *const names[] = {"orders", "catalog", "customers"};
        struct bytes table = {0};
        print_table(&table, shop, t, dice);
        paths[t] = write_file(names[t], &table, dice_chance(dice, 30));
    }
    if (shop->there[ORDERS]) options.orders = paths[ORDERS].text;
    if (shop->there[CATALOG]) options.catalog = paths[CATALOG].text;
    if (shop->there[CUSTOMERS]) options.customers = paths[CUSTOMERS].text;
    print_log(&text, shop, false, quoted);
    pair.joined = read_log(write_file("log.csv", &text, false).text, &options);
    return pair;
}

static void free_both(struct pair *pair)
{
    cobuy_baskets_free(pair->joined);
    cobuy_baskets_free(pair->whole);
}

/* ------------------------------------------------------------------------ comparing */

static void expect_same_baskets(const struct pair *pair)
{
    struct bytes a = {0}, b = {0};
    baskets_print(&a, pair->joined);
    baskets_print(&b, pair->whole);
    cr_expect_str_eq(a.data, b.data);
    bytes_free(&a);
    bytes_free(&b);
    for (uint32_t id = 0; id < cobuy_baskets_items(pair->joined); id++)
        cr_expect_str_eq(cobuy_baskets_label(pair->joined, id).bytes,
                         cobuy_baskets_label(pair->whole, id).bytes);
}

/* Names are those of the rows that stay, if they stand in the log, so that only those
 * of a log without returns compare. */
static void expect_same_columns(const cobuy_read_report *a, const cobuy_read_report *b)
{
    cr_assert_eq(a->n_columns, b->n_columns);
    for (size_t i = 0; i < a->n_columns; i++) {
        const cobuy_column *x = &a->columns[i], *y = &b->columns[i];
        cr_expect_str_eq(x->role, y->role);
        cr_expect_str_eq(x->name, y->name);
        cr_expect_eq(x->unreadable, y->unreadable, "%s", x->name);
        cr_expect_eq(x->blank, y->blank, "%s", x->name);
        if (strcmp(x->role, "name") == 0 && a->left_out_rows > 0) continue;
        cr_expect_eq(x->different, y->different, "%s", x->name);
        cr_assert_eq(x->n_values, y->n_values, "%s", x->name);
        for (size_t v = 0; v < x->n_values; v++) {
            cr_expect_str_eq(x->values[v].text.bytes, y->values[v].text.bytes);
            cr_expect_eq(x->values[v].rows, y->values[v].rows);
        }
    }
}

static void expect_same_counts(const cobuy_read_report *a, const cobuy_read_report *b)
{
    cr_expect_eq(a->rows, b->rows);
    cr_expect_eq(a->used_rows, b->used_rows);
    cr_expect_eq(a->bad_rows, b->bad_rows);
    cr_expect_eq(a->baskets, b->baskets);
    cr_expect_eq(a->cancelled_rows, b->cancelled_rows);
    cr_expect_eq(a->negative_rows, b->negative_rows);
    cr_expect_eq(a->returned_rows, b->returned_rows);
    cr_expect_eq(a->unpaid_rows, b->unpaid_rows);
    cr_expect_eq(a->left_out_rows, b->left_out_rows);
    for (size_t i = 0; i < a->n_bad; i++)
        cr_expect_str_eq(a->bad[i].message, b->bad[i].message);
}

static void expect_same_times(const cobuy_read_report *a, const cobuy_read_report *b)
{
    cr_expect_str_eq(a->time_column, b->time_column);
    cr_expect_eq(a->first_time, b->first_time);
    cr_expect_eq(a->last_time, b->last_time);
    cr_expect_eq(a->since, b->since);
    cr_expect_eq(a->until, b->until);
    cr_expect_eq(a->windowed, b->windowed);
    cr_expect_eq(a->baskets_outside, b->baskets_outside);
    cr_expect_eq(a->baskets_without_time, b->baskets_without_time);
}

/* A row that a time, price or quantity makes a bad one is in no count. */
static bool is_bad(const struct shop *shop, const struct row *row,
                   const cobuy_read_options *options)
{
    bool timed = options->since || options->until || options->last_days > 0;
    return (timed && strcmp(cell_of(shop, row, TIME), "soon") == 0) ||
           (options->drop_unpaid && strcmp(cell_of(shop, row, PRICE), "n/a") == 0) ||
           (options->returns == COBUY_RETURNS_NET && row->quantity == 9);
}

static void expect_joined(const cobuy_joined *joined, const struct shop *shop,
                          int table, const cobuy_read_options *options)
{
    uint64_t keys = 0, unused = 0, rows = 0, missed = 0;
    uint32_t met[ALL_KEYS] = {0}, key;
    for (uint32_t i = 0; i < shop->n; i++)
        if (!is_bad(shop, &shop->rows[i], options) &&
            find_key(shop, &shop->rows[i], table, &key))
            met[key]++;
    for (key = 0; key < ALL_KEYS; key++) {
        bool missing = shop->missing[table][key];
        keys += !missing;
        unused += !missing && met[key] == 0;
        rows += missing ? met[key] : 0;
        missed += missing && met[key] > 0;
    }
    cr_expect_eq(joined->keys, keys);
    cr_expect_eq(joined->unused_keys, unused);
    cr_expect_eq(joined->missing_rows, rows);
    cr_expect_eq(joined->missing_keys, missed);
    /* Only columns that are read can differ. */
    if (!options->describe) return;
    cr_expect_eq(joined->changed_rows, shop->changed[table]);
    cr_expect_eq(joined->first_changed > 0, shop->changed[table] > 0);
}

static void expect_all_joined(const cobuy_baskets *baskets, const struct shop *shop,
                              const cobuy_read_options *options)
{
    static const char *const roles[] = {"orders", "catalog", "customers"};
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    size_t n = 0;
    for (int t = 0; t < TABLES; t++) {
        if (!shop->there[t]) continue;
        cr_assert_lt(n, report->n_joined);
        cr_expect_str_eq(report->joined[n].role, roles[t]);
        expect_joined(&report->joined[n++], shop, t, options);
    }
    cr_expect_eq(report->n_joined, n);
}

/* --------------------------------------------------------------------------- claims */

static cobuy_read_options draw_options(struct dice *dice)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.allow_empty = true;
    options.max_bad_share = 1;
    if (dice_chance(dice, 40))
        options.returns =
            dice_chance(dice, 50) ? COBUY_RETURNS_NET : COBUY_RETURNS_KEEP;
    options.drop_unpaid = dice_chance(dice, 30);
    if (dice_chance(dice, 25)) options.since = "2024-03-09T12:00";
    if (dice_chance(dice, 25)) options.until = "2024-10-12";
    if (dice_chance(dice, 25)) options.last_days = dice_between(dice, 1, 200);
    workspace.context->threads = dice_between(dice, 1, 3);
    workspace.context->block_bytes = dice_between(dice, 30, 4000);
    return options;
}

Test(joins, what_is_inspected_is_as_if_the_columns_stood_in_the_log)
{
    static const char *const segments[] = {"channel", "age", "region"};
    static struct shop shop;
    for (uint64_t seed = 1; seed <= seeds_to_try(400); seed++) {
        struct dice dice = {seed};
        draw_shop(&shop, &dice);
        cobuy_read_options options = draw_options(&dice);
        options.describe = true;
        options.segment_columns = segments;
        options.n_segment_columns = 3;
        struct pair pair = read_both(&shop, options, &dice);
        const cobuy_read_report *joined = cobuy_baskets_report(pair.joined),
                                *whole = cobuy_baskets_report(pair.whole);
        expect_same_baskets(&pair);
        expect_same_columns(joined, whole);
        expect_same_counts(joined, whole);
        expect_same_times(joined, whole);
        expect_all_joined(pair.joined, &shop, &options);
        free_both(&pair);
    }
}

/* Mining reads less, and by the shorter way where rows of a basket stand together. */
Test(joins, what_is_mined_is_as_if_the_columns_stood_in_the_log)
{
    static struct shop shop;
    for (uint64_t seed = 1; seed <= seeds_to_try(400); seed++) {
        struct dice dice = {seed};
        draw_shop(&shop, &dice);
        cobuy_read_options options = draw_options(&dice);
        bool timed = options.since || options.until || options.last_days > 0,
             named = dice_chance(&dice, 50);
        if (named) options.status_column = "status";
        struct pair pair = read_both(&shop, options, &dice);
        const cobuy_read_report *joined = cobuy_baskets_report(pair.joined),
                                *whole = cobuy_baskets_report(pair.whole);
        struct bytes a = {0}, b = {0};
        baskets_print(&a, pair.joined);
        baskets_print(&b, pair.whole);
        cr_expect_str_eq(a.data, b.data);
        bytes_free(&a);
        bytes_free(&b);
        cr_expect_eq(joined->left_out_rows, whole->left_out_rows);
        if (named) cr_expect_eq(joined->cancelled_rows, whole->cancelled_rows);
        cr_expect_eq(joined->used_rows, whole->used_rows);
        if (timed) expect_same_times(joined, whole);
        expect_all_joined(pair.joined, &shop, &options);
        free_both(&pair);
    }
}

/* Keys that are missing are held to tell them apart, but not without end. */
Test(joins, of_very_many_missing_keys_it_is_told_that_there_are_more)
{
    for (uint32_t more = 0; more <= 2; more++) {
        struct bytes log = {0};
        bytes_print(&log, "order_id,sku\n");
        for (uint32_t i = 0; i < COBUY_MISSING_KEYS_MOST + more; i++)
            bytes_print(&log, "%u,tea\n%u,tea\n", i + 1, i + 1);
        struct file_path path = write_file("log.csv", &log, false),
                         orders = workspace_text("orders", "order_id,status\n0,paid\n");
        cobuy_read_options options = COBUY_READ_DEFAULTS;
        options.orders = orders.text;
        workspace.context->threads = 1 + more;
        cobuy_baskets *baskets = read_log(path.text, &options);
        const cobuy_joined *joined = cobuy_baskets_report(baskets)->joined;
        cr_expect_eq(joined->missing_rows, 2 * (COBUY_MISSING_KEYS_MOST + more));
        cr_expect_eq(joined->missing_keys, COBUY_MISSING_KEYS_MOST + (more > 0));
        cr_expect_eq(joined->unused_keys, 1);
        cobuy_baskets_free(baskets);
    }
}
