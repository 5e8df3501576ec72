/*
 * tails.h - what ends a line, for each count
 *
 * The end of a line of an itemset depends on its count alone, and few counts are
 * frequent: those a little above the minimum count.  Their tails are made once.
 */
#ifndef COBUY_RULEFILE_TAILS_H
#define COBUY_RULEFILE_TAILS_H

#include "base/arena.h"
#include "rulefile/item_texts.h"

/* Tails by count, from 'first_count' on, and one more for all other counts.  Lengths
 * lie apart: where the next line begins depends on them, so that they should be at
 * hand. */
struct tails {
    const struct item_texts *item_texts;
    char *texts;
    uint8_t *lengths; /* 0: not made yet */
    size_t room;      /* of a text */
    uint32_t first_count, n;
    bool all_made; /* but the one more; and no text is longer than SHORT_TAIL */
};

/* A tail takes the place of the last separator. */
struct tail {
    const char *bytes;
    size_t length;
};

/* For counts from 'first_count' to 'last_count'.  False if there is no memory. */
COBUY_CHECK bool tails_init(struct tails *out, struct arena *arena,
                            const struct item_texts *item_texts, uint64_t first_count,
                            uint64_t last_count);

/* Makes number 'i', for this count. */
void tails_make(const struct tails *tails, uint32_t i, uint32_t count);

static inline struct tail tails_get(const struct tails *tails, uint32_t count)
{
    uint32_t i = count - tails->first_count;
    if (i >= tails->n) {
        i = tails->n;
        tails_make(tails, i, count);
    } else if (tails->lengths[i] == 0) {
        tails_make(tails, i, count);
    }
    return (struct tail){tails->texts + i * tails->room, tails->lengths[i]};
}

/* What is known of the tails for all counts up to one. */
enum tails_known {
    TAILS_OF_ONE_LENGTH, /* made, and as long as the first one */
    TAILS_MADE,
    TAILS_ANY,
};

static inline enum tails_known tails_known(const struct tails *tails,
                                           uint32_t last_count)
{
    uint32_t last = last_count - tails->first_count;
    if (!tails->all_made || last >= tails->n) return TAILS_ANY;
    return tails->lengths[0] == tails->lengths[last] ? TAILS_OF_ONE_LENGTH : TAILS_MADE;
}

#endif /* COBUY_RULEFILE_TAILS_H */
