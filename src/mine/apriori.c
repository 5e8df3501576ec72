/*
 * apriori.c - frequent itemsets level by level
 *
 * The idea (Agrawal, Srikant, VLDB 1994): no itemset is frequent unless all its subsets
 * are.  So the frequent itemsets of k - 1 items give the candidates of k items, and
 * only these are counted.
 *
 *     level 1   the items themselves
 *     level 2   each item with every more frequent one (pair_count.c)
 *     level k   classes of itemsets by their least frequent item (candidates.h): join,
 *               prune, count over the rows of that item, and keep the frequent ones
 *
 * A class is a task: it reads the classes of the level before, which nobody changes any
 * more, and writes its own.  It takes a portion of its candidates at a time, so that
 * beside what is frequent, memory is needed for one portion a worker.  There are two
 * ways to count them, and the one that is estimated to cost less is taken:
 *
 *     bitmap_count.c     a bitmap of rows for each item, and ANDs of these
 *     triangle_count.c   a counter for each pair of items, where rows hold few of many;
 *                        for candidates of three items
 *
 * Perfect extensions (itemset_sink.h) are found where a candidate is counted as often
 * as the itemset that it extends, and leave in the families that they make; no
 * candidate holds one (as in Pascal: Bastide, Taouil, Pasquier, Stumme, Lakhal, SIGKDD
 * Explorations 2, 2000).
 *
 * The baskets are held as rows, to be read backwards from each occurrence of an item;
 * or only as a bitmap for each item, where most pairs of items are in many baskets.
 *
 * Cost: level 2, the sum over rows of their length squared, or so many word operations
 * as there are pairs and 64 rows; after that by candidates.
 */
#include "mine/apriori.h"
#include "mine/apriori_choice.h"

#include <string.h>

/* ------------------------------------------------------------------------- levels */

static void clear_level(const struct apriori *apriori, struct level *level)
{
    for (uint32_t rank = 0; level->classes && rank < apriori->n_items; rank++) {
        class_free(apriori->memory, level->classes[rank]);
        level->classes[rank] = NULL;
    }
}

/* Makes the level that was found the current one; its classes that can be joined are
 * the next tasks, those of the least frequent items, which are the largest, first. */
static void next_level(struct apriori *apriori)
{
    struct level before = apriori->now;
    clear_level(apriori, &before);
    apriori->now = apriori->next;
    apriori->next = before;
    apriori->n_tasks = 0;
    for (uint32_t rank = apriori->n_items; rank-- > 0;) {
        const struct item_class *class = apriori->now.classes[rank];
        if (class && class->joins)
            apriori->tasks[apriori->n_tasks++] = rank;
        else
            kept_maps_clear(&apriori->kept[rank], apriori->memory);
        apriori->next.has_perfect[rank] = apriori->now.has_perfect[rank];
    }
}

static cobuy_status mine_levels(struct apriori *apriori, cobuy_error *error)
{
    const struct search *search = apriori->search;
    crew_task *task = apriori_mine_pairs;
    uint32_t least = apriori->n_common + 1;
    if (least < search->low) least = search->low;
    for (uint32_t rank = search->high; rank-- > least;)
        apriori->tasks[apriori->n_tasks++] = rank;
    for (uint32_t size = 2; size <= search->max_items && apriori->n_tasks > 0; size++) {
        const struct crew_work work = {task, NULL, apriori, "mining"};
        cobuy_status status = crew_run(apriori->crew, &work, apriori->n_tasks, error);
        if (status != COBUY_OK) return status;
        next_level(apriori);
        task = apriori_mine_class;
    }
    return COBUY_OK;
}

/* ---------------------------------------------------------------------- preparing */

enum { MOST_WORDS = 1 << 22 }; /* of the maps of a class at once; 32 MB */

static bool init_level(const struct apriori *apriori, struct level *level)
{
    level->classes = memory_allocate_zeroed(apriori->memory, apriori->n_items,
                                            sizeof *level->classes);
    level->has_perfect = memory_allocate_zeroed(apriori->memory, apriori->n_items,
                                                sizeof *level->has_perfect);
    if (!level->classes || !level->has_perfect) return false;
    /* Nothing is known of classes that are not looked for: as if it were so. */
    for (uint32_t rank = 0; rank < apriori->search->low; rank++)
        level->has_perfect[rank] = true;
    return true;
}

static void free_level(const struct apriori *apriori, struct level *level)
{
    clear_level(apriori, level);
    memory_free(apriori->memory, level->classes, apriori->n_items,
                sizeof *level->classes);
    memory_free(apriori->memory, level->has_perfect, apriori->n_items,
                sizeof *level->has_perfect);
}

static bool init_room(const struct apriori *apriori, uint32_t worker)
{
    struct apriori_room *room = &apriori->rooms[worker];
    size_t n = apriori->n_items;
    arena_init(&room->arena, apriori->memory);
    room->builder.memory = apriori->memory;
    room->sink = search_sink(apriori->search, worker);
    room->prefix =
        arena_allocate(&room->arena, apriori->search->max_items, sizeof(uint32_t));
    uint32_t *numbers = arena_allocate(&room->arena, 5 * n, sizeof *numbers);
    if (!candidates_init(&room->candidates, apriori->memory, apriori->n_items) ||
        !room->prefix || !numbers)
        return false;
    room->perfect = numbers;
    room->local = numbers + n;
    room->found = (struct found){.perfect = numbers + 2 * n,
                                 .items = numbers + 3 * n,
                                 .counts = numbers + 4 * n};
    room->stem = (struct stem){.prefix = room->prefix, .perfect = room->perfect};
    memset(room->local, 0, n * sizeof *room->local);
    for (uint32_t rank = 0; rank < apriori->n_common; rank++)
        room->perfect[rank] = rank;
    return true;
}

static void clear_room(struct apriori_room *room)
{
    if (!room->arena.memory) return;
    candidates_clear(&room->candidates);
    class_builder_clear(&room->builder);
    arena_clear(&room->arena);
}

static cobuy_status init(struct apriori *apriori, cobuy_error *error)
{
    struct memory *memory = apriori->memory;
    uint32_t n_workers = apriori->search->n_workers;
    apriori->crew = crew_create(apriori->search->context, n_workers);
    apriori->rooms = memory_allocate_zeroed(memory, n_workers, sizeof *apriori->rooms);
    apriori->tasks = memory_allocate(memory, apriori->n_items, sizeof *apriori->tasks);
    apriori->kept =
        memory_allocate_zeroed(memory, apriori->n_items, sizeof *apriori->kept);
    if (!apriori->crew || !apriori->rooms || !apriori->tasks || !apriori->kept ||
        !init_level(apriori, &apriori->now) || !init_level(apriori, &apriori->next))
        return apriori_no_memory(error);
    for (uint32_t w = 0; w < n_workers; w++)
        if (!init_room(apriori, w)) return apriori_no_memory(error);
    return COBUY_OK;
}

static void clear(struct apriori *apriori)
{
    struct memory *memory = apriori->memory;
    uint32_t n_workers = apriori->search->n_workers;
    for (uint32_t w = 0; apriori->rooms && w < n_workers; w++)
        clear_room(&apriori->rooms[w]);
    crew_free(apriori->crew);
    memory_free(memory, apriori->rooms, n_workers, sizeof *apriori->rooms);
    memory_free(memory, apriori->tasks, apriori->n_items, sizeof *apriori->tasks);
    for (uint32_t rank = 0; apriori->kept && rank < apriori->n_items; rank++)
        kept_maps_clear(&apriori->kept[rank], memory);
    memory_free(memory, apriori->kept, apriori->n_items, sizeof *apriori->kept);
    free_level(apriori, &apriori->now);
    free_level(apriori, &apriori->next);
    memory_free(memory, apriori->maps.words, apriori->maps.n_words, sizeof(uint64_t));
    for (size_t p = 0; p < apriori->n_parts; p++) ranked_rows_clear(&apriori->parts[p]);
    memory_free(memory, apriori->parts, apriori->parts_room, sizeof *apriori->parts);
}

static bool prefer_bitmaps(const struct apriori *apriori)
{
    const struct search *search = apriori->search;
    const cobuy_baskets *baskets = search->baskets;
    double total = 0, all = (double)baskets->offsets[baskets->count];
    for (uint32_t rank = apriori->n_common; rank < search->high; rank++)
        total += (double)apriori->ranked->count[rank];
    return apriori_takes_bitmaps((double)baskets->count,
                                 search->high - apriori->n_common,
                                 total < all ? total : all);
}

/* Where a part of the baskets ends that begins at 'begin'. */
static uint64_t part_end(const cobuy_baskets *baskets, uint64_t begin)
{
    const uint64_t *offsets = baskets->offsets;
    uint64_t end = baskets->count;
    if (offsets[end] - offsets[begin] + (end - begin) <= ROWS_MOST_NUMBERS) return end;
    for (end = begin; offsets[end + 1] - offsets[begin] <= ROWS_MOST_NUMBERS / 2; end++)
        if (end - begin == ROWS_MOST_NUMBERS / 2) break;
    return end;
}

/* Positions in rows have 32 bits.  Where the log is larger, it is held in parts. */
static cobuy_status read_parts(struct apriori *apriori, cobuy_error *error)
{
    const cobuy_baskets *baskets = apriori->search->baskets;
    size_t n = 0;
    for (uint64_t b = 0; b < baskets->count; b = part_end(baskets, b)) n++;
    apriori->parts = memory_allocate(apriori->memory, n, sizeof *apriori->parts);
    if (!apriori->parts) return apriori_no_memory(error);
    apriori->parts_room = n;
    for (uint64_t b = 0; b < baskets->count; b = part_end(baskets, b)) {
        struct ranked_source source = {apriori->ranked, baskets, b,
                                       part_end(baskets, b), apriori->n_common};
        cobuy_status status =
            ranked_rows_build(&apriori->parts[apriori->n_parts],
                              apriori->search->context, &source, error);
        if (status != COBUY_OK) return status;
        apriori->n_parts++;
    }
    return COBUY_OK;
}

static cobuy_status prepare_rows(struct apriori *apriori, cobuy_error *error)
{
    if (apriori->search->max_items == 1) return COBUY_OK;
    apriori->vertical = prefer_bitmaps(apriori);
    return apriori->vertical ? row_maps_of_baskets(&apriori->maps, apriori, error)
                             : read_parts(apriori, error);
}

cobuy_status apriori_levels(const struct search *search, cobuy_error *error)
{
    const struct ranked *ranked = &search->ranked;
    struct apriori apriori = {.search = search,
                              .ranked = ranked,
                              .memory = &search->context->memory,
                              .n_items = ranked->n_items,
                              .min_count = (uint32_t)search->min_count,
                              .most_words = MOST_WORDS};
    while (apriori.n_common < ranked->n_items &&
           ranked->count[apriori.n_common] == ranked->n_baskets)
        apriori.n_common++;
    cobuy_status status = COBUY_OK;
    if (ranked->n_items == 0) return status;
    TRY(init(&apriori, error));
    if (search_begins(search)) TRY(apriori_give_items(&apriori, error));
    TRY(prepare_rows(&apriori, error));
    TRY(mine_levels(&apriori, error));
done:
    clear(&apriori);
    return status;
}
