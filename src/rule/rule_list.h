/*
 * rule_list.h - rules from files (the inside of cobuy_rule_list)
 *
 *     itemset i     items[starts[i]] up to items[starts[i + 1]], ascending ids; in
 *                   counts[i] baskets; no two are the same
 *     rule          three of them: the whole, and its two sides
 *
 * Rules of one log have most of their itemsets in common with others.  To hold each
 * once saves room, shows whether counts contradict each other, and is what has to be
 * counted where rules are counted in other baskets.
 */
#ifndef COBUY_RULE_RULE_LIST_H
#define COBUY_RULE_RULE_LIST_H

#include "base/vector.h"
#include "basket/dictionary.h"
#include "measure/counts.h"
#include "mine/itemsets.h"

#include <cobuy/rule_list.h>

/* Baskets that rules are counted in at most: measures are right up to here. */
#define RULE_LIST_BASKETS_MOST UINT64_C(1000000000000)

struct listed_rule {
    uint32_t whole, antecedent, consequent; /* itemsets */
};

struct cobuy_rule_list {
    struct memory *memory;
    struct item_names names; /* its counts: 0 where no rule tells the item's */
    size_t n_itemsets;
    uint32_t *items;
    size_t *starts; /* n_itemsets + 1 */
    uint64_t *counts;
    struct listed_rule *rules;
    size_t n;
    uint64_t baskets;
    cobuy_log file; /* without a path: there is none */
    char *path;     /* of the file, or NULL */
};

static inline uint32_t rule_list_size(const cobuy_rule_list *list, uint32_t itemset)
{
    return (uint32_t)(list->starts[itemset + 1] - list->starts[itemset]);
}

/* --------------------------------------------------------------------------- making */

enum rule_side { RULE_ANTECEDENT, RULE_CONSEQUENT };

/* A list as it grows.  Items have the ids of their first occurrence until the end. */
struct rule_list_maker {
    cobuy_context *context;
    const char *path; /* of the file that rules come from; NULL: they are known to be
                         consistent */
    uint64_t line;    /* of it, that the rule is on */
    struct dictionary names, itemsets, rules; /* the last two by their integers */
    VECTOR(uint64_t) counts;                  /* of the itemsets */
    VECTOR(struct listed_rule) listed;
    VECTOR(uint32_t) sides[2], whole; /* of the rule that is being made */
    uint64_t baskets;
};

void rule_list_maker_init(struct rule_list_maker *maker, cobuy_context *context);
void rule_list_maker_clear(struct rule_list_maker *maker);

/* A rule: its items first, in any order, then its counts. */
COBUY_CHECK cobuy_status rule_list_add_item(struct rule_list_maker *maker,
                                            enum rule_side side, const char *name,
                                            size_t length, cobuy_error *error);
COBUY_CHECK cobuy_status rule_list_add_rule(struct rule_list_maker *maker,
                                            struct rule_counts counts,
                                            cobuy_error *error);

/* The list of all rules that were added; the maker can only be cleared then. */
COBUY_CHECK cobuy_status rule_list_finish(struct rule_list_maker *maker,
                                          cobuy_rule_list **out, cobuy_error *error);

/* COBUY_INPUT_UNREADABLE: "PATH:LINE: " and what is wrong with the line. */
cobuy_status rule_list_fail(const struct rule_list_maker *maker, cobuy_error *error,
                            const char *format, ...) PRINTF_LIKE(3, 4);

#endif /* COBUY_RULE_RULE_LIST_H */
