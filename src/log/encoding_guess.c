/*
 * encoding_guess.c - which encoding a log most likely is in
 *
 * UTF-8 is told by its form alone: text of another encoding hardly ever has it.  Next
 * comes CP932, in which the shops of Japan export.  But much is CP932 by its form that
 * is none, and would become a log of nonsense without a word:
 *
 *     Creme brulee      in windows-1252, with its accents: a letter with an accent and
 *                       the one behind it make a kanji.  They stand alone among letters
 *                       and digits of ASCII, where those of Japanese have company.  So
 *                       does a byte that was damaged.  And their second byte is always
 * a letter. EUC-JP, GB2312    pairs of bytes from A1 on, which may be katakana of half
 * width; but hardly any text of CP932 has no other bytes. UTF-8, damaged    has
 * characters of three bytes, which CP932 has by chance only. UTF-16            has zero
 * bytes, at the line ends if nowhere else.
 *
 * So CP932 is guessed only if nothing of that is as likely.  Where it is not, reading
 * fails at the first byte that is not UTF-8, and asks for the name of the encoding.
 */
#include "log/encoding_guess.h"

#include "base/utf8.h"
#include "io/encoding.h"
#include "log/utf8_valid.h"

#include <string.h>

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_utf8(const cobuy_context *context, const char *text, size_t length,
                    bool whole)
{
    size_t valid = INSTRUCTIONS_PICK(context->instructions, utf8_valid)(text, length);
    return valid == length || (!whole && utf8_is_cut_off(text + valid, length - valid));
}

/* Whether characters of three bytes and more are more than what is no UTF-8. */
static bool is_damaged_utf8(const char *text, size_t length)
{
    size_t n_long = 0, n_other = 0;
    for (size_t at = 0, n; at < length; at += n ? n : 1) {
        n = utf8_character(text + at, length - at);
        n_long += n >= 3;
        n_other += n == 0;
    }
    return n_long > n_other;
}

/* Bytes of the character of CP932 at 'at', which need not be sound. */
static size_t cp932_length(const char *text, size_t at, size_t length)
{
    unsigned char byte = (unsigned char)text[at];
    bool lead = (byte >= 0x81 && byte <= 0x9f) || byte >= 0xe0;
    return lead && at + 1 < length ? 2 : 1;
}

/* Whether text, taken for CP932, has words of it: more characters that stand beside
 * their like, or end with no letter of ASCII, than such as stand alone among letters
 * and digits. */
static bool has_words(const char *text, size_t length)
{
    size_t n_words = 0, n_alone = 0;
    for (size_t at = 0, next; at < length; at = next) {
        next = at + 1;
        if (is_ascii(text[at])) continue;
        next = at + cp932_length(text, at, length);
        bool company = (at > 0 && !is_ascii(text[at - 1])) ||
                       (next < length && !is_ascii(text[next]));
        bool letters = (at > 0 && is_letter_or_digit(text[at - 1])) ||
                       (next < length && is_letter_or_digit(text[next]));
        bool pair = next - at == 2 && !is_letter_or_digit(text[next - 1]);
        n_words += company || pair;
        n_alone += !company && !pair && letters;
    }
    return n_words > n_alone;
}

/* Whether text has the form of EUC-JP, and so that of other EUC encodings: bytes from
 * A1 to FE in pairs, or behind 8E one, or behind 8F two; the last may be cut off. */
static bool is_euc(const char *text, size_t length)
{
    unsigned left = 0; /* bytes that the character goes on for */
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool high = byte >= 0xa1 && byte <= 0xfe;
        if (left > 0) {
            if (!high) return false;
            left--;
        } else if (high || byte == 0x8e) {
            left = 1;
        } else if (byte == 0x8f) {
            left = 2;
        } else if (byte >= 0x80) {
            return false;
        }
    }
    return true;
}

cobuy_status encoding_guess(const cobuy_context *context, const char *text,
                            size_t length, bool whole, const char **name,
                            cobuy_error *error)
{
    *name = NULL;
    if (is_utf8(context, text, length, whole)) {
        *name = ENCODING_UTF8;
        return COBUY_OK;
    }
    bool other = memchr(text, 0, length) || is_damaged_utf8(text, length) ||
                 is_euc(text, length) || !has_words(text, length);
    if (other) return COBUY_OK;
    bool matches;
    cobuy_status status =
        encoding_matches(ENCODING_CP932, text, length, whole, &matches, error);
    if (status == COBUY_OK && matches) *name = ENCODING_CP932;
    return status;
}
