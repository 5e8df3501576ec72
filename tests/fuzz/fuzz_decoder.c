/*
 * fuzz_decoder.c - any text decodes to UTF-8, and to the same in pieces of any length
 *
 * The first byte of an input chooses the encoding, the second the delimiter, the third
 * the sizes of the pieces; the rest is the text.
 */
#include "base/utf8.h"
#include "io/decoder.h"
#include "io/php_quotes.h"
#include "support/files.h"
#include "support/random_log.h"
#include "fuzz_target.h"

#include <string.h>

enum { CHOICES = 3, MOST_ROOM = 4096 };

static const char *const encodings[] = {"CP932",       "CP932",       "EUC-JP",
                                        "UTF-16LE",    "UTF-16",      "UTF-32LE",
                                        "ISO-2022-JP", "windows-1252"};

/* Zero bytes are characters, too; who reads a log refuses them. */
static bool is_utf8(const struct bytes *text)
{
    for (size_t at = 0, n; at < text->length; at += n) {
        n = utf8_character(text->data + at, text->length - at);
        if (n == 0) return false;
    }
    return true;
}

/* All text, and the error behind it if there is one.  With 'dice', pieces are short. */
static struct bytes decode(cobuy_context *context, const struct decoding *how,
                           const char *raw, size_t length, struct dice *dice)
{
    struct source *source;
    struct decoder *decoder;
    struct bytes text = {0};
    cobuy_error error;
    bytes_append(&text, "\n", 1);
    require(source_open(&source, context, "/dev/null", false, &error) == COBUY_OK &&
                decoder_create(&decoder, context, how, raw, length, &error) == COBUY_OK,
            "no decoder");
    cobuy_status status = COBUY_OK;
    for (size_t got = 1; status == COBUY_OK && got > 0;) {
        char piece[MOST_ROOM];
        size_t room = dice ? dice_between(dice, 1, 100) : MOST_ROOM;
        struct source_seen seen = {
            .line = 1, .begin = text.data + 1, .end = text.data + text.length};
        status = decoder_read(decoder, source, piece, room, &seen, &got, &error);
        require(got <= room, "more than there is room for");
        bytes_append(&text, piece, got);
    }
    require(is_utf8(&text), "no UTF-8");
    if (status != COBUY_OK) bytes_print(&text, "%s", error.message);
    decoder_free(decoder);
    source_close(source);
    return text;
}

/* The text with all quotes; with 'dice' it comes in pieces. */
static struct bytes mend(const struct decoding *how, const char *raw, size_t length,
                         struct dice *dice)
{
    struct php_quotes quotes;
    struct php_quotes_passed passed = {0};
    struct bytes text = {0};
    php_quotes_init(&quotes, how->delimiter);
    bytes_append(&text, "", 0);
    for (size_t at = 0, known = 0; at < length; at += passed.length) {
        known += dice ? dice_below(dice, 20) : length;
        if (known > length) known = length;
        passed = php_quotes_pass(&quotes, raw + at, known - at, known == length);
        require(passed.length <= known - at, "more than there is");
        bytes_append(&text, raw + at, passed.length);
        if (passed.missing) bytes_append(&text, "\"", 1);
    }
    return text;
}

static void require_same(const struct bytes *a, const struct bytes *b, const char *what)
{
    require(a->length == b->length && memcmp(a->data, b->data, a->length) == 0, what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < CHOICES) return 0;
    struct dice dice = {data[2]};
    struct decoding how = {.path = "log",
                           .encoding = encodings[data[0] % 8],
                           .delimiter = "\0,|\t"[data[1] & 3],
                           .delimited = data[1] & 4};
    const char *raw = (const char *)data + CHOICES;
    size_t length = size - CHOICES;
    cobuy_context *context;
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    struct bytes whole = decode(context, &how, raw, length, NULL),
                 pieces = decode(context, &how, raw, length, &dice),
                 mended = mend(&how, raw, length, NULL),
                 by_pieces = mend(&how, raw, length, &dice);
    require_same(&whole, &pieces, "a text does not decode the same in pieces");
    require_same(&mended, &by_pieces, "quotes are not the same in pieces");
    bytes_free(&whole);
    bytes_free(&pieces);
    bytes_free(&mended);
    bytes_free(&by_pieces);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return 0;
}
