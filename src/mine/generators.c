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
#include "mine/bit_rows.h"

#include <string.h>

#define generators_run FOR_INSTRUCTIONS(generators_run)

/* One item's generators. */
struct task {
    struct growth *growth;
    const struct closed_bitmaps *bitmaps; /* of the items that may be added */
    const uint32_t *numbers;              /* of these, in the rows; ascending */
    const struct closed_rows *rows;       /* NULL if the bitmaps are of all rows */
    uint32_t item;                        /* number of the task's item in the rows */
    uint32_t *chosen;                     /* numbers of the items added to it */
};

/* A generator to go on from. */
struct node {
    const uint64_t *rows;
    const uint64_t *miss; /* 'n_miss' sets of rows, one behind the other */
    uint32_t n_miss;
    uint32_t count;
    uint32_t n_chosen;
    uint32_t tried; /* occurrences of the first chosen item, in vain */
    const uint32_t *open;
    uint32_t n_open;
};

/* The items that make a generator with that of a node. */
struct extensions {
    uint32_t *open, *items, *counts, *tried;
    uint32_t n;
};

/* -------------------------------------------------- rows without the task's item */

/* Whether the row with an occurrence of the first chosen item holds the others, and not
 * the task's item. */
static bool row_misses(const struct task *task, uint32_t position, uint32_t n_chosen)
{
    const uint32_t *numbers = task->rows->numbers, *at = numbers + position;
    for (uint32_t i = 1; i < n_chosen; i++) {
        uint32_t wanted = task->chosen[i];
        do at--;
        while (*at > wanted && *at != UINT32_MAX);
        if (*at != wanted) return false;
    }
    at = numbers + position;
    do at++;
    while (*at < task->item);
    return *at != task->item;
}

/* Goes on from *tried to an occurrence whose row misses the task's item. */
static bool find_row(const struct task *task, uint32_t n_chosen, uint32_t *tried)
{
    uint32_t first = task->chosen[0];
    const uint32_t *positions = task->rows->positions + task->rows->first[first];
    uint32_t n = task->rows->end[first] - task->rows->first[first];
    while (*tried < n && !row_misses(task, positions[*tried], n_chosen)) ++*tried;
    return *tried < n;
}

/* ---------------------------------------------------------------------- extending */

static bool intersects(const uint64_t *a, const uint64_t *b, size_t stride)
{
    for (size_t w = 0; w < stride; w++)
        if (a[w] & b[w]) return true;
    return false;
}

/* Whether each item of the node is missed by a row that holds the others and 'open';
 * *tried is where the search for one that misses the task's item ended. */
static bool all_missed(const struct task *task, const struct node *node, uint32_t open,
                       uint32_t *tried)
{
    size_t stride = task->bitmaps->stride;
    const uint64_t *rows = closed_bitmaps_rows(task->bitmaps, open);
    for (uint32_t m = 0; m < node->n_miss; m++)
        if (!intersects(node->miss + m * stride, rows, stride)) return false;
    *tried = node->tried;
    if (!task->rows) return true;
    task->chosen[node->n_chosen] = task->numbers[open];
    return find_row(task, node->n_chosen + 1, tried);
}

static bool find_extensions(struct extensions *out, const struct task *task,
                            const struct node *node)
{
    size_t room = node->n_open;
    uint32_t *numbers = arena_allocate(&task->growth->arena, 4 * room, sizeof *numbers);
    if (!numbers) return false;
    *out = (struct extensions){.open = numbers,
                               .items = numbers + room,
                               .counts = numbers + 2 * room,
                               .tried = numbers + 3 * room};
    for (uint32_t i = 0; i < node->n_open; i++) {
        uint32_t open = node->open[i], tried;
        uint32_t count =
            bit_count_both(node->rows, closed_bitmaps_rows(task->bitmaps, open),
                           task->bitmaps->stride);
        if (count < task->growth->min_count || count == node->count) continue;
        if (!all_missed(task, node, open, &tried)) continue;
        out->open[out->n] = open;
        out->items[out->n] = task->bitmaps->items[open];
        out->counts[out->n] = count;
        out->tried[out->n++] = tried;
    }
    return true;
}

static cobuy_status grow(const struct task *task, const struct node *node);

/* Goes on with an extension, by those before it. */
static cobuy_status grow_extension(const struct task *task, const struct node *node,
                                   const struct extensions *extensions, uint32_t which)
{
    struct growth *growth = task->growth;
    size_t stride = task->bitmaps->stride;
    uint32_t open = extensions->open[which];
    const uint64_t *with = closed_bitmaps_rows(task->bitmaps, open);
    struct arena_mark memory = arena_get_mark(&growth->arena);
    struct stem_mark mark = growth_mark(growth);
    uint64_t *rows = arena_allocate(&growth->arena, stride, sizeof *rows);
    uint64_t *miss =
        arena_allocate(&growth->arena, (node->n_miss + 1) * stride, sizeof *miss);
    if (!rows || !miss) return growth_no_memory(growth);
    bit_rows_and(rows, node->rows, with, stride);
    for (uint32_t m = 0; m < node->n_miss; m++)
        bit_rows_and(miss + m * stride, node->miss + m * stride, with, stride);
    uint64_t *without = miss + node->n_miss * stride;
    for (size_t w = 0; w < stride; w++) without[w] = node->rows[w] & ~with[w];

    if (task->rows) task->chosen[node->n_chosen] = task->numbers[open];
    growth_add(growth, extensions->items[which]);
    struct node next = {.rows = rows,
                        .miss = miss,
                        .n_miss = node->n_miss + 1,
                        .count = extensions->counts[which],
                        .n_chosen = node->n_chosen + 1,
                        .tried = extensions->tried[which],
                        .open = extensions->open,
                        .n_open = which};
    cobuy_status status = grow(task, &next);
    growth_cut_back(growth, mark);
    arena_release(&growth->arena, memory);
    return status;
}

/* Gives the sink all generators that are longer than that of the node. */
static cobuy_status grow(const struct task *task, const struct node *node)
{
    struct growth *growth = task->growth;
    struct arena_mark memory = arena_get_mark(&growth->arena);
    struct extensions extensions;
    cobuy_status status = COBUY_OK;
    TRY(growth_poll(growth));
    if (!find_extensions(&extensions, task, node)) TRY(growth_no_memory(growth));
    TRY(growth_take_each(growth, extensions.items, extensions.counts, extensions.n));
    if (growth_room(growth) == 1) goto done;
    for (uint32_t i = 1; i < extensions.n; i++)
        TRY(grow_extension(task, node, &extensions, i));
done:
    arena_release(&growth->arena, memory);
    return status;
}

/* -------------------------------------------------------------------- one item's */

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
    struct task task = {.growth = growth, .bitmaps = bitmaps};
    struct node node = {.rows = rows,
                        .miss = miss,
                        .n_miss = 1,
                        .count = bitmaps->counts[item],
                        .open = open,
                        .n_open = item};
    return grow(&task, &node);
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

    struct task task = {.growth = growth,
                        .bitmaps = &bitmaps,
                        .numbers = before.numbers,
                        .rows = rows,
                        .item = item};
    task.chosen = arena_allocate(arena, before.n, sizeof *task.chosen);
    struct node node = {.rows = all_rows(arena, rows->counts[item], bitmaps.stride),
                        .count = rows->counts[item],
                        .open = ascending(arena, before.n),
                        .n_open = before.n};
    if (!task.chosen || !node.rows || !node.open) return growth_no_memory(growth);
    return grow(&task, &node);
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

cobuy_status generators_run(const struct search *search, cobuy_error *error)
{
    struct closed_team team;
    cobuy_status status = closed_team_init(&team, search, error);
    if (status == COBUY_OK) status = closed_team_work(&team, grow_task, error);
    closed_team_clear(&team);
    return status;
}
