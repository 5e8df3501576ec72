/*
 * budget.h - a search that may have to end before all is found
 */
#ifndef COBUY_MINE_BUDGET_H
#define COBUY_MINE_BUDGET_H

#include "mine/search.h"

/* Whether the search has a budget at all: itemsets, or the context's time. */
bool budget_is_set(const struct search *search);

/* Runs an engine to its end or to that of a budget, which is no failure: the summary of
 * the search tells then.  The sinks get no more itemsets than there may be, and if all
 * frequent ones are looked for, the items alone among them, as far as that goes. */
COBUY_CHECK cobuy_status budget_run(struct search *search, search_engine *engine,
                                    cobuy_error *error);

#endif /* COBUY_MINE_BUDGET_H */
