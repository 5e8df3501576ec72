/*
 * test_expand.c - families of itemsets, one itemset at a time
 */
#include "mine/itemset_sink.h"

#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <string.h>

enum { RANKS = 12, SETS = 1 << RANKS, MOST = RANKS };

/* What came one by one, by the bits of its ranks; 0 for what did not come. */
struct record {
    struct expanding_sink expanding;
    uint64_t counts[SETS];
};

static cobuy_status note(struct expanding_sink *of, const uint32_t *ranks, uint32_t n,
                         uint64_t count, cobuy_error *error)
{
    (void)error;
    struct record *record = (struct record *)of;
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++) {
        cr_assert_lt(ranks[i], RANKS);
        cr_assert_eq(set >> ranks[i] & 1, 0, "rank %u is twice in it", ranks[i]);
        set |= 1u << ranks[i];
    }
    cr_assert(n > 0 && n <= of->max_items, "%u items", n);
    cr_assert_eq(record->counts[set], 0, "%x came twice", set);
    record->counts[set] = count;
    return COBUY_OK;
}

/* Ranks dealt to a prefix, perfect extensions and items of a table or list. */
struct deal {
    uint32_t ranks[RANKS];
    struct stem stem;
    const uint32_t *items;
    uint32_t n_items;
};

static void deal_ranks(struct deal *deal, struct dice *dice)
{
    for (uint32_t i = 0; i < RANKS; i++) {
        uint32_t at = dice_below(dice, i + 1);
        deal->ranks[i] = deal->ranks[at];
        deal->ranks[at] = i;
    }
    uint32_t n_prefix = dice_below(dice, 4), n_perfect = dice_below(dice, 5);
    deal->stem =
        (struct stem){deal->ranks, deal->ranks + n_prefix, n_prefix, n_perfect};
    deal->items = deal->ranks + n_prefix + n_perfect;
    deal->n_items = dice_below(dice, RANKS - n_prefix - n_perfect + 1);
}

static uint32_t bits_of(const uint32_t *ranks, uint32_t n)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++) set |= 1u << ranks[i];
    return set;
}

/* Notes down what a member of the family stands for. */
static void expect(uint64_t *expected, const struct stem *stem, uint32_t member,
                   uint64_t count, uint32_t max_items)
{
    uint32_t perfect = bits_of(stem->perfect, stem->n_perfect);
    for (uint32_t set = 0; set < SETS; set++) {
        uint32_t size = (uint32_t)__builtin_popcount(set);
        if ((set & ~perfect) == member && size > 0 && size <= max_items)
            expected[set] = count;
    }
}

struct trial {
    struct memory memory;
    struct faulty faulty;
    struct dice dice;
    struct deal deal;
    struct record record;
    uint64_t expected[SETS];
};

static void begin(struct trial *trial, uint64_t seed)
{
    memset(trial, 0, sizeof *trial);
    trial->dice = (struct dice){seed};
    faulty_init(&trial->faulty);
    memory_init(&trial->memory, faulty_allocator(&trial->faulty));
    deal_ranks(&trial->deal, &trial->dice);
    uint32_t least = trial->deal.stem.n_prefix > 0 ? trial->deal.stem.n_prefix : 1;
    cr_assert(expand_init(&trial->record.expanding, &trial->memory,
                          dice_between(&trial->dice, least, MOST)));
    trial->record.expanding.one = note;
}

static void end(struct trial *trial, uint64_t seed)
{
    for (uint32_t set = 0; set < SETS; set++)
        cr_assert_eq(trial->record.counts[set], trial->expected[set],
                     "seed %" PRIu64 ", set %x", seed, set);
    expand_clear(&trial->record.expanding);
    cr_assert_eq(atomic_load(&trial->faulty.blocks), 0);
}

Test(expand, gives_a_prefix_with_every_choice_of_its_perfect_extensions)
{
    static struct trial trial;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        begin(&trial, seed);
        struct itemset_sink *sink = &trial.record.expanding.sink;
        const struct stem *stem = &trial.deal.stem;
        uint64_t count = UINT64_MAX - seed;
        cr_assert_eq(sink->take(sink, stem, count, NULL), COBUY_OK);
        expect(trial.expected, stem, bits_of(stem->prefix, stem->n_prefix), count,
               trial.record.expanding.max_items);
        end(&trial, seed);
    }
}

Test(expand, gives_each_of_a_list_with_every_choice)
{
    static struct trial trial;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        begin(&trial, seed);
        struct itemset_sink *sink = &trial.record.expanding.sink;
        const struct stem *stem = &trial.deal.stem;
        uint32_t max_items = trial.record.expanding.max_items;
        if (stem->n_prefix == max_items) trial.deal.n_items = 0; /* none fits */
        uint32_t counts[RANKS];
        for (uint32_t i = 0; i < trial.deal.n_items; i++) {
            counts[i] = dice_between(&trial.dice, 1, UINT32_MAX);
            uint32_t member =
                bits_of(stem->prefix, stem->n_prefix) | 1u << trial.deal.items[i];
            expect(trial.expected, stem, member, counts[i], max_items);
        }
        cr_assert_eq(sink->take_each(sink, stem, trial.deal.items, counts,
                                     trial.deal.n_items, NULL),
                     COBUY_OK);
        end(&trial, seed);
    }
}

/* Draws a table over the items that were dealt, and what it stands for. */
static void draw_table(struct trial *trial, struct count_table *table, uint16_t *narrow,
                       uint32_t *wide, uint64_t *frequent)
{
    const struct stem *stem = &trial->deal.stem;
    bool is_wide = dice_chance(&trial->dice, 50);
    *table = (struct count_table){.items = trial->deal.items,
                                  .n_items = trial->deal.n_items,
                                  .narrow = is_wide ? NULL : narrow,
                                  .wide = is_wide ? wide : NULL,
                                  .frequent = frequent};
    uint32_t n_cells = 1u << table->n_items;
    for (uint32_t cell = 0; cell < n_cells; cell++) {
        narrow[cell] = (uint16_t)dice_between(&trial->dice, 1, UINT16_MAX);
        wide[cell] = dice_between(&trial->dice, 1, UINT32_MAX);
        if (cell % 64 == 0) frequent[cell / 64] = 0;
        if (cell == 0 || dice_chance(&trial->dice, 40)) continue;
        frequent[cell / 64] |= UINT64_C(1) << cell % 64;
        uint32_t member = bits_of(stem->prefix, stem->n_prefix);
        for (uint32_t i = 0; i < table->n_items; i++)
            if (cell >> i & 1) member |= 1u << table->items[i];
        expect(trial->expected, stem, member, table_count(table, cell),
               trial->record.expanding.max_items);
    }
}

Test(expand, gives_the_frequent_cells_of_a_table_with_every_choice)
{
    static struct trial trial;
    static uint16_t narrow[SETS];
    static uint32_t wide[SETS];
    static uint64_t frequent[SETS / 64];
    for (uint64_t seed = 1; seed <= 200; seed++) {
        begin(&trial, seed);
        struct itemset_sink *sink = &trial.record.expanding.sink;
        struct count_table table;
        draw_table(&trial, &table, narrow, wide, frequent);
        cr_assert_eq(sink->take_table(sink, &trial.deal.stem, &table, NULL), COBUY_OK);
        end(&trial, seed);
    }
}

/* Fails at the itemset whose turn it is. */
struct refusing {
    struct expanding_sink expanding;
    uint32_t left;
};

static cobuy_status refuse(struct expanding_sink *of, const uint32_t *ranks, uint32_t n,
                           uint64_t count, cobuy_error *error)
{
    (void)ranks;
    (void)n;
    (void)count;
    (void)error;
    struct refusing *refusing = (struct refusing *)of;
    cr_assert_gt(refusing->left, 0, "called again after a failure");
    return --refusing->left > 0 ? COBUY_OK : COBUY_CANCELLED;
}

Test(expand, ends_at_the_first_failure)
{
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    static const uint32_t ranks[] = {0, 1, 2, 3}, counts[] = {9, 8};
    struct stem stem = {ranks, ranks + 1, 1, 2};
    for (uint32_t turn = 1; turn <= 8; turn++) {
        struct refusing refusing = {.expanding.one = refuse, .left = turn};
        cr_assert(expand_init(&refusing.expanding, &memory, 4));
        struct itemset_sink *sink = &refusing.expanding.sink;
        cr_assert_eq(sink->take_each(sink, &stem, ranks + 3, counts, 1, NULL),
                     turn <= 4 ? COBUY_CANCELLED : COBUY_OK);
        expand_clear(&refusing.expanding);
    }
}

Test(expand, says_when_there_is_no_memory)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    faulty_arm(&faulty, 0, 1);
    struct expanding_sink sink;
    cr_assert(!expand_init(&sink, &memory, 3));
    expand_clear(&sink);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}
