/*
 * select.c - some of the baskets, as if there had been no others
 *
 * Baskets move up, over those that are left out.  Their items get new ids in the order
 * in which they now come first.
 */
#include "basket/select.h"

#include <string.h>

static const uint32_t NO_ID = UINT32_MAX;

struct selection {
    cobuy_baskets *baskets;
    int64_t since, until;
    uint32_t *ids;  /* by old id: the new one, or NO_ID */
    uint32_t *olds; /* by new id: the old one */
    uint64_t *counts;
    uint32_t n_items; /* new ones */
};

/* Moves up what stays, with new ids. */
static void keep(struct selection *selection)
{
    cobuy_baskets *baskets = selection->baskets;
    uint64_t n = 0, to = 0, begin = 0;
    for (uint64_t b = 0; b < baskets->count; b++) {
        uint64_t end = baskets->offsets[b + 1];
        int64_t time = baskets->times[b];
        if (time >= selection->since && time <= selection->until) {
            for (uint64_t i = begin; i < end; i++) {
                uint32_t old = baskets->items[i], *id = &selection->ids[old];
                if (*id == NO_ID) {
                    selection->olds[selection->n_items] = old;
                    *id = selection->n_items++;
                }
                selection->counts[*id]++;
                baskets->items[to++] = *id;
            }
            baskets->times[n++] = time;
            baskets->offsets[n] = to;
        }
        begin = end;
        if ((b + 1) % BASKETS_A_LOOK == 0)
            baskets_let_go(baskets, b + 1 - BASKETS_A_LOOK, b + 1);
    }
    baskets->count = n;
}

/* The items that are left, and how many baskets have each. */
static bool replace_items(struct selection *selection)
{
    cobuy_baskets *baskets = selection->baskets;
    uint32_t n = selection->n_items, n_old = baskets->dictionary.count;
    struct dictionary left;
    dictionary_init(&left, baskets->memory);
    uint64_t *counts = memory_allocate(baskets->memory, n, sizeof *counts);
    bool done = counts;
    for (uint32_t id = 0; id < n && done; id++) {
        cobuy_text name = dictionary_text(&baskets->dictionary, selection->olds[id]);
        done = dictionary_append(&left, name.bytes, name.length);
    }
    if (!done) {
        memory_free(baskets->memory, counts, n, sizeof *counts);
        dictionary_clear(&left);
        return false;
    }
    memcpy(counts, selection->counts, n * sizeof *counts);
    memory_free(baskets->memory, baskets->item_counts, n_old, sizeof *counts);
    dictionary_clear(&baskets->dictionary);
    baskets->item_counts = counts;
    baskets->dictionary = left;
    return true;
}

/* Gives back the room of what is gone; that there is no memory to do so is no harm. */
static void shrink(cobuy_baskets *baskets)
{
    size_t n_items = baskets->offsets[baskets->count];
    uint32_t *items = memory_resize(baskets->memory, baskets->items,
                                    baskets->items_room, n_items + 1, sizeof *items);
    if (!items) return;
    baskets->items = items;
    baskets->items_room = n_items + 1;
}

cobuy_status select_times(cobuy_baskets *baskets, int64_t since, int64_t until,
                          cobuy_error *error)
{
    struct memory *memory = baskets->memory;
    uint32_t n = baskets->dictionary.count;
    struct selection selection = {.baskets = baskets, .since = since, .until = until};
    selection.ids = memory_allocate(memory, n, sizeof *selection.ids);
    selection.olds = memory_allocate(memory, n, sizeof *selection.olds);
    selection.counts = memory_allocate_zeroed(memory, n, sizeof *selection.counts);
    bool done = selection.ids && selection.olds && selection.counts;
    if (done) {
        memset(selection.ids, 0xff, n * sizeof *selection.ids);
        keep(&selection);
        done = replace_items(&selection);
    }
    if (done && !baskets->file) shrink(baskets);
    if (done) baskets_measure(baskets);
    memory_free(memory, selection.ids, n, sizeof *selection.ids);
    memory_free(memory, selection.olds, n, sizeof *selection.olds);
    memory_free(memory, selection.counts, n, sizeof *selection.counts);
    return done ? COBUY_OK : status_no_memory(error, "the baskets of a window of time");
}
