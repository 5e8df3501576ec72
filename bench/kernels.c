/*
 * kernels.c - what one step of an inner loop costs on this machine
 *
 *     kernels
 *
 * Prints a line for each kernel: its name, what is counted, and the least of RUNS runs
 * in nanoseconds each.  The constants by which Apriori chooses between bitmaps and a
 * trie (src/mine/bitmap_count.c, trie_count.c) come from here; so a line also shows by
 * how much the estimate of a whole class was off.
 */
#include "base/context.h" /* context_seconds */
#include "base/decimal.h"
#include "base/hash.h"
#include "mine/candidate_count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 7 };

/* A class whose rows hold each place with the same chance, and all its candidates. */
struct case_of_class {
    const char *name;
    size_t n_rows;
    uint32_t n_places;
    uint32_t percent; /* of rows that hold a place */
    uint32_t width;
};

static const struct case_of_class cases[] = {
    {"short rows, few candidates", 20000, 40, 5, 2},
    {"short rows, many candidates", 20000, 400, 1, 2},
    {"long rows, few candidates", 5000, 20, 50, 3},
    {"long rows, many candidates", 2000, 30, 50, 4},
};

struct class_data {
    struct class_rows rows;
    struct class_candidates candidates;
    size_t *offsets;
    uint32_t *row_places, *candidate_places;
    uint64_t *counts;
};

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count, size);
    if (!block) exit(1);
    return block;
}

static void make_rows(struct class_data *data, const struct case_of_class *of)
{
    uint64_t random = 1;
    size_t to = 0;
    data->offsets = allocate(of->n_rows + 1, sizeof *data->offsets);
    data->row_places = allocate(of->n_rows * of->n_places, sizeof(uint32_t));
    for (size_t r = 0; r < of->n_rows; r++) {
        for (uint32_t place = 0; place < of->n_places; place++)
            if ((random = hash_integer(random + 1)) % 100 < of->percent)
                data->row_places[to++] = place;
        data->offsets[r + 1] = to;
    }
    data->rows =
        (struct class_rows){of->n_rows, data->offsets, data->row_places, of->n_places};
}

static size_t choose(size_t n, size_t k)
{
    size_t ways = 1;
    for (size_t i = 0; i < k; i++) ways = ways * (n - i) / (i + 1);
    return ways;
}

static void make_candidates(struct class_data *data, const struct case_of_class *of)
{
    size_t n = choose(of->n_places, of->width);
    uint32_t *places = allocate(n * of->width, sizeof *places);
    for (uint32_t i = 0; i < of->width; i++) places[i] = i;
    for (size_t set = 1; set < n; set++) {
        const uint32_t *before = places + (set - 1) * of->width;
        uint32_t *now = places + set * of->width, last = of->width;
        memcpy(now, before, of->width * sizeof *now);
        while (now[last - 1] == of->n_places - of->width + last - 1) last--;
        now[last - 1]++;
        for (uint32_t i = last; i < of->width; i++) now[i] = now[i - 1] + 1;
    }
    data->candidate_places = places;
    data->candidates = (struct class_candidates){places, of->width, n};
    data->counts = allocate(n, sizeof *data->counts);
}

typedef bool count_way(struct arena *arena, const struct class_rows *rows,
                       const struct class_candidates *candidates, uint64_t *counts);

static double best_seconds(struct arena *arena, const struct class_data *data,
                           count_way *count)
{
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        double start = context_seconds();
        if (!count(arena, &data->rows, &data->candidates, data->counts)) exit(1);
        double seconds = context_seconds() - start;
        if (seconds < best) best = seconds;
    }
    return best;
}

static void time_class(struct arena *arena, const struct case_of_class *of)
{
    struct class_data data;
    make_rows(&data, of);
    make_candidates(&data, of);
    double bitmap = best_seconds(arena, &data, bitmap_count) * 1e9;
    double trie = best_seconds(arena, &data, trie_count) * 1e9;
    double bitmap_estimate = bitmap_cost(&data.rows, &data.candidates);
    double trie_estimate = trie_cost(&data.rows, &data.candidates);
    printf("%-28s bitmaps %9.0f us, estimate %9.0f (%.2f)   trie %9.0f us, estimate "
           "%9.0f (%.2f)\n",
           of->name, bitmap / 1e3, bitmap_estimate / 1e3, bitmap_estimate / bitmap,
           trie / 1e3, trie_estimate / 1e3, trie_estimate / trie);
    free(data.offsets);
    free(data.row_places);
    free(data.candidate_places);
    free(data.counts);
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
    struct memory memory;
    struct arena arena;
    memory_init(&memory, (cobuy_allocator){0});
    arena_init(&arena, &memory);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        time_class(&arena, &cases[i]);
    arena_clear(&arena);
    time_decimals();
    return 0;
}
