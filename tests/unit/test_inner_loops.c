/*
 * test_inner_loops.c - bits moved together, and the numbers of a row sorted
 */
#include "support/inner_loops.h"

#include "base/instructions.h"
#include "mine/number_sort.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Those that the processor has, one after the other; NULL at the end. */
static const struct inner_loops *next_loops(int *at)
{
    switch ((*at)++) {
    case 0: return &inner_loops_plain;
#if COBUY_HAVE_AVX2
    case 1: {
        cobuy_instructions chosen;
        if (instructions_choose(&chosen, COBUY_INSTRUCTIONS_AVX2, NULL) == COBUY_OK)
            return &inner_loops_avx2;
        cr_log_warn("this processor has no AVX2: it is not tried");
        return NULL;
    }
#endif
    default: return NULL;
    }
}

/* ------------------------------------------------------------------------ gathering */

static uint64_t gather_one_by_one(uint64_t mask, uint64_t word)
{
    uint64_t gathered = 0;
    int to = 0;
    for (int bit = 0; bit < 64; bit++)
        if (mask >> bit & 1) gathered |= (word >> bit & 1) << to++;
    return gathered;
}

static void check_gather(const struct inner_loops *loops, uint64_t mask, uint64_t word)
{
    cr_assert_eq(loops->gather_bits(mask, word), gather_one_by_one(mask, word),
                 "%s: mask %" PRIx64 ", word %" PRIx64, loops->name, mask, word);
}

Test(gather, moves_the_bits_that_a_mask_selects_together)
{
    const struct inner_loops *loops;
    for (int at = 0; (loops = next_loops(&at)) != NULL;) {
        struct dice dice = {1};
        for (int round = 0; round < 20000; round++) {
            uint64_t mask = dice_next(&dice);
            for (uint32_t n = dice_below(&dice, 5); n > 0; n--)
                mask = dice_chance(&dice, 50) ? mask & dice_next(&dice)
                                              : mask | dice_next(&dice);
            check_gather(loops, mask, dice_next(&dice));
        }
    }
}

Test(gather, takes_masks_of_no_bit_of_one_and_of_all)
{
    const struct inner_loops *loops;
    for (int at = 0; (loops = next_loops(&at)) != NULL;) {
        struct dice dice = {2};
        for (int round = 0; round < 20; round++) {
            uint64_t word = dice_next(&dice);
            check_gather(loops, 0, word);
            check_gather(loops, ~UINT64_C(0), word);
            for (int bit = 0; bit < 64; bit++) {
                check_gather(loops, UINT64_C(1) << bit, word);
                check_gather(loops, ~(UINT64_C(1) << bit), word);
                check_gather(loops, ~UINT64_C(0) << bit, word);
                check_gather(loops, ~UINT64_C(0) >> bit, word);
            }
        }
    }
}

/* -------------------------------------------------------------------------- sorting */

enum { MOST_NUMBERS = 3000, FEW = 16 };

static int compare_numbers(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* Draws numbers below 'bound', none twice. */
static void draw_numbers(uint16_t *row, uint32_t n, uint32_t bound, struct dice *dice)
{
    for (uint32_t i = 0; i < n;) {
        row[i] = (uint16_t)dice_below(dice, bound);
        uint32_t j = 0;
        while (row[j] != row[i]) j++;
        i += j == i;
    }
}

/* Before the row and behind its slack nothing may change. */
static void check_few(const struct inner_loops *loops, const uint16_t *numbers,
                      uint32_t n)
{
    uint16_t row[1 + FEW + NUMBER_SORT_SLACK + 1], expected[FEW];
    memset(row, 0x5a, sizeof row);
    memcpy(row + 1, numbers, n * sizeof *row);
    memcpy(expected, numbers, n * sizeof *row);
    qsort(expected, n, sizeof *expected, compare_numbers);
    loops->number_sort_few(row + 1, n);
    for (uint32_t i = 0; i < n; i++)
        cr_assert_eq(row[1 + i], expected[i], "%s: number %u of %u", loops->name, i, n);
    cr_assert_eq(row[0], 0x5a5a, "%s: written before the row", loops->name);
    cr_assert_eq(row[1 + n + NUMBER_SORT_SLACK], 0x5a5a,
                 "%s: written behind the slack of %u numbers", loops->name, n);
}

Test(number_sort, sorts_up_to_16_numbers)
{
    const struct inner_loops *loops;
    for (int at = 0; (loops = next_loops(&at)) != NULL;) {
        struct dice dice = {3};
        for (uint32_t n = 0; n <= FEW; n++)
            for (int round = 0; round < 2000; round++) {
                uint16_t numbers[FEW];
                draw_numbers(numbers, n, round % 2 ? UINT16_MAX : n + 2, &dice);
                check_few(loops, numbers, n);
            }
    }
}

/* A network that sorts all rows of zeros and ones sorts all rows (Knuth's principle);
 * here without equal numbers: the ones above the zeros. */
Test(number_sort, sorts_whatever_numbers_are_the_larger_ones)
{
    const struct inner_loops *loops;
    for (int at = 0; (loops = next_loops(&at)) != NULL;)
        for (uint32_t larger = 0; larger < 1u << FEW; larger++) {
            uint16_t numbers[FEW];
            for (uint32_t i = 0; i < FEW; i++)
                numbers[i] = (uint16_t)(FEW - 1 - i + (larger >> i & 1 ? 40000 : 0));
            check_few(loops, numbers, FEW);
        }
}

Test(number_sort, sorts_many_numbers_and_leaves_the_bitmap_empty)
{
    const struct inner_loops *loops;
    static uint64_t bitmap[UINT16_MAX / 64 + 1];
    static uint16_t row[MOST_NUMBERS], expected[MOST_NUMBERS];
    for (int at = 0; (loops = next_loops(&at)) != NULL;) {
        struct dice dice = {4};
        for (int round = 0; round < 60; round++) {
            uint32_t n = dice_between(&dice, 1, round < 50 ? 100 : MOST_NUMBERS);
            uint32_t bound = round % 2 ? UINT16_MAX : n + dice_below(&dice, 200);
            draw_numbers(row, n, bound, &dice);
            memcpy(expected, row, sizeof row);
            qsort(expected, n, sizeof *expected, compare_numbers);
            loops->number_sort_many(row, n, bitmap);
            cr_assert_eq(memcmp(row, expected, n * sizeof *row), 0, "%u numbers", n);
            for (size_t w = 0; w < sizeof bitmap / sizeof *bitmap; w++)
                cr_assert_eq(bitmap[w], 0);
        }
    }
}
