/*
 * test_log_blocks.c - logs in blocks that end where a record ends
 */
#include "base/context.h"
#include "log/basket_lines.h"
#include "log/log_blocks.h"
#include "support/random_log.h"
#include "support/line_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(log_blocks, .init = workspace_open, .fini = workspace_close);

/* ------------------------------------------------------------------ reading a log */

/* The blocks of a log, one behind the other, each with a '^' in front. */
static struct bytes blocks_of(const char *path, size_t block_bytes, bool *all_end_lines)
{
    struct bytes all = {0};
    struct log_blocks text;
    struct block block = {0};
    workspace.context->block_bytes = block_bytes;
    cr_assert_eq(log_blocks_open(&text, workspace.context, path,
                                 &(struct log_encoding){0}, false, &workspace.error),
                 COBUY_OK, "%s", workspace.error.message);
    uint64_t line = 1;
    *all_end_lines = true;
    do {
        cr_assert_eq(
            log_blocks_read(&text, &block, basket_lines_cut, NULL, &workspace.error),
            COBUY_OK, "%s", workspace.error.message);
        cr_assert_eq(block.line, line);
        cr_assert_eq(block.text[-1], '\n');
        line += block.marks.line_ends;
        bytes_append(&all, "^", 1);
        bytes_append(&all, block.text, block.length);
        char last = block.length > 0 ? block.text[block.length - 1] : '\n';
        if (!block.last && last != '\n' && last != '\r') *all_end_lines = false;
    } while (!block.last);
    block_clear(&block, &workspace.context->memory);
    log_blocks_close(&text);
    return all;
}

static void expect_blocks(const char *log, size_t block_bytes, const char *blocks)
{
    bool all_end_lines;
    struct file_path path = workspace_text("log", log);
    struct bytes found = blocks_of(path.text, block_bytes, &all_end_lines);
    cr_expect_str_eq(found.data, blocks, "by %zu: %s\nnot %s", block_bytes, found.data,
                     blocks);
    bytes_free(&found);
}

/* ------------------------------------------------------------------------- claims */

Test(log_blocks, a_block_ends_behind_the_last_line_end_that_fits)
{
    expect_blocks("1 2\n3\n4 5\n", 7, "^1 2\n3\n^4 5\n");
    expect_blocks("1 2\n3\n4 5\n", 6, "^1 2\n3\n^4 5\n");
    expect_blocks("1 2\n3\n4 5", 100, "^1 2\n3\n4 5");
}

Test(log_blocks, a_block_is_longer_where_no_line_ends_in_it)
{
    expect_blocks("1 2 3 4 5 6 7\n8\n", 3, "^1 2 3 4 5 6 7\n8\n");
    expect_blocks("1 2 3 4 5 6 7 8 9", 2, "^1 2 3 4 5 6 7 8 9");
}

Test(log_blocks, cr_and_lf_stay_together)
{
    expect_blocks("1\r\n2\r\n3\r\n", 5, "^1\r\n^2\r\n^3\r\n");
    expect_blocks("1\r2\r3\r", 4, "^1\r^2\r3\r");
    expect_blocks("1\r2\r\n3\r", 4, "^1\r^2\r\n^3\r");
}

Test(log_blocks, a_mark_of_utf_8_is_left_out)
{
    expect_blocks("\xef\xbb\xbf"
                  "1\n2\n",
                  2, "^1\n^2\n");
}

Test(log_blocks, an_empty_log_has_an_empty_block)
{
    expect_blocks("", 10, "^");
}

Test(log_blocks, nothing_is_lost_whatever_the_size_of_blocks)
{
    enum { LENGTH = 700 };
    for (uint64_t seed = 1; seed <= seeds_to_try(10); seed++) {
        struct dice dice = {seed};
        struct bytes text = odd_lines(&dice, LENGTH);
        struct file_path path = workspace_file("log", text.data, text.length);
        for (size_t size = 1; size < LENGTH + 2; size++) {
            bool all_end_lines;
            struct bytes found = blocks_of(path.text, size, &all_end_lines);
            size_t at = 0;
            for (size_t i = 0; i < found.length; i++)
                if (found.data[i] != '^' || (at < LENGTH && text.data[at] == '^'))
                    cr_assert_eq(found.data[i], text.data[at++]);
            cr_assert_eq(at, text.length);
            cr_assert(all_end_lines, "a block of %zu ends within a line", size);
            bytes_free(&found);
        }
        bytes_free(&text);
    }
}

Test(log_blocks, a_log_that_is_longer_than_its_start_is_read_to_its_end)
{
    struct bytes text = {0};
    for (uint32_t i = 0; text.length < 3 * LOG_START; i++)
        bytes_print(&text, "%u %u\n", i, i % 1000);
    struct file_path path = workspace_file("log", text.data, text.length);
    static const size_t sizes[] = {100, 65536, 100000, LOG_START, 2 * LOG_START};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        bool all_end_lines;
        struct bytes found = blocks_of(path.text, sizes[s], &all_end_lines);
        size_t at = 0;
        for (size_t i = 0; i < found.length; i++)
            if (found.data[i] != '^') cr_assert_eq(found.data[i], text.data[at++]);
        cr_assert_eq(at, text.length);
        cr_assert(all_end_lines);
        bytes_free(&found);
    }
    bytes_free(&text);
}

/* ------------------------------------------------------------------------- failing */

static void expect_failure(const void *log, size_t length, size_t block_bytes,
                           const char *message)
{
    struct file_path path = workspace_file("log", log, length);
    struct log_blocks text;
    struct block block = {0};
    workspace.context->block_bytes = block_bytes;
    cobuy_status status =
        log_blocks_open(&text, workspace.context, path.text, &(struct log_encoding){0},
                        false, &workspace.error);
    while (status == COBUY_OK && !block.last)
        status =
            log_blocks_read(&text, &block, basket_lines_cut, NULL, &workspace.error);
    cr_expect_eq(status, COBUY_INPUT_UNREADABLE);
    cr_expect(strstr(workspace.error.message, message), "%s\nnot %s",
              workspace.error.message, message);
    block_clear(&block, &workspace.context->memory);
    log_blocks_close(&text);
}

Test(log_blocks, a_zero_byte_is_named_with_its_line_wherever_blocks_end)
{
    struct bytes text = {0};
    for (uint32_t i = 1; text.length < LOG_START + 1000; i++)
        bytes_print(&text, "%u\r\n", i);
    uint32_t lines = 0;
    for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n';
    char message[64];
    snprintf(message, sizeof message, "log:%u: a NUL byte", lines + 1);
    bytes_append(&text, "\0\n5\n", 4);
    for (size_t size = 50; size <= 600000; size *= 3)
        expect_failure(text.data, text.length, size, message);
    expect_failure("1\n2\n\0", 5, 2, "log:3: a NUL byte");
    bytes_free(&text);
}

Test(log_blocks, gzip_data_that_is_cut_off_is_named_with_its_line)
{
    struct bytes text = {0}, gzip = {0};
    for (uint32_t i = 1; text.length < 2 * LOG_START; i++)
        bytes_print(&text, "%u\n", i);
    bytes_append_gzip(&gzip, text.data, text.length);
    expect_failure(gzip.data, gzip.length - 9, 1000, "the gzip data ends too early");
    bytes_free(&text);
    bytes_free(&gzip);
}
