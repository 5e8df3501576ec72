/*
 * growing.h - the inner loops of FP-growth by themselves, and what they give away
 *
 * Each of them is there once for every set of instructions; a test tries all that the
 * processor has.
 */
#ifndef COBUY_TESTS_GROWING_H
#define COBUY_TESTS_GROWING_H

#include "support/tid_oracle.h"

#include "mine/bitmaps.h"
#include "mine/occurrences.h"
#include "mine/table.h"
#include "mine/word_merge.h"
#include "mine/words.h"

/* ------------------------------------------------------------------ instructions */

struct growers {
    const char *name;
    cobuy_instructions instructions;
    __typeof__(table_grow_plain) *table_grow;
    __typeof__(word_merge_plain) *word_merge;
    __typeof__(words_grow_plain) *words_grow;
    __typeof__(words_grow_first_plain) *words_grow_first;
    __typeof__(bitmaps_grow_plain) *bitmaps_grow;
    __typeof__(occurrences_grow_16_plain) *occurrences_grow_16;
    __typeof__(occurrences_grow_32_plain) *occurrences_grow_32;
};

/* Those of the first set of instructions from number '*at' on that the processor has,
 * after which '*at' stands; NULL if there is none. */
const struct growers *next_growers(int *at);

/* ----------------------------------------------------------------------- growing */

/* Itemsets as they are found, each on its own: items, and their number. */
struct recorder {
    struct expanding_sink expanding;
    struct tid_itemsets found; /* of which 'at' and 'items' are used */
};

struct growing {
    struct search search;
    struct growth growth;
    struct recorder recorder;
    struct memory *memory;
    uint32_t n_items, *name_place;
    cobuy_error error;
};

/* A growth of an empty stem, whose ranks are the ids of the oracle. */
void growing_begin(struct growing *growing, cobuy_context *context, uint32_t n_items,
                   uint64_t min_count, uint32_t max_items);
void growing_end(struct growing *growing);

/* Whether scratch and stem are as they must be between uses, be it after a failure. */
bool growing_is_clean(const struct growing *growing);

/* Whether what was recorded is what the oracle has found of up to 'max_items' items, 0
 * being any number; else '*difference' tells.  The caller frees it. */
bool growing_found(struct growing *growing, const struct tid_itemsets *expected,
                   uint32_t max_items, struct bytes *difference);

#endif /* COBUY_TESTS_GROWING_H */
