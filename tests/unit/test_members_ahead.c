/*
 * test_members_ahead.c - members inflated before their turn comes
 *
 * Without threads: the test reads, and inflates ahead where it wants to.
 */
#include "base/context.h"
#include "io/members_ahead.h"
#include "io/source.h"
#include "support/members.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

enum { AHEAD = 1000, THREADS = 2, MEMBER_TEXT = 2000, MEMBERS = 20 };

struct scene {
    struct bytes text, stored;
    struct file_path path;
    struct source *source;
    struct members_ahead ahead;
    struct ahead_room room;
    struct bytes found;
};

static struct scene scene;
static struct dice dice;

static void add_member(enum member_kind kind, size_t length)
{
    struct bytes text = {0};
    while (text.length < length)
        bytes_print(&text, "%u %u\n", dice_below(&dice, 100000), dice_below(&dice, 99));
    bytes_append_member(&scene.stored, &dice, kind, 6, text.data, text.length);
    bytes_append(&scene.text, text.data, text.length);
    bytes_free(&text);
}

static void open_scene(void)
{
    workspace_open();
    dice.state = 1;
    workspace.context->threads = THREADS;
    workspace.context->ahead_bytes = AHEAD;
}

static void open_source(void)
{
    scene.path = workspace_file("log.gz", scene.stored.data, scene.stored.length);
    cr_assert_eq(source_open(&scene.source, workspace.context, scene.path.text, true,
                             &workspace.error),
                 COBUY_OK);
    ahead_room_init(&scene.room, workspace.context);
    members_ahead_init(&scene.ahead, &scene.room);
    source_let_inflate(scene.source, &scene.ahead);
}

/* Reads so much text, or to the end. */
static void read_text(size_t length)
{
    char text[1024];
    size_t got = 1;
    while (length > 0 && got > 0) {
        size_t wanted = length < sizeof text ? length : sizeof text;
        cr_assert_eq(
            source_read(scene.source, text, wanted, NULL, &got, &workspace.error),
            COBUY_OK, "%s", workspace.error.message);
        bytes_append(&scene.found, text, got);
        length -= got;
    }
}

static size_t inflate_all(void)
{
    size_t n = 0;
    for (; members_ahead_wanted(&scene.ahead); n++) members_ahead_inflate(&scene.ahead);
    return n;
}

static void close_scene(void)
{
    source_close(scene.source);
    members_ahead_clear(&scene.ahead);
    cr_expect_eq(scene.room.n_used, 0, "pieces are left");
    ahead_room_clear(&scene.room);
    bytes_free(&scene.text);
    bytes_free(&scene.stored);
    bytes_free(&scene.found);
    workspace_close();
}

static void expect_rest(void)
{
    char sha256[65];
    read_text(SIZE_MAX);
    cr_expect_eq(scene.found.length, scene.text.length);
    cr_expect_eq(memcmp(scene.found.data, scene.text.data, scene.text.length), 0);
    source_sha256(scene.source, sha256);
    cr_expect_str_eq(sha256, sha256_of(scene.stored.data, scene.stored.length).text);
    cr_expect_eq(source_bytes(scene.source), scene.stored.length);
}

TestSuite(members_ahead, .init = open_scene, .fini = close_scene);

Test(members_ahead, a_file_of_one_member_is_left_alone)
{
    add_member(MEMBER_PLAIN, MEMBERS * MEMBER_TEXT);
    open_source();
    read_text(MEMBER_TEXT);
    size_t live = cobuy_context_usage(workspace.context).live_bytes;
    cr_expect_eq(inflate_all(), 0);
    read_text(SIZE_MAX);
    cr_expect_eq(inflate_all(), 0);
    cr_expect_eq(cobuy_context_usage(workspace.context).live_bytes, live);
    expect_rest();
}

Test(members_ahead, plain_text_is_left_alone)
{
    bytes_append(&scene.stored, "tea milk\n", 9);
    bytes_append(&scene.text, "tea milk\n", 9);
    open_source();
    read_text(1);
    cr_expect_eq(inflate_all(), 0);
    expect_rest();
}

Test(members_ahead, what_is_ahead_is_not_inflated_again)
{
    for (int i = 0; i < MEMBERS; i++) add_member(MEMBER_BLOCKED, MEMBER_TEXT);
    open_source();
    read_text(MEMBER_TEXT + 100);
    cr_expect_geq(inflate_all(), 4);
    size_t used = scene.room.n_used;
    cr_expect_geq(used, 4);
    read_text(4 * MEMBER_TEXT);
    cr_expect_lt(scene.room.n_used, used, "no run was taken");
    expect_rest();
}

/* The file becomes another, with members in the same places, when it has been read and
 * before what is ahead is inflated. */
Test(members_ahead, text_and_digest_are_of_the_same_bytes)
{
    enum { LENGTH = 700 };
    struct bytes others = {0};
    for (int i = 0; i < MEMBERS; i++) {
        static char text[LENGTH];
        memset(text, 'b', LENGTH);
        bytes_append_member(&others, &dice, MEMBER_PLAIN, 0, text, LENGTH);
        memset(text, 'a', LENGTH);
        bytes_append_member(&scene.stored, &dice, MEMBER_PLAIN, 0, text, LENGTH);
        bytes_append(&scene.text, text, LENGTH);
    }
    open_source(); /* which reads all of so short a file */
    read_text(LENGTH + 100);
    workspace_file("log.gz", others.data, others.length);
    bytes_free(&others);
    cr_expect_geq(inflate_all(), 4);
    expect_rest();
}

Test(members_ahead, a_member_that_only_seems_to_begin_is_not_used)
{
    for (int i = 0; i < MEMBERS; i++) add_member(MEMBER_DECOY, MEMBER_TEXT);
    open_source();
    read_text(MEMBER_TEXT + 100);
    while (scene.found.length < scene.text.length) {
        inflate_all();
        read_text(MEMBER_TEXT);
    }
    expect_rest();
}

/* In front of the only member that can be used stands the header of none. */
Test(members_ahead, a_wrong_guess_is_followed_by_another)
{
    static const char header[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff\xff\xff\n";
    struct bytes fill = {0};
    add_member(MEMBER_PLAIN, 100);
    add_member(MEMBER_PLAIN, 100);
    size_t before = scene.stored.length + 15; /* header of a member, and of its data */
    while ((before + fill.length) % AHEAD != 3) bytes_append(&fill, "x", 1);
    bytes_append(&fill, header, sizeof header - 1);
    bytes_append_member(&scene.stored, &dice, MEMBER_PLAIN, 0, fill.data, fill.length);
    bytes_append(&scene.text, fill.data, fill.length);
    bytes_free(&fill);
    add_member(MEMBER_PLAIN, 300);
    open_source();
    read_text(150);
    cr_expect_eq(inflate_all(), 1);
    cr_expect_gt(scene.room.n_used, 0, "no run was made");
    expect_rest();
}

/* Longer than all the room there is. */
Test(members_ahead, a_long_member_is_gone_on_with)
{
    add_member(MEMBER_PLAIN, MEMBER_TEXT);
    add_member(MEMBER_PLAIN, MEMBER_TEXT);
    add_member(MEMBER_PLAIN, 200 * AHEAD);
    add_member(MEMBER_PLAIN, MEMBER_TEXT);
    open_source();
    read_text(MEMBER_TEXT + 100);
    inflate_all();
    cr_expect_eq(ahead_room_left(&scene.room), 0);
    read_text(2 * MEMBER_TEXT);
    inflate_all();
    expect_rest();
}

Test(members_ahead, no_more_is_held_than_there_is_room_for)
{
    for (int i = 0; i < 10 * MEMBERS; i++) add_member(MEMBER_BLOCKED, MEMBER_TEXT);
    open_source();
    read_text(MEMBER_TEXT + 100);
    size_t live = cobuy_context_usage(workspace.context).live_bytes;
    while (scene.found.length < scene.text.length) {
        inflate_all();
        cr_expect_leq(scene.room.n_used, scene.room.most);
        read_text(MEMBER_TEXT / 2);
    }
    size_t room = scene.room.most * (AHEAD + 200), inflaters = 16 * 200 * 1024;
    cr_expect_leq(cobuy_context_usage(workspace.context).peak_bytes,
                  live + room + inflaters);
    expect_rest();
}

/* Then there is no room for a usual run, and nothing is made. */
Test(members_ahead, little_memory_leaves_no_room)
{
    for (int i = 0; i < MEMBERS; i++) add_member(MEMBER_PLAIN, MEMBER_TEXT);
    size_t limit = workspace.context->memory.limit;
    workspace.context->memory.limit = (size_t)16 * 5 * AHEAD;
    ahead_room_init(&scene.room, workspace.context);
    cr_expect_leq(scene.room.most, 5);
    ahead_room_clear(&scene.room);
    workspace.context->memory.limit = limit;
    open_source();
    expect_rest();
}
