/*
 * basket_file.h - baskets that memory has no room for, in temporary files
 *
 * Each array of struct cobuy_baskets is a file, which is mapped when all is written.
 */
#ifndef COBUY_BASKET_BASKET_FILE_H
#define COBUY_BASKET_BASKET_FILE_H

#include "basket/baskets.h"

struct basket_file;

/* Some baskets on their way there. */
struct basket_batch {
    uint64_t *offsets; /* where each begins among 'items'; changed by writing */
    const uint32_t *items;
    const int64_t *times; /* if baskets have times */
    size_t n, n_items;
};

/* On failure *out is NULL. */
COBUY_CHECK cobuy_status basket_file_create(struct basket_file **out,
                                            cobuy_context *context, bool timed,
                                            cobuy_error *error);
void basket_file_free(struct basket_file *file); /* accepts NULL */

/* Writes a batch behind all others; any number of threads at once. */
COBUY_CHECK cobuy_status basket_file_write(struct basket_file *file,
                                           struct basket_batch *batch,
                                           cobuy_error *error);

/* Gives 'baskets', which have no arrays, those of the file, and the file. */
COBUY_CHECK cobuy_status basket_file_finish(struct basket_file *file,
                                            cobuy_baskets *baskets, cobuy_error *error);

/* Moves the arrays of baskets from memory to a file. */
COBUY_CHECK cobuy_status basket_file_move(cobuy_baskets *baskets,
                                          cobuy_context *context, cobuy_error *error);

/* The inside of baskets_let_go(). */
void basket_file_let_go(const cobuy_baskets *baskets, uint64_t begin, uint64_t end);

#endif /* COBUY_BASKET_BASKET_FILE_H */
