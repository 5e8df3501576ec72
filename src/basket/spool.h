/*
 * spool.h - rows of a log on disk, until those of one basket are together
 *
 *     spool_add()       any worker, each by a writer of its own, in any order
 *     spool_group()     when all are there: baskets in a file (basket_file.h)
 */
#ifndef COBUY_BASKET_SPOOL_H
#define COBUY_BASKET_SPOOL_H

#include "basket/basket_file.h"

struct spool;

/* Items that were bought together: all of a basket, or some. */
struct spool_row {
    uint64_t word; /* of the key (key_word.h) ... */
    cobuy_text
        key;      /* ... and its bytes, if the word says that it has none of its own */
    int64_t time; /* if rows have times */
    const uint32_t *ids; /* of the writer's items */
    size_t n;
};

/* Memory that a spool of so many writers takes at first. */
size_t spool_bytes(const cobuy_context *context, uint32_t n_writers);

/* On failure *out is NULL. */
COBUY_CHECK cobuy_status spool_create(struct spool **out, cobuy_context *context,
                                      uint32_t n_writers, bool timed,
                                      cobuy_error *error);
void spool_free(struct spool *spool); /* accepts NULL */

/* One thread at a time for each writer. */
COBUY_CHECK cobuy_status spool_add(struct spool *spool, uint32_t writer,
                                   const struct spool_row *row, cobuy_error *error);

/* Makes baskets of all rows with the same key.  maps[w] leads from the ids of writer w
 * to those of all items, which are 'n_items'; NULL: they are the same.  counts[] gets
 * the baskets of each item.  On failure *out is NULL. */
COBUY_CHECK cobuy_status spool_group(struct spool *spool, const uint32_t *const *maps,
                                     uint32_t n_items, uint32_t *counts,
                                     struct basket_file **out, cobuy_error *error);

#endif /* COBUY_BASKET_SPOOL_H */
