/*
 * test_layout.c - what a log looks like, found from its start and the options
 *
 * A layout is written down as one text: "csv , header [order][item]", or "lines ;".
 */
#include "log/layout.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(layout, .init = workspace_open, .fini = workspace_close);

enum { MOST_COLUMNS = 8 };

static const cobuy_read_options automatic = COBUY_READ_DEFAULTS;

static cobuy_read_options with_columns(const char *const *basket, size_t n_basket,
                                       const char *item)
{
    cobuy_read_options options = automatic;
    options.basket_columns = basket;
    options.n_basket_columns = n_basket;
    options.item_column = item;
    return options;
}

static cobuy_read_options with_format(cobuy_log_format format, char delimiter)
{
    cobuy_read_options options = automatic;
    options.format = format;
    options.delimiter = delimiter;
    return options;
}

static void describe(struct bytes *text, const struct layout *layout)
{
    if (layout->format == COBUY_LOG_LINES) {
        bytes_print(text, "lines ");
        if (layout->delimiter)
            bytes_print(text, "%c", layout->delimiter);
        else
            bytes_print(text, "blanks");
        return;
    }
    bytes_print(text, "csv %c %s ", layout->delimiter,
                layout->header ? "header" : "plain");
    for (size_t i = 0; i < layout->n_columns; i++)
        bytes_print(text, "[%s]", layout->columns[i]);
}

static void expect_layout(const char *sample, cobuy_read_options options,
                          const char *description)
{
    struct arena arena;
    arena_init(&arena, &workspace.context->memory);
    struct layout layout;
    struct bytes text = {0};
    cobuy_status status = layout_find(
        &layout,
        &(struct first_bytes){workspace.context, &arena, "LOG", sample, strlen(sample)},
        NULL, &options, &workspace.error);
    if (status == COBUY_OK)
        describe(&text, &layout);
    else
        bytes_print(&text, "%s: %s", cobuy_status_name(status),
                    workspace.error.message);
    cr_expect_str_eq(text.data, description, "%s\nfor:\n%.200s", text.data, sample);
    bytes_free(&text);
    arena_clear(&arena);
}

/* Expects a failure whose message names the log and holds all of the parts, up to a
 * NULL. */
static void refuse_layout(const char *sample, cobuy_read_options options,
                          cobuy_status expected, const char *const *parts)
{
    struct arena arena;
    arena_init(&arena, &workspace.context->memory);
    struct layout layout;
    cobuy_status status = layout_find(
        &layout,
        &(struct first_bytes){workspace.context, &arena, "LOG", sample, strlen(sample)},
        NULL, &options, &workspace.error);
    cr_expect_eq(status, expected, "for:\n%.200s", sample);
    const char *message = workspace.error.message;
    cr_expect_eq(strncmp(message, "LOG:", 4), 0, "%s", message);
    for (; *parts; parts++)
        cr_expect_not_null(strstr(message, *parts), "no '%s' in: %s", *parts, message);
    arena_clear(&arena);
}

/* -------------------------------------------------------------- found by itself */

Test(layout, usual_names_are_found_under_each_delimiter)
{
    expect_layout("InvoiceNo,StockCode,Qty\n1,a,2\n", automatic,
                  "csv , header [InvoiceNo][StockCode]");
    expect_layout("sku;order_id\n", automatic, "csv ; header [order_id][sku]");
    expect_layout("day\tOrder ID\tproduct\n", automatic,
                  "csv \t header [Order ID][product]");
    expect_layout("basket|item\r\n1|2\r\n", automatic, "csv | header [basket][item]");
    expect_layout("注文番号,数量,商品コード\n", automatic,
                  "csv , header [注文番号][商品コード]");
}

Test(layout, codes_are_preferred_to_names)
{
    expect_layout("Description,StockCode,InvoiceNo\n", automatic,
                  "csv , header [InvoiceNo][StockCode]");
}

Test(layout, the_delimiter_that_gives_both_columns_wins)
{
    expect_layout("a,b,c,d;order_id;sku\n", automatic, "csv ; header [order_id][sku]");
    expect_layout("order_id|x;y;z;w|sku\n", automatic, "csv | header [order_id][sku]");
}

Test(layout, the_header_may_be_quoted_and_end_with_cr)
{
    expect_layout("\"order_id\",\"sku\"\n", automatic, "csv , header [order_id][sku]");
    expect_layout("\"order_id\";\"a;b\";\"sku\"\r\n", automatic,
                  "csv ; header [order_id][sku]");
    expect_layout("order_id,sku\r1,2\r", automatic, "csv , header [order_id][sku]");
    expect_layout("order_id,sku", automatic, "csv , header [order_id][sku]");
    expect_layout("\n \r\norder_id,\"s\nk\",sku\n", automatic,
                  "csv , header [order_id][sku]");
}

Test(layout, integers_and_blanks_are_basket_lines)
{
    expect_layout("1 2 3\n4 5\n", automatic, "lines blanks");
    expect_layout("1\n2\n", automatic, "lines blanks");
    expect_layout("\n 25\t52 \r\n", automatic, "lines blanks");
    expect_layout("7", automatic, "lines blanks");
}

Test(layout, anything_else_is_refused_with_its_first_row)
{
    refuse_layout("day,customer\n1,2\n", automatic, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"a basket a line",
                                        "the first row is: day, customer", NULL});
    refuse_layout("order_id,customer\n", automatic, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"order_id, customer", NULL});
    refuse_layout("sku;customer\n", automatic, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"sku, customer", NULL});
    refuse_layout("milk bread\n", automatic, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"milk bread", NULL});
    refuse_layout("1 2 x\n", automatic, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"1 2 x", NULL});
}

Test(layout, a_quote_that_stays_open_is_damage)
{
    refuse_layout("\"order_id,sku\n1,2\n", automatic, COBUY_INPUT_UNREADABLE,
                  (const char *const[]){"LOG:1: a quote", NULL});
}

/* ----------------------------------------------------------------- given formats */

Test(layout, a_given_format_is_taken_as_it_is)
{
    expect_layout("milk bread\n", with_format(COBUY_LOG_LINES, 0), "lines blanks");
    expect_layout("milk;bread\n", with_format(COBUY_LOG_LINES, ';'), "lines ;");
    expect_layout("milk bread\n", with_format(COBUY_LOG_LINES, ' '), "lines blanks");
    expect_layout("1 2\n", with_format(COBUY_LOG_LINES, ','), "lines ,");
    expect_layout("order_id,sku\n", with_format(COBUY_LOG_LINES, 0), "lines ,");
    expect_layout("a b;c d\ne;f,g;h\n", with_format(COBUY_LOG_LINES, 0), "lines ;");
    refuse_layout("1 2\n", with_format(COBUY_LOG_CSV, 0), COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"1 2", NULL});
}

Test(layout, basket_lines_are_separated_by_the_most_frequent_delimiter)
{
    cobuy_read_options options = with_format(COBUY_LOG_LINES, 0);
    expect_layout("milk,bread\ntea\n", options, "lines ,");
    expect_layout("milk;bread, white;tea\n", options, "lines ;");
    expect_layout("milk 1 l\tbread\n", options, "lines \t");
    expect_layout("a|b|c,d\n", options, "lines |");
    expect_layout("1\t2\t3\n", options, "lines blanks");
    options.delimiter = ' ';
    expect_layout("milk,bread tea\n", options, "lines blanks");
}

Test(layout, a_given_delimiter_is_the_only_one_tried)
{
    expect_layout("order_id:sku\n", with_format(COBUY_LOG_AUTO, ':'),
                  "csv : header [order_id][sku]");
    refuse_layout("order_id,sku\n", with_format(COBUY_LOG_AUTO, ';'),
                  COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"the first row is: order_id,sku", NULL});
}

Test(layout, basket_lines_have_no_columns)
{
    cobuy_read_options options = with_columns(NULL, 0, "item");
    options.format = COBUY_LOG_LINES;
    refuse_layout("1 2\n", options, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"basket lines have no columns", NULL});
}

/* ----------------------------------------------------------------- given columns */

Test(layout, columns_are_given_by_name)
{
    static const char *const basket[] = {"bon"};
    expect_layout("ware;bon;sku\n", with_columns(basket, 1, "ware"),
                  "csv ; header [bon][ware]");
    expect_layout("order_id|sku|ware\n", with_columns(NULL, 0, "ware"),
                  "csv | header [order_id][ware]");
    expect_layout("bon\tsku\tware\n", with_columns(basket, 1, NULL),
                  "csv \t header [bon][sku]");
}

Test(layout, columns_are_given_by_number)
{
    static const char *const third[] = {"3"};
    expect_layout("a,b,c\n", with_columns(third, 1, "1"), "csv , header [3][1]");
    expect_layout("a;b;c\n", with_columns(third, 1, "2"), "csv ; header [3][2]");
    cobuy_read_options options = with_columns(third, 1, "1");
    options.no_header = true;
    expect_layout("7\t8\t9\n", options, "csv \t plain [3][1]");
}

Test(layout, a_name_is_preferred_to_a_number)
{
    static const char *const two[] = {"2"};
    struct layout layout = {.format = COBUY_LOG_CSV,
                            .header = true,
                            .columns = (const char *[]){two[0], "3"},
                            .n_columns = 2};
    cobuy_text cells[] = {{"2", 1}, {"x", 1}, {"y", 1}};
    size_t places[2];
    cr_assert_eq(layout_locate(&layout, "LOG", 1, cells, 3, places, &workspace.error),
                 COBUY_OK);
    cr_expect_eq(places[0], 0);
    cr_expect_eq(places[1], 2);
}

Test(layout, several_columns_name_a_basket)
{
    static const char *const key[] = {"day", "till", "2"};
    expect_layout("till,bon,day,sku\n", with_columns(key, 3, NULL),
                  "csv , header [day][till][2][sku]");
}

Test(layout, a_column_that_is_not_there_is_refused_with_the_header)
{
    static const char *const bon[] = {"bonn"}, *const fourth[] = {"4"};
    refuse_layout("ware;bon;sku\n", with_columns(bon, 1, "ware"),
                  COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"LOG:1:", "no column 'bonn'",
                                        "the header has: ware, bon, sku", NULL});
    refuse_layout("a,b,c\n", with_columns(fourth, 1, "1"), COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"no column '4'", "a, b, c", NULL});
    refuse_layout("order_id,b,c\n", with_columns(NULL, 0, "ware"),
                  COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"no column 'ware'", "order_id, b, c", NULL});
    static const char *const zero[] = {"0"};
    refuse_layout("a,b\n", with_columns(zero, 1, "1"), COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"no column '0'", NULL});
    static const char *const huge[] = {"99999999999999999999999"};
    refuse_layout("a,b\n", with_columns(huge, 1, "1"), COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"no column '9999", NULL});
}

Test(layout, without_a_header_columns_need_numbers)
{
    cobuy_read_options options = automatic;
    options.no_header = true;
    refuse_layout("order_id,sku\n", options, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"by number", "order_id, sku", NULL});
    static const char *const name[] = {"order_id"};
    options = with_columns(name, 1, "2");
    options.no_header = true;
    refuse_layout("order_id,sku\n", options, COBUY_INVALID_ARGUMENT,
                  (const char *const[]){"'order_id'", "columns go by number",
                                        "order_id, sku", NULL});
}

/* ------------------------------------------------------------ places in other logs */

static cobuy_status locate(const struct layout *layout, const char *const *names,
                           size_t n, size_t *places)
{
    cobuy_text cells[MOST_COLUMNS];
    for (size_t i = 0; i < n; i++) cells[i] = (cobuy_text){names[i], strlen(names[i])};
    return layout_locate(layout, "OTHER", 1, cells, n, places, &workspace.error);
}

/* A layout of two columns. */
static struct layout layout_of(const char **columns, bool header)
{
    return (struct layout){.format = COBUY_LOG_CSV,
                           .delimiter = ',',
                           .header = header,
                           .columns = columns,
                           .labels = columns,
                           .n_columns = 2};
}

Test(layout, columns_may_stand_elsewhere_in_another_log)
{
    const char *columns[] = {"order", "sku"};
    struct layout layout = layout_of(columns, true);
    size_t places[2];
    cr_assert_eq(locate(&layout, (const char *const[]){"x", "sku", "order"}, 3, places),
                 COBUY_OK);
    cr_expect_eq(places[0], 2);
    cr_expect_eq(places[1], 1);
}

Test(layout, a_column_that_another_log_lacks_is_refused_with_its_header)
{
    const char *columns[] = {"order", "sku"};
    struct layout layout = layout_of(columns, true);
    size_t places[2];
    cr_assert_eq(locate(&layout, (const char *const[]){"Order", "sku"}, 2, places),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_str_eq(workspace.error.message,
                     "OTHER:1: there is no column 'order'; the header has: Order, sku");
}

Test(layout, numbers_beyond_a_log_without_header_are_refused_with_its_row)
{
    const char *columns[] = {"1", "3"};
    struct layout layout = layout_of(columns, false);
    size_t places[2];
    cr_assert_eq(locate(&layout, (const char *const[]){"a", "b"}, 2, places),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_str_eq(workspace.error.message,
                     "OTHER:1: there is no column '3'; without a header columns go by "
                     "number, and this row has 2: a, b");
}

Test(layout, a_header_too_long_to_show_is_cut)
{
    enum { CELLS = 200 };
    char name[40];
    memset(name, 'n', sizeof name);
    cobuy_text cells[CELLS];
    for (size_t i = 0; i < CELLS; i++) cells[i] = (cobuy_text){name, sizeof name - 1};
    name[sizeof name - 1] = '\0';
    const char *columns[] = {"order", "sku"};
    struct layout layout = layout_of(columns, true);
    size_t places[2];
    cr_assert_eq(
        layout_locate(&layout, "OTHER", 1, cells, CELLS, places, &workspace.error),
        COBUY_INVALID_ARGUMENT);
    const char *message = workspace.error.message;
    cr_expect_str_eq(message + strlen(message) - 4, "n...", "%s", message);
}
