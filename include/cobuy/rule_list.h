/*
 * rule_list.h - rules from files
 *
 *     cobuy_read_rules()       a rule file, as cobuy_write_rules() writes it
 *     cobuy_rule_list_of()     rules that were mined just now
 *
 * A list keeps rules in the order in which they came.  What it holds is consistent: all
 * rules are of the same number of baskets, no rule is there twice, and an itemset has
 * one count wherever it stands.
 */
#ifndef COBUY_RULE_LIST_H
#define COBUY_RULE_LIST_H

#include <cobuy/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rules, with what is counted of them.  Immutable. */
typedef struct cobuy_rule_list cobuy_rule_list;

/*
 * Reads a rule file, plain or gzip; "-" is standard input.  It is CSV, or JSON Lines if
 * it begins with "{", in the layout that write.h describes, and in UTF-8.  Columns may
 * stand in any order; needed are
 *
 *     antecedent, consequent, count, antecedent_count, consequent_count, baskets
 *
 * Measures follow from these, so that other columns are passed over, whatever they
 * hold.  A file with a header and no rule is a list without rules, and so is an empty
 * file of JSON Lines (by its name).
 *
 * COBUY_INPUT_UNREADABLE, with "PATH:LINE: what is wrong": a line that cannot be read,
 * an itemset that has another count than on a line before, a count that is larger than
 * one it is a part of, a rule that is there twice, more than 10^12 baskets.
 * COBUY_INPUT_EMPTY: the file is empty, and should have a header.
 *
 * The caller frees *out with cobuy_rule_list_free().
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_read_rules(cobuy_context *context,
                                                    cobuy_rule_list **out,
                                                    const char *path,
                                                    cobuy_error *error);

/* A list of rules that were derived, in their order; it does not need them any more. */
COBUY_API COBUY_CHECK cobuy_status cobuy_rule_list_of(cobuy_context *context,
                                                      cobuy_rule_list **out,
                                                      const cobuy_rules *rules,
                                                      cobuy_error *error);

COBUY_API uint64_t cobuy_rule_list_count(const cobuy_rule_list *list);

/* All baskets that the rules were counted in; 0 if there is no rule. */
COBUY_API uint64_t cobuy_rule_list_baskets(const cobuy_rule_list *list);

/* The rule at 'index': a view that is valid as long as the list is.  Its items are
 * ascending ids of cobuy_rule_list_item(). */
COBUY_API cobuy_rule cobuy_rule_list_at(const cobuy_rule_list *list, uint64_t index);

/* How many different items the rules have, and the name of one.  Ids follow the byte
 * order of names. */
COBUY_API uint32_t cobuy_rule_list_items(const cobuy_rule_list *list);
COBUY_API cobuy_text cobuy_rule_list_item(const cobuy_rule_list *list, uint32_t id);

/* Stores the id of the item with a name; false, and nothing is stored, if no rule has
 * it. */
COBUY_API bool cobuy_rule_list_find_item(const cobuy_rule_list *list, const char *name,
                                         size_t length, uint32_t *id);

/* The file that was read, with its size and SHA-256; NULL if none was. */
COBUY_API const cobuy_log *cobuy_rule_list_file(const cobuy_rule_list *list);

COBUY_API void cobuy_rule_list_free(cobuy_rule_list *list); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_RULE_LIST_H */
