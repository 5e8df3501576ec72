/*
 * decimal.c - numbers as text, the same in every locale
 *
 * Every double m 2^e stands for all reals nearer to it than to its neighbours, the
 * interval ((2m - 1) 2^(e-1), (2m + 1) 2^(e-1)), with its ends if m is even.  Its
 * shortest text is the shortest decimal in there (Steele, White, PLDI 1990), found as
 * in Giulietti, "The Schubfach way to render doubles", 2020:
 *
 *     Let 10^-scale be the largest power of ten that is not wider than the interval.
 *     Then at least one multiple of 10^-scale lies inside, and at most one multiple of
 *     ten times that.  If there is one, it is the shortest, zeros at its end left out;
 *     if not, it is the multiple of 10^-scale nearest to the value.
 *
 *           low        value                 high
 *     ---|---(---|---|---*---|---|---|---|---)---|---|---    multiples of 10^-scale
 *        30                                  40              and of ten times that
 *
 * The paper rounds powers of ten to 126 bits and proves that to be enough.  Ratios of
 * counts need no such proof: from 2^-37 to 2^53, scale is 0 to 27, 5^scale has at most
 * 63 bits, and
 *
 *     value 10^scale = 4m 5^scale / 2^shift,   half the interval: 2 5^scale / 2^shift
 *
 * is exact in 128 bits, by one multiplication.  Other values hardly occur, and go
 * through snprintf().
 */
#include "base/decimal.h"

#include "base/hash.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum {
    MOST_DIGITS = 17,     /* that any double needs */
    FRACTION_BITS = 52,   /* of a double, below the one that is not stored */
    EXPONENT_BIAS = 1075, /* of that stored, to the e of m 2^e */
    LEAST_EXPONENT = -89, /* of the values that exact integers do */
};

/* Below and from there, an exponent is shorter. */
static const double SMALLEST_PLAIN = 1e-4, LARGEST_PLAIN = 1e17;

static const uint64_t fives[] = {
    1,
    5,
    25,
    125,
    625,
    3125,
    15625,
    78125,
    390625,
    1953125,
    9765625,
    48828125,
    244140625,
    1220703125,
    6103515625,
    30517578125,
    152587890625,
    762939453125,
    3814697265625,
    19073486328125,
    95367431640625,
    476837158203125,
    2384185791015625,
    11920928955078125,
    59604644775390625,
    298023223876953125,
    1490116119384765625,
    7450580596923828125,
};

static const uint64_t tens[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    UINT64_C(10000000000000000000),
};

/* ----------------------------------------------------------------------- integers */

static const char pairs[] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

static size_t count_digits(uint64_t value)
{
    /* Counts are short, and the digits of ratios are 16 or 17. */
    size_t n = value < tens[4] ? 1 : value < tens[15] ? 5 : 16;
    while (n < sizeof tens / sizeof *tens && value >= tens[n]) n++;
    return n;
}

static void write_pair(char *text, uint32_t value)
{
    memcpy(text, pairs + 2 * (size_t)value, 2);
}

static void write_eight(char *text, uint32_t value)
{
    uint32_t high = value / 10000, low = value % 10000;
    write_pair(text, high / 100);
    write_pair(text + 2, high % 100);
    write_pair(text + 4, low / 100);
    write_pair(text + 6, low % 100);
}

/* Writes the 'n' digits of 'value', from the last. */
static void write_digits(char *text, uint64_t value, size_t n)
{
    for (; n > 8; n -= 8, value /= 100000000)
        write_eight(text + n - 8, (uint32_t)(value % 100000000));
    uint32_t rest = (uint32_t)value;
    for (; n > 1; n -= 2, rest /= 100) write_pair(text + n - 2, rest % 100);
    if (n == 1) *text = (char)('0' + rest);
}

size_t decimal_integer(char *text, uint64_t value)
{
    size_t n = count_digits(value);
    write_digits(text, value, n);
    return n;
}

/* ----------------------------------------------------------------- shortest digits */

/* A decimal: digits 10^-scale; the scale may be negative. */
struct decimal {
    uint64_t digits;
    int scale;
};

static struct decimal without_last_zeros(struct decimal decimal)
{
    for (; decimal.digits % 10000 == 0; decimal.scale -= 4) decimal.digits /= 10000;
    for (; decimal.digits % 10 == 0; decimal.scale--) decimal.digits /= 10;
    return decimal;
}

/* 'fraction' as it is stored, and the exponent of m 2^-p. */
static struct decimal shortest_exactly(uint64_t fraction, unsigned p)
{
    /* Below a power of two the neighbour is only half as far away. */
    bool narrow = fraction == 0;
    uint64_t m = UINT64_C(1) << FRACTION_BITS | fraction;

    /* The least integer not below p log10(2), less log10(3/4) if it is narrow: both
     * times 2^22, close enough for every p there is. */
    unsigned scale = (p * 1262611 + (narrow ? 524031 : 0) + (1 << 22) - 1) >> 22;
    unsigned shift = 2 + p - scale;
    wide five = fives[scale], value = 4 * m * five;
    unsigned open = m % 2; /* the ends of the interval are not inside */
    wide low = value - (narrow ? five : 2 * five) + open,
         high = value + 2 * five - open;

    uint64_t last = (uint64_t)(high >> shift), ten = last - last % 10;
    if ((wide)ten << shift >= low)
        return without_last_zeros((struct decimal){ten, (int)scale});
    uint64_t down = (uint64_t)(value >> shift);
    wide down_at = (wide)down << shift, twice = 2 * (value - down_at);
    wide one = (wide)1 << shift;
    bool up = twice > one || (twice == one && down % 2 == 1) || down_at < low;
    return (struct decimal){down + up, (int)scale};
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
static struct decimal shortest_by_printf(double value)
{
    char written[64];
    int digits = 1;
    while (!reads_back(written, sizeof written, value, digits) && digits < MOST_DIGITS)
        digits++;
    struct decimal decimal = {0, digits - 1};
    const char *at = written;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            decimal.digits = 10 * decimal.digits + (uint64_t)(*at - '0');
    decimal.scale -= (int)strtol(at + 1, NULL, 10);
    return decimal;
}

/* ------------------------------------------------------------------- digits as text */

/* The digits with the decimal point in its place. */
static size_t write_plain(char *text, struct decimal decimal)
{
    static const char begin[] = {'0', '.', '0', '0', '0'}; /* below: an exponent */
    size_t n = count_digits(decimal.digits);
    if (decimal.scale <= 0) {
        size_t zeros = (size_t)-decimal.scale;
        write_digits(text, decimal.digits, n);
        memset(text + n, '0', zeros);
        return n + zeros;
    }
    size_t scale = (size_t)decimal.scale;
    if (n <= scale) {
        size_t zeros = scale - n;
        memcpy(text, begin, sizeof begin);
        write_digits(text + 2 + zeros, decimal.digits, n);
        return 2 + scale;
    }
    write_digits(text + 1, decimal.digits, n);
    for (size_t i = 0; i < n - scale; i++) text[i] = text[i + 1];
    text[n - scale] = '.';
    return n + 1;
}

/* One digit, a point, the others, and the exponent. */
static size_t write_scientific(char *text, struct decimal decimal)
{
    size_t n = count_digits(decimal.digits);
    write_digits(text + 1, decimal.digits, n);
    text[0] = text[1];
    text[1] = '.';
    size_t length = n > 1 ? n + 1 : 1;
    int exponent = (int)n - 1 - decimal.scale;
    uint64_t size = (uint64_t)(exponent < 0 ? -exponent : exponent);
    text[length++] = 'e';
    text[length++] = exponent < 0 ? '-' : '+';
    if (size < 10) text[length++] = '0';
    return length + decimal_integer(text + length, size);
}

/* 'value' is above 0. */
static size_t write_positive(char *text, double value, uint64_t bits)
{
    int exponent = (int)(bits >> FRACTION_BITS) - EXPONENT_BIAS;
    uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    bool exact = exponent >= LEAST_EXPONENT && exponent <= 0;
    struct decimal decimal = exact ? shortest_exactly(fraction, (unsigned)-exponent)
                                   : shortest_by_printf(value);
    return value < SMALLEST_PLAIN || value >= LARGEST_PLAIN
               ? write_scientific(text, decimal)
               : write_plain(text, decimal);
}

size_t decimal_shortest(char *text, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (value == 0) return *text = '0', 1;
    if (value > 0) return write_positive(text, value, bits);
    *text = '-';
    return 1 + write_positive(text + 1, -value, bits << 1 >> 1);
}

size_t decimal_cached(struct decimal_cache *cache, char *text, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    struct decimal_slot *slot = &cache->slots[hash_integer(bits) % DECIMAL_SLOTS];
    if (slot->bits == bits && slot->length > 0) {
        memcpy(text, slot->text, sizeof slot->text);
        return slot->length;
    }
    size_t length = decimal_shortest(text, value);
    if (length <= sizeof slot->text) {
        slot->bits = bits;
        slot->length = (uint8_t)length;
        memcpy(slot->text, text, sizeof slot->text);
    }
    return length;
}
