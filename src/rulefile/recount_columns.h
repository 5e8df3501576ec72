/*
 * recount_columns.h - what other baskets say of a rule, as columns of its line
 */
#ifndef COBUY_RULEFILE_RECOUNT_COLUMNS_H
#define COBUY_RULEFILE_RECOUNT_COLUMNS_H

#include "rulefile/lines.h"

enum { RECOUNT_ROOM = 9 * (32 + DECIMAL_ROOM) }; /* of all in a line */

/* Their names, a comma before each. */
void recount_header(struct text *text, const cobuy_recount *recount);

/* The columns of the writer's next rule. */
char *recount_put(char *to, struct line_writer *writer);

#endif /* COBUY_RULEFILE_RECOUNT_COLUMNS_H */
