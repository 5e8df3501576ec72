/*
 * test_text.c - cells, strings and numbers on their way to a file
 */
#include "rulefile/text.h"

#include "support/faulty.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct faulty faulty;
static struct memory memory;
static struct text text;

static void open_text(void)
{
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    text_init(&text, &memory);
}

static void close_text(void)
{
    text_clear(&text);
    if (atomic_load(&faulty.blocks) != 0) abort();
}

TestSuite(text, .init = open_text, .fini = close_text);

/* What was appended must be 'expected'; empties the text. */
static void check_bytes(const char *expected, size_t length, const char *what)
{
    cr_assert(!text.failed);
    cr_assert(text.bytes.length == length &&
                  memcmp(text.bytes.data, expected, length) == 0,
              "%s became %.*s, and should be %s", what, (int)text.bytes.length,
              text.bytes.data, expected);
    text_empty(&text);
}

static void check_cell(const char *cell, const char *expected)
{
    text_char(&text, '|');
    text_cell(&text, cell, strlen(cell));
    text_char(&text, '|');
    check_bytes(expected, strlen(expected), cell);
}

/* A zero byte inside 'string' counts, as 'length' says. */
static void check_json(const char *string, size_t length, const char *expected)
{
    text_json(&text, string, length);
    check_bytes(expected, strlen(expected), string);
}

static void check_json_string(const char *string, const char *expected)
{
    check_json(string, strlen(string), expected);
}

/* ----------------------------------------------------------------------- CSV cells */

Test(text, cell_without_need_is_not_quoted)
{
    check_cell("", "||");
    check_cell("tea", "|tea|");
    check_cell("a;b\\c", "|a;b\\c|");
    check_cell("two words", "|two words|");
    check_cell("a\tb", "|a\tb|");
    check_cell("\xe6\x8a\xb9\xe8\x8c\xb6", "|\xe6\x8a\xb9\xe8\x8c\xb6|");
    check_cell("\xff\x01", "|\xff\x01|");
}

Test(text, cell_is_quoted_where_rfc_4180_asks_for_it)
{
    check_cell("a,b", "|\"a,b\"|");
    check_cell("\"", "|\"\"\"\"|");
    check_cell("say \"hi\"", "|\"say \"\"hi\"\"\"|");
    check_cell("two\nlines", "|\"two\nlines\"|");
    check_cell("two\rlines", "|\"two\rlines\"|");
    check_cell("\r\n", "|\"\r\n\"|");
}

Test(text, cell_with_outer_blanks_is_quoted)
{
    check_cell(" tea", "|\" tea\"|");
    check_cell("tea ", "|\"tea \"|");
    check_cell("\ttea", "|\"\ttea\"|");
    check_cell(" ", "|\" \"|");
}

Test(text, cell_keeps_zero_bytes)
{
    text_cell(&text, "a\0b,", 4);
    check_bytes("\"a\0b,\"", 6, "a cell with a zero byte");
}

/* -------------------------------------------------------------------- JSON strings */

Test(text, json_string_has_quotes)
{
    check_json_string("", "\"\"");
    check_json_string("tea", "\"tea\"");
    check_json_string("a,b;c/d'e", "\"a,b;c/d'e\"");
    check_json_string("\x7f", "\"\x7f\"");
}

Test(text, json_string_escapes_what_rfc_8259_asks_for)
{
    check_json_string("\"", "\"\\\"\"");
    check_json_string("\\", "\"\\\\\"");
    check_json_string("\n\r\t", "\"\\n\\r\\t\"");
    check_json_string("\x01\x08\x0c\x1f", "\"\\u0001\\u0008\\u000c\\u001f\"");
    check_json("a\0b", 3, "\"a\\u0000b\"");
}

Test(text, json_string_keeps_utf_8)
{
    static const char *const characters[] = {
        "\xc2\x80",         "\xc3\xa9",         "\xdf\xbf",        "\xe0\xa0\x80",
        "\xe6\x8a\xb9",     "\xed\x9f\xbf",     "\xee\x80\x80",    "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf0\x9f\x8d\xb5", "\xf4\x8f\xbf\xbf"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        char expected[16];
        sprintf(expected, "\"%s\"", characters[i]);
        check_json_string(characters[i], expected);
    }
}

#define REPLACED "\xef\xbf\xbd"

/* Each byte that belongs to no character of RFC 3629 is replaced by itself. */
Test(text, json_string_replaces_what_is_not_utf_8)
{
    check_json_string("\x80", "\"" REPLACED "\"");
    check_json_string("\xff", "\"" REPLACED "\"");
    check_json_string("a\xe9z", "\"a" REPLACED "z\"");
    check_json_string("\xc3", "\"" REPLACED "\"");
    check_json_string("\xc3\"", "\"" REPLACED "\\\"\"");
    check_json_string("\xe6\x8a", "\"" REPLACED REPLACED "\"");
    check_json_string("\xf0\x9f\x8d", "\"" REPLACED REPLACED REPLACED "\"");
    check_json_string("\xc0\xaf", "\"" REPLACED REPLACED "\"");
    check_json_string("\xc1\xbf", "\"" REPLACED REPLACED "\"");
    check_json_string("\xe0\x9f\xbf", "\"" REPLACED REPLACED REPLACED "\"");
    check_json_string("\xed\xa0\x80", "\"" REPLACED REPLACED REPLACED "\"");
    check_json_string("\xf0\x8f\xbf\xbf",
                      "\"" REPLACED REPLACED REPLACED REPLACED "\"");
    check_json_string("\xf4\x90\x80\x80",
                      "\"" REPLACED REPLACED REPLACED REPLACED "\"");
    check_json_string("\xf5\x80\x80\x80",
                      "\"" REPLACED REPLACED REPLACED REPLACED "\"");
    check_json("\xc3\xa9", 1, "\"" REPLACED "\"");
}

/* -------------------------------------------------------------------------- failing */

Test(text, failure_is_kept_until_it_is_asked_for)
{
    text_string(&text, "before");
    faulty_arm(&faulty, 0, 1);
    char more[1000] = {0};
    text_bytes(&text, more, sizeof more);
    cr_assert(text.failed);
    text_string(&text, "dropped");
    text_integer(&text, 7);
    text_empty(&text);
    cr_assert(text.failed, "emptying made the failure forgotten");
    cr_assert_eq(text.bytes.length, 0);
}

Test(text, pieces_follow_each_other)
{
    text_string(&text, "n=");
    text_integer(&text, 42);
    text_char(&text, ' ');
    text_decimal(&text, -0.5);
    text_bytes(&text, " end, cut", 4);
    text_bytes(&text, NULL, 0);
    check_bytes("n=42 -0.5 end", 13, "a line");
}
