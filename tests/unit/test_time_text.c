/*
 * test_time_text.c - times as logs have them, to seconds
 */
#include "log/time_text.h"

#include "log/time_pattern.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a text is read as, written out again; "none" where it is no time. */
static const char *read_as(const char *text, const struct time_format *format)
{
    static char written[COBUY_TIME_TEXT];
    struct time_reader reader = time_reader_for(format);
    int64_t seconds, again;
    cobuy_text cell = {text, strlen(text)};
    if (!time_read(&reader, cell, &seconds)) return "none";
    cr_assert(time_read(&reader, cell, &again));
    cr_assert_eq(seconds, again, "'%s' is read as another time when it comes again",
                 text);
    if (seconds == BASKET_NO_TIME) return "not known";
    cobuy_time_text(written, seconds);
    return written;
}

struct row {
    const char *text, *expected;
};

static void expect_all(const struct row *rows, size_t n,
                       const struct time_format *format)
{
    for (size_t i = 0; i < n; i++)
        cr_expect_str_eq(read_as(rows[i].text, format), rows[i].expected, "%s",
                         rows[i].text);
}

#define EXPECT_ALL(rows, format) expect_all(rows, sizeof rows / sizeof *rows, format)

Test(time_text, of_usual_kinds_is_read_without_being_told_how)
{
    static const struct row rows[] = {
        {"2024-05-06", "2024-05-06"},
        {"2024-5-6", "2024-05-06"},
        {"2024/05/06", "2024-05-06"},
        {"2024/5/6 8:00", "2024-05-06 08:00:00"},
        {"2024.05.06 08:00:04", "2024-05-06 08:00:04"},
        {"2024-05-06T08:00:04", "2024-05-06 08:00:04"},
        {"2024-05-06t08:00:04Z", "2024-05-06 08:00:04"},
        {"2024-05-06T08:00:04.123456+09:00", "2024-05-06 08:00:04"},
        {"2024-05-06 08:00:04 +0900", "2024-05-06 08:00:04"},
        {"2024-05-06 08:00:04 UTC", "2024-05-06 08:00:04"},
        {"2024-05-06 8:00:04 pm", "2024-05-06 20:00:04"},
        {"2024-05-06 12:00 AM", "2024-05-06"},
        {"2024-05-06 12:30 p.m.", "2024-05-06 12:30:00"},
        {"2024\xe5\xb9\xb4"
         "5\xe6\x9c\x88"
         "6\xe6\x97\xa5",
         "2024-05-06"},
        {"20240506", "2024-05-06"},
        {"20240506T08:00:04", "2024-05-06 08:00:04"},
        {"20240506080004", "2024-05-06 08:00:04"},
        {"1714982404", "2024-05-06 08:00:04"},
        {"1714982404.75", "2024-05-06 08:00:04"},
        {"1714982404123", "2024-05-06 08:00:04"},
        {"1714982404123456", "2024-05-06 08:00:04"},
        {"1714982404123456789", "2024-05-06 08:00:04"},
        {"6.5.2024", "2024-05-06"},
        {"06.05.2024 08:00", "2024-05-06 08:00:00"},
        {"2024-02-29", "2024-02-29"},
        {"2000-02-29", "2000-02-29"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31 23:59:59", "9999-12-31 23:59:59"},
        {"2016-12-31 23:59:60", "2017-01-01"},
        {"", "not known"},
    };
    const struct time_format format = {.pattern = NULL};
    EXPECT_ALL(rows, &format);
}

Test(time_text, of_what_is_no_time_is_none)
{
    static const struct row rows[] = {
        {"tea", "none"},
        {"2024", "none"},
        {"2024-05", "none"},
        {"2024-13-06", "none"},
        {"2024-00-06", "none"},
        {"2024-05-32", "none"},
        {"2023-02-29", "none"},
        {"1900-02-29", "none"},
        {"0000-01-01", "none"},
        {"2024-05/06", "none"},
        {"2024\xff"
         "5\xff"
         "6",
         "none"},
        {"2024-05-06x", "none"},
        {"2024-05-06 ", "none"},
        {"2024-05-06 8", "none"},
        {"2024-05-06 24:00", "none"},
        {"2024-05-06 08:60", "none"},
        {"2024-05-06 08:00:61", "none"},
        {"2024-05-06 13:00 pm", "none"},
        {"2024-05-06 08:00 +9", "none"},
        {"2024-05-06 08:00 +09:75", "none"},
        {"2024-05-06 08:00 here", "none"},
        {"20241306", "none"},
        {"2024050608", "2034-02-20 12:16:48"},
        {"20240506080061", "none"},
        {"12345678901234567890", "none"},
        {"171498240412", "none"},
        {"-1714982404", "none"},
        {"32.5.2024", "none"},
        {"6.13.2024", "none"},
        {"6.5.24", "none"},
        {"5/6/2024", "none"},
        {"25/6/2024", "none"},
    };
    const struct time_format format = {.pattern = NULL};
    EXPECT_ALL(rows, &format);
}

Test(time_text, with_day_and_month_needs_to_know_which_is_first)
{
    static const struct row day_first[] = {{"5/6/2024", "2024-06-05"},
                                           {"05-06-2024 8:01", "2024-06-05 08:01:00"},
                                           {"25/6/2024", "2024-06-25"},
                                           {"6/25/2024", "none"},
                                           {"5.6.2024", "2024-06-05"}};
    static const struct row month_first[] = {
        {"5/6/2024", "2024-05-06"},
        {"12/1/2010 8:26", "2010-12-01 08:26:00"},
        {"25/6/2024", "none"},
        {"6/25/2024 1:02:03 PM", "2024-06-25 13:02:03"},
        {"5.6.2024", "2024-06-05"}};
    const struct time_format first = {.order = TIME_DAY_FIRST},
                             second = {.order = TIME_MONTH_FIRST};
    EXPECT_ALL(day_first, &first);
    EXPECT_ALL(month_first, &second);
}

Test(time_text, tells_the_order_only_where_one_number_cannot_be_a_month)
{
    static const struct {
        const char *text;
        enum time_order order;
        bool doubt;
    } rows[] = {
        {"13/4/2024", TIME_DAY_FIRST, false},
        {"4/13/2024", TIME_MONTH_FIRST, false},
        {"12/12/2024", TIME_ORDER_UNKNOWN, true},
        {"1-2-2024 8:00", TIME_ORDER_UNKNOWN, true},
        {"31-1-2024", TIME_DAY_FIRST, false},
        {"2024-05-06", TIME_ORDER_UNKNOWN, false},
        {"3.4.2024", TIME_ORDER_UNKNOWN, false},
        {"tea", TIME_ORDER_UNKNOWN, false},
        {"13/14/2024", TIME_ORDER_UNKNOWN, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool doubt;
        cobuy_text text = {rows[i].text, strlen(rows[i].text)};
        cr_expect_eq(time_order_of(text, &doubt), rows[i].order, "%s", rows[i].text);
        cr_expect_eq(doubt, rows[i].doubt, "%s", rows[i].text);
    }
}

Test(time_text, by_a_pattern_is_read_by_it_alone)
{
    static const struct {
        const char *pattern, *text, *expected;
    } rows[] = {
        {"%d/%m/%y %H:%M", "06/05/24 08:01", "2024-05-06 08:01:00"},
        {"%d/%m/%y %H:%M", "06/05/2024 08:01", "none"},
        {"%d/%m/%y", "1/2/69", "1969-02-01"},
        {"%d/%m/%y", "1/2/68", "2068-02-01"},
        {"%b %d, %Y, %I:%M:%S %p", "May 6, 2024, 8:00:04 PM", "2024-05-06 20:00:04"},
        {"%a, %d %B %Y", "Monday, 06 may 2024", "2024-05-06"},
        {"%A %e %b %Y", "Mon  6 MAY 2024", "2024-05-06"},
        {"%FT%T.%f%z", "2024-05-06T08:00:04.123-05:30", "2024-05-06 08:00:04"},
        {"%F %R", "2024-05-06   08:01", "2024-05-06 08:01:00"},
        {"%s", "1714982404", "2024-05-06 08:00:04"},
        {"%s", "12", "1970-01-01 00:00:12"},
        {"%Y%m%d%%", "20240506%", "2024-05-06"},
        {"%Y-%m-%d", "2024-05-06 08:00", "none"},
        {"%Y-%m-%d %I:%M %p", "2024-05-06 13:00 pm", "none"},
        {"%d %b %Y", "6 Mai 2024", "none"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct time_format format = {.pattern = rows[i].pattern};
        const char *reason;
        cr_expect(time_pattern_check(rows[i].pattern, &reason), "%s", rows[i].pattern);
        cr_expect_str_eq(read_as(rows[i].text, &format), rows[i].expected, "%s by %s",
                         rows[i].text, rows[i].pattern);
    }
}

Test(time_text, by_a_pattern_that_does_not_tell_the_day_is_refused)
{
    static const char *const patterns[] = {"",   "%H:%M", "%Y-%m",      "%d.%m.",
                                           "%Q", "%",     "%Y-%m-%d %", "%y %b"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *reason = NULL;
        cr_expect_not(time_pattern_check(patterns[i], &reason), "%s", patterns[i]);
        cr_expect_not_null(reason);
    }
}

/* Nine hours ahead; and a clock that was put on by an hour when 1714953600 was over. */
static int64_t tokyo(void *user, int64_t seconds)
{
    (void)user;
    return seconds + 9 * 3600;
}

static int64_t put_on(void *user, int64_t seconds)
{
    return seconds + (seconds >= *(const int64_t *)user ? 3600 : 0);
}

Test(time_text, with_an_offset_is_told_by_the_clock_that_is_wanted)
{
    static const struct row rows[] = {
        {"2024-05-06T23:30:00Z", "2024-05-07 08:30:00"},
        {"2024-05-06T23:30:00+01:00", "2024-05-07 07:30:00"},
        {"2024-05-06T23:30:00", "2024-05-06 23:30:00"},
        {"1714982404", "2024-05-06 17:00:04"}};
    const struct time_format format = {.local = tokyo};
    EXPECT_ALL(rows, &format);
    int64_t change = 1714953600;
    const struct time_format summer = {.local = put_on, .local_user = &change};
    struct time_reader reader = time_reader_for(&summer);
    for (int64_t seconds = change - 7200; seconds < change + 7200; seconds += 299) {
        char text[24];
        int64_t found;
        int length = snprintf(text, sizeof text, "%lld", (long long)seconds);
        cr_assert(time_read(&reader, (cobuy_text){text, (size_t)length}, &found));
        cr_assert_eq(found, put_on(&change, seconds));
    }
}

Test(time_text, of_every_day_of_a_thousand_years_is_that_of_the_c_library)
{
    const struct time_format format = {.pattern = NULL};
    struct time_reader reader = time_reader_for(&format);
    for (int64_t day = -200000; day < 200000; day++) {
        time_t moment = (time_t)(day * SECONDS_A_DAY + 8 * 3600 + day % 3600);
        struct tm utc;
        char expected[32], written[COBUY_TIME_TEXT];
        int64_t seconds;
        cr_assert_not_null(gmtime_r(&moment, &utc));
        size_t length = strftime(expected, sizeof expected, "%Y-%m-%d %H:%M:%S", &utc);
        cr_assert(time_read(&reader, (cobuy_text){expected, length}, &seconds));
        cr_assert_eq(seconds, (int64_t)moment, "%s", expected);
        cobuy_time_text(written, seconds);
        cr_assert_str_eq(written, expected);
    }
}
