/*
 * generators.c - generators, by rows that miss one item
 *
 * A generator is an itemset that no subset has as many baskets as: the shortest
 * description of its baskets, where a closed itemset is the longest.  Every subset of a
 * generator is one, so that a search goes on from generators alone.
 *
 * The idea (that of the critical edges of Murakami, Uno, Discrete Applied Mathematics
 * 170, 2014): an itemset P is a generator if for each of its items x there is a row
 * that holds all of P but x, since then P without x has more baskets than P.  The sets
 * of these rows can be taken along:
 *
 *     rows(P)      that hold P                 miss(P, x)   that hold P without x
 *     rows(P + i)    = rows(P) and rows(i)
 *     miss(P + i, x) = miss(P, x) and rows(i)
 *     miss(P + i, i) = rows(P) without rows(i)
 *
 * So nothing has to be remembered of other branches.  The sets are bitmaps, and whether
 * one is empty is told by its first words nearly always.
 *
 * On sparse baskets bitmaps of all rows would be long and empty.  There the bitmaps of
 * a task, of itemsets with the item t and more frequent ones, are over the rows of t;
 * what they cannot tell is miss(P, t), whose rows do not hold t.  One of them is
 * enough, and is found among the occurrences of the rarest item of P but t: those that
 * were tried in vain for P need not be tried again for more items than P has.
 *
 * A task for each item, the rarest first.
 */
#include "mine/closed_team.h"

#include "base/sort.h"
#include "mine/generator_growth.h"

#include <string.h>

#define generators_run FOR_INSTRUCTIONS(generators_run)

/* ------------------------------------------------------------------ one item's */

static uint64_t *all_rows(struct arena *arena, uint32_t n_rows, size_t stride)
{
    uint64_t *rows = arena_allocate(arena, stride, sizeof *rows);
    if (!rows) return NULL;
    memset(rows, 0, stride * sizeof *rows);
    memset(rows, 0xff, n_rows / 64 * sizeof *rows);
    if (n_rows % 64 > 0) rows[n_rows / 64] = (1ull << n_rows % 64) - 1;
    return rows;
}

static uint32_t *ascending(struct arena *arena, uint32_t n)
{
    uint32_t *numbers = arena_allocate(arena, n, sizeof *numbers);
    for (uint32_t i = 0; numbers && i < n; i++) numbers[i] = i;
    return numbers;
}

/* In bitmaps of all rows: those that have the item miss none, the others miss it. */
static cobuy_status grow_in_bitmaps(struct growth *growth,
                                    const struct closed_bitmaps *bitmaps, uint32_t item)
{
    uint32_t n_baskets = (uint32_t)growth->search->baskets->count;
    struct arena *arena = &growth->arena;
    uint64_t *miss = all_rows(arena, n_baskets, bitmaps->stride);
    uint32_t *open = ascending(arena, item);
    if (!miss || !open) return growth_no_memory(growth);
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    for (size_t w = 0; w < bitmaps->stride; w++) miss[w] &= ~rows[w];
    struct generator_task task = {.growth = growth, .bitmaps = bitmaps};
    struct generator_node node = {.rows = rows,
                                  .miss = miss,
                                  .n_miss = 1,
                                  .count = bitmaps->counts[item],
                                  .open = open,
                                  .n_open = item};
    return generators_grow(&task, &node);
}

/* The items before an item in its rows that are frequent there. */
struct before {
    uint32_t *numbers, *items, *counts;
    uint32_t n;
};

/* Leaves growth->local at the place and 1 of each of them. */
static bool find_before(struct before *out, struct growth *growth,
                        const struct closed_rows *rows, uint32_t item)
{
    const uint32_t *numbers = rows->numbers;
    uint32_t *counts = growth->local, n = 0;
    uint32_t *found =
        arena_allocate(&growth->arena, 3 * (size_t)item + 1, sizeof *found);
    if (!found) return false;
    *out = (struct before){found, found + item, found + 2 * (size_t)item, 0};
    for (uint32_t k = rows->first[item]; k < rows->end[item]; k++) {
        const uint32_t *at = numbers + rows->positions[k];
        for (uint32_t number; (number = *--at) != UINT32_MAX;) {
            if (counts[number] == 0) found[n++] = number;
            counts[number]++;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = found[i];
        if (counts[number] < growth->min_count)
            counts[number] = 0;
        else
            found[out->n++] = number;
    }
    sort_integers(found, out->n);
    for (uint32_t i = 0; i < out->n; i++) {
        out->items[i] = rows->items[found[i]];
        out->counts[i] = counts[found[i]];
        counts[found[i]] = i + 1;
    }
    return true;
}

static bool fill_bitmaps(struct closed_bitmaps *bitmaps, struct growth *growth,
                         const struct closed_rows *rows, uint32_t item,
                         const struct before *before)
{
    *bitmaps = (struct closed_bitmaps){.n_items = before->n,
                                       .n_open = before->n,
                                       .items = before->items,
                                       .counts = before->counts};
    if (!closed_bitmaps_init(bitmaps, &growth->arena, rows->counts[item])) return false;
    const uint32_t *numbers = rows->numbers;
    for (uint32_t r = 0; r < rows->counts[item]; r++) {
        const uint32_t *at = numbers + rows->positions[rows->first[item] + r];
        for (uint32_t number; (number = *--at) != UINT32_MAX;)
            if (growth->local[number] > 0)
                closed_bitmaps_rows(bitmaps, growth->local[number] - 1)[r / 64] |=
                    1ull << r % 64;
    }
    return true;
}

static cobuy_status grow_in_rows(struct growth *growth, const struct closed_rows *rows,
                                 uint32_t item)
{
    struct arena *arena = &growth->arena;
    struct before before = {.n = 0};
    struct closed_bitmaps bitmaps;
    if (!find_before(&before, growth, rows, item)) return growth_no_memory(growth);
    bool ready = before.n == 0 || fill_bitmaps(&bitmaps, growth, rows, item, &before);
    for (uint32_t i = 0; i < before.n; i++) growth->local[before.numbers[i]] = 0;
    if (!ready) return growth_no_memory(growth);
    if (before.n == 0) return COBUY_OK;

    struct generator_task task = {.growth = growth,
                                  .bitmaps = &bitmaps,
                                  .numbers = before.numbers,
                                  .rows = rows,
                                  .item = item};
    task.chosen = arena_allocate(arena, before.n, sizeof *task.chosen);
    struct generator_node node = {
        .rows = all_rows(arena, rows->counts[item], bitmaps.stride),
        .count = rows->counts[item],
        .open = ascending(arena, before.n),
        .n_open = before.n};
    if (!task.chosen || !node.rows || !node.open) return growth_no_memory(growth);
    return generators_grow(&task, &node);
}

/* -------------------------------------------------------------------------- tasks */

static cobuy_status grow_task(void *shared, size_t number, uint32_t worker,
                              cobuy_error *error)
{
    struct closed_team *team = shared;
    const struct closed_first *first = &team->first;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    uint32_t item = closed_team_item(team, number);
    struct arena_mark memory = arena_get_mark(&growth->arena);
    growth_add(growth, first->ranks[item]);
    cobuy_status status = growth_take(growth, first->counts[item]);
    if (status == COBUY_OK && item > 0 && growth_room(growth) > 0)
        status = first->kind == CLOSED_FIRST_BITMAPS
                     ? grow_in_bitmaps(growth, &first->bitmaps, item)
                     : grow_in_rows(growth, &first->rows, item);
    growth->stem.n_prefix = 0;
    arena_release(&growth->arena, memory);
    return status;
}

static cobuy_status grow_part(void *shared, struct crew_part *part, uint32_t worker,
                              cobuy_error *error)
{
    struct closed_team *team = shared;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    return generators_grow_part(growth, part, &team->first.rows);
}

cobuy_status generators_run(const struct search *search, cobuy_error *error)
{
    struct closed_team team;
    cobuy_status status = closed_team_init(&team, search, error);
    if (status == COBUY_OK)
        status = closed_team_work(&team, grow_task, grow_part, error);
    closed_team_clear(&team);
    return status;
}
