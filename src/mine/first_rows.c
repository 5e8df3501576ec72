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
 *     words   a range's rows, merged  -  join, merge once more
 *     rows    measure a range  -  allocate  -  write its rows  -  assign places  -
 *             put positions there
 *     tree    view a range  -  the stages of fptree.c
 *
 * Few baskets are one range.  The search finds the same for any number of ranges.
 *
 * Positions would take twice the memory of the numbers of 16 bits that they point to.
 * So where they are many, the search goes over the items in batches, those of the
 * highest numbers first, and only the positions of one batch are there at a time.
 * Another look at all numbers costs little: a vector of them is seen at once not to be
 * wanted.
 */
#include "mine/first_rows.h"

#include "base/pages.h"

#include <string.h>

/* Room in large pages where it is worth it: rows are read from all over them. */
static void *allocate_large(struct arena *arena, size_t count, size_t size)
{
    void *block = arena_allocate(arena, count, size);
    if (block) pages_prefer_large(block, count * size);
    return block;
}

/* Items of the baskets that are worth another range. */
enum { FEWEST_IN_RANGE = 64 * 1024 };

/* Positions and numbers are told apart by 32 bits, with some to spare for slack. */
#define MOST_NUMBERS (UINT32_MAX - (1u << 20))

/* Positions of this many occurrences are found all at once, others in batches. */
enum { MOST_AT_ONCE = 1 << 20, BATCHES = 4 };

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets as FP-growth needs them");
}

static bool choose_items(struct first_rows *out)
{
    const struct ranked *ranked = &out->search->ranked;
    while (out->n_perfect < ranked->n_items &&
           ranked->count[out->n_perfect] == ranked->n_baskets)
        out->n_perfect++;
    out->n_items = ranked->n_items - out->n_perfect;
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

/* As many ranges as there are workers, of about as many items each; but no small ones,
 * and 'most' at most. */
static bool choose_ranges(struct first_rows *rows, uint64_t most)
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

/* The next tasks are one for each range, and 'next' is what follows. */
static cobuy_status set_stage(struct first_rows *rows, struct crew_stage *stage,
                              worker_task *task, first_step *next)
{
    *stage =
        (struct crew_stage){.task = task, .shared = rows, .end = rows->making.n_ranges};
    rows->making.next = next;
    return COBUY_OK;
}

/* All items are ready, or none are left. */
static cobuy_status set_ready(struct first_rows *rows, struct crew_stage *stage,
                              uint32_t high)
{
    *stage = (struct crew_stage){.end = 0};
    arena_clear(&rows->making.scratch);
    rows->low = 0;
    rows->high = high;
    return COBUY_OK;
}

static cobuy_status end_making(struct first_rows *rows, struct crew_stage *stage,
                               cobuy_error *error)
{
    (void)error;
    return set_ready(rows, stage, 0);
}

/* -------------------------------------------------------------------------- words */

enum { NO_BIT = 64 };

/* The items by name, the last one first, and the number of the bit of each item's id.
 */
static bool choose_bits(struct first_rows *out, uint8_t *bit_of)
{
    const struct ranked *ranked = &out->search->ranked;
    struct arena *arena = &out->arena;
    uint32_t n = out->n_items;
    uint32_t *by_name = arena_allocate(arena, ranked->n_items, sizeof *by_name);
    uint32_t *items = arena_allocate(arena, n, sizeof *items);
    uint32_t *counts = arena_allocate(arena, n, sizeof *counts);
    if (!by_name || !items || !counts) return false;
    for (uint32_t rank = 0; rank < ranked->n_items; rank++)
        by_name[ranked->name_place[rank]] = rank;
    memset(bit_of, NO_BIT, ranked->n_all);
    uint8_t bit = 0;
    for (uint32_t place = ranked->n_items; place-- > 0;) {
        uint32_t rank = by_name[place];
        if (rank < out->n_perfect) continue;
        bit_of[ranked->item[rank]] = bit;
        items[bit] = rank;
        counts[bit++] = (uint32_t)ranked->count[rank];
    }
    out->words.n_items = n;
    out->words.items = items;
    out->words.counts = counts;
    return true;
}

static cobuy_status word_range(void *shared, size_t r, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    const struct first_rows *rows = shared;
    const cobuy_baskets *baskets = rows->search->baskets;
    const struct first_range *range = &rows->making.ranges[r];
    const uint8_t *bit_of = rows->making.bit_of;
    struct words *words = &rows->making.parts[r];
    uint32_t n = 0;
    for (uint64_t b = range->begin; b < range->end; b++) {
        uint64_t row = 0;
        for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
            uint8_t bit = bit_of[baskets->items[i]];
            row |= (uint64_t)(bit < NO_BIT) << bit % 64;
        }
        words->rows[n] = row;
        words->weights[n] = 1;
        n += row != 0;
    }
    words->n_rows = n;
    struct arena scratch;
    arena_init(&scratch, rows->arena.memory);
    bool merged = words_merge(words, &scratch);
    arena_clear(&scratch);
    return merged ? COBUY_OK : no_memory(error);
}

/* Puts the words of all ranges side by side, and merges them once more. */
static cobuy_status join_words(struct first_rows *rows, struct crew_stage *stage,
                               cobuy_error *error)
{
    struct words *words = &rows->words;
    for (uint32_t r = 0; r < rows->making.n_ranges; r++) {
        const struct words *part = &rows->making.parts[r];
        memmove(words->rows + words->n_rows, part->rows,
                part->n_rows * sizeof *part->rows);
        memmove(words->weights + words->n_rows, part->weights,
                part->n_rows * sizeof *part->weights);
        words->n_rows += part->n_rows;
    }
    if (rows->making.n_ranges > 1 && !words_merge(words, &rows->making.scratch))
        return no_memory(error);
    rows->making.next = end_making;
    return set_ready(rows, stage, rows->n_items);
}

static cobuy_status begin_words(struct first_rows *rows, struct crew_stage *stage,
                                cobuy_error *error)
{
    struct first_making *making = &rows->making;
    struct words *words = &rows->words;
    size_t n_baskets = rows->search->baskets->count;
    if (!choose_ranges(rows, UINT32_MAX)) return no_memory(error);
    words->count = (uint32_t)n_baskets;
    words->rows = allocate_large(&rows->arena, n_baskets, sizeof *words->rows);
    words->weights = allocate_large(&rows->arena, n_baskets, sizeof *words->weights);
    making->bit_of = arena_allocate(&making->scratch, rows->search->ranked.n_all, 1);
    making->parts =
        arena_allocate(&making->scratch, making->n_ranges, sizeof *making->parts);
    if (!words->rows || !words->weights || !making->bit_of || !making->parts ||
        !choose_bits(rows, making->bit_of))
        return no_memory(error);
    for (uint32_t r = 0; r < making->n_ranges; r++) {
        uint64_t begin = making->ranges[r].begin;
        making->parts[r] = (struct words){.rows = words->rows + begin,
                                          .weights = words->weights + begin};
    }
    return set_stage(rows, stage, word_range, join_words);
}

/* -------------------------------------------------------------------- occurrences */

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
    rows->making.from.numbers = allocate_large(
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
    *stage = (struct crew_stage){.end = 0};
    rows->low = rows->making.from.low;
    rows->high = rows->making.from.high;
    rows->making.next = rows->low > 0 ? begin_placing : end_making;
    return COBUY_OK;
}

/* Goes on with the items below, as far as there is room for their positions. */
static cobuy_status begin_placing(struct first_rows *rows, struct crew_stage *stage,
                                  cobuy_error *error)
{
    struct first_making *making = &rows->making;
    struct first_occurrences *from = &making->from;
    if (!from->positions) {
        from->positions = allocate_large(&rows->positions_arena, making->most_positions,
                                         sizeof *from->positions);
        if (!from->positions) return no_memory(error);
        rows->occurrences.positions = from->positions;
    }
    from->high = from->low;
    uint32_t place = 0;
    while (from->low > 0 &&
           place + rows->counts[from->low - 1] <= making->most_positions)
        place = assign_places(rows, --from->low, place);
    return set_stage(rows, stage, place_range, end_placing);
}

static cobuy_status begin_writing(struct first_rows *rows, struct crew_stage *stage,
                                  cobuy_error *error)
{
    struct first_making *making = &rows->making;
    making->place_first = arena_allocate(&rows->arena, rows->n_items, sizeof(uint32_t));
    making->place_end = arena_allocate(&rows->arena, rows->n_items, sizeof(uint32_t));
    if (!making->place_first || !making->place_end || !allocate_scratch(rows) ||
        !allocate_numbers(rows))
        return no_memory(error);
    rows->occurrences.numbers = making->from.numbers;
    rows->occurrences.first = making->place_first;
    rows->occurrences.end = making->place_end;
    return set_stage(rows, stage, write_range, begin_placing);
}

/* Each range counts by item and length, which must not take much of the memory that the
 * positions take. */
static uint64_t most_ranges(const struct first_rows *rows, size_t total)
{
    return total / 2 / (rows->n_items * lengths_of(rows));
}

static cobuy_status begin_occurrences(struct first_rows *rows, struct crew_stage *stage,
                                      cobuy_error *error)
{
    const struct search *search = rows->search;
    struct first_making *making = &rows->making;
    size_t total = 0;
    arena_clear(&making->scratch);
    for (uint32_t i = 0; i < rows->n_items; i++) total += rows->counts[i];
    if (!choose_ranges(rows, most_ranges(rows, total))) return no_memory(error);
    making->from = (struct first_occurrences){.baskets = search->baskets,
                                              .rank_of = search->ranked.rank,
                                              .n_perfect = rows->n_perfect,
                                              .n_items = rows->n_items,
                                              .low = rows->n_items};
    making->most_positions = total > MOST_AT_ONCE ? total / BATCHES : total;
    if (making->most_positions < rows->counts[0])
        making->most_positions = rows->counts[0];
    if (making->n_ranges > 1)
        return set_stage(rows, stage, measure_range, begin_writing);
    making->ranges->numbers_end = total + search->baskets->count;
    return begin_writing(rows, stage, error);
}

/* --------------------------------------------------------------------------- tree */

/* Rows that a tree is made of: every 'step'-th basket. */
struct view {
    const struct first_rows *rows;
    uint64_t step;
    struct row *at; /* of basket b: at b / step */
};

/* The numbers of a basket, ascending; returns how many there are. */
static inline uint32_t read_basket(uint32_t *to, const struct first_rows *rows,
                                   uint64_t basket)
{
    const cobuy_baskets *baskets = rows->search->baskets;
    const uint32_t *rank_of = rows->search->ranked.rank;
    uint64_t end = baskets->offsets[basket + 1];
    uint32_t n = 0;
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        to[n] = rank_of[baskets->items[i]] - rows->n_perfect;
        n += to[n] < rows->n_items;
    }
    sort_integers(to, n);
    return n;
}

/* Views of the baskets from 'begin' to 'end', whose items begin at 'to'. */
static void view_baskets(const struct view *view, uint64_t begin, uint64_t end,
                         uint32_t *to)
{
    for (uint64_t b = begin; b < end; b += view->step) {
        uint32_t n = read_basket(to, view->rows, b);
        view->at[b / view->step] = (struct row){to, n, 1};
        to += n;
    }
}

static cobuy_status view_range(void *shared, size_t r, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct first_rows *rows = shared;
    const struct first_range *range = &rows->making.ranges[r];
    const struct view view = {rows, 1, rows->making.views};
    view_baskets(&view, range->begin, range->end,
                 rows->making.view_items +
                     rows->search->baskets->offsets[range->begin]);
    return COBUY_OK;
}

static cobuy_status go_on_with_tree(struct first_rows *rows, struct crew_stage *stage,
                                    cobuy_error *error)
{
    cobuy_status status = fptree_next(&rows->making.tree, stage, error);
    if (status != COBUY_OK || stage->end > 0) return status;
    fptree_get(&rows->occurrences, &rows->making.tree);
    rows->making.next = end_making;
    return set_ready(rows, stage, rows->n_items);
}

static cobuy_status begin_tree(struct first_rows *rows, struct crew_stage *stage,
                               const struct view *sample, size_t n_sample)
{
    struct first_making *making = &rows->making;
    const cobuy_baskets *baskets = rows->search->baskets;
    size_t n_items = baskets->offsets[baskets->count];
    making->views =
        arena_allocate(&making->scratch, baskets->count, sizeof *making->views);
    making->view_items =
        arena_allocate(&making->scratch, n_items + 1, sizeof *making->view_items);
    if (!making->views || !making->view_items || !choose_ranges(rows, UINT32_MAX))
        return COBUY_OUT_OF_MEMORY;
    making->tree = (struct fptree){.of = {.rows = making->views,
                                          .n_rows = baskets->count,
                                          .sample = sample->at,
                                          .n_sample = n_sample,
                                          .n_parts = making->n_ranges},
                                   .n_items = rows->n_items,
                                   .narrow = rows->kind == FIRST_OCCURRENCES_16,
                                   .arena = &rows->arena,
                                   .scratch = &making->scratch};
    fptree_begin(&making->tree);
    return set_stage(rows, stage, view_range, go_on_with_tree);
}

/* Makes a tree if some thousand baskets from all over the log say that it pays. */
static cobuy_status begin_rows(struct first_rows *rows, struct crew_stage *stage,
                               cobuy_error *error)
{
    enum { SAMPLE = 1024 };
    struct arena *scratch = &rows->making.scratch;
    const cobuy_baskets *baskets = rows->search->baskets;
    struct view view = {.rows = rows, .step = baskets->count / SAMPLE + 1};
    size_t n = 0, n_items = 0;
    for (uint64_t b = 0; b < baskets->count; b += view.step, n++)
        n_items += baskets->offsets[b + 1] - baskets->offsets[b];
    view.at = arena_allocate(scratch, n, sizeof *view.at);
    uint32_t *items = arena_allocate(scratch, n_items + 1, sizeof *items);
    if (!view.at || !items) return no_memory(error);
    view_baskets(&view, 0, baskets->count, items);
    if (!fptree_pays(view.at, n)) return begin_occurrences(rows, stage, error);
    cobuy_status status = begin_tree(rows, stage, &view, n);
    return status == COBUY_OK ? status : no_memory(error);
}

/* ---------------------------------------------------------------------------- all */

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
        rows->making.next = end_making;
    } else if (rows->n_items <= 64) {
        rows->kind = FIRST_WORDS;
        rows->making.next = begin_words;
    } else {
        rows->kind = rows->n_items <= OCCURRENCES_MOST_NARROW ? FIRST_OCCURRENCES_16
                                                              : FIRST_OCCURRENCES_32;
        rows->making.next = begin_rows;
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
    if (!choose_items(out)) return no_memory(error);
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
