/*
 * day_pairs.c - the pairs of items in the baskets of a day
 *
 * Rows hold the numbers of the items that matter, ascending, and an end.  For each
 * item, what follows it in its rows is counted:
 *
 *     rows         0 2 5 #  2 3 #  0 2 #       counts of item 0     2: 2   5: 1
 *     places of 0  ^               ^
 *
 * So pairs come in order, and need no table of all of them.
 *
 * Cost: the pairs of items that matter, and sorting what each item was met with.
 */
#include "store/day_pairs.h"

#include "base/sort.h"

enum { MANY = 8 }; /* one of so many is as quickly looked for as sorted */

struct counting {
    struct memory *memory;
    const struct pair_items *items;
    uint32_t *rows;
    size_t *places, *starts; /* places of an item: from starts[i] to starts[i + 1] */
    uint32_t *counts;        /* by number: of the item's pairs; all 0 in between */
    uint32_t *met;           /* numbers of those above 0 */
};

/* Lays out the rows, and where in them each item is. */
static void fill_rows(struct counting *counting, const struct day_baskets *baskets)
{
    const struct pair_items *items = counting->items;
    size_t *starts = counting->starts, at = 0;
    for (size_t b = 0; b < baskets->n; b++) {
        for (size_t i = (size_t)baskets->offsets[b]; i < day_baskets_end(baskets, b);
             i++) {
            uint32_t number = items->number[baskets->items[i]];
            if (number == DAY_PAIRS_NONE) continue;
            counting->rows[at++] = number;
            starts[number]++;
        }
        counting->rows[at++] = DAY_PAIRS_NONE;
    }
    /* So many there are of each: ends now, which filling brings down to starts. */
    for (uint32_t i = 1; i <= items->n; i++) starts[i] += starts[i - 1];
    for (size_t i = at; i-- > 0;)
        if (counting->rows[i] != DAY_PAIRS_NONE)
            counting->places[--starts[counting->rows[i]]] = i;
}

/* Counts what follows an item in its rows; returns how many items do. */
static uint32_t count_item(struct counting *counting, uint32_t item)
{
    uint32_t n = 0;
    for (size_t p = counting->starts[item]; p < counting->starts[item + 1]; p++)
        for (const uint32_t *at = counting->rows + counting->places[p] + 1;
             *at != DAY_PAIRS_NONE; at++) {
            if (counting->counts[*at]++ == 0) counting->met[n++] = *at;
        }
    return n;
}

/* Puts the numbers that were met in order; where they are many of those behind the
 * item, by looking at all of these. */
static void order_met(struct counting *counting, uint32_t item, uint32_t n)
{
    uint32_t behind = counting->items->n - item, found = 0;
    if (n < behind / MANY) {
        sort_integers(counting->met, n);
        return;
    }
    for (uint32_t other = item + 1; found < n; other++) {
        counting->met[found] = other;
        found += counting->counts[other] > 0;
    }
}

static bool give_item(struct counting *counting, uint32_t item, pair_taker *take,
                      void *shared)
{
    const uint32_t *ids = counting->items->ids;
    uint32_t n = count_item(counting, item);
    bool goes_on = true;
    order_met(counting, item, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t other = counting->met[i], count = counting->counts[other];
        counting->counts[other] = 0;
        if (goes_on) goes_on = take(shared, ids[item], ids[other], count);
    }
    return goes_on;
}

static bool allocate(struct counting *counting, const struct day_baskets *baskets)
{
    struct memory *memory = counting->memory;
    uint32_t n = counting->items->n;
    counting->rows =
        memory_allocate(memory, baskets->n_items + baskets->n, sizeof(uint32_t));
    counting->places = memory_allocate(memory, baskets->n_items, sizeof(size_t));
    counting->starts = memory_allocate_zeroed(memory, (size_t)n + 1, sizeof(size_t));
    counting->counts = memory_allocate_zeroed(memory, n, sizeof(uint32_t));
    counting->met = memory_allocate(memory, n, sizeof(uint32_t));
    return counting->rows && counting->places && counting->starts && counting->counts &&
           counting->met;
}

static void release(struct counting *counting, const struct day_baskets *baskets)
{
    struct memory *memory = counting->memory;
    uint32_t n = counting->items->n;
    memory_free(memory, counting->rows, baskets->n_items + baskets->n,
                sizeof(uint32_t));
    memory_free(memory, counting->places, baskets->n_items, sizeof(size_t));
    memory_free(memory, counting->starts, (size_t)n + 1, sizeof(size_t));
    memory_free(memory, counting->counts, n, sizeof(uint32_t));
    memory_free(memory, counting->met, n, sizeof(uint32_t));
}

bool day_pairs_each(const struct day_baskets *baskets, const struct pair_items *items,
                    pair_taker *take, void *shared)
{
    struct counting counting = {.memory = baskets->memory, .items = items};
    bool goes_on = allocate(&counting, baskets);
    if (goes_on) fill_rows(&counting, baskets);
    for (uint32_t item = 0; item < items->n && goes_on; item++)
        goes_on = give_item(&counting, item, take, shared);
    release(&counting, baskets);
    return goes_on;
}
