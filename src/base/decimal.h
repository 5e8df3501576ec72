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

#endif /* COBUY_BASE_DECIMAL_H */
