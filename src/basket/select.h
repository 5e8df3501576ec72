/*
 * select.h - some of the baskets, as if there had been no others
 */
#ifndef COBUY_BASKET_SELECT_H
#define COBUY_BASKET_SELECT_H

#include "basket/baskets.h"

/* Leaves only the baskets whose time is 'since' or later, and 'until' or earlier. Items
 * that none of them has are gone, and the others have ids in the order in which the
 * baskets have them first.  There must be times.  After a failure the baskets can only
 * be freed. */
COBUY_CHECK cobuy_status select_times(cobuy_baskets *baskets, int64_t since,
                                      int64_t until, cobuy_error *error);

#endif /* COBUY_BASKET_SELECT_H */
