/*
 * test_decimal.c - numbers as text: shortest, exact, the same in every locale
 */
#include "base/decimal.h"

#include "support/oracle.h"
#include "support/workspace.h"

#include <criterion/criterion.h>

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(decimal, .init = workspace_open, .fini = workspace_close);

/* The text with a zero byte behind it. */
struct written {
    char text[DECIMAL_ROOM + 1];
};

static struct written write_shortest(double value)
{
    struct written written;
    size_t length = decimal_shortest(written.text, value);
    cr_assert_leq(length, DECIMAL_ROOM);
    written.text[length] = '\0';
    return written;
}

static struct written write_integer(uint64_t value)
{
    struct written written;
    written.text[decimal_integer(written.text, value)] = '\0';
    return written;
}

/* Compares with the text that trying finds, and reads it back. */
static void check(double value)
{
    struct written written = write_shortest(value);
    struct bytes expected = {0};
    oracle_print_decimal(&expected, value);
    cr_assert_str_eq(written.text, expected.data, "%a is written %s, and should be %s",
                     value, written.text, expected.data);
    cr_assert(strtod(written.text, NULL) == value, "%s is not %a", written.text, value);
    bytes_free(&expected);
}

/* ----------------------------------------------------------------------- integers */

Test(decimal, integers_are_their_digits)
{
    cr_assert_str_eq(write_integer(0).text, "0");
    cr_assert_str_eq(write_integer(9).text, "9");
    cr_assert_str_eq(write_integer(10).text, "10");
    cr_assert_str_eq(write_integer(1000000007).text, "1000000007");
    cr_assert_str_eq(write_integer(UINT64_MAX).text, "18446744073709551615");
    for (uint64_t power = 1; power < UINT64_MAX / 10; power *= 10) {
        char expected[DECIMAL_ROOM];
        snprintf(expected, sizeof expected, "%" PRIu64, power - 1);
        cr_assert_str_eq(write_integer(power - 1).text, expected);
    }
}

/* ------------------------------------------------------------------------- ratios */

Test(decimal, known_ratios_are_what_people_write)
{
    cr_assert_str_eq(write_shortest(0).text, "0");
    cr_assert_str_eq(write_shortest(-0.0).text, "0");
    cr_assert_str_eq(write_shortest(1).text, "1");
    cr_assert_str_eq(write_shortest(0.28).text, "0.28");
    cr_assert_str_eq(write_shortest(2.0 / 3).text, "0.6666666666666666");
    cr_assert_str_eq(write_shortest(-0.125).text, "-0.125");
    cr_assert_str_eq(write_shortest(100).text, "100");
    cr_assert_str_eq(write_shortest(0.1 + 0.2).text, "0.30000000000000004");
    cr_assert_str_eq(write_shortest(123456.75).text, "123456.75");
}

Test(decimal, shares_of_small_counts_are_shortest)
{
    for (int total = 1; total <= 400; total++)
        for (int part = 0; part <= total; part++) check((double)part / total);
}

Test(decimal, ratios_of_any_counts_are_shortest)
{
    struct dice dice = {1};
    for (int i = 0; i < 150000; i++) {
        uint32_t bound = UINT32_C(1) << dice_between(&dice, 1, 31);
        double over = 1 + dice_below(&dice, bound);
        double under = 1 + dice_below(&dice, bound);
        check(dice_chance(&dice, 20) ? -over / under : over / under);
    }
}

/* ------------------------------------------------------------------- every double */

static double draw_double(struct dice *dice, int least_exponent, int most_exponent)
{
    double mantissa = 1 + (double)(dice_next(dice) >> 12) * 0x1p-52;
    uint32_t range = (uint32_t)(most_exponent - least_exponent + 1);
    return ldexp(mantissa, least_exponent + (int)dice_below(dice, range));
}

Test(decimal, doubles_as_large_as_ratios_are_shortest)
{
    struct dice dice = {2};
    for (int i = 0; i < 200000; i++) check(draw_double(&dice, -28, 51));
}

Test(decimal, doubles_of_every_size_are_shortest)
{
    struct dice dice = {3};
    for (int i = 0; i < 20000; i++) check(draw_double(&dice, DBL_MIN_EXP - 1, 1023));
    check(DBL_MAX);
    check(DBL_MIN);
    check(DBL_TRUE_MIN);
    check(-DBL_MAX);
}

/* A power of two is half as far from the double below as from the one above. */
Test(decimal, powers_of_two_and_their_neighbours_are_shortest)
{
    for (int exponent = -60; exponent <= 60; exponent++) {
        double power = ldexp(1, exponent);
        check(power);
        check(nextafter(power, 0));
        check(nextafter(power, INFINITY));
    }
}

Test(decimal, powers_of_ten_and_their_neighbours_are_shortest)
{
    for (int exponent = -25; exponent <= 25; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        double power = strtod(text, NULL);
        check(power);
        check(nextafter(power, 0));
        check(nextafter(power, INFINITY));
        check(3 * power);
        check(9.5 * power);
    }
}

Test(decimal, exponents_begin_where_the_header_says)
{
    cr_assert_str_eq(write_shortest(1e-4).text, "0.0001");
    cr_assert_str_eq(write_shortest(9.5e-5).text, "9.5e-05");
    cr_assert_str_eq(write_shortest(1.25e-7).text, "1.25e-07");
    cr_assert_str_eq(write_shortest(-1.25e-12).text, "-1.25e-12");
    cr_assert_str_eq(write_shortest(1e15).text, "1000000000000000");
    cr_assert_str_eq(write_shortest(2e15).text, "2000000000000000");
    cr_assert_str_eq(write_shortest(9e16).text, "90000000000000000");
    cr_assert_str_eq(write_shortest(1e17).text, "1e+17");
}

/* Exact integers do the doubles from 2^-37 to 2^53, and trying the others. */
Test(decimal, both_ways_of_finding_digits_agree_where_they_meet)
{
    struct dice dice = {4};
    for (int i = 0; i < 3000; i++) {
        check(draw_double(&dice, -39, -36));
        check(draw_double(&dice, 51, 54));
    }
    for (int step = -3; step <= 3; step++) {
        check(ldexp(1 + step * DBL_EPSILON, -37));
        check(ldexp(1 + step * DBL_EPSILON, 53));
    }
}

/* -------------------------------------------------------------------------- cached */

Test(decimal, texts_written_lately_are_the_same)
{
    static struct decimal_cache cache;
    struct dice dice = {5};
    for (int i = 0; i < 100000; i++) {
        double over = dice_below(&dice, 60), under = 1 + dice_below(&dice, 60);
        double value = over / under;
        if (dice_chance(&dice, 20)) value = -value;
        if (dice_chance(&dice, 10)) value /= 1e9;
        if (dice_chance(&dice, 5)) value = draw_double(&dice, -1000, 1000);
        struct written expected = write_shortest(value), written;
        written.text[decimal_cached(&cache, written.text, value)] = '\0';
        cr_assert_str_eq(written.text, expected.text);
    }
}

/* ------------------------------------------------------------------------ locales */

/* Sets a locale whose decimal point is a comma; compiles one if none is installed. */
static bool set_comma_locale(void)
{
    static const char *const installed[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof installed / sizeof *installed; i++)
        if (setlocale(LC_ALL, installed[i])) return true;
    char command[256];
    snprintf(command, sizeof command,
             "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 2>/dev/null",
             workspace.folder.path);
    return system(command) == 0 && setenv("LOCPATH", workspace.folder.path, 1) == 0 &&
           setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
}

Test(decimal, text_has_a_point_in_every_locale)
{
    static const double values[] = {0.28, -2.0 / 3, 1.5e-7, 1.5e-12, 1.5e300, 1e15, 0};
    enum { VALUES = sizeof values / sizeof *values };
    struct written expected[VALUES];
    for (int i = 0; i < VALUES; i++) expected[i] = write_shortest(values[i]);
    if (!set_comma_locale()) cr_skip_test("no locale with a decimal comma can be had");
    cr_assert_str_eq(localeconv()->decimal_point, ",");
    for (int i = 0; i < VALUES; i++)
        cr_assert_str_eq(write_shortest(values[i]).text, expected[i].text);
}
