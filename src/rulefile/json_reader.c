/*
 * json_reader.c - JSON as it is read, value by value
 */
#include "rulefile/json_reader.h"

#include <string.h>

struct json_reader json_reader_of(const char *begin, const char *end)
{
    return (struct json_reader){.begin = begin, .at = begin, .end = end};
}

bool json_reader_fail(struct json_reader *reader, const char *wrong)
{
    if (!reader->wrong) reader->wrong = wrong;
    return false;
}

static bool is_next(const struct json_reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static void skip_blanks(struct json_reader *reader)
{
    while (is_next(reader, ' ') || is_next(reader, '\t') || is_next(reader, '\r') ||
           is_next(reader, '\n'))
        reader->at++;
}

bool json_reader_try(struct json_reader *reader, char c)
{
    skip_blanks(reader);
    if (reader->wrong || !is_next(reader, c)) return false;
    reader->at++;
    return true;
}

bool json_reader_take(struct json_reader *reader, char c)
{
    static const char *const expected[] = {
        "a { should stand here", "a } or , should stand here",
        "a [ should stand here", "a ] or , should stand here",
        "a : should stand here", "a , should stand here",
        "a \" should stand here"};
    static const char known[] = "{}[]:,\"";
    if (json_reader_try(reader, c)) return true;
    return json_reader_fail(reader, expected[strchr(known, c) - known]);
}

bool json_reader_end(struct json_reader *reader)
{
    skip_blanks(reader);
    if (reader->wrong) return false;
    return reader->at == reader->end ||
           json_reader_fail(reader, "more than one value on a line");
}

/* -------------------------------------------------------------------------- numbers */

static bool is_digit(const struct json_reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

bool json_reader_integer(struct json_reader *reader, uint64_t *value)
{
    skip_blanks(reader);
    if (reader->wrong) return false;
    const char *begin = reader->at;
    uint64_t sum = 0;
    for (; is_digit(reader); reader->at++) {
        unsigned digit = (unsigned)(*reader->at - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return json_reader_fail(reader, "a number that is too large");
        sum = sum * 10 + digit;
    }
    bool whole = reader->at > begin && (*begin != '0' || reader->at == begin + 1) &&
                 !is_next(reader, '.') && !is_next(reader, 'e') &&
                 !is_next(reader, 'E');
    *value = sum;
    return whole || json_reader_fail(reader, "no whole number");
}

static bool skip_digits(struct json_reader *reader)
{
    if (!is_digit(reader)) return json_reader_fail(reader, "a digit should stand here");
    while (is_digit(reader)) reader->at++;
    return true;
}

static bool skip_number(struct json_reader *reader)
{
    if (is_next(reader, '-')) reader->at++;
    if (is_next(reader, '0'))
        reader->at++;
    else if (!skip_digits(reader))
        return false;
    if (is_next(reader, '.')) {
        reader->at++;
        if (!skip_digits(reader)) return false;
    }
    if (!is_next(reader, 'e') && !is_next(reader, 'E')) return true;
    reader->at++;
    if (is_next(reader, '+') || is_next(reader, '-')) reader->at++;
    return skip_digits(reader);
}

/* -------------------------------------------------------------------------- strings */

static bool take_hexadecimal(struct json_reader *reader, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++, reader->at++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *digit = reader->at < reader->end && *reader->at
                                ? strchr(digits, *reader->at)
                                : NULL;
        if (!digit) return json_reader_fail(reader, "\\u has four hexadecimal digits");
        uint32_t place = (uint32_t)(digit - digits);
        *value = *value << 4 | (place < 16 ? place : place - 6);
    }
    return true;
}

static void put_utf8(struct text *text, uint32_t c)
{
    if (c < 0x80) {
        text_char(text, (char)c);
    } else if (c < 0x800) {
        text_char(text, (char)(0xC0 | c >> 6));
        text_char(text, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        text_char(text, (char)(0xE0 | c >> 12));
        text_char(text, (char)(0x80 | (c >> 6 & 0x3F)));
        text_char(text, (char)(0x80 | (c & 0x3F)));
    } else {
        text_char(text, (char)(0xF0 | c >> 18));
        text_char(text, (char)(0x80 | (c >> 12 & 0x3F)));
        text_char(text, (char)(0x80 | (c >> 6 & 0x3F)));
        text_char(text, (char)(0x80 | (c & 0x3F)));
    }
}

/* What follows "\u": a character, or half of one, whose other half follows. */
static bool take_unicode(struct json_reader *reader, struct text *text)
{
    uint32_t c, low;
    if (!take_hexadecimal(reader, &c)) return false;
    if (c >= 0xD800 && c < 0xE000) {
        bool pair = c < 0xDC00 && reader->end - reader->at >= 2 &&
                    memcmp(reader->at, "\\u", 2) == 0;
        if (!pair) return json_reader_fail(reader, "half of a surrogate pair");
        reader->at += 2;
        if (!take_hexadecimal(reader, &low)) return false;
        if (low < 0xDC00 || low >= 0xE000)
            return json_reader_fail(reader, "half of a surrogate pair");
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    put_utf8(text, c);
    return true;
}

static bool take_escape(struct json_reader *reader, struct text *text)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char letter = '\0';
    if (reader->at < reader->end) letter = *reader->at;
    if (letter == 'u') {
        reader->at++;
        return take_unicode(reader, text);
    }
    const char *known = letter ? strchr(letters, letter) : NULL;
    if (!known) return json_reader_fail(reader, "no escape of JSON");
    text_char(text, meanings[known - letters]);
    reader->at++;
    return true;
}

bool json_reader_string(struct json_reader *reader, struct text *text)
{
    text_empty(text);
    if (!json_reader_take(reader, '"')) return false;
    for (;;) {
        const char *begin = reader->at;
        while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\' &&
               (unsigned char)*reader->at >= 0x20)
            reader->at++;
        text_bytes(text, begin, (size_t)(reader->at - begin));
        if (reader->at == reader->end)
            return json_reader_fail(reader, "a string that does not end");
        char c = *reader->at;
        if ((unsigned char)c < 0x20)
            return json_reader_fail(reader, "a control character in a string");
        reader->at++;
        if (c == '"') return true;
        if (!take_escape(reader, text)) return false;
    }
}

static bool take_word(struct json_reader *reader, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length ||
        memcmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

bool json_reader_skip(struct json_reader *reader, struct text *scratch)
{
    skip_blanks(reader);
    if (reader->wrong) return false;
    if (is_next(reader, '"')) return json_reader_string(reader, scratch);
    if (is_next(reader, '-') || is_digit(reader)) return skip_number(reader);
    return take_word(reader, "null") || take_word(reader, "true") ||
           take_word(reader, "false") ||
           json_reader_fail(reader, "a string, a number, true, false or null should "
                                    "stand here");
}
