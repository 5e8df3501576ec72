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

static const double EXACT = 1e9; /* a cost of counting for which all is looked up */

/* Sets of ranks as bits, and their counts.  A set's first item is its highest rank, and
 * its last the lowest. */
struct family {
    struct memory memory;
    struct faulty faulty;
    uint32_t counts[SUBSETS]; /* 0: not frequent */
};

static void begin(struct family *family)
{
    faulty_init(&family->faulty);
    memory_init(&family->memory, faulty_allocator(&family->faulty));
}

static void end(const struct family *family)
{
    cr_assert_eq(atomic_load(&family->faulty.blocks), 0);
    cr_assert_eq(atomic_load(&family->faulty.misuses), 0);
}

static uint32_t size_of(uint32_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

/* Counts the sets in random rows; those in fewer than 'least' are not frequent. */
static void count_rows(struct family *family, struct dice *dice, uint32_t least)
{
    enum { ROWS = 40 };
    uint32_t percent = dice_between(dice, 30, 95), alike = dice_between(dice, 1, ROWS);
    uint32_t rows[ROWS];
    for (uint32_t r = 0; r < ROWS; r++) {
        rows[r] = 0;
        for (uint32_t rank = 0; rank < ITEMS; rank++)
            rows[r] |= (uint32_t)dice_chance(dice, percent) << rank;
        if (r >= alike) rows[r] = rows[r % alike];
    }
    for (uint32_t set = 0; set < SUBSETS; set++) {
        uint32_t count = 0;
        for (uint32_t r = 0; r < ROWS; r++) count += (rows[r] & set) == set;
        family->counts[set] = count >= least ? count : 0;
    }
}

/* Items that extend perfectly 'set', or what it begins with and they stand behind. */
static uint32_t perfect_of(const struct family *family, uint32_t set)
{
    uint32_t prefix = 0, perfect = 0;
    for (uint32_t rank = ITEMS; rank-- > 0;) {
        if (!(set >> rank & 1)) continue;
        prefix |= 1u << rank;
        for (uint32_t later = 0; later < rank; later++)
            if (family->counts[prefix | 1u << later] == family->counts[prefix])
                perfect |= 1u << later;
    }
    return perfect;
}

/* True if the set stands in a level: it is frequent, and none of its items is a perfect
 * extension of those before. */
static bool stands(const struct family *family, uint32_t set)
{
    return family->counts[set] > 0 && (perfect_of(family, set) & set) == 0;
}

/* --------------------------------------------------------------- levels from these */

static void add_run(struct family *family, struct class_builder *builder,
                    uint32_t prefix)
{
    uint32_t ranks[ITEMS], perfect[ITEMS], items[ITEMS], counts[ITEMS];
    uint32_t n_ranks = 0, lowest = (uint32_t)__builtin_ctz(prefix);
    struct class_run run = {ranks + 1, perfect, items, counts, 0, 0};
    if (!stands(family, prefix)) return;
    uint32_t all_perfect = perfect_of(family, prefix);
    for (uint32_t rank = ITEMS; rank-- > 0;) {
        if (prefix >> rank & 1) ranks[n_ranks++] = rank;
        if (all_perfect >> rank & 1) perfect[run.n_perfect++] = rank;
        if (rank >= lowest || !stands(family, prefix | 1u << rank)) continue;
        items[run.n_items] = rank;
        counts[run.n_items++] = family->counts[prefix | 1u << rank];
    }
    if (run.n_items > 0) cr_assert(class_add(builder, &run));
}

/* The level of the sets of 'size' items. */
static void make_level(struct level *level, struct family *family, uint32_t size)
{
    static struct item_class *classes[ITEMS];
    static bool has_perfect[ITEMS];
    struct class_builder builder = {.memory = &family->memory};
    *level = (struct level){classes, has_perfect};
    for (uint32_t first = 0; first < ITEMS; first++) {
        classes[first] = NULL;
        has_perfect[first] = false;
        class_begin(&builder, size - 2);
        for (uint32_t set = (2u << first) - 1; set >= 1u << first; set--) {
            if (size_of(set) < size && stands(family, set) && perfect_of(family, set))
                has_perfect[first] = true;
            if (size_of(set) == size - 1) add_run(family, &builder, set);
        }
        if (builder.runs.length > 0) {
            classes[first] = class_finish(&builder);
            cr_assert_not_null(classes[first]);
        }
    }
    class_builder_clear(&builder);
}

static void free_level(struct family *family, const struct level *level)
{
    for (uint32_t i = 0; i < ITEMS; i++) class_free(&family->memory, level->classes[i]);
}

/* ------------------------------------------------------------------ what comes out */

static uint32_t prefix_of(const struct item_class *class, uint32_t first, size_t run)
{
    uint32_t set = 1u << first;
    for (uint32_t i = 0; i < class->width; i++) set |= 1u << run_prefix(class, run)[i];
    return set;
}

static void add_portion(bool found[SUBSETS], const struct candidates *candidates,
                        const struct item_class *class, uint32_t first)
{
    for (size_t e = 0; e < candidates->extensions.length; e++) {
        const struct extension *extension = &candidates->extensions.data[e];
        const uint32_t *items = run_items(class, extension->run);
        for (uint32_t i = 0; i < extension->n; i++) {
            uint32_t place = candidates->items.data[extension->begin + i];
            cr_assert_gt(place, extension->item);
            uint32_t set = prefix_of(class, first, extension->run) |
                           1u << items[extension->item] | 1u << items[place];
            cr_assert(!found[set], "set %x comes twice", set);
            found[set] = true;
        }
    }
}

/* Sets found[set] for each candidate of the class. */
static void find_candidates(bool found[SUBSETS], struct family *family,
                            const struct level *level, uint32_t first, double cost)
{
    struct candidates candidates;
    cr_assert(candidates_init(&candidates, &family->memory, ITEMS));
    candidates_begin(&candidates, level, first, cost);
    memset(found, 0, SUBSETS * sizeof *found);
    while (candidates_have_more(&candidates)) {
        cr_assert(candidates_generate(&candidates));
        add_portion(found, &candidates, level->classes[first], first);
    }
    candidates_clear(&candidates);
}

/* True if the set is made of two that stand in one run, and every subset with one item
 * less is frequent. */
static bool is_candidate(const struct family *family, uint32_t set)
{
    uint32_t last = set & (0u - set), other = (set ^ last) & (0u - (set ^ last));
    if (!stands(family, set ^ last) || !stands(family, set ^ other)) return false;
    for (uint32_t rest = set; rest != 0; rest &= rest - 1)
        if (family->counts[set & ~(rest & (0u - rest))] == 0) return false;
    return true;
}

/* No candidate is left out; and nothing else comes, unless perfect extensions hide what
 * is not frequent, or looking it up would not pay. */
static void check_class(struct family *family, const struct level *level,
                        uint32_t first, uint32_t size, uint64_t round)
{
    bool found[SUBSETS], found_cheaply[SUBSETS], some_perfect = false;
    for (uint32_t i = 0; i < ITEMS; i++) some_perfect |= level->has_perfect[i];
    find_candidates(found, family, level, first, EXACT);
    find_candidates(found_cheaply, family, level, first, 0);
    for (uint32_t set = 1u << first; set < 2u << first; set++) {
        bool candidate = size_of(set) == size + 1 && is_candidate(family, set);
        cr_assert(!candidate || found[set], "round %" PRIu64 ": %x is left out", round,
                  set);
        cr_assert(candidate || !found[set] || some_perfect,
                  "round %" PRIu64 ": %x has an infrequent subset", round, set);
        cr_assert(!found[set] || found_cheaply[set],
                  "round %" PRIu64 ": %x comes only by looking up more", round, set);
    }
}

static void check_family(struct family *family, uint64_t round)
{
    for (uint32_t size = 2; size <= 5; size++) {
        struct level level;
        make_level(&level, family, size);
        for (uint32_t first = 0; first < ITEMS; first++)
            if (level.classes[first]) check_class(family, &level, first, size, round);
        free_level(family, &level);
    }
}

Test(candidates, are_the_sets_whose_subsets_are_all_frequent)
{
    static struct family family;
    struct dice dice = {1};
    begin(&family);
    for (uint64_t round = 1; round <= seeds_to_try(300); round++) {
        count_rows(&family, &dice, dice_between(&dice, 1, 20));
        check_family(&family, round);
    }
    end(&family);
}

/* Counts that fall with every item, as in no small log. */
Test(candidates, are_only_these_where_nothing_is_perfect)
{
    static struct family family;
    struct dice dice = {2};
    begin(&family);
    for (uint64_t round = 1; round <= seeds_to_try(200); round++) {
        uint32_t percent = dice_between(&dice, 50, 100);
        for (uint32_t set = 1; set < SUBSETS; set++) {
            bool frequent = size_of(set) == 1 || dice_chance(&dice, percent);
            if (size_of(set) > 1)
                for (uint32_t rest = set; frequent && rest; rest &= rest - 1)
                    frequent = family.counts[set & ~(rest & (0u - rest))] > 0;
            family.counts[set] = frequent ? 100 - size_of(set) : 0;
        }
        check_family(&family, round);
    }
    end(&family);
}

Test(candidates, come_in_portions)
{
    enum { MANY = 2000 };
    static struct family family;
    static struct item_class *classes[MANY + 1];
    static bool has_perfect[MANY + 1];
    static uint32_t items[MANY], counts[MANY];
    struct level level = {classes, has_perfect};
    begin(&family);
    struct class_builder builder = {.memory = &family.memory};
    for (uint32_t first = 1; first <= MANY; first++) {
        for (uint32_t i = 0; i < first; i++) items[i] = first - 1 - i;
        struct class_run run = {NULL, NULL, items, counts, 0, first};
        class_begin(&builder, 0);
        cr_assert(class_add(&builder, &run));
        classes[first] = class_finish(&builder);
    }
    struct candidates candidates;
    cr_assert(candidates_init(&candidates, &family.memory, MANY + 1));
    candidates_begin(&candidates, &level, MANY, EXACT);
    size_t n = 0, n_portions = 0;
    for (; candidates_have_more(&candidates); n_portions++) {
        cr_assert(candidates_generate(&candidates));
        n += candidates.items.length;
    }
    cr_assert_eq(n, (size_t)MANY * (MANY - 1) / 2);
    cr_assert_gt(n_portions, 1);
    candidates_clear(&candidates);
    class_builder_clear(&builder);
    for (uint32_t i = 0; i <= MANY; i++) class_free(&family.memory, classes[i]);
    end(&family);
}

Test(candidates, say_when_there_is_no_memory)
{
    static struct family family;
    struct dice dice = {3};
    begin(&family);
    do count_rows(&family, &dice, 1);
    while (family.counts[SUBSETS - 1] == 0);
    struct level level;
    make_level(&level, &family, 2);
    uint32_t first = ITEMS - 1;
    while (!level.classes[first]) first--;
    bool ready = false;
    for (size_t call = 0; !ready; call++) {
        struct candidates candidates;
        faulty_arm(&family.faulty, call, 1);
        ready = candidates_init(&candidates, &family.memory, ITEMS);
        if (ready) {
            candidates_begin(&candidates, &level, first, EXACT);
            while (ready && candidates_have_more(&candidates))
                ready = candidates_generate(&candidates);
        }
        candidates_clear(&candidates);
        cr_assert_neq(ready, faulty_has_failed(&family.faulty), "allocation %zu", call);
    }
    faulty_disarm(&family.faulty);
    free_level(&family, &level);
    end(&family);
}

Test(item_class, says_when_there_is_no_memory)
{
    static struct family family;
    static const uint32_t prefix[] = {7}, perfect[] = {1}, items[] = {5, 3},
                          counts[] = {9, 8};
    struct class_run run = {prefix, perfect, items, counts, 1, 2};
    begin(&family);
    bool ready = false;
    for (size_t call = 0; !ready; call++) {
        struct class_builder builder = {.memory = &family.memory};
        faulty_arm(&family.faulty, call, 1);
        class_begin(&builder, 1);
        struct item_class *class =
            class_add(&builder, &run) ? class_finish(&builder) : NULL;
        ready = class != NULL;
        cr_assert_neq(ready, faulty_has_failed(&family.faulty));
        class_builder_clear(&builder);
        class_free(&family.memory, class);
    }
    end(&family);
}
