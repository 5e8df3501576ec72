/*
 * projection.h - a search whose baskets memory has no room for, part by part
 */
#ifndef COBUY_MINE_PROJECTION_H
#define COBUY_MINE_PROJECTION_H

#include "mine/search.h"

/* Whether a search should go by parts: only one for all frequent itemsets can. */
bool projection_is_needed(const struct search *search);

/* Has the engine search part by part. */
COBUY_CHECK cobuy_status projection_run(const struct search *search,
                                        search_engine *engine, cobuy_error *error);

#endif /* COBUY_MINE_PROJECTION_H */
