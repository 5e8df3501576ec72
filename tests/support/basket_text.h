/*
 * basket_text.h - baskets as one text, so that they compare as strings
 */
#ifndef COBUY_TESTS_BASKET_TEXT_H
#define COBUY_TESTS_BASKET_TEXT_H

#include "support/files.h"

#include <cobuy/read.h>

/* Sorts items by their bytes and appends them without repeats, as "[beer|diapers]". */
void basket_print(struct bytes *text, cobuy_text *items, size_t n_items);

/* All baskets in their order. */
void baskets_print(struct bytes *text, const cobuy_baskets *baskets);

#endif /* COBUY_TESTS_BASKET_TEXT_H */
