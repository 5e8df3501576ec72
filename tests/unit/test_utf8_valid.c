/*
 * test_utf8_valid.c - how far text is UTF-8
 *
 * The oracle knows nothing of the bytes of a character but how one is written: it takes
 * the bits out, and writes the code point again.
 */
#include "base/utf8.h"
#include "log/utf8_valid.h"
#include "support/files.h"
#include "support/random_log.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SETS = 3 };

static utf8_valid_finder *finders[MOST_SETS];
static size_t n_finders;

static void find_sets(void)
{
    finders[n_finders++] = utf8_valid_plain;
#if COBUY_HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        finders[n_finders++] = utf8_valid_avx2;
#endif
#if COBUY_HAVE_AVX512
    if (__builtin_cpu_supports("avx512vpopcntdq"))
        finders[n_finders++] = utf8_valid_avx512;
#endif
}

TestSuite(utf8_valid, .init = find_sets);

/* ---------------------------------------------------------------------- the oracle */

static size_t write_character(uint32_t code, unsigned char to[4])
{
    if (code < 0x80) {
        to[0] = (unsigned char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length; i-- > 1; code >>= 6)
        to[i] = (unsigned char)(0x80 | (code & 0x3f));
    to[0] = (unsigned char)(first[length] | code);
    return length;
}

/* A character of 'length' bytes: these, if they are read as one and written again. */
static bool is_character(const unsigned char *at, size_t length)
{
    static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = at[0] & bits[length];
    for (size_t i = 1; i < length; i++) code = code << 6 | (at[i] & 0x3f);
    bool character = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    unsigned char again[4];
    return character && write_character(code, again) == length &&
           memcmp(again, at, length) == 0;
}

static size_t expected(const char *text, size_t length)
{
    size_t at = 0;
    for (bool found = true; found && at < length && text[at] != 0;) {
        found = false;
        for (size_t n = 1; n <= 4 && n <= length - at && !found; n++) {
            found = is_character((const unsigned char *)text + at, n);
            if (found) at += n;
        }
    }
    return at;
}

static void expect_all_find(const char *text, size_t length, size_t valid)
{
    for (size_t set = 0; set < n_finders; set++) {
        size_t found = finders[set](text, length);
        cr_assert_eq(found, valid, "set %zu: %zu of %zu bytes, not %zu", set, found,
                     length, valid);
    }
}

/* ------------------------------------------------------------------------- claims */

enum { AROUND = 150 }; /* more than the bytes that are looked at together */

/* The bytes of the cases below, with ASCII around them. */
static void expect_of(const unsigned char *bytes, size_t n)
{
    char text[2 * AROUND + 4];
    memset(text, 'a', sizeof text);
    memcpy(text + AROUND, bytes, n);
    size_t length = 2 * AROUND + n;
    expect_all_find(text, length, expected(text, length));
}

Test(utf8_valid, every_character_is_one)
{
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        unsigned char bytes[4];
        size_t n = write_character(code, bytes);
        bool surrogate = code >= 0xd800 && code <= 0xdfff;
        cr_assert_eq(utf8_character((const char *)bytes, n), surrogate ? 0 : n,
                     "U+%04X", code);
        if (code % 61 == 0 || n < 3) expect_of(bytes, n);
    }
}

Test(utf8_valid, every_two_bytes_are_judged_right)
{
    for (unsigned two = 0; two < 0x10000; two++) {
        unsigned char bytes[] = {(unsigned char)(two >> 8), (unsigned char)two};
        expect_of(bytes, 2);
    }
}

/* All bytes on either side of where a rule changes. */
Test(utf8_valid, every_four_bytes_at_the_borders_of_the_rules_are_judged_right)
{
    static const unsigned char near[] = {
        0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
        0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff};
    enum { N = sizeof near };
    for (unsigned i = 0; i < N * N * N * N; i++) {
        unsigned char bytes[] = {near[i % N], near[i / N % N], near[i / N / N % N],
                                 near[i / N / N / N]};
        cr_assert_eq(utf8_character((const char *)bytes, 4) > 0,
                     bytes[0] == 0 || expected((const char *)bytes, 4) > 0);
        if (i % 7 == 0) expect_of(bytes, 4);
    }
}

static void append_character(struct bytes *text, struct dice *dice)
{
    static const uint32_t borders[] = {0x80,   0x7ff,  0x800,   0xd7ff,
                                       0xe000, 0xffff, 0x10000, 0x10ffff};
    uint32_t code = dice_chance(dice, 40)   ? dice_below(dice, 0x80)
                    : dice_chance(dice, 70) ? 0x3041 + dice_below(dice, 0x60)
                                            : borders[dice_below(dice, 8)];
    unsigned char bytes[4];
    bytes_append(text, bytes, write_character(code, bytes));
}

Test(utf8_valid, the_first_damage_is_found_wherever_it_is)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(20000); seed++) {
        struct dice dice = {seed};
        struct bytes text = {0};
        size_t wanted = dice_below(&dice, 300);
        bytes_append(&text, "", 0);
        while (text.length < wanted) append_character(&text, &dice);
        for (uint32_t n = dice_below(&dice, 3); n > 0 && text.length > 0; n--)
            text.data[dice_below(&dice, (uint32_t)text.length)] =
                (char)dice_below(&dice, 256);
        size_t length = text.length;
        if (length > 0 && dice_chance(&dice, 30))
            length -= dice_below(&dice, 4) % length;
        expect_all_find(text.data, length, expected(text.data, length));
        bytes_free(&text);
    }
}

Test(utf8_valid, a_character_that_ascii_cuts_off_is_none)
{
    static const char *const parts[] = {"\xc3", "\xe3\x81", "\xf0\x9f\x98"};
    for (size_t at = 0; at < 2 * AROUND; at++)
        for (size_t i = 0; i < 3; i++) {
            char text[4 * AROUND];
            memset(text, 'a', sizeof text);
            memcpy(text + at, parts[i], strlen(parts[i]));
            expect_all_find(text, sizeof text, at);
        }
}

Test(utf8_valid, a_zero_byte_is_none)
{
    for (size_t at = 0; at < 2 * AROUND; at++) {
        char text[2 * AROUND];
        for (int filled = 'a'; filled; filled = filled == 'a' ? '\x7f' : 0) {
            memset(text, filled, sizeof text);
            text[at] = 0;
            expect_all_find(text, sizeof text, at);
        }
    }
}

Test(utf8_valid, what_is_cut_off_could_go_on)
{
    static const char tea[] = "\xe8\x8c\xb6", smile[] = "\xf0\x9f\x98\x80";
    for (size_t n = 1; n < 3; n++) cr_expect(utf8_is_cut_off(tea, n));
    for (size_t n = 1; n < 4; n++) cr_expect(utf8_is_cut_off(smile, n));
    cr_expect_not(utf8_is_cut_off(tea, 3));
    cr_expect_not(utf8_is_cut_off(tea, 0));
    cr_expect_not(utf8_is_cut_off("\x8c", 1));
    cr_expect_not(utf8_is_cut_off("\xe0\x80", 2), "no character begins like this");
    cr_expect_not(utf8_is_cut_off("\xe8"
                                  "a",
                                  2));
}
