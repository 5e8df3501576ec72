/*
 * number_text.c - quantities and prices as logs have them
 */
#include "log/number_text.h"

#include <stdbool.h>
#include <string.h>

/* Passes over one of the texts of a list, which ends with NULL. */
static bool pass_any(cobuy_text *text, const char *const *list)
{
    for (; *list; list++) {
        size_t length = strlen(*list);
        if (text->length < length || memcmp(text->bytes, *list, length) != 0) continue;
        text->bytes += length;
        text->length -= length;
        return true;
    }
    return false;
}

static const char *const minuses[] = {"-", "\u2212", NULL};
static const char *const pluses[] = {"+", NULL};
static const char *const blanks[] = {" ", "\t", "\u00a0", "\u202f", NULL};
static const char *const currencies[] = {"$",      "\u20ac", "\u00a3", "\u00a5",
                                         "\uffe5", "円",     NULL};
/* Between digits. */
static const char *const separators[] = {".", ",", "'", " ", "\u00a0", "\u202f", NULL};

static bool is_digit(cobuy_text text)
{
    return text.length > 0 && text.bytes[0] >= '0' && text.bytes[0] <= '9';
}

/* Sign, currency and blanks on one side of the digits; each sign counts. */
static void pass_trimmings(cobuy_text *text, unsigned *n_minuses, unsigned *n_others)
{
    for (;;) {
        if (pass_any(text, blanks)) continue;
        if (pass_any(text, minuses))
            ++*n_minuses;
        else if (pass_any(text, pluses) || pass_any(text, currencies))
            ++*n_others;
        else
            return;
    }
}

/* Digits and what separates them; false if there is no digit. */
static bool pass_digits(cobuy_text *text, bool *zero)
{
    bool any = false;
    *zero = true;
    while (text->length > 0) {
        if (is_digit(*text)) {
            any = true;
            *zero = *zero && text->bytes[0] == '0';
            text->bytes++;
            text->length--;
            continue;
        }
        cobuy_text behind = *text;
        if (!pass_any(&behind, separators)) break;
        bool mark = strchr(".,", text->bytes[0]);
        if (!is_digit(behind) && !(any && mark)) break;
        *text = behind;
        if (!is_digit(behind)) break;
    }
    return any;
}

/* An exponent, which changes no sign. */
static void pass_exponent(cobuy_text *text)
{
    cobuy_text behind = *text;
    if (behind.length < 2 || (behind.bytes[0] | 0x20) != 'e') return;
    behind.bytes++;
    behind.length--;
    if (!pass_any(&behind, minuses)) pass_any(&behind, pluses);
    if (!is_digit(behind)) return;
    while (is_digit(behind)) {
        behind.bytes++;
        behind.length--;
    }
    *text = behind;
}

static bool is_unknown(cobuy_text text)
{
    static const char *const words[] = {"",    "NULL", "null", "NA", "N/A",
                                        "NaN", "nan",  "\\N",  "-",  NULL};
    for (const char *const *word = words; *word; word++)
        if (text.length == strlen(*word) && memcmp(text.bytes, *word, text.length) == 0)
            return true;
    return false;
}

/* Digits and a full stop, which most numbers are; NUMBER_NONE if that is not all. */
static enum number_sign plain_sign_of(cobuy_text text)
{
    unsigned stops = 0, digits = 0, zeros = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        stops += c == '.';
        digits += c >= '0' && c <= '9';
        zeros += c == '0';
    }
    if (digits == 0 || stops > 1 || digits + stops < text.length) return NUMBER_NONE;
    return zeros == digits ? NUMBER_ZERO : NUMBER_POSITIVE;
}

enum number_sign number_sign_of(cobuy_text text)
{
    enum number_sign plain = plain_sign_of(text);
    if (plain != NUMBER_NONE) return plain;
    unsigned n_minuses = 0, n_others = 0;
    bool zero;
    while (pass_any(&text, blanks)) {
    }
    if (is_unknown(text)) return NUMBER_BLANK;
    bool enclosed =
        text.length > 2 && text.bytes[0] == '(' && text.bytes[text.length - 1] == ')';
    if (enclosed) text = (cobuy_text){text.bytes + 1, text.length - 2};
    pass_trimmings(&text, &n_minuses, &n_others);
    if (!pass_digits(&text, &zero)) return NUMBER_NONE;
    pass_exponent(&text);
    pass_trimmings(&text, &n_minuses, &n_others);
    if (text.length > 0 || n_minuses + enclosed > 1 || n_others > 2) return NUMBER_NONE;
    if (zero) return NUMBER_ZERO;
    return n_minuses + enclosed > 0 ? NUMBER_NEGATIVE : NUMBER_POSITIVE;
}

/* The place of the mark that separates the fraction, or 'length': the last one, if it
 * is the only one of its kind and does not separate thousands. */
static size_t find_fraction(cobuy_text text)
{
    size_t last = text.length, marks = 0, digits = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == '.' || text.bytes[i] == ',') last = i;
    if (last == text.length) return last;
    for (size_t i = 0; i < text.length; i++) marks += text.bytes[i] == text.bytes[last];
    for (size_t i = last + 1; i < text.length; i++)
        digits += text.bytes[i] >= '0' && text.bytes[i] <= '9';
    bool alone = !memchr(text.bytes, text.bytes[last] == ',' ? '.' : ',', text.length),
         zero = last > 0 && text.bytes[last - 1] == '0' &&
                (last == 1 || text.bytes[last - 2] < '0' || text.bytes[last - 2] > '9');
    bool thousands = text.bytes[last] == ',' && alone && digits == 3 && !zero;
    return marks > 1 || thousands ? text.length : last;
}

/* The power of ten behind the digits. */
static int read_exponent(cobuy_text text)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if ((text.bytes[i] | 0x20) != 'e') continue;
        bool minus = text.bytes[i + 1] == '-';
        int exponent = 0;
        for (size_t k = i + 1; k < text.length && exponent < 1000; k++)
            if (text.bytes[k] >= '0' && text.bytes[k] <= '9')
                exponent = 10 * exponent + text.bytes[k] - '0';
        return minus ? -exponent : exponent;
    }
    return 0;
}

int64_t number_millionths(cobuy_text text)
{
    enum number_sign sign = number_sign_of(text);
    if (sign != NUMBER_NEGATIVE && sign != NUMBER_POSITIVE) return 0;
    size_t fraction = find_fraction(text);
    int power = 6 + read_exponent(text);
    int64_t value = 0;
    for (size_t i = 0; i < text.length && (text.bytes[i] | 0x20) != 'e'; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') continue;
        if (i > fraction && power <= 0) break;
        if (value > INT64_MAX / 10 - 1)
            return sign == NUMBER_NEGATIVE ? INT64_MIN : INT64_MAX;
        value = 10 * value + text.bytes[i] - '0';
        power -= i > fraction;
    }
    for (; power > 0; power--)
        if (__builtin_mul_overflow(value, 10, &value))
            return sign == NUMBER_NEGATIVE ? INT64_MIN : INT64_MAX;
    for (; power < 0; power++) value /= 10;
    return sign == NUMBER_NEGATIVE ? -value : value;
}
