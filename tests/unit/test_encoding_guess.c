/*
 * test_encoding_guess.c - which encoding a log most likely is in
 */
#include "log/encoding_guess.h"
#include "support/encoded.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(encoding_guess, .init = workspace_open, .fini = workspace_close);

static void expect_of(const char *text, size_t length, bool whole, const char *wanted)
{
    const char *name = "untouched";
    cr_assert_eq(
        encoding_guess(workspace.context, text, length, whole, &name, &workspace.error),
        COBUY_OK);
    if (!name) name = "none";
    cr_expect_str_eq(name, wanted, "%s, not %s: %.200s", name, wanted, text);
}

/* A text that is stored in an encoding. */
static void expect_of_stored(const char *text, const char *encoding, const char *wanted)
{
    struct bytes stored = encoded(encoding, text, strlen(text));
    expect_of(stored.data, stored.length, true, wanted);
    bytes_free(&stored);
}

static const char *const japanese[] = {
    "注文番号,商品名,数量\n1,緑茶 500ml,2\n1,おにぎり(鮭),1\n",
    "注文ID,お名前(姓),商品コード\n10,佐藤,A-1\n",
    "id,商品\n1,Tシャツ\n2,100円ショップ\n",
    "注文番号,性別\n1,男\n2,女\n",
    "番号,ｺｰﾋｰ\n1,ﾊﾞﾅﾅ\n2,ﾊﾟﾝ\n",
    "sku,name\n1,表示\n2,茶葉\n",
    "sku,name\n1,\"表\"\n2,tea\n",
};
enum { N_JAPANESE = sizeof japanese / sizeof *japanese };

Test(encoding_guess, utf_8_is_known)
{
    for (size_t i = 0; i < N_JAPANESE; i++)
        expect_of(japanese[i], strlen(japanese[i]), true, "UTF-8");
    expect_of("order,caf\xc3\xa9\n", 12, true, "UTF-8");
}

Test(encoding_guess, exports_of_japan_in_cp932_are_known)
{
    for (size_t i = 0; i < N_JAPANESE; i++)
        expect_of_stored(japanese[i], "CP932", "CP932");
}

Test(encoding_guess, a_character_that_is_cut_off_decides_nothing)
{
    expect_of("caf\xc3", 4, false, "UTF-8");
    expect_of("caf\xc3", 4, true, "none");
    struct bytes stored = encoded("CP932", "注文番号", strlen("注文番号"));
    expect_of(stored.data, stored.length - 1, false, "CP932");
    expect_of(stored.data, stored.length - 1, true, "none");
    bytes_free(&stored);
}

/* All of this is CP932 by its form, or nearly. */
Test(encoding_guess, the_languages_of_the_west_are_not_taken_for_japanese)
{
    static const char *const western[] = {
        "id,item\n1,Crème fraîche\n2,Pâté\n3,Bœuf à la mode\n",
        "id,item\n1,Müsli\n2,Käse\n3,Weißbier\n4,Grüße\n",
        "id,item\n1,Jalapeño relish\n2,piñata\n3,Año\n",
        "id,item\n1,The ‘Nduja Pizza\n2,Men’s shirt\n",
        "id,item,price\n1,tea,£5\n2,milk,£3\n",
        "id,item\n1,Smörgås\n2,Æbleskiver\n3,Brød\n",
        "id,item\n1,été\n",
    };
    for (size_t i = 0; i < sizeof western / sizeof *western; i++)
        expect_of_stored(western[i], "windows-1252", "none");
}

Test(encoding_guess, other_encodings_of_asia_are_not_taken_for_cp932)
{
    /* But for the last, whose only character is one of UTF-8 then. */
    for (size_t i = 0; i + 1 < N_JAPANESE; i++)
        expect_of_stored(japanese[i], "EUC-JP", "none");
    expect_of_stored("订单号,商品名称\n1,绿茶\n2,牛奶\n", "GB2312", "none");
    expect_of_stored("주문번호,상품명\n1,녹차\n2,우유\n", "EUC-KR", "none");
}

Test(encoding_guess, utf_16_without_a_mark_is_not_taken_for_cp932)
{
    for (size_t i = 0; i < N_JAPANESE; i++)
        expect_of_stored(japanese[i], "UTF-16LE", "none");
}

Test(encoding_guess, a_damaged_byte_is_not_taken_for_cp932)
{
    static const char *const damaged[] = {"id,item\n1,\xc0\n2,tea\n", "\xb1,tea\n",
                                          "1,a\xb1\n", "1,tea\x92s,milk\n"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
        expect_of(damaged[i], strlen(damaged[i]), true, "none");
}

Test(encoding_guess, damaged_utf_8_is_not_taken_for_cp932)
{
    static const char text[] = "\xe5\x95\x86\xe5\x93\x81,\xe8\x8c\xb6\xe8\x8c\xb6\n";
    struct bytes damaged = {0};
    bytes_append(&damaged, text, strlen(text));
    for (size_t i = 0; i < damaged.length; i++) {
        char kept = damaged.data[i];
        if ((unsigned char)kept < 0x80) continue;
        damaged.data[i] = '\xc0';
        expect_of(damaged.data, damaged.length, true, "none");
        damaged.data[i] = kept;
    }
    bytes_free(&damaged);
}
