/*
 * encoded.c - text in other encodings, and rows as PHP writes them
 */
#include "support/encoded.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

static struct bytes convert(const char *to, const char *from, const char *text,
                            size_t length)
{
    iconv_t conversion = iconv_open(to, from);
    require(conversion != (iconv_t)-1, "an encoding that is not there");
    struct bytes all = {0};
    bytes_append(&all, "", 0);
    char *in = (char *)(uintptr_t)text;
    for (bool flushed = false; !flushed;) {
        char piece[1000], *out = piece;
        size_t room = sizeof piece, left = length;
        flushed = length == 0;
        size_t result = iconv(conversion, flushed ? NULL : &in, &length, &out, &room);
        require(result == 0 || length < left, "text that an encoding lacks");
        bytes_append(&all, piece, sizeof piece - room);
    }
    iconv_close(conversion);
    return all;
}

struct bytes encoded(const char *encoding, const char *text, size_t length)
{
    return convert(encoding, "UTF-8", text, length);
}

struct bytes decoded(const char *encoding, const char *text, size_t length)
{
    return convert("UTF-8", encoding, text, length);
}

/* After php_fputcsv() in ext/standard/file.c of PHP 8, which goes by bytes. */
void append_by_php(struct bytes *to, const char *cell, size_t length, char delimiter)
{
    bool quoted = false, escaped = false;
    for (size_t i = 0; i < length; i++)
        quoted = quoted || cell[i] == delimiter || strchr("\"\\\n\r\t ", cell[i]);
    if (quoted) bytes_append(to, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        if (cell[i] == '\\')
            escaped = true;
        else if (!escaped && cell[i] == '"')
            bytes_append(to, "\"", 1);
        else
            escaped = false;
        bytes_append(to, &cell[i], 1);
    }
    if (quoted) bytes_append(to, "\"", 1);
}

void append_by_rfc(struct bytes *to, const char *cell, size_t length, char delimiter,
                   bool always)
{
    bool quoted = always;
    for (size_t i = 0; i < length; i++)
        quoted = quoted || cell[i] == delimiter || strchr("\"\n\r", cell[i]);
    if (quoted) bytes_append(to, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        if (cell[i] == '"') bytes_append(to, "\"", 1);
        bytes_append(to, &cell[i], 1);
    }
    if (quoted) bytes_append(to, "\"", 1);
}

struct bytes odd_cp932_cell(struct dice *dice)
{
    static const char *const parts[] = {
        "\x95\x5c", "\x83\x5c", "\x94\x5c", /* hyo, so, no */
        "\x83\x7c", "\x82\xa0",             /* po, with the byte of "|"; a */
        "\xb1",     "\\",       "\"",       "\"", "\"", ",", ";",
        "|",        "\n",       "\r",       "a",  "b",  " "};
    struct bytes cell = {0};
    bytes_append(&cell, "", 0);
    for (uint32_t left = dice_below(dice, 7); left > 0; left--) {
        const char *part = parts[dice_below(dice, sizeof parts / sizeof *parts)];
        bytes_append(&cell, part, strlen(part));
    }
    return cell;
}

bool is_ambiguous(const char *cell, size_t length, char delimiter)
{
    bool escaped = false; /* by a byte before, or before the quotes before */
    for (size_t i = 0; i < length; i++) {
        bool ends_cells = cell[i] == delimiter || cell[i] == '\n' || cell[i] == '\r';
        if (escaped && i > 0 && cell[i - 1] == '"' && ends_cells) return true;
        if (cell[i] != '"') escaped = cell[i] == '\\';
    }
    return false;
}
