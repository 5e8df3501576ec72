/*
 * test_number_text.c - quantities and prices as logs have them
 */
#include "log/number_text.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_all(const char *const *texts, enum number_sign sign)
{
    for (; *texts; texts++)
        cr_expect_eq(number_sign_of((cobuy_text){*texts, strlen(*texts)}), sign,
                     "'%s' is %d", *texts,
                     number_sign_of((cobuy_text){*texts, strlen(*texts)}));
}

Test(number_text, numbers_above_zero_are_known_in_all_the_ways_of_shops)
{
    expect_all(
        (const char *const[]){"1",      "12",         "0.5",
                              "007",    "1,234.50",   "1.234,50",
                              "1 234",  "1'234",      "+3",
                              "$8.00",  "8,00 €",     "£1",
                              "¥1,200", "1200円",     "1.",
                              ".5",     "1e3",        "2.5E-05",
                              " 3 ",    "1\u00a0234", "123456789012345678901234567890",
                              NULL},
        NUMBER_POSITIVE);
}

Test(number_text, numbers_below_zero_are_known_by_any_minus)
{
    expect_all((const char *const[]){"-1", "-0.5", "- 3", "-$3.00", "$-3.00", "3-",
                                     "3.00-", "(3.00)", "($3.00)", "\u22123", "-1e3",
                                     NULL},
               NUMBER_NEGATIVE);
}

Test(number_text, zero_has_no_sign)
{
    expect_all((const char *const[]){"0", "00", "0.00", "0,00", "-0", "$0.00", "0円",
                                     "0e5", "(0)", NULL},
               NUMBER_ZERO);
}

Test(number_text, what_databases_write_for_nothing_is_blank)
{
    expect_all(
        (const char *const[]){"", "  ", "NULL", "NA", "N/A", "nan", "\\N", "-", NULL},
        NUMBER_BLANK);
}

Test(number_text, what_is_no_number_is_told)
{
    expect_all((const char *const[]){"3x", "x3", "tea", "1-2", "--1", "(-1)", ".", ",",
                                     "$", "1..", "1 2 x", "1e", "e3", "3,x", "12:30",
                                     "+-", "\xff", NULL},
               NUMBER_NONE);
}

Test(number_text, values_are_told_in_millionths)
{
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"1", 1000000},
                 {"-2", -2000000},
                 {"0.5", 500000},
                 {"1,5", 1500000},
                 {"1,234", 1234000000},
                 {"0,500", 500000},
                 {"1.234", 1234000},
                 {"1,234.50", 1234500000},
                 {"1.234,50", 1234500000},
                 {"1.234.567", 1234567000000},
                 {"(3.00)", -3000000},
                 {"$8.00", 8000000},
                 {"1e3", 1000000000},
                 {"2.5E-05", 25},
                 {"0.0000019", 1},
                 {"99999999999999999999", INT64_MAX},
                 {"-1e300", INT64_MIN},
                 {"tea", 0},
                 {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(
            number_millionths((cobuy_text){cases[i].text, strlen(cases[i].text)}),
            cases[i].value, "%s is %lld", cases[i].text,
            (long long)number_millionths(
                (cobuy_text){cases[i].text, strlen(cases[i].text)}));
}
