/*
 * shop.h - the shop that a generated log comes from
 */
#ifndef COBUY_LOG_SHOP_H
#define COBUY_LOG_SHOP_H

#include "log/alias.h"

enum {
    SHOP_MOST_ITEMS = 60, /* of an order */
    PRODUCT_TEXT = 94,    /* makes a product 96 bytes */
};

/* A product's cells of a row, ready to be copied: "P00042,Alpine Brie,Cheese," before
 * the quantity and ",4.59\n" after it. */
struct product {
    uint8_t head, tail; /* bytes of either; the tail follows the head in 'text' */
    char text[PRODUCT_TEXT];
};

/* The first PLANTED_PRODUCTS products are those of planted.h. */
struct shop {
    struct memory *memory;
    struct product *products;
    uint32_t n_products;
    struct alias popularity; /* of products */
    struct alias activity;   /* of customers, numbered from 1 */
    struct alias sizes;      /* of orders: items, from 1 to SHOP_MOST_ITEMS */
    struct alias quantities; /* of an item, from 1 */
};

/* Opens a shop that suits a log of 'lines' rows; false if there is no memory. 'planted'
 * says that the planted products are left to planted_draw(), and so have no popularity
 * here; otherwise they are products like others.  shop_clear() is allowed in either
 * case, and on a shop of zero bytes. */
bool shop_init(struct shop *shop, struct memory *memory, uint64_t lines, bool planted,
               struct random *random);

void shop_clear(struct shop *shop);

#endif /* COBUY_LOG_SHOP_H */
