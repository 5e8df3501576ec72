/*
 * alias.c - draws by weight, in constant time
 *
 * The alias method (Walker 1977; Vose, IEEE TSE 1991).  Every index has a column as
 * high as the mean weight.  A light index leaves room in its column, which one heavy
 * index fills; what remains of the heavy one is then light, or heavy still:
 *
 *     weights 1 5 3             columns  1 1 2
 *                                        1 1 2     column 0: a third its own, else 1
 *                                        0 1 2     ... which has 3 left, the mean
 *
 * A draw takes a column, then one of the two indices in it.  All heights are multiplied
 * by 'count', so that the mean is the sum of the weights and every step is exact.
 */
#include "log/alias.h"

#include <assert.h>

/* What building the table needs: the heights, and the indices that are not placed yet,
 * light ones from the front and heavy ones from the back. */
struct workbench {
    uint64_t *heights;
    uint32_t *queue;
    uint32_t light, heavy; /* the queue is [0, light) and [heavy, count) */
    uint64_t mean;
};

static void enqueue(struct workbench *bench, uint32_t index)
{
    if (bench->heights[index] < bench->mean)
        bench->queue[bench->light++] = index;
    else
        bench->queue[--bench->heavy] = index;
}

static void fill_columns(struct alias *alias, struct workbench *bench)
{
    while (bench->light > 0 && bench->heavy < alias->count) {
        uint32_t light = bench->queue[--bench->light];
        uint32_t heavy = bench->queue[bench->heavy++];
        uint64_t height = bench->heights[light];
        alias->columns[light].keep = (uint32_t)((height << 32) / bench->mean);
        alias->columns[light].other = heavy;
        bench->heights[heavy] -= bench->mean - height;
        enqueue(bench, heavy);
    }
    /* The heights add up to count times the mean: only full columns are left. */
    assert(bench->light == 0);
    while (bench->heavy < alias->count) {
        uint32_t full = bench->queue[bench->heavy++];
        alias->columns[full] = (struct alias_column){0, full};
    }
}

bool alias_init(struct alias *alias, struct memory *memory, const uint32_t *weights,
                uint32_t count)
{
    *alias = (struct alias){.memory = memory, .count = count};
    alias->columns = memory_allocate(memory, count, sizeof *alias->columns);
    struct workbench bench = {.heavy = count};
    bench.heights = memory_allocate(memory, count, sizeof *bench.heights);
    bench.queue = memory_allocate(memory, count, sizeof *bench.queue);
    bool room = alias->columns && bench.heights && bench.queue;
    if (room) {
        for (uint32_t i = 0; i < count; i++) bench.mean += weights[i];
        assert(bench.mean > 0 && bench.mean <= UINT32_MAX);
        for (uint32_t i = 0; i < count; i++) {
            bench.heights[i] = (uint64_t)weights[i] * count;
            enqueue(&bench, i);
        }
        fill_columns(alias, &bench);
    }
    memory_free(memory, bench.queue, count, sizeof *bench.queue);
    memory_free(memory, bench.heights, count, sizeof *bench.heights);
    return room;
}

void alias_clear(struct alias *alias)
{
    if (!alias->columns) return;
    memory_free(alias->memory, alias->columns, alias->count, sizeof *alias->columns);
    alias->columns = NULL;
}
