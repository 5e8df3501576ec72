/*
 * netting.h - what was bought less what was brought back, basket by basket
 *
 * An item that was bought three times and brought back once is still bought, and one
 * that was brought back as often as it was bought is not.  Which of the two it is
 * cannot be told before all rows of a basket are read; and holding the quantities of
 * all rows would take several times the memory of the baskets.  So the logs are read
 * three times:
 *
 *     NETTING_FIND    finds pairs of basket and item of which anything was brought back
 *     NETTING_SUM     adds up what was bought of these
 *     NETTING_DONE    leaves out the rows of those of which nothing is left
 *
 * and only the few such pairs are held.
 */
#ifndef COBUY_LOG_NETTING_H
#define COBUY_LOG_NETTING_H

#include "basket/item_table.h"

enum netting_pass { NETTING_NONE, NETTING_FIND, NETTING_SUM, NETTING_DONE };

/* Pairs of basket and item, and what is left of each: millionths. */
struct netting {
    struct item_table pairs; /* basket, zero byte, item */
    VECTOR(int64_t) sums;
};

void netting_init(struct netting *netting, struct memory *memory);
void netting_clear(struct netting *netting, struct memory *memory);

/* What one worker finds in a pass. */
struct netting_part {
    struct memory *memory;
    enum netting_pass pass;
    const struct netting *before; /* what the passes before found; or NULL */
    struct netting own;
    VECTOR(char) pair;
};

void netting_part_init(struct netting_part *part, struct memory *memory,
                       enum netting_pass pass, const struct netting *before);
void netting_part_clear(struct netting_part *part);

/* Notes a row with such a quantity, in millionths; says whether it is left out. */
COBUY_CHECK cobuy_status netting_take(struct netting_part *part, cobuy_text basket,
                                      cobuy_text item, int64_t quantity, bool *left_out,
                                      cobuy_error *error);

/* Adds what a worker found. */
COBUY_CHECK cobuy_status netting_add(struct netting *to, const struct netting *from,
                                     struct memory *memory, cobuy_error *error);

struct reading;

/* Does the first two passes over the logs of a reading. */
COBUY_CHECK cobuy_status netting_run(struct netting *netting, struct reading *reading,
                                     cobuy_error *error);

#endif /* COBUY_LOG_NETTING_H */
