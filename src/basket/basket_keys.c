/*
 * basket_keys.c - by which keys the rows of baskets were put together
 */
#include "basket/basket_keys.h"

struct basket_keys *basket_keys_create(struct memory *memory)
{
    struct basket_keys *keys = memory_allocate_zeroed(memory, 1, sizeof *keys);
    if (!keys) return NULL;
    keys->memory = memory;
    dictionary_init(&keys->others, memory);
    return keys;
}

void basket_keys_free(struct basket_keys *keys)
{
    if (!keys) return;
    VECTOR_FREE(keys->memory, &keys->words);
    dictionary_clear(&keys->others);
    memory_free(keys->memory, keys, 1, sizeof *keys);
}
