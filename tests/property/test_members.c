/*
 * test_members.c - gzip files of many members, the same whether inflated ahead or not
 *
 * First without threads: between two readings of a source, some of what is ahead is
 * inflated, as others would at that moment.  So each case can be repeated.  Then whole
 * logs, by several workers.
 */
#include "base/context.h"
#include "io/members_ahead.h"
#include "io/source.h"
#include "support/line_notes.h"
#include "support/members.h"
#include "support/odd_csv.h"
#include "support/read_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(members, .init = workspace_open, .fini = workspace_close);

enum { MOST_TEXT = 20000, LONG_TEXT = 1500 * 1000 };

/* How a source is read. */
struct way {
    uint32_t threads;   /* 1: nothing is inflated ahead */
    size_t ahead_bytes; /* at a time */
    uint32_t eager;     /* 0 to 100: how much is */
    uint32_t room;      /* bytes that are asked for at most */
};

/* All that a source gives; what it says if it fails. */
struct outcome {
    struct bytes text;
    char said[sizeof((cobuy_error *)0)->message];
    char sha256[65];
    uint64_t bytes;
};

static cobuy_status read_to_end(struct source *source, struct members_ahead *ahead,
                                struct way way, struct dice *dice, struct bytes *text)
{
    char *room = malloc(LONG_TEXT + way.room + 1);
    require(room != NULL, "no memory for a text");
    struct source_seen seen = {.line = 1, .begin = room + 1, .end = room + 1};
    cobuy_status status = COBUY_OK;
    size_t length = 0, got = 1;
    room[0] = '\n';
    while (status == COBUY_OK && got > 0) {
        while (dice_chance(dice, way.eager) && members_ahead_wanted(ahead))
            members_ahead_inflate(ahead);
        seen.end = room + 1 + length;
        status = source_read(source, room + 1 + length, dice_between(dice, 1, way.room),
                             &seen, &got, &workspace.error);
        length += got;
        cr_assert(length <= LONG_TEXT);
    }
    bytes_append(text, room + 1, length);
    free(room);
    return status;
}

static struct outcome read_source(const char *path, struct way way, struct dice *dice)
{
    struct outcome outcome = {.said = "nothing"};
    struct members_ahead ahead = {0};
    struct ahead_room room = {0};
    struct source *source;
    workspace.context->threads = way.threads;
    workspace.context->ahead_bytes = way.ahead_bytes;
    cr_assert_eq(source_open(&source, workspace.context, path, true, &workspace.error),
                 COBUY_OK);
    if (way.threads > 1) {
        ahead_room_init(&room, workspace.context);
        members_ahead_init(&ahead, &room);
        source_let_inflate(source, &ahead);
    }
    cobuy_status status = read_to_end(source, &ahead, way, dice, &outcome.text);
    if (status == COBUY_OK)
        source_sha256(source, outcome.sha256);
    else
        strcpy(outcome.said, workspace.error.message);
    if (status == COBUY_OK) outcome.bytes = source_bytes(source);
    source_close(source);
    members_ahead_clear(&ahead);
    cr_assert_eq(room.n_used, 0, "pieces are left");
    ahead_room_clear(&room);
    return outcome;
}

/* Of a text that ends in a failure, what came before it is as long as it happened to be
 * asked for. */
static void expect_same(const struct outcome *found, const struct outcome *expected,
                        uint64_t seed)
{
    size_t length = found->text.length < expected->text.length ? found->text.length
                                                               : expected->text.length;
    cr_assert_str_eq(found->said, expected->said, "seed %llu",
                     (unsigned long long)seed);
    cr_assert_str_eq(found->sha256, expected->sha256, "seed %llu",
                     (unsigned long long)seed);
    cr_assert_eq(found->bytes, expected->bytes);
    cr_assert(found->text.length == expected->text.length ||
              strcmp(found->said, "nothing") != 0);
    cr_assert_eq(memcmp(found->text.data, expected->text.data, length), 0, "seed %llu",
                 (unsigned long long)seed);
}

static void check_source(uint64_t seed, size_t most_text, uint32_t most_ahead)
{
    struct dice dice = {seed};
    struct bytes text = odd_lines(&dice, dice_below(&dice, (uint32_t)most_text));
    struct bytes stored = packed_in_members(&dice, text.data, text.length);
    if (dice_chance(&dice, 60)) damage_members(&dice, &stored);
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    struct way serial = {1, 1, 0, 5000};
    struct outcome expected = read_source(path.text, serial, &dice);
    for (uint32_t threads = 2; threads <= 4; threads++) {
        struct way way = {threads, dice_between(&dice, 1, most_ahead),
                          dice_below(&dice, 100), dice_chance(&dice, 50) ? 50 : 20000};
        struct outcome found = read_source(path.text, way, &dice);
        expect_same(&found, &expected, seed);
        bytes_free(&found.text);
    }
    bytes_free(&expected.text);
    bytes_free(&stored);
    bytes_free(&text);
}

Test(members, a_file_gives_the_same_however_much_is_inflated_ahead)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(1500); seed++)
        check_source(seed, MOST_TEXT,
                     dice_chance(&(struct dice){seed}, 50) ? 100 : 3000);
}

/* Where the reader's buffer is not all of the file. */
Test(members, a_long_file_gives_the_same_however_much_is_inflated_ahead)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(25); seed++)
        check_source(seed, LONG_TEXT, 100 * 1000);
}

/* --------------------------------------------------------------------- whole logs */

static void check_logs(uint64_t seed)
{
    static const uint32_t threads[] = {2, 4, 4};
    struct dice dice = {seed};
    bool lines = dice_chance(&dice, 50);
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.allow_empty = true;
    options.max_bad_share = 1;
    options.delimiter = lines ? ' ' : ',';
    if (lines) options.format = COBUY_LOG_LINES;
    struct bytes text = lines ? odd_lines(&dice, dice_below(&dice, MOST_TEXT))
                              : odd_csv(&dice, (enum csv_oddity)(seed % 3), ',',
                                        dice_below(&dice, 900));
    repeat_behind_start(&dice, &text);
    struct bytes stored = packed_in_members(&dice, text.data, text.length);
    if (dice_chance(&dice, 50)) damage_members(&dice, &stored);
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    const char *paths[] = {path.text, path.text};
    size_t n_paths = dice_between(&dice, 1, 2);
    struct bytes expected =
        read_notes((struct read_way){.threads = 1}, paths, n_paths, &options);
    for (size_t i = 0; i < 3; i++) {
        struct read_way way = {.threads = threads[i],
                               .block_bytes = dice_between(&dice, 1, 10000),
                               .ahead_bytes = dice_between(&dice, 1, 5000)};
        struct bytes found = read_notes(way, paths, n_paths, &options);
        cr_assert_str_eq(found.data, expected.data, "seed %llu",
                         (unsigned long long)seed);
        bytes_free(&found);
    }
    bytes_free(&expected);
    bytes_free(&stored);
    bytes_free(&text);
}

Test(members, logs_read_by_several_workers_are_the_same)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) check_logs(seed);
}
