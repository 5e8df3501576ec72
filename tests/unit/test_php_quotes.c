/*
 * test_php_quotes.c - quotes that PHP has left single in text of CP932
 *
 * The oracle writes rows as PHP does, and a reader that knows RFC 4180 and no more
 * reads them when all quotes are there.
 */
#include "io/php_quotes.h"
#include "support/encoded.h"

#include <criterion/criterion.h>
#include <string.h>

#define HYO "\x95\x5c" /* a character that ends with the byte of a backslash */
#define PO "\x83\x7c"  /* one that ends with that of a bar */

/* The text with all quotes.  With 'dice' it comes in pieces, of which what cannot be
 * told yet comes again. */
static struct bytes mended(const char *text, size_t length, char delimiter,
                           struct dice *dice)
{
    struct php_quotes quotes;
    php_quotes_init(&quotes, delimiter);
    struct bytes all = {0};
    bytes_append(&all, "", 0);
    size_t at = 0, known = dice ? 0 : length;
    uint32_t most = dice && dice_chance(dice, 50) ? 6000 : 3; /* of a piece */
    for (;;) {
        struct php_quotes_passed passed =
            php_quotes_pass(&quotes, text + at, known - at, known == length);
        bytes_append(&all, text + at, passed.length);
        if (passed.missing) bytes_append(&all, "\"", 1);
        at += passed.length;
        if (passed.missing) continue;
        if (known == length) break;
        cr_assert_leq(known - at, 2 * PHP_QUOTES_AHEAD, "%zu bytes are left",
                      known - at);
        known += dice_between(dice, 1, most);
        if (known > length) known = length;
    }
    cr_assert_eq(at, length);
    return all;
}

static void expect_of(const char *text, const char *wanted)
{
    struct bytes found = mended(text, strlen(text), 0, NULL);
    cr_expect_str_eq(found.data, wanted, "%s\nnot %s", found.data, wanted);
    bytes_free(&found);
}

static void expect_unchanged(const char *text)
{
    expect_of(text, text);
}

/* -------------------------------------------------------------------------- cases */

Test(php_quotes, one_quote_behind_the_byte_of_a_backslash_is_missing)
{
    expect_of("a,\"b" HYO "\"q\"\"x\"\n", "a,\"b" HYO "\"\"q\"\"x\"\n");
    expect_of("1,\"" HYO "\"x\",2\n", "1,\"" HYO "\"\"x\",2\n");
    expect_of("1,\"" HYO "\"\"\"x\",2\n", "1,\"" HYO "\"\"\"\"x\",2\n");
    expect_of("1,\"\\\"x\",2\n", "1,\"\\\"\"x\",2\n");
    expect_of("1,\"\\\\\"x\",2\n", "1,\"\\\\\"\"x\",2\n");
}

Test(php_quotes, one_is_missing_where_the_cell_ends_with_quotes)
{
    expect_of("1,\"" HYO "\"\",2\n", "1,\"" HYO "\"\"\",2\n");
    expect_of("1,\"" HYO "\"\"\n2,3\n", "1,\"" HYO "\"\"\"\n2,3\n");
    expect_of("1,\"" HYO "\"\"\r\n2,3\r\n", "1,\"" HYO "\"\"\"\r\n2,3\r\n");
    expect_of("1,\"" HYO "\"\"", "1,\"" HYO "\"\"\"");
    expect_of("1,\"" HYO "\"\"\"\",\"a b\"\n", "1,\"" HYO "\"\"\"\"\",\"a b\"\n");
    expect_of("1,\"" HYO "\"\",\",x\"\n", "1,\"" HYO "\"\"\",\",x\"\n");
    expect_of("1,\"" HYO "\"\",\"" HYO "\"x\"\n",
              "1,\"" HYO "\"\"\",\"" HYO "\"\"x\"\n");
}

Test(php_quotes, a_cell_that_ends_with_that_byte_stays_as_it_is)
{
    expect_unchanged("1,\"" HYO "\",2\n\"" HYO "\"\n");
    expect_unchanged("1,\"" HYO "\"");
    expect_unchanged("\"C:\\\",\"x\"\r\n");
}

Test(php_quotes, what_doubles_all_quotes_stays_as_it_is)
{
    expect_unchanged("1,\"" HYO "\"\"x\",2\n");
    expect_unchanged("1,\"" HYO "\"\"\",2\n");
    expect_unchanged("1,\"" HYO "\"\"\"\"\"\n");
    expect_unchanged("1,\"" HYO "\"\",x\",2\n");
    expect_unchanged("\"1\",\"" HYO "\"\",\",\"2\"\n");
    expect_unchanged("\"1\",\"" HYO "\"\"\nx\",\"2\"\n");
    expect_unchanged("1,\"say \"\"" HYO "\"\" x\"\n");
}

Test(php_quotes, a_quote_within_what_would_be_a_bare_cell_tells_that_it_is_none)
{
    struct bytes text = {0};
    bytes_print(&text, "1,\"%s\"\",x\",2\n", HYO);
    while (text.length < 2 * PHP_QUOTES_AHEAD) bytes_print(&text, "1,2,3\n");
    expect_unchanged(text.data);
    bytes_free(&text);
}

Test(php_quotes, quotes_outside_of_quoted_cells_stay_as_they_are)
{
    expect_unchanged("1,12\" " HYO "\"x,2\n");
    expect_unchanged("1," HYO "\"x\n1," HYO "\"\"x\n");
}

Test(php_quotes, the_delimiter_is_that_of_the_first_line)
{
    expect_of("a;b,c;d\n1;\"" HYO "\",x\"\n", "a;b,c;d\n1;\"" HYO "\"\",x\"\n");
    expect_of("a\tb\n1\t\"" HYO "\",x\"\n", "a\tb\n1\t\"" HYO "\"\",x\"\n");
    expect_unchanged("a b\n1 \"" HYO "\"x\"\n");
}

Test(php_quotes, the_second_byte_of_a_character_is_no_delimiter)
{
    expect_of("a|b\n" PO "\"x\"|\"" HYO "\"x\"\n",
              "a|b\n" PO "\"x\"|\"" HYO "\"\"x\"\n");
    expect_of("a|b\n1|\"" HYO "\"" PO "\"\n", "a|b\n1|\"" HYO "\"\"" PO "\"\n");
    expect_of(PO PO PO ",b\n1,\"" HYO "\"x\"\n", PO PO PO ",b\n1,\"" HYO "\"\"x\"\n");
}

/* ------------------------------------------------------------------ rows by others */

/* Reads a quoted or a bare cell from *at on, which moves on behind it. */
static struct bytes read_cell(const struct bytes *text, size_t *at, char delimiter)
{
    struct bytes cell = {0};
    bytes_append(&cell, "", 0);
    bool quoted = text->data[*at] == '"';
    for (*at += quoted; *at < text->length; (*at)++) {
        char c = text->data[*at];
        if (!quoted && (c == delimiter || c == '\n')) break;
        if (quoted && c == '"' && text->data[++*at] != '"') break;
        bytes_append(&cell, &c, 1);
    }
    return cell;
}

enum { CELLS = 3, ROWS = 5, MOST_TEXT = 60000 };

/* Some rows, and what they say. */
struct table {
    char delimiter;
    struct bytes cells[ROWS * CELLS], text;
};

static struct table write_table(struct dice *dice, bool by_php)
{
    struct table table = {.delimiter = ",;\t"[dice_below(dice, 3)]};
    bool always = dice_chance(dice, 50);
    for (size_t i = 0; i < ROWS * CELLS; i++) {
        struct bytes *cell = &table.cells[i];
        do {
            bytes_free(cell);
            *cell = odd_cp932_cell(dice);
        } while (is_ambiguous(cell->data, cell->length, table.delimiter));
        if (by_php)
            append_by_php(&table.text, cell->data, cell->length, table.delimiter);
        else
            append_by_rfc(&table.text, cell->data, cell->length, table.delimiter,
                          always);
        bytes_append(&table.text, i % CELLS == CELLS - 1 ? "\n" : &table.delimiter, 1);
    }
    return table;
}

static void free_table(struct table *table)
{
    for (size_t i = 0; i < ROWS * CELLS; i++) bytes_free(&table->cells[i]);
    bytes_free(&table->text);
}

static void expect_cells(const struct table *table, const struct bytes *text,
                         uint64_t seed)
{
    size_t at = 0;
    for (size_t i = 0; i < ROWS * CELLS; i++) {
        struct bytes cell = read_cell(text, &at, table->delimiter);
        cr_assert(cell.length == table->cells[i].length &&
                      memcmp(cell.data, table->cells[i].data, cell.length) == 0,
                  "seed %llu, cell %zu: %s\nnot %s\nof %s", (unsigned long long)seed, i,
                  cell.data, table->cells[i].data, text->data);
        cr_assert_eq(text->data[at], i % CELLS == CELLS - 1 ? '\n' : table->delimiter);
        at++;
        bytes_free(&cell);
    }
    cr_assert_eq(at, text->length);
}

Test(php_quotes, rows_as_php_writes_them_are_read_as_they_were)
{
    size_t n_mended = 0;
    for (uint64_t seed = 1; seed <= seeds_to_try(20000); seed++) {
        struct dice dice = {seed};
        struct table table = write_table(&dice, true);
        struct bytes text =
            mended(table.text.data, table.text.length, table.delimiter, NULL);
        expect_cells(&table, &text, seed);
        n_mended += text.length > table.text.length;
        bytes_free(&text);
        free_table(&table);
    }
    cr_expect_gt(n_mended, seeds_to_try(20000) / 4);
}

Test(php_quotes, rows_with_all_quotes_doubled_stay_as_they_are)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(20000); seed++) {
        struct dice dice = {seed};
        struct table table = write_table(&dice, false);
        struct bytes text =
            mended(table.text.data, table.text.length, table.delimiter, NULL);
        cr_assert_eq(text.length, table.text.length, "seed %llu: %s\nnot %s",
                     (unsigned long long)seed, text.data, table.text.data);
        bytes_free(&text);
        free_table(&table);
    }
}

/* Cells as they come, runs of quotes that are longer than what is looked ahead, and
 * damage. */
static struct bytes any_text(struct dice *dice)
{
    struct bytes text = {0};
    bytes_append(&text, "a,b\n", dice_below(dice, 5));
    while (text.length < MOST_TEXT && !dice_chance(dice, 2)) {
        struct bytes cell = odd_cp932_cell(dice);
        if (dice_chance(dice, 60))
            append_by_php(&text, cell.data, cell.length, ',');
        else
            bytes_append(&text, cell.data, cell.length);
        for (uint32_t n = dice_chance(dice, 2) ? dice_below(dice, 10000) : 0; n > 0;
             n--)
            bytes_append(&text, "\"", 1);
        bytes_append(&text, dice_chance(dice, 70) ? "," : "\n", 1);
        bytes_free(&cell);
    }
    return text;
}

Test(php_quotes, pieces_of_any_length_give_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(1000); seed++) {
        struct dice dice = {seed};
        struct bytes text = any_text(&dice);
        char delimiter = "\0,|\\"[dice_below(&dice, 4)];
        struct bytes whole = mended(text.data, text.length, delimiter, NULL),
                     pieces = mended(text.data, text.length, delimiter, &dice);
        cr_assert(whole.length == pieces.length &&
                      memcmp(whole.data, pieces.data, whole.length) == 0,
                  "seed %llu", (unsigned long long)seed);
        bytes_free(&whole);
        bytes_free(&pieces);
        bytes_free(&text);
    }
}
