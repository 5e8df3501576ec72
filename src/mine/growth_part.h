/*
 * growth_part.h - conditional baskets that another worker goes on with
 */
#ifndef COBUY_MINE_GROWTH_PART_H
#define COBUY_MINE_GROWTH_PART_H

#include "mine/bitmaps.h"
#include "mine/occurrences.h"
#include "mine/words.h"

/* A stem and its conditional baskets, in one block. */
struct growth_part {
    struct crew_part part;
    enum {
        PART_WORDS,
        PART_BITMAPS,
        PART_OCCURRENCES_16,
        PART_OCCURRENCES_32,
    } kind;
    union {
        struct words words;
        struct bitmaps bitmaps;
        struct occurrences occurrences;
    };
    struct stem stem;
};

/* Each copies the stem and what grows from it, and hands it over, if the task has
 * lasted long enough and the baskets are many enough to be worth it.  False if not, or
 * if there is no memory: then the caller goes on with it. */
bool growth_hand_over_words(struct growth *growth, const struct words *words);
bool growth_hand_over_bitmaps(struct growth *growth, const struct bitmaps *bitmaps);
bool growth_hand_over_occurrences(struct growth *growth,
                                  const struct occurrences *occurrences,
                                  size_t n_numbers, size_t number_bytes);

#endif /* COBUY_MINE_GROWTH_PART_H */
