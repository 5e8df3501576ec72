/*
 * cmd_store.c - cobuy store add, list, check, drop: baskets kept by day
 */
#include "cli/session.h"

#include "cli/read_command.h"
#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* ========================================================================== */
/*                                   Adding                                   */
/* ========================================================================== */

static const char *store_of(const struct session *session)
{
    return session->settings.logs[0];
}

/* Says what came of a source, and what was left out. */
static void say_added(struct session *session, const char *source,
                      const cobuy_store_added *added)
{
    static const char *const outcomes[] = {"added", "replaced"};
    struct messages *messages = &session->messages;
    if (added->outcome == COBUY_STORE_UNCHANGED) {
        messages_note(messages, "%s: is in %s already; nothing has changed", source,
                      store_of(session));
        return;
    }
    if (!added->timed && !session->settings.no_times)
        messages_note(messages,
                      "%s: has no column of times, so that its baskets have no day; "
                      "--time COL names one",
                      source);
    if (added->dropped > 0)
        messages_warn(messages, "%s: %s left out: their days were dropped from %s",
                      source, text_count(added->dropped, "basket").text,
                      store_of(session));
    messages_note(messages, "%s: %s in %s, %s written", source,
                  outcomes[added->outcome], store_of(session),
                  text_count(added->partitions, "partition").text);
}

/* Adds logs as one source. */
static cobuy_status add_source(struct session *session,
                               const cobuy_read_options *reading,
                               const char *const *logs, size_t n_logs,
                               cobuy_error *error)
{
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    cobuy_store_added added;
    cobuy_baskets *baskets = NULL;
    options.reading = reading;
    options.source = session->settings.source;
    options.without_times = session->settings.no_times;
    options.time_zone = session->settings.time_zone;
    cobuy_status status =
        cobuy_store_add(session->context, &added, &baskets, store_of(session), logs,
                        n_logs, &options, error);
    if (status != COBUY_OK) {
        session->hint = read_hint(error);
        return status;
    }
    read_say(session, baskets);
    say_added(session, options.source ? options.source : read_log_name(logs[0]),
              &added);
    cobuy_baskets_free(baskets);
    return COBUY_OK;
}

cobuy_status store_add_run(struct session *session, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    const char *const *logs = settings->logs + 1;
    size_t n = settings->n_logs - 1;
    cobuy_read_options reading;
    TRY(read_options(session, &reading, error));
    if (settings->source) return add_source(session, &reading, logs, n, error);
    for (size_t i = 0; i < n; i++)
        TRY(add_source(session, &reading, logs + i, 1, error));
    return COBUY_OK;
}

/* ========================================================================== */
/*                                   Listing                                  */
/* ========================================================================== */

static void print_summary(const char *path, const cobuy_store_summary *summary)
{
    fputs("Store\n  ", stdout);
    text_print(stdout, path, strlen(path));
    printf("\n  %-26s %15s\n", "generation", text_number(summary->generation).text);
    printf("  %-26s %15s\n", "baskets", text_number(summary->baskets).text);
    printf("  %-26s %15s\n", "items bought", text_number(summary->basket_items).text);
    printf("  %-26s %15s\n", "items known", text_number(summary->items).text);
    printf("  %-26s %15s\n", "bytes", text_number(summary->bytes).text);
    const struct {
        const char *name, *column;
    } columns[] = {{"column of baskets", summary->basket_column},
                   {"column of items", summary->item_column},
                   {"column of times", summary->time_column}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (!columns[i].column) continue;
        printf("  %-26s ", columns[i].name);
        text_print(stdout, columns[i].column, strlen(columns[i].column));
        putchar('\n');
    }
    char day[COBUY_TIME_TEXT];
    cobuy_time_text(day, summary->bound);
    if (summary->bounded) printf("  %-26s %s\n", "dropped: days before", day);
}

static void print_partitions(const cobuy_store_summary *summary)
{
    printf("\nPartitions\n  %-13s %12s %15s %15s\n", "day", "baskets", "items bought",
           "bytes");
    for (size_t i = 0; i < summary->n_partitions; i++) {
        const cobuy_store_partition *partition = &summary->partitions[i];
        char day[COBUY_TIME_TEXT] = "without a day";
        if (partition->has_day) cobuy_time_text(day, partition->day);
        printf("  %-13s %12s %15s %15s\n", day, text_number(partition->baskets).text,
               text_number(partition->basket_items).text,
               text_number(partition->bytes).text);
    }
}

static void print_counts(const cobuy_store_summary *summary)
{
    if (summary->n_counts == 0) return;
    printf("\nCounts of pairs\n  %-20s %12s %12s %15s\n", "window", "partitions",
           "pairs", "bytes");
    for (size_t i = 0; i < summary->n_counts; i++) {
        const cobuy_store_counts *counts = &summary->counts[i];
        fputs("  ", stdout);
        text_print(stdout, counts->window, strlen(counts->window));
        size_t length = strlen(counts->window), shown = length < 20 ? length : 20;
        printf("%*s %12s %12s %15s\n", (int)(20 - shown), "",
               text_number(counts->partitions).text, text_number(counts->pairs).text,
               text_number(counts->bytes).text);
    }
}

static void print_added(int64_t seconds)
{
    char text[32] = "?";
    time_t added = (time_t)seconds;
    struct tm utc;
    if (gmtime_r(&added, &utc)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    puts(text);
}

static void print_sources(const cobuy_store_summary *summary)
{
    puts("\nSources");
    for (size_t i = 0; i < summary->n_sources; i++) {
        const cobuy_store_source *source = &summary->sources[i];
        fputs("  ", stdout);
        text_print(stdout, source->name, strlen(source->name));
        printf("\n    %s, sha256 %.16s, added ", text_count(source->rows, "row").text,
               source->sha256);
        print_added(source->added);
        printf("    %s, %s bought in %s\n", text_count(source->baskets, "basket").text,
               text_count(source->basket_items, "item").text,
               text_count(source->partitions, "partition").text);
    }
}

cobuy_status store_list_run(struct session *session, cobuy_error *error)
{
    cobuy_store *store;
    TRY(cobuy_store_open(session->context, &store, store_of(session), error));
    const cobuy_store_summary *summary = cobuy_store_summarize(store);
    print_summary(store_of(session), summary);
    print_partitions(summary);
    print_counts(summary);
    print_sources(summary);
    cobuy_store_close(store);
    return COBUY_OK;
}

/* ========================================================================== */
/*                            Checking and dropping                           */
/* ========================================================================== */

cobuy_status store_check_run(struct session *session, cobuy_error *error)
{
    TRY(cobuy_store_check(session->context, store_of(session), error));
    messages_note(&session->messages, "%s: is sound", store_of(session));
    return COBUY_OK;
}

cobuy_status store_drop_run(struct session *session, cobuy_error *error)
{
    cobuy_store_dropped dropped;
    TRY(cobuy_store_drop(session->context, &dropped, store_of(session),
                         session->settings.before, error));
    messages_note(&session->messages, "%s: dropped %s with %s", store_of(session),
                  text_count(dropped.partitions, "day").text,
                  text_count(dropped.baskets, "basket").text);
    return COBUY_OK;
}
