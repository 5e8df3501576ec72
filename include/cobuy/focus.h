/*
 * focus.h - only rules about certain items
 *
 *     const char *const beer[] = {"beer"};
 *     cobuy_focus_options wanted = COBUY_FOCUS_DEFAULTS;
 *     wanted.lists[COBUY_CONSEQUENT_IN] = (cobuy_focus_list){beer, 1};
 *     cobuy_focus_create(context, &focus, baskets, &wanted, &error);
 *     cobuy_mine_focused(context, &itemsets, baskets, focus, &mining, &error);
 *     cobuy_derive(context, &rules, itemsets, &deriving, &error);
 *
 * What no rule that is wanted could come from is not searched, so that the rules about
 * one item take a small part of the time of all rules.  They are the same, with the
 * same numbers, as those that are left of all rules if the others are thrown away.
 */
#ifndef COBUY_FOCUS_H
#define COBUY_FOCUS_H

#include <cobuy/mine.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a list says of items.  An entry is a name as it stands in the baskets, or a
 * pattern as in 'exclude_items' of cobuy_read_options; behind "category:" it is one of
 * a category instead, for baskets with 'item_categories'. */
typedef enum cobuy_focus_kind {
    COBUY_ANTECEDENT_IN = 0, /* an antecedent has no others */
    COBUY_ANTECEDENT_OUT,    /* an antecedent has none of them */
    COBUY_CONSEQUENT_IN,
    COBUY_CONSEQUENT_OUT,
    COBUY_CONTAINS, /* a rule has one of them at least, on either side */
    COBUY_FOCUS_KINDS,
} cobuy_focus_kind;

#define COBUY_FOCUS_CATEGORY "category:"

typedef struct cobuy_focus_list {
    const char *const *items;
    size_t n; /* 0: the list says nothing */
} cobuy_focus_list;

/* Options of a focus; start from COBUY_FOCUS_DEFAULTS. */
typedef struct cobuy_focus_options {
    size_t size;
    cobuy_focus_list lists[COBUY_FOCUS_KINDS];
    unsigned fold_items; /* a sum of cobuy_folding: that of the baskets' names */
    /* The limits of the rules' sides, as in cobuy_rule_options. */
    uint32_t max_antecedent, max_consequent;
} cobuy_focus_options;

#define COBUY_FOCUS_DEFAULTS                                                 \
    {                                                                        \
        sizeof(cobuy_focus_options),                                         \
            {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}}, 0, 0, 1 \
    }

/* Which of the items of some baskets may be where.  Immutable. */
typedef struct cobuy_focus cobuy_focus;

/* Looks up the items of the lists.  The caller frees *out with cobuy_focus_free(); the
 * baskets may be freed before. */
COBUY_API COBUY_CHECK cobuy_status cobuy_focus_create(
    cobuy_context *context, cobuy_focus **out, const cobuy_baskets *baskets,
    const cobuy_focus_options *options, cobuy_error *error);

/* Items of the baskets that a list names. */
COBUY_API uint32_t cobuy_focus_items(const cobuy_focus *focus, cobuy_focus_kind kind);

/* Whether the entry of a list at an index names no item of the baskets. */
COBUY_API bool cobuy_focus_is_unmatched(const cobuy_focus *focus, cobuy_focus_kind kind,
                                        size_t index);

COBUY_API void cobuy_focus_free(cobuy_focus *focus); /* accepts NULL */

/*
 * As cobuy_mine(), but finds only the frequent itemsets that rules of the focus can
 * come from, all frequent items that can be on either side, and all subsets of these.
 * From the itemsets, cobuy_derive() derives the rules of the focus and no others.  The
 * focus must be one of these baskets, and may be freed before the itemsets; without one
 * (NULL) this is cobuy_mine().
 *
 * COBUY_INVALID_ARGUMENT: the target is not all frequent itemsets.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_mine_focused(
    cobuy_context *context, cobuy_itemsets **out, const cobuy_baskets *baskets,
    const cobuy_focus *focus, const cobuy_mine_options *options, cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_FOCUS_H */
