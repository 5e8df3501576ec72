/*
 * test_members_allocation.c - memory that runs out while members are inflated ahead
 *
 * Who inflates ahead can do without: then less is ahead, and that is all.  So a reading
 * either fails for want of memory elsewhere, or gives what it should.
 */
#include "base/context.h"
#include "io/members_ahead.h"
#include "io/source.h"
#include "support/faulty.h"
#include "support/line_notes.h"
#include "support/members.h"

#include <cobuy/cobuy.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 400 * 1000 };

static struct faulty faulty;
static struct folder folder;
static struct file_path path;
static struct bytes text;
static cobuy_context *context;
static cobuy_error error;

static void open_logs(void)
{
    folder_open(&folder);
    path = folder_path(&folder, "log.gz");
    faulty_init(&faulty);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    cr_assert_eq(cobuy_context_create(&context, &options, &error), COBUY_OK);
    context->threads = 3;
    context->ahead_bytes = 3000;
    context->block_bytes = 20000;
}

static void close_logs(void)
{
    cobuy_context_free(context);
    folder_close(&folder);
    bytes_free(&text);
    require(atomic_load(&faulty.blocks) == 0, "memory is still allocated");
    require(atomic_load(&faulty.misuses) == 0, "a block came back with another size");
}

static void write_log(size_t least)
{
    struct dice dice = {3};
    struct bytes stored = {0};
    while (text.length < least) {
        size_t from = text.length, length = dice_below(&dice, 3000);
        while (text.length < from + length)
            bytes_print(&text, "%u %u %u\n", dice_below(&dice, 1000),
                        dice_below(&dice, 100), dice_below(&dice, 10));
        bytes_append_member(&stored, &dice, MEMBER_PLAIN, 6, text.data + from,
                            text.length - from);
    }
    file_write(path.text, stored.data, stored.length);
    bytes_free(&stored);
}

TestSuite(members_allocation, .init = open_logs, .fini = close_logs);

/* --------------------------------------------------------------------- a source */

static cobuy_status read_all(struct source *source, struct members_ahead *ahead,
                             char *found, size_t *length)
{
    size_t got = 1;
    for (*length = 0; got > 0; *length += got) {
        for (int i = 0; i < 3 && members_ahead_wanted(ahead); i++)
            members_ahead_inflate(ahead);
        cobuy_status status =
            source_read(source, found + *length, 5000, NULL, &got, &error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

static cobuy_status read_ahead(char *found, size_t *length)
{
    struct source *source;
    struct members_ahead ahead;
    struct ahead_room room;
    cobuy_status status = source_open(&source, context, path.text, true, &error);
    if (status != COBUY_OK) return status;
    ahead_room_init(&room, context);
    members_ahead_init(&ahead, &room);
    source_let_inflate(source, &ahead);
    status = read_all(source, &ahead, found, length);
    source_close(source);
    members_ahead_clear(&ahead);
    cr_assert_eq(room.n_used, 0);
    ahead_room_clear(&room);
    return status;
}

static void fail_each_in_source(size_t failures)
{
    char *found = malloc(ROOM);
    size_t length = 0, blocks = atomic_load(&faulty.blocks), n = 0, n_without = 0;
    cr_assert(found);
    for (;; n++) {
        faulty_arm(&faulty, n, failures);
        cobuy_status status = read_ahead(found, &length);
        bool failed = faulty_has_failed(&faulty);
        faulty_disarm(&faulty);
        cr_assert_eq(atomic_load(&faulty.blocks), blocks);
        cr_assert(status == COBUY_OUT_OF_MEMORY || status == COBUY_OK);
        if (status != COBUY_OK) continue;
        cr_assert_eq(length, text.length, "allocation %zu", n);
        cr_assert_eq(memcmp(found, text.data, length), 0, "allocation %zu", n);
        if (!failed) break;
        n_without++;
    }
    cr_expect_gt(n_without, 10);
    free(found);
}

Test(members_allocation, failing_ahead_of_the_reader_is_no_failure)
{
    write_log(100 * 1000);
    fail_each_in_source(1);
    fail_each_in_source(SIZE_MAX);
}

/* ------------------------------------------------------------------------ a log */

static cobuy_status read_log(struct bytes *notes)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.format = COBUY_LOG_LINES;
    options.delimiter = ' ';
    cobuy_baskets *baskets;
    const char *paths[] = {path.text};
    cobuy_status status = cobuy_read(context, &baskets, paths, 1, &options, &error);
    if (status != COBUY_OK) return status;
    line_notes_of(notes, baskets);
    cobuy_baskets_free(baskets);
    return COBUY_OK;
}

static void fail_each_in_log(size_t failures, const struct bytes *expected)
{
    for (size_t n = 0;; n++) {
        struct bytes notes = {0};
        size_t blocks = atomic_load(&faulty.blocks);
        faulty_arm(&faulty, n, failures);
        cobuy_status status = read_log(&notes);
        bool failed = faulty_has_failed(&faulty);
        faulty_disarm(&faulty);
        cr_assert_eq(atomic_load(&faulty.blocks), blocks, "allocation %zu", n);
        cr_assert(status == COBUY_OUT_OF_MEMORY || status == COBUY_OK, "%zu: %s", n,
                  error.message);
        if (status == COBUY_OK) cr_assert_str_eq(notes.data, expected->data);
        bytes_free(&notes);
        if (!failed) break;
    }
}

Test(members_allocation, failing_in_reading_by_several_workers_is_survived)
{
    write_log(340 * 1000);
    struct bytes expected = {0};
    cr_assert_eq(read_log(&expected), COBUY_OK);
    fail_each_in_log(1, &expected);
    fail_each_in_log(SIZE_MAX, &expected);
    bytes_free(&expected);
}
