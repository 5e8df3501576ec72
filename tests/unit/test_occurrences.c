/*
 * test_occurrences.c - pattern growth over rows that are read backwards
 *
 * In numbers of 16 and of 32 bits, with weights and without.  test_growth_shapes.c has
 * the same by way of whole logs, where 32 bits need more items than are mined quickly.
 */
#include "support/faulty.h"
#include "support/growing.h"
#include "support/mining.h"
#include "support/tree.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

TestSuite(occurrences, .init = workspace_open, .fini = workspace_close);

/* Rows of the frequent items of the kinds, numbered by frequency.  With weights there
 * is a tree, else a row for each kind. */
struct fixture {
    struct basket_kinds kinds;
    struct tid_itemsets expected;
    uint64_t min_count;
    struct arena arena;
    uint32_t n_items, *items, *counts, *number_of; /* of an item of the log */
    struct row *rows;
    size_t n_rows;
};

static void *take(struct fixture *fixture, size_t count, size_t size)
{
    void *block = arena_allocate(&fixture->arena, count + 1, size);
    require(block != NULL, "no memory for rows");
    return block;
}

static void number_items(struct fixture *fixture)
{
    uint32_t n = fixture->n_items = fixture->expected.n_frequent;
    fixture->items = take(fixture, n, sizeof *fixture->items);
    fixture->counts = take(fixture, n, sizeof *fixture->counts);
    fixture->number_of =
        take(fixture, fixture->kinds.n_items, sizeof *fixture->number_of);
    for (uint32_t id = 0; id < n; id++) {
        uint32_t to = id, count = (uint32_t)fixture->expected.at[id].count;
        for (; to > 0 && fixture->counts[to - 1] < count; to--) {
            fixture->counts[to] = fixture->counts[to - 1];
            fixture->items[to] = fixture->items[to - 1];
        }
        fixture->counts[to] = count;
        fixture->items[to] = id;
    }
    memset(fixture->number_of, 0xff, fixture->kinds.n_items * sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        fixture->number_of[fixture->expected.item_of[fixture->items[i]]] = i;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void make_rows(struct fixture *fixture)
{
    const struct basket_kinds *kinds = &fixture->kinds;
    fixture->rows = take(fixture, kinds->n, sizeof *fixture->rows);
    fixture->n_rows = 0;
    for (size_t k = 0; k < kinds->n; k++) {
        const struct basket_kind *kind = &kinds->at[k];
        uint32_t *numbers = take(fixture, kind->n_items, sizeof *numbers), n = 0;
        for (uint32_t i = 0; i < kind->n_items; i++) {
            numbers[n] = fixture->number_of[kinds->items[kind->first + i]];
            n += numbers[n] != UINT32_MAX;
        }
        qsort(numbers, n, sizeof *numbers, compare_numbers);
        fixture->rows[fixture->n_rows++] = (struct row){numbers, n, kind->weight};
    }
}

static void put_number(void *numbers, size_t at, uint32_t number, bool narrow)
{
    if (narrow)
        ((uint16_t *)numbers)[at] = (uint16_t)number;
    else
        ((uint32_t *)numbers)[at] = number;
}

/* Every row as it is, without weights. */
static void write_rows(struct occurrences *out, struct fixture *fixture, bool narrow)
{
    size_t total = 0, place = 0, at = 0;
    for (size_t r = 0; r < fixture->n_rows; r++) total += fixture->rows[r].length + 1;
    void *numbers = take(fixture, total, sizeof(uint32_t));
    uint32_t *positions = take(fixture, total, sizeof *positions);
    uint32_t *first = take(fixture, fixture->n_items, sizeof *first);
    uint32_t *end = take(fixture, fixture->n_items, sizeof *end);
    for (uint32_t i = 0; i < fixture->n_items; i++) {
        first[i] = end[i] = (uint32_t)place;
        place += fixture->counts[i];
    }
    for (size_t r = 0; r < fixture->n_rows; r++) {
        const struct row *row = &fixture->rows[r];
        put_number(numbers, at++, UINT32_MAX, narrow);
        for (uint32_t i = 0; i < row->length; i++) {
            if (i > 0) positions[end[row->items[i]]++] = (uint32_t)at;
            put_number(numbers, at++, row->items[i], narrow);
        }
    }
    *out = (struct occurrences){
        .numbers = numbers, .positions = positions, .first = first, .end = end};
}

static void check_growing(const struct growers *growers, const struct fixture *fixture,
                          const struct occurrences *rows, uint32_t max_items,
                          bool narrow, const char *name)
{
    struct growing growing;
    struct bytes difference = {0};
    cobuy_error error;
    growing_begin(&growing, workspace.context, rows->n_items, fixture->min_count,
                  max_items);
    for (uint32_t item = 0; item < rows->n_items; item++)
        MUST((narrow ? growers->occurrences_grow_16
                     : growers->occurrences_grow_32)(&growing.growth, rows, item));
    cr_assert(growing_found(&growing, &fixture->expected, max_items, &difference),
              "%s, %s, %d bits, minimum count %" PRIu64 ", at most %u items: %s",
              growers->name, name, narrow ? 16 : 32, fixture->min_count, max_items,
              difference.data);
    growing_end(&growing);
}

static struct occurrences occurrences_of(struct fixture *fixture, bool weighted,
                                         bool narrow)
{
    struct occurrences rows = {.n_items = fixture->n_items};
    struct fptree_rows of = {fixture->rows, fixture->n_rows, NULL, 0, 1};
    cobuy_error error;
    if (weighted)
        MUST(tree_build(&rows, &fixture->arena, of, fixture->n_items, narrow, &error));
    else
        write_rows(&rows, fixture, narrow);
    rows.n_items = fixture->n_items;
    rows.items = fixture->items;
    rows.counts = fixture->counts;
    return rows;
}

static void check_all(struct fixture *fixture, const char *name, bool weighted)
{
    const struct growers *growers;
    for (int narrow = 0; narrow <= 1; narrow++) {
        struct occurrences rows = occurrences_of(fixture, weighted, narrow);
        for (int at = 0; (growers = next_growers(&at)) != NULL;)
            for (uint32_t max_items = 0; max_items <= 3; max_items++)
                check_growing(growers, fixture, &rows, max_items, narrow, name);
    }
}

static void open_fixture(struct fixture *fixture, const struct kinds_shape *shape,
                         uint64_t seed, size_t most)
{
    *fixture = (struct fixture){.min_count = 1};
    arena_init(&fixture->arena, &workspace.context->memory);
    basket_kinds_draw(&fixture->kinds, shape, seed);
    while (!tid_oracle_mine(&fixture->expected, &fixture->kinds, fixture->min_count, 0,
                            most))
        fixture->min_count += fixture->min_count / 8 + 1;
    number_items(fixture);
    make_rows(fixture);
}

static void close_fixture(struct fixture *fixture)
{
    arena_clear(&fixture->arena);
    tid_itemsets_free(&fixture->expected);
    basket_kinds_free(&fixture->kinds);
}

static void check_shape(const struct kinds_shape *shape, uint64_t seed)
{
    struct fixture fixture;
    open_fixture(&fixture, shape, seed, 8000);
    check_all(&fixture, shape->name, true);
    if (shape->most_weight == 0) check_all(&fixture, shape->name, false);
    close_fixture(&fixture);
}

static const struct kinds_shape shapes[] = {
    {.name = "few items",
     .n_items = 10,
     .n_kinds = 60,
     .least_length = 0,
     .most_length = 8,
     .skew = 1},
    {.name = "rare items",
     .n_items = 300,
     .n_kinds = 700,
     .least_length = 1,
     .most_length = 7,
     .skew = 4},
    {.name = "many short rows",
     .n_items = 130,
     .n_kinds = 12000,
     .least_length = 3,
     .most_length = 6,
     .skew = 1},
    {.name = "skewed",
     .n_items = 200,
     .n_kinds = 2000,
     .least_length = 1,
     .most_length = 20,
     .skew = 3,
     .leads = 5,
     .n_follow = 1},
    {.name = "dense",
     .n_items = 90,
     .n_kinds = 300,
     .least_length = 20,
     .most_length = 50,
     .skew = 1.2},
    {.name = "heavy long rows",
     .n_items = 120,
     .n_kinds = 300,
     .least_length = 40,
     .most_length = 50,
     .skew = 1,
     .most_weight = 100000},
};

Test(occurrences, grow_what_the_oracle_finds)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(1); seed++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            check_shape(&shapes[s], seed);
}

/* ------------------------------------------------------------------ where memory ends
 */

enum { FIRST_CHUNK = 64 * 1024 };

/* Leaves so many bytes of the arena, and no more memory behind them. */
static void leave_room(struct arena *arena, struct faulty *faulty, size_t room)
{
    struct arena_mark mark = arena_get_mark(arena);
    require(arena_allocate(arena, room < FIRST_CHUNK ? FIRST_CHUNK - room : room, 1) !=
                NULL,
            "no room for an arena");
    if (room >= FIRST_CHUNK) arena_release(arena, mark);
    faulty_arm(faulty, 0, SIZE_MAX);
}

/* True if there was room enough. */
static bool grow_within(const struct growers *growers, const struct fixture *fixture,
                        const struct occurrences *rows, cobuy_context *context,
                        struct faulty *faulty, size_t room)
{
    struct growing growing;
    struct bytes difference = {0};
    cobuy_status status = COBUY_OK;
    growing_begin(&growing, context, rows->n_items, fixture->min_count, 0);
    leave_room(&growing.growth.arena, faulty, room);
    for (uint32_t item = 0; status == COBUY_OK && item < rows->n_items; item++)
        status = growers->occurrences_grow_16(&growing.growth, rows, item);
    faulty_disarm(faulty);
    if (status == COBUY_OK) {
        cr_assert(growing_found(&growing, &fixture->expected, 0, &difference),
                  "%s, %zu bytes: %s", growers->name, room, difference.data);
    } else {
        cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
        cr_assert_eq(growing.error.status, COBUY_OUT_OF_MEMORY);
        cr_assert(growing_is_clean(&growing), "%s, %zu bytes: scratch is left",
                  growers->name, room);
    }
    growing_end(&growing);
    return status == COBUY_OK;
}

static void check_room(const struct kinds_shape *shape, size_t most)
{
    struct fixture fixture;
    struct faulty faulty;
    cobuy_context *context;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_error error;
    const struct growers *growers;
    faulty_init(&faulty);
    options.allocator = faulty_allocator(&faulty);
    MUST(cobuy_context_create(&context, &options, &error));
    open_fixture(&fixture, shape, 1, most);
    struct occurrences rows = occurrences_of(&fixture, shape->most_weight > 0, true);
    for (int at = 0; (growers = next_growers(&at)) != NULL;) {
        size_t n = 0, room = 0;
        for (; !grow_within(growers, &fixture, &rows, context, &faulty, room); n++)
            room = (room + room / 16 + 64) / 32 * 32;
        cr_assert_gt(n, 10, "%s needs no room", shape->name);
    }
    close_fixture(&fixture);
    context_end(context);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

/* There is room for ever more, until there is enough.  With few itemsets, which leave
 * few items in front of one, and with many. */
Test(occurrences, say_when_there_is_no_memory_wherever_it_ends)
{
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        check_room(&shapes[s], 1000);
        check_room(&shapes[s], 8000);
    }
}
