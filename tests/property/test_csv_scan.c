/*
 * test_csv_scan.c - the scanner of delimited text reads what libcsv reads
 *
 * A million rows of every kind, by every set of instructions that there is, in blocks
 * of any size; COBUY_TEST_SEEDS makes it more.
 */
#include "base/context.h"
#include "support/odd_csv.h"
#include "support/scan_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(csv_scan, .init = workspace_open, .fini = workspace_close);

enum { ROWS = 100 }; /* of a text, at most */

static cobuy_instructions sets[3];
static size_t n_sets;

static void find_sets(void)
{
    n_sets = 0;
    for (int set = COBUY_INSTRUCTIONS_PLAIN; set <= COBUY_INSTRUCTIONS_AVX512; set++) {
        cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
        options.instructions = (cobuy_instructions)set;
        cobuy_context *context;
        if (cobuy_context_create(&context, &options, NULL) != COBUY_OK) continue;
        cobuy_context_free(context);
        sets[n_sets++] = (cobuy_instructions)set;
    }
}

/* A column anywhere, or nowhere if it need not be there. */
static size_t random_place(struct dice *dice, const struct further_column *column,
                           size_t n_cells)
{
    if (column && !column->given && dice_chance(dice, 10)) return NO_PLACE;
    return dice_below(dice, (uint32_t)n_cells);
}

static void choose_places(struct dice *dice, struct scan_case *scan_case,
                          size_t n_cells)
{
    scan_case->n_cells = n_cells;
    for (size_t i = 0; i < 2; i++)
        scan_case->places[i] = random_place(dice, NULL, n_cells);
    for (size_t i = 0; i < scan_case->n_further; i++)
        scan_case->places[2 + i] = random_place(dice, &scan_case->further[i], n_cells);
}

static const struct platform shops[] = {
    {.kinds = {"1", "24.99", "Ink Cartridge"},
     .cancelled = {"0", "20240507"},
     .cancels_baskets = true},
    {.kinds = {"1"}, .packing = PACKING_QUERY},
    {.kinds = {"1", "-2", "Cancelled"}},
};

/* Often none, or the two that are usual: a time, a quantity. */
static void choose_further(struct dice *dice, struct scan_case *scan_case)
{
    scan_case->timed = dice_chance(dice, 30);
    scan_case->marked = dice_chance(dice, 10);
    scan_case->drop_unpaid = dice_chance(dice, 30);
    if (dice_chance(dice, 10)) scan_case->platform = &shops[dice_below(dice, 3)];
    scan_case->n_further = scan_case->timed;
    if (dice_chance(dice, 30)) scan_case->n_further++;
    if (dice_chance(dice, 20)) scan_case->n_further += dice_below(dice, 5);
    for (size_t i = 0; i < scan_case->n_further; i++) {
        enum column_role role = ROLE_QUANTITY;
        if (scan_case->n_further > 2)
            role = (enum column_role)dice_between(dice, ROLE_STATUS, N_ROLES - 1);
        if (i == 0 && scan_case->timed) role = ROLE_TIME;
        if (role == ROLE_KIND) scan_case->platform = &shops[dice_below(dice, 3)];
        scan_case->further[i] =
            (struct further_column){.role = role, .given = dice_chance(dice, 50)};
    }
}

static struct scan_case random_case(struct dice *dice, char delimiter)
{
    struct scan_case scan_case = {.dialect = {delimiter, dice_chance(dice, 20)}};
    choose_further(dice, &scan_case);
    choose_places(dice, &scan_case, dice_between(dice, 2, 7));
    if (dice_chance(dice, 80)) {
        scan_case.header[0] = "order_id";
        scan_case.header[1] = dice_chance(dice, 70) ? "sku" : "tea";
    }
    return scan_case;
}

static void expect_same(const char *text, size_t length,
                        const struct scan_case *scan_case, struct dice *dice)
{
    struct bytes expected =
        scan_reference_notes(workspace.context, scan_case, text, length);
    for (size_t set = 0; set < n_sets; set++) {
        size_t block_bytes = dice_between(dice, 1, dice_chance(dice, 50) ? 200 : 9000);
        workspace.context->instructions = sets[set];
        struct bytes found =
            scan_notes(workspace.context, scan_case, text, length, block_bytes);
        size_t at = 0;
        while (at < found.length && found.data[at] == expected.data[at]) at++;
        cr_assert(at == found.length && at == expected.length,
                  "set %d, blocks of %zu, from %zu: %.300s\nnot %.300s\nin %.3000s",
                  (int)sets[set], block_bytes, at, found.data + at, expected.data + at,
                  text);
        bytes_free(&found);
    }
    bytes_free(&expected);
}

static void scan_odd_csv(enum csv_oddity oddity, uint64_t seeds)
{
    static const char delimiters[] = ",;\t|";
    find_sets();
    for (uint64_t seed = 1; seed <= seeds_to_try(seeds); seed++) {
        struct dice dice = {seed};
        char delimiter = delimiters[dice_below(&dice, 4)];
        struct scan_case scan_case = random_case(&dice, delimiter);
        struct bytes text = odd_csv(&dice, oddity, delimiter, dice_below(&dice, ROWS));
        /* Mostly with the columns that the text has. */
        size_t n_cells = 1;
        for (size_t i = 0; i < text.length && text.data[i] != '\n'; i++)
            n_cells += text.data[i] == delimiter;
        if (n_cells >= 2 && dice_chance(&dice, 90))
            choose_places(&dice, &scan_case, n_cells);
        expect_same(text.data, text.length, &scan_case, &dice);
        bytes_free(&text);
    }
}

Test(csv_scan, sound_text_is_read_as_libcsv_reads_it)
{
    scan_odd_csv(CSV_SOUND, 8000);
}

Test(csv_scan, messy_text_is_read_as_libcsv_reads_it)
{
    scan_odd_csv(CSV_MESSY, 8000);
}

Test(csv_scan, broken_text_is_read_as_libcsv_reads_it)
{
    scan_odd_csv(CSV_BROKEN, 8000);
}

Test(csv_scan, bytes_of_any_kind_are_read_as_libcsv_reads_them)
{
    static const char alphabet[] = "ab1,,,,\"\"\"\n\n\r \t;\xc3\xa9";
    find_sets();
    for (uint64_t seed = 1; seed <= seeds_to_try(40000); seed++) {
        struct dice dice = {seed};
        char text[300] = "";
        size_t length = dice_below(&dice, sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[dice_below(&dice, sizeof alphabet - 1)];
        struct scan_case scan_case =
            random_case(&dice, dice_chance(&dice, 80) ? ',' : ';');
        choose_places(&dice, &scan_case, dice_between(&dice, 1, 3));
        expect_same(text, length, &scan_case, &dice);
    }
}
