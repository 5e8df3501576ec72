/*
 * store_key.h - keys of baskets in the order of a store
 *
 * Those that are words ascend, and stand before the others, which ascend by their
 * bytes.
 */
#ifndef COBUY_STORE_STORE_KEY_H
#define COBUY_STORE_STORE_KEY_H

#include "basket/dictionary.h"
#include "basket/key_word.h"

struct store_key {
    uint64_t word;   /* KEY_OTHER: the text counts */
    cobuy_text text; /* else of no length */
};

/* Below, at or above 0 as for text_compare(). */
static inline int store_key_compare(const struct store_key *a,
                                    const struct store_key *b)
{
    if (a->word != b->word) return a->word < b->word ? -1 : 1;
    return a->word == KEY_OTHER ? text_compare(a->text, b->text) : 0;
}

#endif /* COBUY_STORE_STORE_KEY_H */
