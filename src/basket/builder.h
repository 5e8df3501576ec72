/*
 * builder.h - pairs of basket and item, in any order, to baskets
 */
#ifndef COBUY_BASKET_BUILDER_H
#define COBUY_BASKET_BUILDER_H

#include "basket/baskets.h"

/* Begins a basket that has no key and gets all that is added with
 * builder_add_to_last().  A builder takes either keys or such baskets, not both. */
COBUY_CHECK cobuy_status builder_begin(cobuy_builder *builder, cobuy_error *error);
COBUY_CHECK cobuy_status builder_add_to_last(cobuy_builder *builder, const void *item,
                                             size_t length, cobuy_error *error);

#endif /* COBUY_BASKET_BUILDER_H */
