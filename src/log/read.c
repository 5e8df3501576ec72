/*
 * read.c - logs to baskets
 *
 * Each log goes piece by piece from its source to one of two parsers, CSV rows or
 * basket lines, and from there to the builder that all logs share.  The first log with
 * any text decides on the layout.
 */
#include "base/options.h"
#include "io/line_ends.h"
#include "io/source.h"
#include "log/basket_lines.h"
#include "log/purchases.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 256 * 1024 }; /* bytes of text at a time; no less than LAYOUT_SAMPLE */

struct reader {
    cobuy_context *context;
    cobuy_read_options options;
    struct layout layout;
    cobuy_read_report report;
    cobuy_log *logs;
    struct arena texts; /* what the report will point to */
    struct purchases purchases;
    uint64_t bytes_before; /* of the logs before this one, for progress */
};

static const cobuy_read_options defaults = COBUY_READ_DEFAULTS;

/* ----------------------------------------------------------------------- a log */

/* One of the two parsers. */
struct parser {
    bool by_blanks;
    struct basket_lines lines;
    struct csv_rows *rows;
};

static cobuy_status open_parser(struct parser *parser, struct reader *reader,
                                cobuy_error *error)
{
    const struct layout *layout = &reader->layout;
    *parser = (struct parser){0};
    parser->by_blanks = layout->format == COBUY_LOG_LINES && layout->delimiter == 0;
    if (parser->by_blanks) {
        basket_lines_init(&parser->lines, reader->context, reader->purchases.path,
                          reader->purchases.builder);
        return COBUY_OK;
    }
    csv_row_taker *take =
        layout->format == COBUY_LOG_LINES ? purchases_take_basket : purchases_take_row;
    return csv_rows_create(&parser->rows, reader->context, reader->purchases.path,
                           layout->delimiter, reader->options.keep_blanks, take,
                           &reader->purchases, error);
}

static cobuy_status feed(struct parser *parser, const char *text, size_t length,
                         cobuy_error *error)
{
    return parser->by_blanks ? basket_lines_feed(&parser->lines, text, length, error)
                             : csv_rows_feed(parser->rows, text, length, error);
}

static uint64_t line_of(const struct parser *parser)
{
    return parser->by_blanks ? parser->lines.line : csv_rows_line(parser->rows);
}

static cobuy_status end_parser(struct parser *parser, struct reader *reader,
                               cobuy_error *error)
{
    cobuy_status status = parser->by_blanks ? basket_lines_end(&parser->lines, error)
                                            : csv_rows_end(parser->rows, error);
    if (status != COBUY_OK) return status;
    reader->purchases.rows += parser->lines.baskets;
    reader->report.blank_lines += parser->by_blanks
                                      ? parser->lines.blank_lines
                                      : csv_rows_blank_lines(parser->rows);
    return COBUY_OK;
}

static void close_parser(struct parser *parser)
{
    if (parser->by_blanks) basket_lines_clear(&parser->lines);
    csv_rows_free(parser->rows);
}

/* Text has no zero bytes: they mean UTF-16, or blocks that a crash left unwritten. */
static cobuy_status refuse_zero_bytes(const struct reader *reader, const char *text,
                                      size_t length, uint64_t line, cobuy_error *error)
{
    const char *zero = memchr(text, 0, length);
    if (!zero) return COBUY_OK;
    line += line_ends_count(text, zero);
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s:%llu: a NUL byte; the log is damaged, or it is UTF-16 and "
                       "'iconv -f UTF-16 -t UTF-8' makes it readable",
                       reader->purchases.path, (unsigned long long)line);
}

/* Fills the buffer as far as the source goes; its text begins on 'line'. */
static cobuy_status fill(struct source *source, char *text, uint64_t line,
                         size_t *length, cobuy_error *error)
{
    *length = 0;
    size_t got = 0;
    do {
        struct source_seen seen = {line, text, text + *length};
        cobuy_status status =
            source_read(source, text + *length, PIECE - *length, &seen, &got, error);
        if (status != COBUY_OK) return status;
        *length += got;
    } while (got > 0 && *length < PIECE);
    return COBUY_OK;
}

static void report_progress(const struct reader *reader, const struct source *source)
{
    uint64_t size = reader->report.n_logs == 1 ? source_size(source) : 0;
    context_report(reader->context, "reading", "bytes",
                   reader->bytes_before + source_bytes(source), size);
}

/* After the first piece of the first log, which mostly is like the rest. */
static void foresee(const struct reader *reader, const struct source *source)
{
    uint64_t size = source_size(source), taken = source_bytes(source);
    if (reader->report.rows == 0 && 0 < taken && taken < size)
        builder_foresee(reader->purchases.builder, (double)taken / (double)size);
}

/* Finds the layout if no log before had any text, and checks it if one had. */
static cobuy_status begin_text(struct reader *reader, struct parser *parser,
                               const char *text, size_t length, cobuy_error *error)
{
    struct layout *layout = &reader->layout;
    const char *path = reader->purchases.path;
    size_t sample = length < LAYOUT_SAMPLE ? length : LAYOUT_SAMPLE;
    cobuy_status status =
        layout->format == COBUY_LOG_AUTO
            ? layout_find(layout, reader->context, &reader->texts, path, text, sample,
                          &reader->options, error)
            : layout_check(layout, path, text, sample, &reader->options, error);
    if (status == COBUY_OK && !reader->purchases.places) {
        reader->purchases.places =
            arena_allocate(&reader->texts, layout->n_columns, sizeof(size_t));
        if (!reader->purchases.places)
            status = status_no_memory(error, "the columns of a log");
    }
    return status == COBUY_OK ? open_parser(parser, reader, error) : status;
}

static size_t mark_length(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static bool is_all_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", text[i])) return false;
    return true;
}

/* 'text' has room for a piece, and a byte in front of it for the last of the piece
 * before, by which lines are counted. */
static cobuy_status read_text(struct reader *reader, struct source *source, char *text,
                              cobuy_error *error)
{
    struct parser parser = {0};
    size_t length;
    cobuy_status status = COBUY_OK;
    text[-1] = '\n';
    TRY(fill(source, text, 1, &length, error));
    TRY(refuse_zero_bytes(reader, text, length, 1, error));
    size_t mark = mark_length(text, length);
    if (length < PIECE && is_all_blank(text + mark, length - mark)) {
        reader->report.empty_logs++;
        goto done;
    }
    TRY(begin_text(reader, &parser, text + mark, length - mark, error));
    TRY(feed(&parser, text + mark, length - mark, error));
    foresee(reader, source);
    while (length > 0) {
        report_progress(reader, source);
        TRY(context_check(reader->context, error));
        uint64_t line = line_of(&parser);
        text[-1] = text[length - 1];
        TRY(fill(source, text, line, &length, error));
        TRY(refuse_zero_bytes(reader, text, length, line, error));
        TRY(feed(&parser, text, length, error));
    }
    TRY(end_parser(&parser, reader, error));
done:
    close_parser(&parser);
    return status;
}

static cobuy_status read_log(struct reader *reader, const char *path, cobuy_log *log,
                             char *text, cobuy_error *error)
{
    reader->purchases.path = strcmp(path, "-") == 0 ? "standard input" : path;
    reader->purchases.row_cells = 0;
    reader->purchases.header = NULL;
    reader->purchases.rows = 0;
    struct source *source;
    cobuy_status status =
        source_open(&source, reader->context, path, !reader->options.no_digests, error);
    if (status == COBUY_OK) status = read_text(reader, source, text, error);
    if (status == COBUY_OK) {
        log->gzip = source_is_gzip(source);
        log->bytes = source_bytes(source);
        log->rows = reader->purchases.rows;
        source_sha256(source, log->sha256);
        reader->bytes_before += log->bytes;
        reader->report.rows += log->rows;
    }
    source_close(source);
    return status;
}

/* --------------------------------------------------------------------- all logs */

static cobuy_status copy_text(struct reader *reader, const char *text,
                              const char **copy, cobuy_error *error)
{
    *copy = arena_copy(&reader->texts, text, strlen(text));
    return *copy ? COBUY_OK : status_no_memory(error, "a report on the logs");
}

static cobuy_status prepare(struct reader *reader, const char *const *paths,
                            size_t n_paths, cobuy_error *error)
{
    reader->logs = arena_allocate(&reader->texts, n_paths, sizeof *reader->logs);
    reader->purchases.bad =
        arena_allocate(&reader->texts, BAD_ROWS_NAMED, sizeof *reader->purchases.bad);
    if (!reader->logs || !reader->purchases.bad)
        return status_no_memory(error, "a report on the logs");
    memset(reader->logs, 0, n_paths * sizeof *reader->logs);
    for (size_t i = 0; i < n_paths; i++) {
        cobuy_status status = copy_text(reader, paths[i], &reader->logs[i].path, error);
        if (status != COBUY_OK) return status;
    }
    reader->report.logs = reader->logs;
    reader->report.n_logs = n_paths;
    reader->report.bad = reader->purchases.bad;
    reader->purchases.context = reader->context;
    reader->purchases.layout = &reader->layout;
    reader->purchases.report = &reader->report;
    reader->purchases.texts = &reader->texts;
    return cobuy_builder_create(reader->context, &reader->purchases.builder, error);
}

/* Joins the names of the basket's columns for the report. */
static cobuy_status describe_layout(struct reader *reader, cobuy_error *error)
{
    const struct layout *layout = &reader->layout;
    cobuy_read_report *report = &reader->report;
    report->format = layout->format;
    report->delimiter = layout->delimiter;
    report->header = layout->header;
    if (layout->format != COBUY_LOG_CSV) return COBUY_OK;
    size_t length = 0, n_basket = layout->n_columns - 1;
    for (size_t i = 0; i < n_basket; i++) length += strlen(layout->labels[i]) + 1;
    char *joined = arena_allocate(&reader->texts, length, 1);
    if (!joined) return status_no_memory(error, "a report on the logs");
    joined[0] = '\0';
    for (size_t i = 0; i < n_basket; i++) {
        if (i > 0) strcat(joined, ",");
        strcat(joined, layout->labels[i]);
    }
    report->basket_column = joined;
    return copy_text(reader, layout->labels[n_basket], &report->item_column, error);
}

static cobuy_status check_bad_rows(const struct reader *reader, cobuy_error *error)
{
    const cobuy_read_report *report = &reader->report;
    if (report->bad_rows <= reader->options.max_bad_rows) return COBUY_OK;
    double share = (double)report->bad_rows / (double)report->rows;
    if (share <= reader->options.max_bad_share) return COBUY_OK;
    char list[sizeof error->message];
    size_t used = 0;
    for (size_t i = 0; i < report->n_bad && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "\n%.180s",
                                 report->bad[i].message);
    return status_fail(
        error, COBUY_TOO_MANY_BAD_ROWS,
        "%llu bad of %llu rows are more than allowed%s%s",
        (unsigned long long)report->bad_rows, (unsigned long long)report->rows,
        report->bad_rows > report->n_bad ? "; the first are:" : ":", list);
}

static cobuy_status finish(struct reader *reader, cobuy_baskets **out,
                           cobuy_error *error)
{
    cobuy_status status = check_bad_rows(reader, error);
    if (status == COBUY_OK) status = describe_layout(reader, error);
    if (status != COBUY_OK) return status;
    status = cobuy_builder_finish(reader->purchases.builder, out, error);
    reader->purchases.builder = NULL;
    if (status != COBUY_OK) return status;

    cobuy_baskets *baskets = *out;
    cobuy_read_report *report = &reader->report;
    report->used_rows = baskets->report.used_rows;
    report->repeated_items = baskets->report.repeated_items;
    report->baskets = baskets->report.baskets;
    report->items = baskets->report.items;
    report->basket_items = baskets->report.basket_items;
    baskets->report = *report;
    baskets->texts = reader->texts;
    arena_init(&reader->texts, &reader->context->memory);
    return COBUY_OK;
}

static cobuy_status check_options(const cobuy_read_options *options, size_t n_paths,
                                  cobuy_error *error)
{
    if (n_paths == 0)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "no log is named");
    if (!(options->max_bad_share >= 0 && options->max_bad_share <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the share of bad rows allowed is not from 0 to 1");
    if (options->delimiter && strchr("\"\r\n", options->delimiter))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "a quote or a line end cannot be the delimiter");
    return COBUY_OK;
}

static cobuy_status read_all(struct reader *reader, cobuy_baskets **out,
                             const char *const *paths, size_t n_paths,
                             cobuy_error *error)
{
    struct memory *memory = &reader->context->memory;
    char *block = NULL;
    cobuy_status status = COBUY_OK;
    TRY(check_options(&reader->options, n_paths, error));
    TRY(prepare(reader, paths, n_paths, error));
    block = memory_allocate(memory, PIECE + 1, 1);
    if (!block) TRY(status_no_memory(error, "reading a log"));
    for (size_t i = 0; i < n_paths; i++)
        TRY(read_log(reader, paths[i], &reader->logs[i], block + 1, error));
    TRY(finish(reader, out, error));
    if ((*out)->count == 0 && !reader->options.allow_empty)
        TRY(status_fail(error, COBUY_INPUT_EMPTY, "%s%s: there is no basket in %s",
                        strcmp(paths[0], "-") == 0 ? "standard input" : paths[0],
                        n_paths > 1 ? " and the others" : "",
                        n_paths > 1 ? "any of them" : "it"));
done:
    memory_free(memory, block, PIECE + 1, 1);
    return status;
}

static cobuy_status check_format(const cobuy_read_options *options, cobuy_error *error)
{
    if ((unsigned)options->format <= COBUY_LOG_LINES) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no log format %d",
                       (int)options->format);
}

cobuy_status cobuy_read(cobuy_context *context, cobuy_baskets **out,
                        const char *const *paths, size_t n_paths,
                        const cobuy_read_options *options, cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct reader reader = {.context = context, .options = defaults};
    arena_init(&reader.texts, &context->memory);
    cobuy_status status =
        options_read(&reader.options, sizeof reader.options, options, error);
    if (status == COBUY_OK) status = check_format(&reader.options, error);
    context_heed_time(context, 0);
    if (status == COBUY_OK) status = read_all(&reader, out, paths, n_paths, error);
    context_heed_no_time(context);
    if (status != COBUY_OK) {
        cobuy_baskets_free(*out);
        *out = NULL;
    }
    cobuy_builder_free(reader.purchases.builder);
    VECTOR_FREE(&context->memory, &reader.purchases.key);
    arena_clear(&reader.texts);
    context->usage.reading += context_seconds() - start;
    return status;
}
