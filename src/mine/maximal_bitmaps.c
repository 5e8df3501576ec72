/*
 * maximal_bitmaps.c - maximal itemsets over a bitmap of rows for each item
 *
 * The idea: a maximal itemset is closed, so the search is that of closed_bitmaps.c, and
 * an itemset with no open item left is maximal if no past item is frequent with it.
 * What makes it short is to look ahead (Burdick, Calimlim, Gehrke, ICDE 2001): if the
 * prefix with all open items together is frequent, it is the only itemset of its branch
 * that can be maximal.
 *
 *     grow(item):
 *         ...the open items before it that are frequent with it: 'kept'
 *         if prefix + item + kept is frequent:
 *             it is maximal, unless a past item is frequent with it
 *             if nothing before the item was dropped, the items before it have nothing
 *             to add, since all of theirs is in this one
 *         else: grow each of the kept ones, in the rows of the item
 *
 * The rarest item goes first, with the most items to look ahead at; and kept items are
 * put in order anew, by their counts with the prefix (Gouda, Zaki, ICDM 2001).
 *
 * What others find out by comparing with all maximal itemsets found before, counting
 * the past items finds out as well, without any memory of what other branches have
 * found, and so on any number of workers.  The past item that was frequent the last
 * time is tried first: it mostly is again.
 */
#include "mine/maximal_bitmaps.h"

#include "mine/bit_rows.h"
#include "mine/closed_part.h"

#include <string.h>

/* What the items of one set of bitmaps know of each other. */
struct siblings {
    const struct closed_bitmaps *bitmaps;
    uint32_t last_past; /* that was found to be frequent */
    bool all_covered;   /* by what was found: the items that are left add nothing */
};

/* Whether 'past' is frequent in these rows. */
static bool is_frequent(const struct growth *growth,
                        const struct closed_bitmaps *bitmaps, const uint64_t *rows,
                        uint32_t past)
{
    return bit_count_both(rows, closed_bitmaps_rows(bitmaps, past), bitmaps->stride) >=
           growth->min_count;
}

/* The prefix is maximal if no past item is frequent in its rows, 'count' of them. */
static cobuy_status take_if_maximal(struct growth *growth, struct siblings *siblings,
                                    uint32_t item, const uint64_t *rows, uint32_t count)
{
    const struct closed_bitmaps *bitmaps = siblings->bitmaps;
    uint32_t last = siblings->last_past;
    if (last > item && is_frequent(growth, bitmaps, rows, last)) return COBUY_OK;
    for (uint32_t past = item + 1; past < bitmaps->n_items; past++) {
        if (!is_frequent(growth, bitmaps, rows, past)) continue;
        siblings->last_past = past;
        return COBUY_OK;
    }
    return closed_take(growth, count);
}

/* Keeps the open items that are frequent with 'item', the most frequent first, and adds
 * perfect extensions to the prefix; returns how many are left out. */
static uint32_t keep_open(struct closed_kept *kept, struct growth *growth,
                          const struct closed_bitmaps *bitmaps, uint32_t item)
{
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    uint32_t n_dropped = 0;
    for (uint32_t i = 0; i < item; i++) {
        uint32_t count =
            bit_count_both(rows, closed_bitmaps_rows(bitmaps, i), bitmaps->stride);
        if (count == bitmaps->counts[item]) {
            growth_add(growth, bitmaps->items[i]);
        } else if (count < growth->min_count) {
            n_dropped++;
        } else {
            uint32_t at = kept->n_open++;
            for (; at > 0 && kept->counts[at - 1] < count; at--) {
                kept->counts[at] = kept->counts[at - 1];
                kept->place[at] = kept->place[at - 1];
            }
            kept->counts[at] = count;
            kept->place[at] = i;
        }
    }
    kept->n_items = kept->n_open;
    return n_dropped;
}

static void keep_past(struct closed_kept *kept, struct growth *growth,
                      const struct closed_bitmaps *bitmaps, uint32_t item)
{
    const uint64_t *rows = closed_bitmaps_rows(bitmaps, item);
    for (uint32_t i = item + 1; i < bitmaps->n_items; i++) {
        uint32_t count =
            bit_count_both(rows, closed_bitmaps_rows(bitmaps, i), bitmaps->stride);
        kept->place[kept->n_items] = i;
        kept->counts[kept->n_items] = count;
        kept->n_items += count >= growth->min_count;
    }
    for (uint32_t i = 0; i < kept->n_items; i++)
        kept->items[i] = bitmaps->items[kept->place[i]];
}

/* The rows of the item that hold all kept ones. */
static uint64_t *rows_with_all(struct arena *arena,
                               const struct closed_bitmaps *bitmaps, uint32_t item,
                               const struct closed_kept *kept)
{
    uint64_t *rows = arena_allocate(arena, bitmaps->stride, sizeof *rows);
    if (!rows) return NULL;
    memcpy(rows, closed_bitmaps_rows(bitmaps, item), bitmaps->stride * sizeof *rows);
    for (uint32_t i = 0; i < kept->n_open; i++)
        bit_rows_and(rows, rows, closed_bitmaps_rows(bitmaps, kept->place[i]),
                     bitmaps->stride);
    return rows;
}

static cobuy_status grow_item(struct growth *growth, struct siblings *siblings,
                              uint32_t item)
{
    const struct closed_bitmaps *bitmaps = siblings->bitmaps;
    if (closed_bitmaps_is_past(bitmaps, item)) return COBUY_OK;
    struct arena *arena = &growth->arena;
    struct arena_mark memory = arena_get_mark(arena);
    struct stem_mark mark = growth_mark(growth);
    struct closed_kept kept;
    struct closed_bitmaps next;
    cobuy_status status = COBUY_OK;
    TRY(growth_poll(growth));
    if (!closed_bitmaps_init_kept(&kept, arena, bitmaps)) TRY(growth_no_memory(growth));
    growth_add(growth, bitmaps->items[item]);
    uint32_t n_dropped = keep_open(&kept, growth, bitmaps, item);
    if (growth->stem.n_prefix > growth->max_items) goto done;

    uint64_t *rows = rows_with_all(arena, bitmaps, item, &kept);
    if (!rows) TRY(growth_no_memory(growth));
    uint32_t count = bit_rows_count(rows, bitmaps->stride);
    if (count >= growth->min_count) {
        for (uint32_t i = 0; i < kept.n_open; i++)
            growth_add(growth, bitmaps->items[kept.place[i]]);
        siblings->all_covered = n_dropped == 0;
        TRY(take_if_maximal(growth, siblings, item, rows, count));
        goto done;
    }
    keep_past(&kept, growth, bitmaps, item);
    if (!closed_bitmaps_project(&next, arena, bitmaps, item, &kept))
        TRY(growth_no_memory(growth));
    TRY(maximal_bitmaps_grow(growth, &next));
done:
    growth_cut_back(growth, mark);
    arena_release(arena, memory);
    return status;
}

cobuy_status maximal_bitmaps_grow(struct growth *growth,
                                  const struct closed_bitmaps *bitmaps)
{
    if (closed_hand_over_bitmaps(growth, bitmaps)) return COBUY_OK;
    struct siblings siblings = {.bitmaps = bitmaps};
    cobuy_status status = COBUY_OK;
    for (uint32_t i = bitmaps->n_open; i > 0 && !siblings.all_covered; i--) {
        status = grow_item(growth, &siblings, i - 1);
        if (status != COBUY_OK) break;
    }
    return status;
}

cobuy_status maximal_bitmaps_grow_item(struct growth *growth,
                                       const struct closed_bitmaps *bitmaps,
                                       uint32_t item)
{
    struct siblings siblings = {.bitmaps = bitmaps};
    return grow_item(growth, &siblings, item);
}
