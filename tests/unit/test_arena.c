/*
 * test_arena.c - memory that is taken in order and given back in reverse
 */
#include "base/arena.h"

#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <string.h>

enum { CHUNK = 64 * 1024 }; /* bytes of the first chunk */

/* An arena over an allocator that counts. */
struct fixture {
    struct faulty faulty;
    struct memory memory;
    struct arena arena;
};

static void open_fixture(struct fixture *fixture)
{
    faulty_init(&fixture->faulty);
    memory_init(&fixture->memory, faulty_allocator(&fixture->faulty));
    arena_init(&fixture->arena, &fixture->memory);
}

static void close_fixture(struct fixture *fixture)
{
    arena_clear(&fixture->arena);
    cr_assert_eq(atomic_load(&fixture->faulty.blocks), 0, "chunks are left");
    cr_assert_eq(atomic_load(&fixture->faulty.misuses), 0, "wrong sizes were given");
}

Test(arena, blocks_are_aligned_and_do_not_overlap)
{
    struct fixture fixture;
    open_fixture(&fixture);
    enum { BLOCKS = 2000 };
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    struct dice dice = {1};
    for (size_t i = 0; i < BLOCKS; i++) {
        sizes[i] = dice_below(&dice, i % 100 == 0 ? 3 * CHUNK : 200);
        blocks[i] = arena_allocate(&fixture.arena, sizes[i], 1);
        cr_assert_not_null(blocks[i]);
        cr_assert_eq((uintptr_t)blocks[i] % 32, 0);
        memset(blocks[i], (int)(i % 256), sizes[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            cr_assert_eq(blocks[i][j], i % 256, "block %zu was overwritten", i);
    close_fixture(&fixture);
}

Test(arena, release_gives_the_same_room_again)
{
    struct fixture fixture;
    open_fixture(&fixture);
    arena_allocate(&fixture.arena, 100, 1);
    struct arena_mark mark = arena_get_mark(&fixture.arena);
    void *first = arena_allocate(&fixture.arena, 1000, 4);
    arena_allocate(&fixture.arena, 5 * CHUNK, 1);
    arena_release(&fixture.arena, mark);
    cr_assert_eq(arena_allocate(&fixture.arena, 1000, 4), first);
    close_fixture(&fixture);
}

Test(arena, release_keeps_what_was_before_the_mark)
{
    struct fixture fixture;
    open_fixture(&fixture);
    char *kept = arena_allocate(&fixture.arena, 6, 1);
    memcpy(kept, "kept!", 6);
    for (int i = 0; i < 50; i++) {
        struct arena_mark mark = arena_get_mark(&fixture.arena);
        for (int j = 0; j < 10; j++) {
            size_t bytes = (size_t)(CHUNK / 2 + i * j);
            memset(arena_allocate(&fixture.arena, bytes, 1), 0xff, bytes);
        }
        arena_release(&fixture.arena, mark);
    }
    cr_assert_str_eq(kept, "kept!");
    close_fixture(&fixture);
}

Test(arena, mark_of_an_empty_one_releases_all)
{
    struct fixture fixture;
    open_fixture(&fixture);
    struct arena_mark mark = arena_get_mark(&fixture.arena);
    void *first = arena_allocate(&fixture.arena, 1, 1);
    arena_allocate(&fixture.arena, 2 * CHUNK, 1);
    arena_release(&fixture.arena, mark);
    cr_assert_eq(arena_allocate(&fixture.arena, 1, 1), first);
    close_fixture(&fixture);
}

static void go_down(struct arena *arena, uint32_t depth, struct dice *dice)
{
    if (depth == 0) return;
    for (int branch = 0; branch < 2; branch++) {
        struct arena_mark mark = arena_get_mark(arena);
        cr_assert_not_null(arena_allocate(arena, 1 + dice_below(dice, 9000), 4));
        go_down(arena, depth - 1, dice);
        arena_release(arena, mark);
    }
}

/* Random sizes may once more need a larger spare, but no longer with every step. */
Test(arena, search_stops_allocating_once_its_deepest_path_was_seen)
{
    struct fixture fixture;
    open_fixture(&fixture);
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct dice dice = {seed};
        go_down(&fixture.arena, 12, &dice);
    }
    size_t calls = atomic_load(&fixture.faulty.calls);
    struct dice dice = {2};
    go_down(&fixture.arena, 12, &dice);
    cr_assert_eq(atomic_load(&fixture.faulty.calls), calls);
    cr_assert_lt(calls, 40);
    close_fixture(&fixture);
}

Test(arena, large_request_replaces_spares_that_are_too_small)
{
    struct fixture fixture;
    open_fixture(&fixture);
    struct arena_mark mark = arena_get_mark(&fixture.arena);
    arena_allocate(&fixture.arena, CHUNK, 1);
    arena_allocate(&fixture.arena, CHUNK, 1);
    arena_allocate(&fixture.arena, 4 * CHUNK, 1);
    arena_release(&fixture.arena, mark);
    arena_allocate(&fixture.arena, 100 * CHUNK, 1);
    cr_assert_eq(atomic_load(&fixture.faulty.blocks), 2, "the first and the large one");
    close_fixture(&fixture);
}

Test(arena, nothing_is_given_where_nothing_fits)
{
    struct fixture fixture;
    open_fixture(&fixture);
    cr_assert_null(arena_allocate(&fixture.arena, SIZE_MAX / 2, 4));
    cr_assert_null(arena_allocate(&fixture.arena, SIZE_MAX, 1));
    faulty_arm(&fixture.faulty, 0, 2);
    cr_assert_null(arena_allocate(&fixture.arena, 1, 1));
    cr_assert_null(arena_allocate(&fixture.arena, 1, 1));
    cr_assert_not_null(arena_allocate(&fixture.arena, 1, 1));
    close_fixture(&fixture);
}

Test(arena, a_large_request_does_not_make_the_next_chunk_large)
{
    enum { LARGE = 64 * 1024 * 1024 };
    struct fixture fixture;
    open_fixture(&fixture);
    cr_assert_not_null(arena_allocate(&fixture.arena, LARGE, 1));
    cr_assert_not_null(arena_allocate(&fixture.arena, CHUNK, 1));
    cr_assert_lt(atomic_load(&fixture.faulty.bytes), LARGE + LARGE / 16);
    close_fixture(&fixture);
}

Test(arena, room_for_nothing_is_not_null)
{
    struct fixture fixture;
    open_fixture(&fixture);
    cr_assert_not_null(arena_allocate(&fixture.arena, 0, 8));
    arena_allocate(&fixture.arena, CHUNK, 1);
    cr_assert_not_null(arena_allocate(&fixture.arena, 0, 8));
    close_fixture(&fixture);
}

Test(arena, failure_leaves_it_as_it_was)
{
    struct fixture fixture;
    open_fixture(&fixture);
    char *kept = arena_allocate(&fixture.arena, 32, 1);
    memset(kept, 'k', 32);
    faulty_arm(&fixture.faulty, 0, 1);
    cr_assert_null(arena_allocate(&fixture.arena, 2 * CHUNK, 1));
    char *next = arena_allocate(&fixture.arena, 32, 1);
    cr_assert_eq(next, kept + 32);
    cr_assert_eq(kept[31], 'k');
    close_fixture(&fixture);
}
