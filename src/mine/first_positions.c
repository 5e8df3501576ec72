/*
 * first_positions.c - the baskets as rows to be read backwards, and where each item
 * occurs in them
 *
 * Positions would take twice the memory of the numbers of 16 bits that they point to.
 * So where they are many, the search goes over the items in batches, those of the
 * highest numbers first, and only the positions of one batch are there at a time.
 * Another look at all numbers costs little: a vector of them is seen at once not to be
 * wanted.
 */
#include "mine/first_making.h"

#include <string.h>

/* Positions of this many occurrences are found all at once, others in batches. */
enum { MOST_AT_ONCE = 1 << 20, BATCHES = 4 };

static size_t lengths_of(const struct first_rows *rows)
{
    return rows->kind == FIRST_OCCURRENCES_16 ? (size_t)FIRST_LENGTHS_16
                                              : (size_t)FIRST_LENGTHS_32;
}

/* Stores in numbers_end how many numbers and marks the range has at most. */
static cobuy_status measure_range(void *shared, size_t r, uint32_t worker,
                                  cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct first_rows *rows = shared;
    const struct first_occurrences *first = &rows->making.from;
    struct first_range *range = &rows->making.ranges[r];
    const uint64_t *offsets = first->baskets->offsets;
    size_t n = range->end - range->begin;
    for (uint64_t i = offsets[range->begin]; i < offsets[range->end]; i++)
        n += first->rank_of[first->baskets->items[i]] - first->n_perfect <
             first->n_items;
    range->numbers_end = n;
    return COBUY_OK;
}

static cobuy_status write_range(void *shared, size_t r, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    (void)error;
    struct first_rows *rows = shared;
    (rows->kind == FIRST_OCCURRENCES_16
         ? first_occurrences_write_16
         : first_occurrences_write_32)(&rows->making.from, &rows->making.ranges[r]);
    return COBUY_OK;
}

static cobuy_status place_range(void *shared, size_t r, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    (void)error;
    struct first_rows *rows = shared;
    (rows->kind == FIRST_OCCURRENCES_16
         ? first_occurrences_place_16
         : first_occurrences_place_32)(&rows->making.from, &rows->making.ranges[r]);
    return COBUY_OK;
}

/* Gives each range its part of the numbers; false if there is no memory. */
static bool allocate_numbers(struct first_rows *rows)
{
    size_t n = 0;
    for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
        rows->making.ranges[r].numbers_begin = n;
        n += rows->making.ranges[r].numbers_end + FIRST_SLACK;
    }
    rows->making.from.numbers = first_allocate(
        &rows->arena, n,
        rows->kind == FIRST_OCCURRENCES_16 ? sizeof(uint16_t) : sizeof(uint32_t));
    return rows->making.from.numbers != NULL;
}

static bool allocate_scratch(struct first_rows *rows)
{
    size_t n_words = rows->n_items / 64 + 1;
    size_t n_places = rows->n_items * lengths_of(rows);
    for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
        struct first_range *range = &rows->making.ranges[r];
        range->places = arena_allocate(&rows->arena, n_places, sizeof *range->places);
        range->bitmap = arena_allocate(&rows->arena, n_words, sizeof *range->bitmap);
        if (!range->places || !range->bitmap) return false;
        memset(range->bitmap, 0, n_words * sizeof *range->bitmap);
    }
    return true;
}

/* Turns the counts of an item into places, from 'place' on; returns what follows. */
static uint32_t assign_places(const struct first_rows *rows, uint32_t item,
                              uint32_t place)
{
    size_t lengths = lengths_of(rows), at = item * lengths;
    rows->making.place_first[item] = place;
    for (size_t l = 0; l < lengths; l++, at++)
        for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
            uint32_t *of_range = &rows->making.ranges[r].places[at], n = *of_range;
            *of_range = place;
            place += n;
        }
    return rows->making.place_end[item] = place;
}

static first_step begin_placing;

/* The positions of the next items are found. */
static cobuy_status end_placing(struct first_rows *rows, struct crew_stage *stage,
                                cobuy_error *error)
{
    (void)error;
    const struct first_occurrences *from = &rows->making.from;
    return first_set_ready(rows, stage, from->low, from->high,
                           from->low > rows->least ? begin_placing : first_end);
}

/* Goes on with the items below, as far as there is room for their positions. */
static cobuy_status begin_placing(struct first_rows *rows, struct crew_stage *stage,
                                  cobuy_error *error)
{
    struct first_making *making = &rows->making;
    struct first_occurrences *from = &making->from;
    if (!from->positions) {
        from->positions = first_allocate(&rows->positions_arena, making->most_positions,
                                         sizeof *from->positions);
        if (!from->positions) return first_no_memory(error);
        rows->occurrences.positions = from->positions;
    }
    from->high = from->low;
    uint32_t place = 0;
    while (from->low > rows->least &&
           place + rows->counts[from->low - 1] <= making->most_positions)
        place = assign_places(rows, --from->low, place);
    return first_set_stage(rows, stage, place_range, end_placing);
}

static cobuy_status begin_writing(struct first_rows *rows, struct crew_stage *stage,
                                  cobuy_error *error)
{
    struct first_making *making = &rows->making;
    making->place_first = arena_allocate(&rows->arena, rows->n_items, sizeof(uint32_t));
    making->place_end = arena_allocate(&rows->arena, rows->n_items, sizeof(uint32_t));
    if (!making->place_first || !making->place_end || !allocate_scratch(rows) ||
        !allocate_numbers(rows))
        return first_no_memory(error);
    rows->occurrences.numbers = making->from.numbers;
    rows->occurrences.first = making->place_first;
    rows->occurrences.end = making->place_end;
    return first_set_stage(rows, stage, write_range, begin_placing);
}

/* Each range counts by item and length, which must not take much of the memory that the
 * positions take. */
static uint64_t most_ranges(const struct first_rows *rows, size_t total)
{
    return total / 2 / (rows->n_items * lengths_of(rows));
}

/* Numbers and marks of all rows, at most. */
static size_t most_numbers(const cobuy_baskets *baskets, const struct first_rows *rows)
{
    size_t frequent = 0, all = (size_t)baskets->offsets[baskets->count];
    for (uint32_t i = 0; i < rows->n_items; i++) frequent += rows->counts[i];
    return (frequent < all ? frequent : all) + (size_t)baskets->count;
}

cobuy_status first_positions_begin(struct first_rows *rows, struct crew_stage *stage,
                                   cobuy_error *error)
{
    const struct search *search = rows->search;
    struct first_making *making = &rows->making;
    size_t total = 0;
    arena_clear(&making->scratch);
    for (uint32_t i = rows->least; i < rows->end; i++) total += rows->counts[i];
    if (!first_choose_ranges(rows, most_ranges(rows, total)))
        return first_no_memory(error);
    making->from = (struct first_occurrences){.baskets = search->baskets,
                                              .rank_of = search->ranked.rank,
                                              .n_perfect = rows->n_perfect,
                                              .n_items = rows->n_items,
                                              .low = rows->end};
    making->most_positions = total > MOST_AT_ONCE ? total / BATCHES : total;
    if (making->most_positions < rows->counts[rows->least])
        making->most_positions = rows->counts[rows->least];
    if (making->n_ranges > 1)
        return first_set_stage(rows, stage, measure_range, begin_writing);
    making->ranges->numbers_end = most_numbers(search->baskets, rows);
    return begin_writing(rows, stage, error);
}
