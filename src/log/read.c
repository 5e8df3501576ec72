/*
 * read.c - logs to baskets
 *
 * Looks at what the caller wants, has the logs read (log/reading.h) into the builder
 * that they all share, and says in the report what they were like.
 */
#include "log/read_keyed.h"

#include "base/options.h"
#include "basket/basket_choice.h"
#include "basket/refine.h"
#include "io/encoding.h"
#include "log/reading.h"
#include "log/time_pattern.h"

#include <stdio.h>
#include <string.h>

/* The others are one of each role. */
enum { SEGMENTS_MOST = FURTHER_MOST - (N_ROLES - ROLE_TIME - 1) };

static const cobuy_read_options defaults = COBUY_READ_DEFAULTS;

static cobuy_status copy_text(struct reading *reading, const char *text,
                              const char **copy, cobuy_error *error)
{
    *copy = arena_copy(&reading->texts, text, strlen(text));
    return *copy ? COBUY_OK : status_no_memory(error, "a report on the logs");
}

static bool is_encoding_given(const cobuy_read_options *options)
{
    return options->encoding && strcmp(options->encoding, "auto") != 0;
}

/* What the options say of the logs' encoding. */
static cobuy_status prepare_encoding(struct reading *reading, cobuy_error *error)
{
    const cobuy_read_options *options = &reading->options;
    struct log_encoding *encoding = &reading->encoding;
    encoding->delimiter = options->delimiter;
    encoding->undelimited =
        options->format == COBUY_LOG_LINES && options->delimiter == ' ';
    if (!is_encoding_given(options)) return COBUY_OK;
    const char *name =
        encoding_is_utf8(options->encoding) ? ENCODING_UTF8 : options->encoding;
    return copy_text(reading, name, &encoding->name, error);
}

static cobuy_status prepare(struct reading *reading, const char *const *paths,
                            size_t n_paths, cobuy_error *error)
{
    reading->logs = arena_allocate(&reading->texts, n_paths, sizeof *reading->logs);
    reading->bad =
        arena_allocate(&reading->texts, BAD_ROWS_NAMED, sizeof *reading->bad);
    if (!reading->logs || !reading->bad)
        return status_no_memory(error, "a report on the logs");
    memset(reading->logs, 0, n_paths * sizeof *reading->logs);
    for (size_t i = 0; i < n_paths; i++) {
        cobuy_status status =
            copy_text(reading, paths[i], &reading->logs[i].path, error);
        if (status != COBUY_OK) return status;
    }
    reading->report.logs = reading->logs;
    reading->report.n_logs = n_paths;
    reading->report.bad = reading->bad;
    reading->n_logs = n_paths;
    cobuy_status status = prepare_encoding(reading, error);
    if (status != COBUY_OK) return status;
    return cobuy_builder_create(reading->context, &reading->builder, error);
}

/* Whether a log has an encoding that no log before it has. */
static bool is_new_encoding(const struct reading *reading, size_t log)
{
    for (size_t i = 0; i < log; i++)
        if (strcmp(reading->logs[i].encoding, reading->logs[log].encoding) == 0)
            return false;
    return true;
}

/* Joins the names of the logs' encodings for the report. */
static cobuy_status describe_encoding(struct reading *reading, cobuy_error *error)
{
    static const char and[] = " and ";
    size_t length = 0;
    for (size_t i = 0; i < reading->n_logs; i++)
        if (is_new_encoding(reading, i))
            length += strlen(reading->logs[i].encoding) + sizeof and;
    char *joined = arena_allocate(&reading->texts, length, 1);
    if (!joined) return status_no_memory(error, "a report on the logs");
    joined[0] = '\0';
    for (size_t i = 0; i < reading->n_logs; i++) {
        if (!is_new_encoding(reading, i)) continue;
        if (i > 0) strcat(joined, and);
        strcat(joined, reading->logs[i].encoding);
    }
    reading->report.encoding = joined;
    return COBUY_OK;
}

/* Joins the names of the basket's columns for the report. */
static cobuy_status describe_layout(struct reading *reading, cobuy_error *error)
{
    const struct layout *layout = &reading->layout;
    cobuy_read_report *report = &reading->report;
    report->format = layout->format;
    report->delimiter = layout->delimiter;
    report->header = layout->header;
    if (layout->platform) report->platform = layout->platform->name;
    if (layout->format != COBUY_LOG_CSV) return COBUY_OK;
    size_t length = 0, n_basket = layout->n_columns - 1;
    for (size_t i = 0; i < n_basket; i++) length += strlen(layout->labels[i]) + 1;
    char *joined = arena_allocate(&reading->texts, length, 1);
    if (!joined) return status_no_memory(error, "a report on the logs");
    joined[0] = '\0';
    for (size_t i = 0; i < n_basket; i++) {
        if (i > 0) strcat(joined, ",");
        strcat(joined, layout->labels[i]);
    }
    report->basket_column = joined;
    cobuy_status status =
        copy_text(reading, layout->labels[n_basket], &report->item_column, error);
    if (status != COBUY_OK || !layout->timed) return status;
    enum side side = layout->further[0].side;
    if (side)
        status = copy_text(reading, layout->sides[side].told.file.path,
                           &report->time_file, error);
    if (status != COBUY_OK) return status;
    return copy_text(reading, layout->labels[n_basket + 1], &report->time_column,
                     error);
}

static cobuy_status check_bad_rows(const struct reading *reading, cobuy_error *error)
{
    const cobuy_read_report *report = &reading->report;
    if (report->bad_rows <= reading->options.max_bad_rows) return COBUY_OK;
    double share = (double)report->bad_rows / (double)report->rows;
    if (share <= reading->options.max_bad_share) return COBUY_OK;
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

/* Leaves out the baskets of which a row said that they are cancelled. */
static cobuy_status drop_cancelled(struct reading *reading, cobuy_baskets *baskets,
                                   cobuy_error *error)
{
    const struct platform *platform = reading->layout.platform;
    if (!platform || !platform->cancels_baskets || baskets->count == 0) return COBUY_OK;
    return refine_times(baskets, reading->context, BASKET_CANCELLED + 1, BASKET_NO_TIME,
                        &reading->report.cancelled_baskets, error);
}

/* Keeps what the columns say of the items. */
static cobuy_status label_items(struct reading *reading, cobuy_baskets *baskets,
                                cobuy_error *error)
{
    const struct row_facts *facts = &reading->facts;
    const struct dictionary *items = &baskets->dictionary;
    cobuy_status status = row_facts_label(facts, ROLE_NAME, items, &baskets->labels,
                                          &reading->texts, error);
    if (status != COBUY_OK || !reading->options.item_categories) return status;
    return row_facts_label(facts, ROLE_CATEGORY, items, &baskets->categories,
                           &reading->texts, error);
}

static cobuy_status finish(struct reading *reading, cobuy_baskets **out,
                           cobuy_error *error)
{
    cobuy_status status = check_bad_rows(reading, error);
    if (status == COBUY_OK) status = describe_layout(reading, error);
    if (status == COBUY_OK) status = describe_encoding(reading, error);
    if (status != COBUY_OK) return status;
    status = cobuy_builder_finish(reading->builder, out, error);
    reading->builder = NULL;
    if (status != COBUY_OK) return status;

    cobuy_baskets *baskets = *out;
    cobuy_read_report *report = &reading->report;
    if (reading->options.describe)
        TRY(left_out_take_out(baskets, reading->context,
                              reading->facts.context ? reading->facts.shown.rows : 0,
                              error));
    report->all_baskets = baskets->report.all_baskets;
    report->all_items = baskets->report.all_items;
    report->used_rows = baskets->report.used_rows;
    report->repeated_items = baskets->report.repeated_items;
    TRY(drop_cancelled(reading, baskets, error));
    if (reading->layout.timed)
        TRY(time_window_apply(&reading->window, baskets, reading->context, report,
                              error));
    TRY(basket_choice_apply(baskets, reading->context, &reading->options, report,
                            &reading->texts, error));
    if (reading->facts.context) TRY(label_items(reading, baskets, error));
    report->baskets = baskets->count;
    report->items = baskets->dictionary.count;
    report->basket_items = baskets->offsets[baskets->count];
    report->largest_basket = baskets->longest;
    report->largest_is_odd = baskets->longest_is_odd;
done:
    baskets->report = *report;
    baskets->texts = reading->texts;
    arena_init(&reading->texts, &reading->context->memory);
    return status;
}

/* Whether a file that is joined takes the bytes of another, or of a log. */
static bool reads_input_twice(const cobuy_read_options *options,
                              const char *const *paths, size_t n_paths)
{
    const char *const joined[] = {options->orders, options->catalog,
                                  options->customers};
    size_t n = 0;
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        n += joined[i] && strcmp(joined[i], "-") == 0;
    for (size_t i = 0; i < n_paths && n == 1; i++) n += strcmp(paths[i], "-") == 0;
    return n > 1;
}

static cobuy_status check_options(const cobuy_read_options *options,
                                  const char *const *paths, size_t n_paths,
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
    if (options->n_segment_columns > SEGMENTS_MOST)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "there are more than %d columns of segments",
                           (int)SEGMENTS_MOST);
    if ((unsigned)options->returns > COBUY_RETURNS_NET)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "there is no way %d to treat returns",
                           (int)options->returns);
    if (reads_input_twice(options, paths, n_paths))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "standard input can be read for one file only");
    const char *reason;
    iconv_t conversion;
    if (is_encoding_given(options)) {
        cobuy_status status = encoding_open(&conversion, options->encoding, error);
        if (status != COBUY_OK) return status;
        iconv_close(conversion);
    }
    if (options->time_format && !time_pattern_check(options->time_format, &reason))
        return status_fail(error, COBUY_INVALID_ARGUMENT, "the format of times '%s' %s",
                           options->time_format, reason);
    return basket_choice_check(options, error);
}

/* Fails if there are baskets in the window, but none that counts. */
static cobuy_status check_choice(const cobuy_read_report *report, cobuy_error *error)
{
    uint64_t n =
        report->baskets_emptied + report->baskets_too_small + report->baskets_too_large;
    if (n == 0) return COBUY_OK;
    return status_fail(error, COBUY_INPUT_EMPTY,
                       "no basket is left of %llu: %llu had nothing but items that are "
                       "left out, %llu had too few items, %llu too many",
                       (unsigned long long)n,
                       (unsigned long long)report->baskets_emptied,
                       (unsigned long long)report->baskets_too_small,
                       (unsigned long long)report->baskets_too_large);
}

/* Fails if there are baskets, but none in the window. */
static cobuy_status check_window(const cobuy_read_report *report, cobuy_error *error)
{
    char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
    if (report->baskets_outside == 0) return COBUY_OK;
    cobuy_time_text(first, report->first_time);
    cobuy_time_text(last, report->last_time);
    return status_fail(error, COBUY_INPUT_EMPTY,
                       "no basket is of the time asked for; there are %llu from %s to "
                       "%s",
                       (unsigned long long)report->baskets_outside, first, last);
}

static cobuy_status read_all(struct reading *reading, cobuy_baskets **out,
                             const char *const *paths, size_t n_paths,
                             cobuy_error *error)
{
    struct netting netting;
    cobuy_status status = COBUY_OK;
    netting_init(&netting, &reading->context->memory);
    TRY(check_options(&reading->options, paths, n_paths, error));
    TRY(time_window_init(&reading->window, &reading->options, error));
    TRY(prepare(reading, paths, n_paths, error));
    if (reading->options.returns == COBUY_RETURNS_NET) reading->netting = &netting;
    TRY(reading_run(reading, error));
    TRY(finish(reading, out, error));
    if ((*out)->count == 0 && !reading->options.allow_empty) {
        TRY(check_choice(&reading->report, error));
        TRY(check_window(&reading->report, error));
        TRY(status_fail(error, COBUY_INPUT_EMPTY, "%s%s: there is no basket in %s",
                        strcmp(paths[0], "-") == 0 ? "standard input" : paths[0],
                        n_paths > 1 ? " and the others" : "",
                        n_paths > 1 ? "any of them" : "it"));
    }
done:
    netting_clear(&netting, &reading->context->memory);
    return status;
}

static cobuy_status check_format(const cobuy_read_options *options, cobuy_error *error)
{
    if ((unsigned)options->format <= COBUY_LOG_LINES) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no log format %d",
                       (int)options->format);
}

static cobuy_status read_logs(cobuy_context *context, cobuy_baskets **out,
                              const char *const *paths, size_t n_paths,
                              const cobuy_read_options *options, bool keep_keys,
                              cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct reading reading = {
        .context = context, .options = defaults, .keep_keys = keep_keys};
    arena_init(&reading.texts, &context->memory);
    cobuy_status status =
        options_read(&reading.options, sizeof reading.options, options, error);
    if (status == COBUY_OK) status = check_format(&reading.options, error);
    context_heed_time(context, 0);
    if (status == COBUY_OK) status = read_all(&reading, out, paths, n_paths, error);
    context_heed_no_time(context);
    if (status != COBUY_OK) {
        cobuy_baskets_free(*out);
        *out = NULL;
    }
    reading_clear(&reading);
    cobuy_builder_free(reading.builder);
    arena_clear(&reading.texts);
    context->usage.reading += context_seconds() - start;
    return status;
}

cobuy_status cobuy_read(cobuy_context *context, cobuy_baskets **out,
                        const char *const *paths, size_t n_paths,
                        const cobuy_read_options *options, cobuy_error *error)
{
    return read_logs(context, out, paths, n_paths, options, false, error);
}

cobuy_status read_keyed(cobuy_context *context, cobuy_baskets **out,
                        const char *const *paths, size_t n_paths,
                        const cobuy_read_options *options, cobuy_error *error)
{
    return read_logs(context, out, paths, n_paths, options, true, error);
}
