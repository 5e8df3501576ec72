/*
 * test_candidates.c - joining and pruning of frequent itemsets
 */
#include "mine/candidates.h"

#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <string.h>

enum { ITEMS = 9, SUBSETS = 1 << ITEMS };

static struct memory memory;
static struct faulty faulty;

static void open_memory(void)
{
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
}

static void close_memory(void)
{
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
}

/* ------------------------------------------------------------- sets of bits as levels
 */

static bool is_before(uint32_t a, uint32_t b)
{
    uint32_t differing = a ^ b;
    return (a & differing & (0u - differing)) != 0;
}

static void push_set(struct item_class *class, uint32_t set)
{
    bool room = true;
    for (uint32_t code = 0; code < ITEMS; code++)
        if (set >> code & 1) room = room && VECTOR_PUSH(&memory, &class->codes, code);
    cr_assert(room);
    class->n_sets++;
}

/* The level of the sets of 'size' bits that are true in 'frequent'. */
static void make_level(struct level *level, struct item_class classes[ITEMS],
                       const bool *frequent, uint32_t size)
{
    *level = (struct level){classes, ITEMS, size};
    for (uint32_t first = 0; first < ITEMS; first++) {
        classes[first] = (struct item_class){.width = size - 1};
        uint32_t sets[SUBSETS], n = 0;
        for (uint32_t set = 1u << first; set < SUBSETS; set++)
            if (frequent[set] && (uint32_t)__builtin_popcount(set) == size &&
                (uint32_t)__builtin_ctz(set) == first)
                sets[n++] = set & (set - 1);
        /* By insertion, in lexicographic order of codes. */
        for (uint32_t i = 1; i < n; i++)
            for (uint32_t j = i; j > 0 && is_before(sets[j], sets[j - 1]); j--) {
                uint32_t held = sets[j];
                sets[j] = sets[j - 1];
                sets[j - 1] = held;
            }
        for (uint32_t i = 0; i < n; i++) push_set(&classes[first], sets[i]);
    }
}

static void free_classes(struct item_class classes[ITEMS])
{
    for (uint32_t i = 0; i < ITEMS; i++) VECTOR_FREE(&memory, &classes[i].codes);
}

/* True if every subset with one item less is frequent. */
static bool is_candidate(const bool *frequent, uint32_t set)
{
    for (uint32_t rest = set; rest != 0; rest &= rest - 1)
        if (!frequent[set & ~(rest & (0u - rest))]) return false;
    return true;
}

static uint32_t set_of(const struct item_class *class, size_t at)
{
    uint32_t set = 0;
    const uint32_t *codes = item_class_set(class, at);
    for (uint32_t i = 0; i < class->width; i++) {
        cr_assert(i == 0 || codes[i - 1] < codes[i]);
        set |= 1u << codes[i];
    }
    return set;
}

/* Joins one class and compares with the sets that must come out. */
static void check_class(const struct level *level, uint32_t first, const bool *frequent,
                        uint64_t round)
{
    struct item_class joined = {0};
    cr_assert(candidates_join(&joined, &memory, level, first));
    cr_assert_eq(joined.width, level->size);
    size_t expected = 0;
    for (uint32_t set = 1u << first; set < SUBSETS; set++)
        expected += (uint32_t)__builtin_popcount(set) == level->size + 1 &&
                    (uint32_t)__builtin_ctz(set) == first &&
                    is_candidate(frequent, set);
    cr_assert_eq(joined.n_sets, expected, "round %" PRIu64 ", class %u", round, first);
    for (size_t i = 0; i < joined.n_sets; i++) {
        uint32_t set = set_of(&joined, i);
        cr_assert(is_candidate(frequent, set | 1u << first),
                  "round %" PRIu64 ": set %x of class %u", round, set, first);
        cr_assert(i == 0 || is_before(set_of(&joined, i - 1), set),
                  "candidates are not in order");
    }
    VECTOR_FREE(&memory, &joined.codes);
}

Test(candidates, are_the_sets_whose_subsets_are_all_frequent)
{
    open_memory();
    struct dice dice = {1};
    for (uint64_t round = 1; round <= 300; round++) {
        bool frequent[SUBSETS];
        uint32_t percent = dice_between(&dice, 30, 100);
        for (uint32_t set = 0; set < SUBSETS; set++)
            frequent[set] = dice_chance(&dice, percent);
        struct level level;
        struct item_class classes[ITEMS];
        make_level(&level, classes, frequent, dice_between(&dice, 2, 5));
        for (uint32_t first = 0; first < ITEMS; first++)
            check_class(&level, first, frequent, round);
        free_classes(classes);
    }
    close_memory();
}

Test(candidates, class_of_one_set_gives_none)
{
    open_memory();
    bool frequent[SUBSETS] = {[3] = true};
    struct level level;
    struct item_class classes[ITEMS], joined = {0};
    make_level(&level, classes, frequent, 2);
    cr_assert(candidates_join(&joined, &memory, &level, 0));
    cr_assert_eq(joined.n_sets, 0);
    free_classes(classes);
    close_memory();
}

Test(candidates, say_when_there_is_no_memory)
{
    open_memory();
    bool frequent[SUBSETS];
    memset(frequent, true, sizeof frequent);
    struct level level;
    struct item_class classes[ITEMS];
    make_level(&level, classes, frequent, 3);
    for (size_t call = 0; call < 3; call++) {
        struct item_class joined = {0};
        faulty_arm(&faulty, call, 1);
        cr_assert(!candidates_join(&joined, &memory, &level, 0), "allocation %zu",
                  call);
        VECTOR_FREE(&memory, &joined.codes);
    }
    faulty_disarm(&faulty);
    free_classes(classes);
    close_memory();
}
