/*
 * closed_part.c - conditional baskets of a search for closed itemsets that another
 * worker goes on with
 */
#include "mine/closed_part.h"

#include "mine/packing.h"

/* Fewer rows times items, in words of their representation, are gone on with at once.
 */
enum { FEWEST_WORDS = 512, FEWEST_BITMAP_WORDS = 256, FEWEST_NUMBERS = 2048 };

/* Packs the pieces and the prefix, which is the last of them, and hands them over. */
static bool hand_over(struct growth *growth, struct closed_part *part,
                      struct packed_piece *pieces, size_t n_pieces)
{
    part->n_prefix = growth->stem.n_prefix;
    pieces[n_pieces - 1] = (struct packed_piece){
        growth->prefix, part->n_prefix * sizeof *growth->prefix, &part->prefix};
    struct crew_part *block = packing_make(&growth->search->context->memory,
                                           &part->part, sizeof *part, pieces, n_pieces);
    if (!block) return false;
    crew_hand_over(growth->crew, growth->worker, block);
    return true;
}

bool closed_hand_over_words(struct growth *growth, const struct closed_words *words)
{
    if ((uint64_t)words->n_rows * words->n_items < FEWEST_WORDS ||
        !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct closed_part part = {.kind = CLOSED_PART_WORDS, .words = *words};
    struct closed_words *to = &part.words;
    size_t n_rows = words->n_rows, n_items = words->n_items;
    struct packed_piece pieces[] = {
        {words->rows, n_rows * sizeof *words->rows, &to->rows},
        {words->weights, n_rows * sizeof *words->weights, &to->weights},
        {words->items, n_items * sizeof *words->items, &to->items},
        {words->counts, n_items * sizeof *words->counts, &to->counts},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}

bool closed_hand_over_bitmaps(struct growth *growth,
                              const struct closed_bitmaps *bitmaps)
{
    size_t n_items = bitmaps->n_items, n_words = n_items * bitmaps->stride;
    if (n_words < FEWEST_BITMAP_WORDS ||
        !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct closed_part part = {.kind = CLOSED_PART_BITMAPS, .bitmaps = *bitmaps};
    struct closed_bitmaps *to = &part.bitmaps;
    struct packed_piece pieces[] = {
        {bitmaps->words, n_words * sizeof *bitmaps->words, &to->words},
        {bitmaps->items, n_items * sizeof *bitmaps->items, &to->items},
        {bitmaps->counts, n_items * sizeof *bitmaps->counts, &to->counts},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}

bool closed_hand_over_rows(struct growth *growth, const struct closed_rows *rows,
                           size_t n_numbers, size_t number_bytes)
{
    if (n_numbers < FEWEST_NUMBERS || !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct closed_part part = {.kind = number_bytes == sizeof(uint16_t)
                                           ? CLOSED_PART_ROWS_16
                                           : CLOSED_PART_ROWS_32,
                               .rows = *rows};
    struct closed_rows *to = &part.rows;
    size_t n_items = rows->n_items, n_open = rows->n_open;
    size_t n_positions = rows->end[n_open - 1];
    struct packed_piece pieces[] = {
        {rows->numbers, n_numbers * number_bytes, &to->numbers},
        {rows->positions, n_positions * sizeof *rows->positions, &to->positions},
        {rows->first, n_open * sizeof *rows->first, &to->first},
        {rows->end, n_open * sizeof *rows->end, &to->end},
        {rows->items, n_items * sizeof *rows->items, &to->items},
        {rows->counts, n_items * sizeof *rows->counts, &to->counts},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}
