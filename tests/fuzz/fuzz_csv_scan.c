/*
 * fuzz_csv_scan.c - any text reads the same in blocks, and by libcsv alone
 *
 * Four bytes of an input choose the dialect and the instructions, the columns, and the
 * size of blocks; the rest is the text.
 */
#include "base/context.h"
#include "support/scan_notes.h"
#include "fuzz_target.h"

#include <string.h>

enum {
    CHOICES = 4,             /* bytes in front of the text */
    MOST_BYTES = 256 * 1024, /* of a text: no cell can go over its limit */
};

static const struct platform shop = {
    .kinds = {"1", "a"}, .cancelled = {"0"}, .cancels_baskets = true};

static struct scan_case case_of(const uint8_t *choices)
{
    static const char delimiters[] = ",;\t|";
    struct scan_case scan_case = {
        .dialect = {delimiters[choices[0] & 3], choices[0] & 4},
        .places = {choices[1] & 7, choices[1] >> 4 & 7},
        .n_cells = (choices[2] & 7) + 1,
        .platform = &shop};
    scan_case.timed = choices[2] & 8;
    scan_case.marked = choices[1] & 8;
    scan_case.drop_unpaid = choices[1] & 128;
    scan_case.n_further = choices[0] & 32 ? choices[2] >> 4 & 7 : 0;
    if (scan_case.n_further == 0) scan_case.n_further = scan_case.timed;
    for (size_t i = 0; i < scan_case.n_further; i++) {
        enum column_role role =
            ROLE_STATUS + (i + choices[3]) % (N_ROLES - ROLE_STATUS);
        if (i == 0) role = scan_case.timed ? ROLE_TIME : ROLE_QUANTITY;
        scan_case.further[i] =
            (struct further_column){.role = role, .given = choices[0] & 64};
        scan_case.places[2 + i] = choices[2] + 3 * i;
    }
    for (size_t i = 0; i < 2 + scan_case.n_further; i++)
        scan_case.places[i] %= scan_case.n_cells;
    if (choices[0] & 8) {
        scan_case.header[0] = "order_id";
        scan_case.header[1] = "sku";
    }
    return scan_case;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < CHOICES || size > MOST_BYTES) return 0;
    const char *text = (const char *)data + CHOICES;
    size_t length = size - CHOICES;
    if (memchr(text, 0, length)) return 0;
    struct scan_case scan_case = case_of(data);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    if (data[0] & 16) options.instructions = COBUY_INSTRUCTIONS_PLAIN;
    cobuy_context *context;
    require(cobuy_context_create(&context, &options, NULL) == COBUY_OK, "no context");
    struct bytes expected = scan_reference_notes(context, &scan_case, text, length);
    struct bytes found =
        scan_notes(context, &scan_case, text, length, (size_t)data[3] * 4 + 1);
    require(found.length == expected.length &&
                memcmp(found.data, expected.data, found.length) == 0,
            "a text does not read as libcsv reads it");
    bytes_free(&expected);
    bytes_free(&found);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return 0;
}
