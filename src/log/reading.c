/*
 * reading.c - blocks of logs to the builder
 *
 * The first log with any text decides on the layout, and is opened before all else.
 * Then a crew reads all logs block by block (block_crew.h).  Basket lines are parsed by
 * many workers, each into rows of its own, and joined (basket/join.h).
 */
#include "log/reading.h"

#include "log/basket_lines.h"
#include "log/block_crew.h"

#include <string.h>

/* What a block came to. */
struct result {
    struct block_result head;
    size_t log;
    uint64_t taken; /* of the log as it is stored */
    struct parcel *parcel;
    uint64_t rows, blank_lines;
};

/* ----------------------------------------------------------------------------- logs */

/* Notes what there is to tell of a log that was read to its end. */
static void close_log(struct reading *reading, size_t log)
{
    struct open_log *open = &reading->open[log];
    cobuy_log *facts = &reading->logs[log];
    facts->gzip = source_is_gzip(open->text.source);
    facts->bytes = source_bytes(open->text.source);
    source_sha256(open->text.source, facts->sha256);
    log_blocks_close(&open->text);
}

static cobuy_status open_log(struct reading *reading, size_t log, cobuy_error *error)
{
    struct open_log *open = &reading->open[log];
    open->opened = true;
    cobuy_status status =
        log_blocks_open(&open->text, reading->context, reading->logs[log].path,
                        !reading->options.no_digests, error);
    if (status != COBUY_OK) return status;
    open->size = source_size(open->text.source);
    open->blank = log_blocks_is_blank(&open->text);
    if (open->blank) close_log(reading, log);
    return COBUY_OK;
}

static const char *sample_of(const struct open_log *open, size_t *length)
{
    const char *sample = log_blocks_start(&open->text, length);
    if (*length > LAYOUT_SAMPLE) *length = LAYOUT_SAMPLE;
    return sample;
}

/* Opens logs up to the first with any text, and finds its layout. */
static cobuy_status find_layout(struct reading *reading, cobuy_error *error)
{
    struct layout *layout = &reading->layout;
    for (size_t log = 0; log < reading->n_logs; log++) {
        struct open_log *open = &reading->open[log];
        cobuy_status status = open_log(reading, log, error);
        if (status != COBUY_OK) return status;
        if (open->blank) continue;
        size_t length;
        const char *sample = sample_of(open, &length);
        return layout_find(layout, reading->context, &reading->texts, open->text.path,
                           sample, length, &reading->options, error);
    }
    return COBUY_OK;
}

static cobuy_status open_later_log(struct reading *reading, size_t log,
                                   cobuy_error *error)
{
    struct open_log *open = &reading->open[log];
    cobuy_status status = open_log(reading, log, error);
    if (status != COBUY_OK || open->blank) return status;
    size_t length;
    const char *sample = sample_of(open, &length);
    return layout_check(&reading->layout, open->text.path, sample, length,
                        &reading->options, error);
}

static bool is_by_blanks(const struct reading *reading)
{
    return reading->layout.format == COBUY_LOG_LINES && reading->layout.delimiter == 0;
}

static cobuy_status read_block(void *shared, size_t log, struct block *block,
                               cobuy_error *error)
{
    struct reading *reading = shared;
    struct open_log *open = &reading->open[log];
    if (!open->opened) {
        cobuy_status status = open_later_log(reading, log, error);
        if (status != COBUY_OK) return status;
    }
    if (open->blank) {
        block->length = 0;
        block->last = true;
        block->taken = reading->logs[log].bytes;
        return COBUY_OK;
    }
    record_cutter *cut = is_by_blanks(reading) ? basket_lines_cut : csv_rows_cut;
    cobuy_status status = log_blocks_read(&open->text, block, cut, reading, error);
    if (status == COBUY_OK && block->last) close_log(reading, log);
    return status;
}

/* --------------------------------------------------------------------------- parsing
 */

static cobuy_status parse_lines(struct reading *reading, const struct block *block,
                                uint32_t worker, struct result *result,
                                cobuy_error *error)
{
    struct basket_lines lines;
    basket_lines_init(&lines, reading->context, reading->open[block->log].text.path,
                      join_worker(reading->join, worker));
    lines.line = block->line;
    cobuy_status status = basket_lines_feed(&lines, block->text, block->length, error);
    if (status == COBUY_OK) status = basket_lines_end(&lines, error);
    basket_lines_clear(&lines);
    result->rows = lines.baskets;
    result->blank_lines = lines.blank_lines;
    return status;
}

static cobuy_status begin_rows(struct reading *reading, const struct block *block,
                               cobuy_error *error)
{
    const struct layout *layout = &reading->layout;
    struct purchases *purchases = &reading->purchases;
    if (!purchases->places)
        purchases->places =
            arena_allocate(&reading->texts, layout->n_columns, sizeof(size_t));
    if (!purchases->places) return status_no_memory(error, "the columns of a log");
    purchases->path = reading->open[block->log].text.path;
    purchases->row_cells = 0;
    purchases->header = NULL;
    purchases->rows = 0;
    csv_row_taker *take =
        layout->format == COBUY_LOG_LINES ? purchases_take_basket : purchases_take_row;
    return csv_rows_create(&reading->rows, reading->context, purchases->path,
                           layout->delimiter, reading->options.keep_blanks, take,
                           purchases, error);
}

static cobuy_status parse_rows(struct reading *reading, const struct block *block,
                               struct result *result, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (block->number == 0) TRY(begin_rows(reading, block, error));
    TRY(csv_rows_feed(reading->rows, block->text, block->length, error));
    if (block->last) {
        TRY(csv_rows_end(reading->rows, error));
        result->rows = reading->purchases.rows;
        result->blank_lines = csv_rows_blank_lines(reading->rows);
        csv_rows_free(reading->rows);
        reading->rows = NULL;
    }
done:
    return status;
}

static void drop_result(void *shared, struct block_result *head)
{
    struct reading *reading = shared;
    struct result *result = (struct result *)head;
    if (result->parcel) join_drop(reading->join, result->parcel);
    memory_free(&reading->context->memory, result, 1, sizeof *result);
}

static cobuy_status parse_block(void *shared, const struct block *block,
                                uint32_t worker, struct block_result **out,
                                cobuy_error *error)
{
    struct reading *reading = shared;
    struct result *result =
        memory_allocate_zeroed(&reading->context->memory, 1, sizeof *result);
    if (!result) return status_no_memory(error, "reading a log");
    result->log = block->log;
    result->taken = block->taken;
    cobuy_status status = COBUY_OK;
    if (!reading->open[block->log].blank)
        status = is_by_blanks(reading)
                     ? parse_lines(reading, block, worker, result, error)
                     : parse_rows(reading, block, result, error);
    if (status == COBUY_OK)
        status =
            join_take(reading->join, worker, block_order(block->log, block->number),
                      &result->parcel, error);
    if (status == COBUY_OK)
        *out = &result->head;
    else
        drop_result(reading, &result->head);
    return status;
}

/* ---------------------------------------------------------------------------- taking
 */

static void report_progress(struct reading *reading, const struct result *result)
{
    uint64_t size = reading->n_logs == 1 ? reading->open[0].size : 0;
    context_report(reading->context, "reading", "bytes",
                   reading->bytes_before + result->taken, size);
}

/* About how much of its log lies behind a result, if it is the first with rows. */
static double share_behind(const struct reading *reading, const struct result *result)
{
    uint64_t size = reading->open[result->log].size;
    bool first = reading->report.rows == 0 && result->rows > 0;
    return first && result->taken < size ? (double)result->taken / (double)size : 1;
}

static cobuy_status take_result(void *shared, struct block_result *head,
                                cobuy_error *error)
{
    struct reading *reading = shared;
    const struct result *result = (const struct result *)head;
    cobuy_log *log = &reading->logs[result->log];
    cobuy_status status = join_append(reading->join, result->parcel,
                                      share_behind(reading, result), error);
    if (status != COBUY_OK) return status;
    log->rows += result->rows;
    reading->report.rows += result->rows;
    reading->report.blank_lines += result->blank_lines;
    report_progress(reading, result);
    if (!head->ends_log) return COBUY_OK;
    reading->bytes_before += log->bytes;
    reading->report.empty_logs += reading->open[result->log].blank;
    return COBUY_OK;
}

static void place_result(void *shared, struct block_result *head)
{
    struct reading *reading = shared;
    struct result *result = (struct result *)head;
    join_place(reading->join, result->parcel);
    result->parcel = NULL;
    drop_result(reading, head);
}

/* --------------------------------------------------------------------------- running
 */

static const struct block_work block_work = {.read = read_block,
                                             .parse = parse_block,
                                             .take = take_result,
                                             .place = place_result,
                                             .drop = drop_result};

cobuy_status reading_run(struct reading *reading, cobuy_error *error)
{
    struct memory *memory = &reading->context->memory;
    cobuy_status status = COBUY_OK;
    reading->open =
        memory_allocate_zeroed(memory, reading->n_logs, sizeof *reading->open);
    if (!reading->open) return status_no_memory(error, "reading a log");
    TRY(find_layout(reading, error));
    uint32_t n_workers =
        is_by_blanks(reading) ? block_crew_workers(reading->context) : 1;
    reading->join = join_create(reading->context, reading->builder, n_workers);
    if (!reading->join) TRY(status_no_memory(error, "collecting baskets"));
    struct block_work work = block_work;
    work.shared = reading;
    TRY(block_crew_run(reading->context, n_workers, &work, reading->n_logs, error));
    join_finish(reading->join);
done:
    join_free(reading->join);
    reading->join = NULL;
    return status;
}

void reading_clear(struct reading *reading)
{
    struct memory *memory = &reading->context->memory;
    for (size_t i = 0; i < reading->n_logs && reading->open; i++)
        log_blocks_close(&reading->open[i].text);
    memory_free(memory, reading->open, reading->n_logs, sizeof *reading->open);
    csv_rows_free(reading->rows);
}
