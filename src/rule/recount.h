/*
 * recount.h - the same rules counted in other baskets (the inside of cobuy_recount)
 */
#ifndef COBUY_RULE_RECOUNT_H
#define COBUY_RULE_RECOUNT_H

#include "rule/rule_list.h"

#include <cobuy/hold_out.h>

struct cobuy_recount {
    struct memory *memory;
    cobuy_recounted *at;
    size_t n;
    const char *prefix; /* of its columns */
    bool marked;        /* whether there is a column 'confirmed' */
    bool held_out;      /* whether this says something: */
    cobuy_held_out facts;
};

#endif /* COBUY_RULE_RECOUNT_H */
