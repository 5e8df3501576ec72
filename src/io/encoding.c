/*
 * encoding.c - encodings of text by their names
 */
#include "io/encoding.h"

#include <errno.h>
#include <string.h>

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Whatever the locale is; up to the end of 'beginning'. */
static bool begins_with(const char *name, const char *beginning)
{
    while (*beginning && upper(*name) == *beginning) {
        name++;
        beginning++;
    }
    return *beginning == '\0';
}

static bool is_any_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(name) == strlen(names[i]) && begins_with(name, names[i]))
            return true;
    return false;
}

bool encoding_is_utf8(const char *name)
{
    static const char *const names[] = {"UTF-8", "UTF8"};
    return is_any_of(name, names, sizeof names / sizeof *names);
}

bool encoding_is_shift_jis(const char *name)
{
    static const char *const names[] = {
        "CP932",     "MS932",  "WINDOWS-31J", "SJIS-WIN", "SJIS",      "SHIFT_JIS",
        "SHIFT-JIS", "IBM932", "IBM943",      "MS_KANJI", "CSSHIFTJIS"};
    return is_any_of(name, names, sizeof names / sizeof *names);
}

struct text_unit encoding_unit(const char *name)
{
    static const struct {
        const char *beginning;
        unsigned bytes;
    } wide[] = {{"UTF-16", 2}, {"UTF16", 2}, {"UCS-2", 2}, {"UCS2", 2},
                {"UTF-32", 4}, {"UTF32", 4}, {"UCS-4", 4}, {"UCS4", 4}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (begins_with(name, wide[i].beginning))
            return (struct text_unit){wide[i].bytes,
                                      begins_with(name + strlen(name) - 2, "BE")};
    return (struct text_unit){0};
}

const char *encoding_of_mark(const char *text, size_t length)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *name;
    } marks[] = {{"\xef\xbb\xbf", 3, ENCODING_UTF8},
                 {"\xff\xfe\0\0", 4, "UTF-32LE"}, /* before that of UTF-16 */
                 {"\0\0\xfe\xff", 4, "UTF-32BE"},
                 {"\xff\xfe", 2, "UTF-16LE"},
                 {"\xfe\xff", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (length >= marks[i].length &&
            memcmp(text, marks[i].bytes, marks[i].length) == 0)
            return marks[i].name;
    return NULL;
}

static bool is_no_conversion(iconv_t conversion)
{
    return conversion == (iconv_t)-1;
}

/* The name "" would be what the locale has, and behind a slash the C library reads how
 * to pass over what cannot be decoded. */
static iconv_t open_conversion(const char *name)
{
    if (*name && !strchr(name, '/')) return iconv_open(ENCODING_UTF8, name);
    errno = EINVAL;
    return (iconv_t)-1;
}

static cobuy_status fail_unknown(const char *name, cobuy_error *error)
{
    iconv_t usual = open_conversion(ENCODING_CP932);
    if (is_no_conversion(usual))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the encoding '%s' cannot be read; the modules of the C "
                           "library that know encodings (gconv) are not installed",
                           name);
    iconv_close(usual);
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "there is no encoding '%s'; there are UTF-8, CP932, EUC-JP, "
                       "windows-1252, ISO-8859-1, UTF-16LE, and what 'iconv -l' lists",
                       name);
}

cobuy_status encoding_open(iconv_t *out, const char *name, cobuy_error *error)
{
    *out = open_conversion(name);
    if (!is_no_conversion(*out)) return COBUY_OK;
    if (errno == ENOMEM) return status_no_memory(error, "decoding a log");
    if (errno == EINVAL) return fail_unknown(name, error);
    return status_fail_system(error, COBUY_INPUT_UNREADABLE, errno,
                              "the encoding '%s' cannot be read", name);
}

cobuy_status encoding_matches(const char *name, const char *text, size_t length,
                              bool whole, bool *matches, cobuy_error *error)
{
    *matches = false;
    iconv_t conversion = open_conversion(name);
    if (is_no_conversion(conversion))
        return errno == ENOMEM ? status_no_memory(error, "decoding a log") : COBUY_OK;
    char *in = (char *)(uintptr_t)text; /* which iconv() only reads */
    size_t left = length, converted = 0;
    do {
        char scratch[4096], *out = scratch;
        size_t room = sizeof scratch;
        converted = iconv(conversion, &in, &left, &out, &room);
    } while (converted == (size_t)-1 && errno == E2BIG);
    *matches = converted != (size_t)-1 || (errno == EINVAL && !whole);
    iconv_close(conversion);
    return COBUY_OK;
}

/* The place of the byte behind 'end' on its line, in characters. */
static uint64_t column_behind(const char *text, const char *end)
{
    uint64_t column = 1;
    for (; end > text && end[-1] != '\n' && end[-1] != '\r'; end--)
        column += (end[-1] & 0xc0) != 0x80;
    return column;
}

cobuy_status encoding_fail(const struct undecoded *at, cobuy_error *error)
{
    return status_fail(
        error, COBUY_INPUT_UNREADABLE, "%s:%llu: not %s: byte 0x%02X at column %llu",
        at->path, (unsigned long long)(at->line + line_ends_count(at->text, at->end)),
        at->encoding, (unsigned)(unsigned char)at->byte,
        (unsigned long long)column_behind(at->text, at->end));
}
