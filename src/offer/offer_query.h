/*
 * offer_query.h - baskets that are asked for by name (the inside of cobuy_offer_query)
 */
#ifndef COBUY_OFFER_OFFER_QUERY_H
#define COBUY_OFFER_OFFER_QUERY_H

#include "offer/offer_index.h"
#include "rulefile/lines.h"

struct cobuy_offer_query {
    cobuy_context *context;
    const cobuy_offer_index *index;
    VECTOR(uint32_t) basket;       /* ascending, none twice */
    struct text unknown;           /* names, a zero byte behind each ... */
    VECTOR(size_t) unknown_starts; /* ... and where they begin */
    struct text name;              /* scratch */
    cobuy_offer *offers;
    size_t top, n_offers;
    struct offer_lines *lines; /* of the format that was asked for last; or NULL */
};

void offer_lines_free(struct offer_lines *lines, struct memory *memory); /* or NULL */

#endif /* COBUY_OFFER_OFFER_QUERY_H */
