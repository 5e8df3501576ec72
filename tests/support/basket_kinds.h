/*
 * basket_kinds.h - logs with more items than random_log.h's, by kinds of baskets
 *
 * A kind is some items and how many baskets hold exactly these.  So a log of a hundred
 * thousand baskets that repeat takes no room, and what must come out of it is found
 * quickly (tid_oracle.h).
 */
#ifndef COBUY_TESTS_BASKET_KINDS_H
#define COBUY_TESTS_BASKET_KINDS_H

#include "support/random_log.h"

struct basket_kind {
    size_t first; /* place of its items */
    uint32_t n_items;
    uint32_t weight; /* baskets of the kind */
};

struct basket_kinds {
    uint32_t n_items;
    cobuy_text *names; /* ascend by their bytes, so items do by name */
    struct basket_kind *at;
    size_t n, room;
    uint32_t *items; /* of all kinds, ascending in each */
    size_t n_in_all, room_for_items;
};

enum kind_names {
    NAMES_SHORT, /* digits */
    NAMES_LONG,  /* up to some 220 bytes */
    NAMES_ODD,   /* what CSV and JSON must quote or escape, and FIMI cannot hold */
};

void basket_kinds_init(struct basket_kinds *kinds, uint32_t n_items,
                       enum kind_names names);
void basket_kinds_free(struct basket_kinds *kinds);

/* Adds a kind; the items come in any order, and none twice. */
void basket_kinds_add(struct basket_kinds *kinds, const uint32_t *items,
                      uint32_t n_items, uint32_t weight);

/* What a random log looks like. */
struct kinds_shape {
    const char *name; /* to tell when something fails */
    uint32_t n_items, n_kinds;
    uint32_t least_length, most_length; /* items of a kind */
    double skew;          /* 1: all items are as frequent; above: few are in most */
    uint32_t most_weight; /* baskets of a kind; 0: 1 */
    uint32_t n_in_all;    /* further items, which all baskets hold */
    uint32_t leads; /* one item of so many brings the next ones along; 0: none does */
    uint32_t n_follow; /* how many it brings */
    enum kind_names names;
};

/* Which items are frequent has nothing to do with their names. */
void basket_kinds_draw(struct basket_kinds *kinds, const struct kinds_shape *shape,
                       uint64_t seed);

/* The baskets, by a builder, kind after kind. */
cobuy_status basket_kinds_build(const struct basket_kinds *kinds,
                                cobuy_context *context, cobuy_baskets **out,
                                cobuy_error *error);

#endif /* COBUY_TESTS_BASKET_KINDS_H */
