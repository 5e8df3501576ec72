/*
 * planted.h - the rules that are planted in a generated log
 */
#ifndef COBUY_LOG_PLANTED_H
#define COBUY_LOG_PLANTED_H

#include "io/sink.h"
#include "log/random.h"
#include "log/shop_clock.h"

/* Products that come into a log with rules by planting only; into one without rules
 * they come as all others do. */
struct planted_product {
    const char *sku, *name, *category;
    uint32_t cents;
    uint32_t share; /* of orders, in 1/10000, where no rule says otherwise */
};

enum { PLANTED_PRODUCTS = 26 };

extern const struct planted_product planted_products[PLANTED_PRODUCTS];

/* What an order's planted products depend on.  A set of them has bit i for product i.
 */
struct occasion {
    struct moment time;
    uint32_t customer;
    uint32_t previous; /* the set of the customer's order before this one */
};

/* Draws the set of planted products of an order. */
uint32_t planted_draw(const struct occasion *occasion, struct random *random);

/*
 * Writes the rules as CSV: antecedent,consequent,condition,antecedent_share,confidence.
 * Items of one side are joined by ";".  Of the orders that meet the condition,
 * 'antecedent_share' hold the antecedent, and of those 'confidence' the consequent.
 */
COBUY_CHECK cobuy_status planted_write(struct sink *sink, cobuy_error *error);

#endif /* COBUY_LOG_PLANTED_H */
