/*
 * characters.c - the characters of a name, and how they are folded
 */
#include "basket/characters.h"

#include <utf8proc.h>

enum {
    PARTS_MOST = 8,       /* of a character, once it is decomposed or folded */
    VOICED_HALF = 0xFF9E, /* half-width marks that stand behind their kana */
    SEMI_VOICED_HALF = 0xFF9F,
};

void characters_init(struct characters *characters, struct memory *memory)
{
    *characters = (struct characters){.memory = memory};
}

void characters_clear(struct characters *characters)
{
    VECTOR_FREE(characters->memory, &characters->codes);
    VECTOR_FREE(characters->memory, &characters->bytes);
}

/* The character at the front of a text, of *length bytes. */
static uint32_t front(cobuy_text text, size_t *length)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text.bytes,
                                              (utf8proc_ssize_t)text.length, &code);
    *length = taken > 0 ? (size_t)taken : 1;
    return taken > 0 ? (uint32_t)code : CHARACTER_BYTE + (unsigned char)*text.bytes;
}

unsigned characters_folding(cobuy_text text, unsigned folding)
{
    for (size_t length; text.length > 0; text.bytes += length, text.length -= length)
        if (front(text, &length) >= CHARACTER_BYTE)
            return folding & COBUY_FOLD_CASE ? CHARACTERS_FOLD_ASCII : 0;
    return folding;
}

/* Whether a character is what NFKC makes another one of that differs by width.  Of
 * those that it does by more than one step, the one between counts as well: the macron,
 * and the letters of Hangul that stand alone. */
static bool has_width(uint32_t code)
{
    int type = utf8proc_get_property((utf8proc_int32_t)code)->decomp_type;
    return type == UTF8PROC_DECOMP_TYPE_WIDE || type == UTF8PROC_DECOMP_TYPE_NARROW ||
           code == 0xAF || (code >= 0x3131 && code <= 0x3164);
}

static size_t decompose(uint32_t code, utf8proc_int32_t parts[PARTS_MOST], int how)
{
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)code, parts, PARTS_MOST, (utf8proc_option_t)how, &boundary);
    if (n > 0 && n <= PARTS_MOST) return (size_t)n;
    parts[0] = (utf8proc_int32_t)code;
    return 1;
}

/* Makes one character of the last two, a kana and its mark, if there is one. */
static void join_mark(struct characters *characters)
{
    size_t n = characters->codes.length;
    if (n < 2) return;
    uint32_t *last = characters->codes.data + n - 2;
    if (last[0] >= CHARACTER_BYTE) return;
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)last[0], (utf8proc_int32_t)last[1]};
    if (utf8proc_normalize_utf32(pair, 2, UTF8PROC_STABLE | UTF8PROC_COMPOSE) != 1)
        return;
    last[0] = (uint32_t)pair[0];
    characters->codes.length--;
}

static bool add_case_folded(struct characters *characters, uint32_t code)
{
    utf8proc_int32_t parts[PARTS_MOST];
    size_t n = decompose(code, parts, UTF8PROC_CASEFOLD);
    for (size_t i = 0; i < n; i++)
        if (!VECTOR_PUSH(characters->memory, &characters->codes, (uint32_t)parts[i]))
            return false;
    return true;
}

bool characters_add(struct characters *characters, uint32_t code, unsigned folding)
{
    if (code < 0x80 || code >= CHARACTER_BYTE) {
        bool capital = code >= 'A' && code <= 'Z' &&
                       folding & (COBUY_FOLD_CASE | CHARACTERS_FOLD_ASCII);
        return VECTOR_PUSH(characters->memory, &characters->codes,
                           capital ? code - 'A' + 'a' : code);
    }
    utf8proc_int32_t parts[PARTS_MOST] = {(utf8proc_int32_t)code};
    size_t n = 1;
    if (folding & COBUY_FOLD_WIDTH && has_width(code))
        n = decompose(code, parts, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    for (size_t i = 0; i < n; i++) {
        uint32_t part = (uint32_t)parts[i];
        if (!(folding & COBUY_FOLD_CASE
                  ? add_case_folded(characters, part)
                  : VECTOR_PUSH(characters->memory, &characters->codes, part)))
            return false;
    }
    if (folding & COBUY_FOLD_WIDTH && (code == VOICED_HALF || code == SEMI_VOICED_HALF))
        join_mark(characters);
    return true;
}

bool characters_read(struct characters *characters, cobuy_text text, unsigned folding)
{
    folding = characters_folding(text, folding);
    characters->codes.length = 0;
    for (size_t length; text.length > 0; text.bytes += length, text.length -= length)
        if (!characters_add(characters, front(text, &length), folding)) return false;
    return true;
}

bool characters_bytes(struct characters *characters, cobuy_text *text)
{
    enum { BYTES_MOST = 4 }; /* of a character */
    size_t n = characters->codes.length;
    characters->bytes.length = 0;
    if (!VECTOR_RESERVE(characters->memory, &characters->bytes, n * BYTES_MOST + 1))
        return false;
    char *to = characters->bytes.data;
    for (size_t i = 0; i < n; i++) {
        uint32_t code = characters->codes.data[i];
        if (code >= CHARACTER_BYTE)
            *to++ = (char)(code - CHARACTER_BYTE);
        else
            to += utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)to);
    }
    *text = (cobuy_text){characters->bytes.data, (size_t)(to - characters->bytes.data)};
    return true;
}
