/*
 * digits.h - integers of a fixed width as text
 */
#ifndef COBUY_LOG_DIGITS_H
#define COBUY_LOG_DIGITS_H

#include <stdint.h>

/* Writes the last 'width' digits of 'value', zeros in front, without a zero byte. */
static inline void digits_put(char *text, uint32_t value, uint32_t width)
{
    for (uint32_t i = width; i-- > 0; value /= 10) text[i] = (char)('0' + value % 10);
}

#endif /* COBUY_LOG_DIGITS_H */
