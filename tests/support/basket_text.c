/*
 * basket_text.c - baskets as one text, so that they compare as strings
 */
#include "support/basket_text.h"

#include "basket/dictionary.h" /* text_compare */

#include <stdlib.h>

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const cobuy_text *)a, *(const cobuy_text *)b);
}

void basket_print(struct bytes *text, cobuy_text *items, size_t n_items)
{
    qsort(items, n_items, sizeof *items, compare_texts);
    bytes_append(text, "[", 1);
    for (size_t i = 0; i < n_items; i++) {
        if (i > 0 && text_compare(items[i - 1], items[i]) == 0) continue;
        if (i > 0) bytes_append(text, "|", 1);
        bytes_append(text, items[i].bytes, items[i].length);
    }
    bytes_append(text, "]", 1);
}

void baskets_print(struct bytes *text, const cobuy_baskets *baskets)
{
    bytes_append(text, "", 0);
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n_items;
        const uint32_t *ids = cobuy_baskets_at(baskets, b, &n_items);
        cobuy_text *items = calloc(n_items + 1, sizeof *items);
        require(items != NULL, "no memory for a basket");
        for (uint32_t i = 0; i < n_items; i++)
            items[i] = cobuy_baskets_item(baskets, ids[i]);
        basket_print(text, items, n_items);
        free(items);
    }
}
