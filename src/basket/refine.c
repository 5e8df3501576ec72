/*
 * refine.c - some of the baskets with some of their items, as if there had been no
 * others
 *
 * First baskets move up, over what is left out, with items by what they count as:
 *
 *     items    5 2 9 | 2 | 7 5 | ...         2 is left out, 9 counts as 5
 *              5 | 7 5 | ...                 (a basket of 2 alone is none any more)
 *
 * Then, if any item is gone, the others get dense ids in the order in which they were,
 * and so in that in which the log has them first, whatever was left out, and wherever
 * the baskets are.  The ids of a basket that went through files rise, and still do:
 * only where items count as others they are sorted again.
 *
 * Renumbering is shared by all workers.  Moving up is not: it goes at the speed of
 * memory, if nothing else is asked of the items.
 */
#include "basket/refine.h"

#include "base/sort.h"
#include "base/workers.h"

#include <string.h>

struct refinery {
    cobuy_baskets *baskets;
    cobuy_context *context;
    const struct refining *refining;
    struct refined *refined;
    uint32_t n_old;
    uint64_t *counts; /* by old id: the baskets that are left and have it */
    uint32_t *last;   /* by old id: the last basket with it, from 1; if two may meet */
    uint32_t *ids;    /* from old ids to new ones */
};

/* ----------------------------------------------------------------------- moving up */

/* Moves the items of basket 'number' that count to 'to', which is no later; returns how
 * many there are. */
static uint64_t move_items(struct refinery *refinery, const uint32_t *items, uint64_t n,
                           uint32_t *to, uint32_t number)
{
    const uint32_t *counts_as = refinery->refining->counts_as;
    uint32_t *last = refinery->last;
    uint64_t kept = 0;
    if (!counts_as) {
        if (to != items) memmove(to, items, n * sizeof *to);
        return n;
    }
    for (uint64_t i = 0; i < n; i++) {
        uint32_t item = counts_as[items[i]];
        if (item == ITEM_LEFT_OUT) continue;
        if (last && last[item] == number) {
            refinery->refined->repeats++;
            continue;
        }
        if (last) last[item] = number;
        to[kept++] = item;
    }
    return kept;
}

/* Counts a basket that was left out; false if it is of a size that is wanted. */
static bool is_wrong_size(struct refinery *refinery, uint64_t n)
{
    const struct refining *refining = refinery->refining;
    struct refined *refined = refinery->refined;
    if (n == 0)
        refined->emptied++;
    else if (n < refining->least)
        refined->too_small++;
    else if (n > refining->most)
        refined->too_large++;
    else
        return false;
    return true;
}

static bool is_of_other_time(struct refinery *refinery, uint64_t basket)
{
    const struct refining *refining = refinery->refining;
    if (!refining->windowed) return false;
    int64_t time = refinery->baskets->times[basket];
    bool outside = time < refining->since || time > refining->until;
    refinery->refined->of_other_times += outside;
    return outside;
}

/* Moves up the baskets from 'begin' to 'end', where the first begins at *item, behind
 * those that were left so far. */
static void move_baskets(struct refinery *refinery, uint64_t begin, uint64_t end,
                         uint64_t *item)
{
    cobuy_baskets *baskets = refinery->baskets;
    uint64_t n_kept = baskets->count, to = baskets->offsets[n_kept];
    for (uint64_t b = begin; b < end; b++) {
        uint64_t first = *item, behind = baskets->offsets[b + 1];
        *item = behind;
        if (is_of_other_time(refinery, b)) continue;
        uint32_t *items = baskets->items + to;
        uint64_t n = move_items(refinery, baskets->items + first, behind - first, items,
                                (uint32_t)b + 1);
        if (is_wrong_size(refinery, n)) continue;
        for (uint64_t i = 0; i < n; i++) refinery->counts[items[i]]++;
        if (baskets->times) baskets->times[n_kept] = baskets->times[b];
        if (baskets->keys)
            baskets->keys->words.data[n_kept] = baskets->keys->words.data[b];
        to += n;
        baskets->offsets[++n_kept] = to;
    }
    baskets->count = n_kept;
}

static cobuy_status move_up(struct refinery *refinery, cobuy_error *error)
{
    cobuy_baskets *baskets = refinery->baskets;
    uint64_t n = baskets->count, item = 0;
    cobuy_status status = COBUY_OK;
    baskets->count = 0;
    for (uint64_t begin = 0, end; begin < n; begin = end) {
        uint64_t kept = baskets->count;
        end = n - begin > BASKETS_A_LOOK ? begin + BASKETS_A_LOOK : n;
        move_baskets(refinery, begin, end, &item);
        baskets_let_go(baskets, begin, end);
        baskets_let_go(baskets, kept, baskets->count);
        TRY(context_check(refinery->context, error));
    }
    if (baskets->keys) baskets->keys->words.length = (size_t)baskets->count;
done:
    return status;
}

/* --------------------------------------------------------------------- renumbering */

/* Gives new ids to the items that are left; returns how many there are. */
static uint32_t number_items(struct refinery *refinery)
{
    uint32_t n = 0;
    for (uint32_t old = 0; old < refinery->n_old; old++)
        if (refinery->counts[old] > 0) refinery->ids[old] = n++;
    return n;
}

/* The task of renumbering some baskets. */
static cobuy_status renumber_some(void *shared, size_t task, uint32_t worker,
                                  cobuy_error *error)
{
    const struct refinery *refinery = shared;
    cobuy_baskets *baskets = refinery->baskets;
    uint64_t begin = (uint64_t)task * BASKETS_A_LOOK, end = begin + BASKETS_A_LOOK;
    bool sorts = baskets->file && refinery->last;
    (void)worker, (void)error;
    if (end > baskets->count) end = baskets->count;
    for (uint64_t i = baskets->offsets[begin]; i < baskets->offsets[end]; i++)
        baskets->items[i] = refinery->ids[baskets->items[i]];
    for (uint64_t b = begin; b < end && sorts; b++)
        sort_integers(baskets->items + baskets->offsets[b],
                      (size_t)(baskets->offsets[b + 1] - baskets->offsets[b]));
    baskets_let_go(baskets, begin, end);
    return COBUY_OK;
}

/* What is said of an item goes with its name; no item's new id is above its old one. */
static void move_texts(cobuy_baskets *baskets, uint32_t to, uint32_t from)
{
    if (baskets->labels) baskets->labels[to] = baskets->labels[from];
    if (baskets->categories) baskets->categories[to] = baskets->categories[from];
}

/* The names of the items that are left, and how many baskets have each. */
static bool replace_items(struct refinery *refinery, uint32_t n_items)
{
    cobuy_baskets *baskets = refinery->baskets;
    struct memory *memory = baskets->memory;
    const uint32_t *named_as = refinery->refining->named_as;
    struct dictionary left;
    dictionary_init(&left, memory);
    uint64_t *counts = memory_allocate(memory, n_items, sizeof *counts);
    bool done = counts;
    for (uint32_t old = 0; old < refinery->n_old && done; old++) {
        if (refinery->counts[old] == 0) continue;
        uint32_t source = named_as ? named_as[old] : old;
        cobuy_text name = dictionary_text(&baskets->dictionary, source);
        counts[left.count] = refinery->counts[old];
        move_texts(baskets, left.count, source);
        done = dictionary_append(&left, name.bytes, name.length);
    }
    if (!done) {
        memory_free(memory, counts, n_items, sizeof *counts);
        dictionary_clear(&left);
        return false;
    }
    memory_free(memory, baskets->item_counts, refinery->n_old, sizeof *counts);
    dictionary_clear(&baskets->dictionary);
    baskets->item_counts = counts;
    baskets->dictionary = left;
    return true;
}

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets that are left");
}

static cobuy_status renumber(struct refinery *refinery, cobuy_error *error)
{
    cobuy_baskets *baskets = refinery->baskets;
    uint32_t n_items = number_items(refinery);
    if (n_items == refinery->n_old) {
        uint64_t *counts = refinery->counts;
        refinery->counts = baskets->item_counts;
        baskets->item_counts = counts;
        return COBUY_OK;
    }
    size_t tasks = (size_t)((baskets->count + BASKETS_A_LOOK - 1) / BASKETS_A_LOOK);
    cobuy_status status =
        workers_run(refinery->context, tasks, renumber_some, refinery, NULL, error);
    if (status != COBUY_OK) return status;
    return replace_items(refinery, n_items) ? COBUY_OK : no_memory(error);
}

/* ----------------------------------------------------------------------------- all */

/* Gives back the room of what is gone; false if there is no memory for that. */
static bool shrink(struct memory *memory, void **block, size_t *room, size_t length,
                   size_t size)
{
    void *fitting = memory_resize(memory, *block, *room, length, size);
    if (!fitting) return false;
    *block = fitting;
    *room = length;
    return true;
}

static bool shrink_arrays(cobuy_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    size_t n = (size_t)baskets->count, n_items = (size_t)baskets->offsets[n];
    void *items = baskets->items, *offsets = baskets->offsets, *times = baskets->times;
    bool fits =
        shrink(memory, &items, &baskets->items_room, n_items, sizeof *baskets->items) &&
        shrink(memory, &offsets, &baskets->offsets_room, n + 1,
               sizeof *baskets->offsets) &&
        (!times ||
         shrink(memory, &times, &baskets->times_room, n, sizeof *baskets->times));
    baskets->items = items;
    baskets->offsets = offsets;
    baskets->times = times;
    return fits;
}

static bool allocate(struct refinery *refinery)
{
    struct memory *memory = refinery->baskets->memory;
    uint32_t n = refinery->n_old;
    refinery->counts = memory_allocate_zeroed(memory, n, sizeof *refinery->counts);
    refinery->ids = memory_allocate(memory, n, sizeof *refinery->ids);
    if (!refinery->refining->named_as) return refinery->counts && refinery->ids;
    refinery->last = memory_allocate_zeroed(memory, n, sizeof *refinery->last);
    return refinery->counts && refinery->ids && refinery->last;
}

static void release(struct refinery *refinery)
{
    struct memory *memory = refinery->baskets->memory;
    uint32_t n = refinery->n_old;
    memory_free(memory, refinery->counts, n, sizeof *refinery->counts);
    memory_free(memory, refinery->ids, n, sizeof *refinery->ids);
    memory_free(memory, refinery->last, n, sizeof *refinery->last);
}

cobuy_status refine(cobuy_baskets *baskets, cobuy_context *context,
                    const struct refining *refining, struct refined *refined,
                    cobuy_error *error)
{
    struct refinery refinery = {.baskets = baskets,
                                .context = context,
                                .refining = refining,
                                .refined = refined,
                                .n_old = baskets->dictionary.count};
    cobuy_status status = COBUY_OK;
    *refined = (struct refined){0};
    if (!allocate(&refinery)) TRY(no_memory(error));
    TRY(move_up(&refinery, error));
    TRY(renumber(&refinery, error));
    if (!baskets->file && !shrink_arrays(baskets)) TRY(no_memory(error));
    baskets_measure(baskets);
done:
    release(&refinery);
    return status;
}

cobuy_status refine_times(cobuy_baskets *baskets, cobuy_context *context, int64_t since,
                          int64_t until, uint64_t *n_others, cobuy_error *error)
{
    struct refining refining = REFINING_NOTHING;
    struct refined refined;
    refining.windowed = true;
    refining.since = since;
    refining.until = until;
    cobuy_status status = refine(baskets, context, &refining, &refined, error);
    *n_others = refined.of_other_times;
    return status;
}
