/*
 * apriori.c - frequent itemsets level by level
 *
 * The idea (Agrawal, Srikant, VLDB 1994): no itemset is frequent unless all its subsets
 * are.  So the frequent itemsets of k - 1 items give the candidates of k items, and
 * only these are counted.
 *
 *     level 1   the items themselves
 *     level 2   each item i with every more frequent item: over the rows that hold i, a
 *               counter for each item in front of it.  The counters of one item fit the
 *               cache, where a triangle over all pairs would not.
 *     level k   classes of itemsets by their rarest item, see candidates.h: join,
 * prune, count over the rows of that item, by bitmaps or by a trie, whichever is
 *               estimated to cost less, and keep the frequent ones
 *
 * A class is a task: it reads the classes of the level before, which nobody changes any
 * more, and writes its own.  Its rows are found by an index of occurrences:
 *
 *     occurrences of rank i    (row, place in the row), rows ascending
 *
 * and in front of that place stand, since rows ascend, the items more frequent than i.
 *
 * Cost: level 2, the sum over rows of their length squared; after that by candidates.
 */
#include "mine/candidate_count.h"
#include "mine/search.h"

#include <string.h>

struct occurrence {
    uint32_t row;
    uint32_t place; /* in the row: items in front of it */
};

/* What a worker needs again and again. */
struct worker_room {
    struct arena arena;
    uint64_t *counts;   /* of each rank; all zero between tasks */
    uint32_t *place_of; /* code to place in a class's rows; ABSENT between tasks */
    uint32_t *ranks;    /* of an itemset to report */
};

struct apriori {
    const struct search *search;
    const struct ranked *ranked;
    struct ranked_rows rows;
    struct memory *memory;
    uint32_t n_items;
    size_t *first; /* occurrences of rank i: first[i] to first[i + 1] less one */
    struct occurrence *occurrences;
    size_t n_occurrences;
    struct worker_room *rooms;
    struct level now, next;
};

#define ABSENT UINT32_MAX

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "Apriori's candidates");
}

static uint32_t code_of(const struct apriori *apriori, uint32_t rank)
{
    return apriori->n_items - 1 - rank;
}

/* Gives an itemset of a class to the worker's sink. */
static cobuy_status report(const struct apriori *apriori, uint32_t worker,
                           uint32_t first, const uint32_t *codes, uint32_t n,
                           uint64_t count, cobuy_error *error)
{
    uint32_t *ranks = apriori->rooms[worker].ranks;
    ranks[0] = code_of(apriori, first); /* the way back is the same */
    for (uint32_t i = 0; i < n; i++) ranks[i + 1] = code_of(apriori, codes[i]);
    struct itemset_sink *sink = search_sink(apriori->search, worker);
    struct stem stem = {.prefix = ranks, .n_prefix = n + 1};
    return sink->take(sink, &stem, count, error);
}

/* ------------------------------------------------------------- levels one and two */

static cobuy_status report_item(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    const struct apriori *apriori = shared;
    uint32_t rank = (uint32_t)task;
    return report(apriori, worker, code_of(apriori, rank), NULL, 0,
                  apriori->ranked->count[rank], error);
}

/* Adds up the items in front of each occurrence of 'rank'. */
static void count_in_front(const struct apriori *apriori, uint32_t rank,
                           uint64_t *counts)
{
    const struct ranked_rows *ranked = &apriori->rows;
    for (size_t o = apriori->first[rank]; o < apriori->first[rank + 1]; o++) {
        const struct occurrence *at = &apriori->occurrences[o];
        const uint32_t *row = ranked->ranks + ranked->offsets[at->row];
        for (uint32_t i = 0; i < at->place; i++) counts[row[i]]++;
    }
}

/* The class of an item at level 2: all items that are often with it. */
static cobuy_status count_pairs(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    struct apriori *apriori = shared;
    uint32_t first = (uint32_t)task, rank = code_of(apriori, first);
    struct item_class *class = &apriori->next.classes[first];
    uint64_t *counts = apriori->rooms[worker].counts;
    count_in_front(apriori, rank, counts);
    cobuy_status status = COBUY_OK;
    class->width = 1;
    for (uint32_t other = rank; status == COBUY_OK && other-- > 0;) {
        if (counts[other] < apriori->search->min_count) continue;
        uint32_t code = code_of(apriori, other);
        status = report(apriori, worker, first, &code, 1, counts[other], error);
        if (status != COBUY_OK || apriori->search->max_items == 2) continue;
        class->n_sets++;
        if (!VECTOR_PUSH(apriori->memory, &class->codes, code))
            status = no_memory(error);
    }
    memset(counts, 0, rank * sizeof *counts);
    return status;
}

/* ------------------------------------------------------------------ higher levels */

/* Numbers the items of the candidates in the order of their codes; the first item of
 * the class takes no part. */
static uint32_t number_places(const struct apriori *apriori, struct worker_room *room,
                              const struct item_class *candidates, uint32_t first)
{
    const uint32_t *codes = candidates->codes.data;
    for (size_t i = 0; i < candidates->codes.length; i++) room->place_of[codes[i]] = 0;
    uint32_t n = 0;
    for (uint32_t code = first + 1; code < apriori->n_items; code++)
        if (room->place_of[code] != ABSENT) room->place_of[code] = n++;
    return n;
}

static void forget_places(struct worker_room *room, const struct item_class *candidates)
{
    const uint32_t *codes = candidates->codes.data;
    for (size_t i = 0; i < candidates->codes.length; i++)
        room->place_of[codes[i]] = ABSENT;
}

/* Cuts the rows of a class down to the items of its candidates; rows with fewer than a
 * candidate has cannot hold one. */
static bool cut_rows(struct class_rows *out, const struct apriori *apriori,
                     struct worker_room *room, uint32_t first, uint32_t width)
{
    const struct ranked_rows *ranked = &apriori->rows;
    uint32_t rank = code_of(apriori, first);
    size_t begin = apriori->first[rank], end = apriori->first[rank + 1], most = 0;
    for (size_t o = begin; o < end; o++) most += apriori->occurrences[o].place;
    size_t *offsets = arena_allocate(&room->arena, end - begin + 1, sizeof *offsets);
    uint32_t *places = arena_allocate(&room->arena, most, sizeof *places);
    if (!offsets || !places) return false;

    size_t to = 0;
    out->n_rows = 0;
    offsets[0] = 0;
    for (size_t o = begin; o < end; o++) {
        const struct occurrence *at = &apriori->occurrences[o];
        const uint32_t *row = ranked->ranks + ranked->offsets[at->row];
        size_t start = to;
        /* Ranks ascend, so codes, and places with them, descend. */
        for (uint32_t i = at->place; i-- > 0;) {
            uint32_t place = room->place_of[code_of(apriori, row[i])];
            if (place != ABSENT) places[to++] = place;
        }
        if (to - start < width)
            to = start;
        else
            offsets[++out->n_rows] = to;
    }
    out->offsets = offsets;
    out->places = places;
    return true;
}

/* Counts the candidates of a class; *counts is taken from the worker's arena. */
static bool count_candidates(const struct apriori *apriori, struct worker_room *room,
                             const struct item_class *candidates, uint32_t first,
                             uint64_t **counts)
{
    struct class_rows rows;
    size_t n_codes = candidates->codes.length;
    uint32_t *places = arena_allocate(&room->arena, n_codes, sizeof *places);
    *counts = arena_allocate(&room->arena, candidates->n_sets, sizeof **counts);
    if (!places || !*counts) return false;
    memset(*counts, 0, candidates->n_sets * sizeof **counts);

    rows.n_places = number_places(apriori, room, candidates, first);
    for (size_t i = 0; i < n_codes; i++)
        places[i] = room->place_of[candidates->codes.data[i]];
    bool cut = cut_rows(&rows, apriori, room, first, candidates->width);
    forget_places(room, candidates);
    if (!cut) return false;

    struct class_candidates numbered = {places, candidates->width, candidates->n_sets};
    return trie_cost(&rows, &numbered) < bitmap_cost(&rows, &numbered)
               ? trie_count(&room->arena, &rows, &numbered, *counts)
               : bitmap_count(&room->arena, &rows, &numbered, *counts);
}

/* Keeps the frequent candidates, in place, and reports them. */
static cobuy_status keep_frequent(const struct apriori *apriori, uint32_t worker,
                                  uint32_t first, struct item_class *class,
                                  const uint64_t *counts, cobuy_error *error)
{
    size_t kept = 0;
    uint32_t width = class->width;
    for (size_t i = 0; i < class->n_sets; i++) {
        if (counts[i] < apriori->search->min_count) continue;
        uint32_t *codes = class->codes.data + kept++ * width;
        memmove(codes, item_class_set(class, i), width * sizeof *codes);
        cobuy_status status =
            report(apriori, worker, first, codes, width, counts[i], error);
        if (status != COBUY_OK) return status;
    }
    class->n_sets = kept;
    class->codes.length = kept * width;
    return COBUY_OK;
}

/* The class of an item at the next level. */
static cobuy_status mine_class(void *shared, size_t task, uint32_t worker,
                               cobuy_error *error)
{
    struct apriori *apriori = shared;
    struct worker_room *room = &apriori->rooms[worker];
    uint32_t first = (uint32_t)task;
    struct item_class *class = &apriori->next.classes[first];
    if (!candidates_join(class, apriori->memory, &apriori->now, first))
        return no_memory(error);
    if (class->n_sets == 0) return COBUY_OK;

    struct arena_mark mark = arena_get_mark(&room->arena);
    uint64_t *counts;
    cobuy_status status =
        count_candidates(apriori, room, class, first, &counts)
            ? keep_frequent(apriori, worker, first, class, counts, error)
            : no_memory(error);
    arena_release(&room->arena, mark);
    return status;
}

/* ------------------------------------------------------------------------- levels */

static void clear_level(struct apriori *apriori, struct level *level)
{
    for (uint32_t i = 0; level->classes && i < level->n_classes; i++)
        VECTOR_FREE(apriori->memory, &level->classes[i].codes);
    memory_free(apriori->memory, level->classes, level->n_classes,
                sizeof *level->classes);
    *level = (struct level){0};
}

static bool begin_level(struct apriori *apriori, uint32_t size)
{
    apriori->next = (struct level){.n_classes = apriori->n_items, .size = size};
    apriori->next.classes = memory_allocate_zeroed(apriori->memory, apriori->n_items,
                                                   sizeof *apriori->next.classes);
    return apriori->next.classes != NULL;
}

static size_t count_sets(const struct level *level)
{
    size_t n = 0;
    for (uint32_t i = 0; i < level->n_classes; i++) n += level->classes[i].n_sets;
    return n;
}

static cobuy_status mine_levels(struct apriori *apriori, cobuy_error *error)
{
    const struct search *search = apriori->search;
    cobuy_context *context = search->context;
    cobuy_status status =
        workers_run(context, apriori->n_items, report_item, apriori, NULL, error);
    size_t found = apriori->n_items;
    for (uint32_t size = 2; status == COBUY_OK && found >= size; size++) {
        if (size > search->max_items) break;
        if (!begin_level(apriori, size)) return no_memory(error);
        status =
            workers_run(context, apriori->n_items, size == 2 ? count_pairs : mine_class,
                        apriori, "mining", error);
        clear_level(apriori, &apriori->now);
        apriori->now = apriori->next;
        apriori->next = (struct level){0};
        found = count_sets(&apriori->now);
    }
    return status;
}

/* ---------------------------------------------------------------------- preparing */

static bool index_occurrences(struct apriori *apriori)
{
    const struct ranked_rows *ranked = &apriori->rows;
    uint32_t n = apriori->n_items;
    apriori->n_occurrences = ranked->offsets[ranked->n_rows];
    apriori->first =
        memory_allocate_zeroed(apriori->memory, (size_t)n + 2, sizeof(size_t));
    apriori->occurrences = memory_allocate(apriori->memory, apriori->n_occurrences,
                                           sizeof *apriori->occurrences);
    if (!apriori->first || !apriori->occurrences) return false;

    /* One place ahead: placing moves each start up to where it belongs. */
    for (size_t i = 0; i < apriori->n_occurrences; i++)
        apriori->first[ranked->ranks[i] + 2]++;
    for (uint32_t i = 0; i < n; i++) apriori->first[i + 2] += apriori->first[i + 1];
    for (size_t r = 0; r < ranked->n_rows; r++) {
        const uint32_t *row = ranked->ranks + ranked->offsets[r];
        uint32_t length = ranked_row_length(ranked, r);
        for (uint32_t i = 0; i < length; i++)
            apriori->occurrences[apriori->first[row[i] + 1]++] =
                (struct occurrence){(uint32_t)r, i};
    }
    return true;
}

static bool make_rooms(struct apriori *apriori)
{
    struct memory *memory = apriori->memory;
    uint32_t n_workers = apriori->search->n_workers, n = apriori->n_items;
    apriori->rooms = memory_allocate_zeroed(memory, n_workers, sizeof *apriori->rooms);
    if (!apriori->rooms) return false;
    for (uint32_t w = 0; w < n_workers; w++) {
        struct worker_room *room = &apriori->rooms[w];
        arena_init(&room->arena, memory);
        room->counts = memory_allocate_zeroed(memory, n, sizeof *room->counts);
        room->place_of = memory_allocate(memory, n, sizeof *room->place_of);
        room->ranks =
            memory_allocate(memory, apriori->search->max_items, sizeof *room->ranks);
        if (!room->counts || !room->place_of || !room->ranks) return false;
        memset(room->place_of, 0xff, n * sizeof *room->place_of); /* ABSENT */
    }
    return true;
}

static void clear(struct apriori *apriori)
{
    struct memory *memory = apriori->memory;
    uint32_t n = apriori->n_items;
    clear_level(apriori, &apriori->now);
    clear_level(apriori, &apriori->next);
    for (uint32_t w = 0; apriori->rooms && w < apriori->search->n_workers; w++) {
        struct worker_room *room = &apriori->rooms[w];
        if (room->arena.memory) arena_clear(&room->arena);
        memory_free(memory, room->counts, n, sizeof *room->counts);
        memory_free(memory, room->place_of, n, sizeof *room->place_of);
        memory_free(memory, room->ranks, apriori->search->max_items,
                    sizeof *room->ranks);
    }
    memory_free(memory, apriori->rooms, apriori->search->n_workers,
                sizeof *apriori->rooms);
    ranked_rows_clear(&apriori->rows);
    memory_free(memory, apriori->first, (size_t)n + 2, sizeof(size_t));
    memory_free(memory, apriori->occurrences, apriori->n_occurrences,
                sizeof *apriori->occurrences);
}

cobuy_status apriori_run(const struct search *search, cobuy_error *error)
{
    struct apriori apriori = {.search = search,
                              .ranked = &search->ranked,
                              .memory = &search->context->memory,
                              .n_items = search->ranked.n_items};
    cobuy_status status = ranked_rows_build(&apriori.rows, apriori.ranked,
                                            search->baskets, error);
    if (status != COBUY_OK) return status;
    status = index_occurrences(&apriori) && make_rooms(&apriori)
                 ? mine_levels(&apriori, error)
                 : no_memory(error);
    clear(&apriori);
    return status;
}
