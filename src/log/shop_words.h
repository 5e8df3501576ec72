/*
 * shop_words.h - what the products of generated logs are called
 *
 * Names are "BRAND NOUN", such as "Alpine Cheddar".  No noun and no brand occurs twice,
 * so that each pair of them names one product.
 */
#ifndef COBUY_LOG_SHOP_WORDS_H
#define COBUY_LOG_SHOP_WORDS_H

#include <stdint.h>

enum { CATEGORY_NOUNS = 6, SHOP_CATEGORIES = 60, SHOP_BRANDS = 56 };

struct category {
    const char *name;
    uint32_t cents;  /* what a product of it costs, more or less */
    uint32_t inches; /* the smallest size that it comes in; 0: there are no sizes */
    const char *nouns[CATEGORY_NOUNS];
};

extern const struct category shop_categories[SHOP_CATEGORIES];
extern const char *const shop_brands[SHOP_BRANDS];

#endif /* COBUY_LOG_SHOP_WORDS_H */
