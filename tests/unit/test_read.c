/*
 * test_read.c - logs to baskets, end to end: what is read
 *
 * Baskets are written down in their order as "[beer|diapers][tea]".
 */
#include "base/context.h"
#include "basket/baskets.h"
#include "support/basket_text.h"
#include "support/line_notes.h"
#include "support/workspace.h"

#include <cobuy/read.h>

#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

TestSuite(read, .init = workspace_open, .fini = workspace_close);

enum {
    PIECE = 256 * 1024, /* of a log that is parsed at a time */
    MOST_LOGS = 4,
};

static const cobuy_read_options usual = COBUY_READ_DEFAULTS;

/* --------------------------------------------------------------------- reading */

static cobuy_baskets *read_logs(const char *const *paths, size_t n_paths,
                                cobuy_read_options options)
{
    cobuy_baskets *baskets;
    cobuy_status status = cobuy_read(workspace.context, &baskets, paths, n_paths,
                                     &options, &workspace.error);
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
    const char *reason;
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    return baskets;
}

/* The texts up to a NULL become log files. */
static cobuy_baskets *read_texts(const char *const *texts, cobuy_read_options options)
{
    struct file_path files[MOST_LOGS];
    const char *paths[MOST_LOGS];
    size_t n = 0;
    for (; texts[n]; n++) {
        char name[] = "log-0";
        name[4] = (char)('0' + n);
        files[n] = workspace_text(name, texts[n]);
        paths[n] = files[n].text;
    }
    return read_logs(paths, n, options);
}

static cobuy_baskets *read_text(const char *text, cobuy_read_options options)
{
    return read_texts((const char *const[]){text, NULL}, options);
}

static void expect_text_of(const cobuy_baskets *baskets, const char *expected)
{
    struct bytes text = {0};
    baskets_print(&text, baskets);
    cr_expect_str_eq(text.data, expected, "%s\nnot %s", text.data, expected);
    bytes_free(&text);
}

static void expect_baskets_of_texts(const char *const *texts,
                                    cobuy_read_options options, const char *expected)
{
    cobuy_baskets *baskets = read_texts(texts, options);
    expect_text_of(baskets, expected);
    cobuy_baskets_free(baskets);
}

static void expect_baskets(const char *text, cobuy_read_options options,
                           const char *expected)
{
    expect_baskets_of_texts((const char *const[]){text, NULL}, options, expected);
}

/* ----------------------------------------------------------------- forms of text */

Test(read, line_ends_and_the_last_newline_do_not_matter)
{
    static const char *const texts[] = {
        "order_id,sku\n1,a\n1,b\n2,a\n",         "order_id,sku\n1,a\n1,b\n2,a",
        "order_id,sku\r\n1,a\r\n1,b\r\n2,a\r\n", "order_id,sku\r\n1,a\r\n1,b\r\n2,a",
        "order_id,sku\r1,a\r1,b\r2,a\r",         "order_id,sku\r1,a\r1,b\r2,a",
        "\norder_id,sku\n\n1,a\n1,b\n\n2,a\n\n", "order_id,sku\n1,a\r\n1,b\r2,a"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_baskets(texts[i], usual, "[a|b][a]");
}

Test(read, a_byte_order_mark_is_passed_over_in_every_log)
{
    expect_baskets("\xef\xbb\xbforder_id,sku\n1,a\n", usual, "[a]");
    expect_baskets("\xef\xbb\xbf\"order_id\",\"sku\"\n1,a\n", usual, "[a]");
    expect_baskets("\xef\xbb\xbf"
                   "1 2\n",
                   usual, "[1|2]");
    expect_baskets_of_texts((const char *const[]){"order_id,sku\n1,a\n",
                                                  "\xef\xbb\xbforder_id,sku\n1,b\n",
                                                  NULL},
                            usual, "[a|b]");
}

Test(read, gzip_and_plain_logs_are_read_alike)
{
    struct file_path plain = workspace_text("1.csv", "order_id,sku\n1,a\n2,b\n");
    struct file_path packed = workspace_gzip("2.csv", "order_id,sku\n1,b\n2,c\n");
    const char *const paths[] = {plain.text, packed.text};
    cobuy_baskets *baskets = read_logs(paths, 2, usual);
    expect_text_of(baskets, "[a|b][b|c]");
    cobuy_baskets_free(baskets);
}

Test(read, a_dash_is_standard_input)
{
    static const char text[] = "order_id,sku\n1,a\n";
    int end = pipe_from_child(text, strlen(text), "", 0, 0);
    cr_assert_eq(dup2(end, STDIN_FILENO), STDIN_FILENO);
    close(end);
    cobuy_baskets *baskets = read_logs((const char *const[]){"-"}, 1, usual);
    expect_text_of(baskets, "[a]");
    cr_expect_str_eq(cobuy_baskets_report(baskets)->logs[0].path, "-");
    cobuy_baskets_free(baskets);
}

/* Both name one stream: whoever read from it meanwhile would tear its lines. */
Test(read, a_stream_that_is_named_twice_is_read_once)
{
    static const char rows[] = "1,tea\n2,milk\n3,tea\n3,milk\n";
    enum { TIMES = 100000 };
    workspace.context->threads = 4;
    int end = pipe_from_child("order_id,sku\n", 13, rows, strlen(rows), TIMES);
    cr_assert_eq(dup2(end, STDIN_FILENO), STDIN_FILENO);
    close(end);
    cobuy_baskets *baskets = read_logs((const char *const[]){"-", "-"}, 2, usual);
    expect_text_of(baskets, "[tea][milk][milk|tea]");
    cr_expect_eq(cobuy_baskets_report(baskets)->rows, 4 * TIMES);
    cr_expect_eq(cobuy_baskets_report(baskets)->empty_logs, 1);
    cobuy_baskets_free(baskets);
}

/* A log whose rows end around the border between two pieces. */
static struct bytes text_around_border(size_t before)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    while (text.length + 32 < before) bytes_print(&text, "1,filler item\n");
    while (text.length < before) bytes_print(&text, "\n");
    bytes_print(&text, "2,\"x\r\n\"\"y\"\"\"\r\n3,z\r\n2,last\r\n");
    return text;
}

Test(read, nothing_happens_where_two_pieces_of_a_log_meet)
{
    for (size_t before = PIECE - 32; before <= PIECE + 2; before++) {
        struct bytes text = text_around_border(before);
        cobuy_baskets *baskets = read_text(text.data, usual);
        expect_text_of(baskets, "[filler item][last|x\r\n\"y\"][z]");
        cobuy_baskets_free(baskets);
        bytes_free(&text);
    }
}

/* -------------------------------------------------------------- baskets and items */

Test(read, the_rows_of_a_basket_may_be_scattered)
{
    expect_baskets("order_id,sku\n1,a\n2,b\n1,c\n3,a\n2,a\n1,b\n", usual,
                   "[a|b|c][a|b][a]");
}

Test(read, a_basket_may_be_scattered_over_logs)
{
    expect_baskets_of_texts((const char *const[]){"order_id,sku\n1,a\n2,b\n",
                                                  "order_id,sku\n2,a\n3,c\n",
                                                  "order_id,sku\n1,c\n", NULL},
                            usual, "[a|c][a|b][c]");
}

Test(read, an_item_twice_in_a_basket_counts_once)
{
    cobuy_baskets *baskets =
        read_text("order_id,sku\n1,a\n1,b\n2,a\n1,a\n1,a\n", usual);
    expect_text_of(baskets, "[a|b][a]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->used_rows, 5);
    cr_expect_eq(report->repeated_items, 2);
    cr_expect_eq(report->basket_items, 3);
    cr_expect_eq(cobuy_baskets_item_count(baskets, 0), 2);
    cr_expect_eq(cobuy_baskets_item_count(baskets, 1), 1);
    cobuy_baskets_free(baskets);
}

Test(read, ids_are_text_and_not_numbers)
{
    expect_baskets("order_id,sku\n1,007\n01,7\n1.0,7\n1,7\n+1,x\nA-1/b,x\n", usual,
                   "[007|7][7][7][x][x]");
}

Test(read, names_keep_their_bytes)
{
    expect_baskets("order_id,sku\n1,Tea\n1,tea\n1,caf\xc3\xa9\n1,\xe5\x93\x81\n", usual,
                   "[Tea|caf\xc3\xa9|tea|\xe5\x93\x81]");
    expect_baskets(
        "order_id,sku\n1,\"a,b\"\n1,a;b\n1,a\\b\n1,\"a\nb\"\n1,\"say \"\"a\"\"\""
        "\n1,12\" ruler\n",
        usual, "[12\" ruler|a\nb|a,b|a;b|a\\b|say \"a\"]");
}

Test(read, outer_blanks_of_cells_are_dropped_or_kept)
{
    static const char text[] = "order_id,sku\n1, a \n 1,a\n1,\" a \"\n";
    expect_baskets(text, usual, "[ a |a]");
    cobuy_read_options options = usual;
    options.keep_blanks = true;
    expect_baskets(text, options, "[ a ][a]");
}

/* ------------------------------------------------------------------------ columns */

Test(read, columns_are_looked_up_by_name_in_every_log)
{
    expect_baskets_of_texts((const char *const[]){"order_id,sku\n1,a\n",
                                                  "day,sku,order_id\nmonday,b,1\n",
                                                  "sku,order_id\nc,2\n", NULL},
                            usual, "[a|b][c]");
}

Test(read, columns_are_given_by_number)
{
    static const char *const third[] = {"3"};
    cobuy_read_options options = usual;
    options.basket_columns = third;
    options.n_basket_columns = 1;
    options.item_column = "1";
    expect_baskets("x;y;z\na;_;1\nb;_;1\n", options, "[a|b]");
    options.no_header = true;
    expect_baskets("a;_;1\nb;_;1\n", options, "[a|b]");
}

static cobuy_read_options with_key(const char *const *columns, size_t n)
{
    cobuy_read_options options = usual;
    options.basket_columns = columns;
    options.n_basket_columns = n;
    return options;
}

Test(read, parts_of_a_compound_key_do_not_run_together)
{
    static const char *const key[] = {"x", "y"}, *const reversed[] = {"y", "x"};
    expect_baskets("x,y,sku\na,bc,1\nab,c,2\na,bc,3\nabc,d,4\n", with_key(key, 2),
                   "[1|3][2][4]");
    expect_baskets("x,y,sku\na,bc,1\nab,c,2\na,bc,3\n", with_key(reversed, 2),
                   "[1|3][2]");
    expect_baskets("x,y,sku\n\"a,b\",c,1\na,\"b,c\",2\n1,11,3\n11,1,4\n",
                   with_key(key, 2), "[1][2][3][4]");
}

Test(read, a_blank_part_makes_a_compound_key_blank)
{
    static const char *const key[] = {"x", "y"};
    cobuy_baskets *baskets =
        read_text("x,y,sku\na,b,1\n,b,2\na,,3\n,,4\na,b,5\n", with_key(key, 2));
    expect_text_of(baskets, "[1|5]");
    cr_expect_eq(cobuy_baskets_report(baskets)->blank_baskets, 3);
    cr_expect_str_eq(cobuy_baskets_report(baskets)->basket_column, "x,y");
    cobuy_baskets_free(baskets);
}

/* ------------------------------------------------------------------ basket lines */

Test(read, basket_lines_are_read_by_blanks)
{
    expect_baskets("1 2 3\n\n4\n2 1 2\n", usual, "[1|2|3][4][1|2]");
}

Test(read, basket_lines_are_read_by_a_delimiter_with_quotes)
{
    cobuy_read_options options = usual;
    options.format = COBUY_LOG_LINES;
    options.delimiter = ';';
    cobuy_baskets *baskets =
        read_text("milk;\"a;b\"\r\n;;\r\n\r\ntea;;tea\r\n", options);
    expect_text_of(baskets, "[a;b|milk][tea]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->rows, 2);
    cr_expect_eq(report->delimiter, ';');
    cr_expect_eq(report->format, COBUY_LOG_LINES);
    cobuy_baskets_free(baskets);
}

Test(read, a_damaged_basket_line_is_a_bad_row)
{
    cobuy_read_options options = usual;
    options.format = COBUY_LOG_LINES;
    options.delimiter = ',';
    options.max_bad_rows = 1;
    cobuy_baskets *baskets = read_text("a,b\nc,\"d\"e\nf\n", options);
    expect_text_of(baskets, "[a|b][f]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->bad_rows, 1);
    cr_expect_eq(report->rows, 3);
    cr_expect_not_null(strstr(report->bad[0].message, "log-0:2: "));
    cobuy_baskets_free(baskets);
}

/* ------------------------------------------------------------- logs without rows */

Test(read, a_log_without_rows_may_stand_among_others)
{
    cobuy_baskets *baskets =
        read_texts((const char *const[]){"", "order_id,sku\n1,a\n", "order_id,sku\n",
                                         " \r\n\n", NULL},
                   usual);
    expect_text_of(baskets, "[a]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->empty_logs, 2);
    cr_expect_eq(report->n_logs, 4);
    cr_expect_eq(report->logs[0].rows, 0);
    cr_expect_eq(report->logs[1].rows, 1);
    cr_expect_eq(report->logs[2].rows, 0);
    cobuy_baskets_free(baskets);
}

Test(read, no_basket_at_all_is_a_result_on_request)
{
    static const char *const texts[] = {"", "\n\n", "\xef\xbb\xbf", "order_id,sku\n",
                                        "order_id,sku\n,a\n1,\n"};
    cobuy_read_options options = usual;
    options.allow_empty = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cobuy_baskets *baskets = read_text(texts[i], options);
        cr_expect_eq(cobuy_baskets_count(baskets), 0);
        cr_expect_eq(cobuy_baskets_items(baskets), 0);
        cr_expect_eq(cobuy_baskets_report(baskets)->n_logs, 1);
        cobuy_baskets_free(baskets);
    }
}

Test(read, columns_given_by_number_are_reported_by_their_header)
{
    cobuy_read_options options = usual;
    options.basket_columns = (const char *const[]){"2"};
    options.n_basket_columns = 1;
    options.item_column = "1";
    cobuy_baskets *baskets = read_text("what,number\na,1\n", options);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_str_eq(report->basket_column, "number");
    cr_expect_str_eq(report->item_column, "what");
    cobuy_baskets_free(baskets);
}

Test(read, basket_lines_of_another_layout_than_the_first_are_refused)
{
    struct file_path lines = workspace_text("lines", "1 2\n2 3\n");
    struct file_path csv = workspace_text("csv", "order_id,sku\n1,a\n");
    const char *paths[] = {lines.text, csv.text};
    cobuy_baskets *baskets;
    cr_expect_eq(
        cobuy_read(workspace.context, &baskets, paths, 2, &usual, &workspace.error),
        COBUY_INVALID_ARGUMENT);
    cr_expect_null(baskets);
}

/* ------------------------------------------------------------------- the report */

Test(read, blank_cells_are_skipped_and_counted)
{
    cobuy_baskets *baskets = read_text(
        "order_id,sku\n1,a\n,b\n1,\n\n,\n\" \",c\n  ,d\n1,  \n1,\"\"\n", usual);
    expect_text_of(baskets, "[a][c]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->rows, 8);
    cr_expect_eq(report->used_rows, 2);
    cr_expect_eq(report->blank_baskets, 3, "%d", (int)report->blank_baskets);
    cr_expect_eq(report->blank_items, 3, "%d", (int)report->blank_items);
    cr_expect_eq(report->blank_lines, 1);
    cr_expect_eq(report->bad_rows, 0);
    cobuy_baskets_free(baskets);
}

Test(read, a_header_that_is_repeated_is_passed_over_and_counted)
{
    cobuy_baskets *baskets = read_text("order_id,sku,day\n1,a,x\norder_id,sku,day\n"
                                       "\xef\xbb\xbforder_id,sku,day\norder_id,b,y\n",
                                       usual);
    expect_text_of(baskets, "[a][b]");
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->repeated_headers, 2);
    cr_expect_eq(report->used_rows, 2);
    cobuy_baskets_free(baskets);
}

Test(read, every_row_is_used_or_counted_as_something_else)
{
    cobuy_read_options options = usual;
    options.max_bad_rows = 9;
    cobuy_baskets *baskets = read_texts(
        (const char *const[]){"order_id,sku\n1,a\n1\n,b\n1,\n1,a,b\n\"x\"y,z\n",
                              "sku,order_id\na,1\nc,1\n,2\nd\n", NULL},
        options);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->rows, 10);
    cr_expect_eq(report->rows, report->used_rows + report->bad_rows +
                                   report->blank_baskets + report->blank_items);
    cr_expect_eq(report->rows, report->logs[0].rows + report->logs[1].rows);
    cr_expect_eq(report->used_rows, report->basket_items + report->repeated_items);
    cr_expect_eq(report->bad_rows, 4);
    cr_expect_eq(report->n_bad, 4);
    cobuy_baskets_free(baskets);
}

Test(read, logs_are_described_as_they_are_stored)
{
    struct file_path paths[] = {workspace_text("1.csv", "order_id;sku\n1;a\n2;b\n"),
                                workspace_gzip("2.csv.gz", "sku;order_id\na;1\n")};
    const char *const names[] = {paths[0].text, paths[1].text};
    cobuy_baskets *baskets = read_logs(names, 2, usual);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    for (size_t i = 0; i < 2; i++) {
        struct bytes stored = file_read(names[i]);
        cr_expect_str_eq(report->logs[i].path, names[i]);
        cr_expect_eq(report->logs[i].bytes, stored.length);
        cr_expect_str_eq(report->logs[i].sha256,
                         sha256_of(stored.data, stored.length).text);
        cr_expect_eq(report->logs[i].gzip, i == 1);
        cr_expect_eq(report->logs[i].rows, 2 - i);
        bytes_free(&stored);
    }
    cobuy_baskets_free(baskets);
}

Test(read, logs_have_no_digest_where_none_is_wanted)
{
    struct file_path path = workspace_text("log", "1 2\n3\n");
    const char *name = path.text;
    cobuy_read_options options = usual;
    options.no_digests = true;
    cobuy_baskets *baskets = read_logs(&name, 1, options);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_str_eq(report->logs[0].sha256, "");
    cr_expect_eq(report->logs[0].bytes, 6);
    cr_expect_eq(report->baskets, 2);
    cobuy_baskets_free(baskets);
}

/* Pieces end anywhere in the lines of this log, and the first foresees the others:
 * well, if the log goes on as it began, and badly if not. */
static struct bytes long_lines(bool goes_on)
{
    struct bytes text = {0};
    for (uint32_t i = 0; text.length < 5 * PIECE / 2; i++)
        bytes_print(&text, goes_on || text.length < PIECE ? "%u %u 7%s" : "%u-%u-7%s",
                    i % 1000, i, i % 3 == 2 ? "\n" : " ");
    return text;
}

Test(read, basket_lines_longer_than_a_piece_read_as_in_one_piece)
{
    for (int goes_on = 0; goes_on <= 1; goes_on++) {
        struct bytes text = long_lines(goes_on);
        struct bytes expected =
            line_notes(workspace.context, text.data, text.length, NULL, NULL);
        struct file_path plain = workspace_file("log", text.data, text.length);
        struct file_path packed = workspace_gzip("log.gz", text.data);
        const char *const names[] = {plain.text, packed.text};
        for (size_t i = 0; i < 2; i++) {
            cobuy_read_options options = usual;
            options.format = COBUY_LOG_LINES;
            options.delimiter = ' ';
            cobuy_baskets *baskets = read_logs(&names[i], 1, options);
            struct bytes found = {0};
            line_notes_of(&found, baskets);
            cr_expect(strncmp(found.data, expected.data, found.length) == 0, "%s",
                      names[i]);
            bytes_free(&found);
            cobuy_baskets_free(baskets);
        }
        bytes_free(&expected);
        bytes_free(&text);
    }
}

/* What the first piece foresees may be more than the memory that a log needs. */
Test(read, memory_that_is_only_foreseen_is_not_missed)
{
    struct bytes text = long_lines(false);
    struct file_path path = workspace_file("log", text.data, text.length);
    const char *name = path.text;
    cobuy_read_options options = usual;
    options.format = COBUY_LOG_LINES;
    options.delimiter = ' ';
    cobuy_context_options with_limit = COBUY_CONTEXT_DEFAULTS;
    size_t least = 64 * 1024 * 1024;
    for (size_t limit = least; limit > 1024 * 1024; limit -= limit / 16) {
        cobuy_context *context;
        cobuy_baskets *baskets;
        with_limit.memory_limit = limit;
        cr_assert_eq(cobuy_context_create(&context, &with_limit, NULL), COBUY_OK);
        cobuy_status status =
            cobuy_read(context, &baskets, &name, 1, &options, &workspace.error);
        if (status == COBUY_OK) least = limit;
        if (status != COBUY_OK) cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
        cobuy_baskets_free(baskets);
        cobuy_context_free(context);
    }
    cr_expect_lt(least, 16 * 1024 * 1024);
    bytes_free(&text);
}

Test(read, the_layout_that_was_chosen_is_reported)
{
    cobuy_baskets *baskets = read_text("day|Order ID|Item\n1|2|3\n", usual);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->format, COBUY_LOG_CSV);
    cr_expect_eq(report->delimiter, '|');
    cr_expect(report->header);
    cr_expect_str_eq(report->basket_column, "Order ID");
    cr_expect_str_eq(report->item_column, "Item");
    cobuy_baskets_free(baskets);

    baskets = read_text("1 2\n", usual);
    report = cobuy_baskets_report(baskets);
    cr_expect_eq(report->format, COBUY_LOG_LINES);
    cr_expect_eq(report->delimiter, 0);
    cr_expect_not(report->header);
    cr_expect_null(report->basket_column);
    cr_expect_null(report->item_column);
    cobuy_baskets_free(baskets);
}

/* ------------------------------------------------------------------------ options */

Test(read, options_may_be_left_out)
{
    struct file_path path = workspace_text("log.csv", "order_id,sku\n1,a\n");
    cobuy_baskets *baskets;
    cr_assert_eq(cobuy_read(workspace.context, &baskets,
                            (const char *const[]){path.text}, 1, NULL, NULL),
                 COBUY_OK);
    expect_text_of(baskets, "[a]");
    cobuy_baskets_free(baskets);
}

Test(read, options_of_an_older_and_shorter_kind_are_understood)
{
    cobuy_read_options options = usual;
    options.size = offsetof(cobuy_read_options, max_bad_rows);
    options.delimiter = ';';
    options.max_bad_share = -1; /* what follows an older struct in memory */
    expect_baskets("order_id;sku\n1;a,b\n", options, "[a,b]");
}
