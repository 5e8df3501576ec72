/*
 * vector.h - growable arrays
 *
 *     VECTOR(uint32_t) items = {0};
 *     if (!VECTOR_PUSH(memory, &items, 7)) goto no_memory;
 *     use(items.data, items.length);
 *     VECTOR_FREE(memory, &items);
 */
#ifndef COBUY_BASE_VECTOR_H
#define COBUY_BASE_VECTOR_H

#include "base/memory.h"

#define VECTOR(type)             \
    struct {                     \
        type *data;              \
        size_t length, capacity; \
    }

/* Makes room for 'more' further elements; false if there is none, and then the vector
 * is as it was. */
#define VECTOR_RESERVE(memory, vector, more)                                       \
    ((more) <= (vector)->capacity - (vector)->length ||                            \
     vector_grow((memory), &(vector)->data, &(vector)->capacity, (vector)->length, \
                 (more), sizeof *(vector)->data))

#define VECTOR_PUSH(memory, vector, value)    \
    (VECTOR_RESERVE((memory), (vector), 1) && \
     ((vector)->data[(vector)->length++] = (value), true))

#define VECTOR_FREE(memory, vector)                               \
    do {                                                          \
        memory_free((memory), (vector)->data, (vector)->capacity, \
                    sizeof *(vector)->data);                      \
        (vector)->data = NULL;                                    \
        (vector)->length = (vector)->capacity = 0;                \
    } while (0)

/* The inside of VECTOR_RESERVE; 'data' points to the vector's data pointer.  Grows by
 * half at least, so that pushing costs constant time each. */
bool vector_grow(struct memory *memory, void *data, size_t *capacity, size_t length,
                 size_t more, size_t size);

#endif /* COBUY_BASE_VECTOR_H */
