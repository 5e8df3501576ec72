/*
 * characters.h - the characters of a name, and how they are folded
 *
 * Code points, and for bytes that are no UTF-8 numbers above all of them, so that such
 * names can be told apart, and matched, byte by byte.
 *
 * Folding makes one text of all that differ by case or width alone.  Case is that of
 * Unicode's default caseless matching (full case folding, of no language), so that
 * "Straße" is "STRASSE".  Width is Unicode's compatibility decomposition (NFKC) of what
 * is named full-width or half-width there, and of nothing else: "ＡＢＣ１２３" is
 * "ABC123" and half-width "ｶﾞ" is "ガ", but "²" is not "2".  Of names that are not
 * UTF-8 only ASCII letters are folded, since nobody knows what the other bytes are.
 *
 * The tables are those of utf8proc, which has no state, knows no locale, and allocates
 * nothing in what is called here.
 */
#ifndef COBUY_BASKET_CHARACTERS_H
#define COBUY_BASKET_CHARACTERS_H

#include "base/vector.h"

#include <cobuy/read.h> /* cobuy_text, cobuy_folding */

/* A byte that is no part of a character is this and its value. */
#define CHARACTER_BYTE UINT32_C(0x110000)

struct characters {
    struct memory *memory;
    VECTOR(uint32_t) codes;
    VECTOR(char) bytes; /* for characters_bytes() */
};

void characters_init(struct characters *characters, struct memory *memory);
void characters_clear(struct characters *characters);

/* Of what is not UTF-8: only ASCII letters, by case. */
#define CHARACTERS_FOLD_ASCII (1u << 16)

/* 'folding', a sum of cobuy_folding, as it goes for a text. */
unsigned characters_folding(cobuy_text text, unsigned folding);

/* Makes them those of a text, folded; false if there is no memory. */
bool characters_read(struct characters *characters, cobuy_text text, unsigned folding);

/* Puts a character behind them, folded; false if there is no memory. */
bool characters_add(struct characters *characters, uint32_t code, unsigned folding);

/* Stores their text, valid until they change; false if there is no memory. */
bool characters_bytes(struct characters *characters, cobuy_text *text);

#endif /* COBUY_BASKET_CHARACTERS_H */
