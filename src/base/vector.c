/*
 * vector.c - growable arrays
 */
#include "base/vector.h"

#include <string.h>

bool vector_grow(struct memory *memory, void *data, size_t *capacity, size_t length,
                 size_t more, size_t size)
{
    if (more > SIZE_MAX / 4 - length) return false;
    size_t wanted = length + more;
    if (wanted < *capacity + *capacity / 2) wanted = *capacity + *capacity / 2;
    if (wanted < 8) wanted = 8;

    /* 'data' has another pointer type for each vector; copying avoids the alias. */
    void *block;
    memcpy(&block, data, sizeof block);
    block = memory_resize(memory, block, *capacity, wanted, size);
    if (!block) return false;
    memcpy(data, &block, sizeof block);
    *capacity = wanted;
    return true;
}
