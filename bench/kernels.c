/*
 * kernels.c - what one step of an inner loop costs on this machine
 *
 *     kernels
 *
 * Prints a line for each kernel: its name, what is counted, and the least of RUNS runs
 * in nanoseconds each.  The constants by which Apriori chooses between bitmaps and a
 * table of pairs (src/mine/bitmap_count.c, triangle_count.c) come from here; so a line
 * also shows the estimate for a whole class as a multiple of what was measured.
 */
#include "base/context.h" /* context_seconds */
#include "base/decimal.h"
#include "base/hash.h"
#include "mine/apriori.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 7 };

/* A class whose rows hold each of its items with the same chance, and all candidates of
 * three items. */
struct case_of_class {
    const char *name;
    uint32_t n_rows, n_items;
    uint32_t per_mille; /* of rows that hold an item */
};

static const struct case_of_class cases[] = {
    {"few rows, few items", 300, 20, 200},
    {"few rows, many items", 300, 400, 20},
    {"many rows, few items", 20000, 20, 100},
    {"many rows, many items", 20000, 400, 10},
    {"many rows, a thousand items", 20000, 1000, 4},
    {"long rows, few items", 5000, 30, 500},
};

typedef cobuy_status pairs_counting(struct item_pairs *out,
                                    const struct apriori *apriori,
                                    struct apriori_room *room, uint32_t rank);
typedef cobuy_status counting(uint32_t *counts, const struct apriori *apriori,
                              struct apriori_room *room,
                              const struct class_items *items);

struct kernels {
    const char *name;
    cobuy_instructions instructions;
    pairs_counting *pairs;
    counting *triangle, *bitmaps;
};

pairs_counting pairs_count_plain, pairs_count_avx2, pairs_count_avx512;
counting triangle_count_plain, triangle_count_avx2, triangle_count_avx512;
counting bitmap_count_plain, bitmap_count_avx2, bitmap_count_avx512;

static const struct kernels kernels[] = {
    {"plain", COBUY_INSTRUCTIONS_PLAIN, pairs_count_plain, triangle_count_plain,
     bitmap_count_plain},
#if COBUY_HAVE_AVX2
    {"AVX2", COBUY_INSTRUCTIONS_AVX2, pairs_count_avx2, triangle_count_avx2,
     bitmap_count_avx2},
#endif
#if COBUY_HAVE_AVX512
    {"AVX-512", COBUY_INSTRUCTIONS_AVX512, pairs_count_avx512, triangle_count_avx512,
     bitmap_count_avx512},
#endif
};

/* The class of the item behind all others, as Apriori would have it. */
struct class_data {
    cobuy_context *context;
    struct search search;
    struct ranked ranked;
    struct apriori apriori;
    struct apriori_room room;
    struct ranked_rows rows;
    struct class_items items;
    size_t n_occurrences; /* of the items in the rows */
    uint32_t *counts;
};

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count, size);
    if (!block) exit(1);
    return block;
}

static void must(bool done)
{
    if (!done) exit(1);
}

static void make_rows(struct class_data *data, const struct case_of_class *of)
{
    struct ranked_rows *rows = &data->rows;
    uint16_t *numbers =
        allocate((size_t)of->n_rows * (of->n_items + 2), sizeof *numbers);
    uint64_t random = 1;
    uint32_t to = 0;
    *rows = (struct ranked_rows){.narrow = true, .numbers = numbers};
    rows->positions = allocate(of->n_rows, sizeof *rows->positions);
    rows->first = allocate((size_t)of->n_items + 1, sizeof *rows->first);
    rows->end = allocate((size_t)of->n_items + 1, sizeof *rows->end);
    for (uint32_t r = 0; r < of->n_rows; r++) {
        numbers[to++] = UINT16_MAX;
        for (uint32_t item = 0; item < of->n_items; item++)
            if ((random = hash_integer(random + 1)) % 1000 < of->per_mille)
                numbers[to++] = (uint16_t)item;
        rows->positions[rows->end[of->n_items]++] = to;
        numbers[to++] = (uint16_t)of->n_items;
    }
    data->n_occurrences = to - 2 * (size_t)of->n_rows;
}

/* A run of all items, and all their pairs as candidates. */
static void make_candidates(struct class_data *data, uint32_t n)
{
    struct candidates *out = &data->room.candidates;
    struct class_builder builder = {.memory = &data->context->memory};
    uint32_t *ranks = allocate(n, sizeof *ranks), *counts = allocate(n, sizeof *counts);
    for (uint32_t i = 0; i < n; i++) ranks[i] = n - 1 - i;
    struct class_run run = {.items = ranks, .counts = counts, .n_items = n};
    class_begin(&builder, 0);
    must(class_add(&builder, &run));
    data->apriori.now.classes[n] = class_finish(&builder);
    must(data->apriori.now.classes[n]);
    for (uint32_t i = 0; i + 1 < n; i++) {
        struct extension extension = {0, i, n - 1 - i, out->items.length};
        must(VECTOR_PUSH(out->memory, &out->extensions, extension));
        for (uint32_t j = i + 1; j < n; j++)
            must(VECTOR_PUSH(out->memory, &out->items, j));
    }
    class_builder_clear(&builder);
    free(ranks);
    free(counts);
}

static void make_class(struct class_data *data, const struct case_of_class *of,
                       cobuy_context *context)
{
    uint32_t n = of->n_items;
    memset(data, 0, sizeof *data);
    data->context = context;
    data->search = (struct search){.context = context, .max_items = 3, .high = n + 1};
    data->ranked.count = allocate((size_t)n + 1, sizeof *data->ranked.count);
    data->ranked.count[n] = of->n_rows;
    data->apriori = (struct apriori){.search = &data->search,
                                     .ranked = &data->ranked,
                                     .memory = &context->memory,
                                     .n_items = n + 1,
                                     .min_count = 1,
                                     .parts = &data->rows,
                                     .n_parts = 1,
                                     .most_words = 1 << 22};
    data->apriori.kept = allocate((size_t)n + 1, sizeof *data->apriori.kept);
    data->apriori.now.classes =
        allocate((size_t)n + 1, sizeof *data->apriori.now.classes);
    arena_init(&data->room.arena, &context->memory);
    data->room.local = allocate((size_t)n + 1, sizeof *data->room.local);
    must(candidates_init(&data->room.candidates, &context->memory, n + 1));
    data->items =
        (struct class_items){n, allocate(n, sizeof(uint32_t)), data->room.local, n, 2};
    make_rows(data, of);
    make_candidates(data, n);
    data->counts = allocate(data->room.candidates.items.length, sizeof *data->counts);
}

static void free_class(struct class_data *data)
{
    struct apriori *apriori = &data->apriori;
    class_free(apriori->memory, apriori->now.classes[data->items.first]);
    candidates_clear(&data->room.candidates);
    arena_clear(&data->room.arena);
    free(apriori->now.classes);
    free(apriori->kept);
    free(data->ranked.count);
    free(data->room.local);
    free(data->items.ranks);
    free(data->rows.numbers);
    free(data->rows.positions);
    free(data->rows.first);
    free(data->rows.end);
    free(data->counts);
}

static double seconds_of_pairs(struct class_data *data, pairs_counting *count)
{
    uint32_t n = data->items.n;
    double best = 1e9;
    struct item_pairs pairs = {allocate(n, sizeof(uint32_t)),
                               allocate(n, sizeof(uint32_t)), 0};
    for (int run = 0; run < RUNS; run++) {
        double start = context_seconds();
        must(count(&pairs, &data->apriori, &data->room, n) == COBUY_OK);
        double seconds = context_seconds() - start;
        if (seconds < best) best = seconds;
    }
    free(pairs.items);
    free(pairs.counts);
    return best;
}

static double seconds_of(struct class_data *data, counting *count)
{
    double best = 1e9;
    for (uint32_t i = 0; i < data->items.n; i++) {
        data->items.ranks[i] = i;
        data->room.local[i] = i + 1;
    }
    for (int run = 0; run < RUNS; run++) {
        struct arena_mark mark = arena_get_mark(&data->room.arena);
        double start = context_seconds();
        must(count(data->counts, &data->apriori, &data->room, &data->items) ==
             COBUY_OK);
        double seconds = context_seconds() - start;
        if (seconds < best) best = seconds;
        arena_release(&data->room.arena, mark);
    }
    memset(data->room.local, 0, data->items.n * sizeof *data->room.local);
    return best;
}

static void time_class(cobuy_context *context, const struct case_of_class *of,
                       const struct kernels *by)
{
    struct class_data data;
    make_class(&data, of, context);
    double pairs = seconds_of_pairs(&data, by->pairs) * 1e9;
    double bitmaps = seconds_of(&data, by->bitmaps) * 1e9;
    double triangle = seconds_of(&data, by->triangle) * 1e9;
    size_t total = data.n_occurrences, n = data.room.candidates.items.length;
    printf("%-7s %-28s pairs %5.2f ns an item   bitmaps %9.1f us (%.2f)   triangle "
           "%9.1f us (%.2f)\n",
           by->name, of->name, pairs / (double)total, bitmaps / 1e3,
           bitmap_cost(&data.apriori, &data.items, total, n) / bitmaps, triangle / 1e3,
           triangle_cost(&data.apriori, &data.items, total) / triangle);
    free_class(&data);
}

static void time_classes(void)
{
    cobuy_context *context;
    cobuy_error error;
    must(cobuy_context_create(&context, NULL, &error) == COBUY_OK);
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        cobuy_instructions chosen;
        if (instructions_choose(&chosen, kernels[k].instructions, NULL) != COBUY_OK)
            continue;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            time_class(context, &cases[i], &kernels[k]);
    }
    cobuy_context_free(context);
}

static void time_decimals(void)
{
    enum { NUMBERS = 200000 };
    char text[DECIMAL_ROOM];
    double best = 1e9;
    size_t bytes = 0;
    for (int run = 0; run < RUNS; run++) {
        double start = context_seconds();
        for (uint64_t i = 1; i <= NUMBERS; i++)
            bytes += decimal_shortest(text, (double)i / (NUMBERS + 7));
        double seconds = context_seconds() - start;
        if (seconds < best) best = seconds;
    }
    printf("%-28s %.0f ns a number (%zu bytes)\n", "shortest decimals",
           best / NUMBERS * 1e9, bytes);
}

int main(void)
{
    time_classes();
    time_decimals();
    return 0;
}
