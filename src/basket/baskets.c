/*
 * baskets.c - the data model (the inside of cobuy_baskets)
 */
#include "basket/baskets.h"

#include "basket/basket_file.h"

#include <math.h>

cobuy_baskets *baskets_create(struct memory *memory)
{
    cobuy_baskets *baskets = memory_allocate_zeroed(memory, 1, sizeof *baskets);
    if (!baskets) return NULL;
    baskets->memory = memory;
    dictionary_init(&baskets->dictionary, memory);
    arena_init(&baskets->texts, memory);
    return baskets;
}

void baskets_free_arrays(cobuy_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    if (baskets->file) {
        basket_file_free(baskets->file);
    } else {
        memory_free(memory, baskets->offsets, baskets->offsets_room, sizeof(uint64_t));
        memory_free(memory, baskets->items, baskets->items_room, sizeof(uint32_t));
        memory_free(memory, baskets->times, baskets->times_room, sizeof(int64_t));
    }
    baskets->file = NULL;
    baskets->offsets = NULL;
    baskets->items = NULL;
    baskets->times = NULL;
}

/* The size of the basket at 'rank', from 0, when they are sorted by size; COMMON_SIZES
 * if that is among the larger ones. */
static uint32_t size_at(const struct common_sizes *sizes, uint64_t rank)
{
    uint32_t size = 0;
    for (; size < COMMON_SIZES && rank >= sizes->baskets[size]; size++)
        rank -= sizes->baskets[size];
    return size;
}

/* Whether the largest of so many baskets is more than two times as large as it would be
 * if large ones became rarer at the rate at which they do from the middle to the upper
 * tenth, and too large to be a household's.  Neither of the two places moves if one
 * basket of a hundred is a wholesaler's, as the average would.  In logs of supermarkets
 * and of generators the largest is 0.7 to 1.6 times what that lets expect, in logs with
 * wholesalers five times. */
static bool is_odd(uint64_t longest, const struct common_sizes *sizes, uint64_t n)
{
    enum { HOUSEHOLD = 100, FEW = 100 }; /* of few nothing can be told */
    if (longest <= HOUSEHOLD || n < FEW) return false;
    uint32_t middle = size_at(sizes, n / 2), upper = size_at(sizes, n - 1 - n / 10);
    if (upper == COMMON_SIZES) return false;
    double rate = (upper - middle) / log(5.0); /* by e times rarer; 5: 0.5 to 0.1 */
    return (double)longest > 2 * (upper + rate * log((double)n / 10));
}

void baskets_measure(cobuy_baskets *baskets)
{
    const uint64_t *offsets = baskets->offsets;
    struct common_sizes sizes = {{0}};
    uint64_t longest = 0;
    for (uint64_t begin = 0, end; begin < baskets->count; begin = end) {
        end = begin + BASKETS_A_LOOK;
        if (end > baskets->count) end = baskets->count;
        for (uint64_t b = begin; b < end; b++) {
            uint64_t size = offsets[b + 1] - offsets[b];
            if (size > longest) longest = size;
            if (size < COMMON_SIZES) sizes.baskets[size]++;
        }
        baskets_let_go(baskets, begin, end);
    }
    baskets_set_longest(baskets, longest, &sizes);
}

void baskets_set_longest(cobuy_baskets *baskets, uint64_t longest,
                         const struct common_sizes *sizes)
{
    baskets->longest = longest;
    baskets->longest_is_odd = is_odd(longest, sizes, baskets->count);
}

void baskets_let_go(const cobuy_baskets *baskets, uint64_t begin, uint64_t end)
{
    if (baskets->file) basket_file_let_go(baskets, begin, end);
}

void cobuy_baskets_free(cobuy_baskets *baskets)
{
    if (!baskets) return;
    struct memory *memory = baskets->memory;
    baskets_free_arrays(baskets);
    memory_free(memory, baskets->item_counts, baskets->dictionary.count,
                sizeof(uint64_t));
    known_pairs_clear(&baskets->pairs, memory);
    dictionary_clear(&baskets->dictionary);
    basket_keys_free(baskets->keys);
    arena_clear(&baskets->texts);
    memory_free(memory, baskets, 1, sizeof *baskets);
}

uint64_t cobuy_baskets_count(const cobuy_baskets *baskets)
{
    return baskets->count;
}

uint32_t cobuy_baskets_items(const cobuy_baskets *baskets)
{
    return baskets->dictionary.count;
}

cobuy_text cobuy_baskets_item(const cobuy_baskets *baskets, uint32_t id)
{
    return dictionary_text(&baskets->dictionary, id);
}

cobuy_text cobuy_baskets_label(const cobuy_baskets *baskets, uint32_t id)
{
    return baskets->labels ? baskets->labels[id] : (cobuy_text){"", 0};
}

cobuy_text cobuy_baskets_category(const cobuy_baskets *baskets, uint32_t id)
{
    return baskets->categories ? baskets->categories[id] : (cobuy_text){"", 0};
}

uint64_t cobuy_baskets_item_count(const cobuy_baskets *baskets, uint32_t id)
{
    return baskets->item_counts[id];
}

const uint32_t *cobuy_baskets_at(const cobuy_baskets *baskets, uint64_t index,
                                 uint32_t *n_items)
{
    *n_items = 0;
    if (!baskets->offsets) return NULL;
    *n_items = (uint32_t)(baskets->offsets[index + 1] - baskets->offsets[index]);
    return baskets->items + baskets->offsets[index];
}

const cobuy_read_report *cobuy_baskets_report(const cobuy_baskets *baskets)
{
    return &baskets->report;
}

/* Stores why a basket is not as it must be; 'last' has the last basket that held each
 * item, from 1, and is kept up. */
static void check_basket(const cobuy_baskets *baskets, uint64_t b, uint64_t *last,
                         const char **reason)
{
    if (baskets->offsets[b] >= baskets->offsets[b + 1])
        *reason = "offsets fall, or a basket is empty";
    for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
        uint32_t item = baskets->items[i];
        if (item >= baskets->dictionary.count) {
            *reason = "an item is not in the dictionary";
            return;
        }
        if (last[item] == b + 1) *reason = "an item is twice in a basket";
        last[item] = b + 1;
    }
}

cobuy_status baskets_need_rows(const cobuy_baskets *baskets, cobuy_error *error)
{
    if (baskets->offsets) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "of these baskets only items, and pairs in %llu of them or "
                       "more, are known",
                       (unsigned long long)baskets->pairs.least);
}

void known_pairs_clear(struct known_pairs *pairs, struct memory *memory)
{
    memory_free(memory, pairs->list, pairs->n, sizeof *pairs->list);
    *pairs = (struct known_pairs){.list = NULL};
}

bool baskets_validate(const cobuy_baskets *baskets, const char **reason)
{
    uint32_t n_items = baskets->dictionary.count;
    uint64_t *last = memory_allocate_zeroed(baskets->memory, n_items, sizeof *last);
    *reason = last ? NULL : "there is no memory to find out";
    if (baskets->offsets[0] != 0) *reason = "offsets do not begin at 0";
    for (uint64_t b = 0; b < baskets->count && !*reason; b++)
        check_basket(baskets, b, last, reason);
    memory_free(baskets->memory, last, n_items, sizeof *last);
    return !*reason;
}
