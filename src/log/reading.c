/*
 * reading.c - blocks of logs to the builder
 *
 * The first log with any text decides on the layout, and is opened before all else.
 * Then a crew reads all logs block by block (block_crew.h), each worker into rows of
 * its own, which are joined (basket/join.h).
 */
#include "log/reading.h"

#include "io/encoding.h"
#include "log/basket_lines.h"
#include "log/block_crew.h"
#include "log/cancelled.h"
#include "log/time_order.h"

#include <string.h>
#include <sys/stat.h>

/* What a block came to. */
struct result {
    struct block_result head;
    size_t log;
    uint64_t taken; /* of the log as it is stored */
    struct parcel *parcel;
    struct row_counts counts;
};

/* ----------------------------------------------------------------------------- logs */

static void close_log(struct reading *reading, size_t log)
{
    log_blocks_finish(&reading->open[log].text, &reading->logs[log]);
}

bool reading_is_stream(const char *path)
{
    struct stat facts;
    return strcmp(path, "-") == 0 || stat(path, &facts) != 0 || !S_ISREG(facts.st_mode);
}

static bool waits(void *shared, size_t log)
{
    const struct reading *reading = shared;
    return reading->open[log].stream;
}

static bool is_by_blanks(const struct reading *reading)
{
    return reading->layout.format == COBUY_LOG_LINES && reading->layout.delimiter == 0;
}

static cobuy_status open_log(struct reading *reading, size_t log, cobuy_error *error)
{
    struct open_log *open = &reading->open[log];
    open->opened = true;
    cobuy_status status =
        log_blocks_open(&open->text, reading->context, reading->logs[log].path,
                        &reading->encoding, !reading->options.no_digests, error);
    if (status != COBUY_OK) return status;
    if (reading->ahead_room.context) {
        members_ahead_init(&open->ahead, &reading->ahead_room);
        source_let_inflate(open->text.source, &open->ahead);
    }
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

/* Of a log with an item a row. */
static cobuy_status find_columns(struct reading *reading, struct open_log *open,
                                 cobuy_error *error)
{
    if (reading->layout.format != COBUY_LOG_CSV) return COBUY_OK;
    return log_columns_find(&open->columns, &reading->layout, &open->text,
                            reading->options.keep_blanks, error);
}

static bool joins(const struct reading *reading)
{
    const cobuy_read_options *options = &reading->options;
    return options->orders || options->catalog || options->customers;
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
        struct first_bytes bytes = {
            .context = reading->context, .arena = &reading->texts, open->text.path};
        bytes.sample = sample_of(open, &bytes.length);
        status = layout_find(layout, &bytes, joins(reading) ? reading->sides : NULL,
                             &reading->options, error);
        if (status == COBUY_OK) status = find_columns(reading, open, error);
        bool asked =
            reading->options.describe || reading->options.returns != COBUY_RETURNS_KEEP;
        if (status == COBUY_OK && asked)
            status = cancelled_find_marks(&layout->marked, layout, &open->columns,
                                          &open->text, error);
        return status;
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
    status = layout_check(&reading->layout, open->text.path, sample, length,
                          &reading->options, error);
    return status == COBUY_OK ? find_columns(reading, open, error) : status;
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
    record_cutter *cut = is_by_blanks(reading) ? basket_lines_cut : csv_blocks_cut;
    cobuy_status status =
        log_blocks_read(&open->text, block, cut, &reading->cut, error);
    if (status == COBUY_OK && block->last) close_log(reading, log);
    return status;
}

static bool can_help(void *shared, size_t log)
{
    struct reading *reading = shared;
    return members_ahead_wanted(&reading->open[log].ahead);
}

static void help(void *shared, size_t log)
{
    struct reading *reading = shared;
    members_ahead_inflate(&reading->open[log].ahead);
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
    result->counts.rows = lines.baskets;
    result->counts.blank_lines = lines.blank_lines;
    return status;
}

static cobuy_status parse_rows(struct reading *reading, const struct block *block,
                               uint32_t worker, struct result *result,
                               cobuy_error *error)
{
    const struct open_log *open = &reading->open[block->log];
    if (block->number == 0) result->counts.blank_lines = open->columns.blank_lines;
    return csv_blocks_read(&reading->workers[worker], block, open->text.path,
                           &open->columns, &result->counts, error);
}

static void drop_result(void *shared, struct block_result *head)
{
    struct reading *reading = shared;
    struct result *result = (struct result *)head;
    if (result->parcel) join_drop(reading->join, result->parcel);
    row_counts_clear(&result->counts);
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
    row_counts_init(&result->counts, &reading->context->memory);
    cobuy_status status = COBUY_OK;
    if (!reading->open[block->log].blank)
        status = is_by_blanks(reading)
                     ? parse_lines(reading, block, worker, result, error)
                     : parse_rows(reading, block, worker, result, error);
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
    bool first = reading->report.rows == 0 && result->counts.rows > 0;
    return first && result->taken < size ? (double)result->taken / (double)size : 1;
}

/* Adds a part's counts to the report, in the order of the log. */
static cobuy_status add_counts(struct reading *reading, const struct row_counts *counts,
                               cobuy_error *error)
{
    cobuy_read_report *report = &reading->report;
    report->rows += counts->rows;
    report->bad_rows += counts->bad_rows;
    report->blank_lines += counts->blank_lines;
    report->blank_baskets += counts->blank_baskets;
    report->blank_items += counts->blank_items;
    report->repeated_headers += counts->repeated_headers;
    for (size_t i = 0; i < counts->n_bad && report->n_bad < BAD_ROWS_NAMED; i++) {
        const char *message = counts->bad[i].message;
        const char *kept = arena_copy(&reading->texts, message, strlen(message));
        if (!kept) return status_no_memory(error, "a report of bad rows");
        reading->bad[report->n_bad++].message = kept;
    }
    return COBUY_OK;
}

static cobuy_status take_result(void *shared, struct block_result *head,
                                cobuy_error *error)
{
    struct reading *reading = shared;
    const struct result *result = (const struct result *)head;
    cobuy_log *log = &reading->logs[result->log];
    cobuy_status status = join_append(reading->join, result->parcel,
                                      share_behind(reading, result), error);
    if (status == COBUY_OK) status = add_counts(reading, &result->counts, error);
    if (status != COBUY_OK) return status;
    log->rows += result->counts.rows;
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

static const struct block_work block_work = {.waits = waits,
                                             .read = read_block,
                                             .can_help = can_help,
                                             .help = help,
                                             .parse = parse_block,
                                             .take = take_result,
                                             .place = place_result,
                                             .drop = drop_result};

/* Makes what each worker needs. */
static cobuy_status create_workers(struct reading *reading, cobuy_error *error)
{
    cobuy_context *context = reading->context;
    bool keyed = reading->layout.format == COBUY_LOG_CSV;
    uint32_t n = context->threads;
    reading->join = join_create(context, reading->builder, keyed, n);
    if (!reading->join) return status_no_memory(error, "collecting baskets");
    if (reading->keep_keys && keyed) join_keep_keys(reading->join);
    reading->workers =
        memory_allocate_zeroed(&context->memory, n, sizeof *reading->workers);
    if (!reading->workers) return status_no_memory(error, "reading a log");
    reading->n_workers = n;
    cobuy_status status = COBUY_OK;
    for (uint32_t w = 0; w < n; w++)
        join_keyed_rows(reading->join, w)->timed = layout_has_times(&reading->layout);
    for (uint32_t w = 0; w < n && status == COBUY_OK && !is_by_blanks(reading); w++)
        status = csv_blocks_init(&reading->workers[w], context, &reading->layout,
                                 &reading->options, join_keyed_rows(reading->join, w),
                                 join_worker(reading->join, w), error);
    for (uint32_t w = 0; w < n && reading->netting && status == COBUY_OK; w++) {
        struct row_facts *facts = &reading->workers[w].purchases.facts;
        if (!reading->workers[w].context) continue;
        netting_part_init(&facts->net, &context->memory, reading->pass,
                          reading->netting);
        /* The passes before the last leave out all rows. */
        if (reading->pass != NETTING_DONE) facts->shown.memory = NULL;
    }
    return status;
}

/* Adds up what the workers counted, and tells it. */
static cobuy_status gather_facts(struct reading *reading, cobuy_error *error)
{
    if (reading->layout.format != COBUY_LOG_CSV) return COBUY_OK;
    reading->facts = reading->workers[0].purchases.facts;
    reading->workers[0].purchases.facts.context = NULL;
    cobuy_status status = COBUY_OK;
    for (uint32_t w = 1; w < reading->n_workers && status == COBUY_OK; w++) {
        struct row_facts *more = &reading->workers[w].purchases.facts;
        status = row_facts_add(&reading->facts, more, error);
        row_facts_clear(more);
    }
    if (status != COBUY_OK) return status;
    return row_facts_report(&reading->facts, &reading->report, &reading->texts, error);
}

static void free_workers(struct reading *reading)
{
    for (uint32_t w = 0; w < reading->n_workers; w++)
        csv_blocks_clear(&reading->workers[w]);
    memory_free(&reading->context->memory, reading->workers, reading->n_workers,
                sizeof *reading->workers);
    reading->workers = NULL;
    reading->n_workers = 0;
}

cobuy_status reading_run(struct reading *reading, cobuy_error *error)
{
    cobuy_context *context = reading->context;
    cobuy_status status = COBUY_OK;
    reading->open = memory_allocate_zeroed(&context->memory, reading->n_logs,
                                           sizeof *reading->open);
    if (!reading->open) return status_no_memory(error, "reading a log");
    if (context->threads > 1) ahead_room_init(&reading->ahead_room, context);
    for (size_t log = 0; log < reading->n_logs; log++)
        reading->open[log].stream = reading_is_stream(reading->logs[log].path);
    TRY(side_tables_open(reading->sides, context, &reading->options, error));
    TRY(find_layout(reading, error));
    bool nets = reading->options.returns == COBUY_RETURNS_NET && reading->netting;
    if (nets && reading->pass == NETTING_NONE) {
        TRY(netting_run(reading->netting, reading, error));
        reading->pass = NETTING_DONE;
    }
    if (reading->layout.sides)
        TRY(side_tables_read(reading->sides, &reading->layout, error));
    reading->cut.dialect =
        (struct csv_dialect){reading->layout.delimiter, reading->options.keep_blanks};
    reading->cut.instructions = context->instructions;
    reading->encoding.delimiter = reading->layout.delimiter;
    reading->encoding.undelimited = is_by_blanks(reading);
    if (reading->layout.timed) TRY(time_order_find(reading, error));
    TRY(create_workers(reading, error));
    struct block_work work = block_work;
    work.shared = reading;
    TRY(block_crew_run(context, reading->n_workers, &work, reading->n_logs, error));
    TRY(gather_facts(reading, error));
    free_workers(reading);
    TRY(join_finish(reading->join, error));
done:
    free_workers(reading);
    join_free(reading->join);
    reading->join = NULL;
    return status;
}

void reading_clear(struct reading *reading)
{
    struct memory *memory = &reading->context->memory;
    for (size_t i = 0; i < reading->n_logs && reading->open; i++) {
        log_blocks_close(&reading->open[i].text);
        members_ahead_clear(&reading->open[i].ahead);
        log_columns_clear(&reading->open[i].columns);
    }
    ahead_room_clear(&reading->ahead_room);
    row_facts_clear(&reading->facts);
    side_tables_close(reading->sides);
    memory_free(memory, reading->open, reading->n_logs, sizeof *reading->open);
}
