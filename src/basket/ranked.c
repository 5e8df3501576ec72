/*
 * ranked.c - items recoded for mining: frequent ones only, by frequency
 */
#include "basket/ranked.h"

#include "base/sort.h"

#include <string.h>

/* What frequent items, numbered by their ids, are sorted with. */
struct sorting {
    const cobuy_baskets *baskets;
    const uint8_t *choice; /* by id, or NULL */
    uint32_t *id;          /* of a number */
    uint64_t *begins;      /* the first eight bytes of its name, as they are compared */
    uint32_t *order;       /* numbers */
    uint32_t *scratch;     /* as many */
};

static uint64_t begin_of(cobuy_text name)
{
    uint64_t begin = 0;
    for (size_t i = 0; i < sizeof begin; i++)
        begin =
            begin << 8 | (i < name.length ? ((const unsigned char *)name.bytes)[i] : 0);
    return begin;
}

/* Most names differ in what they begin with, which lies together. */
static int compare_names(const void *context, uint32_t a, uint32_t b)
{
    const struct sorting *sorting = context;
    if (sorting->begins[a] != sorting->begins[b])
        return sorting->begins[a] < sorting->begins[b] ? -1 : 1;
    const struct dictionary *dictionary = &sorting->baskets->dictionary;
    return text_compare(dictionary_text(dictionary, sorting->id[a]),
                        dictionary_text(dictionary, sorting->id[b]));
}

static enum rank_choice choice_of(const uint8_t *choice, uint32_t id)
{
    return choice ? (enum rank_choice)choice[id] : RANK_USUAL;
}

static int compare_counts(const void *context, uint32_t a, uint32_t b)
{
    const struct sorting *sorting = context;
    bool last_a = choice_of(sorting->choice, sorting->id[a]) == RANK_LAST,
         last_b = choice_of(sorting->choice, sorting->id[b]) == RANK_LAST;
    if (last_a != last_b) return last_a ? 1 : -1;
    uint64_t count_a = sorting->baskets->item_counts[sorting->id[a]],
             count_b = sorting->baskets->item_counts[sorting->id[b]];
    return (count_a < count_b) - (count_a > count_b);
}

/* By name first, and then by count, which leaves equal counts as they are.  The place
 * by name waits where the item's rank will be. */
static void rank_items(struct ranked *ranked, const struct sorting *sorting,
                       uint64_t min_count)
{
    const cobuy_baskets *baskets = sorting->baskets;
    uint32_t n = 0;
    memset(ranked->rank, 0xff, ranked->n_all * sizeof *ranked->rank); /* RANK_NONE */
    for (uint32_t id = 0; id < ranked->n_all; id++) {
        if (baskets->item_counts[id] < min_count ||
            choice_of(sorting->choice, id) == RANK_LEFT_OUT)
            continue;
        sorting->id[n] = id;
        sorting->begins[n] = begin_of(dictionary_text(&baskets->dictionary, id));
        sorting->order[n] = n;
        n++;
    }
    sort_index(sorting->order, sorting->scratch, n, compare_names, sorting);
    for (uint32_t place = 0; place < n; place++)
        ranked->rank[sorting->id[sorting->order[place]]] = place;
    sort_index(sorting->order, sorting->scratch, n, compare_counts, sorting);
    for (uint32_t rank = 0; rank < n; rank++) {
        uint32_t id = sorting->id[sorting->order[rank]];
        ranked->name_place[rank] = ranked->rank[id];
        ranked->rank[id] = rank;
        ranked->item[rank] = id;
        ranked->count[rank] = baskets->item_counts[id];
    }
}

/* Counts the items of each kind. */
static void count_items(struct ranked *ranked, const cobuy_baskets *baskets,
                        uint64_t min_count, const uint8_t *choice)
{
    for (uint32_t id = 0; id < baskets->dictionary.count; id++) {
        uint64_t count = baskets->item_counts[id];
        if (count < min_count || choice_of(choice, id) == RANK_LEFT_OUT) continue;
        ranked->n_items++;
        ranked->n_last += choice_of(choice, id) == RANK_LAST;
        if (count > ranked->most) ranked->most = count;
    }
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
                                uint64_t min_count, const uint8_t *choice)
{
    struct memory *memory = ranked->memory;
    count_items(ranked, baskets, min_count, choice);
    uint32_t n = ranked->n_items;
    if (!allocate_items(ranked)) return false;
    struct sorting sorting = {
        .baskets = baskets,
        .choice = choice,
        .id = memory_allocate(memory, n, sizeof(uint32_t)),
        .begins = memory_allocate(memory, n, sizeof(uint64_t)),
        .order = memory_allocate(memory, n, sizeof(uint32_t)),
        .scratch = memory_allocate(memory, n, sizeof(uint32_t)),
    };
    bool ready = sorting.id && sorting.begins && sorting.order && sorting.scratch;
    if (ready) rank_items(ranked, &sorting, min_count);
    memory_free(memory, sorting.id, n, sizeof(uint32_t));
    memory_free(memory, sorting.begins, n, sizeof(uint64_t));
    memory_free(memory, sorting.order, n, sizeof(uint32_t));
    memory_free(memory, sorting.scratch, n, sizeof(uint32_t));
    return ready;
}

cobuy_status ranked_build(struct ranked *out, struct memory *memory,
                          const cobuy_baskets *baskets, uint64_t min_count,
                          const uint8_t *choice, cobuy_error *error)
{
    *out = (struct ranked){.memory = memory,
                           .n_baskets = baskets->count,
                           .n_all = baskets->dictionary.count};
    if (rank_frequent_items(out, baskets, min_count, choice)) return COBUY_OK;
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
