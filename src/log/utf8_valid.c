/*
 * utf8_valid.c - how far text is UTF-8, at the speed of memory
 *
 * By vectors as Keiser and Lemire have it ("Validating UTF-8 in less than one
 * instruction per byte", Software: Practice and Experience 51, 2021).  All that can be
 * wrong with two bytes side by side shows in three half bytes: both of the first, and
 * the upper one of the second.  Each is looked up in a table of 16, that says which
 * faults it leaves possible, as the bits of a byte:
 *
 *     e0 | 81          e: OVERLONG_3 ...    0: OVERLONG_3 ...    8: OVERLONG_3 ...
 *                                                       and: OVERLONG_3
 *
 * and a bit that all three have is a fault.  One of the bits, TWO_CONTINUE, is none if
 * the second byte is the third of its character, or the fourth: that follows from the
 * byte two before it, or three.
 *
 * The bytes before each are loaded from where they are, so that nothing is carried over
 * from one vector to the next; the first characters are read one by one, to have three
 * bytes before.  So are the last, and where a vector finds a fault, those around it:
 * then the place is exact, and the tables need not tell it.
 *
 * Zero bytes are not looked for by themselves, since nobody takes text that has any.
 *
 * Cost: 0.05 ns a byte of Japanese, and 0.03 of ASCII, which is passed over.
 */
#include "log/utf8_valid.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 4 }; /* bytes of a character */

/* One character after the other, from 'at' on. */
static size_t walk(const char *text, size_t at, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), others = ones * 0x80;
    while (at < length) {
        uint64_t word;
        if (length - at >= sizeof word) {
            memcpy(&word, text + at, sizeof word);
            /* The highest bit of a byte that is not ASCII, or is zero. */
            if (((word | (word - ones)) & others) == 0) {
                at += sizeof word;
                continue;
            }
        }
        size_t bytes = utf8_character(text + at, length - at);
        if (bytes == 0 || text[at] == 0) break;
        at += bytes;
    }
    return at;
}

#if HAVE_VECTORS

enum fault {
    TOO_SHORT = 1 << 0, /* a character begins or ends where one should go on */
    TOO_LONG = 1 << 1,  /* ASCII goes on */
    OVERLONG_3 = 1 << 2,
    TOO_LARGE = 1 << 3, /* U+110000 to U+13FFFF */
    SURROGATE = 1 << 4,
    OVERLONG_2 = 1 << 5,
    TOO_LARGE_1000 = 1 << 6, /* from U+140000 on; by another second byte: */
    OVERLONG_4 = 1 << 6,
    TWO_CONTINUE = 1 << 7, /* a byte that goes on behind another such */
    ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTINUE, /* whatever the lower half is */
};

/* clang-format off */
enum {
    LARGE = ANY_LOW | TOO_LARGE | TOO_LARGE_1000,
    GOES_ON = TOO_LONG | OVERLONG_2 | TWO_CONTINUE,
};

static const uint8_t first_upper[16] = {
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUE, TWO_CONTINUE, TWO_CONTINUE, TWO_CONTINUE,
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | OVERLONG_4 | TOO_LARGE | TOO_LARGE_1000,
};

static const uint8_t first_lower[16] = {
    ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
    ANY_LOW | OVERLONG_2,
    ANY_LOW, ANY_LOW,
    ANY_LOW | TOO_LARGE,
    LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE, LARGE,
    LARGE | SURROGATE,
    LARGE, LARGE,
};

static const uint8_t second_upper[16] = {
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    GOES_ON | OVERLONG_3 | OVERLONG_4 | TOO_LARGE_1000,
    GOES_ON | OVERLONG_3 | TOO_LARGE,
    GOES_ON | SURROGATE | TOO_LARGE,
    GOES_ON | SURROGATE | TOO_LARGE,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
};
/* clang-format on */

enum { VECTOR = 32, STRIDE = 4 * VECTOR, BEFORE = 3 };

static inline __m256i look_up(const uint8_t table[16], __m256i index)
{
    __m128i half = _mm_loadu_si128((const __m128i *)(const void *)table);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), index);
}

static inline __m256i upper_half(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

static inline __m256i load(const char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

static inline __m256i find_faults_of_two(__m256i before, __m256i bytes)
{
    __m256i lower = _mm256_and_si256(before, _mm256_set1_epi8(15));
    return _mm256_and_si256(_mm256_and_si256(look_up(first_upper, upper_half(before)),
                                             look_up(first_lower, lower)),
                            look_up(second_upper, upper_half(bytes)));
}

/* The faults of 32 bytes with what stands before them, which may be cut off. */
static inline __m256i find_faults(const char *at)
{
    __m256i bytes = load(at), two = find_faults_of_two(load(at - 1), bytes);
    /* The highest bit where a byte has to go on as the third or fourth. */
    __m256i third = _mm256_subs_epu8(load(at - 2), _mm256_set1_epi8(0xe0 - 0x80)),
            fourth = _mm256_subs_epu8(load(at - 3), _mm256_set1_epi8(0xf0 - 0x80));
    __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth),
                                    _mm256_set1_epi8((char)TWO_CONTINUE));
    return _mm256_or_si256(_mm256_xor_si256(two, must),
                           _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
}

/* The beginning of the character that the byte before 'at' belongs to, as far as it can
 * be one. */
static size_t step_back(const char *text, size_t at)
{
    for (size_t i = 1; i < LONGEST && i <= at; i++)
        if ((text[at - i] & 0xc0) != 0x80) return at - i;
    return at;
}

/* Whether bytes and those before them are ASCII but zero: so nothing is cut off. */
static inline bool is_usual(const char *at)
{
    __m256i least = load(at - BEFORE);
    for (size_t i = 0; i < STRIDE; i += VECTOR)
        least = _mm256_min_epi8(least, load(at + i));
    __m256i usual = _mm256_cmpgt_epi8(least, _mm256_setzero_si256());
    return _mm256_movemask_epi8(usual) == -1;
}

static inline bool is_valid(const char *at)
{
    __m256i faults = _mm256_setzero_si256();
    for (size_t i = 0; i < STRIDE; i += VECTOR)
        faults = _mm256_or_si256(faults, find_faults(at + i));
    return _mm256_testz_si256(faults, faults);
}

size_t FOR_INSTRUCTIONS(utf8_valid)(const char *text, size_t length)
{
    size_t begin = length < 2 * LONGEST ? length : 2 * LONGEST;
    size_t at = walk(text, 0, begin);
    if (at < BEFORE) return walk(text, at, length);
    for (; length - at >= STRIDE; at += STRIDE)
        if (!is_usual(text + at) && !is_valid(text + at)) break;
    return walk(text, step_back(text, at), length);
}

#else

size_t FOR_INSTRUCTIONS(utf8_valid)(const char *text, size_t length)
{
    return walk(text, 0, length);
}

#endif
