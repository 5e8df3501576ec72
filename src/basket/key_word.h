/*
 * key_word.h - keys of baskets as integers
 *
 *     up to 8 bytes     the bytes, the first as the highest           00.. or 01..
 *     9 to 17 digits    the number that they are behind a 1           10..
 *     any other         a place in a list that has the bytes          11..
 *
 * No two keys have the same word, and those of a counter rise with it: "9" before "10",
 * "99999999" before "100000000".  Bytes count as they stand, so that "7" and "07" are
 * two keys.  A key with a zero byte in front or behind could be taken for another, so
 * it, the empty key, and those of 8 bytes that do not begin as ASCII does, are of the
 * third kind.
 */
#ifndef COBUY_BASKET_KEY_WORD_H
#define COBUY_BASKET_KEY_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_DIGITS = 17 }; /* most of a number */

static const uint64_t KEY_OTHER = UINT64_C(3) << 62;

static inline bool key_is_other(uint64_t word)
{
    return word >= KEY_OTHER;
}

/* Up to 8 bytes, at least one, as an integer. */
static inline uint64_t key_bytes(const char *key, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++) word = word << 8 | (unsigned char)key[i];
    return word;
}

/* Stores a key's word, if it has one of its own. */
static inline bool key_word(const char *key, size_t length, uint64_t *word)
{
    if (length - 1 < sizeof *word) {
        *word = key_bytes(key, length);
        return key[0] != 0 && *word >> 63 == 0;
    }
    if (length == 0 || length > KEY_DIGITS) return false;
    uint64_t number = 1;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned char)key[i] - (unsigned)'0';
        if (digit > 9) return false;
        number = number * 10 + digit;
    }
    *word = number | UINT64_C(1) << 63;
    return true;
}

#endif /* COBUY_BASKET_KEY_WORD_H */
