/*
 * exclusion.h - which items are to be left out, by their names and by patterns
 *
 * Names are looked up, so that a list of thousands costs no more than one; only
 * patterns are tried in turn.  What could be a pattern counts as a name as well, so
 * that a name as it stands in a log is always found.
 */
#ifndef COBUY_BASKET_EXCLUSION_H
#define COBUY_BASKET_EXCLUSION_H

#include "basket/dictionary.h"
#include "basket/item_pattern.h"

/* Of the 'exclude_items' at an index. */
struct exclusion_entry {
    uint32_t name; /* as the names know it; the same for those that differ by nothing */
    uint32_t pattern; /* among the patterns, or none: UINT32_MAX */
};

struct exclusion {
    struct memory *memory;
    unsigned folding;
    struct dictionary names; /* folded */
    VECTOR(struct exclusion_entry) entries;
    VECTOR(struct item_pattern) patterns;
    VECTOR(bool) names_found, patterns_found; /* what has left out some item */
};

void exclusion_init(struct exclusion *exclusion, struct memory *memory);
void exclusion_clear(struct exclusion *exclusion);

/* Takes the 'exclude_items' and 'fold_items' of reading. */
COBUY_CHECK cobuy_status exclusion_read(struct exclusion *exclusion,
                                        const cobuy_read_options *options,
                                        cobuy_error *error);

/* Whether an item is to be left out; 'name' is its folded name. */
COBUY_CHECK cobuy_status exclusion_look_up(struct exclusion *exclusion,
                                           struct characters *name, bool *excluded,
                                           cobuy_error *error);

/* Whether the entry at an index has left out no item so far. */
bool exclusion_is_unmatched(const struct exclusion *exclusion, size_t index);

#endif /* COBUY_BASKET_EXCLUSION_H */
