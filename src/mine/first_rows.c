/*
 * first_rows.c - the baskets as pattern growth begins with them
 *
 * Items that all baskets hold are perfect extensions of the empty prefix, and are left
 * out.  What remains is held in words if there are at most 64 items; else in rows to
 * be read backwards, of numbers in 16 bits if these will do, which come from an FP-tree
 * where a sample says that it pays.
 *
 * All of it is made by the crew that searches then, in stages: a task for each range of
 * the baskets, and between two stages what one worker does alone, which is little.
 *
 *     first_words.c       a range's rows, merged  -  join, merge once more
 *     first_positions.c   measure a range  -  allocate  -  write its rows  -  assign
 *                         places  -  put positions there
 *     first_tree.c        view a range  -  the stages of fptree.c
 *
 * Few baskets are one range.  The search finds the same for any number of ranges.
 */
#include "mine/first_making.h"

static bool choose_items(struct first_rows *out)
{
    const struct ranked *ranked = &out->search->ranked;
    while (out->n_perfect < ranked->n_items &&
           ranked->count[out->n_perfect] == ranked->n_baskets)
        out->n_perfect++;
    out->n_items = ranked->n_items - out->n_perfect;
    uint32_t low = out->search->low;
    out->least = low > out->n_perfect ? low - out->n_perfect : 0;
    out->end = out->search->high - out->n_perfect;
    out->ranks = arena_allocate(&out->arena, out->n_items, sizeof *out->ranks);
    out->counts = arena_allocate(&out->arena, out->n_items, sizeof *out->counts);
    if (!out->ranks || !out->counts) return false;
    for (uint32_t i = 0; i < out->n_items; i++) {
        out->ranks[i] = out->n_perfect + i;
        out->counts[i] = (uint32_t)ranked->count[out->n_perfect + i];
    }
    return true;
}

/* ------------------------------------------------------------------------- ranges */

/* Items of the baskets that are worth another range. */
enum { FEWEST_IN_RANGE = 64 * 1024 };

/* The first basket that begins at this item or behind it. */
static uint64_t basket_at(const cobuy_baskets *baskets, uint64_t item)
{
    uint64_t low = 0, high = baskets->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (baskets->offsets[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool first_choose_ranges(struct first_rows *rows, uint64_t most)
{
    const cobuy_baskets *baskets = rows->search->baskets;
    uint64_t n_items = baskets->offsets[baskets->count], n = n_items / FEWEST_IN_RANGE;
    if (n > most) n = most;
    if (n > rows->search->n_workers) n = rows->search->n_workers;
    rows->making.n_ranges = n > 0 ? (uint32_t)n : 1;
    rows->making.ranges = arena_allocate(&rows->arena, rows->making.n_ranges,
                                         sizeof *rows->making.ranges);
    if (!rows->making.ranges) return false;
    uint64_t begin = 0;
    for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
        bool last = r + 1 == rows->making.n_ranges;
        uint64_t end =
            last ? baskets->count
                 : basket_at(baskets, n_items / rows->making.n_ranges * (r + 1));
        rows->making.ranges[r] = (struct first_range){.begin = begin, .end = end};
        begin = end;
    }
    return true;
}

cobuy_status first_end(struct first_rows *rows, struct crew_stage *stage,
                       cobuy_error *error)
{
    (void)error;
    return first_set_ready(rows, stage, 0, 0, first_end);
}

/* ---------------------------------------------------------------------------- all */
/* ---------------------------------------------------------------------------- all */

/* Positions and numbers are told apart by 32 bits, with some to spare for slack. */
#define MOST_NUMBERS (UINT32_MAX - (1u << 20))

static cobuy_status check_sizes(const cobuy_baskets *baskets, cobuy_error *error)
{
    if (baskets->count <= UINT32_MAX / 2 &&
        baskets->count + baskets->offsets[baskets->count] <= MOST_NUMBERS)
        return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW,
                       "more than 4,293,918,719 items in the baskets; FP-growth cannot "
                       "hold them, and Apriori can");
}

static void choose_kind(struct first_rows *rows)
{
    if (rows->n_items == 0 || rows->search->max_items == 1) {
        rows->kind = FIRST_NONE;
        rows->making.next = first_end;
    } else if (rows->n_items <= 64 && search_is_whole(rows->search)) {
        rows->kind = FIRST_WORDS;
        rows->making.next = first_words_begin;
    } else {
        rows->kind = rows->n_items <= OCCURRENCES_MOST_NARROW ? FIRST_OCCURRENCES_16
                                                              : FIRST_OCCURRENCES_32;
        rows->making.next = first_tree_begin;
    }
}

cobuy_status first_rows_init(struct first_rows *out, const struct search *search,
                             cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    *out = (struct first_rows){.search = search};
    arena_init(&out->arena, memory);
    arena_init(&out->positions_arena, memory);
    arena_init(&out->making.scratch, memory);
    cobuy_status status = check_sizes(search->baskets, error);
    if (status != COBUY_OK) return status;
    if (!choose_items(out)) return first_no_memory(error);
    choose_kind(out);
    out->occurrences.n_items = out->n_items;
    out->occurrences.items = out->ranks;
    out->occurrences.counts = out->counts;
    return COBUY_OK;
}

cobuy_status first_rows_next(struct first_rows *rows, struct crew_stage *stage,
                             cobuy_error *error)
{
    return rows->making.next(rows, stage, error);
}

void first_rows_clear(struct first_rows *rows)
{
    arena_clear(&rows->arena);
    arena_clear(&rows->positions_arena);
    arena_clear(&rows->making.scratch);
}
