/*
 * bitmap_count.c - counting candidates by bitmaps (Apriori)
 *
 * The rows that hold several items are the AND of their bitmaps, and the count of a
 * candidate is the number of ones in it.  Candidates that share items share the AND of
 * these (DCI; Orlando, Palmerini, Perego, Silvestri, ICDM 2002):
 *
 *     rows of the prefix     once a run; of its beginning, once for runs that share it
 *     rows of the itemset    once an itemset that is extended
 *     count                  once a candidate
 *
 * Most rows of the class are not among those of a prefix.  Where that makes counting
 * its candidates cheaper by more than it costs, the bits of its rows are moved together
 * before, in the maps of all its items.
 *
 * The maps of a class are read at the first level where they are needed, and kept for
 * the next ones where they are short.  Where they are long, rows are taken in portions,
 * and the counts add up.
 *
 * Cost: a word operation for each 64 rows of each candidate.
 */
#include "mine/apriori.h"
#include "mine/bit_rows.h"
#include "mine/row_reading.h"

#include <string.h>

/* Nanoseconds, by bench/kernels: AND and count of one word; setting one bit when maps
 * are read; squeezing a word. */
#if defined(__AVX512VPOPCNTDQ__)
static const double WORD_COST = 0.15;
#elif HAVE_VECTORS
static const double WORD_COST = 0.25;
#else
static const double WORD_COST = 1;
#endif
static const double BIT_COST = 0.7, SQUEEZE_COST = 1.2;

double candidate_cost(const struct apriori *apriori, uint32_t first)
{
    return WORD_COST * (double)bit_rows_stride((size_t)apriori->ranked->count[first]);
}

double bitmap_cost(const struct apriori *apriori, const struct class_items *items,
                   uint64_t total, size_t n_candidates)
{
    return reading_cost(apriori, items->first, total) + BIT_COST * (double)total +
           (double)n_candidates * candidate_cost(apriori, items->first);
}

/* What is kept while the candidates of a class are counted. */
struct counting {
    const struct apriori *apriori;
    const struct item_class *class;
    const struct class_items *items;
    const struct candidates *candidates;
    const uint64_t **maps; /* by an item's number */
    size_t stride;
    const uint64_t **prefixes; /* rows of the first 1, 2 ... items of a prefix */
    uint64_t *prefix_room;     /* for those of two and more */
    const uint32_t *prefix;    /* these are of; NULL at first */
    const uint64_t **run_maps; /* of the run's items, by place */
    uint64_t *squeezed, *both; /* room */
    uint32_t *counts;
    size_t unpolled; /* words since the last look at the context */
    cobuy_error *error;
};

static const uint64_t *map_of(const struct counting *counting, uint32_t rank)
{
    return counting->maps[counting->items->local[rank] - 1];
}

/* The rows of a run's prefix; NULL where these are all of the class. */
static const uint64_t *find_prefix_rows(struct counting *counting, size_t run)
{
    uint32_t width = counting->class->width, shared = 0;
    size_t stride = counting->stride;
    const uint32_t *prefix = run_prefix(counting->class, run);
    if (width == 0) return NULL;
    while (counting->prefix && shared < width &&
           counting->prefix[shared] == prefix[shared])
        shared++;
    for (uint32_t i = shared; i < width; i++) {
        const uint64_t *map = map_of(counting, prefix[i]);
        uint64_t *both = counting->prefix_room + i * stride;
        if (i > 0) bit_rows_and(both, counting->prefixes[i - 1], map, stride);
        counting->prefixes[i] = i > 0 ? both : map;
    }
    counting->prefix = prefix;
    return counting->prefixes[width - 1];
}

/* Inlined with 'n_words' known for the short ones. */
static inline void count_each(uint32_t *counts, const uint64_t *rows,
                              const uint64_t *const *maps, const uint32_t *places,
                              uint32_t n, const size_t n_words)
{
    for (uint32_t i = 0; i < n; i++)
        counts[i] += bit_count_both(rows, maps[places[i]], n_words);
}

/* Counts the candidates that extend an itemset with these rows. */
static void count_extension(const struct counting *counting,
                            const struct extension *extension, const uint64_t *rows,
                            size_t stride)
{
    uint32_t *counts = counting->counts + extension->begin, n = extension->n;
    const uint32_t *places = counting->candidates->items.data + extension->begin;
    const uint64_t *const *maps = counting->run_maps;
    if (stride == 1)
        count_each(counts, rows, maps, places, n, 1);
    else if (stride == 2)
        count_each(counts, rows, maps, places, n, 2);
    else if (stride == 4)
        count_each(counts, rows, maps, places, n, 4);
    else if (stride == 8)
        count_each(counts, rows, maps, places, n, 8);
    else
        count_each(counts, rows, maps, places, n, stride);
}

/* Squeezes the maps of a run's items if that pays; returns the stride. */
static size_t squeeze_run(struct counting *counting, const uint64_t *rows,
                          uint32_t n_items, size_t n_candidates)
{
    size_t long_stride = counting->stride;
    size_t stride = bit_rows_stride(bit_rows_count(rows, long_stride));
    double gain = WORD_COST * (double)n_candidates * (double)(long_stride - stride);
    double cost = SQUEEZE_COST * (double)n_items * (double)long_stride;
    if (stride > long_stride / 2 || gain <= cost) return long_stride;
    for (uint32_t i = 0; i < n_items; i++) {
        if (!counting->run_maps[i]) continue;
        uint64_t *to = counting->squeezed + i * stride;
        bit_rows_squeeze(to, stride, counting->run_maps[i], rows, long_stride);
        counting->run_maps[i] = to;
    }
    return stride;
}

/* Looks at the context when some time of work has passed since the last time. */
static cobuy_status poll_at_times(struct counting *counting, size_t n_words)
{
    enum { SOME_WORDS = 1 << 16 };
    counting->unpolled += n_words;
    if (counting->unpolled < SOME_WORDS) return COBUY_OK;
    counting->unpolled = 0;
    return apriori_poll(counting->apriori, counting->error);
}

/* Counts the extensions [begin, end), which are of one run. */
static cobuy_status count_run(struct counting *counting, size_t begin, size_t end)
{
    const struct extension *extensions = counting->candidates->extensions.data;
    size_t run = extensions[begin].run, n_candidates = 0;
    uint32_t n_items = counting->class->runs[run].n_items;
    const uint32_t *ranks = run_items(counting->class, run);
    for (size_t e = begin; e < end; e++) n_candidates += extensions[e].n;
    for (uint32_t i = 0; i < n_items; i++)
        counting->run_maps[i] =
            counting->items->local[ranks[i]] ? map_of(counting, ranks[i]) : NULL;

    const uint64_t *rows = find_prefix_rows(counting, run);
    size_t all = counting->stride, stride = all;
    if (rows) stride = squeeze_run(counting, rows, n_items, n_candidates);
    for (size_t e = begin; e < end; e++) {
        cobuy_status status = poll_at_times(counting, extensions[e].n * stride);
        if (status != COBUY_OK) return status;
        const uint64_t *itemset = counting->run_maps[extensions[e].item];
        if (rows && stride == all) {
            bit_rows_and(counting->both, itemset, rows, stride);
            itemset = counting->both;
        }
        count_extension(counting, &extensions[e], itemset, stride);
    }
    return COBUY_OK;
}

/* ------------------------------------------------------------------------ the maps */

void kept_maps_clear(struct kept_maps *kept, struct memory *memory)
{
    memory_free(memory, kept->maps.words, kept->maps.n_words, sizeof(uint64_t));
    memory_free(memory, kept->ranks, kept->n, sizeof *kept->ranks);
    *kept = (struct kept_maps){0};
}

/* Takes the maps that were kept, if those of all items are among them. */
static bool use_kept(struct counting *counting, const struct kept_maps *kept)
{
    uint32_t found = 0;
    counting->stride = kept->maps.stride;
    for (uint32_t i = 0; i < kept->n; i++) {
        uint32_t number = counting->items->local[kept->ranks[i]];
        if (number == 0) continue;
        counting->maps[number - 1] = row_map(&kept->maps, i);
        found++;
    }
    return found == counting->items->n;
}

/* Keeps maps for the next level where that takes not much more memory than the rows
 * that they were read from.  False if there is none. */
static bool keep(struct kept_maps *kept, struct memory *memory,
                 const struct row_maps *maps, const struct class_items *items,
                 uint64_t n_rows)
{
    kept_maps_clear(kept, memory);
    size_t n_words = items->n * maps->stride;
    if (n_words > n_rows) return true;
    kept->n = items->n;
    kept->ranks = memory_allocate(memory, items->n, sizeof *kept->ranks);
    kept->maps = (struct row_maps){memory_allocate(memory, n_words, sizeof(uint64_t)),
                                   maps->stride, n_words};
    if (!kept->ranks || !kept->maps.words) return false;
    memcpy(kept->ranks, items->ranks, items->n * sizeof *kept->ranks);
    memcpy(kept->maps.words, maps->words, n_words * sizeof *maps->words);
    return true;
}

enum { STEP = 4 }; /* words by which strides grow */

/* Fills counting->maps for the next rows, or for all of them if there is room. */
static cobuy_status find_maps(struct counting *counting, struct apriori_room *room,
                              struct row_walk *walk)
{
    const struct apriori *apriori = counting->apriori;
    const struct class_items *items = counting->items;
    struct kept_maps *kept = &apriori->kept[items->first];
    uint64_t n_rows = apriori->ranked->count[items->first];
    counting->maps = arena_allocate(&room->arena, items->n, sizeof *counting->maps);
    if (!counting->maps) return apriori_no_memory(room->error);
    if (use_kept(counting, kept)) {
        walk->part = apriori->n_parts;
        return COBUY_OK;
    }
    size_t most = apriori->most_words / items->n / STEP * 64 * STEP;
    if (most < 64 * STEP) most = 64 * STEP;
    if (most > n_rows) most = (size_t)n_rows;
    struct row_maps maps;
    cobuy_status status = row_maps_of_class(&maps, apriori, room, items, walk, most);
    if (status != COBUY_OK) return status;
    counting->stride = maps.stride;
    for (uint32_t i = 0; i < items->n; i++) counting->maps[i] = row_map(&maps, i);
    bool needed = counting->class->width + 4 <= apriori->search->max_items;
    if (most == n_rows && needed && !keep(kept, apriori->memory, &maps, items, n_rows))
        return apriori_no_memory(room->error);
    return COBUY_OK;
}

static uint32_t longest_run(const struct item_class *class)
{
    uint32_t longest = 0;
    for (size_t r = 0; r < class->n_runs; r++)
        if (class->runs[r].n_items > longest) longest = class->runs[r].n_items;
    return longest;
}

static bool init_counting(struct counting *counting, struct arena *arena)
{
    size_t width = counting->class->width, stride = counting->stride;
    size_t longest = longest_run(counting->class);
    counting->prefixes = arena_allocate(arena, width, sizeof *counting->prefixes);
    counting->prefix_room = arena_allocate(arena, width * stride, sizeof(uint64_t));
    counting->run_maps = arena_allocate(arena, longest, sizeof *counting->run_maps);
    counting->both = arena_allocate(arena, stride, sizeof(uint64_t));
    if (width > 0)
        counting->squeezed =
            arena_allocate(arena, longest * (stride / 2 + 1), sizeof(uint64_t));
    return counting->prefixes && counting->prefix_room && counting->run_maps &&
           counting->both && (width == 0 || counting->squeezed);
}

/* Adds what is counted in the walk's next rows. */
static cobuy_status count_some(struct counting *counting, struct apriori_room *room,
                               struct row_walk *walk)
{
    cobuy_status status = find_maps(counting, room, walk);
    if (status != COBUY_OK) return status;
    counting->prefix = NULL;
    if (!init_counting(counting, &room->arena)) return apriori_no_memory(room->error);
    const struct extension *extensions = counting->candidates->extensions.data;
    size_t n = counting->candidates->extensions.length;
    for (size_t begin = 0, end; status == COBUY_OK && begin < n; begin = end) {
        for (end = begin + 1; end < n && extensions[end].run == extensions[begin].run;)
            end++;
        status = count_run(counting, begin, end);
    }
    return status;
}

cobuy_status bitmap_count(uint32_t *counts, const struct apriori *apriori,
                          struct apriori_room *room, const struct class_items *items)
{
    struct counting counting = {.apriori = apriori,
                                .class = apriori->now.classes[items->first],
                                .items = items,
                                .candidates = &room->candidates,
                                .counts = counts,
                                .error = room->error};
    struct row_walk walk = {.apriori = apriori, .rank = items->first};
    memset(counts, 0, room->candidates.items.length * sizeof *counts);
    cobuy_status status;
    do {
        struct arena_mark mark = arena_get_mark(&room->arena);
        status = count_some(&counting, room, &walk);
        arena_release(&room->arena, mark);
    } while (status == COBUY_OK && row_walk_has_more(&walk));
    return status;
}
