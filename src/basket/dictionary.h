/*
 * dictionary.h - byte strings to dense ids and back
 *
 *     ids      0 1 2 ... in the order of first occurrence
 *     texts    "tea\0beer\0diapers\0..."  all strings, a zero byte behind each
 *     starts   0 4 9 ...                  where each begins
 *     slots    open addressing, linear probing: id + 1, or 0; at most half full
 *     hashes   of each id, so that most probes and all growing need no string
 *
 * Slots and hashes are there if strings are interned; who appends them finds them by
 * means of its own.
 */
#ifndef COBUY_BASKET_DICTIONARY_H
#define COBUY_BASKET_DICTIONARY_H

#include "base/vector.h"
#include "base/status.h"

#include <cobuy/read.h> /* cobuy_text */

struct dictionary {
    struct memory *memory;
    uint32_t count;
    uint64_t seed; /* of the hashes; ids do not depend on it */
    VECTOR(char) texts;
    VECTOR(uint64_t) starts; /* 'count' of them; the end is texts.length */
    VECTOR(uint32_t) hashes;
    uint32_t *slots;
    size_t n_slots; /* a power of two, or 0 */
};

void dictionary_init(struct dictionary *dictionary, struct memory *memory);
void dictionary_clear(struct dictionary *dictionary);

/* Stores in *id the id of a string, a new one if it is not known yet.  'what' names
 * the strings in an error. */
COBUY_CHECK cobuy_status dictionary_intern(struct dictionary *dictionary,
                                           const void *bytes, size_t length,
                                           const char *what, uint32_t *id,
                                           cobuy_error *error);

/* Whether a string was interned; stores its id then. */
bool dictionary_find(const struct dictionary *dictionary, const void *bytes,
                     size_t length, uint32_t *id);

/* Gives a string the next id, 'count', without looking whether it is known; false if
 * there is no memory.  For a dictionary into which nothing is interned. */
bool dictionary_append(struct dictionary *dictionary, const void *bytes, size_t length);

/* The string of an id below 'count'; valid until the next is interned. */
cobuy_text dictionary_text(const struct dictionary *dictionary, uint32_t id);

/* Below, at or above 0 as 'a' stands before, with or after 'b' in the order of bytes.
 */
int text_compare(cobuy_text a, cobuy_text b);

#endif /* COBUY_BASKET_DICTIONARY_H */
