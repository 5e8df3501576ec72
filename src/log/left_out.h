/*
 * left_out.h - the baskets and items of rows that are left out, for who inspects
 *
 * A shop counts its invoices and articles with those that were taken back.  So that
 * they can be told as well, a row that is left out is entered as another item, whose
 * name no log can hold, and these items are taken out when all baskets are there.  What
 * baskets are joined by, and where they are while they are, need not know of it.
 */
#ifndef COBUY_LOG_LEFT_OUT_H
#define COBUY_LOG_LEFT_OUT_H

#include "base/vector.h"
#include "basket/baskets.h"

struct left_out {
    struct memory *memory; /* NULL: nothing is entered */
    VECTOR(char) name;
    uint64_t rows; /* that were entered, an item a row */
};

void left_out_clear(struct left_out *left_out);

/* The name under which an item is entered; valid until the next. */
COBUY_CHECK cobuy_status left_out_enter(struct left_out *left_out, cobuy_text item,
                                        cobuy_text *name, cobuy_error *error);

/* Takes such items out of the baskets, of so many rows, and those that have no others;
 * tells in their report how many baskets and items there were with them. */
COBUY_CHECK cobuy_status left_out_take_out(cobuy_baskets *baskets,
                                           cobuy_context *context, uint64_t rows,
                                           cobuy_error *error);

#endif /* COBUY_LOG_LEFT_OUT_H */
