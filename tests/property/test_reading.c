/*
 * test_reading.c - logs read the same by any number of threads, in blocks of any size
 */
#include "support/line_notes.h"
#include "support/odd_csv.h"
#include "support/read_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(reading, .init = workspace_open, .fini = workspace_close);

enum { MOST_LOGS = 4 };

static const uint32_t threads[] = {1, 2, 5, 16};
enum { N_THREADS = 4 };

/* The logs of one reading. */
struct logs {
    struct file_path paths[MOST_LOGS];
    size_t n;
    cobuy_read_options options;
};

static void add_log(struct logs *logs, const struct bytes *text, bool gzip)
{
    char name[16];
    snprintf(name, sizeof name, "log %zu", logs->n);
    struct bytes packed = {0};
    if (gzip) {
        size_t half = text->length / 2; /* two members, joined anywhere */
        bytes_append_gzip(&packed, text->data, half);
        bytes_append_gzip(&packed, text->data + half, text->length - half);
    }
    const struct bytes *stored = gzip ? &packed : text;
    logs->paths[logs->n] = workspace_file(name, stored->data, stored->length);
    logs->n++;
    bytes_free(&packed);
}

static struct bytes read_logs(const struct logs *logs, struct read_way way)
{
    const char *names[MOST_LOGS];
    for (size_t i = 0; i < logs->n; i++) names[i] = logs->paths[i].text;
    return read_notes(way, names, logs->n, &logs->options);
}

static void expect_same_in_all_ways(const struct logs *logs, struct dice *dice)
{
    struct read_way plainest = {.threads = 1, .instructions = COBUY_INSTRUCTIONS_PLAIN};
    struct bytes expected = read_logs(logs, plainest);
    for (size_t i = 0; i < 3 * N_THREADS; i++) {
        struct read_way way = {.threads = threads[i % N_THREADS],
                               .block_bytes =
                                   dice_between(dice, 1, i % 3 == 0 ? 2000 : 40),
                               .ahead_bytes = dice_between(dice, 1, 200)};
        struct bytes found = read_logs(logs, way);
        size_t at = 0;
        while (at < found.length && found.data[at] == expected.data[at]) at++;
        cr_assert_eq(
            found.length, at, "%u threads, blocks of %zu, from %zu: %.200s\nnot %.200s",
            way.threads, way.block_bytes, at, found.data + at, expected.data + at);
        cr_assert_eq(expected.length, at);
        bytes_free(&found);
    }
    bytes_free(&expected);
}

/* -------------------------------------------------------------------- basket lines */

static struct logs odd_lines_logs(struct dice *dice)
{
    struct logs logs = {.options = COBUY_READ_DEFAULTS};
    logs.options.format = COBUY_LOG_LINES;
    logs.options.delimiter = ' ';
    logs.options.allow_empty = true;
    for (uint32_t n = dice_between(dice, 1, MOST_LOGS); n > 0; n--) {
        struct bytes text =
            odd_lines(dice, dice_chance(dice, 10) ? 0 : dice_below(dice, 1500));
        add_log(&logs, &text, dice_chance(dice, 40));
        bytes_free(&text);
    }
    return logs;
}

Test(reading, basket_lines_are_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_lines_logs(&dice);
        expect_same_in_all_ways(&logs, &dice);
    }
}

Test(reading, basket_lines_are_as_the_reference_reads_them)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(100); seed++) {
        struct dice dice = {seed};
        struct logs logs = {.options = COBUY_READ_DEFAULTS};
        logs.options.format = COBUY_LOG_LINES;
        logs.options.delimiter = ' ';
        logs.options.allow_empty = true;
        struct bytes text = odd_lines(&dice, dice_below(&dice, 2000));
        add_log(&logs, &text, false);
        struct bytes expected = line_reference_notes(text.data, text.length);
        *strstr(expected.data, " taken ; ") = '\0';
        *strrchr(expected.data, ';') = '\0';
        for (size_t i = 0; i < N_THREADS; i++) {
            struct read_way way = {.threads = threads[i],
                                   .block_bytes = dice_between(&dice, 1, 200)};
            struct bytes found = read_logs(&logs, way);
            cr_assert_eq(strncmp(found.data, expected.data, strlen(expected.data)), 0,
                         "%s\nnot %s", found.data, expected.data);
            bytes_free(&found);
        }
        bytes_free(&expected);
        bytes_free(&text);
    }
}

/* An item that is too long, in one log or two of several, and perhaps a zero byte. */
Test(reading, the_error_that_is_first_in_basket_lines_is_told)
{
    enum { TOO_LONG = 1024 * 1024 + 10 };
    struct bytes item = {0};
    while (item.length < TOO_LONG) bytes_append(&item, "0123456789abcdef", 16);
    for (uint64_t seed = 1; seed <= seeds_to_try(10); seed++) {
        struct dice dice = {seed};
        struct logs logs = {.options = COBUY_READ_DEFAULTS};
        logs.options.format = COBUY_LOG_LINES;
        logs.options.delimiter = ' ';
        for (uint32_t log = 0; log < 3; log++) {
            struct bytes text = odd_lines(&dice, dice_below(&dice, 3000));
            bytes_append(&text, "\n", 1);
            bool faulty = log == 2 || dice_chance(&dice, 50);
            if (faulty && dice_chance(&dice, 30)) bytes_append(&text, "", 1);
            if (faulty) bytes_append(&text, item.data, item.length);
            bytes_append(&text, "\n7\n", 3);
            add_log(&logs, &text, false);
            bytes_free(&text);
        }
        struct bytes error = read_logs(&logs, (struct read_way){.threads = 1});
        cr_assert(strstr(error.data, "input unreadable: "), "%.300s", error.data);
        for (size_t i = 0; i < N_THREADS; i++) {
            struct read_way way = {.threads = threads[i],
                                   .block_bytes = dice_between(&dice, 1, 3000)};
            struct bytes found = read_logs(&logs, way);
            cr_assert_str_eq(found.data, error.data);
            bytes_free(&found);
        }
        bytes_free(&error);
    }
    bytes_free(&item);
}

/* ---------------------------------------------------------------------------- CSV */

static struct logs odd_csv_logs(struct dice *dice, enum csv_oddity oddity)
{
    static const char delimiters[] = ",;\t|";
    struct logs logs = {.options = COBUY_READ_DEFAULTS};
    char delimiter = delimiters[dice_below(dice, 4)];
    logs.options.delimiter = delimiter;
    logs.options.allow_empty = true;
    logs.options.max_bad_share = 1;
    logs.options.keep_blanks = dice_chance(dice, 20);
    for (uint32_t n = dice_between(dice, 1, MOST_LOGS); n > 0; n--) {
        struct bytes text = odd_csv(dice, oddity, delimiter, dice_below(dice, 120));
        add_log(&logs, &text, dice_chance(dice, 40));
        bytes_free(&text);
    }
    return logs;
}

static void expect_same_csv(enum csv_oddity oddity, uint64_t seeds)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(seeds); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_csv_logs(&dice, oddity);
        expect_same_in_all_ways(&logs, &dice);
    }
}

Test(reading, sound_csv_is_the_same)
{
    expect_same_csv(CSV_SOUND, 60);
}

Test(reading, messy_csv_is_the_same)
{
    expect_same_csv(CSV_MESSY, 60);
}

Test(reading, broken_csv_is_the_same)
{
    expect_same_csv(CSV_BROKEN, 60);
}

Test(reading, csv_without_a_header_is_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(30); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_csv_logs(&dice, (enum csv_oddity)(seed % 3));
        static const char *const basket[] = {"1"};
        logs.options.no_header = true;
        logs.options.basket_columns = basket;
        logs.options.n_basket_columns = 1;
        logs.options.item_column = "2";
        expect_same_in_all_ways(&logs, &dice);
    }
}

Test(reading, baskets_a_row_are_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(30); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_csv_logs(&dice, (enum csv_oddity)(seed % 3));
        logs.options.format = COBUY_LOG_LINES;
        expect_same_in_all_ways(&logs, &dice);
    }
}

Test(reading, times_are_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_csv_logs(&dice, (enum csv_oddity)(seed % 3));
        static const char *const columns[] = {"1", "2", "3", "4"};
        logs.options.time_column = columns[dice_below(&dice, 4)];
        if (dice_chance(&dice, 50)) logs.options.since = "2024-05-06 08:00:20";
        if (dice_chance(&dice, 50)) logs.options.until = "2024-05-06";
        if (dice_chance(&dice, 30)) logs.options.last_days = 1;
        expect_same_in_all_ways(&logs, &dice);
    }
}

Test(reading, compound_keys_are_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(30); seed++) {
        struct dice dice = {seed};
        struct logs logs = odd_csv_logs(&dice, (enum csv_oddity)(seed % 3));
        static const char *const basket[] = {"order_id", "1"};
        logs.options.basket_columns = basket;
        logs.options.n_basket_columns = 2;
        expect_same_in_all_ways(&logs, &dice);
    }
}
