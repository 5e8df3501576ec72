/*
 * supersets.c - sums over all supersets, for each subset of a few items
 *
 * With vectors, the lowest items are done inside a vector, by adding lanes whose number
 * has a bit set to those that have not.
 */
#include "mine/supersets.h"

/* The same without vectors, and for cells that do not fill one. */
#define EACH_ITEM(cells, n_cells, operator)                            \
    for (uint32_t step = 1; step < (n_cells); step *= 2)               \
        for (uint32_t block = 0; block < (n_cells); block += 2 * step) \
            for (uint32_t c = block; c < block + step; c++)            \
    (cells)[c] operator(cells)[c + step]

#if HAVE_VECTORS

enum { NARROW = 16, WIDE = 8, WORDS = 4 }; /* cells of a vector */

static inline __m256i load(const void *from)
{
    return _mm256_loadu_si256(from);
}

static inline void store(void *to, __m256i value)
{
    _mm256_storeu_si256(to, value);
}

static inline __m256i add_lanes_narrow(__m256i v)
{
    v = _mm256_add_epi16(v, _mm256_srli_epi32(v, 16));
    v = _mm256_add_epi16(v, _mm256_srli_epi64(v, 32));
    v = _mm256_add_epi16(v, _mm256_srli_si256(v, 8));
    return _mm256_add_epi16(v, _mm256_permute2x128_si256(v, v, 0x81));
}

static inline __m256i add_lanes_wide(__m256i v)
{
    v = _mm256_add_epi32(v, _mm256_srli_epi64(v, 32));
    v = _mm256_add_epi32(v, _mm256_srli_si256(v, 8));
    return _mm256_add_epi32(v, _mm256_permute2x128_si256(v, v, 0x81));
}

static inline __m256i and_lanes(__m256i v)
{
    __m256i odd = _mm256_permute4x64_epi64(v, 0xf5); /* 1 1 3 3 */
    v = _mm256_and_si256(v, odd);
    __m256i high = _mm256_permute4x64_epi64(v, 0xee); /* 2 3 2 3 */
    return _mm256_and_si256(v, high);
}

void supersets_add_narrow(uint16_t *cells, uint32_t n_cells)
{
    if (n_cells < NARROW) {
        EACH_ITEM(cells, n_cells, +=);
        return;
    }
    for (uint32_t c = 0; c < n_cells; c += NARROW)
        store(cells + c, add_lanes_narrow(load(cells + c)));
    uint32_t step = NARROW;
    for (; 2 * step < n_cells; step *= 4) { /* two items a pass */
        for (uint32_t block = 0; block < n_cells; block += 4 * step) {
            for (uint32_t c = block; c < block + step; c += NARROW) {
                __m256i none = load(cells + c), low = load(cells + c + step);
                __m256i high = load(cells + c + 2 * step);
                __m256i both = load(cells + c + 3 * step);
                low = _mm256_add_epi16(low, both);
                none = _mm256_add_epi16(none, _mm256_add_epi16(low, high));
                store(cells + c, none);
                store(cells + c + step, low);
                store(cells + c + 2 * step, _mm256_add_epi16(high, both));
            }
        }
    }
    for (; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c += NARROW)
                store(cells + c,
                      _mm256_add_epi16(load(cells + c), load(cells + c + step)));
}

void supersets_add_wide(uint32_t *cells, uint32_t n_cells)
{
    if (n_cells < WIDE) {
        EACH_ITEM(cells, n_cells, +=);
        return;
    }
    for (uint32_t c = 0; c < n_cells; c += WIDE)
        store(cells + c, add_lanes_wide(load(cells + c)));
    for (uint32_t step = WIDE; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c += WIDE)
                store(cells + c,
                      _mm256_add_epi32(load(cells + c), load(cells + c + step)));
}

void supersets_and(uint64_t *cells, uint32_t n_cells)
{
    if (n_cells < WORDS) {
        EACH_ITEM(cells, n_cells, &=);
        return;
    }
    for (uint32_t c = 0; c < n_cells; c += WORDS)
        store(cells + c, and_lanes(load(cells + c)));
    for (uint32_t step = WORDS; step < n_cells; step *= 2)
        for (uint32_t block = 0; block < n_cells; block += 2 * step)
            for (uint32_t c = block; c < block + step; c += WORDS)
                store(cells + c,
                      _mm256_and_si256(load(cells + c), load(cells + c + step)));
}

#else

void supersets_add_narrow(uint16_t *cells, uint32_t n_cells)
{
    EACH_ITEM(cells, n_cells, +=);
}

void supersets_add_wide(uint32_t *cells, uint32_t n_cells)
{
    EACH_ITEM(cells, n_cells, +=);
}

void supersets_and(uint64_t *cells, uint32_t n_cells)
{
    EACH_ITEM(cells, n_cells, &=);
}

#endif
