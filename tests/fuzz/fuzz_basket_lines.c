/*
 * fuzz_basket_lines.c - any text reads the same whole, in pieces, and by the reference
 *
 * The first byte of an input chooses the sizes of the pieces; the rest is the text.
 */
#include "support/line_notes.h"
#include "fuzz_target.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHOICES = 1,            /* bytes in front of the text */
    MOST_BYTES = 64 * 1024, /* of a text: no item can go over its limit */
};

static size_t any_piece(void *user)
{
    struct dice *dice = user;
    return dice_below(dice, dice_chance(dice, 50) ? 8 : 300);
}

static void require_same(const struct bytes *found, const struct bytes *expected,
                         const char *what)
{
    bool same = found->length == expected->length &&
                memcmp(found->data, expected->data, found->length) == 0;
    require(same, what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < CHOICES || size > MOST_BYTES) return 0;
    const char *text = (const char *)data + CHOICES;
    size_t length = size - CHOICES;
    if (memchr(text, 0, length)) return 0;
    struct dice dice = {data[0]};
    cobuy_context *context;
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    struct bytes expected = line_reference_notes(text, length);
    struct bytes whole = line_notes(context, text, length, NULL, NULL);
    struct bytes pieces = line_notes(context, text, length, any_piece, &dice);
    require_same(&whole, &expected, "a text does not read as the reference reads it");
    require_same(&pieces, &whole, "a text does not read the same in pieces");
    bytes_free(&expected);
    bytes_free(&whole);
    bytes_free(&pieces);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return 0;
}
