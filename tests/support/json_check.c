/*
 * json_check.c - is a text JSON, and what does it say?
 */
#include "support/json_check.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 64 };

/* What is left of a text; a zero byte stands behind it. */
struct cursor {
    const char *at;
    unsigned depth;
};

static void skip_blanks(struct cursor *cursor)
{
    cursor->at += strspn(cursor->at, " \t\r\n");
}

static bool skip_char(struct cursor *cursor, char c)
{
    if (*cursor->at != c) return false;
    cursor->at++;
    return true;
}

static bool skip_digits(struct cursor *cursor)
{
    size_t digits = strspn(cursor->at, "0123456789");
    cursor->at += digits;
    return digits > 0;
}

static bool skip_number(struct cursor *cursor)
{
    skip_char(cursor, '-');
    if (!skip_char(cursor, '0') && !skip_digits(cursor)) return false;
    if (skip_char(cursor, '.') && !skip_digits(cursor)) return false;
    if (*cursor->at != 'e' && *cursor->at != 'E') return true;
    cursor->at++;
    if (!skip_char(cursor, '-')) skip_char(cursor, '+');
    return skip_digits(cursor);
}

static bool skip_escape(struct cursor *cursor)
{
    char c = *cursor->at;
    if (c == '\0') return false;
    cursor->at++;
    if (c != 'u') return strchr("\"\\/bfnrt", c) != NULL;
    for (int i = 0; i < 4; i++)
        if (!isxdigit((unsigned char)*cursor->at++)) return false;
    return true;
}

static bool skip_string(struct cursor *cursor)
{
    if (!skip_char(cursor, '"')) return false;
    while (*cursor->at != '"') {
        if ((unsigned char)*cursor->at < ' ') return false;
        if (skip_char(cursor, '\\')) {
            if (!skip_escape(cursor)) return false;
        } else {
            cursor->at++;
        }
    }
    cursor->at++;
    return true;
}

static bool skip_word(struct cursor *cursor)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(cursor->at, words[i], length) != 0) continue;
        cursor->at += length;
        return true;
    }
    return false;
}

static bool skip_value(struct cursor *cursor);

static bool skip_member(struct cursor *cursor, bool has_key)
{
    skip_blanks(cursor);
    if (has_key) {
        if (!skip_string(cursor)) return false;
        skip_blanks(cursor);
        if (!skip_char(cursor, ':')) return false;
    }
    return skip_value(cursor);
}

/* An object or an array. */
static bool skip_container(struct cursor *cursor)
{
    bool is_object = *cursor->at++ == '{';
    char closing = is_object ? '}' : ']';
    if (++cursor->depth > MOST_DEPTH) return false;
    skip_blanks(cursor);
    if (!skip_char(cursor, closing)) {
        do {
            if (!skip_member(cursor, is_object)) return false;
            skip_blanks(cursor);
        } while (skip_char(cursor, ','));
        if (!skip_char(cursor, closing)) return false;
    }
    cursor->depth--;
    return true;
}

static bool skip_value(struct cursor *cursor)
{
    skip_blanks(cursor);
    switch (*cursor->at) {
    case '{':
    case '[': return skip_container(cursor);
    case '"': return skip_string(cursor);
    case 't':
    case 'f':
    case 'n': return skip_word(cursor);
    default: return skip_number(cursor);
    }
}

/* Bytes of the UTF-8 sequence that begins with 'first', or 0. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

static bool is_utf_8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + length;
    while (at < end) {
        size_t bytes = sequence_length(*at);
        if (bytes == 0 || bytes > (size_t)(end - at)) return false;
        for (size_t i = 1; i < bytes; i++)
            if ((at[i] & 0xc0) != 0x80) return false;
        bool overlong =
            (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
        bool surrogate = at[0] == 0xed && at[1] >= 0xa0;
        if (overlong || surrogate || (at[0] == 0xf4 && at[1] >= 0x90)) return false;
        at += bytes;
    }
    return true;
}

bool json_is_valid(const char *text, size_t length)
{
    struct cursor cursor = {.at = text};
    if (!is_utf_8(text, length) || !skip_value(&cursor)) return false;
    skip_blanks(&cursor);
    return cursor.at == text + length;
}

/* Moves to the member of an object or array that a step of a path names. */
static bool enter(struct cursor *cursor, const char *step, size_t length)
{
    skip_blanks(cursor);
    bool is_object = *cursor->at == '{';
    if (!is_object && *cursor->at != '[') return false;
    cursor->at++;
    unsigned long wanted = is_object ? 0 : strtoul(step, NULL, 10);
    for (unsigned long i = 0;; i++) {
        skip_blanks(cursor);
        if (*cursor->at == '}' || *cursor->at == ']') return false;
        bool same = is_object ? strncmp(cursor->at + 1, step, length) == 0 &&
                                    cursor->at[length + 1] == '"'
                              : i == wanted;
        if (same && is_object) {
            skip_string(cursor);
            skip_blanks(cursor);
            cursor->at++;
        }
        if (same) return true;
        skip_member(cursor, is_object);
        skip_blanks(cursor);
        skip_char(cursor, ',');
    }
}

struct bytes json_at(const char *text, const char *path)
{
    struct bytes value = {0};
    struct cursor cursor = {.at = text};
    for (const char *step = path; *step;) {
        size_t length = strcspn(step, ".");
        if (!enter(&cursor, step, length)) {
            bytes_print(&value, "none");
            return value;
        }
        step += length + (step[length] == '.');
    }
    skip_blanks(&cursor);
    const char *start = cursor.at;
    skip_value(&cursor);
    bytes_append(&value, start, (size_t)(cursor.at - start));
    return value;
}
