/*
 * fuzz_csv_rows.c - any text reads the same whole, in pieces, and by the reference
 *
 * The first byte of an input chooses the dialect, the second the sizes of the pieces;
 * the rest is the text.
 */
#include "support/csv_notes.h"
#include "fuzz_target.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHOICES = 2,             /* bytes in front of the text */
    MOST_BYTES = 256 * 1024, /* of a text: no cell can go over its limit */
};

static void require_same(const struct bytes *found, const struct bytes *expected,
                         const char *what)
{
    bool same = found->length == expected->length &&
                memcmp(found->data, expected->data, found->length) == 0;
    require(same, what);
}

static void compare(cobuy_context *context, const char *text, size_t length,
                    struct csv_dialect dialect, uint8_t seed)
{
    struct dice dice = {seed};
    struct bytes expected = csv_reference_notes(text, length, dialect);
    struct bytes whole = csv_notes(context, text, length, dialect, NULL);
    struct bytes pieces = csv_notes(context, text, length, dialect, &dice);
    require_same(&whole, &expected, "a text does not read as the reference reads it");
    require_same(&pieces, &whole, "a text does not read the same in pieces");
    bytes_free(&expected);
    bytes_free(&whole);
    bytes_free(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = ",;\t|";
    if (size < CHOICES || size > MOST_BYTES) return 0;
    struct csv_dialect dialect = {delimiters[data[0] & 3], data[0] & 4};
    cobuy_context *context;
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    compare(context, (const char *)data + CHOICES, size - CHOICES, dialect, data[1]);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return 0;
}
