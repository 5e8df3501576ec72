/*
 * test_basket_sizes.c - a basket is far too large where the others do not let expect it
 */
#include "basket/baskets.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(basket_sizes, .init = workspace_open, .fini = workspace_close);

enum { MOST = 20000 };

static uint32_t sizes[MOST];

/* Of baskets with the first 'n' sizes. */
static bool largest_is_odd(size_t n)
{
    static uint64_t offsets[MOST + 1];
    cobuy_baskets baskets = {.count = n, .offsets = offsets};
    uint32_t largest = 0;
    for (size_t b = 0; b < n; b++) {
        offsets[b + 1] = offsets[b] + sizes[b];
        if (sizes[b] > largest) largest = sizes[b];
    }
    baskets_measure(&baskets);
    cr_assert_eq(baskets.longest, largest);
    return baskets.longest_is_odd;
}

static double draw_share(struct dice *dice)
{
    return (dice_below(dice, 1000000) + 0.5) / 1000000;
}

/* Sizes that become rarer by e times each 'mean' items. */
static void draw_households(struct dice *dice, size_t n, double mean)
{
    for (size_t b = 0; b < n; b++)
        sizes[b] = 1 + (uint32_t)(-mean * log(draw_share(dice)));
}

Test(basket_sizes, of_households_are_as_expected)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(300); seed++) {
        struct dice dice = {seed};
        size_t n = dice_between(&dice, 2000, MOST);
        draw_households(&dice, n, dice_between(&dice, 1, 60));
        cr_expect_not(largest_is_odd(n), "seed %llu", (unsigned long long)seed);
    }
}

Test(basket_sizes, of_a_wholesaler_among_them_are_odd)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(300); seed++) {
        struct dice dice = {seed};
        size_t n = dice_between(&dice, 200, MOST);
        draw_households(&dice, n, dice_between(&dice, 1, 20));
        sizes[dice_below(&dice, (uint32_t)n)] = 1000;
        cr_expect(largest_is_odd(n), "seed %llu", (unsigned long long)seed);
    }
}

Test(basket_sizes, of_many_wholesalers_do_not_hide_the_largest)
{
    struct dice dice = {1};
    draw_households(&dice, MOST, 15);
    for (size_t b = 0; b < MOST; b += 20) sizes[b] = dice_between(&dice, 200, 1000);
    cr_expect(largest_is_odd(MOST), "one basket of twenty is a wholesaler's");
}

Test(basket_sizes, that_are_all_the_same_are_as_expected)
{
    for (size_t b = 0; b < MOST; b++) sizes[b] = 3000;
    cr_expect_not(largest_is_odd(MOST));
    for (size_t b = 0; b < MOST; b++) sizes[b] = 150;
    cr_expect_not(largest_is_odd(MOST));
}

Test(basket_sizes, of_what_a_household_may_buy_are_not_odd)
{
    for (size_t b = 0; b < MOST; b++) sizes[b] = 1;
    sizes[7] = 100;
    cr_expect_not(largest_is_odd(MOST));
    sizes[7] = 101;
    cr_expect(largest_is_odd(MOST));
}

Test(basket_sizes, of_few_baskets_tell_nothing)
{
    for (size_t b = 0; b < MOST; b++) sizes[b] = 1;
    sizes[7] = 500;
    cr_expect_not(largest_is_odd(99));
    cr_expect(largest_is_odd(100));
}

Test(basket_sizes, of_a_generated_log_are_as_expected)
{
    struct file_path path = workspace_path("log.csv");
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    cobuy_error error;
    cobuy_baskets *baskets;
    const char *paths[] = {path.text};
    MUST(cobuy_generate(workspace.context, path.text, &options, &error));
    MUST(cobuy_read(workspace.context, &baskets, paths, 1, NULL, &error));
    cr_expect_not(cobuy_baskets_report(baskets)->largest_is_odd);
    cobuy_baskets_free(baskets);
}
