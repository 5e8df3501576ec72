/*
 * ranked_rows.c - baskets in ranks, to be read backwards from any item in them
 *
 * The baskets are read twice.  First their ranks are put in order and written, and it
 * is counted how many positions there are of each rank behind one number, two, three
 * and so on.  Then the positions are written to where these counts say.
 *
 * Most baskets are short.  The place of a rank in its row is the number of ranks in it
 * that are smaller, and to count those takes a few vector operations and no branch:
 * less than any sorting.  The ranks of long ones are marked in a bitmap of all ranks,
 * out of which they come in order.
 */
#include "basket/ranked_rows.h"

#include "base/pages.h"
#include "base/sort.h"

#include <string.h>

/* Ranks minus 2^31: processors compare vectors of signed numbers. */
#define TO_SIGNED(rank) ((int32_t)((rank) ^ UINT32_C(0x80000000)))
#define TO_RANK(number) ((uint32_t)(number) ^ UINT32_C(0x80000000))

enum {
    LANES = 8,        /* ranks that are compared at once */
    SHORT_ROW = 64,   /* up to here places are counted */
    WORDS_A_RANK = 8, /* up to so many words of marks it is cheaper to mark than sort */
};

/* Where rows go to, and scratch for one. */
struct row_writer {
    struct ranked_rows *rows;
    uint32_t n_lengths; /* that positions go by; all above are one */
    uint32_t *slots;    /* of rank r and l + 1 numbers before it: r * n_lengths + l */
    int32_t *row;       /* the signed ranks of a row */
    uint32_t *place;    /* of these in the row */
    uint64_t *marks;    /* a bit for each rank; zero between rows */
    size_t n_row, n_marks; /* elements that were allocated */
    size_t to;             /* in the numbers */
};

/* Reads the ranks of a basket, in the order of its items. */
static uint32_t read_ranks(int32_t *row, const uint32_t *items, uint64_t n,
                           const uint32_t *rank_of, uint32_t least_rank)
{
    uint32_t length = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint32_t rank = rank_of[items[i]];
        row[length] = TO_SIGNED(rank);
        length += rank - least_rank < RANK_NONE - least_rank;
    }
    return length;
}

/* Counts for LANES of a row's ranks the smaller ones. */
static inline void count_smaller(uint32_t *place, const int32_t *row,
                                 const int32_t *all, uint32_t length)
{
    uint32_t smaller[LANES] = {0};
    int32_t lanes[LANES];
    memcpy(lanes, row, sizeof lanes);
    for (uint32_t i = 0; i < length; i++)
        for (uint32_t j = 0; j < LANES; j++) smaller[j] += lanes[j] > all[i];
    memcpy(place, smaller, sizeof smaller);
}

/* Sorts a long row, by marks if its ranks are close to each other. */
static void sort_long(struct row_writer *writer, uint32_t length)
{
    uint32_t *ranks = (uint32_t *)writer->row;
    size_t low = SIZE_MAX, high = 0;
    for (uint32_t i = 0; i < length; i++) {
        ranks[i] = TO_RANK(ranks[i]);
        if (ranks[i] / 64 < low) low = ranks[i] / 64;
        if (ranks[i] / 64 > high) high = ranks[i] / 64;
    }
    if (high - low > (size_t)length * WORDS_A_RANK) {
        sort_integers(ranks, length);
    } else {
        uint32_t n = 0;
        for (uint32_t i = 0; i < length; i++)
            writer->marks[ranks[i] / 64] |= UINT64_C(1) << ranks[i] % 64;
        for (size_t word = low; word <= high; word++) {
            for (uint64_t left = writer->marks[word]; left; left &= left - 1)
                ranks[n++] = (uint32_t)(64 * word) + (uint32_t)__builtin_ctzll(left);
            writer->marks[word] = 0;
        }
    }
    for (uint32_t i = 0; i < length; i++) {
        writer->row[i] = TO_SIGNED(ranks[i]);
        writer->place[i] = i;
    }
}

static void find_places(struct row_writer *writer, uint32_t length)
{
    if (length > SHORT_ROW)
        sort_long(writer, length);
    else
        for (uint32_t i = 0; i < length; i += LANES)
            count_smaller(writer->place + i, writer->row + i, writer->row, length);
}

static inline uint32_t *slot_of(const struct row_writer *writer, uint32_t rank,
                                uint32_t before)
{
    uint32_t length = before < writer->n_lengths ? before : writer->n_lengths;
    return writer->slots + (size_t)rank * writer->n_lengths + length - 1;
}

/* Writes a row, and counts its positions in their slots. */
static inline void write_row(struct row_writer *writer, uint32_t length,
                             const bool narrow)
{
    uint16_t *numbers16 = writer->rows->numbers;
    uint32_t *numbers32 = writer->rows->numbers;
    size_t to = writer->to;
    if (narrow)
        numbers16[to++] = UINT16_MAX;
    else
        numbers32[to++] = UINT32_MAX;
    for (uint32_t i = 0; i < length; i++) {
        uint32_t rank = TO_RANK(writer->row[i]), place = writer->place[i];
        if (narrow)
            numbers16[to + place] = (uint16_t)rank;
        else
            numbers32[to + place] = rank;
        if (place > 0) ++*slot_of(writer, rank, place);
    }
    writer->to = to + length;
}

/* Makes each slot the place where its first position goes; returns how many there
 * are. */
static size_t lay_out_slots(struct row_writer *writer)
{
    struct ranked_rows *rows = writer->rows;
    uint32_t place = 0;
    for (uint32_t rank = 0; rank < rows->n_items; rank++) {
        rows->first[rank] = place;
        for (uint32_t l = 0; l < writer->n_lengths; l++) {
            uint32_t *slot = &writer->slots[(size_t)rank * writer->n_lengths + l];
            uint32_t count = *slot;
            *slot = place;
            place += count;
        }
        rows->end[rank] = place;
    }
    return place;
}

/* Writes the positions of whole rows from 'at' on, 'most' numbers or a row more;
 * returns where the next row begins. */
static inline size_t write_positions(const struct row_writer *writer, size_t at,
                                     size_t most, const bool narrow)
{
    const uint16_t *numbers16 = writer->rows->numbers;
    const uint32_t *numbers32 = writer->rows->numbers;
    uint32_t *positions = writer->rows->positions;
    uint32_t before = 0;
    for (size_t end = at + most; at < writer->to; at++) {
        uint32_t rank = narrow ? numbers16[at] : numbers32[at];
        if (rank == (narrow ? UINT16_MAX : UINT32_MAX)) {
            if (at >= end) break;
            before = 0;
            at++; /* nothing stands before the first */
            continue;
        }
        positions[(*slot_of(writer, rank, ++before))++] = (uint32_t)at;
    }
    return at;
}

static void write_basket(struct row_writer *writer, const struct ranked_source *source,
                         uint64_t basket)
{
    const cobuy_baskets *baskets = source->baskets;
    uint64_t start = baskets->offsets[basket];
    uint32_t length = read_ranks(writer->row, baskets->items + start,
                                 baskets->offsets[basket + 1] - start,
                                 source->ranked->rank, source->least_rank);
    if (length < 2) return;
    find_places(writer, length);
    if (writer->rows->narrow)
        write_row(writer, length, true);
    else
        write_row(writer, length, false);
}

enum { LOOK_AT_CONTEXT = 1 << 14 }; /* baskets, or numbers, between two looks */

static cobuy_status write_rows(struct row_writer *writer, const cobuy_context *context,
                               const struct ranked_source *source, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint64_t b = source->begin; status == COBUY_OK && b < source->end; b++) {
        if (b % LOOK_AT_CONTEXT == 0) status = context_check(context, error);
        write_basket(writer, source, b);
    }
    return status;
}

static cobuy_status write_all_positions(const struct row_writer *writer,
                                        const cobuy_context *context,
                                        cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t at = 0; status == COBUY_OK && at < writer->to;) {
        at = writer->rows->narrow ? write_positions(writer, at, LOOK_AT_CONTEXT, true)
                                  : write_positions(writer, at, LOOK_AT_CONTEXT, false);
        status = context_check(context, error);
    }
    return status;
}

static size_t longest_basket(const struct ranked_source *source)
{
    const uint64_t *offsets = source->baskets->offsets;
    uint64_t longest = 0;
    for (uint64_t b = source->begin; b < source->end; b++)
        if (offsets[b + 1] - offsets[b] > longest)
            longest = offsets[b + 1] - offsets[b];
    return (size_t)longest;
}

/* Items of the source that have a rank, or somewhat more. */
static size_t count_items(const struct ranked_source *source)
{
    const struct ranked *ranked = source->ranked;
    const uint64_t *offsets = source->baskets->offsets;
    uint64_t all = offsets[source->end] - offsets[source->begin], of_ranks = 0;
    for (uint32_t rank = source->least_rank; rank < ranked->n_items; rank++)
        of_ranks += ranked->count[rank];
    return (size_t)(of_ranks < all ? of_ranks : all);
}

static bool allocate_numbers(struct ranked_rows *rows,
                             const struct ranked_source *source)
{
    struct memory *memory = rows->memory;
    uint32_t n = source->ranked->n_items;
    rows->narrow = n <= UINT16_MAX;
    rows->n_items = n;
    rows->n_numbers = count_items(source) + (size_t)(source->end - source->begin);
    size_t size = rows->narrow ? sizeof(uint16_t) : sizeof(uint32_t);
    rows->first = memory_allocate(memory, n, sizeof *rows->first);
    rows->end = memory_allocate(memory, n, sizeof *rows->end);
    rows->numbers = memory_allocate(memory, rows->n_numbers, size);
    if (!rows->first || !rows->end || !rows->numbers) return false;
    pages_prefer_large(rows->numbers, rows->n_numbers * size);
    return true;
}

static bool allocate_positions(struct ranked_rows *rows, size_t n)
{
    rows->positions = memory_allocate(rows->memory, n, sizeof *rows->positions);
    if (!rows->positions) return false;
    rows->n_positions = n;
    pages_prefer_large(rows->positions, n * sizeof *rows->positions);
    return true;
}

static size_t n_slots(const struct row_writer *writer)
{
    return writer->rows->n_items * writer->n_lengths;
}

static bool allocate_writer(struct row_writer *writer, struct memory *memory,
                            size_t longest)
{
    enum { NARROW_LENGTHS = 16 }; /* the slots of many items would take too much */
    writer->n_lengths = writer->rows->narrow ? NARROW_LENGTHS : 1;
    writer->n_row = longest + LANES; /* whole vectors are read and written */
    writer->n_marks = writer->rows->n_items / 64 + 1;
    writer->row = memory_allocate_zeroed(memory, writer->n_row, sizeof *writer->row);
    writer->place = memory_allocate(memory, writer->n_row, sizeof *writer->place);
    writer->marks =
        memory_allocate_zeroed(memory, writer->n_marks, sizeof *writer->marks);
    writer->slots =
        memory_allocate_zeroed(memory, n_slots(writer), sizeof *writer->slots);
    return writer->row && writer->place && writer->marks && writer->slots;
}

static void clear_writer(struct row_writer *writer, struct memory *memory)
{
    memory_free(memory, writer->row, writer->n_row, sizeof *writer->row);
    memory_free(memory, writer->place, writer->n_row, sizeof *writer->place);
    memory_free(memory, writer->marks, writer->n_marks, sizeof *writer->marks);
    memory_free(memory, writer->slots, n_slots(writer), sizeof *writer->slots);
}

cobuy_status ranked_rows_build(struct ranked_rows *out, cobuy_context *context,
                               const struct ranked_source *source, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    struct row_writer writer = {.rows = out};
    *out = (struct ranked_rows){.memory = memory};
    cobuy_status status = COBUY_OK;
    if (!allocate_numbers(out, source) ||
        !allocate_writer(&writer, memory, longest_basket(source)))
        TRY(status_no_memory(error, "recoding the baskets"));
    TRY(write_rows(&writer, context, source, error));
    if (!allocate_positions(out, lay_out_slots(&writer)))
        TRY(status_no_memory(error, "recoding the baskets"));
    TRY(write_all_positions(&writer, context, error));
done:
    clear_writer(&writer, memory);
    if (status != COBUY_OK) ranked_rows_clear(out);
    return status;
}

void ranked_rows_clear(struct ranked_rows *rows)
{
    struct memory *memory = rows->memory;
    memory_free(memory, rows->numbers, rows->n_numbers,
                rows->narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    memory_free(memory, rows->positions, rows->n_positions, sizeof *rows->positions);
    memory_free(memory, rows->first, rows->n_items, sizeof *rows->first);
    memory_free(memory, rows->end, rows->n_items, sizeof *rows->end);
    *rows = (struct ranked_rows){.memory = memory};
}
