/*
 * test_characters.c - names that differ by case and width alone are folded to the same
 */
#include "basket/characters.h"
#include "support/workspace.h"

#include "base/context.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(characters, .init = workspace_open, .fini = workspace_close);

struct folded {
    char text[256];
};

static struct folded fold(const char *text, unsigned folding)
{
    struct characters characters;
    struct folded folded;
    cobuy_text result;
    characters_init(&characters, &workspace.context->memory);
    cr_assert(characters_read(&characters, (cobuy_text){text, strlen(text)}, folding));
    cr_assert(characters_bytes(&characters, &result));
    snprintf(folded.text, sizeof folded.text, "%.*s", (int)result.length, result.bytes);
    characters_clear(&characters);
    return folded;
}

static void expect_folded(const char *text, unsigned folding, const char *expected)
{
    struct folded folded = fold(text, folding);
    cr_expect_str_eq(folded.text, expected, "'%s' became '%s', not '%s'", text,
                     folded.text, expected);
}

Test(characters, without_folding_keep_their_bytes)
{
    static const char *const texts[] = {"",   "Tea",          "ＡＢＣ",
                                        "ｶﾞ", "\xFF\xE3\x82", "Straße"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_folded(texts[i], 0, texts[i]);
}

Test(characters, are_folded_by_case_in_every_script)
{
    expect_folded("85123A", COBUY_FOLD_CASE, "85123a");
    expect_folded("ÉCLAIR", COBUY_FOLD_CASE, "éclair");
    expect_folded("Straße", COBUY_FOLD_CASE, "strasse");
    expect_folded("ΣΊΣΥΦΟΣ", COBUY_FOLD_CASE, "σίσυφοσ");
    expect_folded("Σίσυφος", COBUY_FOLD_CASE, "σίσυφοσ");
    expect_folded("ЧАЙ", COBUY_FOLD_CASE, "чай");
    expect_folded("ＡＢＣ", COBUY_FOLD_CASE, "ａｂｃ");
    expect_folded("ガム", COBUY_FOLD_CASE, "ガム");
}

Test(characters, are_folded_by_width_alone)
{
    expect_folded("ＡＢＣ１２３", COBUY_FOLD_WIDTH, "ABC123");
    expect_folded("ａ－１＃＆", COBUY_FOLD_WIDTH, "a-1#&");
    expect_folded("ﾁｮｺﾚｰﾄ", COBUY_FOLD_WIDTH, "チョコレート");
    expect_folded("お茶　５００ｍｌ", COBUY_FOLD_WIDTH, "お茶 500ml");
    expect_folded("￥100", COBUY_FOLD_WIDTH, "¥100");
    expect_folded("ﾡ", COBUY_FOLD_WIDTH, fold("ㄱ", COBUY_FOLD_WIDTH).text);
    expect_folded("￣", COBUY_FOLD_WIDTH, fold("¯", COBUY_FOLD_WIDTH).text);
    /* Compatible, but of the same width. */
    expect_folded("x² ① ㍑ ﬁ", COBUY_FOLD_WIDTH, "x² ① ㍑ ﬁ");
    expect_folded("Tea", COBUY_FOLD_WIDTH, "Tea");
}

Test(characters, of_half_width_take_their_marks_with_them)
{
    expect_folded("ｶﾞﾑ", COBUY_FOLD_WIDTH, "ガム");
    expect_folded("ﾊﾟﾝ", COBUY_FOLD_WIDTH, "パン");
    expect_folded("ﾊﾞﾗ", COBUY_FOLD_WIDTH, "バラ");
    expect_folded("ｳﾞｨﾝﾃｰｼﾞ", COBUY_FOLD_WIDTH, "ヴィンテージ");
    expect_folded("カﾞ", COBUY_FOLD_WIDTH, "ガ");
    /* A mark with nothing that it could belong to. */
    expect_folded("ﾞ", COBUY_FOLD_WIDTH, "\u3099");
    expect_folded("ｱﾞ", COBUY_FOLD_WIDTH, "ア\u3099");
    /* What was decomposed before is none of its business. */
    expect_folded("e\u0301", COBUY_FOLD_WIDTH, "e\u0301");
}

Test(characters, are_folded_by_both)
{
    unsigned both = COBUY_FOLD_CASE | COBUY_FOLD_WIDTH;
    expect_folded("ＡＢＣ", both, "abc");
    expect_folded("Ｔeａ", both, "tea");
    expect_folded("ｼｬﾂ（Ｌ）", both, "シャツ(l)");
}

Test(characters, of_what_is_not_utf8_are_folded_if_they_are_ascii)
{
    unsigned both = COBUY_FOLD_CASE | COBUY_FOLD_WIDTH;
    expect_folded("\x83K\x83\x80 A", both, "\x83k\x83\x80 a");
    expect_folded("É\xFF Z", both, "É\xFF z");
    expect_folded("Ａ\xFF", both, "Ａ\xFF");
    expect_folded("\xED\xA0\x80 A", COBUY_FOLD_CASE, "\xED\xA0\x80 a");
    expect_folded("A\xFF", COBUY_FOLD_WIDTH, "A\xFF");
}
