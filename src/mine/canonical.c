/*
 * canonical.c - the itemsets of a search in canonical order, size by size
 *
 * A dense log has millions of itemsets, which are found in some tenths of a second, and
 * sorting them by comparisons would take ten times as long.  So they are sorted as the
 * bit strings that they are (mine/packed.h), in two steps, each of which stays in what
 * the cache holds: here they are distributed over ranges of a few thousand, and
 * canonical_sort.c sorts a range when its turn has come, with whatever is done with it.
 *
 *     chunks, in any order      0110..  1011..  0010..  0111..  0001..
 *     digits, the first bits    00: 2   01: 2   10: 1   11: 0         counted first
 *     ranges, of digits         00 | 01 | 10 11                       of a fair size
 * each records, by range         0010..  0001..| 0110..  0111..| 1011..
 *
 * With up to 2^16 digits, a range is a digit or several that follow each other, so that
 * ranges are few enough to be written side by side, and even where digits are not.  A
 * digit with too many records is distributed once more, by the bits from the first one
 * on by which its records differ.
 *
 * Workers count and move chunks of their own.  In each range the records of a worker
 * stand behind those of the worker before, so that no two write to the same place.
 *
 * Cost: each record is read twice and written once.  Chunks are freed as they are
 * moved. Memory: the records once more for the size that is open, and that for a while.
 */
#include "mine/canonical.h"

#include "base/pages.h"

#include <string.h>

enum {
    MOST_DIGIT_BITS = 16,
    LEAST_DIGIT_BITS = 8,
    TOO_LARGE = 2,    /* times what a range should have: it is distributed again */
    SLICE = 32 * 1024 /* words of it in a chunk */
};

/* ------------------------------------------------------------------------- holding */

/* Takes the chunks that all workers have of a size; false if there is no memory. */
static bool take_chunks(struct canonical *canonical, struct packed_sink *sinks,
                        uint32_t n_sinks, uint32_t n_items)
{
    struct canonical_size *size = &canonical->sizes[n_items];
    size_t n_words = 0;
    for (uint32_t w = 0; w < n_sinks; w++) {
        if (n_items >= sinks[w].sizes.length) continue;
        struct packed_size *from = &sinks[w].sizes.data[n_items];
        size_t n = from->chunks.length;
        if (n > 0 && !VECTOR_RESERVE(&canonical->context->memory, &size->chunks, n))
            return false;
        for (size_t i = 0; i < n; i++) {
            size->chunks.data[size->chunks.length++] = from->chunks.data[i];
            n_words += from->chunks.data[i].n_words;
        }
        from->chunks.length = 0;
    }
    size->n = n_words / packed_words(canonical->layout, n_items);
    return true;
}

static bool take_found(struct canonical *canonical, struct packed_sink *sinks,
                       uint32_t n_sinks)
{
    for (uint32_t w = 0; w < n_sinks; w++) {
        packed_sink_end(&sinks[w]);
        for (uint32_t k = 1; k < sinks[w].sizes.length; k++)
            if (k > canonical->largest && sinks[w].sizes.data[k].chunks.length > 0)
                canonical->largest = k;
    }
    canonical->sizes = memory_allocate_zeroed(&canonical->context->memory,
                                              (size_t)canonical->largest + 1,
                                              sizeof *canonical->sizes);
    bool done = canonical->sizes;
    for (uint32_t k = 1; done && k <= canonical->largest; k++)
        done = take_chunks(canonical, sinks, n_sinks, k);
    return done;
}

cobuy_status canonical_search(struct canonical *out, struct search *search,
                              double seconds_later, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t n = search->n_workers;
    *out = (struct canonical){.context = search->context,
                              .layout = packed_layout_of(search)};
    cobuy_status status = COBUY_OK;
    struct packed_sink *sinks = memory_allocate_zeroed(memory, n, sizeof *sinks);
    if (!sinks) TRY(status_no_memory(error, "itemsets"));
    for (uint32_t w = 0; w < n; w++) {
        TRY(packed_sink_init(&sinks[w], search, error));
        sinks[w].seconds_later = seconds_later;
    }
    TRY(search_run(search, sinks, sizeof *sinks, error));
    if (!take_found(out, sinks, n)) TRY(status_no_memory(error, "the itemsets found"));
done:
    for (uint32_t w = 0; sinks && w < n; w++) packed_sink_clear(&sinks[w]);
    memory_free(memory, sinks, n, sizeof *sinks);
    return status;
}

static void free_chunk(struct packed_chunk *chunk, struct memory *memory)
{
    memory_free(memory, chunk->records, chunk->capacity, sizeof *chunk->records);
    *chunk = (struct packed_chunk){.records = NULL};
}

static void clear_size(struct canonical_size *size, struct memory *memory)
{
    for (size_t i = 0; i < size->chunks.length; i++)
        free_chunk(&size->chunks.data[i], memory);
    VECTOR_FREE(memory, &size->chunks);
}

void canonical_clear(struct canonical *canonical)
{
    if (!canonical->context) return; /* nothing was searched */
    struct memory *memory = &canonical->context->memory;
    canonical_close_size(canonical);
    VECTOR_FREE(memory, &canonical->ends);
    for (uint32_t k = 0; canonical->sizes && k <= canonical->largest; k++)
        clear_size(&canonical->sizes[k], memory);
    memory_free(memory, canonical->sizes, (size_t)canonical->largest + 1,
                sizeof *canonical->sizes);
    canonical->sizes = NULL;
}

/* -------------------------------------------------------------------- distributing */

/* Records on their way from chunks to ranges. */
struct distribution {
    struct canonical *canonical;
    struct packed_chunk *chunks; /* each is freed when its records have moved */
    size_t n_chunks;
    uint64_t *to;
    size_t bit;          /* where the digit begins */
    unsigned digit_bits; /* of it */
    uint32_t n_parts;
    size_t *counts;      /* of digits, for each part; then places in 'to' by range */
    uint32_t *range_of;  /* a digit */
    VECTOR(size_t) ends; /* of the ranges */
};

static size_t digits_of(const struct distribution *distribution)
{
    return (size_t)1 << distribution->digit_bits;
}

static size_t first_chunk(const struct distribution *distribution, size_t part)
{
    return distribution->n_chunks * part / distribution->n_parts;
}

static inline uint32_t digit_of(const struct distribution *distribution,
                                const uint64_t *record, size_t words)
{
    return (uint32_t)(packed_window(record, words, distribution->bit) >>
                      (64 - distribution->digit_bits));
}

/* Counts the digits of a part's chunks. */
static cobuy_status count_digits(void *shared, size_t part, uint32_t worker,
                                 cobuy_error *error)
{
    (void)worker;
    struct distribution *distribution = shared;
    size_t words = distribution->canonical->words;
    size_t *counts = distribution->counts + part * digits_of(distribution);
    cobuy_status status = COBUY_OK;
    for (size_t i = first_chunk(distribution, part);
         status == COBUY_OK && i < first_chunk(distribution, part + 1); i++) {
        const struct packed_chunk *chunk = &distribution->chunks[i];
        for (size_t at = 0; at < chunk->n_words; at += words)
            counts[digit_of(distribution, chunk->records + at, words)]++;
        status = context_check(distribution->canonical->context, error);
    }
    return status;
}

static inline void move_records(const struct distribution *distribution, size_t *places,
                                const struct packed_chunk *chunk, size_t words)
{
    for (size_t at = 0; at < chunk->n_words; at += words) {
        const uint64_t *from = chunk->records + at;
        uint32_t range = distribution->range_of[digit_of(distribution, from, words)];
        uint64_t *to = distribution->to + places[range]++ * words;
        for (size_t w = 0; w < words; w++) to[w] = from[w];
    }
}

/* Moves the records of a part's chunks to their ranges. */
static cobuy_status move_part(void *shared, size_t part, uint32_t worker,
                              cobuy_error *error)
{
    (void)worker;
    struct distribution *distribution = shared;
    cobuy_context *context = distribution->canonical->context;
    size_t words = distribution->canonical->words;
    size_t *places = distribution->counts + part * digits_of(distribution);
    cobuy_status status = COBUY_OK;
    for (size_t i = first_chunk(distribution, part);
         status == COBUY_OK && i < first_chunk(distribution, part + 1); i++) {
        struct packed_chunk *chunk = &distribution->chunks[i];
        switch (words) { /* the same, for compilers */
        case 1: move_records(distribution, places, chunk, 1); break;
        case 2: move_records(distribution, places, chunk, 2); break;
        default: move_records(distribution, places, chunk, words);
        }
        free_chunk(chunk, &context->memory);
        status = context_check(context, error);
    }
    return status;
}

/* Puts digits together to ranges of up to 'most' records, if one digit alone has not
 * more; false if there is no memory. */
static bool make_ranges(struct distribution *distribution, size_t most)
{
    struct memory *memory = &distribution->canonical->context->memory;
    size_t n_digits = digits_of(distribution), *counts = distribution->counts;
    size_t n = 0, in_range = 0;
    for (size_t digit = 0; digit < n_digits; digit++) {
        size_t more = 0;
        for (uint32_t p = 0; p < distribution->n_parts; p++)
            more += counts[p * n_digits + digit];
        if (in_range > 0 && in_range + more > most) {
            if (!VECTOR_PUSH(memory, &distribution->ends, n)) return false;
            in_range = 0;
        }
        distribution->range_of[digit] = (uint32_t)distribution->ends.length;
        in_range += more;
        n += more;
    }
    return VECTOR_PUSH(memory, &distribution->ends, n);
}

/* Turns counts into places: in a range, the records of a part stand behind those of the
 * part before. */
static void counts_to_places(struct distribution *distribution)
{
    size_t n_digits = digits_of(distribution), *counts = distribution->counts;
    size_t place = 0, digit = 0;
    for (uint32_t range = 0; range < distribution->ends.length; range++) {
        size_t behind = digit;
        while (behind < n_digits && distribution->range_of[behind] == range) behind++;
        for (uint32_t p = 0; p < distribution->n_parts; p++) {
            size_t *of = counts + p * n_digits, here = 0;
            for (size_t d = digit; d < behind; d++) here += of[d];
            of[range] = place; /* no digit behind is a range before */
            place += here;
        }
        digit = behind;
    }
}

static unsigned digit_bits_for(size_t n)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(n | 1);
    return bits < LEAST_DIGIT_BITS  ? LEAST_DIGIT_BITS
           : bits > MOST_DIGIT_BITS ? MOST_DIGIT_BITS
                                    : bits;
}

/* Distributes the records of the chunks. */
static cobuy_status run_distribution(struct distribution *distribution, size_t most,
                                     cobuy_error *error)
{
    cobuy_context *context = distribution->canonical->context;
    struct memory *memory = &context->memory;
    size_t n_digits = digits_of(distribution), n_parts = distribution->n_parts;
    cobuy_status status = COBUY_OK;
    distribution->counts =
        memory_allocate_zeroed(memory, n_digits * n_parts, sizeof(size_t));
    distribution->range_of = memory_allocate(memory, n_digits, sizeof(uint32_t));
    if (!distribution->counts || !distribution->range_of)
        TRY(status_no_memory(error, "sorting the itemsets"));
    TRY(workers_run(context, n_parts, count_digits, distribution, NULL, error));
    if (!make_ranges(distribution, most))
        TRY(status_no_memory(error, "sorting the itemsets"));
    counts_to_places(distribution);
    TRY(workers_run(context, n_parts, move_part, distribution, NULL, error));
done:
    memory_free(memory, distribution->counts, n_digits * n_parts, sizeof(size_t));
    memory_free(memory, distribution->range_of, n_digits, sizeof(uint32_t));
    return status;
}

/* Records that stand together. */
struct span {
    size_t first, n;
};

static cobuy_status divide(struct canonical *canonical, struct span span, size_t bit,
                           size_t most, cobuy_error *error);

/* Distributes 'n' chunks of records over the span, by what they have from 'bit' on, and
 * appends the ranges that come of it. */
static cobuy_status distribute(struct canonical *canonical, struct packed_chunk *chunks,
                               size_t n, struct span span, size_t bit, size_t most,
                               cobuy_error *error)
{
    struct memory *memory = &canonical->context->memory;
    struct distribution distribution = {
        .canonical = canonical,
        .chunks = chunks,
        .n_chunks = n,
        .to = canonical->records + span.first * canonical->words,
        .bit = bit,
        .digit_bits = digit_bits_for(span.n),
        .n_parts = workers_count(canonical->context, n)};
    cobuy_status status = run_distribution(&distribution, most, error);
    size_t begin = 0;
    for (size_t i = 0; status == COBUY_OK && i < distribution.ends.length; i++) {
        size_t end = distribution.ends.data[i];
        struct span range = {span.first + begin, end - begin};
        begin = end;
        if (range.n > TOO_LARGE * most)
            status =
                divide(canonical, range, bit + distribution.digit_bits, most, error);
        else if (!VECTOR_PUSH(memory, &canonical->ends, range.first + range.n))
            status = status_no_memory(error, "sorting the itemsets");
    }
    VECTOR_FREE(memory, &distribution.ends);
    return status;
}

/* Copies a span to chunks, which then hold all of it or nothing. */
static bool copy_to_chunks(struct canonical *canonical, struct span span,
                           struct packed_chunk *chunks, size_t per_chunk)
{
    struct memory *memory = &canonical->context->memory;
    size_t words = canonical->words;
    for (size_t at = 0; at < span.n; at += per_chunk, chunks++) {
        size_t n = span.n - at < per_chunk ? span.n - at : per_chunk;
        chunks->records = memory_allocate(memory, n * words, sizeof(uint64_t));
        if (!chunks->records) return false;
        chunks->n_words = chunks->capacity = n * words;
        memcpy(chunks->records, canonical->records + (span.first + at) * words,
               n * words * sizeof(uint64_t));
    }
    return true;
}

/* The first bit from 'bit' on by which the records of a span differ. */
static size_t where_they_differ(const struct canonical *canonical, struct span span,
                                size_t bit)
{
    size_t words = canonical->words;
    const uint64_t *first = canonical->records + span.first * words;
    for (size_t w = bit / 64; w < words; w++) {
        uint64_t differing = 0;
        for (size_t i = 1; i < span.n; i++)
            differing |= first[w] ^ first[i * words + w];
        if (differing) return 64 * w + (size_t)__builtin_clzll(differing);
    }
    return 64 * words;
}

/* Takes a span apart whose records are alike up to 'bit'. */
static cobuy_status divide(struct canonical *canonical, struct span span, size_t bit,
                           size_t most, cobuy_error *error)
{
    struct memory *memory = &canonical->context->memory;
    size_t per_chunk = SLICE / canonical->words + 1;
    size_t n = (span.n + per_chunk - 1) / per_chunk;
    cobuy_status status = COBUY_OK;
    struct packed_chunk *chunks = memory_allocate_zeroed(memory, n, sizeof *chunks);
    if (!chunks || !copy_to_chunks(canonical, span, chunks, per_chunk))
        TRY(status_no_memory(error, "sorting the itemsets"));
    bit = where_they_differ(canonical, span, bit);
    TRY(distribute(canonical, chunks, n, span, bit, most, error));
done:
    for (size_t i = 0; chunks && i < n; i++) free_chunk(&chunks[i], memory);
    memory_free(memory, chunks, n, sizeof *chunks);
    return status;
}

/* ---------------------------------------------------------------------- opening */

cobuy_status canonical_open_size(struct canonical *canonical, uint32_t n_items,
                                 size_t most, cobuy_error *error)
{
    struct memory *memory = &canonical->context->memory;
    struct canonical_size *size = &canonical->sizes[n_items];
    canonical->n_items = n_items;
    canonical->words = packed_words(canonical->layout, n_items);
    canonical->n = size->n;
    canonical->ends.length = 0;
    cobuy_status status = COBUY_OK;
    canonical->room = (canonical->n * canonical->words + 1) * sizeof(uint64_t);
    canonical->room = pages_round(canonical->room);
    canonical->records = memory_allocate(memory, canonical->room, 1);
    if (!canonical->records) TRY(status_no_memory(error, "sorting the itemsets"));
    pages_prefer_large(canonical->records, canonical->room);
    TRY(distribute(canonical, size->chunks.data, size->chunks.length,
                   (struct span){0, canonical->n}, 0, most, error));
done:
    clear_size(size, memory);
    return status;
}

void canonical_close_size(struct canonical *canonical)
{
    memory_free(&canonical->context->memory, canonical->records, canonical->room, 1);
    canonical->records = NULL;
}
