/*
 * test_candidate_count.c - bitmaps and the trie count alike, and right
 */
#include "mine/candidate_count.h"

#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <string.h>

enum { MOST_PLACES = 12, MOST_ROWS = 300, MOST_SETS = 1 << MOST_PLACES };

/* Rows and candidates of one class, over places; 'masks' are the same as bits. */
struct trial {
    struct class_rows rows;
    struct class_candidates candidates;
    size_t offsets[MOST_ROWS + 1];
    uint32_t places[MOST_ROWS * MOST_PLACES];
    uint32_t row_masks[MOST_ROWS];
    uint32_t candidate_places[MOST_SETS * MOST_PLACES];
    uint32_t candidate_masks[MOST_SETS];
};

static void draw_rows(struct trial *trial, struct dice *dice, uint32_t n_places)
{
    uint32_t percent = dice_between(dice, 5, 95);
    size_t n = dice_below(dice, MOST_ROWS + 1), to = 0;
    if (dice_chance(dice, 30)) n = n / 64 * 64; /* whole words of a bitmap */
    for (size_t row = 0; row < n; row++) {
        trial->offsets[row] = to;
        trial->row_masks[row] = 0;
        for (uint32_t place = 0; place < n_places; place++) {
            if (!dice_chance(dice, percent)) continue;
            trial->places[to++] = place;
            trial->row_masks[row] |= 1u << place;
        }
    }
    trial->offsets[n] = to;
    trial->rows = (struct class_rows){n, trial->offsets, trial->places, n_places};
}

/* Goes through all sets of so many places in lexicographic order; keeps some. */
static void draw_candidates(struct trial *trial, struct dice *dice, uint32_t n_places,
                            uint32_t width, uint32_t percent)
{
    uint32_t set[MOST_PLACES];
    size_t n = 0;
    for (uint32_t i = 0; i < width; i++) set[i] = i;
    for (;;) {
        if (dice_chance(dice, percent)) {
            trial->candidate_masks[n] = 0;
            for (uint32_t i = 0; i < width; i++)
                trial->candidate_masks[n] |= 1u << set[i];
            memcpy(trial->candidate_places + n++ * width, set, width * sizeof *set);
        }
        uint32_t i = width;
        while (i > 0 && set[i - 1] == n_places - width + i - 1) i--;
        if (i == 0) break;
        for (set[i - 1]++; i < width; i++) set[i] = set[i - 1] + 1;
    }
    trial->candidates = (struct class_candidates){trial->candidate_places, width, n};
}

static void draw_trial(struct trial *trial, uint64_t seed)
{
    struct dice dice = {seed};
    uint32_t n_places = dice_between(&dice, 2, MOST_PLACES);
    draw_rows(trial, &dice, n_places);
    draw_candidates(trial, &dice, n_places, dice_between(&dice, 2, n_places),
                    dice_between(&dice, 1, 100));
}

typedef bool counting(struct arena *arena, const struct class_rows *rows,
                      const struct class_candidates *candidates, uint64_t *counts);

/* Counts start at 5, since what was counted is added to them. */
static void check_counting(counting *count, struct arena *arena,
                           const struct trial *trial, const char *how, uint64_t seed)
{
    static uint64_t counts[MOST_SETS];
    size_t n_sets = trial->candidates.n_sets;
    for (size_t i = 0; i < n_sets; i++) counts[i] = 5;
    cr_assert(count(arena, &trial->rows, &trial->candidates, counts));
    for (size_t i = 0; i < n_sets; i++) {
        uint32_t mask = trial->candidate_masks[i];
        uint64_t expected = 5;
        for (size_t row = 0; row < trial->rows.n_rows; row++)
            expected += (trial->row_masks[row] & mask) == mask;
        cr_assert_eq(counts[i], expected,
                     "%s, seed %" PRIu64 ": candidate %zu is %" PRIu64
                     ", and should be %" PRIu64,
                     how, seed, i, counts[i], expected);
    }
}

Test(candidate_count, both_ways_count_the_rows_that_hold_each_candidate)
{
    static struct trial trial;
    struct faulty faulty;
    struct memory memory;
    struct arena arena;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    arena_init(&arena, &memory);
    for (uint64_t seed = 1; seed <= seeds_to_try(400); seed++) {
        draw_trial(&trial, seed);
        if (trial.candidates.n_sets == 0) continue;
        check_counting(bitmap_count, &arena, &trial, "bitmaps", seed);
        check_counting(trie_count, &arena, &trial, "the trie", seed);
    }
    arena_clear(&arena);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

Test(candidate_count, both_ways_give_their_memory_back)
{
    static struct trial trial;
    static uint64_t counts[MOST_SETS];
    struct memory memory;
    struct arena arena;
    memory_init(&memory, (cobuy_allocator){0});
    arena_init(&arena, &memory);
    draw_trial(&trial, 3);
    cr_assert_not_null(arena_allocate(&arena, 1, 1)); /* a mark needs a place */
    struct arena_mark before = arena_get_mark(&arena);
    cr_assert(bitmap_count(&arena, &trial.rows, &trial.candidates, counts));
    cr_assert(trie_count(&arena, &trial.rows, &trial.candidates, counts));
    struct arena_mark after = arena_get_mark(&arena);
    cr_assert_eq(after.free, before.free);
    arena_clear(&arena);
}

static void check_failing(counting *count)
{
    static struct trial trial;
    static uint64_t counts[MOST_SETS];
    struct faulty faulty;
    struct memory memory;
    struct arena arena;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    arena_init(&arena, &memory);
    draw_trial(&trial, 3);
    faulty_arm(&faulty, 0, 1);
    cr_assert(!count(&arena, &trial.rows, &trial.candidates, counts));
    cr_assert(count(&arena, &trial.rows, &trial.candidates, counts));
    arena_clear(&arena);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

Test(candidate_count, both_ways_say_when_there_is_no_memory)
{
    check_failing(bitmap_count);
    check_failing(trie_count);
}

/* Costs choose the way that is taken: they must grow with what there is to do. */
Test(candidate_count, estimates_grow_with_the_work)
{
    static struct trial few, many;
    struct dice dice = {1};
    draw_rows(&many, &dice, MOST_PLACES);
    while (many.rows.n_rows < 200) draw_rows(&many, &dice, MOST_PLACES);
    few = many;
    few.rows =
        (struct class_rows){many.rows.n_rows / 4, few.offsets, few.places, MOST_PLACES};
    draw_candidates(&many, &dice, MOST_PLACES, 3, 100);
    draw_candidates(&few, &dice, MOST_PLACES, 3, 100);
    cr_assert_gt(bitmap_cost(&many.rows, &many.candidates),
                 bitmap_cost(&few.rows, &few.candidates));
    cr_assert_gt(trie_cost(&many.rows, &many.candidates),
                 trie_cost(&few.rows, &few.candidates));
    draw_candidates(&few, &dice, MOST_PLACES, 3, 10);
    cr_assert_gt(bitmap_cost(&many.rows, &many.candidates),
                 bitmap_cost(&many.rows, &few.candidates));
    cr_assert_gt(trie_cost(&many.rows, &many.candidates),
                 trie_cost(&many.rows, &few.candidates));
}
