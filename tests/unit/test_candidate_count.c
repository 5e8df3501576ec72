/*
 * test_candidate_count.c - Apriori's ways to count, for each set of instructions
 *
 * Random logs are counted by all of them, in one part and in several, and by looking
 * into every basket.
 */
#include "mine/apriori.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

TestSuite(candidate_count, .init = workspace_open, .fini = workspace_close);

enum { MOST_ITEMS = 20, MOST_BASKETS = 700, MOST_PARTS = 3 };

typedef cobuy_status pairs_counting(struct item_pairs *out,
                                    const struct apriori *apriori,
                                    struct apriori_room *room, uint32_t rank);
typedef cobuy_status counting(uint32_t *counts, const struct apriori *apriori,
                              struct apriori_room *room,
                              const struct class_items *items);
typedef cobuy_status maps_building(struct row_maps *out, const struct apriori *apriori,
                                   cobuy_error *error);

struct kernels {
    const char *name;
    pairs_counting *pairs;
    counting *triangle, *bitmaps;
    maps_building *maps;
};

/* The functions for a set of instructions. */
#define DECLARE_KERNELS(set)                           \
    pairs_counting pairs_count_##set;                  \
    counting triangle_count_##set, bitmap_count_##set; \
    maps_building row_maps_of_baskets_##set
#define KERNELS(set)                                                       \
    {                                                                      \
#set, pairs_count_##set, triangle_count_##set, bitmap_count_##set, \
            row_maps_of_baskets_##set                                      \
    }

DECLARE_KERNELS(plain);
DECLARE_KERNELS(avx2);
DECLARE_KERNELS(avx512);

static const struct kernels plain = KERNELS(plain);
#if COBUY_HAVE_AVX2
static const struct kernels avx2 = KERNELS(avx2);
#endif
#if COBUY_HAVE_AVX512
static const struct kernels avx512 = KERNELS(avx512);
#endif

/* ------------------------------------------------------------------------- a trial */

struct trial {
    struct dice dice;
    cobuy_baskets *baskets;
    struct ranked ranked;
    uint32_t masks[MOST_BASKETS]; /* ranks of each basket */
    struct search search;
    struct apriori apriori;
    struct apriori_room room;
    struct ranked_rows parts[MOST_PARTS];
    struct kept_maps kept[MOST_ITEMS];
    struct item_class *classes[MOST_ITEMS];
    uint32_t local[MOST_ITEMS];
};

static void make_masks(struct trial *trial)
{
    for (uint64_t b = 0; b < trial->baskets->count; b++) {
        uint32_t n;
        const uint32_t *items = cobuy_baskets_at(trial->baskets, b, &n);
        trial->masks[b] = 0;
        for (uint32_t i = 0; i < n; i++)
            if (trial->ranked.rank[items[i]] != RANK_NONE)
                trial->masks[b] |= 1u << trial->ranked.rank[items[i]];
    }
}

static uint32_t count_mask(const struct trial *trial, uint32_t mask)
{
    uint32_t count = 0;
    for (uint64_t b = 0; b < trial->baskets->count; b++)
        count += (trial->masks[b] & mask) == mask;
    return count;
}

static void begin(struct trial *trial, uint64_t seed)
{
    memset(trial, 0, sizeof *trial);
    trial->dice = (struct dice){seed};
    struct random_log log;
    random_log_make_any(&log, seed, dice_between(&trial->dice, 10, MOST_BASKETS),
                        MOST_ITEMS);
    trial->baskets = must_build(workspace.context, &log);
    random_log_free(&log);
    uint64_t least = dice_between(&trial->dice, 1, 6);
    cobuy_error error;
    MUST(ranked_build(&trial->ranked, &workspace.context->memory, trial->baskets, least,
                      NULL,
                      &error));
    make_masks(trial);
    struct memory *memory = &workspace.context->memory;
    trial->search = (struct search){.high = trial->ranked.n_items,
                                    .context = workspace.context,
                                    .baskets = trial->baskets,
                                    .max_items = MOST_ITEMS};
    trial->apriori = (struct apriori){.search = &trial->search,
                                      .ranked = &trial->ranked,
                                      .memory = memory,
                                      .n_items = trial->ranked.n_items,
                                      .min_count = (uint32_t)least,
                                      .most_words = 1 << 20,
                                      .kept = trial->kept,
                                      .now.classes = trial->classes};
    arena_init(&trial->room.arena, memory);
    trial->room.local = trial->local;
    trial->room.error = &workspace.error;
    trial->room.builder.memory = memory;
    cr_assert(candidates_init(&trial->room.candidates, memory, MOST_ITEMS));
}

static void end(struct trial *trial)
{
    struct memory *memory = &workspace.context->memory;
    for (uint32_t i = 0; i < MOST_ITEMS; i++) {
        kept_maps_clear(&trial->kept[i], memory);
        class_free(memory, trial->classes[i]);
    }
    candidates_clear(&trial->room.candidates);
    class_builder_clear(&trial->room.builder);
    arena_clear(&trial->room.arena);
    ranked_clear(&trial->ranked);
    cobuy_baskets_free(trial->baskets);
}

/* Holds the baskets as rows, in so many parts; or as bitmaps, in none. */
static void hold(struct trial *trial, const struct kernels *kernels, size_t n_parts)
{
    struct apriori *apriori = &trial->apriori;
    cobuy_error error;
    apriori->vertical = n_parts == 0;
    apriori->n_parts = n_parts;
    apriori->parts = trial->parts;
    if (n_parts == 0) MUST(kernels->maps(&apriori->maps, apriori, &error));
    uint64_t begin = 0;
    for (size_t p = 0; p < n_parts; p++) {
        uint64_t end = trial->baskets->count * (p + 1) / n_parts;
        struct ranked_source source = {&trial->ranked, trial->baskets, begin, end, 0};
        MUST(ranked_rows_build(&trial->parts[p], workspace.context, &source, &error));
        begin = end;
    }
}

static void let_go(struct trial *trial)
{
    struct apriori *apriori = &trial->apriori;
    for (size_t p = 0; p < apriori->n_parts; p++) ranked_rows_clear(&trial->parts[p]);
    memory_free(apriori->memory, apriori->maps.words, apriori->maps.n_words,
                sizeof(uint64_t));
    apriori->maps = (struct row_maps){0};
    for (uint32_t i = 0; i < MOST_ITEMS; i++) {
        kept_maps_clear(&trial->kept[i], apriori->memory);
        cr_assert_eq(trial->local[i], 0);
    }
}

/* Tells whether the processor has these. */
static bool has(cobuy_instructions asked)
{
    cobuy_instructions chosen;
    return instructions_choose(&chosen, asked, NULL) == COBUY_OK;
}

/* Does so for each set of instructions and each way to hold the baskets. */
static void check_all(struct trial *trial,
                      void (*check)(struct trial *trial, const struct kernels *kernels))
{
    const struct kernels *sets[3] = {&plain};
    size_t n_sets = 1;
#if COBUY_HAVE_AVX2
    if (has(COBUY_INSTRUCTIONS_AVX2)) sets[n_sets++] = &avx2;
#endif
#if COBUY_HAVE_AVX512
    if (has(COBUY_INSTRUCTIONS_AVX512)) sets[n_sets++] = &avx512;
#endif
    for (size_t s = 0; s < n_sets; s++)
        for (size_t n_parts = 0; n_parts <= MOST_PARTS; n_parts++) {
            hold(trial, sets[s], n_parts);
            check(trial, sets[s]);
            let_go(trial);
        }
}

/* --------------------------------------------------------------------------- pairs */

static void check_pairs(struct trial *trial, const struct kernels *kernels)
{
    for (uint32_t rank = 0; rank < trial->ranked.n_items; rank++) {
        uint32_t items[MOST_ITEMS], counts[MOST_ITEMS], n = 0;
        struct item_pairs pairs = {items, counts, 0};
        cobuy_error error;
        MUST(kernels->pairs(&pairs, &trial->apriori, &trial->room, rank));
        for (uint32_t other = rank; other-- > 0;) {
            uint32_t count = count_mask(trial, 1u << rank | 1u << other);
            if (count < trial->apriori.min_count) continue;
            cr_assert_lt(n, pairs.n, "%s: a pair of %u is missing", kernels->name,
                         rank);
            cr_assert_eq(items[n], other);
            cr_assert_eq(counts[n++], count);
        }
        cr_assert_eq(n, pairs.n);
    }
}

Test(candidate_count, pairs_are_counted_right)
{
    static struct trial trial;
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        begin(&trial, seed);
        check_all(&trial, check_pairs);
        end(&trial);
    }
}

/* Of many items, those with few occurrences are counted another way. */
Test(candidate_count, pairs_of_rare_items_are_counted_right)
{
    enum { ITEMS = 400, PURCHASES = 900 };
    struct random_log log;
    struct dice dice = {1};
    random_log_make(&log, 1, LOG_SINGLES, 1, ITEMS);
    log.purchases = realloc(log.purchases, PURCHASES * sizeof *log.purchases);
    for (uint32_t i = 0; i < PURCHASES; i++) {
        uint32_t bound = dice_between(&dice, 1, ITEMS);
        log.purchases[i] = (struct purchase){i / 6, dice_below(&dice, bound)};
    }
    log.n_purchases = PURCHASES;
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_APRIORI, 2, 2);
    cobuy_itemsets *found = must_mine(workspace.context, baskets, &options);
    options.algorithm = COBUY_ALGORITHM_FPGROWTH;
    cobuy_itemsets *expected = must_mine(workspace.context, baskets, &options);
    uint64_t n = cobuy_itemsets_summary(expected)->itemsets;
    cr_assert_eq(cobuy_itemsets_summary(found)->itemsets, n);
    for (uint64_t i = 0; i < n; i++) {
        cobuy_itemset a = cobuy_itemsets_at(found, i),
                      b = cobuy_itemsets_at(expected, i);
        cr_assert_eq(a.count, b.count);
        cr_assert_eq(a.n_items, b.n_items);
        cr_assert_arr_eq(a.items, b.items, a.n_items * sizeof *a.items);
    }
    cobuy_itemsets_free(found);
    cobuy_itemsets_free(expected);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}

/* ---------------------------------------------------------------------- candidates */

static uint32_t size_of(uint32_t set)
{
    return (uint32_t)__builtin_popcount(set);
}

/* Adds a run with this prefix, and some of the ranks behind it. */
static void add_run(struct trial *trial, uint32_t prefix, uint32_t first)
{
    uint32_t ranks[MOST_ITEMS], items[MOST_ITEMS], counts[MOST_ITEMS] = {0};
    struct class_run run = {.prefix = ranks, .items = items, .counts = counts};
    uint32_t n = 0, behind = prefix ? (uint32_t)__builtin_ctz(prefix) : first;
    for (uint32_t rank = first; rank-- > 0;)
        if (prefix >> rank & 1) ranks[n++] = rank;
    for (uint32_t rank = behind; rank-- > 0;) {
        items[run.n_items] = rank;
        run.n_items += dice_chance(&trial->dice, 70);
    }
    if (run.n_items > 0) cr_assert(class_add(&trial->room.builder, &run));
}

/* A class with some of the itemsets that it could have. */
static void draw_class(struct trial *trial, uint32_t first, uint32_t width)
{
    uint32_t percent = dice_between(&trial->dice, 1, 100);
    class_begin(&trial->room.builder, width);
    for (uint32_t prefix = 1u << first; prefix-- > 0;)
        if (size_of(prefix) == width &&
            dice_chance(&trial->dice, width ? percent : 100))
            add_run(trial, prefix, first);
    class_free(trial->apriori.memory, trial->classes[first]);
    trial->classes[first] = NULL;
    if (trial->room.builder.runs.length > 0)
        trial->classes[first] = class_finish(&trial->room.builder);
}

/* Some candidates of the class; false if there are none. */
static bool draw_candidates(struct trial *trial, uint32_t first)
{
    const struct item_class *class = trial->classes[first];
    struct candidates *out = &trial->room.candidates;
    uint32_t percent = dice_between(&trial->dice, 1, 100);
    out->extensions.length = out->items.length = 0;
    for (size_t run = 0; class && run < class->n_runs; run++)
        for (uint32_t i = 0; i < class->runs[run].n_items; i++) {
            struct extension extension = {run, i, 0, out->items.length};
            for (uint32_t j = i + 1; j < class->runs[run].n_items; j++) {
                if (!dice_chance(&trial->dice, percent)) continue;
                cr_assert(VECTOR_PUSH(out->memory, &out->items, j));
                extension.n++;
            }
            if (extension.n == 0) continue;
            cr_assert(VECTOR_PUSH(out->memory, &out->extensions, extension));
        }
    return out->items.length > 0;
}

static void check_counts(const struct trial *trial, uint32_t first,
                         const uint32_t *counts, const char *how)
{
    const struct item_class *class = trial->classes[first];
    const struct candidates *candidates = &trial->room.candidates;
    for (size_t e = 0; e < candidates->extensions.length; e++) {
        const struct extension *extension = &candidates->extensions.data[e];
        const uint32_t *items = run_items(class, extension->run);
        uint32_t itemset = 1u << first | 1u << items[extension->item];
        for (uint32_t i = 0; i < class->width; i++)
            itemset |= 1u << run_prefix(class, extension->run)[i];
        for (uint32_t i = 0; i < extension->n; i++) {
            size_t at = extension->begin + i;
            uint32_t set = itemset | 1u << items[candidates->items.data[at]];
            cr_assert_eq(counts[at], count_mask(trial, set),
                         "%s: %x is in %u, and in %u here", how, set,
                         count_mask(trial, set), counts[at]);
        }
    }
}

static void check_way(struct trial *trial, counting *count, uint32_t first,
                      const char *how)
{
    struct arena_mark mark = arena_get_mark(&trial->room.arena);
    uint32_t ranks[MOST_ITEMS];
    struct class_items items = {first, ranks, trial->local, first,
                                trial->classes[first]->width + 2};
    size_t n = trial->room.candidates.items.length;
    uint32_t *counts = malloc(n * sizeof *counts);
    for (uint32_t i = 0; i < first; i++) ranks[i] = i, trial->local[i] = i + 1;
    cobuy_error error;
    MUST(count(counts, &trial->apriori, &trial->room, &items));
    check_counts(trial, first, counts, how);
    memset(trial->local, 0, sizeof trial->local);
    arena_release(&trial->room.arena, mark);
    free(counts);
}

/* Counts portions of one class: with and without maps that were kept, of all rows and
 * of some at a time. */
static void check_candidates(struct trial *trial, const struct kernels *kernels)
{
    uint32_t n = trial->ranked.n_items;
    if (n < 4) return;
    uint32_t first = dice_between(&trial->dice, 3, n - 1);
    for (uint32_t width = 0; width < 3; width++) {
        draw_class(trial, first, width);
        for (int i = 0; i < 3 && draw_candidates(trial, first); i++) {
            trial->apriori.most_words = i == 2 ? 64 : 1 << 20;
            if (i == 2) kept_maps_clear(&trial->kept[first], trial->apriori.memory);
            check_way(trial, kernels->bitmaps, first, kernels->name);
            if (width == 0 && !trial->apriori.vertical)
                check_way(trial, kernels->triangle, first, kernels->name);
        }
        kept_maps_clear(&trial->kept[first], trial->apriori.memory);
    }
}

Test(candidate_count, all_ways_count_the_rows_that_hold_each_candidate)
{
    static struct trial trial;
    for (uint64_t seed = 1; seed <= seeds_to_try(150); seed++) {
        begin(&trial, seed);
        check_all(&trial, check_candidates);
        end(&trial);
    }
}

/* Costs choose the way that is taken: they must grow with what there is to do. */
Test(candidate_count, estimates_grow_with_the_work)
{
    static struct trial trial;
    uint64_t seed = 1;
    for (begin(&trial, seed); trial.ranked.n_items < 10; begin(&trial, ++seed))
        end(&trial);
    hold(&trial, &plain, 1);
    uint32_t first = trial.ranked.n_items - 1;
    struct class_items few = {.first = first, .n = 4}, many = {.first = first, .n = 9};
    const struct apriori *apriori = &trial.apriori;
    cr_assert_lt(triangle_cost(apriori, &few, 100), triangle_cost(apriori, &many, 100));
    cr_assert_lt(triangle_cost(apriori, &few, 100), triangle_cost(apriori, &few, 1000));
    cr_assert_lt(bitmap_cost(apriori, &few, 100, 10),
                 bitmap_cost(apriori, &few, 200, 10));
    cr_assert_lt(bitmap_cost(apriori, &few, 100, 10),
                 bitmap_cost(apriori, &few, 100, 20));
    let_go(&trial);
    end(&trial);
}
