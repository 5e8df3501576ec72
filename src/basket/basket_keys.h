/*
 * basket_keys.h - by which keys the rows of baskets were put together
 *
 *     words     a word for each basket, in their order (key_word.h); of a key that has
 *               none of its own, the lower bits say which of the others it is
 *     others    their bytes
 *
 * A key of several columns is their cells, joined by zero bytes.
 */
#ifndef COBUY_BASKET_BASKET_KEYS_H
#define COBUY_BASKET_BASKET_KEYS_H

#include "basket/dictionary.h"

struct basket_keys {
    struct memory *memory;
    VECTOR(uint64_t) words;
    struct dictionary others; /* finds nothing itself */
};

struct basket_keys *basket_keys_create(struct memory *memory); /* NULL: no memory */
void basket_keys_free(struct basket_keys *keys);               /* accepts NULL */

#endif /* COBUY_BASKET_BASKET_KEYS_H */
