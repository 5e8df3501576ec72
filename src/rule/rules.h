/*
 * rules.h - rules in order (the inside of cobuy_rules)
 *
 * Both sides of a rule and the two together are frequent itemsets, so a rule is three
 * indexes into the itemsets that it was derived from, which the rules keep.
 */
#ifndef COBUY_RULE_RULES_H
#define COBUY_RULE_RULES_H

#include "mine/itemsets.h"

#include <cobuy/rule.h>

struct rule_record {
    uint64_t whole, antecedent, consequent; /* indexes of itemsets */
};

struct cobuy_rules {
    struct memory *memory;
    cobuy_itemsets *itemsets;
    struct rule_record *records;
    uint64_t n;
    uint64_t room;   /* elements that 'records' has room for */
    uint64_t passed; /* before 'top' took the first */
};

#endif /* COBUY_RULE_RULES_H */
