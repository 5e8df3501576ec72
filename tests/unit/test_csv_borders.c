/*
 * test_csv_borders.c - where rows end, before any row is read
 */
#include "log/csv_borders.h"
#include "support/csv_notes.h"
#include "support/odd_csv.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(csv_borders, .init = workspace_open, .fini = workspace_close);

static const struct csv_dialect comma = {',', false};

/* Of a copy that is as long as the text and what may be read behind it. */
static struct csv_borders find(csv_borders_finder *finder, const char *text,
                               size_t length)
{
    char *copy = malloc(length + MARKS_BEHIND);
    require(copy != NULL, "no memory for a text");
    memcpy(copy, text, length);
    memset(copy + length, '"', MARKS_BEHIND);
    struct csv_borders borders = finder(copy, length, ',');
    free(copy);
    return borders;
}

static size_t last_border(const char *text, size_t length)
{
    bool hopeless = false;
    return csv_last_border(&comma, text, length, &hopeless);
}

/* ------------------------------------------------------------------ cases by hand */

static void expect_sound(const char *text, size_t last)
{
    struct csv_borders borders = find(csv_borders_plain, text, strlen(text));
    cr_expect(borders.sound, "%s", text);
    cr_expect_eq(borders.last, last, "%s: %zu", text, borders.last);
    cr_expect_eq(last_border(text, strlen(text)), last, "%s", text);
}

static void expect_unsound(const char *text, size_t last)
{
    cr_expect(!find(csv_borders_plain, text, strlen(text)).sound, "%s", text);
    cr_expect_eq(last_border(text, strlen(text)), last, "%s", text);
}

Test(csv_borders, line_ends_within_quotes_end_no_row)
{
    expect_sound("a,b\nc,d", 4);
    expect_sound("a,\"b\nc\"\nd", 8);
    expect_sound("a,\"b\n", 0);
    expect_sound("\"a\"\"\n\"\"\"\n", 9);
    expect_sound("a\r\n\"b\r\n\"\r\n", 10);
    expect_sound("a\n\r", 2);
}

Test(csv_borders, quotes_that_rfc_4180_does_not_know_are_no_quotes)
{
    expect_unsound("12\" ruler\nb\n", 12);
    expect_unsound("a, \"b\nc\"\n", 9);
    expect_unsound("\"a\" \nb\n", 7);
    expect_unsound("\"a\"b\nc\n\"d\n", 7);
    expect_unsound("a\rb\r", 2);
}

Test(csv_borders, a_cell_that_is_too_long_is_hopeless)
{
    enum { LENGTH = 2 * 1024 * 1024 };
    char *text = malloc(LENGTH);
    require(text != NULL, "no memory for a text");
    memset(text, 'z', LENGTH);
    bool hopeless = false;
    cr_expect_eq(csv_last_border(&comma, text, LENGTH / 2, &hopeless), 0);
    cr_expect(!hopeless);
    cr_expect_eq(csv_last_border(&comma, text, LENGTH, &hopeless), 0);
    cr_expect(hopeless);
    free(text);
}

/* ------------------------------------------------------------------- random texts */

/* Rows of the two parts of a text, read one after the other, are those of the whole. */
static void expect_border(const struct bytes *text, size_t border)
{
    struct bytes whole =
        csv_notes(workspace.context, text->data, text->length, comma, NULL);
    struct bytes first = csv_notes(workspace.context, text->data, border, comma, NULL);
    char *end = strstr(first.data, "; ");
    cr_assert(end && !strchr(first.data, '?'));
    cr_assert_eq(strncmp(first.data, whole.data, (size_t)(end - first.data)), 0,
                 "at %zu of %s", border, text->data);
    bytes_free(&first);
    bytes_free(&whole);
}

Test(csv_borders, wherever_a_text_is_cut_off_its_last_border_is_one)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        struct dice dice = {seed};
        struct bytes text =
            odd_csv(&dice, (enum csv_oddity)(seed % 3), ',', dice_below(&dice, 10));
        size_t known = 0;
        for (size_t length = 0; length <= text.length; length++) {
            size_t border = last_border(text.data, length);
            struct csv_borders borders = find(csv_borders_plain, text.data, length);
            if (borders.sound) cr_assert_eq(borders.last, border, "%zu", length);
            cr_assert(seed % 3 != CSV_SOUND || borders.sound);
            if (border > known) expect_border(&text, border);
            known = border;
        }
        bytes_free(&text);
    }
}

#if COBUY_HAVE_AVX2
Test(csv_borders, all_instructions_find_the_same)
{
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    for (uint64_t seed = 1; avx2 && seed <= seeds_to_try(300); seed++) {
        struct dice dice = {seed};
        struct bytes text = odd_csv(&dice, (enum csv_oddity)(seed % 3), ',', 30);
        size_t length = dice_below(&dice, (uint32_t)text.length + 1);
        struct csv_borders plain = find(csv_borders_plain, text.data, length),
                           vectors = find(csv_borders_avx2, text.data, length);
        cr_assert_eq(plain.sound, vectors.sound);
        cr_assert(!plain.sound ||
                  (plain.open == vectors.open && plain.last == vectors.last));
        bytes_free(&text);
    }
}
#endif
