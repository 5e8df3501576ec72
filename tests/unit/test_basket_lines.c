/*
 * test_basket_lines.c - a basket a line, against a reader of our own
 *
 * What was read is written down as one text; see support/line_notes.h.
 */
#include "log/basket_lines.h"
#include "support/line_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(basket_lines, .init = workspace_open, .fini = workspace_close);

enum {
    RANDOM_TEXTS = 3000,
    SHORT_TEXTS = 10000,
    MOST_BYTES = 2500,  /* of a random text */
    SHORT_LENGTH = 150, /* of a short one: two blocks, and bytes behind them */
    MIB = 1024 * 1024,
};

/* ---------------------------------------------------------------- random texts */

static size_t any_piece(void *user)
{
    static const uint32_t bounds[] = {2, 5, 70, 80, 150, 1000};
    struct dice *dice = user;
    return dice_below(dice, bounds[dice_below(dice, 6)]);
}

static void expect_same(const char *text, size_t length, struct dice *dice)
{
    struct bytes expected = line_reference_notes(text, length);
    struct bytes whole = line_notes(workspace.context, text, length, NULL, NULL);
    struct bytes pieces = line_notes(workspace.context, text, length, any_piece, dice);
    cr_assert(whole.length == expected.length &&
                  memcmp(whole.data, expected.data, whole.length) == 0,
              "whole: %s\nread as: %s\nnot %s", text, whole.data, expected.data);
    cr_assert(pieces.length == expected.length &&
                  memcmp(pieces.data, expected.data, pieces.length) == 0,
              "in pieces: %s\nread as: %s\nnot %s", text, pieces.data, expected.data);
    bytes_free(&expected);
    bytes_free(&whole);
    bytes_free(&pieces);
}

Test(basket_lines, odd_texts_read_as_the_reference_reads_them)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(RANDOM_TEXTS); seed++) {
        struct dice dice = {seed};
        struct bytes text = odd_lines(&dice, dice_below(&dice, MOST_BYTES));
        expect_same(text.data, text.length, &dice);
        bytes_free(&text);
    }
}

Test(basket_lines,
     texts_of_little_else_than_separators_read_as_the_reference_reads_them)
{
    static const char alphabet[] = "1234  \t\n\n\r\r\xc3\xa9";
    for (uint64_t seed = 1; seed <= seeds_to_try(SHORT_TEXTS); seed++) {
        struct dice dice = {seed};
        size_t length = dice_below(&dice, SHORT_LENGTH + 1);
        char text[SHORT_LENGTH + 1] = "";
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[dice_below(&dice, sizeof alphabet - 1)];
        expect_same(text, length, &dice);
    }
}

/* Pieces of two lengths that take turns. */
struct turns {
    size_t lengths[2];
    size_t turn;
};

static size_t next_in_turn(void *user)
{
    struct turns *turns = user;
    return turns->lengths[turns->turn++ % 2];
}

Test(basket_lines, a_text_reads_the_same_wherever_it_is_cut)
{
    enum { LENGTH = 400 };
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct dice dice = {seed};
        struct bytes text = odd_lines(&dice, LENGTH);
        struct bytes expected = line_reference_notes(text.data, text.length);
        for (size_t cut = 1; cut < LENGTH; cut++) {
            struct turns turns = {{cut, LENGTH}, 0};
            struct bytes found = line_notes(workspace.context, text.data, text.length,
                                            next_in_turn, &turns);
            cr_assert_str_eq(found.data, expected.data, "cut at %zu", cut);
            bytes_free(&found);
        }
        bytes_free(&expected);
        bytes_free(&text);
    }
}

Test(basket_lines, many_different_items_are_told_apart)
{
    enum { ITEMS = 30000 };
    struct bytes text = {0};
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < ITEMS; i++)
            bytes_print(&text,
                        i % 3 == 0   ? "%u\n"
                        : i % 3 == 1 ? "item-%06u\n"
                                     : "n%u\n",
                        i);
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    struct basket_lines lines;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(cobuy_builder_create(workspace.context, &builder, error), COBUY_OK);
    basket_lines_init(&lines, workspace.context, "LOG", builder);
    cr_assert_eq(basket_lines_feed(&lines, text.data, text.length, error), COBUY_OK);
    cr_assert_eq(basket_lines_end(&lines, error), COBUY_OK);
    cr_assert_eq(cobuy_builder_finish(builder, &baskets, error), COBUY_OK);
    cr_assert_eq(cobuy_baskets_items(baskets), ITEMS);
    cr_assert_eq(cobuy_baskets_count(baskets), 2 * ITEMS);
    for (uint32_t i = 0; i < 2 * ITEMS; i++) {
        uint32_t n;
        cr_assert_eq(*cobuy_baskets_at(baskets, i, &n), i % ITEMS);
        cr_assert_eq(cobuy_baskets_item_count(baskets, i % ITEMS), 2);
    }
    cobuy_baskets_free(baskets);
    bytes_free(&text);
}

/* ------------------------------------------------------------- cases by hand */

static void expect_lines(const char *text, const char *notes)
{
    struct bytes found = line_notes(workspace.context, text, strlen(text), NULL, NULL);
    cr_expect_str_eq(found.data, notes, "%s\nnot %s", found.data, notes);
    bytes_free(&found);
}

Test(basket_lines, items_are_separated_by_runs_of_blanks)
{
    expect_lines("1 2  3\t4\n",
                 "[1|2|3|4] ; 1 in 1, 2 in 1, 3 in 1, 4 in 1 ; 4 taken ; "
                 "0 blank, line 2");
    expect_lines("  1\t \t2  \n", "[1|2] ; 1 in 1, 2 in 1 ; 2 taken ; 0 blank, line 2");
    expect_lines("milk \"1 l\" é\n",
                 "[milk|\"1|l\"|é] ; milk in 1, \"1 in 1, l\" in 1, "
                 "é in 1 ; 4 taken ; 0 blank, line 2");
}

Test(basket_lines, lines_end_with_lf_or_cr_lf_or_cr)
{
    static const char notes[] =
        "[1|2][3] ; 1 in 1, 2 in 1, 3 in 1 ; 3 taken ; 0 blank, line 3";
    expect_lines("1 2\n3\n", notes);
    expect_lines("1 2\r\n3\r\n", notes);
    expect_lines("1 2\r3\r", notes);
}

Test(basket_lines, a_lf_ends_a_line_behind_one_that_a_cr_ended)
{
    expect_lines("1\r2\n3\n",
                 "[1][2][3] ; 1 in 1, 2 in 1, 3 in 1 ; 3 taken ; 0 blank, line 4");
}

Test(basket_lines, the_last_line_needs_no_end)
{
    expect_lines("1 2\n3",
                 "[1|2][3] ; 1 in 1, 2 in 1, 3 in 1 ; 3 taken ; 0 blank, line 2");
    expect_lines("", " ; 0 taken ; 0 blank, line 1");
}

Test(basket_lines, a_line_without_an_item_is_no_basket)
{
    expect_lines("\n1\n \t\n\r\n2\n\n",
                 "[1][2] ; 1 in 1, 2 in 1 ; 2 taken ; 4 blank, line 7");
}

Test(basket_lines, equal_lines_are_two_baskets)
{
    expect_lines("1 2\n1 2\n",
                 "[1|2][1|2] ; 1 in 2, 2 in 2 ; 4 taken ; 0 blank, line 3");
}

Test(basket_lines, an_item_twice_on_a_line_counts_once)
{
    expect_lines("2 1 2 2\n", "[2|1] ; 2 in 1, 1 in 1 ; 4 taken ; 0 blank, line 2");
}

Test(basket_lines, numbers_that_are_written_otherwise_are_other_items)
{
    expect_lines("7 07 +7 7. 7\f\n", "[7|07|+7|7.|7\f] ; 7 in 1, 07 in 1, +7 in 1, "
                                     "7. in 1, 7\f in 1 ; 5 taken ; 0 blank, line 2");
}

/* ----------------------------------------------------------------- the limit */

static cobuy_status feed_long_item(size_t length, size_t piece_length)
{
    char *piece = malloc(piece_length);
    require(piece != NULL, "no memory for a piece");
    memset(piece, 'z', piece_length);
    cobuy_builder *builder;
    struct basket_lines lines;
    cobuy_error *error = &workspace.error;
    cobuy_status status = cobuy_builder_create(workspace.context, &builder, error);
    basket_lines_init(&lines, workspace.context, "LOG", builder);
    if (status == COBUY_OK) status = basket_lines_feed(&lines, "1 2\n", 4, error);
    for (size_t left = length; status == COBUY_OK && left > 0;) {
        size_t size = left < piece_length ? left : piece_length;
        if (size == left) piece[size - 1] = '\n';
        status = basket_lines_feed(&lines, piece, size, error);
        left -= size;
    }
    if (status == COBUY_OK) status = basket_lines_end(&lines, error);
    basket_lines_clear(&lines);
    cobuy_builder_free(builder);
    free(piece);
    return status;
}

Test(basket_lines, an_item_may_have_a_mebibyte_and_no_more)
{
    static const size_t pieces[] = {64 * 1024, MIB + 100};
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(feed_long_item(MIB + 1, pieces[i]), COBUY_OK);
        cr_expect_eq(feed_long_item(MIB + 2, pieces[i]), COBUY_INPUT_UNREADABLE);
        cr_expect_str_eq(workspace.error.message,
                         "LOG:2: an item of more than 1048576 bytes");
    }
}

/* Behind lines that are read by blocks, and in front of some in the same block. */
Test(basket_lines, an_item_that_is_too_long_is_named_with_its_line)
{
    struct bytes text = {0};
    for (int i = 0; i < 100; i++) bytes_print(&text, "%d\r\n", i);
    size_t start = text.length;
    while (text.length < start + MIB + 1) bytes_append(&text, "z", 1);
    for (int i = 0; i < 100; i++) bytes_append(&text, "\n", 1);
    cobuy_builder *builder;
    struct basket_lines lines;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(cobuy_builder_create(workspace.context, &builder, error), COBUY_OK);
    basket_lines_init(&lines, workspace.context, "LOG", builder);
    cr_expect_eq(basket_lines_feed(&lines, text.data, text.length, error),
                 COBUY_INPUT_UNREADABLE);
    cr_expect_str_eq(error->message, "LOG:101: an item of more than 1048576 bytes");
    basket_lines_clear(&lines);
    cobuy_builder_free(builder);
    bytes_free(&text);
}
