/*
 * store_add.c - logs to a store
 */
#include "base/options.h"
#include "base/sort.h"
#include "io/digest.h"
#include "log/read_keyed.h"
#include "log/time_window.h"
#include "store/store_items.h"
#include "store/store_merge.h"

#include <cobuy/store.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HOW_ROOM = 2048, SHA256_ROOM = 65 };

static const cobuy_store_add_options defaults = COBUY_STORE_ADD_DEFAULTS;

/* What adding carries along. */
struct adding {
    struct store_change change;
    cobuy_store_add_options options;
    cobuy_read_options reading;
    const char *const *logs;
    size_t n_logs;
    cobuy_baskets *baskets;  /* that were read */
    struct dictionary names; /* of the store's items */
    uint32_t *ids;           /* of the items read, in the store */
    uint32_t n_ids;
    struct basket_pieces pieces;
    char sha256[SHA256_ROOM], how[HOW_ROOM];
};

/* -------------------------------------------------------------------------- reading */

static cobuy_status check(struct adding *adding, cobuy_error *error)
{
    const cobuy_read_options *reading = &adding->reading;
    if (adding->n_logs == 0)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "no log is named");
    if (!adding->options.source && adding->n_logs > 1)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "a source of several logs needs a name");
    if (adding->options.source && !*adding->options.source)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the name of a source is empty");
    if (reading->since || reading->until || reading->last_days > 0 ||
        reading->no_digests || reading->fold_items || reading->n_exclude_items > 0 ||
        reading->min_basket_items > 0 || reading->max_basket_items > 0)
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "a store takes whole logs, with their digests; what is wanted of "
            "them is chosen when it is read");
    if (adding->options.without_times && time_window_wanted(reading))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "a source without times has no column of them");
    if (!adding->options.source) adding->options.source = adding->logs[0];
    return COBUY_OK;
}

static cobuy_status read_options(struct adding *adding,
                                 const cobuy_store_add_options *given,
                                 cobuy_error *error)
{
    static const cobuy_read_options usual = COBUY_READ_DEFAULTS;
    adding->options = defaults;
    adding->reading = usual;
    cobuy_status status =
        options_read(&adding->options, sizeof adding->options, given, error);
    if (status == COBUY_OK)
        status = options_read(&adding->reading, sizeof adding->reading,
                              adding->options.reading, error);
    adding->reading.times_if_any = !adding->options.without_times;
    return status == COBUY_OK ? check(adding, error) : status;
}

static int compare_digests(const void *context, uint32_t a, uint32_t b)
{
    const cobuy_log *logs = context;
    return strcmp(logs[a].sha256, logs[b].sha256);
}

/* The digest of all logs, whatever their order. */
static cobuy_status find_digest(struct adding *adding, cobuy_error *error)
{
    const cobuy_read_report *report = cobuy_baskets_report(adding->baskets);
    struct memory *memory = &adding->change.context->memory;
    size_t n = report->n_logs;
    struct digest digest;
    if (n == 1) {
        memcpy(adding->sha256, report->logs[0].sha256, SHA256_ROOM);
        return COBUY_OK;
    }
    uint32_t *order = memory_allocate(memory, 2 * n, sizeof *order);
    if (!order) return status_no_memory(error, "the logs of a source");
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    sort_index(order, order + n, n, compare_digests, report->logs);
    digest_init(&digest);
    for (size_t i = 0; i < n; i++) {
        digest_update(&digest, report->logs[order[i]].sha256, SHA256_ROOM - 1);
        digest_update(&digest, "\n", 1);
    }
    digest_hexadecimal(&digest, adding->sha256);
    memory_free(memory, order, 2 * n, sizeof *order);
    return COBUY_OK;
}

/* Adds a setting, if it was given, to how it was read; cut off where there is no room.
 */
static void add_how(struct adding *adding, const char *name, const char *value)
{
    size_t used = strlen(adding->how);
    if (value)
        snprintf(adding->how + used, HOW_ROOM - used, ", %s %.128s", name, value);
}

/* How it was read, so far as that may change what is read of the same bytes. */
static void find_how(struct adding *adding)
{
    const cobuy_read_options *reading = &adding->reading;
    const cobuy_read_report *report = cobuy_baskets_report(adding->baskets);
    snprintf(adding->how, HOW_ROOM, "delimiter %02x, header %d, bad rows %llu",
             (unsigned)(unsigned char)report->delimiter, report->header,
             (unsigned long long)report->bad_rows);
    add_how(adding, "time format", reading->time_format);
    add_how(adding, "encoding", reading->encoding);
    add_how(adding, "status", reading->status_column);
    add_how(adding, "quantity", reading->quantity_column);
    add_how(adding, "price", reading->price_column);
    add_how(adding, "amount", reading->amount_column);
    for (size_t i = 0; i < reading->n_cancelled_words; i++)
        add_how(adding, "cancelled", reading->cancelled_words[i]);
    for (size_t i = 0; i < report->n_joined; i++)
        add_how(adding, report->joined[i].role, report->joined[i].file.sha256);
}

static cobuy_status read_source(struct adding *adding, cobuy_error *error)
{
    cobuy_status status =
        read_keyed(adding->change.context, &adding->baskets, adding->logs,
                   adding->n_logs, &adding->reading, error);
    if (status != COBUY_OK) return status;
    const cobuy_read_report *report = cobuy_baskets_report(adding->baskets);
    if (report->format == COBUY_LOG_LINES)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: has a basket a line, and so neither keys nor times of "
                           "baskets, which a store keeps them by; mine such logs as "
                           "they are",
                           adding->logs[0]);
    find_how(adding);
    return find_digest(adding, error);
}

/* ------------------------------------------------------------------------- settings */

enum { SETTINGS = 7, VALUE_ROOM = 1024 };

/* What all sources have in common, as this one has it. */
static void list_settings(const struct adding *adding,
                          struct store_setting settings[SETTINGS])
{
    const cobuy_read_report *report = cobuy_baskets_report(adding->baskets);
    const char *time = report->time_column, *zone = adding->options.time_zone;
    settings[0] = (struct store_setting){"basket", report->basket_column};
    settings[1] = (struct store_setting){"item", report->item_column};
    settings[2] = (struct store_setting){"time", time ? time : "none"};
    settings[3] = (struct store_setting){"time-zone", zone ? zone : "as written"};
    settings[4] = (struct store_setting){"keep-blanks",
                                         adding->reading.keep_blanks ? "yes" : "no"};
    static const char *const returns[] = {"drop", "keep", "net"};
    settings[5] = (struct store_setting){"returns", returns[adding->reading.returns]};
    settings[6] = (struct store_setting){"zero-prices",
                                         adding->reading.drop_unpaid ? "drop" : "keep"};
}

/* As text: "basket InvoiceNo, item StockCode, ...". */
static void show_settings(char text[VALUE_ROOM], const struct store_setting *settings,
                          size_t n)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && used < VALUE_ROOM; i++)
        used +=
            (size_t)snprintf(text + used, VALUE_ROOM - used, "%s%s %s",
                             i > 0 ? ", " : "", settings[i].name, settings[i].value);
}

/* Whether the source has the settings of the store; a log without any text has none. */
static bool do_agree(const struct adding *adding)
{
    const struct store_head *head = &adding->change.head;
    struct store_setting settings[SETTINGS];
    if (cobuy_baskets_report(adding->baskets)->format != COBUY_LOG_CSV) return true;
    if (head->settings.length != SETTINGS) return false;
    list_settings(adding, settings);
    for (size_t i = 0; i < SETTINGS; i++) {
        const char *value = store_head_setting(head, settings[i].name);
        if (!value || strcmp(value, settings[i].value) != 0) return false;
    }
    return true;
}

static cobuy_status refuse_settings(const struct adding *adding,
                                    const struct store_setting *settings,
                                    cobuy_error *error)
{
    const struct store_head *head = &adding->change.head;
    char there[VALUE_ROOM], here[VALUE_ROOM];
    show_settings(there, head->settings.data, head->settings.length);
    show_settings(here, settings, SETTINGS);
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: logs of a store are read in one way\n"
                       "the store: %.800s\n"
                       "this log:  %.800s",
                       adding->logs[0], there, here);
}

/* Whether a source has something in the store. */
static bool has_any(const struct store_head *head, const struct store_source *source)
{
    for (size_t i = 0; i < head->partitions.length; i++)
        for (size_t k = 0; k < head->partitions.data[i].n_shares; k++)
            if (head->partitions.data[i].shares[k].source == source->number)
                return true;
    return false;
}

/* Whether there is something of other sources, whose settings hold. */
static bool has_others(const struct adding *adding)
{
    const struct store_head *head = &adding->change.head;
    for (size_t i = 0; i < head->sources.length; i++)
        if (strcmp(head->sources.data[i].name, adding->options.source) != 0 &&
            has_any(head, &head->sources.data[i]))
            return true;
    return false;
}

/* Sees to it that head and source agree. */
static cobuy_status settle_settings(struct adding *adding, cobuy_error *error)
{
    struct store_head *head = &adding->change.head;
    struct store_setting settings[SETTINGS];
    if (do_agree(adding)) return COBUY_OK;
    list_settings(adding, settings);
    if (has_others(adding)) return refuse_settings(adding, settings, error);
    head->settings.length = 0;
    for (size_t i = 0; i < SETTINGS; i++) {
        struct store_setting kept = {settings[i].name,
                                     store_head_text(head, settings[i].value)};
        if (!kept.value || !VECTOR_PUSH(head->memory, &head->settings, kept))
            return status_no_memory(error, "the head of the store");
    }
    return COBUY_OK;
}

/* --------------------------------------------------------------------------- pieces */

/* Gives the items read their ids in the store. */
static cobuy_status enter_items(struct adding *adding, cobuy_error *error)
{
    const struct dictionary *read = &adding->baskets->dictionary;
    struct store_change *change = &adding->change;
    cobuy_status status =
        store_items_read(&adding->names, change->store, &change->head, true, error);
    if (status != COBUY_OK) return status;
    adding->ids =
        memory_allocate(&change->context->memory, read->count, sizeof *adding->ids);
    if (!adding->ids) return status_no_memory(error, "the items of the store");
    adding->n_ids = read->count;
    for (uint32_t id = 0; id < read->count && status == COBUY_OK; id++) {
        cobuy_text name = dictionary_text(read, id);
        status = dictionary_intern(&adding->names, name.bytes, name.length,
                                   "items of the store", &adding->ids[id], error);
    }
    return status;
}

static struct store_key key_of(const struct basket_keys *keys, uint64_t basket)
{
    uint64_t word = keys->words.data[basket];
    if (!key_is_other(word)) return (struct store_key){word, {"", 0}};
    cobuy_text text = dictionary_text(&keys->others, (uint32_t)(word - KEY_OTHER));
    return (struct store_key){KEY_OTHER, text};
}

/* Makes a piece of each basket. */
static bool make_pieces(struct adding *adding, uint32_t source)
{
    const cobuy_baskets *baskets = adding->baskets;
    bool timed =
        baskets->report.time_column; /* else times only tell what is cancelled */
    for (uint64_t b = 0; b < baskets->count; b++) {
        struct basket_piece piece = {
            .key = key_of(baskets->keys, b), .time = BASKET_NO_TIME, .source = source};
        const uint32_t *from = cobuy_baskets_at(baskets, b, &piece.n);
        uint32_t *to = basket_pieces_room(&adding->pieces, piece.n);
        if (timed) piece.time = baskets->times[b];
        if (!to) return false;
        for (uint32_t i = 0; i < piece.n; i++) to[i] = adding->ids[from[i]];
        sort_integers(to, piece.n);
        if (!basket_pieces_add(&adding->pieces, &piece)) return false;
    }
    return true;
}

/* The baskets themselves are not needed any more. */
static void let_baskets_go(struct adding *adding)
{
    cobuy_baskets *baskets = adding->baskets;
    baskets_free_arrays(baskets);
    baskets->count = 0;
    basket_keys_free(baskets->keys);
    baskets->keys = NULL;
}

/* --------------------------------------------------------------------------- adding */

/* Enters the source into the head, in its old place if it has one. */
static cobuy_status enter_source(struct adding *adding, struct store_source **out,
                                 cobuy_error *error)
{
    struct store_head *head = &adding->change.head;
    struct store_source *source = store_head_source(head, adding->options.source);
    struct store_source added = {.number = source ? source->number : head->next_source,
                                 .name = store_head_text(head, adding->options.source),
                                 .sha256 = store_head_text(head, adding->sha256),
                                 .how = store_head_text(head, adding->how),
                                 .rows = cobuy_baskets_report(adding->baskets)->rows,
                                 .added = (int64_t)time(NULL)};
    if (!added.name || !added.sha256 || !added.how ||
        (!source && !VECTOR_PUSH(head->memory, &head->sources, added)))
        return status_no_memory(error, "the head of the store");
    if (!source) {
        head->next_source++;
        source = &head->sources.data[head->sources.length - 1];
    }
    *source = added;
    *out = source;
    return COBUY_OK;
}

static cobuy_status change_store(struct adding *adding, cobuy_store_added *added,
                                 cobuy_error *error)
{
    struct store_change *change = &adding->change;
    struct store_source *source;
    struct store_merged merged;
    cobuy_status status = COBUY_OK;
    TRY(settle_settings(adding, error));
    TRY(enter_source(adding, &source, error));
    TRY(enter_items(adding, error));
    if (!make_pieces(adding, source->number))
        TRY(status_no_memory(error, "the baskets of the store"));
    let_baskets_go(adding);
    TRY(store_merge(change, &adding->pieces, source->number, adding->names.count,
                    &merged, error));
    TRY(store_items_write(change->context, change->store, &change->head, &adding->names,
                          error));
    TRY(store_change_commit(change, error));
    added->partitions = merged.days;
    added->dropped = merged.dropped;
done:
    return status;
}

static cobuy_status add(struct adding *adding, cobuy_store_added *added,
                        cobuy_error *error)
{
    cobuy_status status = read_source(adding, error);
    if (status != COBUY_OK) return status;
    const struct store_source *before =
        store_head_source(&adding->change.head, adding->options.source);
    added->timed = cobuy_baskets_report(adding->baskets)->time_column;
    added->outcome = before ? COBUY_STORE_REPLACED : COBUY_STORE_ADDED;
    bool same = before && strcmp(before->sha256, adding->sha256) == 0 &&
                strcmp(before->how, adding->how) == 0 && do_agree(adding);
    if (!same) return change_store(adding, added, error);
    added->outcome = COBUY_STORE_UNCHANGED;
    return COBUY_OK;
}

static void clear(struct adding *adding)
{
    struct memory *memory = &adding->change.context->memory;
    memory_free(memory, adding->ids, adding->n_ids, sizeof *adding->ids);
    dictionary_clear(&adding->names);
    basket_pieces_clear(&adding->pieces);
    store_change_end(&adding->change);
}

cobuy_status cobuy_store_add(cobuy_context *context, cobuy_store_added *added,
                             cobuy_baskets **baskets, const char *store,
                             const char *const *logs, size_t n_logs,
                             const cobuy_store_add_options *options, cobuy_error *error)
{
    struct adding adding = {.logs = logs, .n_logs = n_logs};
    *added = (cobuy_store_added){.partitions = 0};
    if (baskets) *baskets = NULL;
    cobuy_status status = read_options(&adding, options, error);
    if (status == COBUY_OK)
        status = store_change_begin(&adding.change, context, store, true, error);
    if (status != COBUY_OK) return status;
    dictionary_init(&adding.names, &context->memory);
    basket_pieces_init(&adding.pieces, &context->memory);
    status = add(&adding, added, error);
    clear(&adding);
    if (status == COBUY_OK && adding.baskets) let_baskets_go(&adding);
    if (status == COBUY_OK && baskets)
        *baskets = adding.baskets;
    else
        cobuy_baskets_free(adding.baskets);
    return status;
}
