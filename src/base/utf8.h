/*
 * utf8.h - characters of UTF-8, one by one
 */
#ifndef COBUY_BASE_UTF8_H
#define COBUY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that the character which begins with 'first' has; 0 if none does. */
static inline size_t utf8_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/* How many of the 'left' bytes at 'at', one at least, go together as the beginning of a
 * character as RFC 3629 has it: none longer than it must be, no surrogates, nothing
 * behind U+10FFFF. */
static inline size_t utf8_matching(const char *at, size_t left)
{
    const unsigned char *bytes = (const unsigned char *)at;
    unsigned char first = bytes[0];
    size_t length = utf8_length(first);
    for (size_t i = 1; i < length; i++) {
        unsigned char low = 0x80, high = 0xbf;
        if (i == 1 && first == 0xe0) low = 0xa0;
        if (i == 1 && first == 0xf0) low = 0x90;
        if (i == 1 && first == 0xed) high = 0x9f;
        if (i == 1 && first == 0xf4) high = 0x8f;
        if (i == left || bytes[i] < low || bytes[i] > high) return i;
    }
    return length;
}

/* Bytes of the character that the 'left' bytes at 'at' begin with, or 0 if there is
 * none, or only a part of it. */
static inline size_t utf8_character(const char *at, size_t left)
{
    size_t matching = utf8_matching(at, left);
    return matching == utf8_length((unsigned char)at[0]) ? matching : 0;
}

/* Whether bytes are the beginning of a character that is cut off behind them. */
static inline bool utf8_is_cut_off(const char *at, size_t left)
{
    return left > 0 && utf8_matching(at, left) == left &&
           left < utf8_length((unsigned char)at[0]);
}

#endif /* COBUY_BASE_UTF8_H */
