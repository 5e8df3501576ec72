/*
 * mine_to_file.c - itemsets to a file as they are found
 *
 * For canonical order see sorted_to_file.c; here is what both have in common, and the
 * other order.  Each worker formats what it finds into a text of its own and hands it
 * over in pieces of whole lines, one worker at a time.
 */
#include "mine/itemsets.h"
#include "mine/tally.h"
#include "rulefile/itemset_lines.h"
#include "rulefile/lines.h"
#include "rulefile/output.h"
#include "rulefile/sorted_to_file.h"

#include <pthread.h>
#include <string.h>

struct file_writer {
    struct output output;
    const struct search *search;
    struct item_names names;
    struct item_texts texts;
    pthread_mutex_t turn; /* to hand over a piece */
    struct itemset_lines *sinks;
    struct family_counts *counts;
};

static cobuy_status hand_over(void *taker, const char *bytes, size_t length, uint64_t n,
                              cobuy_error *error)
{
    struct file_writer *writer = taker;
    pthread_mutex_lock(&writer->turn);
    cobuy_status status = output_bytes(&writer->output, bytes, length, n, error);
    pthread_mutex_unlock(&writer->turn);
    return status;
}

static cobuy_status check_names(const struct file_writer *writer, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t item = 0; status == COBUY_OK && item < writer->names.n; item++)
        status = lines_check_name(writer->output.format,
                                  item_names_get(&writer->names, item), error);
    return status;
}

static cobuy_status init_sinks(struct file_writer *writer, cobuy_error *error)
{
    const struct search *search = writer->search;
    cobuy_status status = COBUY_OK;
    for (uint32_t w = 0; w < search->n_workers; w++)
        family_counts_init(&writer->counts[w], search);
    TRY(item_texts_init(&writer->texts, search, &writer->names, writer->output.format,
                        error));
    writer->texts.columns = writer->output.columns;
    for (uint32_t w = 0; w < search->n_workers; w++)
        TRY(itemset_lines_init(&writer->sinks[w], &writer->texts, search,
                               &writer->counts[w], hand_over, writer, error));
done:
    return status;
}

static void clear_sinks(struct file_writer *writer)
{
    for (uint32_t w = 0; w < writer->search->n_workers; w++) {
        itemset_lines_clear(&writer->sinks[w]);
        family_counts_clear(&writer->counts[w]);
    }
    item_texts_clear(&writer->texts);
}

static cobuy_status write_header(struct file_writer *writer, cobuy_error *error)
{
    struct text header;
    text_init(&header, &writer->search->context->memory);
    lines_itemset_header(&header, writer->output.format, &writer->output.columns);
    cobuy_status status = output_lines(&writer->output, &header, 0, error);
    text_clear(&header);
    return status;
}

static cobuy_status search_and_write(struct file_writer *writer, struct search *search,
                                     cobuy_tally **tally, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    TRY(write_header(writer, error));
    double start = context_seconds();
    TRY(search_run(search, writer->sinks, sizeof *writer->sinks, error));
    for (uint32_t w = 0; w < search->n_workers; w++)
        TRY(itemset_lines_flush(&writer->sinks[w], error));
    double spent = context_seconds() - start;
    search->context->usage.mining += spent;
    writer->output.opened += spent; /* what is mining is not counted twice */
    TRY(tally_create(tally, search, writer->counts, error));
done:
    return status;
}

static cobuy_status write_as_found(struct file_writer *writer, struct search *search,
                                   cobuy_tally **tally, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t n = search->n_workers;
    writer->sinks = memory_allocate_zeroed(memory, n, sizeof *writer->sinks);
    writer->counts = memory_allocate(memory, n, sizeof *writer->counts);
    cobuy_status status = COBUY_OK;
    if (!writer->sinks || !writer->counts)
        TRY(status_no_memory(error, "writing itemsets"));
    status = init_sinks(writer, error);
    if (status == COBUY_OK) status = search_and_write(writer, search, tally, error);
    clear_sinks(writer);
done:
    memory_free(memory, writer->sinks, n, sizeof *writer->sinks);
    memory_free(memory, writer->counts, n, sizeof *writer->counts);
    return status;
}

/* Mines what 'search' has prepared into the output that the writer has open. */
static cobuy_status run(struct file_writer *writer, struct search *search,
                        cobuy_tally **tally, cobuy_error *error)
{
    struct output *output = &writer->output;
    cobuy_status status = COBUY_OK;
    writer->search = search;
    if (!item_names_copy(&writer->names, &search->context->memory, &search->ranked,
                         search->baskets))
        TRY(status_no_memory(error, "writing itemsets"));
    TRY(check_names(writer, error));
    TRY(columns_of_itemsets(&output->columns, &output->options, output->format,
                            &writer->names, error));
    if (output->options.order == COBUY_ORDER_CANONICAL)
        TRY(sorted_to_file(output, search, &writer->names, tally, error));
    else
        TRY(write_as_found(writer, search, tally, error));
    struct output_counts counts = {.mined = cobuy_tally_summary(*tally)};
    TRY(output_publish(output, &counts, error));
done:
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
    double start = context_seconds();
    cobuy_status status =
        search_prepare(&search, context, baskets, mine_options, NULL, error);
    context->usage.mining += context_seconds() - start;
    if (status == COBUY_OK) {
        pthread_mutex_init(&writer.turn, NULL);
        status = output_open(&writer.output, context, path, options, error);
        if (status == COBUY_OK) status = run(&writer, &search, &found, error);
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
