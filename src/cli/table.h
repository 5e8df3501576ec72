/*
 * table.h - rules as a table for people
 */
#ifndef COBUY_CLI_TABLE_H
#define COBUY_CLI_TABLE_H

#include "cli/values.h"

#include <cobuy/recount.h>

#include <stdio.h>

/* Columns of the terminal that standard output is; 80 if it does not say. */
size_t table_terminal_width(void);

/* Prints all rules, a line each, with further measures of theirs, and with what other
 * baskets say of them, if 'recount' is not NULL; names are cut so that lines fit into
 * 'width'. */
void table_print(FILE *out, const cobuy_rules *rules,
                 const struct measure_list *measures, const cobuy_recount *recount,
                 size_t width);

#endif /* COBUY_CLI_TABLE_H */
