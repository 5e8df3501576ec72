/*
 * text.c - a line of text on its way to a file
 */
#include "rulefile/text.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <string.h>

void text_init(struct text *text, struct memory *memory)
{
    *text = (struct text){.memory = memory};
}

void text_clear(struct text *text)
{
    VECTOR_FREE(text->memory, &text->bytes);
}

void text_empty(struct text *text)
{
    text->bytes.length = 0;
}

static bool reserve(struct text *text, size_t more)
{
    if (!text->failed && !VECTOR_RESERVE(text->memory, &text->bytes, more))
        text->failed = true;
    return !text->failed;
}

char *text_reserve(struct text *text, size_t most)
{
    return reserve(text, most) ? text->bytes.data + text->bytes.length : NULL;
}

void text_end_at(struct text *text, const char *end)
{
    text->bytes.length = (size_t)(end - text->bytes.data);
}

void text_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length == 0 || !reserve(text, length)) return;
    memcpy(text->bytes.data + text->bytes.length, bytes, length);
    text->bytes.length += length;
}

void text_string(struct text *text, const char *string)
{
    text_bytes(text, string, strlen(string));
}

void text_char(struct text *text, char c)
{
    text_bytes(text, &c, 1);
}

void text_integer(struct text *text, uint64_t value)
{
    char digits[DECIMAL_ROOM];
    text_bytes(text, digits, decimal_integer(digits, value));
}

void text_decimal(struct text *text, double value)
{
    char digits[DECIMAL_ROOM];
    text_bytes(text, digits, decimal_shortest(digits, value));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

unsigned text_quotes(const char *bytes, size_t length)
{
    unsigned quotes = 0;
    if (length == 0) return 0;
    if (is_blank(bytes[0])) quotes |= TEXT_QUOTED_AS_FIRST;
    if (is_blank(bytes[length - 1])) quotes |= TEXT_QUOTED_AS_LAST;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == ',' || bytes[i] == '"' || bytes[i] == '\n' || bytes[i] == '\r')
            quotes |= TEXT_QUOTED;
    return quotes;
}

void text_cell(struct text *text, const char *bytes, size_t length)
{
    if (!text_quotes(bytes, length)) {
        text_bytes(text, bytes, length);
        return;
    }
    text_char(text, '"');
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '"') text_char(text, '"');
        text_char(text, bytes[i]);
    }
    text_char(text, '"');
}

bool text_is_utf8(const char *bytes, size_t length)
{
    for (size_t at = 0, n; at < length; at += n) {
        n = utf8_character(bytes + at, length - at);
        if (n == 0) return false;
    }
    return true;
}

static void escape(struct text *text, unsigned char c)
{
    static const char hexadecimal[] = "0123456789abcdef";
    switch (c) {
    case '"': text_string(text, "\\\""); return;
    case '\\': text_string(text, "\\\\"); return;
    case '\n': text_string(text, "\\n"); return;
    case '\r': text_string(text, "\\r"); return;
    case '\t': text_string(text, "\\t"); return;
    default:
        text_string(text, "\\u00");
        text_char(text, hexadecimal[c >> 4]);
        text_char(text, hexadecimal[c & 15]);
    }
}

void text_json(struct text *text, const char *bytes, size_t length)
{
    text_char(text, '"');
    for (size_t at = 0; at < length;) {
        size_t n = utf8_character(bytes + at, length - at);
        unsigned char first = (unsigned char)bytes[at];
        if (n == 0)
            text_string(text, "\xef\xbf\xbd"); /* U+FFFD */
        else if (first < 0x20 || first == '"' || first == '\\')
            escape(text, first);
        else
            text_bytes(text, bytes + at, n);
        at += n ? n : 1;
    }
    text_char(text, '"');
}
