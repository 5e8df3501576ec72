/*
 * read_command.c - what the commands that read logs have in common
 */
#include "cli/read_command.h"

#include "cli/text.h"
#include "cli/time_zone.h"
#include "cli/write_command.h"

#include <stdlib.h>
#include <string.h>

static cobuy_read_options read_options(const struct session *session)
{
    const struct settings *settings = &session->settings;
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.format = (cobuy_log_format)settings->format;
    options.delimiter = settings->delimiter;
    options.no_header = settings->no_header;
    options.keep_blanks = settings->keep_blanks;
    options.allow_empty = settings->allow_empty;
    if (settings->basket.length > 0)
        options.basket_columns = (const char *const *)settings->basket.names;
    options.n_basket_columns = settings->basket.length;
    options.item_column = settings->item;
    options.encoding = settings->encoding;
    options.time_column = settings->time;
    options.time_format = settings->time_format;
    options.since = settings->since;
    options.until = settings->until;
    options.last_days = (uint32_t)settings->last_days;
    options.max_bad_rows = settings->max_bad_rows.count;
    options.max_bad_share = settings->max_bad_rows.share;
    bool inspecting = session->command->bit == COMMAND_INSPECT;
    /* Inspecting is finding out, so it reads on whatever there is. */
    if (inspecting) options.max_bad_share = 1;
    /* A digest is for the manifest, and tells whether a log is read twice. */
    options.no_digests =
        !inspecting && settings->n_logs == 1 && !write_has_manifest(settings);
    return options;
}

/* What the library asks for, in its words, and the options that answer. */
static const struct {
    const char *question, *answer;
} ANSWERS[] = {
    {"which column holds the time", "--time COL names it"},
    {"which is the day in", "--time-format '%d/%m/%Y %H:%M', for example"},
    {"which column holds the",
     "--basket COL --item COL names the columns, by name or number; --no-header says "
     "that the first row is data, --format lines that a line is a basket"},
    {"without a header the columns of basket",
     "--basket 1 --item 2 names the first two columns, for example"},
    {" byte 0x",
     "--encoding names the log's encoding (CP932, EUC-JP, windows-1252, ...)"},
    {"or it is UTF-16", "--encoding UTF-16LE reads UTF-16 as Windows writes it"},
    {"rows are more than allowed",
     "--max-bad-rows N or P% leaves so many out and counts them"},
    {"a temporary file cannot be",
     "--temp-dir names another folder for temporary files, --memory-limit more memory"},
    {"there is no basket in", "--allow-empty takes that as a result"},
    {"no basket is of the time", "--allow-empty takes that as a result"},
};

static const char *hint_after(const cobuy_error *error)
{
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
        if (strstr(error->message, ANSWERS[i].question)) return ANSWERS[i].answer;
    return NULL;
}

cobuy_status read_logs(struct session *session, cobuy_baskets **out, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_read_options options = read_options(session);
    if (settings->time_zone)
        TRY(time_zone_use(settings->time_zone, &options.local_time, error));
    cobuy_status status = cobuy_read(session->context, out, settings->logs,
                                     settings->n_logs, &options, error);
    if (status == COBUY_BUDGET_SPENT)
        error_set(error, status,
                  "--max-time %.15gs was over before the logs were read; nothing was "
                  "written",
                  settings->max_time);
    if (status != COBUY_OK) session->hint = hint_after(error);
    return status;
}

/* ========================================================================== */
/*                              What was read                                 */
/* ========================================================================== */

static void add_delimiter(struct buffer *out, char delimiter)
{
    bool visible = delimiter > ' ' && delimiter < 0x7F;
    if (delimiter == 0)
        buffer_add(out, "%s", "blanks between items");
    else if (visible)
        buffer_add(out, "delimiter \"%c\"", delimiter);
    else
        buffer_add(out, "delimiter %s", values_delimiter(delimiter).text);
}

bool read_is_utf8(const char *encoding)
{
    return strcmp(encoding, "UTF-8") == 0;
}

void read_add_layout(struct buffer *out, const cobuy_read_report *report)
{
    if (report->format == COBUY_LOG_AUTO) {
        buffer_add(out, "%s", "nothing to tell a layout by");
        return;
    }
    bool csv = report->format == COBUY_LOG_CSV;
    buffer_add(out, "%s", csv ? "CSV, " : "a basket a line, ");
    if (!read_is_utf8(report->encoding)) buffer_add(out, "%s, ", report->encoding);
    add_delimiter(out, report->delimiter);
    if (!csv) return;
    buffer_add(out, "%s, basket %s, item %s", report->header ? "" : ", no header",
               report->basket_column, report->item_column);
    if (report->time_column) buffer_add(out, ", time %s", report->time_column);
}

const char *read_log_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static void add_source(struct buffer *out, const struct settings *settings)
{
    if (settings->n_logs == 1)
        buffer_add(out, "%s: ", read_log_name(settings->logs[0]));
    else
        buffer_add(out, "%zu logs: ", settings->n_logs);
}

/* Appends "N NOUNs" unless there is none; returns what goes before the next. */
static const char *add_dirt(struct buffer *out, const char *before, uint64_t number,
                            const char *noun, const char *rest)
{
    if (number == 0) return before;
    buffer_add(out, "%s%s%s", before, text_count(number, noun).text, rest);
    return ", ";
}

/* What was not taken as it stands, on a line; nothing if all was. */
static void add_all_dirt(struct buffer *out, const cobuy_read_report *report)
{
    const char *before = "\nleft out: ";
    before = add_dirt(out, before, report->bad_rows, "bad row", "");
    before = add_dirt(out, before, report->blank_baskets, "row", " without a basket");
    before = add_dirt(out, before, report->blank_items, "row", " without an item");
    before =
        add_dirt(out, before, report->repeated_items, "repeat", " within a basket");
    before = add_dirt(out, before, report->blank_lines, "blank line", "");
    before = add_dirt(out, before, report->empty_logs, "empty log", "");
    add_dirt(out, before, report->repeated_headers, "repeat", " of the header");
}

/* The same rows twice count twice where a line is a basket, and repeat elsewhere. */
static void warn_of_twins(struct session *session, const cobuy_read_report *report)
{
    for (size_t i = 1; i < report->n_logs; i++)
        for (size_t j = 0; j < i; j++)
            if (report->logs[i].bytes > 0 &&
                strcmp(report->logs[i].sha256, report->logs[j].sha256) == 0) {
                messages_warn(&session->messages, "%s and %s are the same log",
                              report->logs[j].path, report->logs[i].path);
                return;
            }
}

/* A log that is mostly left out is hardly one that was meant. */
static void warn_of_loss(struct session *session, const cobuy_read_report *report)
{
    uint64_t lost = report->bad_rows + report->blank_baskets;
    if (report->format == COBUY_LOG_CSV) lost += report->blank_items;
    if (lost > report->rows / 10)
        messages_warn(&session->messages, "%s of %s rows were left out",
                      text_number(lost).text, text_number(report->rows).text);
}

/* When the baskets were bought, and which of them were taken. */
static void add_times(struct buffer *out, const cobuy_read_report *report)
{
    char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
    if (!report->time_column || report->first_time > report->last_time) return;
    cobuy_time_text(first, report->first_time);
    cobuy_time_text(last, report->last_time);
    buffer_add(out, "\nbought from %s to %s", first, last);
    if (!report->windowed) return;
    int64_t since = report->since, until = report->until;
    cobuy_time_text(first, since > report->first_time ? since : report->first_time);
    cobuy_time_text(last, until < report->last_time ? until : report->last_time);
    buffer_add(out, "; taken from %s to %s, ", first, last);
    buffer_add(
        out, "%s left out",
        text_count(report->baskets_outside + report->baskets_without_time, "basket")
            .text);
}

/* What does not fit memory takes longer, and room on disk. */
static void say_temporary(struct session *session)
{
    uint64_t bytes = cobuy_context_usage(session->context).temporary_bytes;
    if (bytes == 0) return;
    messages_note(&session->messages,
                  "the memory limit of %s has no room for all this: %s of temporary "
                  "files in %s",
                  text_size(session->memory_limit.bytes).text, text_size(bytes).text,
                  session->temp_dir);
}

void read_say(struct session *session, const cobuy_baskets *baskets)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    warn_of_twins(session, report);
    warn_of_loss(session, report);
    struct buffer note = {0};
    add_source(&note, &session->settings);
    read_add_layout(&note, report);
    buffer_add(&note, "\n%s, %s, %s", text_count(report->rows, "row").text,
               text_count(report->baskets, "basket").text,
               text_count(report->items, "different item").text);
    add_times(&note, report);
    add_all_dirt(&note, report);
    char *text = buffer_take(&note);
    if (text) messages_note(&session->messages, "%s", text);
    free(text); /* a note is not worth a failure: without memory there is none */
    say_temporary(session);
}
