/*
 * test_csv_rows.c - delimited text to rows: libcsv against a reader of our own
 *
 * Rows are written down as support/csv_notes.h says.
 */
#include "log/csv_rows.h"
#include "support/csv_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(csv_rows, .init = workspace_open, .fini = workspace_close);

enum {
    MIB = 1024 * 1024,
    RANDOM_TEXTS = 40000,
    RANDOM_LENGTH = 48,
    LONG_TEXTS = 40,
    LONG_LENGTH = 30000,
};

static const struct csv_dialect comma = {',', false};

/* ------------------------------------------------------------------- random texts */

static char random_byte(struct dice *dice, const struct csv_dialect *dialect)
{
    static const char bytes[] = "\"\"\"\r\n\r\n\n\n  \tab;\xc3\xa9";
    uint32_t choice = dice_below(dice, sizeof bytes + 3);
    return choice < sizeof bytes - 1 ? bytes[choice] : dialect->delimiter;
}

static struct csv_dialect random_dialect(struct dice *dice)
{
    static const char delimiters[] = ",;\t|";
    return (struct csv_dialect){delimiters[dice_below(dice, 4)],
                                dice_below(dice, 3) == 0};
}

/* Reads a random text whole, in pieces, and with the reference. */
static void compare_on_random_text(uint64_t seed, uint32_t most)
{
    struct dice dice = {seed};
    struct csv_dialect dialect = random_dialect(&dice);
    size_t length = dice_below(&dice, most + 1);
    struct bytes text = {0};
    bytes_append(&text, "", 0);
    for (size_t i = 0; i < length; i++) {
        char c = random_byte(&dice, &dialect);
        bytes_append(&text, &c, 1);
    }
    struct bytes expected = csv_reference_notes(text.data, length, dialect);
    struct bytes whole = csv_notes(workspace.context, text.data, length, dialect, NULL);
    struct bytes pieces =
        csv_notes(workspace.context, text.data, length, dialect, &dice);
    cr_assert_str_eq(whole.data, expected.data, "seed %llu, whole:\n%s\nnot\n%s",
                     (unsigned long long)seed, whole.data, expected.data);
    cr_assert_str_eq(pieces.data, expected.data, "seed %llu, in pieces:\n%s\nnot\n%s",
                     (unsigned long long)seed, pieces.data, expected.data);
    bytes_free(&text);
    bytes_free(&expected);
    bytes_free(&whole);
    bytes_free(&pieces);
}

Test(csv_rows, random_texts_read_as_the_reference_reads_them)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(RANDOM_TEXTS); seed++)
        compare_on_random_text(seed, RANDOM_LENGTH);
}

Test(csv_rows, long_random_texts_read_as_the_reference_reads_them)
{
    for (uint64_t seed = 1; seed <= LONG_TEXTS; seed++)
        compare_on_random_text(seed, LONG_LENGTH);
}

/* ------------------------------------------------------------- cases by hand */

/* Expects 'notes' of both readers, so that the reference is tested as well.  Cuts fall
 * everywhere over the many readings. */
static void expect_rows(struct csv_dialect dialect, const char *text, const char *notes)
{
    enum { READINGS = 50 };
    size_t length = strlen(text);
    struct bytes reference = csv_reference_notes(text, length, dialect);
    cr_expect_str_eq(reference.data, notes, "the reference reads:\n%s\nnot\n%s",
                     reference.data, notes);
    bytes_free(&reference);
    for (uint64_t seed = 0; seed < READINGS; seed++) {
        struct dice dice = {seed};
        struct bytes found = csv_notes(workspace.context, text, length, dialect,
                                       seed == 0 ? NULL : &dice);
        cr_expect_str_eq(found.data, notes, "seed %llu:\n%s\nnot\n%s",
                         (unsigned long long)seed, found.data, notes);
        bytes_free(&found);
    }
}

Test(csv_rows, lines_end_with_lf_or_cr_lf_or_cr)
{
    expect_rows(comma, "a,b\nc,d\n", "1<a><b> 2<c><d> ; 0 blank, line 3");
    expect_rows(comma, "a,b\r\nc,d\r\n", "1<a><b> 2<c><d> ; 0 blank, line 3");
    expect_rows(comma, "a,b\rc,d\r", "1<a><b> 2<c><d> ; 0 blank, line 3");
    expect_rows(comma, "a\rb\nc\r\nd\r", "1<a> 2<b> 3<c> 4<d> ; 0 blank, line 5");
}

Test(csv_rows, line_ends_inside_quotes_are_text_and_are_counted)
{
    expect_rows(comma, "\"a\nb\",c\nd,e\n", "1<a\nb><c> 3<d><e> ; 0 blank, line 4");
    expect_rows(comma, "\"a\r\nb\",c\r\nd,e\r\n",
                "1<a\r\nb><c> 3<d><e> ; 0 blank, line 4");
    expect_rows(comma, "\"a\rb\",c\rd,e\r", "1<a\rb><c> 3<d><e> ; 0 blank, line 4");
    expect_rows(comma, "\"\n\n\"\nx\n", "1<\n\n> 4<x> ; 0 blank, line 5");
    expect_rows(comma, "\"a\r\n\r\n\n\r\"\nx",
                "1<a\r\n\r\n\n\r> 6<x> ; 0 blank, line 6");
}

Test(csv_rows, the_last_row_needs_no_line_end)
{
    expect_rows(comma, "a,b", "1<a><b> ; 0 blank, line 1");
    expect_rows(comma, "a,", "1<a><> ; 0 blank, line 1");
    expect_rows(comma, "a\n\"b\"", "1<a> 2<b> ; 0 blank, line 2");
    expect_rows(comma, "", "; 0 blank, line 1");
}

Test(csv_rows, blank_lines_are_passed_over_and_counted)
{
    expect_rows(comma, "\n\na\n \t\nb\n\n", "3<a> 5<b> ; 4 blank, line 7");
    expect_rows(comma, "\r\n\r\na\r\n\r\nb", "3<a> 5<b> ; 3 blank, line 5");
    expect_rows(comma, "\r\ra\r", "3<a> ; 2 blank, line 4");
    expect_rows(comma, "a\n   ", "1<a> ; 0 blank, line 2");
}

Test(csv_rows, a_line_of_delimiters_is_no_blank_line)
{
    expect_rows(comma, ",\n,,\n", "1<><> 2<><><> ; 0 blank, line 3");
    expect_rows((struct csv_dialect){'\t', false}, "\t\n \t \n\n",
                "1<><> 2<><> ; 1 blank, line 4");
    expect_rows(comma, "\"\"\n", "1<> ; 0 blank, line 2");
}

Test(csv_rows, outer_blanks_of_unquoted_cells_are_dropped)
{
    expect_rows(comma, " a\t, b c  ,\td \n", "1<a><b c><d> ; 0 blank, line 2");
    expect_rows(comma, "  \" a \" ,b\n", "1< a ><b> ; 0 blank, line 2");
    expect_rows(comma, "a,   \n", "1<a><> ; 0 blank, line 2");
}

Test(csv_rows, blanks_are_kept_on_request)
{
    struct csv_dialect kept = {',', true};
    expect_rows(kept, " a\t, b c  \n", "1< a\t>< b c  > ; 0 blank, line 2");
    expect_rows(kept, "  \n\n", "1<  > ; 1 blank, line 3");
    expect_rows(kept, " \"a\",b\n", "1< \"a\"><b> ; 0 blank, line 2");
    expect_rows(kept, "\"a\" ,b\nc,d\n", "1-1! 2<c><d> ; 0 blank, line 3");
}

Test(csv_rows, a_tab_delimits_blank_cells)
{
    struct csv_dialect tab = {'\t', false};
    expect_rows(tab, "a\t\t\tb\n", "1<a><><><b> ; 0 blank, line 2");
    expect_rows(tab, "\ta\t \n", "1<><a><> ; 0 blank, line 2");
    expect_rows(tab, " a \t b,c \n", "1<a><b,c> ; 0 blank, line 2");
}

Test(csv_rows, a_quote_inside_an_unquoted_cell_stands_for_itself)
{
    expect_rows(comma, "12\" ruler,b\nc,d\n",
                "1<12\" ruler><b> 2<c><d> ; 0 blank, line 3");
    expect_rows(comma, "a\"\"b,\"c\"\n", "1<a\"\"b><c> ; 0 blank, line 2");
    expect_rows(comma, "a \"b\" c\n", "1<a \"b\" c> ; 0 blank, line 2");
    expect_rows(comma, "5'\"\n", "1<5'\"> ; 0 blank, line 2");
}

Test(csv_rows, a_doubled_quote_inside_quotes_is_one)
{
    expect_rows(comma, "\"12\"\" ruler\",b\n", "1<12\" ruler><b> ; 0 blank, line 2");
    expect_rows(comma, "\"\"\"\"\n", "1<\"> ; 0 blank, line 2");
    expect_rows(comma, "\"\"\"a,b\"\"\"\n", "1<\"a,b\"> ; 0 blank, line 2");
}

Test(csv_rows, text_behind_a_closing_quote_damages_its_row_only)
{
    expect_rows(comma, "\"12\" ruler\",b\nc,d\n", "1-1! 2<c><d> ; 0 blank, line 3");
    expect_rows(comma, "a,\"b\nc\"x,\"\r\nd,e\r\n", "1-2! 3<d><e> ; 0 blank, line 4");
    expect_rows(comma, "\"a\" \"b\"\rc\r", "1-1! 2<c> ; 0 blank, line 3");
    expect_rows(comma, "\"a\"b", "1-1! ; 0 blank, line 1");
    expect_rows(comma, "\"a\"b\n\"c\"d\ne\n", "1-1! 2-2! 3<e> ; 0 blank, line 4");
}

Test(csv_rows, a_quote_that_is_never_closed_is_an_error_at_its_row)
{
    expect_rows(comma, "a\n\"b\nc\nd\n", "1<a> ?2 ; 0 blank, line 5");
    expect_rows(comma, "a,\"", "?1 ; 0 blank, line 1");
    expect_rows(comma, "\"a\"\"", "?1 ; 0 blank, line 1");
}

Test(csv_rows, bytes_of_utf_8_pass_unchanged)
{
    expect_rows(comma, "注文番号,\"商品,名\"\ncafé,naïve\n",
                "1<注文番号><商品,名> 2<café><naïve> ; 0 blank, line 3");
    expect_rows(comma, "\xff\xfe\x80,\xc3\n",
                "1<\xff\xfe\x80><\xc3> ; 0 blank, line 2");
}

/* -------------------------------------------------------------------- the limit */

static cobuy_status note_length(void *user, const struct csv_row *row,
                                cobuy_error *error)
{
    (void)error;
    *(size_t *)user = row->cells[0].length;
    return COBUY_OK;
}

static cobuy_status note_n_cells(void *user, const struct csv_row *row,
                                 cobuy_error *error)
{
    (void)error;
    *(size_t *)user = row->n_cells;
    return COBUY_OK;
}

/* Reads a row whose first cell has 'length' bytes, in pieces; stores the length that
 * arrived. */
static cobuy_status read_long_cell(size_t length, const char *before,
                                   const char *behind, size_t piece, size_t *arrived)
{
    struct bytes text = {0};
    bytes_print(&text, "x,y\n%s", before);
    for (size_t i = 0; i < length; i++) bytes_append(&text, "z", 1);
    bytes_print(&text, "%s,y\n", behind);
    struct csv_rows *rows;
    *arrived = 0;
    cobuy_error *error = &workspace.error;
    cobuy_status status = csv_rows_create(&rows, workspace.context, ',', false,
                                          note_length, arrived, error);
    if (status == COBUY_OK) csv_rows_begin(rows, "LOG", 1);
    for (size_t at = 0; status == COBUY_OK && at < text.length; at += piece) {
        size_t size = piece < text.length - at ? piece : text.length - at;
        status = csv_rows_feed(rows, text.data + at, size, error);
    }
    csv_rows_free(rows);
    bytes_free(&text);
    return status;
}

static void expect_long_cell(size_t length, const char *before, const char *behind)
{
    size_t arrived;
    cr_expect_eq(read_long_cell(length, before, behind, MIB / 4, &arrived), COBUY_OK,
                 "%s%zu bytes: %s", before, length, workspace.error.message);
    cr_expect_eq(arrived, length, "%s%zu bytes arrive as %zu", before, length, arrived);
}

static void refuse_long_cell(size_t length, const char *before, const char *behind)
{
    size_t arrived;
    cr_expect_eq(read_long_cell(length, before, behind, MIB / 4, &arrived),
                 COBUY_INPUT_UNREADABLE, "%s%zu bytes", before, length);
    cr_expect_not_null(
        strstr(workspace.error.message, "LOG:2: a cell of more than 1048576 bytes"),
        "%s", workspace.error.message);
}

Test(csv_rows, a_cell_may_have_a_mebibyte)
{
    expect_long_cell(MIB - 8192, "", "");
    expect_long_cell(MIB, "", "");
    expect_long_cell(MIB, "\"", "\"");
}

Test(csv_rows, a_cell_of_more_than_a_mebibyte_is_an_error_at_its_row)
{
    refuse_long_cell(MIB + 8192, "", "");
    refuse_long_cell(MIB + 8192, "\"", "\"");
    refuse_long_cell(MIB + 8192, "\"", "");
    refuse_long_cell(MIB + 1, "", "");
}

static cobuy_status read_row_of(size_t n_cells, size_t *arrived)
{
    struct bytes text = {0};
    bytes_print(&text, "x,y\n");
    for (size_t i = 1; i < n_cells; i++) bytes_append(&text, ",", 1);
    bytes_append(&text, "\n", 1);
    struct csv_rows *rows;
    cobuy_error *error = &workspace.error;
    cobuy_status status = csv_rows_create(&rows, workspace.context, ',', false,
                                          note_n_cells, arrived, error);
    if (status == COBUY_OK) csv_rows_begin(rows, "LOG", 1);
    if (status == COBUY_OK) status = csv_rows_feed(rows, text.data, text.length, error);
    csv_rows_free(rows);
    bytes_free(&text);
    return status;
}

Test(csv_rows, a_row_may_have_two_to_the_twentieth_cells_and_no_more)
{
    size_t arrived;
    cr_expect_eq(read_row_of(MIB, &arrived), COBUY_OK);
    cr_expect_eq(arrived, MIB);
    cr_expect_eq(read_row_of(MIB + 1, &arrived), COBUY_INPUT_UNREADABLE);
    cr_expect_eq(strncmp(workspace.error.message, "LOG:2: a row of more than", 25), 0,
                 "%s", workspace.error.message);
}

/* -------------------------------------------------------------------- the taker */

struct stopper {
    unsigned taken;
};

static cobuy_status stop_at_second(void *user, const struct csv_row *row,
                                   cobuy_error *error)
{
    (void)row;
    struct stopper *stopper = user;
    if (++stopper->taken < 2) return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW, "enough");
}

Test(csv_rows, a_failure_of_the_taker_ends_the_reading)
{
    static const char *const texts[] = {"a\nb\nc\nd\n", "a\nb\n\"c\"d\ne", "a\nb"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct stopper stopper = {0};
        struct csv_rows *rows;
        cobuy_error *error = &workspace.error;
        cr_assert_eq(csv_rows_create(&rows, workspace.context, ',', false,
                                     stop_at_second, &stopper, error),
                     COBUY_OK);
        cobuy_status status = csv_rows_feed(rows, texts[i], strlen(texts[i]), error);
        if (status == COBUY_OK) status = csv_rows_end(rows, error);
        cr_expect_eq(status, COBUY_OVERFLOW);
        cr_expect_str_eq(error->message, "enough");
        cr_expect_eq(stopper.taken, 2);
        csv_rows_free(rows);
    }
}
