/*
 * test_unreadable_logs.c - logs to baskets, end to end: what is refused, and how
 */
#include "support/basket_text.h"
#include "support/workspace.h"

#include <cobuy/read.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

TestSuite(unreadable_logs, .init = workspace_open, .fini = workspace_close);

enum {
    PIECE = 256 * 1024, /* of a log that is parsed at a time */
    MIB = 1024 * 1024,
};

static const cobuy_read_options usual = COBUY_READ_DEFAULTS;

/* Reads logs and keeps no baskets. */
static cobuy_status read_logs(const char *const *paths, size_t n_paths,
                              cobuy_read_options options)
{
    cobuy_baskets *baskets;
    workspace.error = (cobuy_error){0};
    cobuy_status status = cobuy_read(workspace.context, &baskets, paths, n_paths,
                                     &options, &workspace.error);
    cr_expect_eq(status == COBUY_OK, baskets != NULL);
    cr_expect_eq(workspace.error.status, status);
    cobuy_baskets_free(baskets);
    return status;
}

static cobuy_status read_log(const char *path, cobuy_read_options options)
{
    return read_logs(&path, 1, options);
}

/* Expects the last message to begin with PATH:LINE: (PATH: if the line is 0), and to
 * hold 'reason'. */
static void expect_message(const char *path, size_t line, const char *reason)
{
    struct bytes place = {0};
    bytes_print(&place, line ? "%s:%zu: " : "%s: ", path, line);
    const char *message = workspace.error.message;
    cr_expect_eq(strncmp(message, place.data, place.length), 0, "%s\nnot %s", message,
                 place.data);
    cr_expect_not_null(strstr(message, reason), "no '%s' in: %s", reason, message);
    bytes_free(&place);
}

static void refuse_bytes(const char *text, size_t length, cobuy_read_options options,
                         cobuy_status status, size_t line, const char *reason)
{
    struct file_path path = workspace_file("log", text, length);
    cr_expect_eq(read_log(path.text, options), status, "%s", workspace.error.message);
    expect_message(path.text, line, reason);
}

static void refuse(const char *text, cobuy_status status, size_t line,
                   const char *reason)
{
    refuse_bytes(text, strlen(text), usual, status, line, reason);
}

/* A log with 'rows' rows of nine bytes each behind its header. */
static struct bytes long_log(size_t rows)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    for (size_t i = 0; i < rows; i++) bytes_print(&text, "%06zu,%zu\n", i, i * 7 % 10);
    return text;
}

/* -------------------------------------------------------------------- gzip damage */

/* Complete lines, plus one, that zlib gets out of the first 'length' stored bytes. */
static size_t last_line_of(const struct bytes *stored, size_t length)
{
    z_stream stream = {.next_in = (unsigned char *)stored->data,
                       .avail_in = (unsigned)length};
    unsigned char text[4096];
    size_t line = 1;
    cr_assert_eq(inflateInit2(&stream, 15 + 16), Z_OK);
    int result;
    do {
        stream.next_out = text;
        stream.avail_out = sizeof text;
        result = inflate(&stream, Z_NO_FLUSH);
        for (unsigned char *at = text; at < stream.next_out; at++) line += *at == '\n';
    } while (result == Z_OK && stream.avail_out == 0);
    inflateEnd(&stream);
    return line;
}

/* Reads the first 'length' stored bytes; the message names a line that can have been
 * read, and none that is more than a piece before the damage. */
static void refuse_cut_off(const struct bytes *stored, size_t length)
{
    struct file_path path = workspace_file("log.gz", stored->data, length);
    cr_expect_eq(read_log(path.text, usual), COBUY_INPUT_UNREADABLE);
    const char *message = workspace.error.message;
    cr_assert_eq(strncmp(message, path.text, strlen(path.text)), 0, "%s", message);
    size_t line = 0, last = last_line_of(stored, length), piece_lines = PIECE / 9 + 1;
    cr_expect_eq(sscanf(message + strlen(path.text), ":%zu: ", &line), 1,
                 "no line in: %s", message);
    cr_expect(line <= last && line + piece_lines >= last, "line %zu of %zu", line,
              last);
    cr_expect_not_null(strstr(message, "the file is cut off"), "%s", message);
}

Test(unreadable_logs, a_gzip_log_that_is_cut_off_is_named_with_its_line)
{
    struct bytes text = long_log(200 * 1000), stored = {0};
    bytes_append_gzip(&stored, text.data, text.length);
    refuse_cut_off(&stored, stored.length - 1);
    refuse_cut_off(&stored, stored.length / 2);
    refuse_cut_off(&stored, stored.length / 4);
    bytes_free(&text);
    bytes_free(&stored);
}

Test(unreadable_logs, a_short_gzip_log_that_is_cut_off_is_named_with_its_line)
{
    struct bytes text = long_log(100), stored = {0};
    bytes_append_gzip(&stored, text.data, text.length);
    refuse_cut_off(&stored, stored.length - 1);
    refuse_cut_off(&stored, stored.length / 2);
    bytes_free(&text);
    bytes_free(&stored);
}

Test(unreadable_logs, a_gzip_log_with_a_wrong_checksum_is_named_with_its_line)
{
    static const size_t rows[] = {100, 200 * 1000};
    for (size_t i = 0; i < 2; i++) {
        struct bytes text = long_log(rows[i]), stored = {0};
        bytes_append_gzip(&stored, text.data, text.length);
        stored.data[stored.length - 8] = (char)~stored.data[stored.length - 8];
        struct file_path path = workspace_file("log.gz", stored.data, stored.length);
        cr_expect_eq(read_log(path.text, usual), COBUY_INPUT_UNREADABLE);
        size_t line = 0, length = strlen(path.text);
        const char *message = workspace.error.message;
        cr_assert_eq(strncmp(message, path.text, length), 0, "%s", message);
        cr_expect_eq(sscanf(message + length, ":%zu: ", &line), 1, "no line in: %s",
                     message);
        cr_expect(line >= 1 && line <= rows[i] + 2, "line %zu", line);
        cr_expect_not_null(strstr(message, "the gzip data is damaged"), "%s", message);
        bytes_free(&text);
        bytes_free(&stored);
    }
}

static const char SMALL_LOG[] =
    "order_id,sku\n1,beer\n1,diapers\n2,beer\n2,tea\n3,beer\n";

Test(unreadable_logs, no_gzip_log_that_is_cut_off_gives_baskets)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, SMALL_LOG, strlen(SMALL_LOG));
    for (size_t length = 0; length < stored.length; length++) {
        struct file_path path = workspace_file("log.gz", stored.data, length);
        cr_expect_neq(read_log(path.text, usual), COBUY_OK, "%zu bytes", length);
    }
    bytes_free(&stored);
}

Test(unreadable_logs, no_flipped_bit_of_a_gzip_log_changes_its_baskets)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, SMALL_LOG, strlen(SMALL_LOG));
    for (size_t bit = 0; bit < 8 * stored.length; bit++) {
        char flip = (char)(1 << bit % 8);
        stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ flip);
        struct file_path path = workspace_file("log.gz", stored.data, stored.length);
        const char *name = path.text;
        cobuy_baskets *baskets;
        if (cobuy_read(workspace.context, &baskets, &name, 1, NULL, NULL) == COBUY_OK) {
            struct bytes text = {0};
            baskets_print(&text, baskets);
            cr_expect_str_eq(text.data, "[beer|diapers][beer|tea][beer]", "bit %zu",
                             bit);
            bytes_free(&text);
        }
        cobuy_baskets_free(baskets);
        stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ flip);
    }
    bytes_free(&stored);
}

/* ----------------------------------------------------------------------- NUL bytes */

static void refuse_zero_byte(const char *text, size_t length, size_t line)
{
    refuse_bytes(text, length, usual, COBUY_INPUT_UNREADABLE, line, "a NUL byte");
}

#define REFUSE_ZERO_BYTE(text, line) refuse_zero_byte(text, sizeof(text) - 1, line)

Test(unreadable_logs, a_nul_byte_is_damage_at_its_line)
{
    REFUSE_ZERO_BYTE("\0order_id,sku\n1,a\n", 1);
    REFUSE_ZERO_BYTE("order_id,sku\n1,a\n2,\0\n", 3);
    REFUSE_ZERO_BYTE("order_id,sku\r\n1,a\r\n2,a\r\n\0", 4);
    REFUSE_ZERO_BYTE("order_id,sku\n1,\"a\nb\nc\0\"\n", 4);
    REFUSE_ZERO_BYTE("order_id,sku\n\n\n1,a\0\n", 4);
    REFUSE_ZERO_BYTE("1 2\n3 \0\n", 2);
    REFUSE_ZERO_BYTE("o\0r\0d\0e\0r\0_\0i\0d\0,\0s\0k\0u\0\n\0", 1);
}

Test(unreadable_logs, a_nul_byte_is_at_its_line_behind_line_ends_of_cr)
{
    REFUSE_ZERO_BYTE("order_id,sku\r1,a\r2,\0\r", 3);
    REFUSE_ZERO_BYTE("1 2\r3 4\r5\0 6\r", 3);
}

Test(unreadable_logs, a_nul_byte_far_behind_is_damage_at_its_line)
{
    enum { ROWS = 100 * 1000, ROW = 70 * 1000 };
    struct bytes text = long_log(ROWS);
    size_t header = strlen("order_id,sku\n");
    text.data[header + 9 * ROW] = '\0';
    refuse_zero_byte(text.data, text.length, ROW + 2);
    bytes_free(&text);
}

Test(unreadable_logs, a_nul_byte_is_at_its_line_where_a_cr_lf_spans_two_pieces)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\r\n1,");
    while (text.length < PIECE - 1) bytes_append(&text, "z", 1);
    bytes_print(&text, "\r\n2,a\r\n");
    bytes_append(&text, "\0", 1);
    refuse_zero_byte(text.data, text.length, 4);
    bytes_free(&text);
}

/* -------------------------------------------------------------------- no baskets */

Test(unreadable_logs, a_log_without_a_basket_is_empty)
{
    static const char *const texts[] = {"",
                                        "\n \n",
                                        "\xef\xbb\xbf",
                                        "order_id,sku\n",
                                        "order_id,sku",
                                        "order_id,sku\n1,\n",
                                        "\r\n",
                                        " ",
                                        "order_id,sku\n\n\n,a\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse(texts[i], COBUY_INPUT_EMPTY, 0, "there is no basket");
}

Test(unreadable_logs, several_logs_without_a_basket_are_empty)
{
    struct file_path first = workspace_text("1.csv", "order_id,sku\n");
    struct file_path second = workspace_text("2.csv", "");
    const char *const paths[] = {first.text, second.text};
    cr_expect_eq(read_logs(paths, 2, usual), COBUY_INPUT_EMPTY);
    cr_expect_not_null(strstr(workspace.error.message, "no basket in any of them"),
                       "%s", workspace.error.message);
}

/* -------------------------------------------------------------------- bad rows */

/* Expects the rows to be named with their lines, each on a line of its own behind the
 * end of the log's path. */
static void expect_named_rows(const char *path_end, const size_t *lines, size_t n)
{
    const char *at = workspace.error.message;
    for (size_t i = 0; i < n; i++) {
        struct bytes place = {0};
        bytes_print(&place, "%s:%zu: ", path_end, lines[i]);
        at = strchr(at, '\n');
        at = at ? strstr(at, place.data) : NULL;
        cr_assert_not_null(at, "no '%s' in: %s", place.data, workspace.error.message);
        at += place.length;
        bytes_free(&place);
    }
    cr_expect_null(strchr(at, '\n'), "more rows are named: %s",
                   workspace.error.message);
}

Test(unreadable_logs, bad_rows_are_named_with_their_lines)
{
    static const size_t lines[] = {3, 6, 8};
    struct file_path path = workspace_text(
        "log.csv", "order_id,sku\n1,a\n2\n\"3\n\",c\n4,d,e\n5,f\n\"6\"x\n");
    cr_expect_eq(read_log(path.text, usual), COBUY_TOO_MANY_BAD_ROWS);
    expect_named_rows(path.text, lines, 3);
    const char *message = workspace.error.message;
    cr_expect_not_null(strstr(message, "3 bad of 6 rows"), "%s", message);
    cr_expect_not_null(strstr(message, "1 column, where the header has 2"), "%s",
                       message);
    cr_expect_not_null(strstr(message, "3 columns, where the header has 2"), "%s",
                       message);
    cr_expect_not_null(strstr(message, "text follows a closing quote"), "%s", message);
}

Test(unreadable_logs, the_first_ten_bad_rows_are_named)
{
    static const size_t lines[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    for (int i = 0; i < 15; i++) bytes_print(&text, "%d\n", i);
    struct file_path path = workspace_text("log.csv", text.data);
    cr_expect_eq(read_log(path.text, usual), COBUY_TOO_MANY_BAD_ROWS);
    expect_named_rows(path.text, lines, 10);
    cr_expect_not_null(strstr(workspace.error.message, "15 bad of 15 rows"));
    bytes_free(&text);
}

Test(unreadable_logs, bad_rows_of_a_log_with_a_long_name_are_named_with_their_lines)
{
    static const size_t lines[] = {2, 3};
    char name[201];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    struct file_path path = workspace_text(name, "order_id,sku\n1\n2\n");
    cr_expect_eq(read_log(path.text, usual), COBUY_TOO_MANY_BAD_ROWS);
    expect_named_rows("nnn", lines, 2);
}

Test(unreadable_logs, bad_rows_of_every_log_are_named)
{
    struct file_path first = workspace_text("1.csv", "order_id,sku\n1,a\n2\n");
    struct file_path second = workspace_text("2.csv", "sku,day,order_id\na,1\n");
    const char *const paths[] = {first.text, second.text};
    cr_expect_eq(read_logs(paths, 2, usual), COBUY_TOO_MANY_BAD_ROWS);
    const char *message = workspace.error.message;
    cr_expect_not_null(strstr(message, "1.csv:3: 1 column, where the header has 2"));
    cr_expect_not_null(strstr(message, "2.csv:2: 2 columns, where the header has 3"));
    cr_expect_not_null(strstr(message, "2 bad of 3 rows"), "%s", message);
}

/* A log of 'rows' rows, the first 'bad' of which are bad. */
static struct file_path log_with_bad_rows(size_t bad, size_t rows)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    for (size_t i = 0; i < rows; i++)
        bytes_print(&text, i < bad ? "%zu\n" : "%zu,a\n", i);
    struct file_path path = workspace_text("log.csv", text.data);
    bytes_free(&text);
    return path;
}

static cobuy_status read_bad_rows(size_t bad, size_t rows, uint64_t allowed,
                                  double share)
{
    cobuy_read_options options = usual;
    options.max_bad_rows = allowed;
    options.max_bad_share = share;
    return read_log(log_with_bad_rows(bad, rows).text, options);
}

Test(unreadable_logs, as_many_bad_rows_as_allowed_are_left_out)
{
    cr_expect_eq(read_bad_rows(3, 10, 3, 0), COBUY_OK);
    cr_expect_eq(read_bad_rows(4, 10, 3, 0), COBUY_TOO_MANY_BAD_ROWS);
    cr_expect_eq(read_bad_rows(1, 10, 0, 0), COBUY_TOO_MANY_BAD_ROWS);
}

Test(unreadable_logs, the_share_allowed_is_a_share_of_all_rows)
{
    cr_expect_eq(read_bad_rows(1, 10, 0, 0.1), COBUY_OK);
    cr_expect_eq(read_bad_rows(2, 10, 0, 0.1), COBUY_TOO_MANY_BAD_ROWS);
    cr_expect_eq(read_bad_rows(1, 10, 0, 0.0999), COBUY_TOO_MANY_BAD_ROWS);
    cr_expect_eq(read_bad_rows(9, 10, 0, 1), COBUY_OK);
}

Test(unreadable_logs, the_larger_of_number_and_share_is_allowed)
{
    cr_expect_eq(read_bad_rows(5, 10, 1, 0.5), COBUY_OK);
    cr_expect_eq(read_bad_rows(5, 10, 5, 0.1), COBUY_OK);
    cr_expect_eq(read_bad_rows(6, 10, 5, 0.5), COBUY_TOO_MANY_BAD_ROWS);
}

Test(unreadable_logs, a_share_in_percent_is_exact)
{
    for (size_t percent = 1; percent < 100; percent++) {
        double share = (double)percent / 100;
        cr_expect_eq(read_bad_rows(percent, 100, 0, share), COBUY_OK, "%zu%%", percent);
        cr_expect_eq(read_bad_rows(percent + 1, 101, 0, share), COBUY_TOO_MANY_BAD_ROWS,
                     "%zu%%", percent);
    }
}

/* -------------------------------------------------------------------- columns */

Test(unreadable_logs, a_column_that_is_not_there_is_refused_with_the_header)
{
    static const char text[] = "InvoiceNo;StockCode\n1;a\n";
    cobuy_read_options options = usual;
    options.item_column = "sku";
    refuse_bytes(text, strlen(text), options, COBUY_INVALID_ARGUMENT, 1,
                 "there is no column 'sku'; the header has: InvoiceNo, StockCode");
}

Test(unreadable_logs, a_header_is_named_with_its_line)
{
    static const char text[] = "\n\nInvoiceNo,StockCode\n1,a\n";
    cobuy_read_options options = usual;
    options.item_column = "sku";
    refuse_bytes(text, strlen(text), options, COBUY_INVALID_ARGUMENT, 3,
                 "there is no column 'sku'");
}

Test(unreadable_logs, a_log_that_nothing_is_known_of_is_refused_with_its_first_row)
{
    refuse("day,till,price\n1,2,3\n", COBUY_INVALID_ARGUMENT, 0,
           "the first row is: day, till, price");
}

static void refuse_second(const char *first, const char *second, cobuy_status status,
                          size_t line, const char *reason)
{
    struct file_path before = workspace_text("1.csv", first);
    struct file_path behind = workspace_text("2.csv", second);
    const char *const paths[] = {before.text, behind.text};
    cobuy_read_options options = usual;
    options.max_bad_rows = 100;
    cr_expect_eq(read_logs(paths, 2, options), status);
    expect_message(behind.text, line, reason);
}

Test(unreadable_logs, a_second_log_with_another_header_is_refused_with_it)
{
    refuse_second("order_id,sku\n1,a\n", "order_id,ean\n1,a\n", COBUY_INVALID_ARGUMENT,
                  1, "there is no column 'sku'; the header has: order_id, ean");
    refuse_second("order_id,sku\n1,a\n", "order_id;sku\n1;a\n", COBUY_INVALID_ARGUMENT,
                  1, "there is no column 'order_id'; the header has: order_id;sku");
    refuse_second("order_id,sku\n1,a\n", "1 2\n3 4\n", COBUY_INVALID_ARGUMENT, 1,
                  "there is no column 'order_id'; the header has: 1 2");
}

/* Otherwise its first row would be taken for the header, and lost. */
Test(unreadable_logs, a_damaged_header_is_refused)
{
    static const char *const first[] = {"1"};
    static const char good[] = "x,y\n1,a\n", damaged[] = "\"x\"x,y\n2,b\n3,c\n";
    struct file_path before = workspace_text("1.csv", good);
    struct file_path behind = workspace_text("2.csv", damaged);
    const char *const paths[] = {before.text, behind.text};
    cobuy_read_options options = usual;
    options.basket_columns = first;
    options.n_basket_columns = 1;
    options.item_column = "2";
    options.max_bad_rows = 100;
    cr_expect_neq(read_logs(paths, 2, options), COBUY_OK);
    cr_expect_neq(read_log(behind.text, options), COBUY_OK);
}

/* ---------------------------------------------------------------------- quotes */

Test(unreadable_logs, a_quote_that_is_never_closed_is_damage_at_its_row)
{
    refuse("order_id,sku\n1,a\n2,\"b\n3,c\n", COBUY_INPUT_UNREADABLE, 3,
           "is never closed");
}

Test(unreadable_logs, a_damaged_row_over_several_lines_is_named_with_all_of_them)
{
    struct file_path path =
        workspace_text("log.csv", "order_id,sku\n1,\"a\nb\nc\"d\n2,e\n");
    cr_expect_eq(read_log(path.text, usual), COBUY_TOO_MANY_BAD_ROWS);
    cr_expect_not_null(strstr(workspace.error.message, "log.csv:2: lines 2 to 4: "),
                       "%s", workspace.error.message);
}

/* ------------------------------------------------------------------- large cells */

/* Reads 100 MiB that a child writes: 'start', and then one letter again and again. */
static void refuse_endless(const char *start, cobuy_log_format format, size_t line,
                           const char *reason)
{
    char *block = malloc(MIB);
    require(block != NULL, "no memory for a block");
    memset(block, 'z', MIB);
    int end = pipe_from_child(start, strlen(start), block, MIB, 100);
    free(block);
    struct file_path path;
    snprintf(path.text, sizeof path.text, "/dev/fd/%d", end);
    cobuy_read_options options = usual;
    options.format = format;
    cr_expect_eq(read_log(path.text, options), COBUY_INPUT_UNREADABLE);
    close(end);
    expect_message(path.text, line, reason);
    size_t peak = cobuy_context_usage(workspace.context).peak_bytes;
    cr_expect(peak < 16 * MIB, "%zu bytes were used", peak);
}

Test(unreadable_logs, a_cell_of_100_mib_is_refused_before_it_is_held)
{
    static const char reason[] = "a cell of more than 1048576 bytes";
    refuse_endless("order_id,sku\n1,a\n2,", COBUY_LOG_AUTO, 3, reason);
    refuse_endless("order_id,sku\n1,a\n\n2,\"", COBUY_LOG_AUTO, 4, reason);
}

Test(unreadable_logs, an_item_of_100_mib_is_refused_before_it_is_held)
{
    refuse_endless("1 2\n3 ", COBUY_LOG_LINES, 2, "an item of more than 1048576 bytes");
}

/* ----------------------------------------------------------------- files, options */

Test(unreadable_logs, what_is_no_file_is_refused)
{
    cr_expect_eq(read_log(workspace.folder.path, usual), COBUY_INPUT_UNREADABLE);
    expect_message(workspace.folder.path, 0, "is a directory");
    struct file_path missing = workspace_path("missing.csv");
    struct file_path good = workspace_text("good.csv", "order_id,sku\n1,a\n");
    const char *const paths[] = {good.text, missing.text};
    cr_expect_eq(read_logs(paths, 2, usual), COBUY_INPUT_UNREADABLE);
    expect_message(missing.text, 0, "No such file");
    cr_expect_eq(workspace.error.system_error, ENOENT);
}

Test(unreadable_logs, options_out_of_range_are_refused)
{
    static const double shares[] = {-0.1, 1.1, (double)NAN, (double)INFINITY};
    struct file_path path = workspace_text("log.csv", "order_id,sku\n1,a\n");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        cobuy_read_options options = usual;
        options.max_bad_share = shares[i];
        cr_expect_eq(read_log(path.text, options), COBUY_INVALID_ARGUMENT);
    }
    for (const char *delimiter = "\"\r\n"; *delimiter; delimiter++) {
        cobuy_read_options options = usual;
        options.delimiter = *delimiter;
        cr_expect_eq(read_log(path.text, options), COBUY_INVALID_ARGUMENT);
    }
    cr_expect_eq(read_logs(NULL, 0, usual), COBUY_INVALID_ARGUMENT);
}

Test(unreadable_logs, cancelling_ends_the_reading)
{
    struct file_path path = workspace_text("log.csv", SMALL_LOG);
    cobuy_cancel(workspace.context);
    cr_expect_eq(read_log(path.text, usual), COBUY_CANCELLED);
}
