/*
 * manifest.c - what a run read, did and wrote, beside its output
 *
 * The only file of a run that holds times; all others are the same whenever they are
 * made.
 */
#include "rulefile/manifest.h"

#include "rule/rules.h"
#include "rulefile/json.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const char *name_of_format(cobuy_file_format format)
{
    switch (format) {
    case COBUY_FILE_JSONL: return "jsonl";
    case COBUY_FILE_FIMI: return "fimi";
    default: return "csv";
    }
}

static void write_cut(struct json *json, const char *stage, cobuy_cut cut)
{
    static const char *const units[] = {NULL, "seconds", "itemsets", "rules"};
    if (cut.by == COBUY_BUDGET_NONE) return;
    json_open(json, NULL, '{');
    json_string(json, "stage", stage);
    json_string(json, "budget", units[cut.by]);
    json_number(json, "limit", cut.limit);
    json_close(json, '}');
}

/* Whether all was found; if not, which budgets ended what. */
static void write_completeness(struct json *json, const struct output_counts *counts)
{
    cobuy_cut mining = {COBUY_BUDGET_NONE, 0}, deriving = mining;
    if (counts->mined) mining = counts->mined->cut;
    if (counts->rules) mining = counts->rules->itemsets->summary.cut;
    if (counts->rules) deriving = counts->rules->cut;
    bool complete = mining.by == COBUY_BUDGET_NONE && deriving.by == COBUY_BUDGET_NONE;
    json_boolean(json, "complete", complete);
    if (complete) return;
    json_open(json, "cut_short", '[');
    write_cut(json, "mining", mining);
    write_cut(json, "deriving", deriving);
    json_close(json, ']');
}

static void write_settings(struct json *json, const cobuy_write_options *options)
{
    json_open(json, "settings", '{');
    for (size_t i = 0; i < options->n_settings; i++)
        json_string(json, options->settings[i].name, options->settings[i].value);
    json_close(json, '}');
}

static void write_store(struct json *json, const cobuy_read_report *report)
{
    json_open(json, "store", '{');
    json_string(json, "path", report->store);
    json_integer(json, "generation", report->store_generation);
    json_integer(json, "partitions", report->store_partitions);
    json_integer(json, "partitions_read", report->store_partitions_read);
    json_integer(json, "partitions_counted_before", report->store_partitions_counted);
    json_close(json, '}');
}

/* A log, or a source of a store, which has no size of its own. */
static void write_input(struct json *json, const cobuy_log *log, bool file)
{
    json_string(json, "path", log->path);
    if (file) json_integer(json, "bytes", log->bytes);
    if (log->sha256[0]) json_string(json, "sha256", log->sha256);
    if (file) json_boolean(json, "gzip", log->gzip);
    if (file) json_string(json, "encoding", log->encoding);
    json_integer(json, "rows", log->rows);
}

static void write_logs(struct json *json, const cobuy_read_report *report)
{
    if (report->store) write_store(json, report);
    json_open(json, "inputs", '[');
    for (size_t i = 0; i < report->n_logs; i++) {
        json_open(json, NULL, '{');
        write_input(json, &report->logs[i], !report->store);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* The files that columns were joined from, and what is missing on either side. */
static void write_joined(struct json *json, const cobuy_read_report *report)
{
    json_open(json, "joined", '[');
    for (size_t i = 0; i < report->n_joined; i++) {
        const cobuy_joined *joined = &report->joined[i];
        json_open(json, NULL, '{');
        json_string(json, "role", joined->role);
        write_input(json, &joined->file, true);
        json_string(json, "key", joined->key_column);
        json_integer(json, "keys", joined->keys);
        json_integer(json, "unused_keys", joined->unused_keys);
        json_integer(json, "blank_keys", joined->blank_keys);
        json_integer(json, "changed_rows", joined->changed_rows);
        json_integer(json, "missing_rows", joined->missing_rows);
        json_integer(json, "missing_keys", joined->missing_keys);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void manifest_inputs(struct json *json, const cobuy_read_report *report)
{
    write_logs(json, report);
    if (report->n_joined > 0) write_joined(json, report);
}

static void write_layout(struct json *json, const cobuy_read_report *report)
{
    char delimiter[2] = {report->delimiter, '\0'};
    bool csv = report->format == COBUY_LOG_CSV;
    if (!report->store) {
        json_string(json, "format", csv ? "csv" : "lines");
        if (report->platform) json_string(json, "platform", report->platform);
        json_string(json, "delimiter", report->delimiter ? delimiter : "blanks");
        json_boolean(json, "header", report->header);
    }
    json_string(json, "basket", report->basket_column);
    json_string(json, "item", report->item_column);
    if (report->time_column) json_string(json, "time", report->time_column);
    if (report->time_file) json_string(json, "time_file", report->time_file);
}

static void write_time(struct json *json, const char *key, int64_t seconds)
{
    char text[COBUY_TIME_TEXT];
    cobuy_time_text(text, seconds);
    json_string(json, key, text);
}

/* When the baskets were bought, and which of them were taken. */
static void write_times(struct json *json, const cobuy_read_report *report)
{
    if (report->first_time > report->last_time) return;
    json_open(json, "times", '{');
    write_time(json, "first", report->first_time);
    write_time(json, "last", report->last_time);
    if (report->windowed && report->since >= report->first_time)
        write_time(json, "since", report->since);
    if (report->windowed && report->until <= report->last_time)
        write_time(json, "until", report->until);
    json_integer(json, "baskets_outside", report->baskets_outside);
    json_integer(json, "baskets_without_time", report->baskets_without_time);
    json_close(json, '}');
}

/* The columns beside basket and item, and what they told. */
static void write_columns(struct json *json, const cobuy_read_report *report)
{
    json_open(json, "columns", '[');
    for (size_t i = 0; i < report->n_columns; i++) {
        const cobuy_column *column = &report->columns[i];
        json_open(json, NULL, '{');
        json_string(json, "role", column->role);
        json_string(json, "column", column->name);
        if (column->file) json_string(json, "file", column->file);
        json_integer(json, "blank", column->blank);
        json_integer(json, "unreadable", column->unreadable);
        if (column->values) json_integer(json, "different", column->different);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_integer(json, "cancelled_rows", report->cancelled_rows);
    json_integer(json, "negative_rows", report->negative_rows);
    json_integer(json, "returned_rows", report->returned_rows);
    json_integer(json, "unpaid_rows", report->unpaid_rows);
    json_integer(json, "other_rows", report->other_rows);
    json_integer(json, "netted_rows", report->netted_rows);
    json_integer(json, "cancelled_baskets", report->cancelled_baskets);
    json_integer(json, "left_out_rows", report->left_out_rows);
}

/* Which items and baskets counted. */
static void write_choice(struct json *json, const cobuy_read_report *report)
{
    json_integer(json, "folded_items", report->folded_items);
    json_integer(json, "folded_repeats", report->folded_repeats);
    json_integer(json, "excluded_items", report->excluded_items);
    json_integer(json, "excluded_basket_items", report->excluded_basket_items);
    json_open(json, "excluded", '[');
    for (size_t i = 0; i < report->n_excluded; i++) {
        json_open(json, NULL, '{');
        json_string(json, "item", report->excluded[i].name);
        json_integer(json, "basket_items", report->excluded[i].basket_items);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_integer(json, "unmatched_exclusions", report->unmatched_exclusions);
    json_integer(json, "baskets_emptied", report->baskets_emptied);
    json_integer(json, "baskets_too_small", report->baskets_too_small);
    json_integer(json, "baskets_too_large", report->baskets_too_large);
}

void manifest_reading(struct json *json, const cobuy_read_report *report)
{
    json_open(json, "reading", '{');
    write_layout(json, report);
    json_integer(json, "rows", report->rows);
    json_integer(json, "used_rows", report->used_rows);
    json_integer(json, "bad_rows", report->bad_rows);
    json_integer(json, "blank_lines", report->blank_lines);
    json_integer(json, "blank_baskets", report->blank_baskets);
    json_integer(json, "blank_items", report->blank_items);
    json_integer(json, "repeated_items", report->repeated_items);
    json_integer(json, "empty_logs", report->empty_logs);
    json_integer(json, "repeated_headers", report->repeated_headers);
    json_integer(json, "baskets", report->baskets);
    json_integer(json, "items", report->items);
    json_integer(json, "basket_items", report->basket_items);
    json_integer(json, "largest_basket", report->largest_basket);
    write_choice(json, report);
    if (report->time_column) write_times(json, report);
    write_columns(json, report);
    json_open(json, "first_bad_rows", '[');
    for (size_t i = 0; i < report->n_bad; i++)
        json_string(json, NULL, report->bad[i].message);
    json_close(json, ']');
    json_close(json, '}');
}

static const char *name_of_target(cobuy_target target)
{
    switch (target) {
    case COBUY_TARGET_CLOSED: return "closed";
    case COBUY_TARGET_MAXIMAL: return "maximal";
    case COBUY_TARGET_GENERATORS: return "generators";
    default: return "frequent";
    }
}

static void write_mining(struct json *json, const cobuy_mine_summary *mined)
{
    json_open(json, "mining", '{');
    json_string(json, "algorithm",
                mined->algorithm == COBUY_ALGORITHM_APRIORI ? "apriori" : "fpgrowth");
    json_string(json, "target", name_of_target(mined->target));
    json_integer(json, "baskets", mined->baskets);
    json_integer(json, "min_count", mined->min_count);
    json_integer(json, "items", mined->items);
    if (mined->max_count < UINT64_MAX) {
        json_integer(json, "max_count", mined->max_count);
        json_integer(json, "common_items", mined->common_items);
    }
    json_integer(json, "frequent_items", mined->frequent_items);
    json_integer(json, "itemsets", mined->itemsets);
    json_open(json, "itemsets_by_size", '{');
    for (uint32_t k = 1; k <= mined->largest; k++) {
        char size[16];
        snprintf(size, sizeof size, "%u", k);
        json_integer(json, size, mined->by_size[k]);
    }
    json_close(json, '}');
    json_close(json, '}');
}

static void write_significance(struct json *json, const cobuy_rules *rules)
{
    cobuy_significance significance = cobuy_rules_significance(rules);
    if (significance.level == 0) return;
    json_open(json, "significance", '{');
    json_number(json, "level", significance.level);
    json_string(json, "correction", cobuy_correction_name(significance.correction));
    json_number(json, "hypotheses", significance.hypotheses);
    json_number(json, "log10_hypotheses", significance.log10_hypotheses);
    json_number(json, "highest_p", significance.highest_p);
    json_integer(json, "failed", significance.failed);
    json_close(json, '}');
}

/* Rules that were dropped, by reason. */
static void write_pruned(struct json *json, const cobuy_rules *rules)
{
    json_open(json, "pruned", '{');
    for (int r = 0; r < COBUY_PRUNES; r++)
        if (rules->prune >> r & 1)
            json_integer(json, cobuy_prune_name((cobuy_prune)r), rules->pruned[r]);
    json_close(json, '}');
}

static void write_rules(struct json *json, const cobuy_rules *rules)
{
    json_open(json, "rules", '{');
    json_integer(json, "passed", cobuy_rules_passed(rules));
    json_boolean(json, "all_looked_at", cobuy_rules_saw_all(rules));
    json_integer(json, "written", cobuy_rules_count(rules));
    write_significance(json, rules);
    if (rules->prune) write_pruned(json, rules);
    json_close(json, '}');
}

/* What was held out, and what it confirmed. */
static void write_held_out(struct json *json, const cobuy_held_out *held_out)
{
    const cobuy_split_facts *split = &held_out->split;
    json_open(json, "holdout", '{');
    if (split->days > 0) {
        json_integer(json, "days", split->days);
        write_time(json, "earlier_from", split->first);
        write_time(json, "later_from", split->since);
        write_time(json, "later_to", split->last);
        json_integer(json, "earlier_baskets", split->earlier);
        json_integer(json, "later_baskets", split->later);
        json_integer(json, "baskets_without_time", split->without_time);
    }
    json_integer(json, "tested", held_out->tested);
    json_number(json, "level", held_out->level);
    json_number(json, "highest_p", held_out->highest_p);
    json_integer(json, "significant", held_out->significant);
    json_integer(json, "confirmed", held_out->confirmed);
    json_close(json, '}');
}

static void write_output(struct json *json, const struct output *output)
{
    char sha256[65];
    sink_sha256(output->sink, sha256);
    json_open(json, "output", '{');
    json_string(json, "path", output->path);
    json_string(json, "format", name_of_format(output->format));
    json_integer(json, "lines", output->lines);
    json_integer(json, "bytes", sink_bytes(output->sink));
    json_string(json, "sha256", sha256);
    json_close(json, '}');
}

/* Microseconds are enough. */
static void write_seconds(struct json *json, const char *key, double seconds)
{
    json_number(json, key, round(seconds * 1e6) / 1e6);
}

static void write_usage(struct json *json, const struct output *output)
{
    cobuy_usage usage = cobuy_context_usage(output->context);
    double writing = usage.writing + context_seconds() - output->opened;
    json_open(json, "seconds", '{');
    write_seconds(json, "reading", usage.reading);
    write_seconds(json, "mining", usage.mining);
    write_seconds(json, "deriving", usage.deriving);
    write_seconds(json, "writing", writing);
    json_close(json, '}');

    char finished[32];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) &&
        strftime(finished, sizeof finished, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
        json_string(json, "finished", finished);

    json_integer(json, "peak_memory_bytes", cobuy_process_peak());
    json_integer(json, "threads", output->context->threads);
}

void manifest_text(struct text *text, const struct output *output,
                   const struct output_counts *counts)
{
    struct json json;
    json_init(&json, text, true);
    json_open(&json, NULL, '{');
    json_string(&json, "cobuy", COBUY_VERSION);
    json_string(&json, "command", output->options.command);
    write_completeness(&json, counts);
    write_settings(&json, &output->options);
    if (output->options.baskets) {
        const cobuy_read_report *report = cobuy_baskets_report(output->options.baskets);
        manifest_inputs(&json, report);
        manifest_reading(&json, report);
    }
    if (counts->mined) write_mining(&json, counts->mined);
    if (counts->rules) write_rules(&json, counts->rules);
    const cobuy_held_out *held_out =
        output->options.recount ? cobuy_recount_held_out(output->options.recount)
                                : NULL;
    if (held_out) write_held_out(&json, held_out);
    if (counts->tell) counts->tell(&json, counts->told_of);
    write_output(&json, output);
    write_usage(&json, output);
    json_close(&json, '}');
    text_char(text, '\n');
}
