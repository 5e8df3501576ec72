/*
 * test_windows.c - baskets of a window of time are those of a log that has no others
 *
 * The oracle finds the earliest row of each basket, and writes the log again without
 * the baskets that are outside: reading that gives the same baskets, items and counts.
 */
#include "basket/baskets.h"
#include "support/files.h"
#include "support/line_notes.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(windows, .init = workspace_open_in_memory, .fini = workspace_close);

enum { MOST_ROWS = 400, BASKETS = 60, ITEMS = 25, DAY = 24 * 60 * 60 };

/* 2024-01-01 00:00:00 */
static const int64_t START = 1704067200;

struct row {
    uint32_t basket, item;
    int64_t time; /* or NO_TIME */
};

static const int64_t NO_TIME = INT64_MAX;

struct log {
    struct row rows[MOST_ROWS];
    uint32_t n;
    int64_t times[BASKETS]; /* the earliest of each */
};

static void draw_log(struct log *log, struct dice *dice)
{
    bool scattered = dice_chance(dice, 40);
    log->n = dice_below(dice, MOST_ROWS);
    for (uint32_t b = 0; b < BASKETS; b++) log->times[b] = NO_TIME;
    uint32_t basket = 0;
    for (uint32_t i = 0; i < log->n; i++) {
        struct row *row = &log->rows[i];
        if (dice_chance(dice, 25)) basket = (basket + 1) % BASKETS;
        row->basket = scattered ? dice_below(dice, BASKETS) : basket;
        row->item = dice_below(dice, ITEMS);
        row->time = START + (int64_t)row->basket * DAY / 3 + dice_below(dice, 40000);
        if (dice_chance(dice, 10)) row->time = NO_TIME;
        if (row->time < log->times[row->basket]) log->times[row->basket] = row->time;
    }
}

enum { ISO, EPOCH, DAY_FIRST, MONTH_FIRST, STYLES };

static void print_time(struct bytes *text, int64_t time, uint32_t style)
{
    char iso[COBUY_TIME_TEXT], clock[16] = "";
    if (time == NO_TIME) return;
    cobuy_time_text(iso, time);
    if (strlen(iso) > 10) snprintf(clock, sizeof clock, " %.8s", iso + 11);
    if (style == ISO)
        bytes_print(text, "%s", iso);
    else if (style == EPOCH)
        bytes_print(text, "%lld", (long long)time);
    else if (style == DAY_FIRST)
        bytes_print(text, "%.2s/%.2s/%.4s%s", iso + 8, iso + 5, iso, clock);
    else
        bytes_print(text, "%.2s/%.2s/%.4s%s", iso + 5, iso + 8, iso, clock);
}

/* The rows of the baskets from 'since' to 'until'. */
static struct bytes log_text(const struct log *log, uint32_t style, int64_t since,
                             int64_t until)
{
    struct bytes text = {0};
    bytes_print(&text, "order_date,order_id,sku\n");
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        int64_t time = log->times[row->basket];
        if (time < since || time > until) continue;
        print_time(&text, row->time, style);
        bytes_print(&text, ",%u,item %u\n", row->basket, row->item);
    }
    return text;
}

/* How many baskets hold each item, by name: ids may differ. */
static void note_counts(struct bytes *notes, const cobuy_baskets *baskets)
{
    for (uint32_t item = 0; item < ITEMS; item++)
        for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++) {
            char name[16];
            snprintf(name, sizeof name, "item %u", item);
            if (strcmp(cobuy_baskets_item(baskets, id).bytes, name) == 0)
                bytes_print(notes, " %s in %llu", name,
                            (unsigned long long)cobuy_baskets_item_count(baskets, id));
        }
    bytes_print(notes, "; %u items", cobuy_baskets_items(baskets));
}

static struct bytes read_text(cobuy_context *context, const struct bytes *text,
                              const cobuy_read_options *options)
{
    struct file_path path = workspace_file("log.csv", text->data, text->length);
    const char *paths[] = {path.text};
    cobuy_baskets *baskets;
    struct bytes notes = {0};
    cobuy_error error;
    bytes_append(&notes, "", 0);
    MUST(cobuy_read(context, &baskets, paths, 1, options, &error));
    const char *reason;
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    line_notes_of(&notes, baskets);
    char *counts = strstr(notes.data, " ; ");
    if (counts) notes.length = (size_t)(counts - notes.data);
    note_counts(&notes, baskets);
    cobuy_baskets_free(baskets);
    return notes;
}

static void expect_window(const struct log *log, uint32_t style,
                          const cobuy_read_options *options, int64_t since,
                          int64_t until)
{
    cobuy_read_options all = COBUY_READ_DEFAULTS;
    all.allow_empty = true;
    struct bytes left = log_text(log, ISO, since, until),
                 text = log_text(log, style, INT64_MIN, INT64_MAX);
    cobuy_context *context = context_begin(1);
    struct bytes expected = read_text(context, &left, &all);
    context_end(context);
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        context = context_begin(threads);
        struct bytes found = read_text(context, &text, options);
        cr_assert_str_eq(found.data, expected.data, "%u threads: %s\nnot %s\nof %s",
                         threads, found.data, expected.data, text.data);
        bytes_free(&found);
        context_end(context);
    }
    bytes_free(&expected);
    bytes_free(&left);
    bytes_free(&text);
}

/* Whether some time says which is the day. */
static bool tells_order(const struct log *log)
{
    for (uint32_t i = 0; i < log->n; i++)
        if (log->rows[i].time != NO_TIME &&
            (log->rows[i].time - START) / DAY % 31 >= 12 &&
            log->rows[i].time < START + 29 * DAY)
            return true;
    return false;
}

Test(windows, of_bounds_hold_the_baskets_between_them)
{
    static struct log log;
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        struct dice dice = {seed};
        draw_log(&log, &dice);
        uint32_t style = dice_below(&dice, tells_order(&log) ? STYLES : DAY_FIRST);
        int64_t since = START + (int64_t)dice_below(&dice, 20) * DAY,
                until = since + (int64_t)dice_below(&dice, 5) * DAY + DAY - 1;
        char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
        cobuy_time_text(first, since);
        cobuy_time_text(last, until + 1 - DAY);
        cobuy_read_options options = COBUY_READ_DEFAULTS;
        options.allow_empty = true;
        options.since = first;
        options.until = last;
        expect_window(&log, style, &options, since, until);
    }
}

Test(windows, of_some_days_end_with_the_newest_basket)
{
    static struct log log;
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        struct dice dice = {seed};
        draw_log(&log, &dice);
        int64_t newest = INT64_MIN;
        for (uint32_t b = 0; b < BASKETS; b++)
            if (log.times[b] != NO_TIME && log.times[b] > newest) newest = log.times[b];
        cobuy_read_options options = COBUY_READ_DEFAULTS;
        options.allow_empty = true;
        options.last_days = dice_between(&dice, 1, 10);
        int64_t since =
            newest == INT64_MIN
                ? NO_TIME
                : newest / DAY * DAY - (int64_t)(options.last_days - 1) * DAY;
        expect_window(&log, ISO, &options, since, NO_TIME - 1);
    }
}

static cobuy_status read_status(const char *text, cobuy_read_options options,
                                cobuy_error *error)
{
    struct file_path path = workspace_file("log.csv", text, strlen(text));
    const char *paths[] = {path.text};
    cobuy_baskets *baskets;
    cobuy_status status =
        cobuy_read(workspace.context, &baskets, paths, 1, &options, error);
    cobuy_baskets_free(baskets);
    return status;
}

Test(windows, in_times_whose_day_is_in_doubt_are_refused)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_error error;
    options.last_days = 3;
    const char *log = "date,order_id,sku\n3/4/2024,1,tea\n4/4/2024,2,tea\n";
    cr_assert_eq(read_status(log, options, &error), COBUY_INVALID_ARGUMENT);
    cr_assert(strstr(error.message, "which is the day in '4/4/2024'"), "%s",
              error.message);
    options.time_format = "%d/%m/%Y";
    cr_assert_eq(read_status(log, options, &error), COBUY_OK);
}

Test(windows, without_a_column_of_times_are_refused)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_error error;
    options.since = "2024-01-01";
    cr_assert_eq(read_status("order_id,sku\n1,tea\n", options, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_assert(strstr(error.message, "which column holds the time"), "%s",
              error.message);
    cr_assert_eq(read_status("1 2 3\n2 3\n", options, &error), COBUY_INVALID_ARGUMENT);
}

Test(windows, with_bounds_that_are_no_times_are_refused)
{
    cobuy_error error;
    const char *log = "date,order_id,sku\n2024-04-03,1,tea\n";
    static const char *const bounds[][2] = {{"yesterday", NULL},
                                            {NULL, "2024-02-30"},
                                            {"2024-05-06", "2024-05-05"},
                                            {"", NULL}};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        cobuy_read_options options = COBUY_READ_DEFAULTS;
        options.since = bounds[i][0];
        options.until = bounds[i][1];
        cr_expect_eq(read_status(log, options, &error), COBUY_INVALID_ARGUMENT);
    }
}

Test(windows, rows_with_another_time_are_bad)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_error error;
    options.time_column = "date";
    const char *log = "date,order_id,sku\n2024-04-03,1,tea\nsoon,1,beer\n";
    cr_assert_eq(read_status(log, options, &error), COBUY_TOO_MANY_BAD_ROWS);
    cr_assert(strstr(error.message, "log.csv:3: column 'date' is not a time: \"soon\""),
              "%s", error.message);
    options.max_bad_rows = 1;
    cr_assert_eq(read_status(log, options, &error), COBUY_OK);
}
