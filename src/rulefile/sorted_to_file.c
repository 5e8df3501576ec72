/*
 * sorted_to_file.c - itemsets to a file in canonical order
 *
 * The idea: a search finds itemsets faster than a file takes them, but in no order.  So
 * they are held packed, some bytes each, and what has to be done with each of them
 * later is done at once, while it is in the cache: a range of a few thousand
 * (mine/canonical.h) is sorted, and its lines are made, in one task.
 *
 *     task 0         1             2             3         ...
 *     write the      sort, make    sort, make    sort, make
 *     last round     lines         lines         lines
 *
 * Workers go in rounds, for ranges end in any order and the file wants them in theirs.
 * While one writes what the last round made, compresses it and takes its digest, the
 * others go on with the next.  So writing is hidden behind the work, or, with many
 * workers, the work behind the writing.
 *
 * Memory: the packed itemsets, of which those of one size are there twice for a while,
 * and the texts of two rounds.  What is written is freed size by size.
 */
#include "rulefile/sorted_to_file.h"

#include "mine/canonical.h"
#include "rulefile/lines.h"
#include "rulefile/sorted_lines.h"

enum {
    RANGE = 4096,          /* itemsets, if lines are short */
    RANGE_BYTES = 1 << 20, /* that the lines of a range take, more or less */
    RANGES_PER_ROUND = 16, /* for several workers */
};

/* The lines of a range. */
struct range_text {
    struct text text;
    uint64_t n_lines;
};

/* What a worker needs. */
struct maker {
    struct canonical_range range;
    struct sorted_lines lines;
};

struct sorted_writing {
    struct output *output;
    struct canonical *canonical;
    struct lines lines;
    uint32_t n_makers;
    struct maker *makers;
    size_t n_texts;                    /* of a round */
    struct range_text *made, *written; /* in this round, in the last one */
    size_t n_to_write;
    size_t next; /* range that the round begins with */
};

/* ---------------------------------------------------------------------------- rounds
 */

static cobuy_status write_last_round(struct sorted_writing *writing, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; status == COBUY_OK && i < writing->n_to_write; i++)
        status = output_lines(writing->output, &writing->written[i].text,
                              writing->written[i].n_lines, error);
    return status;
}

/* Brings the items of 'record' into the writer, which holds those of 'last', as far as
 * they differ; returns how many do not. */
static inline uint32_t unpack_items(struct sorted_lines *lines,
                                    struct packed_layout layout, const uint64_t *record,
                                    const uint64_t *last, uint32_t n_items)
{
    uint32_t common = last ? packed_common(layout, last, record) : 0;
    for (uint32_t i = common; i < n_items; i++)
        lines->items[i] = packed_item(layout, record, i);
    return common;
}

static cobuy_status make_lines(struct sorted_writing *writing, struct maker *maker,
                               struct range_text *to, size_t range_number,
                               cobuy_error *error)
{
    const struct canonical *canonical = writing->canonical;
    struct packed_layout layout = canonical->layout;
    struct canonical_range *range = &maker->range;
    struct sorted_lines *lines = &maker->lines;
    cobuy_status status = canonical_sort(range, canonical, range_number, error);
    if (status != COBUY_OK) return status;
    const uint64_t *last = NULL;
    uint32_t n_items = canonical->n_items;
    sorted_lines_begin(lines, &to->text);
    for (size_t i = 0; i < range->n; i++) {
        const uint64_t *record = canonical_at(range, i);
        uint32_t common = unpack_items(lines, layout, record, last, n_items);
        sorted_lines_put(lines, n_items, common,
                         packed_count(layout, record, range->words));
        last = record;
    }
    sorted_lines_end(lines);
    to->n_lines = range->n;
    return COBUY_OK;
}

/* Task 0 writes what the last round made; the others make lines of a range each. */
static cobuy_status run_task(void *shared, size_t task, uint32_t worker,
                             cobuy_error *error)
{
    struct sorted_writing *writing = shared;
    if (task == 0) return write_last_round(writing, error);
    return make_lines(writing, &writing->makers[worker], &writing->made[task - 1],
                      writing->next + task - 1, error);
}

/* Makes the lines of the 'n' next ranges, and writes those of the round before. */
static cobuy_status run_round(struct sorted_writing *writing, size_t n,
                              cobuy_error *error)
{
    cobuy_status status =
        workers_run(writing->output->context, n + 1, run_task, writing, NULL, error);
    struct range_text *made = writing->made;
    writing->made = writing->written;
    writing->written = made;
    writing->n_to_write = n;
    writing->next += n;
    return status;
}

static size_t itemsets_per_range(const struct sorted_writing *writing, uint32_t n_items)
{
    size_t room = sorted_lines_room(&writing->makers[0].lines, n_items);
    size_t n = RANGE_BYTES / room;
    return n > RANGE ? RANGE : n == 0 ? 1 : n;
}

static cobuy_status write_size(struct sorted_writing *writing, uint32_t n_items,
                               uint64_t total, cobuy_error *error)
{
    struct canonical *canonical = writing->canonical;
    cobuy_status status = COBUY_OK;
    size_t most = itemsets_per_range(writing, n_items);
    TRY(canonical_open_size(canonical, n_items, most, error));
    for (writing->next = 0; writing->next < canonical->ends.length;) {
        size_t n = canonical->ends.length - writing->next;
        TRY(run_round(writing, n < writing->n_texts ? n : writing->n_texts, error));
        context_report(canonical->context, "writing", "itemsets",
                       writing->output->lines, total);
    }
done:
    canonical_close_size(canonical);
    return status;
}

/* ---------------------------------------------------------------------- the whole */

static bool init_writing(struct sorted_writing *writing, const struct search *search,
                         const struct item_source *source)
{
    struct memory *memory = &search->context->memory;
    struct canonical *canonical = writing->canonical;
    writing->n_texts = search->context->threads > 1 ? RANGES_PER_ROUND : 1;
    writing->n_makers = workers_count(search->context, writing->n_texts + 1);
    writing->makers =
        memory_allocate_zeroed(memory, writing->n_makers, sizeof *writing->makers);
    writing->made =
        memory_allocate_zeroed(memory, writing->n_texts, sizeof *writing->made);
    writing->written =
        memory_allocate_zeroed(memory, writing->n_texts, sizeof *writing->written);
    bool ready = lines_init(&writing->lines, memory, writing->output->format, source,
                            search->summary.baskets);
    writing->lines.columns = writing->output->columns;
    if (!ready || !writing->makers || !writing->made || !writing->written) return false;
    for (size_t i = 0; i < writing->n_texts; i++) {
        text_init(&writing->made[i].text, memory);
        text_init(&writing->written[i].text, memory);
    }
    for (uint32_t w = 0; w < writing->n_makers; w++)
        if (!sorted_lines_init(&writing->makers[w].lines, &writing->lines, memory,
                               canonical->largest))
            return false;
    return true;
}

static void clear_texts(const struct sorted_writing *writing, struct range_text *texts,
                        struct memory *memory)
{
    for (size_t i = 0; texts && i < writing->n_texts; i++)
        if (texts[i].text.memory) text_clear(&texts[i].text);
    memory_free(memory, texts, writing->n_texts, sizeof *texts);
}

static void clear_writing(struct sorted_writing *writing, struct memory *memory)
{
    for (uint32_t w = 0; writing->makers && w < writing->n_makers; w++) {
        canonical_range_clear(&writing->makers[w].range, memory);
        sorted_lines_clear(&writing->makers[w].lines);
    }
    memory_free(memory, writing->makers, writing->n_makers, sizeof *writing->makers);
    clear_texts(writing, writing->made, memory);
    clear_texts(writing, writing->written, memory);
    lines_clear(&writing->lines);
}

static cobuy_status write_header(struct output *output, cobuy_error *error)
{
    struct text header;
    text_init(&header, &output->context->memory);
    lines_itemset_header(&header, output->format, &output->columns);
    cobuy_status status = output_lines(output, &header, 0, error);
    text_clear(&header);
    return status;
}

/* Counts what is held, which is all that was found. */
static cobuy_status tell_tally(cobuy_tally **tally, const struct canonical *canonical,
                               const struct search *search, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t n = search->n_workers;
    struct family_counts *counts = memory_allocate(memory, n, sizeof *counts);
    if (!counts) return status_no_memory(error, "a tally of itemsets");
    for (uint32_t w = 0; w < n; w++) family_counts_init(&counts[w], search);
    uint64_t *by_size = family_counts_of(&counts[0], 0);
    for (uint32_t k = 1; by_size && k <= canonical->largest; k++)
        by_size[k] = canonical->sizes[k].n;
    cobuy_status status = by_size ? tally_create(tally, search, counts, error)
                                  : status_no_memory(error, "a tally of itemsets");
    for (uint32_t w = 0; w < n; w++) family_counts_clear(&counts[w]);
    memory_free(memory, counts, n, sizeof *counts);
    return status;
}

static cobuy_text name_of(const void *names, uint32_t item)
{
    return item_names_get(names, item);
}

static cobuy_status write_found(struct output *output, const struct search *search,
                                struct canonical *canonical,
                                const struct item_names *names, uint64_t total,
                                cobuy_error *error)
{
    struct sorted_writing writing = {.output = output, .canonical = canonical};
    struct item_source source = {name_of, names, names->n};
    cobuy_status status = COBUY_OK;
    if (!init_writing(&writing, search, &source))
        TRY(status_no_memory(error, "the lines of the output"));
    TRY(write_header(output, error));
    for (uint32_t k = 1; k <= canonical->largest; k++)
        TRY(write_size(&writing, k, total, error));
    TRY(run_round(&writing, 0, error));
done:
    clear_writing(&writing, &search->context->memory);
    return status;
}

/* That an itemset takes when all are found, to be sorted and written. */
static const double SECONDS_LATER = 120e-9;

cobuy_status sorted_to_file(struct output *output, struct search *search,
                            const struct item_names *names, cobuy_tally **tally,
                            cobuy_error *error)
{
    struct canonical canonical;
    double start = context_seconds();
    cobuy_status status = canonical_search(&canonical, search, SECONDS_LATER, error);
    double mining = context_seconds() - start;
    search->context->usage.mining += mining;
    output->opened += mining; /* which is no time of writing */
    if (status == COBUY_OK) status = tell_tally(tally, &canonical, search, error);
    if (status == COBUY_OK)
        status = write_found(output, search, &canonical, names,
                             cobuy_tally_summary(*tally)->itemsets, error);
    canonical_clear(&canonical);
    return status;
}
