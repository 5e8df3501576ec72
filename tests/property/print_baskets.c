/*
 * print_baskets.c - what cobuy reads in a log, for comparison with another reader
 *
 *     print_baskets LOG
 *
 * Blanks are kept and bad rows left out.  The output is a line of counts, the bad rows
 * that the report names, and for each basket the items in hexadecimal, sorted.
 */
#include "support/files.h"

#include <cobuy/read.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *to_hexadecimal(cobuy_text text)
{
    struct bytes digits = {0};
    bytes_append(&digits, "", 0);
    for (size_t i = 0; i < text.length; i++)
        bytes_print(&digits, "%02x", (unsigned char)text.bytes[i]);
    return digits.data;
}

static void print_basket(const cobuy_baskets *baskets, uint64_t index)
{
    uint32_t n_items;
    const uint32_t *items = cobuy_baskets_at(baskets, index, &n_items);
    char **names = calloc(n_items, sizeof *names);
    require(names != NULL, "no memory for a basket");
    for (uint32_t i = 0; i < n_items; i++)
        names[i] = to_hexadecimal(cobuy_baskets_item(baskets, items[i]));
    qsort(names, n_items, sizeof *names, compare_strings);
    for (uint32_t i = 0; i < n_items; i++) {
        printf(i ? " %s" : "%s", names[i]);
        free(names[i]);
    }
    printf("\n");
    free(names);
}

static void print_report(const cobuy_read_report *report)
{
    printf("%" PRIu64 " rows, %" PRIu64 " used, %" PRIu64 " bad, %" PRIu64
           " blank lines, %" PRIu64 " blank baskets, %" PRIu64 " blank items\n",
           report->rows, report->used_rows, report->bad_rows, report->blank_lines,
           report->blank_baskets, report->blank_items);
    for (size_t i = 0; i < report->n_bad; i++) printf("%s\n", report->bad[i].message);
}

int main(int n_arguments, char **arguments)
{
    require(n_arguments == 2, "one log is read");
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.keep_blanks = true;
    options.max_bad_rows = UINT64_MAX;
    options.allow_empty = true;
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_error error;
    const char *path = arguments[1];
    if (cobuy_context_create(&context, NULL, &error) != COBUY_OK ||
        cobuy_read(context, &baskets, &path, 1, &options, &error) != COBUY_OK) {
        printf("%s\n", error.message);
        return 1;
    }
    print_report(cobuy_baskets_report(baskets));
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++)
        print_basket(baskets, b);
    cobuy_baskets_free(baskets);
    cobuy_context_free(context);
    return 0;
}
