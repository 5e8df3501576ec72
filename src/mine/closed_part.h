/*
 * closed_part.h - conditional baskets of a search for closed itemsets that another
 * worker goes on with
 */
#ifndef COBUY_MINE_CLOSED_PART_H
#define COBUY_MINE_CLOSED_PART_H

#include "mine/closed_bitmaps.h"
#include "mine/closed_rows.h"
#include "mine/closed_words.h"

/* A prefix and its conditional baskets, in one block. */
struct closed_part {
    struct crew_part part;
    enum {
        CLOSED_PART_WORDS,
        CLOSED_PART_BITMAPS,
        CLOSED_PART_ROWS_16,
        CLOSED_PART_ROWS_32,
    } kind;
    union {
        struct closed_words words;
        struct closed_bitmaps bitmaps;
        struct closed_rows rows;
    };
    const uint32_t *prefix;
    uint32_t n_prefix;
};

/* Each copies the prefix and what grows from it, and hands it over, if the task has
 * lasted long enough and the baskets are many enough to be worth it.  False if not, or
 * if there is no memory: then the caller goes on with it. */
bool closed_hand_over_words(struct growth *growth, const struct closed_words *words);
bool closed_hand_over_bitmaps(struct growth *growth,
                              const struct closed_bitmaps *bitmaps);
bool closed_hand_over_rows(struct growth *growth, const struct closed_rows *rows,
                           size_t n_numbers, size_t number_bytes);

#endif /* COBUY_MINE_CLOSED_PART_H */
