/*
 * test_compression.c - what a file is, by its first bytes
 */
#include "io/compression.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *advice(const char *start, size_t length)
{
    return compression_advice((const unsigned char *)start, length);
}

static void expect_advice(const char *start, size_t length, const char *what,
                          const char *command)
{
    const char *text = advice(start, length);
    cr_assert_not_null(text, "nothing is said of %s", what);
    cr_expect_not_null(strstr(text, what), "no '%s' in: %s", what, text);
    cr_expect_not_null(strstr(text, command), "no '%s' in: %s", command, text);
}

#define EXPECT_ADVICE(start, what, command) \
    expect_advice(start, sizeof(start) - 1, what, command)

Test(compression, gzip_is_known_by_its_first_two_bytes)
{
    static const unsigned char gzip[] = {0x1f, 0x8b, 8}, other[] = {0x1f, 0x8c, 8};
    cr_expect(compression_is_gzip(gzip, 3));
    cr_expect(compression_is_gzip(gzip, 2));
    cr_expect_not(compression_is_gzip(gzip, 0));
    cr_expect_not(compression_is_gzip(other, 3));
    cr_expect_null(compression_advice(gzip, 3));
}

Test(compression, other_compressions_are_known_and_their_command_is_named)
{
    EXPECT_ADVICE("\x28\xb5\x2f\xfd\x04", "zstd", "zstd -dc LOG | cobuy");
    EXPECT_ADVICE("\xfd"
                  "7zXZ\0\0",
                  "xz", "xz -dc LOG | cobuy");
    EXPECT_ADVICE("BZh91AY&SY", "bzip2", "bzip2 -dc LOG | cobuy");
    EXPECT_ADVICE("\x04\x22\x4d\x18\x64", "lz4", "lz4 -dc LOG | cobuy");
    EXPECT_ADVICE("LZIP\x01", "lzip", "lzip -dc LOG | cobuy");
    EXPECT_ADVICE("\x1f\x9d\x90", "compress", "gzip -dc LOG | cobuy");
}

Test(compression, archives_and_workbooks_are_known)
{
    EXPECT_ADVICE("PK\x03\x04\x14", "zip", "unzip -p LOG | cobuy");
    EXPECT_ADVICE("7z\xbc\xaf\x27\x1c\0", "7-Zip", "7z x -so LOG");
    EXPECT_ADVICE("PAR1\x15", "Parquet", "CSV");
    EXPECT_ADVICE("SQLite format 3\0", "SQLite", "CSV");
    EXPECT_ADVICE("%PDF-1.7", "PDF", "CSV");
}

Test(compression, text_is_nothing_of_these)
{
    static const char *const texts[] = {
        "order_id,sku\n", "1 2 3\n",   "\xef\xbb\xbforder_id",
        "注文番号",       "\xff\xfeo", "PK,sku\n",
        "BZ,1\n",         "",          "7z,1\n",
        "SQLite,1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_null(advice(texts[i], strlen(texts[i])), "'%s'", texts[i]);
        cr_expect_not(
            compression_is_gzip((const unsigned char *)texts[i], strlen(texts[i])));
    }
}

Test(compression, a_start_that_is_cut_off_says_nothing)
{
    cr_expect_null(advice("\x28\xb5\x2f", 3));
    cr_expect_null(advice("SQLite format ", 14));
    cr_expect_null(advice("\xff", 1));
}
