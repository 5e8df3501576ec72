/*
 * basket_choice.h - which items and baskets count, as the options of reading say
 */
#ifndef COBUY_BASKET_BASKET_CHOICE_H
#define COBUY_BASKET_BASKET_CHOICE_H

#include "basket/baskets.h"

/* Refuses options that no baskets can meet. */
COBUY_CHECK cobuy_status basket_choice_check(const cobuy_read_options *options,
                                             cobuy_error *error);

/* Folds and leaves out items, and then baskets by their sizes, and says so in the
 * report, whose strings go to 'texts'.  Takes no time if nothing is asked for.  After a
 * failure the baskets can only be freed. */
COBUY_CHECK cobuy_status basket_choice_apply(cobuy_baskets *baskets,
                                             cobuy_context *context,
                                             const cobuy_read_options *options,
                                             cobuy_read_report *report,
                                             struct arena *texts, cobuy_error *error);

#endif /* COBUY_BASKET_BASKET_CHOICE_H */
