/*
 * test_decoder.c - text of another encoding to UTF-8, while it is read
 */
#include "io/decoder.h"
#include "support/encoded.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(decoder, .init = workspace_open, .fini = workspace_close);

enum { MOST_ROOM = 4096, LARGE = 200 * 1000 };

/* Reads all of a log whose first bytes were read before, 'room' bytes at a time; what
 * came before a failure stays. */
static cobuy_status read_from(const char *path, const char *encoding, size_t n_before,
                              size_t room, struct bytes *text)
{
    cobuy_error *error = &workspace.error;
    struct decoding how = {.path = path, .encoding = encoding, .delimited = true};
    struct source *source;
    struct decoder *decoder = NULL;
    char before[64], piece[MOST_ROOM];
    size_t length = 0;
    *text = (struct bytes){0};
    bytes_append(text, "\n", 1); /* what line ends are counted behind */
    cobuy_status status = source_open(&source, workspace.context, path, false, error);
    if (status == COBUY_OK && n_before > 0)
        status = source_read(source, before, n_before, NULL, &length, error);
    if (status == COBUY_OK)
        status =
            decoder_create(&decoder, workspace.context, &how, before, length, error);
    for (length = 1; status == COBUY_OK && length > 0;) {
        struct source_seen seen = {
            .line = 1, .begin = text->data + 1, .end = text->data + text->length};
        status = decoder_read(decoder, source, piece, room, &seen, &length, error);
        cr_assert(length <= room);
        bytes_append(text, piece, length);
    }
    decoder_free(decoder);
    source_close(source);
    return status;
}

static void expect_text(const char *path, const char *encoding, const char *wanted,
                        size_t length)
{
    static const size_t rooms[] = {1, 63, 64, MOST_ROOM};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        struct bytes found;
        cr_assert_eq(read_from(path, encoding, i * 7, rooms[i], &found), COBUY_OK, "%s",
                     workspace.error.message);
        cr_assert_eq(found.length - 1, length, "%s by %zu: %zu bytes, not %zu",
                     encoding, rooms[i], found.length - 1, length);
        cr_assert_eq(memcmp(found.data + 1, wanted, length), 0);
        bytes_free(&found);
    }
}

static void expect_failure(const void *stored, size_t length, const char *encoding,
                           const char *message)
{
    struct file_path path = workspace_file("log", stored, length);
    for (size_t room = 1; room <= MOST_ROOM; room *= 8) {
        struct bytes found;
        cr_expect_eq(read_from(path.text, encoding, 0, room, &found),
                     COBUY_INPUT_UNREADABLE);
        cr_expect_not_null(strstr(workspace.error.message, message), "%s\nnot %s",
                           workspace.error.message, message);
        bytes_free(&found);
    }
}

/* More than is read at a time, so that characters are cut off between two pieces. */
static struct bytes japanese_text(const char *line_end)
{
    struct bytes text = {0};
    struct dice dice = {1};
    while (text.length < LARGE)
        bytes_print(&text, "%u,注文番号,「茶」%s%s", dice_below(&dice, 10000),
                    dice_chance(&dice, 50) ? "表ソ能" : "x", line_end);
    return text;
}

/* ------------------------------------------------------------------------- claims */

Test(decoder, text_becomes_utf_8_wherever_pieces_end)
{
    static const char *const encodings[] = {"CP932",    "EUC-JP",      "SHIFT_JIS",
                                            "UTF-16LE", "UTF-16BE",    "UTF-32LE",
                                            "UTF-16",   "ISO-2022-JP", "UTF-8"};
    struct bytes text = japanese_text("\n");
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct bytes stored = encoded(encodings[i], text.data, text.length), gzip = {0};
        bytes_append_gzip(&gzip, stored.data, stored.length);
        struct file_path plain = workspace_file("plain", stored.data, stored.length);
        struct file_path packed = workspace_file("packed", gzip.data, gzip.length);
        expect_text(plain.text, encodings[i], text.data, text.length);
        expect_text(packed.text, encodings[i], text.data, text.length);
        bytes_free(&stored);
        bytes_free(&gzip);
    }
    bytes_free(&text);
}

Test(decoder, machine_dependent_characters_of_cp932_are_known)
{
    static const char stored[] = "\x87\x40\xfa\xb1\x81\x60\x5c\x7e\xb1";
    struct file_path path = workspace_text("log", stored);
    expect_text(path.text, "CP932", "①﨑～\\~ｱ", strlen("①﨑～\\~ｱ"));
}

Test(decoder, no_text_stays_none)
{
    struct file_path path = workspace_text("log", "");
    expect_text(path.text, "CP932", "", 0);
    expect_text(path.text, "UTF-16", "", 0);
}

Test(decoder, what_is_held_back_to_the_end_is_given)
{
    /* In this encoding of Vietnamese a tone may follow. */
    struct file_path path = workspace_text("log", "tra");
    expect_text(path.text, "TCVN", "tra", 3);
}

Test(decoder, missing_quotes_are_written)
{
    struct file_path path = workspace_text("log", "a,b\n1,\"\x95\x5c\"x\x95\x5c\"\"\n");
    static const char wanted[] = "a,b\n1,\"表\"\"x表\"\"\"\n";
    expect_text(path.text, "CP932", wanted, strlen(wanted));
    expect_text(path.text, "shift_jis", wanted, strlen(wanted));
}

Test(decoder, quotes_stay_as_they_are_in_other_encodings)
{
    static const char text[] = "a,b\n1,\"x\\\"y\"\n";
    struct file_path path = workspace_text("log", text);
    expect_text(path.text, "EUC-JP", text, strlen(text));
}

/* ------------------------------------------------------------------------ failures */

Test(decoder, a_byte_that_is_none_of_the_encoding_is_named_with_its_place)
{
    expect_failure("a\n\x92\x83\x80\n", 6, "CP932",
                   "log:2: not CP932: byte 0x80 at column 2");
    expect_failure("a\r\n\r\nbc\x81", 8, "windows-1252",
                   "log:3: not windows-1252: byte 0x81 at column 3");
    expect_failure("\n\x95\x22", 3, "CP932", "log:2: not CP932: byte 0x95 at column 1");
    expect_failure("a\0\n\0\0\xdc\n\0", 8, "UTF-16LE",
                   "log:2: not UTF-16LE: byte 0x00");
}

Test(decoder, a_character_that_the_log_cuts_off_is_named)
{
    expect_failure("a\n\x92", 3, "CP932", "log:2: not CP932: byte 0x92 at column 1");
    expect_failure("a\0b", 3, "UTF-16LE", "log:1: not UTF-16LE: byte 0x62 at column 2");
}

/* The line that the text of a damaged log ends on. */
static void expect_line_of_damage(const char *encoding, const char *line_end)
{
    struct bytes text = japanese_text(line_end);
    struct bytes stored = encoded(encoding, text.data, text.length), gzip = {0};
    bytes_append_gzip(&gzip, stored.data, stored.length);
    gzip.data[gzip.length - 8] ^= 1; /* the checksum */
    char message[64];
    size_t line = 1, step = strlen(line_end);
    for (const char *at = text.data; (at = strstr(at, line_end)); at += step) line++;
    snprintf(message, sizeof message, "log:%zu: the gzip data is damaged", line);
    expect_failure(gzip.data, gzip.length, encoding, message);
    bytes_free(&text);
    bytes_free(&stored);
    bytes_free(&gzip);
}

Test(decoder, damage_of_gzip_is_named_with_the_line_where_text_ends)
{
    expect_line_of_damage("CP932", "\r\n");
    expect_line_of_damage("UTF-16LE", "\r\n");
    expect_line_of_damage("UTF-16BE", "\n");
    expect_line_of_damage("UTF-32LE", "\r");
}

Test(decoder, an_encoding_that_is_not_there_is_refused)
{
    static const char *const names[] = {"no-such", "", "CP932//IGNORE", "CP932/"};
    struct file_path path = workspace_text("log", "a\n");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct bytes found;
        cr_expect_eq(read_from(path.text, names[i], 0, 100, &found),
                     COBUY_INVALID_ARGUMENT);
        cr_expect_not_null(strstr(workspace.error.message, "EUC-JP"));
        bytes_free(&found);
    }
}
