/*
 * given_blocks.c - given itemsets in one block of baskets
 *
 * Itemsets that begin with the same item, the rarest of theirs, are a group.  The
 * baskets of the block that hold this item, its root, are all that matters for them,
 * and the other items of the group get a bitmap of these baskets each:
 *
 *     root 2, in baskets  0 3 4 8          itemsets of the group, in order
 *     map of 5            1 0 1 1            2 5        1011             3
 *     map of 7            0 1 1 0            2 5 7      1011 & 0110      1
 *     map of 9            1 1 1 0            2 5 9      1011 & 1110      2
 *                                            2 7 9      0110 & 1110      2
 *
 * As the itemsets are in order, what one has in common with the last is there already:
 * each costs an AND for each item that is new, and the counting of ones.  The maps of a
 * group together have no more bits than the block has items, or hardly: of the root's
 * baskets there are few, or few items are more frequent than it.
 */
#include "mine/given_blocks.h"

#include "mine/bit_rows.h"

#include <string.h>

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "counting itemsets");
}

/* Makes room for 'n' elements; false if there is none. */
#define ROOM_FOR(memory, vector, n) \
    ((vector)->length = 0, VECTOR_RESERVE((memory), (vector), (n)))

/* ------------------------------------------------------------------- who holds what */

/* Copies what the baskets hold as numbers, and counts the holders of each number. */
static bool copy_baskets(const struct given_plan *plan, struct given_scratch *scratch,
                         uint64_t begin, uint64_t end)
{
    const cobuy_baskets *baskets = plan->baskets;
    struct memory *memory = &plan->context->memory;
    const uint64_t *offsets = baskets->offsets + begin;
    size_t n = (size_t)(end - begin), n_numbers = 0;
    if (!ROOM_FOR(memory, &scratch->starts, n + 1) ||
        !ROOM_FOR(memory, &scratch->numbers, (size_t)(offsets[n] - offsets[0])) ||
        !ROOM_FOR(memory, &scratch->places, (size_t)plan->n_items + 1))
        return false;
    uint64_t *holders = scratch->places.data;
    memset(holders, 0, ((size_t)plan->n_items + 1) * sizeof *holders);
    for (size_t b = 0; b < n; b++) {
        scratch->starts.data[b] = n_numbers;
        for (uint64_t i = offsets[b]; i < offsets[b + 1]; i++) {
            uint32_t number = plan->number[baskets->items[i]];
            if (number == GIVEN_NONE) continue;
            scratch->numbers.data[n_numbers++] = number;
            holders[number]++;
        }
    }
    scratch->starts.data[n] = n_numbers;
    return true;
}

/* Lists the holders of each number: those of number i lie from places[i], which is
 * where those of the next end, from the last basket to the first. */
static bool list_holders(const struct given_plan *plan, struct given_scratch *scratch,
                         size_t n_baskets)
{
    const uint64_t *starts = scratch->starts.data;
    uint64_t *places = scratch->places.data, end = 0;
    if (!ROOM_FOR(&plan->context->memory, &scratch->holders, (size_t)starts[n_baskets]))
        return false;
    for (uint32_t i = 0; i <= plan->n_items; i++) places[i] = end += places[i];
    for (size_t b = 0; b < n_baskets; b++)
        for (uint64_t at = starts[b]; at < starts[b + 1]; at++)
            scratch->holders.data[--places[scratch->numbers.data[at]]] = (uint32_t)b;
    return true;
}

/* ------------------------------------------------------------------------- a group */

/* Rows with the same first number, and its holders. */
struct group {
    const struct row *rows;
    size_t n_rows;
    const uint32_t *holders;
    size_t n_holders, stride;
};

/* Gives the numbers behind the first a slot each, and says how many. */
static uint32_t assign_slots(uint32_t *slots, const struct group *group)
{
    uint32_t n = 0;
    for (size_t r = 0; r < group->n_rows; r++)
        for (uint32_t i = 1; i < group->rows[r].length; i++) {
            uint32_t *slot = &slots[group->rows[r].items[i]];
            if (*slot == 0) *slot = ++n;
        }
    return n;
}

static void release_slots(uint32_t *slots, const struct group *group)
{
    for (size_t r = 0; r < group->n_rows; r++)
        for (uint32_t i = 1; i < group->rows[r].length; i++)
            slots[group->rows[r].items[i]] = 0;
}

static void fill_maps(struct given_scratch *scratch, const struct group *group,
                      uint32_t n_slots)
{
    uint64_t *maps = scratch->maps.data;
    memset(maps, 0, n_slots * group->stride * sizeof *maps);
    for (size_t h = 0; h < group->n_holders; h++) {
        uint32_t basket = group->holders[h];
        uint64_t bit = UINT64_C(1) << h % 64, *words = maps + h / 64;
        uint64_t end = scratch->starts.data[basket + 1];
        for (uint64_t at = scratch->starts.data[basket]; at < end; at++) {
            uint32_t slot = scratch->slots.data[scratch->numbers.data[at]];
            if (slot > 0) words[(slot - 1) * group->stride] |= bit;
        }
    }
}

/* Numbers that two rows of a group have in common at their beginning. */
static uint32_t common_prefix(const struct row *a, const struct row *b)
{
    uint32_t most = a->length < b->length ? a->length : b->length, n = 1;
    while (n < most && a->items[n] == b->items[n]) n++;
    return n;
}

/* path[i] is the bitmap of the prefix of i + 1 numbers; path[0], which has all ones, is
 * not needed. */
static void count_rows(const struct given_plan *plan, struct given_scratch *scratch,
                       const struct group *group)
{
    const uint64_t *maps = scratch->maps.data;
    const uint32_t *slots = scratch->slots.data;
    struct given_map *path = scratch->path.data;
    size_t stride = group->stride;
    uint32_t known = 1;
    for (size_t r = 0; r < group->n_rows; r++) {
        const struct row *row = &group->rows[r];
        uint32_t last = row->length - 1;
        for (uint32_t i = known; i < last; i++) {
            const uint64_t *map = maps + (slots[row->items[i]] - 1) * stride;
            path[i].words = map;
            if (i == 1) continue;
            uint64_t *prefix = scratch->prefixes.data + i * stride;
            bit_rows_and(prefix, path[i - 1].words, map, stride);
            path[i].words = prefix;
        }
        const uint64_t *map = maps + (slots[row->items[last]] - 1) * stride;
        const uint64_t *before = last > 1 ? path[last - 1].words : map;
        uint32_t count = bit_count_both(before, map, stride);
        if (count > 0)
            atomic_fetch_add_explicit(&plan->counts[row->weight], count,
                                      memory_order_relaxed);
        if (r + 1 == group->n_rows) break;
        known = common_prefix(row, row + 1);
        if (known > last) known = last; /* the last prefix was not kept */
    }
}

static bool count_group(const struct given_plan *plan, struct given_scratch *scratch,
                        struct group *group)
{
    struct memory *memory = &plan->context->memory;
    group->stride = bit_rows_stride(group->n_holders);
    uint32_t n_slots = assign_slots(scratch->slots.data, group);
    bool ready = ROOM_FOR(memory, &scratch->maps, n_slots * group->stride) &&
                 ROOM_FOR(memory, &scratch->prefixes, plan->longest * group->stride);
    if (ready) {
        fill_maps(scratch, group, n_slots);
        count_rows(plan, scratch, group);
    }
    release_slots(scratch->slots.data, group);
    return ready;
}

/* ------------------------------------------------------------------------- a block */

static cobuy_status count_groups(const struct given_plan *plan,
                                 struct given_scratch *scratch, cobuy_error *error)
{
    const uint64_t *places = scratch->places.data;
    cobuy_status status = COBUY_OK;
    for (size_t r = 0, next; r < plan->n_rows && status == COBUY_OK; r = next) {
        uint32_t root = plan->rows[r].items[0];
        for (next = r + 1; next < plan->n_rows; next++)
            if (plan->rows[next].items[0] != root) break;
        struct group group = {.rows = plan->rows + r,
                              .n_rows = next - r,
                              .holders = scratch->holders.data + places[root],
                              .n_holders = (size_t)(places[root + 1] - places[root])};
        if (group.n_holders == 0) continue;
        if (!count_group(plan, scratch, &group)) return no_memory(error);
        status = context_check(plan->context, error);
    }
    return status;
}

cobuy_status given_block_count(const struct given_plan *plan,
                               struct given_scratch *scratch, uint64_t begin,
                               uint64_t end, cobuy_error *error)
{
    struct memory *memory = &plan->context->memory;
    if (!copy_baskets(plan, scratch, begin, end) ||
        !list_holders(plan, scratch, (size_t)(end - begin)) ||
        !ROOM_FOR(memory, &scratch->slots, plan->n_items) ||
        !ROOM_FOR(memory, &scratch->path, plan->longest))
        return no_memory(error);
    baskets_let_go(plan->baskets, begin, end);
    memset(scratch->slots.data, 0, plan->n_items * sizeof *scratch->slots.data);
    return count_groups(plan, scratch, error);
}
