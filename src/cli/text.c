/*
 * text.c - text for people: numbers, names that may hold anything, words for a shell
 */
#include "cli/text.h"

#include <stdbool.h>
#include <string.h>

/* ========================================================================== */
/*                                   Numbers                                  */
/* ========================================================================== */

struct short_text text_number(uint64_t number)
{
    struct short_text reversed = {""}, result = {""};
    size_t length = 0;
    for (unsigned digits = 0; digits == 0 || number > 0; digits++, number /= 10) {
        if (digits > 0 && digits % 3 == 0) reversed.text[length++] = ',';
        reversed.text[length++] = (char)('0' + number % 10);
    }
    for (size_t i = 0; i < length; i++) result.text[i] = reversed.text[length - 1 - i];
    return result;
}

struct short_text text_count(uint64_t number, const char *noun)
{
    struct short_text result;
    snprintf(result.text, sizeof result.text, "%.26s %.32s%s", text_number(number).text,
             noun, number == 1 ? "" : "s");
    return result;
}

struct short_text text_percent(double share)
{
    struct short_text result;
    snprintf(result.text, sizeof result.text, "%.3g%%", share * 100);
    return result;
}

struct short_text text_size(uint64_t bytes)
{
    static const char *const UNITS[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    struct short_text result;
    size_t unit = 0;
    double size = (double)bytes;
    for (; size >= 1024 && unit + 1 < sizeof UNITS / sizeof *UNITS; unit++)
        size /= 1024;
    int decimals = unit == 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    snprintf(result.text, sizeof result.text, "%.*f %s", decimals, size, UNITS[unit]);
    return result;
}

/* ========================================================================== */
/*                                 Characters                                 */
/* ========================================================================== */

struct character {
    size_t length;    /* bytes, at least 1 */
    unsigned columns; /* on a terminal */
    bool printable;   /* UTF-8, and no control character */
};

struct range {
    uint32_t first, last;
};

/* Scripts that terminals draw two columns wide. */
static const struct range WIDE[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

/* Marks that are drawn over the character before them. */
static const struct range COMBINING[] = {
    {0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

/* C1 controls, and marks that change the direction of the text around them. */
static const struct range UNPRINTABLE[] = {
    {0x0080, 0x009F}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

static bool is_in(const struct range *ranges, size_t n, uint32_t code)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i].first && code <= ranges[i].last) return true;
    return false;
}

#define IS_IN(ranges, code) is_in((ranges), sizeof(ranges) / sizeof *(ranges), (code))

/* Decodes a UTF-8 sequence of more than one byte; returns its bytes, or 0. */
static size_t decode(const unsigned char *bytes, size_t length, uint32_t *code)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t needed = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || needed > length) return 0;

    *code = bytes[0] & (0x7Fu >> needed);
    for (size_t i = 1; i < needed; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (bytes[i] & 0x3F);
    }
    bool surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < LEAST[needed] || *code > 0x10FFFF || surrogate ? 0 : needed;
}

static struct character next_character(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80)
        return (struct character){1, 1, bytes[0] >= 0x20 && bytes[0] != 0x7F};

    uint32_t code;
    size_t used = decode(bytes, length, &code);
    if (used == 0) return (struct character){1, 1, false};
    if (IS_IN(UNPRINTABLE, code)) return (struct character){used, 1, false};
    unsigned columns = IS_IN(COMBINING, code) ? 0 : IS_IN(WIDE, code) ? 2 : 1;
    return (struct character){used, columns, true};
}

size_t text_columns(const char *bytes, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        struct character character = next_character(bytes + at, length - at);
        columns += character.columns;
        at += character.length;
    }
    return columns;
}

size_t text_fitting(const char *bytes, size_t length, size_t columns)
{
    size_t at = 0, used = 0;
    while (at < length) {
        struct character character = next_character(bytes + at, length - at);
        used += character.columns;
        if (used > columns) break;
        at += character.length;
    }
    return at;
}

void text_print(FILE *out, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        struct character character = next_character(bytes + at, length - at);
        if (character.printable)
            fwrite(bytes + at, 1, character.length, out);
        else
            putc('?', out);
        at += character.length;
    }
}

static void print_json_byte(FILE *out, char byte)
{
    if (byte == '"' || byte == '\\')
        fprintf(out, "\\%c", byte);
    else if (byte == '\n')
        fputs("\\n", out);
    else if ((unsigned char)byte < 0x20 || byte == 0x7F)
        fprintf(out, "\\u%04x", (unsigned)(unsigned char)byte);
    else
        putc(byte, out);
}

void text_print_json(FILE *out, const char *text)
{
    putc('"', out);
    for (size_t left = strlen(text), used; left > 0; left -= used, text += used) {
        uint32_t code;
        used = (unsigned char)*text < 0x80
                   ? 1
                   : decode((const unsigned char *)text, left, &code);
        if (used > 1)
            fwrite(text, 1, used, out);
        else if (used == 1)
            print_json_byte(out, *text);
        else
            fputs("\\ufffd", out);
        if (used == 0) used = 1;
    }
    putc('"', out);
}

/* ========================================================================== */
/*                                  The shell                                 */
/* ========================================================================== */

static bool is_plain_word(const char *word)
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./,:+@%=";
    return *word && word[strspn(word, PLAIN)] == '\0';
}

void text_print_quoted(FILE *out, const char *word)
{
    if (is_plain_word(word)) {
        fputs(word, out);
        return;
    }
    putc('\'', out);
    for (; *word; word++) {
        if (*word == '\'')
            fputs("'\\''", out);
        else
            putc(*word, out);
    }
    putc('\'', out);
}
