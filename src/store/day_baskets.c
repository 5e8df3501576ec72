/*
 * day_baskets.c - the baskets of a partition, decoded
 */
#include "store/day_baskets.h"

#include "base/sort.h"
#include "base/status.h"

static bool make_room(struct day_baskets *baskets, const struct partition *partition)
{
    struct memory *memory = baskets->memory;
    baskets->n = (size_t)partition->n_baskets;
    baskets->room = partition->columns[COLUMN_ITEMS].length; /* a byte each at least */
    baskets->offsets = memory_allocate(memory, baskets->n, sizeof *baskets->offsets);
    baskets->times = memory_allocate(memory, baskets->n, sizeof *baskets->times);
    baskets->items = memory_allocate(memory, baskets->room, sizeof *baskets->items);
    return baskets->offsets && baskets->times && baskets->items;
}

/* Decodes the next basket, its pieces made one. */
static bool decode_basket(struct day_baskets *baskets, size_t b,
                          struct partition_pieces *pieces, uint32_t *counts)
{
    uint64_t n_pieces = partition_next_basket(pieces);
    uint32_t *items = baskets->items + baskets->n_items;
    size_t n = 0, to = 0;
    baskets->offsets[b] = baskets->n_items;
    baskets->times[b] = BASKET_NO_TIME;
    for (uint64_t i = 0; i < n_pieces; i++) {
        if (!partition_next_piece(pieces) || !partition_take_items(pieces, items + n))
            return false;
        n += pieces->n;
        if (pieces->time < baskets->times[b]) baskets->times[b] = pieces->time;
    }
    if (n_pieces > 1) sort_integers(items, n);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && items[i] == items[i - 1]) continue;
        counts[items[i]]++;
        items[to++] = items[i];
    }
    baskets->n_items += to;
    return !pieces->failed && store_day_of(baskets->times[b]) == pieces->partition->day;
}

static cobuy_status decode(struct day_baskets *baskets,
                           const struct partition *partition,
                           const struct store_partition *listed, uint32_t *counts,
                           uint32_t n_items, cobuy_error *error)
{
    struct partition_pieces pieces;
    partition_pieces(&pieces, partition, n_items);
    if (partition->day != listed->day || partition->n_baskets != listed->baskets)
        return partition_fail(partition, error);
    if (!make_room(baskets, partition))
        return status_no_memory(error, "the baskets of the store");
    for (size_t b = 0; b < baskets->n; b++)
        if (!decode_basket(baskets, b, &pieces, counts))
            return partition_fail(partition, error);
    bool whole = partition_ends(&pieces) && baskets->n_items == listed->basket_items;
    return whole ? COBUY_OK : partition_fail(partition, error);
}

cobuy_status day_baskets_read(struct day_baskets *out, struct memory *memory,
                              const char *store, const struct store_partition *listed,
                              uint32_t *counts, uint32_t n_items, cobuy_error *error)
{
    struct listed_partition opened;
    *out = (struct day_baskets){.memory = memory};
    cobuy_status status = listed_partition_open(&opened, memory, store, listed, error);
    if (status != COBUY_OK) return status;
    status = decode(out, &opened.partition, listed, counts, n_items, error);
    listed_partition_close(&opened);
    if (status != COBUY_OK) day_baskets_clear(out);
    return status;
}

void day_baskets_clear(struct day_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    memory_free(memory, baskets->offsets, baskets->n, sizeof *baskets->offsets);
    memory_free(memory, baskets->times, baskets->n, sizeof *baskets->times);
    memory_free(memory, baskets->items, baskets->room, sizeof *baskets->items);
    *baskets = (struct day_baskets){.memory = memory};
}
