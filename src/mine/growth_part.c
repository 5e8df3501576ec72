/*
 * growth_part.c - conditional baskets that another worker goes on with
 */
#include "mine/growth_part.h"

#include "mine/packing.h"

/* Fewer rows times items, in words of their representation, are gone on with at once.
 */
enum { FEWEST_WORDS = 512, FEWEST_BITMAP_WORDS = 256, FEWEST_NUMBERS = 2048 };

/* Packs the pieces and the stem, which are the last two of them, and hands them over.
 */
static bool hand_over(struct growth *growth, struct growth_part *part,
                      struct packed_piece *pieces, size_t n_pieces)
{
    const struct stem *stem = &growth->stem;
    part->stem = *stem;
    pieces[n_pieces - 2] = (struct packed_piece){
        stem->prefix, stem->n_prefix * sizeof *stem->prefix, &part->stem.prefix};
    pieces[n_pieces - 1] = (struct packed_piece){
        stem->perfect, stem->n_perfect * sizeof *stem->perfect, &part->stem.perfect};
    struct crew_part *block = packing_make(&growth->search->context->memory,
                                           &part->part, sizeof *part, pieces, n_pieces);
    if (!block) return false;
    crew_hand_over(growth->crew, growth->worker, block);
    return true;
}

bool growth_hand_over_words(struct growth *growth, const struct words *words)
{
    if ((uint64_t)words->n_rows * words->n_items < FEWEST_WORDS ||
        !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct growth_part part = {.kind = PART_WORDS, .words = *words};
    struct words *to = &part.words;
    size_t n_rows = words->n_rows, n_items = words->n_items;
    struct packed_piece pieces[] = {
        {words->rows, n_rows * sizeof *words->rows, &to->rows},
        {words->weights, n_rows * sizeof *words->weights, &to->weights},
        {words->items, n_items * sizeof *words->items, &to->items},
        {words->counts, n_items * sizeof *words->counts, &to->counts},
        {0},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}

bool growth_hand_over_bitmaps(struct growth *growth, const struct bitmaps *bitmaps)
{
    size_t n_items = bitmaps->n_items, n_words = n_items * bitmaps->stride;
    if (n_words < FEWEST_BITMAP_WORDS ||
        !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct growth_part part = {.kind = PART_BITMAPS, .bitmaps = *bitmaps};
    struct bitmaps *to = &part.bitmaps;
    struct packed_piece pieces[] = {
        {bitmaps->words, n_words * sizeof *bitmaps->words, &to->words},
        {bitmaps->items, n_items * sizeof *bitmaps->items, &to->items},
        {bitmaps->counts, n_items * sizeof *bitmaps->counts, &to->counts},
        {0},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}

bool growth_hand_over_occurrences(struct growth *growth,
                                  const struct occurrences *occurrences,
                                  size_t n_numbers, size_t number_bytes)
{
    if (n_numbers < FEWEST_NUMBERS || !crew_wants_parts(growth->crew, growth->worker))
        return false;
    struct growth_part part = {.kind = number_bytes == sizeof(uint16_t)
                                           ? PART_OCCURRENCES_16
                                           : PART_OCCURRENCES_32,
                               .occurrences = *occurrences};
    const struct occurrences *of = occurrences;
    struct occurrences *to = &part.occurrences;
    size_t n_items = of->n_items, n_positions = of->end[n_items - 1];
    struct packed_piece pieces[] = {
        {of->numbers, n_numbers * number_bytes, &to->numbers},
        {of->positions, n_positions * sizeof *of->positions, &to->positions},
        {of->weights, of->weights ? n_positions * sizeof *of->weights : 0,
         &to->weights},
        {of->first, n_items * sizeof *of->first, &to->first},
        {of->end, n_items * sizeof *of->end, &to->end},
        {of->items, n_items * sizeof *of->items, &to->items},
        {of->counts, n_items * sizeof *of->counts, &to->counts},
        {0},
        {0},
    };
    return hand_over(growth, &part, pieces, sizeof pieces / sizeof *pieces);
}
