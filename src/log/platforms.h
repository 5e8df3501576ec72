/*
 * platforms.h - the exports of known shop systems, told by their headers
 *
 * What a column is called is mostly enough to know what it is (column_names.h).  Some
 * exports need more to be known: which of several columns is the one, which rows are no
 * products, what in them means a cancelled order, or that they hold no products at all.
 */
#ifndef COBUY_LOG_PLATFORMS_H
#define COBUY_LOG_PLATFORMS_H

#include "log/column_names.h"

enum {
    PLATFORM_NAMES = 3,
    PLATFORM_COLUMNS = 16,
    PLATFORM_WORDS = 10,
};

/* How several items stand in one cell. */
enum item_packing {
    PACKING_NONE,
    PACKING_QUERY,  /* L1=tea&L2=milk */
    PACKING_COUNTS, /* 2× Tea, 1× Milk */
};

struct platform {
    const char *name;
    const char *refusal;      /* why it cannot be mined, and what can; or NULL */
    const char *signature[4]; /* columns that it has, all of them */
    /* What its columns are: the first of the names that the header has.  Those of
     * ROLE_KIND and ROLE_STATUS may be several. */
    struct platform_column {
        enum column_role role;
        const char *names[PLATFORM_NAMES];
    } columns[PLATFORM_COLUMNS];
    const char *kinds[PLATFORM_WORDS];     /* of rows that are products */
    const char *cancelled[PLATFORM_WORDS]; /* states of a cancelled order, whole */
    enum item_packing packing;
    bool cancels_baskets; /* the first row of an order speaks for all */
};

/* The platform that a header is of, or NULL. */
const struct platform *platforms_find(const cobuy_text *header, size_t n);

/* The place of a platform's column, or 'n' if the header does not have it. */
size_t platforms_place(const struct platform_column *column, const cobuy_text *header,
                       size_t n);

/* Whether a cell is one of a platform's words. */
bool platforms_hold(const char *const words[PLATFORM_WORDS], cobuy_text cell);

/* Takes the next item off a cell that holds several; false if there is none. */
bool platforms_unpack(enum item_packing packing, cobuy_text *cell, cobuy_text *item);

#endif /* COBUY_LOG_PLATFORMS_H */
