/*
 * test_packed.c - itemsets as strings of bits, and the sink that makes them of families
 *
 * Families are drawn and given to two sinks: to the one that is tested, and to one that
 * takes itemsets one by one, which are sorted and noted down.
 */
#include "mine/packed_sink.h"

#include "support/mining.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RANKS = 100, MOST = 24, FAMILIES = 12, SEEDS = 60 };

/* --------------------------------------------------------------------- one itemset */

static int compare_items(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t draw_bits(struct dice *dice, uint32_t bits)
{
    uint64_t drawn =
        (uint64_t)dice_below(dice, 1 << 16) << 16 | dice_below(dice, 1 << 16);
    return (uint32_t)(drawn & ((UINT64_C(1) << bits) - 1));
}

static struct packed_layout layout_of(uint32_t item_bits, uint32_t count_bits)
{
    struct packed_layout layout = {.item_bits = item_bits, .count_bits = count_bits};
    layout.bit_items = ((UINT64_C(1) << 32) + item_bits - 1) / item_bits;
    return layout;
}

Test(packed, an_item_that_is_put_in_moves_those_behind_it)
{
    struct dice dice = {7};
    for (uint32_t bits = 1; bits <= 32; bits++) {
        struct packed_layout layout = layout_of(bits, 1);
        for (uint32_t n = 0; n < MOST; n++) {
            uint32_t items[MOST];
            uint64_t from[MOST + 1] = {0}, to[MOST + 1];
            for (uint32_t i = 0; i < n; i++) {
                items[i] = draw_bits(&dice, bits);
                packed_append(layout, from, i, items[i]);
            }
            uint32_t place = dice_below(&dice, n + 1), item = draw_bits(&dice, bits);
            memset(to, 0xff, sizeof to);
            packed_insert(layout, to, from, packed_item_words(layout, n + 1), place,
                          item);
            for (uint32_t i = 0; i <= n; i++)
                cr_assert_eq(packed_item(layout, to, i),
                             i < place    ? items[i]
                             : i == place ? item
                                          : items[i - 1],
                             "%u bits, %u items, place %u: item %u", bits, n, place, i);
        }
    }
}

Test(packed, itemsets_have_in_common_what_they_begin_with)
{
    struct dice dice = {8};
    for (uint32_t bits = 1; bits <= 32; bits++) {
        struct packed_layout layout = layout_of(bits, 1);
        for (uint32_t common = 0; common < MOST; common++) {
            uint64_t a[MOST + 1] = {0}, b[MOST + 1] = {0};
            for (uint32_t i = 0; i < MOST; i++) {
                uint32_t item = draw_bits(&dice, bits);
                packed_append(layout, a, i, item);
                packed_append(layout, b, i, i == common ? item ^ 1 : item);
            }
            cr_assert_eq(packed_common(layout, a, b), common, "%u bits", bits);
        }
    }
}

/* ------------------------------------------------------------------------ families */

/* An itemset as it is compared. */
struct note {
    uint64_t count;
    uint32_t n, items[RANKS];
};

struct notes {
    struct note *at;
    size_t n, room;
};

static struct note *add_note(struct notes *notes)
{
    if (notes->n == notes->room) {
        notes->room = notes->room ? 2 * notes->room : 1024;
        notes->at = realloc(notes->at, notes->room * sizeof *notes->at);
        cr_assert_not_null(notes->at);
    }
    return memset(&notes->at[notes->n++], 0, sizeof *notes->at);
}

static int compare_notes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct note));
}

struct expecting {
    struct expanding_sink expanding;
    const uint32_t *name_place;
    struct notes notes;
};

static cobuy_status expect(struct expanding_sink *of, const uint32_t *ranks, uint32_t n,
                           uint64_t count, cobuy_error *error)
{
    (void)error;
    struct expecting *expecting = (struct expecting *)of;
    struct note *note = add_note(&expecting->notes);
    note->count = count;
    note->n = n;
    for (uint32_t i = 0; i < n; i++) note->items[i] = expecting->name_place[ranks[i]];
    qsort(note->items, n, sizeof *note->items, compare_items);
    return COBUY_OK;
}

/* What the sink holds. */
static struct notes held_by(struct packed_sink *sink)
{
    struct notes notes = {0};
    packed_sink_end(sink);
    for (uint32_t k = 1; k < sink->sizes.length; k++) {
        const struct packed_size *size = &sink->sizes.data[k];
        for (size_t c = 0; c < size->chunks.length; c++) {
            const struct packed_chunk *chunk = &size->chunks.data[c];
            for (size_t at = 0; at < chunk->n_words; at += size->words) {
                uint64_t record[RANKS + 2] = {0}; /* a word may be read behind it */
                memcpy(record, chunk->records + at, size->words * sizeof *record);
                struct note *note = add_note(&notes);
                note->n = k;
                note->count = packed_count(sink->layout, record, size->words);
                for (uint32_t i = 0; i < k; i++)
                    note->items[i] = packed_item(sink->layout, record, i);
            }
        }
    }
    return notes;
}

/* A search of which nothing but its ranks is there. */
struct fixture {
    struct dice dice;
    struct search search;
    uint32_t name_place[RANKS], ranks[RANKS];
    uint64_t largest_count;
};

static void open_fixture(struct fixture *fixture, cobuy_context *context, uint64_t seed)
{
    *fixture = (struct fixture){.dice = {seed}};
    struct dice *dice = &fixture->dice;
    uint32_t item_bits = dice_between(dice, 7, 32);
    uint64_t n_items = UINT64_C(1) << item_bits;
    fixture->largest_count =
        dice_below(dice, 2) ? UINT64_MAX : dice_between(dice, 1, 1 << 20);
    for (uint32_t i = 0; i < RANKS; i++) {
        uint32_t at = dice_below(dice, i + 1);
        fixture->name_place[i] = fixture->name_place[at];
        fixture->name_place[at] = (uint32_t)((n_items - 1) * i / (RANKS - 1));
        fixture->ranks[i] = i;
    }
    struct search *search = &fixture->search;
    search->context = context;
    search->ranked.n_items = (uint32_t)(n_items - (item_bits == 32));
    search->ranked.name_place = fixture->name_place;
    search->ranked.most = fixture->largest_count;
    search->max_items = dice_below(dice, 2) ? RANKS : dice_between(dice, 4, 9);
}

static uint32_t draw_count(struct fixture *fixture)
{
    uint64_t most = fixture->largest_count;
    return dice_between(&fixture->dice, 1, most < 1 << 20 ? (uint32_t)most : 1 << 20);
}

/* The ranks in another order, from rank 'from' on, so that prefixes begin alike. */
static void shuffle(struct fixture *fixture, uint32_t from)
{
    for (uint32_t i = from; i < RANKS; i++) {
        uint32_t at = from + dice_below(&fixture->dice, i - from + 1);
        uint32_t rank = fixture->ranks[i];
        fixture->ranks[i] = fixture->ranks[at];
        fixture->ranks[at] = rank;
    }
}

static int compare_by_name(const struct fixture *fixture, uint32_t a, uint32_t b)
{
    return fixture->name_place[a] < fixture->name_place[b] ? 1 : -1;
}

static void give_table(struct fixture *fixture, struct itemset_sink *const sinks[2],
                       const struct stem *stem, uint32_t *items, uint32_t n)
{
    static uint32_t cells[1 << TABLE_MOST_ITEMS];
    uint64_t frequent[(1 << TABLE_MOST_ITEMS) / 64] = {0};
    for (uint32_t i = 1; i < n; i++) /* the last by name first */
        for (uint32_t j = i;
             j > 0 && compare_by_name(fixture, items[j - 1], items[j]) > 0; j--) {
            uint32_t item = items[j];
            items[j] = items[j - 1];
            items[j - 1] = item;
        }
    bool all = dice_below(&fixture->dice, 2);
    for (uint32_t cell = 1; cell < 1u << n; cell++) {
        cells[cell] = draw_count(fixture);
        if (all || dice_below(&fixture->dice, 3) == 0)
            frequent[cell / 64] |= UINT64_C(1) << cell % 64;
    }
    struct count_table table = {
        .items = items, .n_items = n, .wide = cells, .frequent = frequent};
    for (int s = 0; s < 2; s++)
        cr_assert_eq(sinks[s]->take_table(sinks[s], stem, &table, NULL), COBUY_OK);
}

static void give_each(struct fixture *fixture, struct itemset_sink *const sinks[2],
                      const struct stem *stem, const uint32_t *items, uint32_t n)
{
    uint32_t counts[TABLE_MOST_ITEMS];
    for (uint32_t i = 0; i < n; i++) counts[i] = draw_count(fixture);
    for (int s = 0; s < 2; s++)
        cr_assert_eq(sinks[s]->take_each(sinks[s], stem, items, counts, n, NULL),
                     COBUY_OK);
}

static void give_family(struct fixture *fixture, struct itemset_sink *const sinks[2])
{
    struct dice *dice = &fixture->dice;
    bool is_long = fixture->search.max_items == RANKS && dice_below(dice, 4) == 0;
    uint32_t n_prefix = is_long ? dice_between(dice, 60, 75) : dice_below(dice, 4);
    uint32_t n_perfect = dice_below(dice, 6), n = dice_between(dice, 1, 7);
    shuffle(fixture, dice_below(dice, n_prefix + 1));
    uint32_t *ranks = fixture->ranks;
    struct stem stem = {ranks, ranks + RANKS - n_perfect, n_prefix, n_perfect};
    uint32_t kind = dice_below(dice, 3);
    if (kind == 0)
        give_table(fixture, sinks, &stem, ranks + n_prefix, n);
    else if (kind == 1)
        give_each(fixture, sinks, &stem, ranks + n_prefix, n);
    else
        for (uint32_t count = draw_count(fixture), s = 0; s < 2; s++)
            cr_assert_eq(sinks[s]->take(sinks[s], &stem, count, NULL), COBUY_OK);
}

static void check_families(cobuy_context *context, uint64_t seed)
{
    struct fixture fixture;
    struct expecting expecting = {.name_place = fixture.name_place};
    struct packed_sink sink;
    cobuy_error error;
    open_fixture(&fixture, context, seed);
    cr_assert(
        expand_init(&expecting.expanding, &context->memory, fixture.search.max_items));
    expecting.expanding.one = expect;
    MUST(packed_sink_init(&sink, &fixture.search, &error));
    struct itemset_sink *const sinks[] = {&expecting.expanding.sink, &sink.sink};
    for (int family = 0; family < FAMILIES; family++) give_family(&fixture, sinks);

    struct notes held = held_by(&sink), *expected = &expecting.notes;
    cr_assert_eq(held.n, expected->n, "seed %" PRIu64 ": %zu itemsets, not %zu", seed,
                 held.n, expected->n);
    if (held.n > 0) {
        qsort(held.at, held.n, sizeof *held.at, compare_notes);
        qsort(expected->at, expected->n, sizeof *expected->at, compare_notes);
        for (size_t i = 0; i < held.n; i++)
            cr_assert_eq(compare_notes(&held.at[i], &expected->at[i]), 0,
                         "seed %" PRIu64 ": itemset %zu is another", seed, i);
    }
    free(held.at);
    free(expected->at);
    packed_sink_clear(&sink);
    expand_clear(&expecting.expanding);
}

Test(packed, sink_holds_what_families_stand_for)
{
    static const cobuy_instructions sets[] = {COBUY_INSTRUCTIONS_PLAIN,
                                              COBUY_INSTRUCTIONS_AUTO};
    for (int i = 0; i < 2; i++) {
        cobuy_error error;
        cobuy_context *context;
        cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
        options.instructions = sets[i];
        MUST(cobuy_context_create(&context, &options, &error));
        for (uint64_t seed = 1; seed <= SEEDS; seed++) check_families(context, seed);
        context_end(context);
    }
}

Test(packed, sink_ends_when_it_is_cancelled)
{
    cobuy_context *context = context_begin(1);
    struct fixture fixture;
    struct packed_sink sink;
    cobuy_error error;
    open_fixture(&fixture, context, 1);
    fixture.search.max_items = RANKS;
    MUST(packed_sink_init(&sink, &fixture.search, &error));
    struct stem endless = {.perfect = fixture.ranks, .n_perfect = RANKS};
    cobuy_cancel(context);
    cr_assert_eq(sink.sink.take(&sink.sink, &endless, 1, &error), COBUY_CANCELLED);
    packed_sink_clear(&sink);
    context_end(context);
}
