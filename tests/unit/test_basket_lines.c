/*
 * test_basket_lines.c - a basket a line, against a reader of our own
 *
 * What was read is written down as one text: "[a|b][c] ; 1 blank, line 4", the items of
 * each basket sorted and without repeats.
 */
#include "log/basket_lines.h"
#include "support/basket_text.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(basket_lines, .init = workspace_open, .fini = workspace_close);

enum {
    RANDOM_TEXTS = 20000,
    RANDOM_LENGTH = 40,
    MOST_ITEMS = 64, /* of a basket that is compared */
    MIB = 1024 * 1024,
};

/* -------------------------------------------------------- what basket_lines reads */

/* Reads a text in pieces of random sizes, or whole if 'dice' are NULL. */
static struct bytes read_lines(const char *text, size_t length, struct dice *dice)
{
    cobuy_error *error = &workspace.error;
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    struct basket_lines lines;
    cr_assert_eq(cobuy_builder_create(workspace.context, &builder, error), COBUY_OK);
    basket_lines_init(&lines, workspace.context, "LOG", builder);
    for (size_t at = 0, piece; at < length; at += piece) {
        piece = dice ? dice_below(dice, 5) : length;
        if (piece > length - at) piece = length - at;
        cr_assert_eq(basket_lines_feed(&lines, text + at, piece, error), COBUY_OK);
    }
    cr_assert_eq(basket_lines_end(&lines, error), COBUY_OK);
    cr_assert_eq(cobuy_builder_finish(builder, &baskets, error), COBUY_OK);
    struct bytes notes = {0};
    baskets_print(&notes, baskets);
    bytes_print(&notes, " ; %llu blank, line %llu",
                (unsigned long long)lines.blank_lines, (unsigned long long)lines.line);
    cr_expect_eq(lines.baskets, cobuy_baskets_count(baskets));
    basket_lines_clear(&lines);
    cobuy_baskets_free(baskets);
    return notes;
}

/* ------------------------------------------------------- what the reference reads */

/* Writes the items of a line down; false if there is none. */
static bool note_line(struct bytes *notes, const char *line, size_t length)
{
    cobuy_text items[MOST_ITEMS];
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        size_t start = i;
        while (i < length && line[i] != ' ' && line[i] != '\t') i++;
        require(n < MOST_ITEMS, "a line too long for the test");
        if (i > start) items[n++] = (cobuy_text){line + start, i - start};
        if (i == start) i++;
    }
    if (n > 0) basket_print(notes, items, n);
    return n > 0;
}

static struct bytes read_reference(const char *text, size_t length)
{
    struct bytes notes = {0};
    bytes_append(&notes, "", 0);
    unsigned long long line = 1, blank_lines = 0;
    const char *start = text, *end = text + length;
    while (start < end) {
        size_t line_length = strcspn(start, "\r\n");
        const char *stop = start + line_length;
        bool ended = stop < end;
        bool pair = ended && stop[0] == '\r' && stop[1] == '\n';
        bool any = note_line(&notes, start, line_length);
        blank_lines += ended && !any;
        line += ended;
        start = stop + ended + pair;
    }
    bytes_print(&notes, " ; %llu blank, line %llu", blank_lines, line);
    return notes;
}

Test(basket_lines, random_texts_read_as_the_reference_reads_them)
{
    static const char alphabet[] = "1234  \t\n\n\r\r\xc3\xa9";
    for (uint64_t seed = 1; seed <= seeds_to_try(RANDOM_TEXTS); seed++) {
        struct dice dice = {seed};
        size_t length = dice_below(&dice, RANDOM_LENGTH + 1);
        char text[RANDOM_LENGTH + 1] = "";
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[dice_below(&dice, sizeof alphabet - 1)];
        struct bytes expected = read_reference(text, length);
        struct bytes whole = read_lines(text, length, NULL);
        struct bytes pieces = read_lines(text, length, &dice);
        cr_assert_str_eq(whole.data, expected.data, "seed %llu, whole: %s\nnot %s",
                         (unsigned long long)seed, whole.data, expected.data);
        cr_assert_str_eq(pieces.data, expected.data, "seed %llu, in pieces: %s\nnot %s",
                         (unsigned long long)seed, pieces.data, expected.data);
        bytes_free(&expected);
        bytes_free(&whole);
        bytes_free(&pieces);
    }
}

/* ------------------------------------------------------------- cases by hand */

static void expect_lines(const char *text, const char *notes)
{
    struct bytes found = read_lines(text, strlen(text), NULL);
    cr_expect_str_eq(found.data, notes, "%s\nnot %s", found.data, notes);
    bytes_free(&found);
}

Test(basket_lines, items_are_separated_by_runs_of_blanks)
{
    expect_lines("1 2  3\t4\n", "[1|2|3|4] ; 0 blank, line 2");
    expect_lines("  1\t \t2  \n", "[1|2] ; 0 blank, line 2");
    expect_lines("milk \"1 l\" é\n", "[\"1|l\"|milk|é] ; 0 blank, line 2");
}

Test(basket_lines, lines_end_with_lf_or_cr_lf_or_cr)
{
    expect_lines("1 2\n3\n", "[1|2][3] ; 0 blank, line 3");
    expect_lines("1 2\r\n3\r\n", "[1|2][3] ; 0 blank, line 3");
    expect_lines("1 2\r3\r", "[1|2][3] ; 0 blank, line 3");
}

Test(basket_lines, a_lf_ends_a_line_behind_one_that_a_cr_ended)
{
    expect_lines("1\r2\n3\n", "[1][2][3] ; 0 blank, line 4");
}

Test(basket_lines, the_last_line_needs_no_end)
{
    expect_lines("1 2\n3", "[1|2][3] ; 0 blank, line 2");
    expect_lines("", " ; 0 blank, line 1");
}

Test(basket_lines, a_line_without_an_item_is_no_basket)
{
    expect_lines("\n1\n \t\n\r\n2\n\n", "[1][2] ; 4 blank, line 7");
}

Test(basket_lines, equal_lines_are_two_baskets)
{
    expect_lines("1 2\n1 2\n", "[1|2][1|2] ; 0 blank, line 3");
}

Test(basket_lines, an_item_twice_on_a_line_counts_once)
{
    expect_lines("1 2 1 1\n", "[1|2] ; 0 blank, line 2");
}

/* ----------------------------------------------------------------- the limit */

static cobuy_status feed_long_item(size_t length)
{
    enum { PIECE = 64 * 1024 };
    static char piece[PIECE];
    memset(piece, 'z', sizeof piece);
    cobuy_builder *builder;
    struct basket_lines lines;
    cobuy_error *error = &workspace.error;
    cobuy_status status = cobuy_builder_create(workspace.context, &builder, error);
    basket_lines_init(&lines, workspace.context, "LOG", builder);
    if (status == COBUY_OK) status = basket_lines_feed(&lines, "1 2\n", 4, error);
    for (size_t left = length; status == COBUY_OK && left > 0;) {
        size_t size = left < PIECE ? left : PIECE;
        status = basket_lines_feed(&lines, piece, size, error);
        left -= size;
    }
    if (status == COBUY_OK) status = basket_lines_end(&lines, error);
    basket_lines_clear(&lines);
    cobuy_builder_free(builder);
    return status;
}

Test(basket_lines, an_item_may_have_a_mebibyte_and_no_more)
{
    cr_expect_eq(feed_long_item(MIB), COBUY_OK);
    cr_expect_eq(feed_long_item(MIB + 1), COBUY_INPUT_UNREADABLE);
    cr_expect_str_eq(workspace.error.message,
                     "LOG:2: an item of more than 1048576 bytes");
}
