/*
 * test_reading.c - logs read the same by any number of threads, in blocks of any size
 */
#include "support/line_notes.h"
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
    const char *names[MOST_LOGS];
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
    logs->names[logs->n] = logs->paths[logs->n].text;
    logs->n++;
    bytes_free(&packed);
}

static void expect_same_in_all_ways(const struct logs *logs, struct dice *dice)
{
    struct read_way plainest = {1, 0, COBUY_INSTRUCTIONS_PLAIN};
    struct bytes expected = read_notes(plainest, logs->names, logs->n, &logs->options);
    for (size_t i = 0; i < 3 * N_THREADS; i++) {
        struct read_way way = {threads[i % N_THREADS],
                               dice_between(dice, 1, i % 3 == 0 ? 2000 : 40),
                               COBUY_INSTRUCTIONS_AUTO};
        struct bytes found = read_notes(way, logs->names, logs->n, &logs->options);
        cr_assert_str_eq(found.data, expected.data,
                         "%u threads, blocks of %zu: %.3000s\nnot %.3000s", way.threads,
                         way.block_bytes, found.data, expected.data);
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
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
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
            struct read_way way = {threads[i], dice_between(&dice, 1, 200),
                                   COBUY_INSTRUCTIONS_AUTO};
            struct bytes found = read_notes(way, logs.names, 1, &logs.options);
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
        struct bytes error =
            read_notes((struct read_way){1, 0, COBUY_INSTRUCTIONS_AUTO}, logs.names,
                       logs.n, &logs.options);
        cr_assert(strstr(error.data, "input unreadable: "), "%.300s", error.data);
        for (size_t i = 0; i < N_THREADS; i++) {
            struct read_way way = {threads[i], dice_between(&dice, 1, 3000),
                                   COBUY_INSTRUCTIONS_AUTO};
            struct bytes found = read_notes(way, logs.names, logs.n, &logs.options);
            cr_assert_str_eq(found.data, error.data);
            bytes_free(&found);
        }
        bytes_free(&error);
    }
    bytes_free(&item);
}
