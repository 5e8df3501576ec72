/*
 * decimal.h - numbers as text, the same in every locale
 */
#ifndef COBUY_BASE_DECIMAL_H
#define COBUY_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_ROOM = 32 }; /* bytes that any number of either kind fits into */

/* Writes 'value' to 'text', without a zero byte; returns the bytes written. */
size_t decimal_integer(char *text, uint64_t value);

/* Writes the shortest decimal text that reads back to 'value', the nearest of several;
 * without an exponent from 1e-4 up to, and not, 1e17.  'value' is finite. */
size_t decimal_shortest(char *text, double value);

enum { DECIMAL_SLOTS = 1024 };

/* Texts written lately, each where the bits of its value say.  Zeros: none yet. */
struct decimal_cache {
    struct decimal_slot {
        uint64_t bits;
        char text[23]; /* longer ones are not kept */
        uint8_t length;
    } slots[DECIMAL_SLOTS];
};

/* The same text.  For values that repeat, as ratios of small counts do; may write to
 * all DECIMAL_ROOM bytes. */
size_t decimal_cached(struct decimal_cache *cache, char *text, double value);

#endif /* COBUY_BASE_DECIMAL_H */
