/*
 * apriori_class.c - a class of itemsets at one level (Apriori)
 *
 * The class of an item at level 2 is what pair_count.c counts.  At a higher level, its
 * candidates are generated, a portion at a time, and each portion is counted:
 *
 *     portion of candidates    candidates.c
 *     number their items       so that rows, bitmaps and tables need to hold no others
 *     count                    bitmap_count.c or triangle_count.c, by estimated cost
 *     keep the frequent ones   given to the sink, and put into the class's runs
 *
 * What extends an itemset perfectly, being counted as often as it, goes to the stem
 * (itemset_sink.h) and not into a run.
 */
#include "mine/apriori.h"

/* ------------------------------------------------------------------- giving away */

static void begin_found(struct found *found, uint64_t count)
{
    found->n_perfect = found->n_items = 0;
    found->count = (uint32_t)count;
}

static void add_found(struct found *found, uint32_t item, uint32_t count)
{
    if (count == found->count) {
        found->perfect[found->n_perfect++] = item;
    } else {
        found->items[found->n_items] = item;
        found->counts[found->n_items++] = count;
    }
}

static cobuy_status take_each(const struct apriori *apriori, struct apriori_room *room,
                              const uint32_t *items, const uint32_t *counts, uint32_t n)
{
    return give_each(apriori->search, room->sink, &room->stem, items, counts, n,
                     room->error);
}

/* Starts the stem of a class: its item, and what all baskets hold. */
static void begin_stem(const struct apriori *apriori, struct apriori_room *room,
                       uint32_t first)
{
    room->prefix[0] = first;
    room->stem.n_prefix = 1;
    room->stem.n_perfect = apriori->n_common;
}

/* Goes on to the stem of a run. */
static void extend_stem(struct apriori_room *room, const struct item_class *class,
                        size_t run)
{
    const uint32_t *prefix = run_prefix(class, run), *perfect = run_perfect(class, run);
    for (uint32_t i = 0; i < class->width; i++)
        room->prefix[room->stem.n_prefix++] = prefix[i];
    for (uint32_t i = 0; i < class->runs[run].n_perfect; i++)
        room->perfect[room->stem.n_perfect++] = perfect[i];
}

/* Gives the stem with what was found to the sink, and keeps it for the next level.  The
 * stem by itself was given away when it was found. */
static cobuy_status give_found(struct apriori *apriori, struct apriori_room *room)
{
    const struct found *found = &room->found;
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; i < found->n_perfect; i++) {
        TRY(take_each(apriori, room, &found->perfect[i], &found->count, 1));
        room->perfect[room->stem.n_perfect++] = found->perfect[i];
    }
    TRY(take_each(apriori, room, found->items, found->counts, found->n_items));
    if (room->stem.n_prefix + 1 == apriori->search->max_items) return status;

    if (found->n_perfect > 0) apriori->next.has_perfect[room->prefix[0]] = true;
    struct class_run run = {.prefix = room->prefix + 1,
                            .perfect = room->perfect + apriori->n_common,
                            .items = found->items,
                            .counts = found->counts,
                            .n_perfect = room->stem.n_perfect - apriori->n_common,
                            .n_items = found->n_items};
    if (run.n_items > 0 && !class_add(&room->builder, &run))
        TRY(apriori_no_memory(room->error));
done:
    return status;
}

/* Ends the class that was built. */
static cobuy_status keep_class(struct apriori *apriori, struct apriori_room *room,
                               uint32_t first)
{
    if (room->builder.runs.length == 0) return COBUY_OK;
    struct item_class *class = class_finish(&room->builder);
    apriori->next.classes[first] = class;
    return class ? COBUY_OK : apriori_no_memory(room->error);
}

/* ------------------------------------------------------------- levels one and two */

/* The items; the first that all baskets hold are perfect extensions of no item. */
cobuy_status apriori_give_items(const struct apriori *apriori, cobuy_error *error)
{
    const struct ranked *ranked = apriori->ranked;
    struct apriori_room *room = &apriori->rooms[0];
    struct found *found = &room->found;
    cobuy_status status = COBUY_OK;
    room->error = error;
    room->stem.n_prefix = 0;
    room->stem.n_perfect = apriori->n_common;
    if (apriori->n_common > 0)
        TRY(give_stem(apriori->search, room->sink, &room->stem, ranked->n_baskets,
                      error));
    found->n_items = 0;
    for (uint32_t rank = apriori->n_common; rank < ranked->n_items; rank++) {
        found->items[found->n_items] = rank;
        found->counts[found->n_items++] = (uint32_t)ranked->count[rank];
    }
    TRY(take_each(apriori, room, found->items, found->counts, found->n_items));
done:
    return status;
}

/* The class of an item at level 2: all items that are often with it. */
cobuy_status apriori_mine_pairs(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    struct apriori *apriori = shared;
    struct apriori_room *room = &apriori->rooms[worker];
    struct arena_mark mark = arena_get_mark(&room->arena);
    uint32_t first = apriori->tasks[task];
    struct item_pairs pairs = {
        .items = arena_allocate(&room->arena, first, sizeof(uint32_t)),
        .counts = arena_allocate(&room->arena, first, sizeof(uint32_t))};
    cobuy_status status = COBUY_OK;
    room->error = error;
    if (!pairs.items || !pairs.counts) TRY(apriori_no_memory(error));
    TRY(pairs_count(&pairs, apriori, room, first));
    begin_found(&room->found, apriori->ranked->count[first]);
    for (uint32_t i = 0; i < pairs.n; i++)
        add_found(&room->found, pairs.items[i], pairs.counts[i]);
    begin_stem(apriori, room, first);
    class_begin(&room->builder, 0);
    TRY(give_found(apriori, room));
    TRY(keep_class(apriori, room, first));
done:
    arena_release(&room->arena, mark);
    return status;
}

/* ------------------------------------------------------------------ higher levels */

static void number_item(struct class_items *items, uint32_t *local, uint32_t rank)
{
    if (local[rank] != 0) return;
    items->ranks[items->n] = rank;
    local[rank] = ++items->n;
}

/* Numbers the items of a portion of candidates. */
static void number_items(struct class_items *items, struct apriori_room *room,
                         const struct item_class *class)
{
    const struct candidates *candidates = &room->candidates;
    for (size_t e = 0; e < candidates->extensions.length; e++) {
        const struct extension *extension = &candidates->extensions.data[e];
        const uint32_t *prefix = run_prefix(class, extension->run);
        const uint32_t *ranks = run_items(class, extension->run);
        const uint32_t *places = candidates->items.data + extension->begin;
        if (e == 0 || extension->run != extension[-1].run)
            for (uint32_t i = 0; i < class->width; i++)
                number_item(items, room->local, prefix[i]);
        number_item(items, room->local, ranks[extension->item]);
        for (uint32_t i = 0; i < extension->n; i++)
            number_item(items, room->local, ranks[places[i]]);
    }
}

/* Numbers them anew in the order of their ranks, where there is but one run; returns
 * the sum of their counts with the class's item. */
static uint64_t order_items(struct class_items *items, struct apriori_room *room,
                            const struct item_class *class)
{
    const uint32_t *ranks = run_items(class, 0), *counts = run_counts(class, 0);
    uint64_t total = 0;
    items->n = 0;
    for (uint32_t i = class->runs[0].n_items; i-- > 0;) {
        if (room->local[ranks[i]] == 0) continue;
        total += counts[i];
        items->ranks[items->n] = ranks[i];
        room->local[ranks[i]] = ++items->n;
    }
    return total;
}

static cobuy_status count_numbered(uint32_t *counts, const struct apriori *apriori,
                                   struct apriori_room *room, struct class_items *items)
{
    const struct item_class *class = apriori->now.classes[items->first];
    number_items(items, room, class);
    if (class->width == 0) {
        uint64_t total = order_items(items, room, class);
        if (triangle_cost(apriori, items, total) <
            bitmap_cost(apriori, items, total, room->candidates.items.length))
            return triangle_count(counts, apriori, room, items);
    }
    return bitmap_count(counts, apriori, room, items);
}

/* Counts a portion of the candidates of a class; *counts is taken from the arena. */
static cobuy_status count_portion(uint32_t **counts, const struct apriori *apriori,
                                  struct apriori_room *room, uint32_t first)
{
    struct class_items items = {.first = first, .local = room->local};
    items.least = apriori->now.classes[first]->width + 2;
    items.ranks = arena_allocate(&room->arena, first, sizeof *items.ranks);
    *counts =
        arena_allocate(&room->arena, room->candidates.items.length, sizeof **counts);
    if (!items.ranks || !*counts) return apriori_no_memory(room->error);
    cobuy_status status = count_numbered(*counts, apriori, room, &items);
    for (uint32_t i = 0; i < items.n; i++) room->local[items.ranks[i]] = 0;
    return status;
}

/* Gives away and keeps the frequent candidates that extend one itemset. */
static cobuy_status keep_extension(struct apriori *apriori, struct apriori_room *room,
                                   uint32_t first, const struct extension *extension,
                                   const uint32_t *counts)
{
    const struct item_class *class = apriori->now.classes[first];
    const uint32_t *ranks = run_items(class, extension->run);
    const uint32_t *places = room->candidates.items.data + extension->begin;
    counts += extension->begin;
    begin_found(&room->found, run_counts(class, extension->run)[extension->item]);
    for (uint32_t i = 0; i < extension->n; i++)
        if (counts[i] >= apriori->min_count)
            add_found(&room->found, ranks[places[i]], counts[i]);
    if (room->found.n_perfect + room->found.n_items == 0) return COBUY_OK;
    begin_stem(apriori, room, first);
    extend_stem(room, class, extension->run);
    room->prefix[room->stem.n_prefix++] = ranks[extension->item];
    return give_found(apriori, room);
}

static cobuy_status mine_portion(struct apriori *apriori, struct apriori_room *room,
                                 uint32_t first)
{
    const struct candidates *candidates = &room->candidates;
    struct arena_mark mark = arena_get_mark(&room->arena);
    uint32_t *counts;
    cobuy_status status = count_portion(&counts, apriori, room, first);
    for (size_t e = 0; status == COBUY_OK && e < candidates->extensions.length; e++)
        status = keep_extension(apriori, room, first, &candidates->extensions.data[e],
                                counts);
    arena_release(&room->arena, mark);
    return status;
}

/* The class of an item at the next level. */
cobuy_status apriori_mine_class(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    struct apriori *apriori = shared;
    struct apriori_room *room = &apriori->rooms[worker];
    uint32_t first = apriori->tasks[task];
    struct candidates *candidates = &room->candidates;
    cobuy_status status = COBUY_OK;
    room->error = error;
    candidates_begin(candidates, &apriori->now, first, candidate_cost(apriori, first));
    class_begin(&room->builder, apriori->now.classes[first]->width + 1);
    while (candidates_have_more(candidates)) {
        TRY(apriori_poll(apriori, error));
        if (!candidates_generate(candidates)) TRY(apriori_no_memory(error));
        if (candidates->extensions.length > 0) TRY(mine_portion(apriori, room, first));
    }
    TRY(keep_class(apriori, room, first));
done:
    return status;
}
