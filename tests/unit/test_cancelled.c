/*
 * test_cancelled.c - orders that came to nothing, as logs tell them
 */
#include "log/cancelled.h"

#include <criterion/criterion.h>
#include <string.h>

static cobuy_text text_of(const char *text)
{
    return (cobuy_text){text, strlen(text)};
}

static bool is_cancelled(const char *status, const char *column)
{
    static const char *const words[] = {"storniert"};
    return cancelled_by_status(text_of(status), column, words, 1);
}

Test(cancelled, the_usual_words_of_a_status_mean_a_cancelled_order)
{
    static const char *const words[] = {
        "cancelled",  "Canceled",    "CANCELLED", "Refunded",
        "returned",   "charge-back", "Void",      "failed",
        "キャンセル", "注文取消し",  "返品",      "発送前キャンセル済み"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect(is_cancelled(words[i], "status"), "%s", words[i]);
}

Test(cancelled, other_words_do_not)
{
    static const char *const words[] = {
        "",          "paid",    "Shipped", "complete", "0",
        "no refund", "pending", "発送済",  "1",        "partially_refunded"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect_not(is_cancelled(words[i], "status"), "%s", words[i]);
}

Test(cancelled, words_that_were_given_count_too)
{
    cr_expect(is_cancelled("Storniert", "status"));
}

Test(cancelled, a_column_called_cancelled_says_it_by_anything_but_no)
{
    cr_expect(is_cancelled("1", "is_cancelled"));
    cr_expect(is_cancelled("2024-05-06 10:00", "Cancelled at"));
    cr_expect(is_cancelled("1", "取消区分"));
    cr_expect_not(is_cancelled("", "Cancelled at"));
    cr_expect_not(is_cancelled("False", "cancelled"));
    cr_expect_not(is_cancelled("0", "取消区分"));
}

Test(cancelled, an_invoice_is_marked_by_a_c_before_its_number)
{
    cr_expect(cancelled_by_mark(text_of("C536379")));
    cr_expect(cancelled_by_mark(text_of("c1")));
    cr_expect_not(cancelled_by_mark(text_of("C")));
    cr_expect_not(cancelled_by_mark(text_of("536379")));
    cr_expect_not(cancelled_by_mark(text_of("C53A")));
    cr_expect_not(cancelled_by_mark(text_of("A563185")));
}
