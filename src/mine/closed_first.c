/*
 * closed_first.c - the baskets as searches for closed itemsets and generators begin
 *
 * In words if there are at most 64 items, and it is closed itemsets that are looked
 * for; otherwise in bitmaps where these take less time, and else in rows, whose numbers
 * have 16 bits if these will do.
 */
#include "mine/closed_first.h"

#include "mine/number_sort.h"

#include <string.h>

/* What is made, and from what. */
struct making {
    struct closed_first *out;
    const struct search *search;
    struct arena *arena;
    uint32_t *basket; /* scratch: a basket's numbers */
    uint64_t total;   /* of the counts */
    cobuy_error *error;
};

static cobuy_status no_memory(const struct making *making)
{
    return status_no_memory(making->error, "the baskets as the search needs them");
}

/* Looks at the context once in some thousand baskets. */
static inline cobuy_status poll(const struct making *making, uint64_t basket)
{
    enum { BASKETS_BETWEEN = 4096 };
    if (basket % BASKETS_BETWEEN != 0) return COBUY_OK;
    if (basket > 0)
        baskets_let_go(making->search->baskets, basket - BASKETS_BETWEEN, basket);
    return context_check(making->search->context, making->error);
}

static cobuy_status choose_items(struct making *making)
{
    struct closed_first *out = making->out;
    const struct ranked *ranked = &making->search->ranked;
    while (out->n_perfect < ranked->n_items &&
           ranked->count[out->n_perfect] == ranked->n_baskets)
        out->n_perfect++;
    out->n_items = ranked->n_items - out->n_perfect;
    out->ranks = arena_allocate(making->arena, out->n_items, sizeof *out->ranks);
    out->counts = arena_allocate(making->arena, out->n_items, sizeof *out->counts);
    if (!out->ranks || !out->counts) return no_memory(making);
    for (uint32_t i = 0; i < out->n_items; i++) {
        out->ranks[i] = out->n_perfect + i;
        out->counts[i] = (uint32_t)ranked->count[out->n_perfect + i];
        making->total += out->counts[i];
    }
    return COBUY_OK;
}

/* Fills making->basket, in any order; returns how many numbers there are. */
static inline uint32_t read_basket(const struct making *making, uint64_t basket)
{
    const cobuy_baskets *baskets = making->search->baskets;
    const uint32_t *rank_of = making->search->ranked.rank;
    uint32_t n_perfect = making->out->n_perfect, *to = making->basket, n = 0;
    uint64_t end = baskets->offsets[basket + 1];
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        uint32_t rank = rank_of[baskets->items[i]];
        to[n] = rank - n_perfect;
        n += rank != RANK_NONE && rank >= n_perfect;
    }
    return n;
}

/* ---------------------------------------------------------------- words and bitmaps */

static cobuy_status make_words(struct making *making)
{
    struct closed_words *words = &making->out->words;
    size_t n_baskets = making->search->baskets->count;
    *words = (struct closed_words){.n_items = making->out->n_items,
                                   .n_open = making->out->n_items,
                                   .items = making->out->ranks,
                                   .counts = making->out->counts,
                                   .count = (uint32_t)n_baskets};
    words->rows = arena_allocate(making->arena, n_baskets, sizeof *words->rows);
    words->weights = arena_allocate(making->arena, n_baskets, sizeof *words->weights);
    if (!words->rows || !words->weights) return no_memory(making);
    cobuy_status status = COBUY_OK;
    for (uint64_t b = 0; b < n_baskets; b++) {
        TRY(poll(making, b));
        uint32_t n = read_basket(making, b);
        uint64_t row = 0;
        for (uint32_t i = 0; i < n; i++) row |= 1ull << making->basket[i];
        words->rows[words->n_rows] = row;
        words->weights[words->n_rows] = 1;
        words->n_rows += n > 0;
    }
    if (!closed_words_merge(words, making->arena)) TRY(no_memory(making));
done:
    return status;
}

static cobuy_status make_bitmaps(struct making *making)
{
    struct closed_bitmaps *bitmaps = &making->out->bitmaps;
    uint32_t n_baskets = (uint32_t)making->search->baskets->count;
    *bitmaps = (struct closed_bitmaps){.n_items = making->out->n_items,
                                       .n_open = making->out->n_items,
                                       .items = making->out->ranks,
                                       .counts = making->out->counts};
    if (!closed_bitmaps_init(bitmaps, making->arena, n_baskets))
        return no_memory(making);
    cobuy_status status = COBUY_OK;
    for (uint32_t b = 0; b < n_baskets; b++) {
        TRY(poll(making, b));
        uint32_t n = read_basket(making, b);
        for (uint32_t i = 0; i < n; i++)
            closed_bitmaps_rows(bitmaps, making->basket[i])[b / 64] |= 1ull << b % 64;
    }
done:
    return status;
}

/* ----------------------------------------------------------------------------- rows */

/* The basket's numbers in ascending order; 'bitmap' is scratch of zeros. */
static inline void write_narrow(uint16_t *row, const uint32_t *basket, uint32_t n,
                                uint64_t *bitmap)
{
    enum { FEW = 16 };
    for (uint32_t i = 0; i < n; i++) row[i] = (uint16_t)basket[i];
    if (n <= FEW)
        number_sort_few(row, n);
    else
        number_sort_many(row, n, bitmap);
}

static cobuy_status fill_narrow(struct making *making, uint16_t *numbers,
                                uint32_t *positions, uint32_t *end)
{
    struct arena_mark mark = arena_get_mark(making->arena);
    size_t n_words = making->out->n_items / 64 + 1, at = 0;
    uint64_t *bitmap = arena_allocate(making->arena, n_words, sizeof *bitmap);
    if (!bitmap) return no_memory(making);
    memset(bitmap, 0, n_words * sizeof *bitmap);
    cobuy_status status = COBUY_OK;
    for (uint64_t b = 0; b < making->search->baskets->count; b++) {
        TRY(poll(making, b));
        uint32_t n = read_basket(making, b);
        if (n == 0) continue;
        numbers[at++] = UINT16_MAX;
        write_narrow(numbers + at, making->basket, n, bitmap);
        for (uint32_t i = 0; i < n; i++, at++)
            positions[end[numbers[at]]++] = (uint32_t)at;
    }
    numbers[at] = UINT16_MAX;
done:
    arena_release(making->arena, mark);
    return status;
}

static cobuy_status fill_wide(struct making *making, uint32_t *numbers,
                              uint32_t *positions, uint32_t *end)
{
    size_t at = 0;
    cobuy_status status = COBUY_OK;
    for (uint64_t b = 0; b < making->search->baskets->count; b++) {
        TRY(poll(making, b));
        uint32_t n = read_basket(making, b);
        if (n == 0) continue;
        numbers[at++] = UINT32_MAX;
        memcpy(numbers + at, making->basket, n * sizeof *numbers);
        sort_integers(numbers + at, n);
        for (uint32_t i = 0; i < n; i++, at++)
            positions[end[numbers[at]]++] = (uint32_t)at;
    }
    numbers[at] = UINT32_MAX;
done:
    return status;
}

static cobuy_status make_rows(struct making *making)
{
    struct closed_first *out = making->out;
    struct arena *arena = making->arena;
    bool narrow = out->kind == CLOSED_FIRST_ROWS_16;
    uint32_t n = out->n_items, place = 0;
    size_t n_numbers = making->total + making->search->baskets->count + 1;
    uint32_t *first = arena_allocate(arena, n, sizeof *first);
    uint32_t *end = arena_allocate(arena, n, sizeof *end);
    uint32_t *positions = arena_allocate(arena, making->total, sizeof *positions);
    void *numbers = arena_allocate(arena, n_numbers + NUMBER_SORT_SLACK,
                                   narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    if (!first || !end || !positions || !numbers) return no_memory(making);
    for (uint32_t i = 0; i < n; i++) {
        first[i] = end[i] = place;
        place += out->counts[i];
    }
    out->rows = (struct closed_rows){.numbers = numbers,
                                     .positions = positions,
                                     .first = first,
                                     .end = end,
                                     .n_items = n,
                                     .n_open = n,
                                     .items = out->ranks,
                                     .counts = out->counts};
    return narrow ? fill_narrow(making, numbers, positions, end)
                  : fill_wide(making, numbers, positions, end);
}

/* ------------------------------------------------------------------------- choosing */

/* Whether bitmaps take less time than rows, and not much more room (see bitmaps_pay()
 * in closed_rows.inc). */
static bool bitmaps_pay(const struct making *making)
{
    static const double WORD = 0.3, ROW = 10, ITEM = 1.5;
    static const double BYTES = sizeof(uint16_t) + sizeof(uint32_t);
    double n = making->out->n_items, total = (double)making->total;
    double rows = (double)making->search->baskets->count;
    double words = n * ((rows + 63) / 64);
    double reading = total * (ROW + ITEM * total / rows);
    return n * words * WORD < reading && words * sizeof(uint64_t) < 2 * BYTES * total;
}

static enum closed_first_kind choose_kind(const struct making *making)
{
    cobuy_target target = making->search->target;
    uint32_t n = making->out->n_items;
    if (target == COBUY_TARGET_CLOSED && n <= CLOSED_WORDS_MOST_ITEMS)
        return CLOSED_FIRST_WORDS;
    if (bitmaps_pay(making)) return CLOSED_FIRST_BITMAPS;
    return target != COBUY_TARGET_GENERATORS && n <= CLOSED_ROWS_MOST_NARROW
               ? CLOSED_FIRST_ROWS_16
               : CLOSED_FIRST_ROWS_32;
}

static cobuy_status make(struct making *making)
{
    uint64_t longest = making->search->baskets->longest;
    making->basket = arena_allocate(making->arena, longest + 1, sizeof *making->basket);
    if (!making->basket) return no_memory(making);
    cobuy_status status = choose_items(making);
    if (status != COBUY_OK || making->out->n_items == 0) return status;
    making->out->kind = choose_kind(making);
    switch (making->out->kind) {
    case CLOSED_FIRST_WORDS: return make_words(making);
    case CLOSED_FIRST_BITMAPS: return make_bitmaps(making);
    default: return make_rows(making);
    }
}

static cobuy_status check_sizes(const cobuy_baskets *baskets, cobuy_error *error)
{
    if (baskets->count <= UINT32_MAX / 2 &&
        baskets->count + baskets->offsets[baskets->count] < UINT32_MAX)
        return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW,
                       "more than 4,294,967,294 items in the baskets, which a search "
                       "for closed or maximal itemsets or generators cannot hold");
}

cobuy_status closed_first_make(struct closed_first *out, const struct search *search,
                               struct arena *arena, cobuy_error *error)
{
    *out = (struct closed_first){.n_items = 0};
    cobuy_status status = check_sizes(search->baskets, error);
    if (status != COBUY_OK) return status;
    struct making making = {
        .out = out, .search = search, .arena = arena, .error = error};
    return make(&making);
}
