/*
 * columns.h - measures behind the columns that every line has
 */
#ifndef COBUY_RULEFILE_COLUMNS_H
#define COBUY_RULEFILE_COLUMNS_H

#include "base/decimal.h"
#include "mine/itemsets.h"
#include "rule/recount.h"

#include <cobuy/write.h>

/* Those of rules, or those of itemsets.  What is pointed to is the caller's. */
struct line_columns {
    const cobuy_measure *of_rules;
    const cobuy_itemset_measure *of_itemsets;
    size_t n;
    const uint64_t *item_counts;  /* of itemsets, by the ids of their items */
    const cobuy_recount *recount; /* of rules: its columns stand behind; or NULL */
};

enum {
    COLUMN_NAME_MOST = 19,
    COLUMN_ROOM = COLUMN_NAME_MOST + 4 + DECIMAL_ROOM, /* ,"name":value */
};

/* What 'options' ask for.  COBUY_INVALID_ARGUMENT if that is no measure, or is in each
 * line already; or if the lines have no columns. */
COBUY_CHECK cobuy_status columns_of_rules(struct line_columns *out,
                                          const cobuy_write_options *options,
                                          cobuy_error *error);
COBUY_CHECK cobuy_status columns_of_itemsets(struct line_columns *out,
                                             const cobuy_write_options *options,
                                             cobuy_file_format format,
                                             const struct item_names *names,
                                             cobuy_error *error);

/* The name of column 'i', and its value in one line. */
const char *columns_name(const struct line_columns *columns, size_t i);
double columns_of_rule(const struct line_columns *columns, size_t i,
                       const cobuy_rule *rule);
double columns_of_itemset(const struct line_columns *columns, size_t i,
                          const cobuy_itemset *itemset, uint64_t baskets);

#endif /* COBUY_RULEFILE_COLUMNS_H */
