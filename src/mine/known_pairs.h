/*
 * known_pairs.h - itemsets of one or two items, where pairs have been counted before
 */
#ifndef COBUY_MINE_KNOWN_PAIRS_H
#define COBUY_MINE_KNOWN_PAIRS_H

#include "mine/search.h"

/* Whether the baskets know all that is searched for. */
bool known_pairs_suffice(const struct search *search);

/* Finds them, as an engine would. */
COBUY_CHECK cobuy_status known_pairs_run(const struct search *search,
                                         cobuy_error *error);

#endif /* COBUY_MINE_KNOWN_PAIRS_H */
