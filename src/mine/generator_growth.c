/*
 * generator_growth.c - generators that hold a generator
 *
 * generators.c tells the idea.  Here one branch grows: from a generator, by items that
 * are open, as long as each of its items is missed by some row.
 */
#include "mine/generator_growth.h"

#include "mine/bit_rows.h"
#include "mine/packing.h"

#include <string.h>

/* The items that make a generator with that of a node. */
struct extensions {
    uint32_t *open, *items, *counts, *tried;
    uint32_t n;
};

/* -------------------------------------------------- rows without the task's item */

/* Whether the row with an occurrence of the first chosen item holds the others, and not
 * the task's item. */
static bool row_misses(const struct generator_task *task, uint32_t position,
                       uint32_t n_chosen)
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
static bool find_row(const struct generator_task *task, uint32_t n_chosen,
                     uint32_t *tried)
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
static bool all_missed(const struct generator_task *task,
                       const struct generator_node *node, uint32_t open,
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

static bool find_extensions(struct extensions *out, const struct generator_task *task,
                            const struct generator_node *node)
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

/* ------------------------------------------------------------------- handing over */

enum { FEWEST_WORDS = 256 }; /* of bitmaps; what is less is gone on with at once */

/* A node and what it needs of its task, in one block. */
struct generator_part {
    struct crew_part part;
    struct generator_node node;
    struct closed_bitmaps bitmaps; /* of the open items, and those between them */
    const uint32_t *numbers, *chosen, *prefix;
    uint32_t n_prefix;
    uint32_t item;
    bool in_rows;
};

/* Hands the node over if the task has lasted long enough, and there is enough to do. */
static bool hand_over(const struct generator_task *task,
                      const struct generator_node *node)
{
    struct growth *growth = task->growth;
    size_t stride = task->bitmaps->stride;
    if (node->n_open * stride < FEWEST_WORDS ||
        !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct generator_part part = {.node = *node,
                                  .bitmaps = *task->bitmaps,
                                  .n_prefix = growth->stem.n_prefix,
                                  .item = task->item,
                                  .in_rows = task->rows != NULL};
    size_t n_items = node->open[node->n_open - 1] + 1, number = sizeof(uint32_t);
    const struct closed_bitmaps *maps = task->bitmaps;
    const struct packed_piece pieces[] = {
        {node->rows, stride * sizeof(uint64_t), &part.node.rows},
        {node->miss, node->n_miss * stride * sizeof(uint64_t), &part.node.miss},
        {node->open, node->n_open * number, &part.node.open},
        {maps->words, n_items * stride * sizeof(uint64_t), &part.bitmaps.words},
        {maps->items, n_items * number, &part.bitmaps.items},
        {maps->counts, n_items * number, &part.bitmaps.counts},
        {task->numbers, n_items * number, &part.numbers},
        {task->chosen, node->n_chosen * number, &part.chosen},
        {growth->prefix, part.n_prefix * number, &part.prefix},
    };
    struct crew_part *block =
        packing_make(&growth->search->context->memory, &part.part, sizeof part, pieces,
                     sizeof pieces / sizeof *pieces);
    if (!block) return false;
    crew_hand_over(growth->crew, growth->worker, block);
    return true;
}

/* ---------------------------------------------------------------------- growing */

/* Goes on with an extension, by those before it. */
static cobuy_status grow_extension(const struct generator_task *task,
                                   const struct generator_node *node,
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
    struct generator_node next = {.rows = rows,
                                  .miss = miss,
                                  .n_miss = node->n_miss + 1,
                                  .count = extensions->counts[which],
                                  .n_chosen = node->n_chosen + 1,
                                  .tried = extensions->tried[which],
                                  .open = extensions->open,
                                  .n_open = which};
    cobuy_status status = generators_grow(task, &next);
    growth_cut_back(growth, mark);
    arena_release(&growth->arena, memory);
    return status;
}

cobuy_status generators_grow(const struct generator_task *task,
                             const struct generator_node *node)
{
    if (hand_over(task, node)) return COBUY_OK;
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

/* The numbers of the chosen items, with room for all that may be added. */
static bool copy_chosen(struct generator_task *task, const struct generator_part *part)
{
    struct growth *growth = task->growth;
    uint32_t n = part->node.n_chosen;
    task->chosen = arena_allocate(&growth->arena, (size_t)n + part->node.n_open,
                                  sizeof *task->chosen);
    if (!task->chosen) return false;
    memcpy(task->chosen, part->chosen, n * sizeof *task->chosen);
    return true;
}

cobuy_status generators_grow_part(struct growth *growth, const struct crew_part *of,
                                  const struct closed_rows *rows)
{
    const struct generator_part *part = (const struct generator_part *)of;
    struct arena_mark memory = arena_get_mark(&growth->arena);
    struct generator_task task = {.growth = growth,
                                  .bitmaps = &part->bitmaps,
                                  .numbers = part->numbers,
                                  .rows = part->in_rows ? rows : NULL,
                                  .item = part->item};
    cobuy_status status = COBUY_OK;
    if (part->in_rows && !copy_chosen(&task, part)) TRY(growth_no_memory(growth));
    for (uint32_t i = 0; i < part->n_prefix; i++) growth_add(growth, part->prefix[i]);
    TRY(generators_grow(&task, &part->node));
done:
    growth->stem.n_prefix = 0;
    arena_release(&growth->arena, memory);
    return status;
}
