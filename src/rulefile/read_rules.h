/*
 * read_rules.h - the two layouts that rules are read in
 */
#ifndef COBUY_RULEFILE_READ_RULES_H
#define COBUY_RULEFILE_READ_RULES_H

#include "log/log_blocks.h"
#include "rule/rule_list.h"

/* The columns that a rule file must have. */
enum rule_column {
    COLUMN_ANTECEDENT = RULE_ANTECEDENT,
    COLUMN_CONSEQUENT = RULE_CONSEQUENT,
    COLUMN_COUNT,
    COLUMN_ANTECEDENT_COUNT,
    COLUMN_CONSEQUENT_COUNT,
    COLUMN_BASKETS,
    RULE_COLUMNS_READ,
};

extern const char *const RULE_COLUMN_NAMES[RULE_COLUMNS_READ];

/* The column of a name, or RULE_COLUMNS_READ. */
enum rule_column rule_column_find(const char *name, size_t length);

/* Each reads a whole file; its path is the maker's. */
COBUY_CHECK cobuy_status read_rule_cells(struct rule_list_maker *maker,
                                         struct log_blocks *text, cobuy_error *error);
COBUY_CHECK cobuy_status read_rule_objects(struct rule_list_maker *maker,
                                           struct log_blocks *text, cobuy_error *error);

/* Adds the items of a side that are joined by ";"; 'name' is scratch. */
COBUY_CHECK cobuy_status read_rule_side(struct rule_list_maker *maker,
                                        enum rule_side side, cobuy_text joined,
                                        cobuy_error *error);

#endif /* COBUY_RULEFILE_READ_RULES_H */
