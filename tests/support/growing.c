/*
 * growing.c - the inner loops of FP-growth by themselves, and what they give away
 */
#include "support/growing.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ instructions */

#define DECLARE_GROWERS(set)                                         \
    __typeof__(table_grow_plain) table_grow_##set;                   \
    __typeof__(word_merge_plain) word_merge_##set;                   \
    __typeof__(words_grow_plain) words_grow_##set;                   \
    __typeof__(words_grow_first_plain) words_grow_first_##set;       \
    __typeof__(bitmaps_grow_plain) bitmaps_grow_##set;               \
    __typeof__(occurrences_grow_16_plain) occurrences_grow_16_##set; \
    __typeof__(occurrences_grow_32_plain) occurrences_grow_32_##set;

#define GROWERS(name, instructions, set)                                           \
    {                                                                              \
        name, instructions, table_grow_##set, word_merge_##set, words_grow_##set,  \
            words_grow_first_##set, bitmaps_grow_##set, occurrences_grow_16_##set, \
            occurrences_grow_32_##set                                              \
    }

#if COBUY_HAVE_AVX2
DECLARE_GROWERS(avx2)
#endif
#if COBUY_HAVE_AVX512
DECLARE_GROWERS(avx512)
#endif

static const struct growers growers[] = {
    GROWERS("plain", COBUY_INSTRUCTIONS_PLAIN, plain),
#if COBUY_HAVE_AVX2
    GROWERS("AVX2", COBUY_INSTRUCTIONS_AVX2, avx2),
#endif
#if COBUY_HAVE_AVX512
    GROWERS("AVX-512", COBUY_INSTRUCTIONS_AVX512, avx512),
#endif
};

const struct growers *next_growers(int *at)
{
    while (*at < (int)(sizeof growers / sizeof *growers)) {
        const struct growers *next = &growers[(*at)++];
        cobuy_instructions chosen;
        if (instructions_choose(&chosen, next->instructions, NULL) == COBUY_OK)
            return next;
    }
    return NULL;
}

/* --------------------------------------------------------------------- recording */

static void *resize(void *block, size_t count, size_t size)
{
    void *grown = realloc(block, (count ? count : 1) * size);
    require(grown != NULL, "no memory to record itemsets");
    return grown;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static cobuy_status record(struct expanding_sink *of, const uint32_t *ranks, uint32_t n,
                           uint64_t count, cobuy_error *error)
{
    (void)error;
    struct tid_itemsets *found = &((struct recorder *)of)->found;
    if (found->n == found->room) {
        found->room = 2 * found->room + 64;
        found->at = resize(found->at, found->room, sizeof *found->at);
    }
    if (found->n_in_all + n > found->room_for_items) {
        found->room_for_items = 2 * (found->n_in_all + n) + 64;
        found->items =
            resize(found->items, found->room_for_items, sizeof *found->items);
    }
    uint32_t *items = found->items + found->n_in_all;
    memcpy(items, ranks, n * sizeof *items);
    qsort(items, n, sizeof *items, compare_numbers);
    found->at[found->n++] = (struct tid_itemset){found->n_in_all, n, count};
    found->n_in_all += n;
    return COBUY_OK;
}

/* Canonical order, for qsort(), which has no context: the items before the itemsets. */
struct to_sort {
    const uint32_t *items;
    struct tid_itemset set;
};

static int compare_itemsets(const void *a, const void *b)
{
    const struct to_sort *x = a, *y = b;
    if (x->set.n_items != y->set.n_items)
        return x->set.n_items < y->set.n_items ? -1 : 1;
    for (uint32_t i = 0; i < x->set.n_items; i++)
        if (x->items[i] != y->items[i]) return x->items[i] < y->items[i] ? -1 : 1;
    return 0;
}

static void sort_recorded(struct tid_itemsets *found)
{
    struct to_sort *sorted = resize(NULL, found->n, sizeof *sorted);
    for (size_t i = 0; i < found->n; i++)
        sorted[i] = (struct to_sort){found->items + found->at[i].first, found->at[i]};
    qsort(sorted, found->n, sizeof *sorted, compare_itemsets);
    for (size_t i = 0; i < found->n; i++) found->at[i] = sorted[i].set;
    free(sorted);
}

/* ----------------------------------------------------------------------- growing */

void growing_begin(struct growing *growing, cobuy_context *context, uint32_t n_items,
                   uint64_t min_count, uint32_t max_items)
{
    *growing = (struct growing){.memory = &context->memory, .n_items = n_items};
    if (max_items == 0) max_items = n_items;
    growing->name_place = resize(NULL, n_items, sizeof *growing->name_place);
    for (uint32_t rank = 0; rank < n_items; rank++) growing->name_place[rank] = rank;
    growing->search.context = context;
    growing->search.max_items = max_items;
    require(expand_init(&growing->recorder.expanding, growing->memory, max_items),
            "no memory to record itemsets");
    growing->recorder.expanding.one = record;
    struct growth *growth = &growing->growth;
    *growth = (struct growth){.search = &growing->search,
                              .sink = &growing->recorder.expanding.sink,
                              .error = &growing->error,
                              .min_count = (uint32_t)min_count,
                              .max_items = max_items,
                              .name_place = growing->name_place,
                              .crew = crew_create(context, 1)};
    require(growth->crew != NULL, "no memory for a crew");
    arena_init(&growth->arena, growing->memory);
    growth->prefix = resize(NULL, max_items, sizeof *growth->prefix);
    growth->perfect = resize(NULL, n_items, sizeof *growth->perfect);
    growth->local = resize(NULL, n_items, sizeof *growth->local);
    memset(growth->local, 0, n_items * sizeof *growth->local);
    growth->stem = (struct stem){.prefix = growth->prefix, .perfect = growth->perfect};
}

void growing_end(struct growing *growing)
{
    struct growth *growth = &growing->growth;
    free(growing->name_place);
    free(growth->prefix);
    free(growth->perfect);
    free(growth->local);
    crew_free(growth->crew);
    arena_clear(&growth->arena);
    expand_clear(&growing->recorder.expanding);
    tid_itemsets_free(&growing->recorder.found);
}

static void print_itemset(struct bytes *text, const struct tid_itemsets *of, size_t i,
                          size_t n)
{
    if (i >= n) {
        bytes_print(text, "none");
        return;
    }
    for (uint32_t j = 0; j < of->at[i].n_items; j++)
        bytes_print(text, "%u ", of->items[of->at[i].first + j]);
    bytes_print(text, "in %llu", (unsigned long long)of->at[i].count);
}

bool growing_is_clean(const struct growing *growing)
{
    for (uint32_t i = 0; i < growing->n_items; i++)
        if (growing->growth.local[i] != 0) return false;
    return growing->growth.stem.n_prefix == 0 && growing->growth.stem.n_perfect == 0;
}

bool growing_found(struct growing *growing, const struct tid_itemsets *expected,
                   uint32_t max_items, struct bytes *difference)
{
    struct tid_itemsets *found = &growing->recorder.found;
    sort_recorded(found);
    size_t n = tid_itemsets_up_to(expected, max_items), i = 0;
    for (; i < n && i < found->n; i++) {
        const struct tid_itemset *a = &found->at[i], *b = &expected->at[i];
        if (a->n_items != b->n_items || a->count != b->count ||
            memcmp(found->items + a->first, expected->items + b->first,
                   a->n_items * sizeof *found->items) != 0)
            break;
    }
    if (i == n && i == found->n) {
        if (growing_is_clean(growing)) return true;
        bytes_print(difference, "the scratch or the stem is not as it was before");
        return false;
    }
    bytes_print(difference, "itemset %zu of %zu is ", i, found->n);
    print_itemset(difference, found, i, found->n);
    bytes_print(difference, ", and should be, of %zu, ", n);
    print_itemset(difference, expected, i, n);
    return false;
}
