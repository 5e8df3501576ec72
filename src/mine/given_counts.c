/*
 * given_counts.c - how many baskets hold itemsets that are known already
 *
 * Where a search asks which itemsets are frequent, here they are given: those of a file
 * of rules that is judged by another log, or sides of rules that a search had no reason
 * to look at.  The itemsets are put in order once, with the rarest item of each first;
 * then workers take blocks of baskets and add up what they find (given_blocks.c).  So
 * what is held beside the itemsets is a few blocks, however many baskets there are.
 */
#include "mine/given_counts.h"

#include "base/workers.h"
#include "mine/given_blocks.h"

#include <string.h>

enum {
    BLOCKS_A_WORKER = 4,       /* so that all end at about the same time */
    FEWEST_IN_BLOCK = 1 << 13, /* baskets that are worth going through the itemsets */
    MOST_IN_BLOCK = 1 << 18,
};

struct counting {
    struct given_plan plan;
    struct memory *memory;
    uint32_t n_ids;
    uint32_t *number, *order; /* of the ids, of the numbers */
    uint32_t *numbers;        /* of all rows */
    struct row *rows;
    size_t n_given, n_numbers; /* as allocated */
    atomic_uint_fast64_t *counts;
    struct given_scratch *scratch;
    uint32_t n_workers;
    uint64_t block; /* baskets */
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "counting itemsets");
}

/* ------------------------------------------------------------------------- planning */

static int compare_rarity(const void *context, uint32_t a, uint32_t b)
{
    const uint64_t *counts = context;
    return (counts[a] > counts[b]) - (counts[a] < counts[b]);
}

/* Numbers the items of itemsets with two items or more, the rarest first. */
static bool number_items(struct counting *counting, const struct given_itemsets *given)
{
    const cobuy_baskets *baskets = counting->plan.baskets;
    uint32_t *number = counting->number, n = 0;
    memset(number, 0xff, counting->n_ids * sizeof *number); /* GIVEN_NONE */
    for (size_t s = 0; s < given->n; s++) {
        if (given->starts[s + 1] - given->starts[s] < 2) continue;
        for (size_t i = given->starts[s]; i < given->starts[s + 1]; i++) {
            uint32_t id = given->items[i];
            if (number[id] != GIVEN_NONE) continue;
            number[id] = n;
            counting->order[n++] = id;
        }
    }
    uint32_t *scratch = memory_allocate(counting->memory, n, sizeof *scratch);
    if (!scratch) return false;
    sort_index(counting->order, scratch, n, compare_rarity, baskets->item_counts);
    memory_free(counting->memory, scratch, n, sizeof *scratch);
    for (uint32_t i = 0; i < n; i++) number[counting->order[i]] = i;
    counting->plan.n_items = n;
    return true;
}

/* Makes rows of the itemsets, in order; those of fewer than two items are counted. */
static void make_rows(struct counting *counting, const struct given_itemsets *given,
                      uint64_t *counts)
{
    const cobuy_baskets *baskets = counting->plan.baskets;
    struct given_plan *plan = &counting->plan;
    for (size_t s = 0; s < given->n; s++) {
        const uint32_t *items = given->items + given->starts[s];
        size_t n = given->starts[s + 1] - given->starts[s];
        counts[s] = n == 0 ? baskets->count : baskets->item_counts[items[0]];
        if (n < 2) continue;
        uint32_t *numbers = counting->numbers + given->starts[s];
        for (size_t i = 0; i < n; i++) numbers[i] = counting->number[items[i]];
        sort_integers(numbers, n);
        counting->rows[plan->n_rows++] = (struct row){numbers, (uint32_t)n, s};
        if (n > plan->longest) plan->longest = (uint32_t)n;
    }
    sort_rows(counting->rows, plan->n_rows);
    plan->rows = counting->rows;
    plan->number = counting->number;
}

static bool plan_counting(struct counting *counting, const struct given_itemsets *given,
                          uint64_t *counts)
{
    struct memory *memory = counting->memory;
    counting->n_given = given->n;
    counting->n_numbers = given->starts[given->n];
    counting->number =
        memory_allocate(memory, counting->n_ids, sizeof *counting->number);
    counting->order = memory_allocate(memory, counting->n_ids, sizeof *counting->order);
    counting->numbers =
        memory_allocate(memory, counting->n_numbers, sizeof *counting->numbers);
    counting->rows = memory_allocate(memory, given->n, sizeof *counting->rows);
    counting->counts =
        memory_allocate_zeroed(memory, given->n, sizeof *counting->counts);
    if (!counting->number || !counting->order || !counting->numbers ||
        !counting->rows || !counting->counts || !number_items(counting, given))
        return false;
    make_rows(counting, given, counts);
    counting->plan.counts = counting->counts;
    return true;
}

static void free_plan(struct counting *counting)
{
    struct memory *memory = counting->memory;
    memory_free(memory, counting->number, counting->n_ids, sizeof *counting->number);
    memory_free(memory, counting->order, counting->n_ids, sizeof *counting->order);
    memory_free(memory, counting->numbers, counting->n_numbers,
                sizeof *counting->numbers);
    memory_free(memory, counting->rows, counting->n_given, sizeof *counting->rows);
    memory_free(memory, counting->counts, counting->n_given, sizeof *counting->counts);
}

/* ------------------------------------------------------------------------- counting */

static cobuy_status count_task(void *shared, size_t task, uint32_t worker,
                               cobuy_error *error)
{
    const struct counting *counting = shared;
    const struct given_plan *plan = &counting->plan;
    uint64_t begin = task * counting->block, end = begin + counting->block;
    if (end > plan->baskets->count) end = plan->baskets->count;
    given_block_counter *count =
        INSTRUCTIONS_PICK(plan->context->instructions, given_block_count);
    return count(plan, &counting->scratch[worker], begin, end, error);
}

static uint64_t block_size(const cobuy_context *context, uint64_t n_baskets)
{
    uint64_t size = n_baskets / ((uint64_t)context->threads * BLOCKS_A_WORKER) + 1;
    return size < FEWEST_IN_BLOCK ? FEWEST_IN_BLOCK
           : size > MOST_IN_BLOCK ? MOST_IN_BLOCK
                                  : size;
}

static cobuy_status count_all(struct counting *counting, cobuy_error *error)
{
    struct given_plan *plan = &counting->plan;
    uint64_t n_baskets = plan->baskets->count;
    counting->block = block_size(plan->context, n_baskets);
    size_t n_tasks = (size_t)((n_baskets + counting->block - 1) / counting->block);
    uint32_t n = workers_count(plan->context, n_tasks);
    counting->scratch =
        memory_allocate_zeroed(counting->memory, n, sizeof *counting->scratch);
    if (!counting->scratch) return no_memory(error);
    cobuy_status status =
        workers_run(plan->context, n_tasks, count_task, counting, "counting", error);
    for (uint32_t w = 0; w < n; w++)
        given_scratch_clear(&counting->scratch[w], counting->memory);
    memory_free(counting->memory, counting->scratch, n, sizeof *counting->scratch);
    return status;
}

cobuy_status given_counts(cobuy_context *context, const cobuy_baskets *baskets,
                          const struct given_itemsets *itemsets, uint64_t *counts,
                          cobuy_error *error)
{
    struct counting counting = {.plan = {.context = context, .baskets = baskets},
                                .memory = &context->memory,
                                .n_ids = baskets->dictionary.count};
    cobuy_status status = COBUY_OK;
    if (!plan_counting(&counting, itemsets, counts)) TRY(no_memory(error));
    if (counting.plan.n_rows > 0) {
        TRY(baskets_need_rows(baskets, error));
        TRY(count_all(&counting, error));
    }
    for (size_t r = 0; r < counting.plan.n_rows; r++) {
        uint64_t place = counting.rows[r].weight;
        counts[place] =
            atomic_load_explicit(&counting.counts[place], memory_order_relaxed);
    }
done:
    free_plan(&counting);
    return status;
}

void given_scratch_clear(struct given_scratch *scratch, struct memory *memory)
{
    VECTOR_FREE(memory, &scratch->starts);
    VECTOR_FREE(memory, &scratch->numbers);
    VECTOR_FREE(memory, &scratch->places);
    VECTOR_FREE(memory, &scratch->holders);
    VECTOR_FREE(memory, &scratch->slots);
    VECTOR_FREE(memory, &scratch->maps);
    VECTOR_FREE(memory, &scratch->prefixes);
    VECTOR_FREE(memory, &scratch->path);
}
