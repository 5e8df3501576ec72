/*
 * test_pair_table.c - characters of one byte or two, decoded by a table
 */
#include "base/context.h"
#include "io/pair_table.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <iconv.h>
#include <string.h>

TestSuite(pair_table, .init = workspace_open, .fini = workspace_close);

static struct pair_table *table_of(const char *encoding)
{
    struct pair_table *table;
    cr_assert_eq(pair_table_create(&table, &workspace.context->memory, encoding,
                                   &workspace.error),
                 COBUY_OK, "%s", encoding);
    return table;
}

enum { MOST_TEXT = 64 };

/* What the table makes of bytes, as far as it has them. */
static size_t by_table(const struct pair_table *table, const char *bytes, size_t length,
                       char out[MOST_TEXT], size_t *n_out)
{
    struct pair_text text = {bytes, bytes + length, out, MOST_TEXT};
    pair_table_convert(table, &text);
    *n_out = (size_t)(text.out - out);
    cr_assert_eq(text.room, MOST_TEXT - *n_out);
    return (size_t)(text.in - bytes);
}

/* Whether iconv() makes the same of them. */
static bool is_as_by_iconv(iconv_t conversion, const char *bytes, size_t length,
                           const char *text, size_t n_text)
{
    char in[MOST_TEXT], out[MOST_TEXT], *from = in, *to = out;
    size_t left = length, room = sizeof out;
    memcpy(in, bytes, length);
    iconv(conversion, NULL, NULL, NULL, NULL);
    return iconv(conversion, &from, &left, &to, &room) == 0 &&
           sizeof out - room == n_text && memcmp(out, text, n_text) == 0;
}

/* Any two bytes, between ASCII; returns how many pairs are characters of the table. */
static size_t expect_all_pairs(const char *encoding)
{
    struct pair_table *table = table_of(encoding);
    cr_assert_not_null(table, "%s", encoding);
    iconv_t conversion = iconv_open("UTF-8", encoding);
    size_t n_known = 0;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char bytes[] = {'a', (char)(pair >> 8), (char)pair, 'z'}, text[MOST_TEXT];
        size_t n_text, taken = by_table(table, bytes, sizeof bytes, text, &n_text);
        cr_assert_geq(taken, pair < 0x8000 ? 2 : 1);
        if (taken == sizeof bytes) n_known++;
        cr_assert(is_as_by_iconv(conversion, bytes, taken, text, n_text), "%s: %04X",
                  encoding, pair);
    }
    iconv_close(conversion);
    pair_table_free(table, &workspace.context->memory);
    return n_known - 0x4000; /* of ASCII */
}

/* ------------------------------------------------------------------------- claims */

Test(pair_table, all_pairs_are_what_iconv_says)
{
    cr_expect_gt(expect_all_pairs("CP932"), 9000);
    cr_expect_gt(expect_all_pairs("EUC-JP"), 6000);
    cr_expect_gt(expect_all_pairs("EUC-KR"), 8000);
    cr_expect_gt(expect_all_pairs("GBK"), 20000);
    cr_expect_gt(expect_all_pairs("GB18030"), 20000);
    cr_expect_gt(expect_all_pairs("BIG5-HKSCS"), 13000);
    cr_expect_gt(expect_all_pairs("windows-1252"), 40000);
    cr_expect_gt(expect_all_pairs("ISO-8859-1"), 48000);
    cr_expect_gt(expect_all_pairs("KOI8-R"), 48000);
}

Test(pair_table, encodings_with_other_ascii_or_states_have_none)
{
    static const char *const encodings[] = {
        "UTF-16", "UTF-16LE", "UTF-32BE",  "ISO-2022-JP",   "UTF-7",
        "IBM037", "TCVN",     "SHIFT_JIS", "SHIFT_JISX0213"};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        cr_expect_null(table_of(encodings[i]), "%s", encodings[i]);
}

Test(pair_table, nothing_is_written_behind_the_room)
{
    static const char bytes[] = "abcdefgh\x95\x5c\x92\x83\xb1,abcdefghijk";
    struct pair_table *table = table_of("CP932");
    for (size_t room = 0; room < MOST_TEXT; room++) {
        char out[2 * MOST_TEXT], whole[MOST_TEXT];
        size_t n_whole;
        by_table(table, bytes, sizeof bytes - 1, whole, &n_whole);
        memset(out, '?', sizeof out);
        struct pair_text text = {bytes, bytes + sizeof bytes - 1, out, room};
        pair_table_convert(table, &text);
        size_t n = (size_t)(text.out - out);
        cr_assert_leq(n, room);
        cr_assert(room < PAIR_ROOM || n > room - PAIR_ROOM || n == n_whole);
        cr_assert_eq(memcmp(out, whole, n), 0);
        for (size_t i = room; i < sizeof out; i++) cr_assert_eq(out[i], '?');
    }
    pair_table_free(table, &workspace.context->memory);
}
