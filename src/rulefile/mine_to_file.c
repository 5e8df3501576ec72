/*
 * mine_to_file.c - itemsets to a file as they are found
 *
 * Each worker formats what it finds into a text of its own and hands it over in pieces
 * of whole lines, one worker at a time.
 */
#include "base/sort.h"
#include "mine/itemsets.h"
#include "mine/tally.h"
#include "rulefile/lines.h"
#include "rulefile/output.h"

#include <pthread.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

struct file_writer;

struct line_sink {
    struct itemset_sink sink;
    struct file_writer *writer;
    struct item_lines lines;
    struct text text, side;
    uint64_t n_lines; /* in 'text' */
    struct size_counts *counts;
};

struct file_writer {
    struct output output;
    const struct search *search;
    struct item_names names;
    pthread_mutex_t turn; /* to hand over a piece */
    struct line_sink *sinks;
    struct size_counts *counts;
};

static cobuy_text name_of(const void *names, uint32_t item)
{
    return item_names_get(names, item);
}

static cobuy_status hand_over(struct line_sink *sink, cobuy_error *error)
{
    pthread_mutex_lock(&sink->writer->turn);
    cobuy_status status =
        output_lines(&sink->writer->output, &sink->text, sink->n_lines, error);
    pthread_mutex_unlock(&sink->writer->turn);
    sink->n_lines = 0;
    return status;
}

static cobuy_status write_itemset(struct itemset_sink *of, const uint32_t *ranks,
                                  uint32_t n, uint64_t count, cobuy_error *error)
{
    struct line_sink *sink = (struct line_sink *)of;
    const struct search *search = sink->writer->search;
    uint32_t items[SEARCH_DEEPEST];
    for (uint32_t i = 0; i < n; i++) items[i] = search->ranked.name_place[ranks[i]];
    sort_integers(items, n);
    cobuy_itemset itemset = {items, n, count};
    lines_itemset(&sink->lines, sink->writer->output.format, &itemset,
                  search->summary.baskets);
    sink->counts->by_size[n]++;
    sink->n_lines++;
    bool full = sink->text.failed || sink->text.bytes.length >= PIECE;
    return full ? hand_over(sink, error) : COBUY_OK;
}

static void init_sink(struct line_sink *sink, struct file_writer *writer,
                      uint32_t worker)
{
    struct memory *memory = &writer->search->context->memory;
    *sink = (struct line_sink){.sink.take = write_itemset,
                               .writer = writer,
                               .counts = &writer->counts[worker]};
    text_init(&sink->text, memory);
    text_init(&sink->side, memory);
    sink->lines =
        (struct item_lines){&sink->text, &sink->side, name_of, &writer->names};
}

static cobuy_status check_names(const struct file_writer *writer, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t item = 0; status == COBUY_OK && item < writer->names.n; item++)
        status = lines_check_name(writer->output.format,
                                  item_names_get(&writer->names, item), error);
    return status;
}

static cobuy_status search_and_write(struct file_writer *writer, struct search *search,
                                     struct itemset_sink **sinks, cobuy_tally **tally,
                                     cobuy_error *error)
{
    for (uint32_t w = 0; w < search->n_workers; w++) {
        init_sink(&writer->sinks[w], writer, w);
        sinks[w] = &writer->sinks[w].sink;
    }
    struct text *header = &writer->sinks[0].text;
    cobuy_status status = COBUY_OK;
    lines_itemset_header(header, writer->output.format);
    TRY(output_lines(&writer->output, header, 0, error));
    TRY(search_run(search, sinks, error));
    for (uint32_t w = 0; w < search->n_workers; w++)
        TRY(hand_over(&writer->sinks[w], error));
    TRY(tally_create(tally, search, writer->counts, error));
    struct output_counts counts = {.mined = cobuy_tally_summary(*tally)};
    TRY(output_publish(&writer->output, &counts, error));
done:
    for (uint32_t w = 0; w < search->n_workers; w++) {
        text_clear(&writer->sinks[w].text);
        text_clear(&writer->sinks[w].side);
    }
    return status;
}

/* Mines what 'search' has prepared into the output that the writer has open. */
static cobuy_status run(struct file_writer *writer, struct search *search,
                        const cobuy_baskets *baskets, cobuy_tally **tally,
                        cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    struct arena arena;
    arena_init(&arena, memory);
    size_t n = search->n_workers;
    writer->search = search;
    writer->sinks = arena_allocate(&arena, n, sizeof *writer->sinks);
    writer->counts = arena_allocate(&arena, n, sizeof *writer->counts);
    struct itemset_sink **sinks = arena_allocate(&arena, n, sizeof(*sinks));
    cobuy_status status = COBUY_OK;
    if (!writer->sinks || !writer->counts || !sinks ||
        !item_names_copy(&writer->names, memory, &search->ranked, baskets))
        TRY(status_no_memory(error, "writing itemsets"));
    memset(writer->counts, 0, n * sizeof *writer->counts);
    TRY(check_names(writer, error));
    TRY(search_and_write(writer, search, sinks, tally, error));
done:
    arena_clear(&arena);
    return status;
}

cobuy_status cobuy_mine_to_file(cobuy_context *context, cobuy_tally **tally,
                                const cobuy_baskets *baskets,
                                const cobuy_mine_options *mine_options,
                                const char *path, const cobuy_write_options *options,
                                cobuy_error *error)
{
    cobuy_tally *found = NULL;
    if (tally) *tally = NULL;
    struct search search;
    struct file_writer writer = {.names.memory = &context->memory};
    cobuy_status status =
        search_prepare(&search, context, baskets, mine_options, error);
    if (status == COBUY_OK) {
        pthread_mutex_init(&writer.turn, NULL);
        status = output_open(&writer.output, context, path, options, error);
        if (status == COBUY_OK) status = run(&writer, &search, baskets, &found, error);
        output_close(&writer.output);
        item_names_clear(&writer.names);
        pthread_mutex_destroy(&writer.turn);
    }
    search_clear(&search);
    if (status == COBUY_OK && tally)
        *tally = found;
    else
        cobuy_tally_free(found);
    return status;
}
