/*
 * item_pattern.h - names of items by patterns, as a shell has them for files
 *
 *     *        any characters, or none
 *     ?        one character
 *     [a-z_]   one of these; [!a-z_] and [^a-z_] one that is none of them
 *     \*       the character behind the backslash, here and within brackets
 *
 * That is fnmatch(3) without flags, but for names as they are and not for a locale's: a
 * character is one of UTF-8, or a byte that is none; ranges go by code points; classes
 * such as [:digit:] have the members that ASCII has.  A [ that nothing closes, and a
 * backslash at the end, stand for themselves.
 */
#ifndef COBUY_BASKET_ITEM_PATTERN_H
#define COBUY_BASKET_ITEM_PATTERN_H

#include "basket/characters.h"

struct pattern_step;

struct item_pattern {
    struct memory *memory;
    VECTOR(struct pattern_step) steps;
};

/* Whether a text has a character that means something else than itself. */
bool item_pattern_is_one(cobuy_text text);

/* Reads a pattern for names that were folded in the same way; false if there is no
 * memory, and then it must be cleared all the same. */
bool item_pattern_read(struct item_pattern *pattern, struct memory *memory,
                       cobuy_text text, unsigned folding);
void item_pattern_clear(struct item_pattern *pattern);

bool item_pattern_matches(const struct item_pattern *pattern,
                          const struct characters *name);

#endif /* COBUY_BASKET_ITEM_PATTERN_H */
