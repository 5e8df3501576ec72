/*
 * ranked.c - items recoded for mining: frequent ones only, by frequency
 */
#include "basket/ranked.h"

#include "base/sort.h"

#include <string.h>

static int compare_frequency(const void *context, uint32_t a, uint32_t b)
{
    const cobuy_baskets *baskets = context;
    uint64_t count_a = baskets->item_counts[a], count_b = baskets->item_counts[b];
    if (count_a != count_b) return count_a > count_b ? -1 : 1;
    return text_compare(dictionary_text(&baskets->dictionary, a),
                        dictionary_text(&baskets->dictionary, b));
}

struct naming {
    const struct ranked *ranked;
    const cobuy_baskets *baskets;
};

static int compare_names(const void *context, uint32_t a, uint32_t b)
{
    const struct naming *naming = context;
    const struct dictionary *dictionary = &naming->baskets->dictionary;
    return text_compare(dictionary_text(dictionary, naming->ranked->item[a]),
                        dictionary_text(dictionary, naming->ranked->item[b]));
}

/* Fills item, count and name_place; 'scratch' has room for n_items. */
static void rank_items(struct ranked *ranked, const cobuy_baskets *baskets,
                       uint64_t min_count, uint32_t *scratch, uint32_t *by_name)
{
    uint32_t n = 0;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++)
        if (baskets->item_counts[id] >= min_count) ranked->item[n++] = id;
    sort_index(ranked->item, scratch, n, compare_frequency, baskets);
    memset(ranked->rank, 0xff, ranked->n_all * sizeof *ranked->rank); /* RANK_NONE */
    for (uint32_t rank = 0; rank < n; rank++) {
        ranked->rank[ranked->item[rank]] = rank;
        ranked->count[rank] = baskets->item_counts[ranked->item[rank]];
        by_name[rank] = rank;
    }
    struct naming naming = {ranked, baskets};
    sort_index(by_name, scratch, n, compare_names, &naming);
    for (uint32_t place = 0; place < n; place++)
        ranked->name_place[by_name[place]] = place;
}

static uint32_t count_frequent(const cobuy_baskets *baskets, uint64_t min_count)
{
    uint32_t n = 0;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++)
        n += baskets->item_counts[id] >= min_count;
    return n;
}

static bool allocate_items(struct ranked *ranked)
{
    struct memory *memory = ranked->memory;
    ranked->item = memory_allocate(memory, ranked->n_items, sizeof *ranked->item);
    ranked->count = memory_allocate(memory, ranked->n_items, sizeof *ranked->count);
    ranked->name_place =
        memory_allocate(memory, ranked->n_items, sizeof *ranked->name_place);
    ranked->rank = memory_allocate(memory, ranked->n_all, sizeof *ranked->rank);
    return ranked->item && ranked->count && ranked->name_place && ranked->rank;
}

static bool rank_frequent_items(struct ranked *ranked, const cobuy_baskets *baskets,
                                uint64_t min_count)
{
    struct memory *memory = ranked->memory;
    uint32_t n = ranked->n_items = count_frequent(baskets, min_count);
    if (!allocate_items(ranked)) return false;
    uint32_t *scratch = memory_allocate(memory, n, sizeof *scratch);
    uint32_t *by_name = memory_allocate(memory, n, sizeof *by_name);
    if (scratch && by_name) rank_items(ranked, baskets, min_count, scratch, by_name);
    memory_free(memory, scratch, n, sizeof *scratch);
    memory_free(memory, by_name, n, sizeof *by_name);
    return scratch && by_name;
}

cobuy_status ranked_build(struct ranked *out, struct memory *memory,
                          const cobuy_baskets *baskets, uint64_t min_count,
                          cobuy_error *error)
{
    *out = (struct ranked){.memory = memory,
                           .n_baskets = baskets->count,
                           .n_all = baskets->dictionary.count};
    if (rank_frequent_items(out, baskets, min_count)) return COBUY_OK;
    ranked_clear(out);
    return status_no_memory(error, "ranking the items");
}

void ranked_clear(struct ranked *ranked)
{
    struct memory *memory = ranked->memory;
    uint32_t n = ranked->n_items;
    memory_free(memory, ranked->item, n, sizeof *ranked->item);
    memory_free(memory, ranked->count, n, sizeof *ranked->count);
    memory_free(memory, ranked->name_place, n, sizeof *ranked->name_place);
    memory_free(memory, ranked->rank, ranked->n_all, sizeof *ranked->rank);
    *ranked = (struct ranked){.memory = memory};
}
