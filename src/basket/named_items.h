/*
 * named_items.h - which items a list names, by their names and by patterns
 *
 * Names are looked up, so that a list of thousands costs no more than one; only
 * patterns are tried in turn.  What could be a pattern counts as a name as well, so
 * that a name as it stands in a log is always found.
 */
#ifndef COBUY_BASKET_NAMED_ITEMS_H
#define COBUY_BASKET_NAMED_ITEMS_H

#include "basket/dictionary.h"
#include "basket/item_pattern.h"

/* Of the list at an index. */
struct named_entry {
    uint32_t name; /* as the names know it; the same for those that differ by nothing */
    uint32_t pattern; /* among the patterns, or none: UINT32_MAX */
};

struct named_items {
    struct memory *memory;
    unsigned folding;
    struct dictionary names; /* folded */
    VECTOR(struct named_entry) entries;
    VECTOR(struct item_pattern) patterns;
    VECTOR(bool) names_found, patterns_found; /* what has named some item */
};

void named_items_init(struct named_items *named, struct memory *memory);
void named_items_clear(struct named_items *named);

/* Takes a list for names that are folded so, a sum of cobuy_folding. */
COBUY_CHECK cobuy_status named_items_read(struct named_items *named,
                                          const char *const *list, size_t n,
                                          unsigned folding, cobuy_error *error);

/* Whether an item is named; 'name' is its folded name. */
COBUY_CHECK cobuy_status named_items_look_up(struct named_items *named,
                                             struct characters *name, bool *found,
                                             cobuy_error *error);

/* Whether the entry at an index has named no item so far. */
bool named_items_is_unmatched(const struct named_items *named, size_t index);

#endif /* COBUY_BASKET_NAMED_ITEMS_H */
