/*
 * decimal.c - numbers as text, the same in every locale
 *
 * Every double m 2^e stands for all reals nearer to it than to its neighbours, the
 * interval ((2m - 1) 2^(e-1), (2m + 1) 2^(e-1)).  Its shortest text is the shortest
 * decimal in that interval (Steele, White, PLDI 1990; Adams, "Ryu", PLDI 2018).
 *
 * For the ratios of this library, all between SMALLEST and LARGEST, that needs nothing
 * more than exact integers of 128 bits: scaled by a power of ten to 18 digits, the
 * value and both ends of its interval are
 *
 *     (4m - 2) 5^k,  4m 5^k,  (4m + 2) 5^k,   each shifted by s bits,
 *
 * where 5^k has at most 70 bits and 4m + 2 at most 56.  Digits are cut from the right
 * as long as a shorter decimal remains inside.  Other values, which hardly occur, go
 * through snprintf().
 */
#include "base/decimal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

static const double SMALLEST = 1e-13, LARGEST = 1e17;
static const double SMALLEST_PLAIN = 1e-4; /* below, an exponent is shorter */
enum {
    MOST_DIGITS = 17,  /* that any double needs */
    START_DIGITS = 18, /* one more, as log10() may be off by one near powers of ten */
};

size_t decimal_integer(char *text, uint64_t value)
{
    char reversed[DECIMAL_ROOM];
    size_t length = 0;
    do {
        reversed[length++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < length; i++) text[i] = reversed[length - 1 - i];
    return length;
}

static wide power_of_five(int exponent)
{
    wide power = 1;
    while (exponent-- > 0) power *= 5;
    return power;
}

/* A decimal: digits 10^-scale; the scale may be negative. */
struct decimal {
    uint64_t digits;
    int scale;
};

/* The interval of a value, scaled by 10^scale 2^shift; 'low' and 'high' stand for the
 * value itself where the mantissa is even, since reading rounds halves to even. */
struct interval {
    wide low, value, high;
    int shift, scale;
    bool closed;
};

static struct interval scale_up(double value)
{
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), 53);
    exponent -= 53;

    /* 10^scale value has START_DIGITS digits before the point. */
    int scale = START_DIGITS - 1 - (int)floor(log10(value));
    int up = exponent + scale; /* powers of two besides the mantissa and 5^scale */
    int shift = up < 0 ? 2 - up : 2;
    wide five = power_of_five(scale) << (up < 0 ? 0 : up);
    /* Below a power of two the neighbour is only half as far away. */
    uint64_t below = mantissa == UINT64_C(1) << 52 ? 1 : 2;
    return (struct interval){.low = (4 * (wide)mantissa - below) * five,
                             .value = 4 * (wide)mantissa * five,
                             .high = (4 * (wide)mantissa + 2) * five,
                             .shift = shift,
                             .scale = scale,
                             .closed = mantissa % 2 == 0};
}

static bool is_inside(const struct interval *in, wide digits, wide unit)
{
    wide at = (digits * unit) << in->shift;
    return in->closed ? at >= in->low && at <= in->high : at > in->low && at < in->high;
}

/* Tries decimals with ever fewer digits; keeps the nearest of the shortest. */
static struct decimal shortest_inside(const struct interval *in)
{
    struct decimal best = {0, 0};
    wide unit = 1;
    for (int scale = in->scale;; scale--, unit *= 10) {
        wide step = unit << in->shift;
        wide down = in->value / step;
        wide twice = 2 * (in->value - down * step);
        bool up_is_nearer = twice > step || (twice == step && down % 2 == 1);
        wide nearest = down + up_is_nearer;
        wide other = down + !up_is_nearer;
        if (is_inside(in, nearest, unit))
            best = (struct decimal){(uint64_t)nearest, scale};
        else if (is_inside(in, other, unit))
            best = (struct decimal){(uint64_t)other, scale};
        else
            break;
        if (best.digits < 10) break;
    }
    return best;
}

/* Adds one to the last digit before the exponent; false if all are nines. */
static bool raise_last_digit(char *written)
{
    char *at = strchr(written, 'e');
    while (at-- > written) {
        if (*at == '9')
            *at = '0';
        else if (*at >= '0' && *at < '9')
            return ++*at, true;
    }
    return false;
}

/* Writes 'value' with so many digits to 'written'; true if that reads back.  The
 * nearest decimal does if any does; but below a power of two, where doubles are twice
 * as dense, it may be the next above. */
static bool reads_back(char *written, size_t room, double value, int digits)
{
    snprintf(written, room, "%.*e", digits - 1, value);
    if (strtod(written, NULL) == value) return true;
    return raise_last_digit(written) && strtod(written, NULL) == value;
}

/* Tries ever more digits until the text reads back to the same double.  printf writes
 * the decimal point of the locale, which is any bytes but digits. */
static size_t shortest_by_printf(char *text, double value)
{
    char written[64];
    int digits = 1;
    while (!reads_back(written, sizeof written, value, digits) && digits < MOST_DIGITS)
        digits++;

    size_t length = 0;
    for (const char *at = written; *at; at++) {
        bool kept = strchr("0123456789-+e", *at) != NULL;
        if (kept)
            text[length++] = *at;
        else if (length > 0 && text[length - 1] != '.')
            text[length++] = '.';
    }
    return length;
}

/* The digits with the decimal point in its place. */
static size_t write_plain(char *text, struct decimal decimal)
{
    char digits[DECIMAL_ROOM];
    size_t n = decimal_integer(digits, decimal.digits);
    for (; decimal.scale < 0; decimal.scale++) digits[n++] = '0';
    size_t scale = (size_t)decimal.scale, length = 0;
    if (n <= scale) {
        text[length++] = '0';
        text[length++] = '.';
        for (size_t zeros = scale - n; zeros > 0; zeros--) text[length++] = '0';
        memcpy(text + length, digits, n);
        return length + n;
    }
    memcpy(text, digits, n - scale);
    length = n - scale;
    if (scale == 0) return length;
    text[length++] = '.';
    memcpy(text + length, digits + n - scale, scale);
    return length + scale;
}

/* One digit, a point, the others, and the exponent. */
static size_t write_scientific(char *text, struct decimal decimal)
{
    char digits[DECIMAL_ROOM];
    size_t n = decimal_integer(digits, decimal.digits), length = 0;
    text[length++] = digits[0];
    if (n > 1) {
        text[length++] = '.';
        memcpy(text + length, digits + 1, n - 1);
        length += n - 1;
    }
    int written = snprintf(text + length, DECIMAL_ROOM - length, "e-%02d",
                           decimal.scale - (int)n + 1);
    return length + (size_t)written;
}

size_t decimal_shortest(char *text, double value)
{
    size_t sign = 0;
    if (signbit(value)) {
        if (value == 0)
            value = 0.0;
        else
            text[sign++] = '-';
        value = fabs(value);
    }
    if (value == 0) {
        text[sign] = '0';
        return sign + 1;
    }
    if (value < SMALLEST || value >= LARGEST)
        return sign + shortest_by_printf(text + sign, value);
    struct interval in = scale_up(value);
    struct decimal best = shortest_inside(&in);
    return sign + (value < SMALLEST_PLAIN ? write_scientific(text + sign, best)
                                          : write_plain(text + sign, best));
}
