/*
 * test_item_pattern.c - patterns match as fnmatch(3) has them match, but in no locale
 */
#include "basket/item_pattern.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include "base/context.h"

#include <criterion/criterion.h>
#include <fnmatch.h>
#include <locale.h>
#include <string.h>

TestSuite(item_pattern, .init = workspace_open, .fini = workspace_close);

static cobuy_text text_of(const char *text)
{
    return (cobuy_text){text, strlen(text)};
}

static bool matches(const char *pattern, const char *name, unsigned folding)
{
    struct memory *memory = &workspace.context->memory;
    struct item_pattern read;
    struct characters characters;
    characters_init(&characters, memory);
    cr_assert(item_pattern_read(&read, memory, text_of(pattern), folding));
    cr_assert(characters_read(&characters, text_of(name), folding));
    bool matched = item_pattern_matches(&read, &characters);
    item_pattern_clear(&read);
    characters_clear(&characters);
    return matched;
}

/* Up to 'most' of the letters of an alphabet. */
static void draw_text(struct dice *dice, const char *alphabet, size_t most, char *text)
{
    size_t n = dice_below(dice, (uint32_t)most + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = alphabet[dice_below(dice, (uint32_t)strlen(alphabet))];
    text[n] = '\0';
}

/* Whether there may be a set, which POSIX leaves open if nothing closes it, or a
 * backslash at the end. */
static bool is_left_open(const char *pattern)
{
    size_t n = strlen(pattern);
    if (n > 0 && pattern[n - 1] == '\\') return true;
    for (const char *at = pattern; *at; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '[')
            return true;
    }
    return false;
}

Test(item_pattern, without_sets_matches_as_fnmatch_does)
{
    char pattern[16], name[16];
    uint64_t matched = 0, tried = 0;
    for (uint64_t seed = 1; seed <= seeds_to_try(200000); seed++) {
        struct dice dice = {seed};
        draw_text(&dice, "ab*?\\[]", 8, pattern);
        draw_text(&dice, "aab[]*", 8, name);
        if (is_left_open(pattern)) continue;
        bool expected = fnmatch(pattern, name, 0) == 0;
        cr_assert_eq(matches(pattern, name, 0), expected, "'%s' and '%s'", pattern,
                     name);
        matched += expected;
        tried++;
    }
    cr_assert(matched > tried / 50, "only %llu of %llu match",
              (unsigned long long)matched, (unsigned long long)tried);
}

/* A set out of members that are well formed. */
static void draw_set(struct dice *dice, char *set)
{
    static const char *const members[] = {
        "a",   "b",    "-]", "c-e", "0-4", "[:digit:]", "[:upper:]",  "[:punct:]",
        "\\]", "\\\\", "*",  "[",   "B-D", "[:space:]", "[:xdigit:]", "_"};
    uint32_t n = dice_between(dice, 1, 4);
    strcpy(set, dice_chance(dice, 30) ? "[!" : dice_chance(dice, 20) ? "[^" : "[");
    if (dice_chance(dice, 20)) strcat(set, "]");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t member = dice_below(dice, sizeof members / sizeof *members);
        if (member == 2) continue; /* only at the end */
        strcat(set, members[member]);
    }
    if (strlen(set) <= 2) strcat(set, "x");
    strcat(set, dice_chance(dice, 20) ? "-]" : "]");
}

Test(item_pattern, with_sets_matches_as_fnmatch_does)
{
    uint64_t matched = 0, n = seeds_to_try(100000);
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct dice dice = {seed};
        char pattern[160] = "", set[64], name[16];
        for (uint32_t i = 0; i < 2; i++) {
            draw_set(&dice, set);
            if (dice_chance(&dice, 20)) strcat(pattern, "*");
            strcat(pattern, set);
        }
        draw_text(&dice, "ab]-cdeBC09!^[\\* _", 3, name);
        bool expected = fnmatch(pattern, name, 0) == 0;
        cr_assert_eq(matches(pattern, name, 0), expected, "'%s' and '%s'", pattern,
                     name);
        matched += expected;
    }
    cr_assert(matched > n / 50, "only %llu match", (unsigned long long)matched);
}

Test(item_pattern, takes_a_character_of_utf8_as_one)
{
    cr_expect(matches("?", "ガ", 0));
    cr_expect(matches("caf?", "café", 0));
    cr_expect(matches("[あ-ん]*", "みかん", 0));
    cr_expect_not(matches("[!あ-ん]*", "みかん", 0));
    cr_expect(matches("限定*", "限定商品", 0));
    cr_expect_not(matches("??", "ガ", 0));
}

Test(item_pattern, takes_a_byte_that_is_no_character_as_one)
{
    cr_expect(matches("?a",
                      "\x83"
                      "a",
                      0));
    cr_expect(matches("\x83*", "\x83\x41", 0));
    cr_expect_not(matches("\x84*", "\x83\x41", 0));
    cr_expect(matches("??", "\xE3\x82", 0), "a character that is cut off is two bytes");
}

Test(item_pattern, is_the_same_in_every_locale)
{
    setlocale(LC_ALL, "C.UTF-8");
    cr_expect(matches("?", "é", 0));
    cr_expect_not(matches("[[:alpha:]]", "é", 0));
    setlocale(LC_ALL, "C");
    cr_expect(matches("?", "é", 0));
    cr_expect_not(matches("[[:alpha:]]", "é", 0));
}

Test(item_pattern, takes_what_is_open_as_itself)
{
    cr_expect(matches("[ab", "[ab", 0));
    cr_expect(matches("a*[", "ab[", 0));
    cr_expect(matches("[]", "[]", 0));
    cr_expect(matches("[!]", "[!]", 0));
    cr_expect(matches("a\\", "a\\", 0));
    cr_expect_not(matches("[z-a]", "m", 0));
    cr_expect(matches("[[:none:]]", ":]", 0), "of a class that is none, its letters");
}

Test(item_pattern, is_folded_as_names_are)
{
    cr_expect(matches("Post*", "POSTAGE", COBUY_FOLD_CASE));
    cr_expect(matches("[A-C]1", "b1", COBUY_FOLD_CASE));
    cr_expect(matches("[[:upper:]]", "q", COBUY_FOLD_CASE));
    cr_expect(matches("STRASSE", "straße", COBUY_FOLD_CASE));
    cr_expect(matches("A?C", "ＡＢＣ", COBUY_FOLD_WIDTH));
    cr_expect(matches("ｶﾞ*", "ガム", COBUY_FOLD_WIDTH));
    cr_expect(matches("[Ａ-Ｃ]", "B", COBUY_FOLD_WIDTH));
    cr_expect_not(matches("post*", "POSTAGE", COBUY_FOLD_WIDTH));
}

Test(item_pattern, has_no_other_special_characters_when_it_is_folded)
{
    cr_expect_not(matches("＊", "tea", COBUY_FOLD_WIDTH), "a wide star is no star");
    cr_expect(matches("＊", "*", COBUY_FOLD_WIDTH));
    cr_expect_not(matches("［ab］", "a", COBUY_FOLD_WIDTH));
}

Test(item_pattern, of_many_stars_takes_no_time)
{
    enum { LONG = 20000 };
    static char pattern[200], name[LONG + 1];
    for (int i = 0; i < 60; i++) strcat(pattern, "a*");
    strcat(pattern, "b");
    memset(name, 'a', LONG);
    cr_expect_not(matches(pattern, name, 0));
}
