/*
 * read_command.c - what the commands that read logs have in common
 */
#include "cli/read_command.h"

#include "cli/item_arguments.h"
#include "cli/mine_command.h"
#include "cli/text.h"
#include "cli/time_zone.h"
#include "cli/write_command.h"

#include <stdlib.h>
#include <string.h>

/* What is asked of the columns beside basket, item and time. */
static void add_columns(cobuy_read_options *options, const struct settings *settings)
{
    options->status_column = settings->status;
    options->quantity_column = settings->quantity;
    options->price_column = settings->price;
    options->amount_column = settings->amount;
    options->customer_column = settings->customer;
    options->category_column = settings->category;
    options->name_column = settings->name;
    options->segment_columns = (const char *const *)settings->segment.names;
    options->n_segment_columns = settings->segment.length;
    options->returns = (cobuy_returns)settings->returns;
    options->cancelled_words = (const char *const *)settings->cancelled.names;
    options->n_cancelled_words = settings->cancelled.length;
    options->drop_unpaid = settings->zero_prices;
    options->margin_column = settings->margin;
    options->orders = settings->orders;
    options->catalog = settings->catalog;
    options->customers = settings->customers;
}

static cobuy_read_options options_of(const struct session *session)
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
    options.times = settings->holdout_days > 0;
    options.last_days = (uint32_t)settings->last_days;
    options.fold_items = (unsigned)settings->fold_items;
    options.min_basket_items = settings->min_basket_items;
    options.max_basket_items = settings->max_basket_items;
    options.max_bad_rows = settings->max_bad_rows.count;
    options.max_bad_share = settings->max_bad_rows.share;
    add_columns(&options, settings);
    bool inspecting = session->command->bit == COMMAND_INSPECT;
    options.describe = inspecting;
    options.item_categories = session->item_categories;
    /* Inspecting is finding out, so it reads on whatever there is. */
    if (inspecting) options.max_bad_share = 1;
    /* A digest is for the manifest, and tells whether a log is read twice. */
    options.no_digests = !inspecting && settings->n_logs == 1 &&
                         !session->command->takes_store &&
                         !write_has_manifest(settings);
    return options;
}

cobuy_status read_options(const struct session *session, cobuy_read_options *options,
                          cobuy_error *error)
{
    const char *zone = session->settings.time_zone;
    *options = options_of(session);
    return zone ? time_zone_use(zone, &options->local_time, error) : COBUY_OK;
}

/* What the library asks for, in its words, and the options that answer. */
static const struct {
    const char *question, *answer;
} ANSWERS[] = {
    {"which column holds the time", "--time COL names it"},
    {"which column holds the quantity", "--quantity COL names it"},
    {"which column holds the price",
     "--price COL names it, or --amount COL that of the whole row"},
    {"which column holds the category",
     "--category COL names it, --catalog FILE has one for each item"},
    {"which column holds the customer", "--customer COL names it"},
    {"there is no column to join by",
     "give that column the name that it has in the logs, in the header of either"},
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
    {"no basket is left of", "--allow-empty takes that as a result"},
};

const char *read_hint(const cobuy_error *error)
{
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
        if (strstr(error->message, ANSWERS[i].question)) return ANSWERS[i].answer;
    return NULL;
}

/* Whether there is a store in the place of logs; it stands alone, and is past reading
 * text. */
static cobuy_status find_store(const struct session *session, bool *store,
                               cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    *store = false;
    for (size_t i = 0; i < settings->n_logs && !*store; i++) {
        *store = cobuy_is_store(settings->logs[i]);
        if (*store && settings->n_logs > 1)
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "%s: is a store, which cannot be read together with "
                             "anything else",
                             settings->logs[i]);
    }
    if (*store && session->item_categories)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "%s: is a store, which keeps no categories of items",
                         settings->logs[0]);
    if (!*store || !settings->text_option) return COBUY_OK;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "--%s says how logs are read, and %s is a store, which has read "
                     "them: it belongs to 'cobuy store add'",
                     settings->text_option->name, settings->logs[0]);
}

/* Whether nothing is asked of the baskets but frequent itemsets. */
static bool wants_itemsets_only(const struct session *session)
{
    const struct settings *settings = &session->settings;
    const unsigned closed =
        1u << COBUY_PRUNE_NON_CLOSED | 1u << COBUY_PRUNE_NON_MINIMAL;
    if (session->command->bit == COMMAND_ITEMSETS) return true;
    return session->command->bit == COMMAND_MINE && settings->suggest == 0 &&
           settings->holdout_days == 0 && !(settings->prune.reasons & closed);
}

/* Of the options of reading, those that a store has as well. */
static cobuy_status read_store(struct session *session, cobuy_baskets **out,
                               const cobuy_read_options *wanted, cobuy_error *error)
{
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    options.since = wanted->since;
    options.until = wanted->until;
    options.last_days = wanted->last_days;
    options.allow_empty = wanted->allow_empty;
    options.fold_items = wanted->fold_items;
    options.exclude_items = wanted->exclude_items;
    options.n_exclude_items = wanted->n_exclude_items;
    options.min_basket_items = wanted->min_basket_items;
    options.max_basket_items = wanted->max_basket_items;
    const char *store = session->settings.logs[0];
    if (!wants_itemsets_only(session))
        return cobuy_store_read(session->context, out, store, &options, error);
    cobuy_mine_options mining = mine_options(session);
    return cobuy_store_read_pairs(session->context, out, store, &options, &mining,
                                  error);
}

cobuy_status read_logs(struct session *session, cobuy_baskets **out, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_read_options options;
    cobuy_item_list *excluded;
    bool store;
    TRY(find_store(session, &store, error));
    TRY(read_options(session, &options, error));
    TRY(item_arguments_read(session, &settings->exclude_items, "exclude-items",
                            &excluded, error));
    options.exclude_items = cobuy_item_list_items(excluded, &options.n_exclude_items);
    cobuy_status status = store ? read_store(session, out, &options, error)
                                : cobuy_read(session->context, out, settings->logs,
                                             settings->n_logs, &options, error);
    cobuy_item_list_free(excluded);
    if (status == COBUY_BUDGET_SPENT)
        error_set(error, status,
                  "--max-time %.15gs was over before the logs were read; nothing was "
                  "written",
                  settings->max_time);
    if (status != COBUY_OK) session->hint = read_hint(error);
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

const char *read_log_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static void add_column(struct buffer *out, const char *role, const char *name,
                       const char *file)
{
    if (!name) return;
    buffer_add(out, ", %s %s%s%s", role, name, file ? " of " : "",
               file ? read_log_name(file) : "");
}

static void add_store(struct buffer *out, const cobuy_read_report *report)
{
    uint64_t all = report->store_partitions, read = report->store_partitions_read;
    buffer_add(out, "store of %s, generation %s, ",
               text_count(report->n_logs, "source").text,
               text_number(report->store_generation).text);
    if (read < all) buffer_add(out, "%s of ", text_number(read).text);
    buffer_add(out, "%s", text_count(all, "partition").text);
    if (report->store_partitions_counted > 0)
        buffer_add(out, " (%s counted before)",
                   text_number(report->store_partitions_counted).text);
    if (report->basket_column)
        buffer_add(out, ", basket %s, item %s", report->basket_column,
                   report->item_column);
    if (report->time_column) buffer_add(out, ", time %s", report->time_column);
}

bool read_is_utf8(const char *encoding)
{
    return strcmp(encoding, "UTF-8") == 0;
}

void read_add_layout(struct buffer *out, const cobuy_read_report *report)
{
    if (report->store) {
        add_store(out, report);
        return;
    }
    if (report->format == COBUY_LOG_AUTO) {
        buffer_add(out, "%s", "nothing to tell a layout by");
        return;
    }
    bool csv = report->format == COBUY_LOG_CSV;
    buffer_add(out, "%s", csv ? "CSV, " : "a basket a line, ");
    if (report->platform) buffer_add(out, "%s, ", report->platform);
    if (!read_is_utf8(report->encoding)) buffer_add(out, "%s, ", report->encoding);
    add_delimiter(out, report->delimiter);
    if (!csv) return;
    buffer_add(out, "%s, basket %s, item %s", report->header ? "" : ", no header",
               report->basket_column, report->item_column);
    add_column(out, "time", report->time_column, report->time_file);
    for (size_t i = 0; i < report->n_columns; i++) {
        const cobuy_column *column = &report->columns[i];
        if (strcmp(column->role, "time") != 0)
            add_column(out, column->role, column->name, column->file);
    }
}

void read_add_joined(struct buffer *out, const cobuy_joined *joined)
{
    static const struct {
        const char *role, *row, *one, *key;
    } WORDS[] = {{"orders", "order", "an order", "basket"},
                 {"catalog", "item", "an entry", "item"},
                 {"customers", "customer", "an entry", "customer"}};
    size_t i = 0;
    while (i + 1 < sizeof WORDS / sizeof *WORDS &&
           strcmp(WORDS[i].role, joined->role) != 0)
        i++;
    uint64_t keys = joined->missing_keys;
    bool many = keys > COBUY_MISSING_KEYS_MOST;
    buffer_add(out, "%s by %s, %s without rows; %s without %s",
               text_count(joined->keys, WORDS[i].row).text, joined->key_column,
               text_number(joined->unused_keys).text,
               text_count(joined->missing_rows, "row").text, WORDS[i].one);
    if (keys > 0)
        buffer_add(out, " (%s%s)", many ? "more than " : "",
                   text_count(keys - many, WORDS[i].key).text);
    if (joined->blank_keys > 0)
        buffer_add(out, "; %s of it left out, without a key",
                   text_count(joined->blank_keys, "row").text);
}

static void add_source(struct buffer *out, const cobuy_read_report *report)
{
    if (report->store)
        buffer_add(out, "%s: ", report->store);
    else if (report->n_logs == 1)
        buffer_add(out, "%s: ", read_log_name(report->logs[0].path));
    else
        buffer_add(out, "%zu logs: ", report->n_logs);
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
    before =
        add_dirt(out, before, report->repeated_headers, "repeat", " of the header");
    bool others = report->left_out_rows > report->returned_rows;
    before =
        add_dirt(out, before, report->left_out_rows, "row",
                 others ? " taken back, without a price or no product" : " taken back");
    add_dirt(out, before, report->cancelled_baskets, "cancelled basket", "");
}

enum { NAMES_SHOWN = 5 };

/* The items that were left out: how many, and those that were bought most. */
static void add_names(struct buffer *out, const cobuy_read_report *report)
{
    buffer_add(out, "%s (", text_count(report->excluded_items, "item").text);
    for (size_t i = 0; i < report->n_excluded && i < NAMES_SHOWN; i++)
        buffer_add(out, "%s%s", i > 0 ? ", " : "", report->excluded[i].name);
    buffer_add(out, "%s)", report->excluded_items > NAMES_SHOWN ? ", ..." : "");
}

/* What was asked for with items and baskets: what that came to, on a line each. */
static void add_choice(struct buffer *out, const cobuy_read_report *report)
{
    if (report->folded_items > 0)
        buffer_add(out, "\nfolded: %s into others, %s within a basket",
                   text_count(report->folded_items, "spelling").text,
                   text_count(report->folded_repeats, "repeat").text);
    if (report->excluded_items > 0) {
        buffer_add(out, "%s", "\nexcluded: ");
        add_names(out, report);
        buffer_add(out, ", in baskets %s",
                   text_count(report->excluded_basket_items, "time").text);
    }
    const char *before = "\nbaskets left out: ";
    before = add_dirt(out, before, report->baskets_emptied, "basket",
                      " of nothing but excluded items");
    before = add_dirt(out, before, report->baskets_too_small, "basket",
                      " with too few items");
    add_dirt(out, before, report->baskets_too_large, "basket", " with too many items");
}

/* What leaves out nothing is mostly a typing error. */
static void warn_of_unmatched(struct session *session, const cobuy_read_report *report)
{
    uint64_t shown = 0, n = report->unmatched_exclusions;
    struct buffer list = {0};
    for (; shown < report->n_unmatched && shown < NAMES_SHOWN; shown++)
        buffer_add(&list, "%s'%s'", shown > 0 ? ", " : "", report->unmatched[shown]);
    if (n > shown) buffer_add(&list, " and %s more", text_number(n - shown).text);
    char *names = n > 0 ? buffer_take(&list) : NULL;
    if (names)
        messages_warn(&session->messages, "--exclude-items: no item is left out by %s",
                      names);
    free(names);
}

/* One basket of a thousand items has half a million pairs of them. */
static void warn_of_wholesaler(struct session *session, const cobuy_read_report *report)
{
    if (!report->largest_is_odd || session->settings.max_basket_items > 0) return;
    double average = (double)report->basket_items / (double)report->baskets;
    messages_warn(&session->messages,
                  "the largest basket has %s, %.0f times the average: a wholesaler's? "
                  "--max-basket-items leaves such baskets out",
                  text_count(report->largest_basket, "item").text,
                  (double)report->largest_basket / average);
}

void read_warn_of_choice(struct session *session, const cobuy_baskets *baskets)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    warn_of_unmatched(session, report);
    warn_of_wholesaler(session, report);
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

/* A cell that says nothing is no reason to leave its row out, but to be told. */
static void warn_of_unreadable(struct session *session, const cobuy_read_report *report)
{
    for (size_t i = 0; i < report->n_columns; i++) {
        const cobuy_column *column = &report->columns[i];
        bool time = strcmp(column->role, "time") == 0;
        if (column->unreadable > 0)
            messages_warn(
                &session->messages,
                "in %s the column '%s' says no %s that can be read; if it is another "
                "column, --%s COL names it%s",
                text_count(column->unreadable, "row").text, column->name,
                time ? "time" : "number", column->role,
                time ? ", and --time-format tells how times are written" : "");
    }
}

/* A file that says two things of one key, or nothing of most rows, is hardly one that
 * was meant. */
static void warn_of_joined(struct session *session, const cobuy_read_report *report)
{
    for (size_t i = 0; i < report->n_joined; i++) {
        const cobuy_joined *joined = &report->joined[i];
        const char *name = read_log_name(joined->file.path);
        if (joined->changed_rows > 0)
            messages_warn(&session->messages,
                          "%s: %s with other values for a key that stands before it, "
                          "the first on line %s; what stands first counts",
                          name, text_count(joined->changed_rows, "row").text,
                          text_number(joined->first_changed).text);
        if (joined->missing_rows > 0 && joined->unused_keys == joined->keys)
            messages_warn(&session->messages,
                          "%s: no row of the logs has a key that stands there, as '%s'",
                          name, joined->key_column);
        else if (joined->missing_rows > report->rows / 10 &&
                 strcmp(joined->role, "orders") == 0)
            messages_warn(&session->messages, "%s: %s of %s rows have no order there",
                          name, text_number(joined->missing_rows).text,
                          text_number(report->rows).text);
    }
}

/* What the columns say that were asked for. */
static void add_columns_told(struct buffer *out, const cobuy_read_report *report)
{
    for (size_t i = 0; i < report->n_columns; i++) {
        const cobuy_column *column = &report->columns[i];
        bool judged =
            strcmp(column->role, "status") == 0 || strcmp(column->role, "kind") == 0;
        if (!column->values || judged) continue;
        buffer_add(out, "\n%s of %s",
                   text_count(column->different, "different value").text, column->name);
        if (column->blank > 0)
            buffer_add(out, ", %s without", text_count(column->blank, "row").text);
    }
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
    warn_of_unreadable(session, report);
    /* What a store takes in, it does not choose from. */
    if (!session->command->takes_store) read_warn_of_choice(session, baskets);
    warn_of_joined(session, report);
    if (report->store_counts_damaged)
        messages_warn(
            &session->messages,
            "%s: the counts of pairs that were kept are damaged, and were not "
            "used",
            report->store);
    struct buffer note = {0};
    add_source(&note, report);
    read_add_layout(&note, report);
    buffer_add(&note, "\n%s%s, %s, %s", text_count(report->rows, "row").text,
               report->store ? " without repeats" : "",
               text_count(report->baskets, "basket").text,
               text_count(report->items, "different item").text);
    add_times(&note, report);
    add_columns_told(&note, report);
    for (size_t i = 0; i < report->n_joined; i++) {
        buffer_add(&note, "\njoined %s: ", read_log_name(report->joined[i].file.path));
        read_add_joined(&note, &report->joined[i]);
    }
    add_all_dirt(&note, report);
    add_choice(&note, report);
    char *text = buffer_take(&note);
    if (text) messages_note(&session->messages, "%s", text);
    free(text); /* a note is not worth a failure: without memory there is none */
    say_temporary(session);
}
