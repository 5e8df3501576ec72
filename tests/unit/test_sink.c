/*
 * test_sink.c - bytes to a file, plain or gzip
 */
#include "io/sink.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

TestSuite(sink, .init = workspace_open, .fini = workspace_close);

enum { LARGE = 1000 * 1000 }; /* bytes, more than the sink's buffer holds */

static struct sink *open_sink(const char *path)
{
    struct sink *sink;
    cr_assert_eq(sink_open(&sink, workspace.context, path, &workspace.error), COBUY_OK,
                 "%s", workspace.error.message);
    return sink;
}

/* Writes in pieces of random sizes, up to 'most' bytes. */
static void write_pieces(struct sink *sink, const char *text, size_t length,
                         uint32_t most)
{
    struct dice dice = {most};
    for (size_t at = 0, piece; at < length; at += piece) {
        piece = dice_below(&dice, most + 1);
        if (piece > length - at) piece = length - at;
        cr_assert_eq(sink_write(sink, text + at, piece, &workspace.error), COBUY_OK);
    }
}

static void complete_and_publish(struct sink *sink)
{
    cr_assert_eq(sink_complete(sink, &workspace.error), COBUY_OK, "%s",
                 workspace.error.message);
    cr_assert_eq(sink_publish(&sink, 1, &workspace.error), COBUY_OK, "%s",
                 workspace.error.message);
}

/* The same bytes for the same length, which compress about by half. */
static struct bytes some_text(size_t length)
{
    struct bytes text = {0};
    struct dice dice = {length};
    bytes_append(&text, "", 0);
    while (text.length < length) bytes_print(&text, "%u,", dice_below(&dice, 100000));
    text.length = length;
    return text;
}

/* The text of a gzip file, by zlib's own reader. */
static struct bytes gunzip(const char *path)
{
    struct bytes text = {0};
    bytes_append(&text, "", 0);
    gzFile file = gzopen(path, "rb");
    cr_assert_not_null(file);
    char piece[4096];
    int got;
    while ((got = gzread(file, piece, sizeof piece)) > 0)
        bytes_append(&text, piece, (size_t)got);
    cr_expect_eq(got, 0);
    cr_expect_not(gzdirect(file), "the file is not compressed");
    cr_expect_eq(gzclose(file), Z_OK);
    return text;
}

static void expect_bytes(const struct bytes *found, const struct bytes *expected)
{
    cr_assert_eq(found->length, expected->length, "%zu bytes", found->length);
    cr_expect(memcmp(found->data, expected->data, expected->length) == 0);
}

/* ------------------------------------------------------------------------- content */

static void expect_plain(size_t length, uint32_t most)
{
    struct file_path path = workspace_path("rules.csv");
    struct bytes text = some_text(length);
    struct sink *sink = open_sink(path.text);
    write_pieces(sink, text.data, text.length, most);
    complete_and_publish(sink);
    sink_close(sink);
    struct bytes content = file_read(path.text);
    expect_bytes(&content, &text);
    bytes_free(&content);
    bytes_free(&text);
}

Test(sink, bytes_arrive_in_the_order_in_which_they_are_written)
{
    enum { BUFFER = 128 * 1024 };
    expect_plain(0, 1);
    expect_plain(1, 1);
    expect_plain(BUFFER - 1, 100);
    expect_plain(BUFFER, BUFFER);
    expect_plain(BUFFER + 1, 5000);
    expect_plain(LARGE, 300);
    expect_plain(LARGE, LARGE);
}

static void expect_gzip(size_t length, uint32_t most)
{
    struct file_path path = workspace_path("rules.csv.gz");
    struct bytes text = some_text(length);
    struct sink *sink = open_sink(path.text);
    write_pieces(sink, text.data, text.length, most);
    complete_and_publish(sink);
    sink_close(sink);
    struct bytes content = gunzip(path.text);
    expect_bytes(&content, &text);
    bytes_free(&content);
    bytes_free(&text);
}

Test(sink, a_name_that_ends_in_gz_is_compressed)
{
    expect_gzip(0, 1);
    expect_gzip(1, 1);
    expect_gzip(LARGE, 300);
    expect_gzip(LARGE, LARGE);
}

Test(sink, the_same_bytes_give_the_same_gzip_file)
{
    struct bytes text = some_text(LARGE);
    struct bytes first = {0};
    for (uint32_t most = 100; most < LARGE; most *= 50) {
        struct file_path path = workspace_path("rules.csv.gz");
        struct sink *sink = open_sink(path.text);
        write_pieces(sink, text.data, text.length, most);
        complete_and_publish(sink);
        sink_close(sink);
        struct bytes content = file_read(path.text);
        if (!first.data) bytes_append(&first, content.data, content.length);
        expect_bytes(&content, &first);
        bytes_free(&content);
    }
    bytes_free(&first);
    bytes_free(&text);
}

static void expect_facts(const char *name)
{
    struct file_path path = workspace_path(name);
    struct bytes text = some_text(LARGE);
    struct sink *sink = open_sink(path.text);
    write_pieces(sink, text.data, text.length, 1000);
    cr_assert_eq(sink_complete(sink, &workspace.error), COBUY_OK);
    char sha256[65];
    sink_sha256(sink, sha256);
    uint64_t bytes = sink_bytes(sink);
    cr_assert_eq(sink_publish(&sink, 1, &workspace.error), COBUY_OK);
    sink_close(sink);
    struct bytes content = file_read(path.text);
    cr_expect_eq(bytes, content.length);
    cr_expect_str_eq(sha256, sha256_of(content.data, content.length).text);
    bytes_free(&content);
    bytes_free(&text);
}

Test(sink, size_and_digest_are_those_of_the_file)
{
    expect_facts("rules.csv");
    expect_facts("rules.csv.gz");
}

/* ---------------------------------------------------------------------- publishing */

Test(sink, a_file_appears_only_when_it_is_published)
{
    static const char *const names[] = {"rules.csv", "rules.csv.gz"};
    for (size_t i = 0; i < 2; i++) {
        struct file_path path = workspace_path(names[i]);
        struct bytes text = some_text(LARGE);
        struct sink *sink = open_sink(path.text);
        write_pieces(sink, text.data, text.length, LARGE);
        cr_expect_not(file_exists(path.text));
        cr_assert_eq(sink_complete(sink, &workspace.error), COBUY_OK);
        cr_expect_not(file_exists(path.text));
        cr_assert_eq(sink_publish(&sink, 1, &workspace.error), COBUY_OK);
        cr_expect(file_exists(path.text));
        sink_close(sink);
        bytes_free(&text);
    }
    cr_expect_eq(folder_count(&workspace.folder), 2);
}

Test(sink, closing_before_leaves_the_last_file_alone)
{
    struct file_path path = workspace_text("rules.csv.gz", "last");
    struct bytes text = some_text(LARGE);
    for (int steps = 0; steps < 3; steps++) {
        struct sink *sink = open_sink(path.text);
        if (steps > 0) write_pieces(sink, text.data, text.length, LARGE);
        if (steps > 1) cr_assert_eq(sink_complete(sink, &workspace.error), COBUY_OK);
        sink_close(sink);
        struct bytes content = file_read(path.text);
        cr_expect_str_eq(content.data, "last");
        bytes_free(&content);
        cr_expect_eq(folder_count(&workspace.folder), 1);
    }
    bytes_free(&text);
    sink_close(NULL);
}

/* ------------------------------------------------------------------------ failures */

/* Writes up to a failure, completing included. */
static cobuy_status write_all(struct sink *sink, size_t length)
{
    struct bytes text = some_text(length);
    cobuy_status status = sink_write(sink, text.data, text.length, &workspace.error);
    if (status == COBUY_OK) status = sink_complete(sink, &workspace.error);
    bytes_free(&text);
    return status;
}

Test(sink, a_full_device_is_noticed)
{
    static const size_t lengths[] = {1, LARGE};
    for (size_t i = 0; i < 2; i++) {
        struct sink *sink = open_sink("/dev/full");
        cr_expect(sink_is_straight(sink));
        cr_expect_eq(write_all(sink, lengths[i]), COBUY_OUTPUT_UNWRITABLE);
        cr_expect_eq(workspace.error.system_error, ENOSPC);
        sink_close(sink);
    }
}

Test(sink, a_full_device_is_noticed_through_compression)
{
    struct file_path link = workspace_path("full.gz");
    cr_assert_eq(symlink("/dev/full", link.text), 0);
    struct sink *sink = open_sink(link.text);
    cr_expect(sink_is_straight(sink));
    cr_expect_eq(write_all(sink, 1), COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(workspace.error.system_error, ENOSPC);
    sink_close(sink);
}

Test(sink, the_null_device_takes_everything)
{
    struct sink *sink = open_sink("/dev/null");
    cr_expect_eq(write_all(sink, LARGE), COBUY_OK);
    cr_expect_eq(sink_publish(&sink, 1, &workspace.error), COBUY_OK);
    cr_expect_eq(sink_bytes(sink), LARGE);
    sink_close(sink);
}

Test(sink, a_folder_that_is_missing_is_an_error)
{
    struct file_path path = workspace_path("missing/rules.csv.gz");
    struct sink *sink;
    cr_expect_eq(sink_open(&sink, workspace.context, path.text, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_null(sink);
    cr_expect_eq(workspace.error.system_error, ENOENT);
}

Test(sink, cancelling_leaves_the_last_file_alone)
{
    struct file_path path = workspace_text("rules.csv", "last");
    struct sink *sink = open_sink(path.text);
    cobuy_cancel(workspace.context);
    cr_expect_eq(write_all(sink, LARGE), COBUY_CANCELLED);
    sink_close(sink);
    struct bytes content = file_read(path.text);
    cr_expect_str_eq(content.data, "last");
    bytes_free(&content);
    cr_expect_eq(folder_count(&workspace.folder), 1);
}
