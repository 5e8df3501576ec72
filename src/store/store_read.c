/*
 * store_read.c - the baskets of a store
 *
 * The head says which partitions a window meets, and how much room their baskets take:
 *
 *     partitions    2024-05-04   2024-05-05   2024-05-06
 *     baskets       0..69        70..151      152..
 *
 * Any worker reads and decodes one, and puts its baskets where they belong, or, if
 * memory has no room for all, into a file (basket/basket_file.h).  Where a window
 * begins or ends within a day, those baskets are left out in the end, together with the
 * items that none of the others has.
 *
 * Between the head and the files a writer may replace both.  Then a file is gone, and
 * reading begins anew with the new head.
 *
 * Cost: some 3 ns an item, most of it inflating.
 */
#include "store/store_read.h"

#include "base/options.h"
#include "base/workers.h"
#include "basket/basket_choice.h"
#include "basket/basket_file.h"
#include "basket/refine.h"
#include "store/day_baskets.h"
#include "store/store_items.h"

#include <errno.h>
#include <string.h>

enum { TRIES = 1000 }; /* so often may a writer be faster than a reader */

static const cobuy_store_read_options defaults = COBUY_STORE_READ_DEFAULTS;

static cobuy_status fail_for_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets of the store");
}

/* The options of reading logs that say the same. */
static cobuy_read_options reading_options(const cobuy_store_read_options *wanted)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.since = wanted->since;
    options.until = wanted->until;
    options.last_days = wanted->last_days;
    options.fold_items = wanted->fold_items;
    options.exclude_items = wanted->exclude_items;
    options.n_exclude_items = wanted->n_exclude_items;
    options.min_basket_items = wanted->min_basket_items;
    options.max_basket_items = wanted->max_basket_items;
    return options;
}

/* ------------------------------------------------------------------------- choosing */

/* The time of the newest basket that the last days go back from; its day is right. */
static int64_t newest_in(const struct store_reading *reading)
{
    int64_t newest = reading->wanted.since, until = reading->wanted.until;
    for (size_t i = 0; i < reading->head.partitions.length; i++) {
        const struct store_partition *partition = &reading->head.partitions.data[i];
        if (partition->day == STORE_NO_DAY || partition->first_time > until) continue;
        int64_t last = partition->last_time < until ? partition->last_time : until;
        if (last > newest) newest = last;
    }
    return newest;
}

/* Whether a partition has baskets of the window; *cut is set if it has others, too. */
static bool is_met(const struct store_reading *reading,
                   const struct store_partition *partition, bool *cut)
{
    const struct time_window *window = &reading->window;
    if (!time_window_bounds(window)) return true;
    if (partition->day == STORE_NO_DAY || partition->last_time < window->since ||
        partition->first_time > window->until)
        return false;
    if (partition->first_time < window->since || partition->last_time > window->until)
        *cut = true;
    return true;
}

static cobuy_status choose(struct store_reading *reading, cobuy_error *error)
{
    struct memory *memory = &reading->context->memory;
    const struct store_head *head = &reading->head;
    size_t n = head->partitions.length;
    reading->chosen_room = n;
    reading->chosen = memory_allocate(memory, n, sizeof *reading->chosen);
    reading->first_baskets = memory_allocate(memory, n, sizeof(uint64_t));
    reading->first_items = memory_allocate(memory, n, sizeof(uint64_t));
    if (!reading->chosen || !reading->first_baskets || !reading->first_items)
        return fail_for_memory(error);
    int64_t newest = reading->wanted.last_days > 0 ? newest_in(reading) : INT64_MIN;
    reading->window = time_window_settle(&reading->wanted, newest);
    for (size_t i = 0; i < n; i++) {
        const struct store_partition *partition = &head->partitions.data[i];
        if (!is_met(reading, partition, &reading->cuts)) continue;
        reading->first_baskets[reading->n_chosen] = reading->n_baskets;
        reading->first_items[reading->n_chosen] = reading->n_items;
        reading->chosen[reading->n_chosen++] = i;
        reading->n_baskets += partition->baskets;
        reading->n_items += partition->basket_items;
    }
    if (reading->n_baskets < UINT32_MAX / 2) return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW, "more than %llu baskets",
                       (unsigned long long)reading->n_baskets);
}

/* A window needs times. */
static cobuy_status check_times(const struct store_reading *reading, cobuy_error *error)
{
    const cobuy_store_read_options *options = &reading->options;
    const char *time = store_head_setting(&reading->head, "time");
    bool windowed = options->since || options->until || options->last_days > 0;
    if (!windowed || !time || strcmp(time, "none") != 0) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: its baskets have no times, since its logs had no column of "
                       "them that was found or named when they were added",
                       reading->store);
}

/* ------------------------------------------------------------------------- decoding */

/* Puts decoded baskets where they belong. */
static cobuy_status place(struct store_reading *reading, struct day_baskets *day,
                          size_t number, cobuy_error *error)
{
    cobuy_baskets *baskets = reading->baskets;
    if (reading->file) {
        struct basket_batch batch = {.offsets = day->offsets,
                                     .items = day->items,
                                     .times = day->times,
                                     .n = day->n,
                                     .n_items = day->n_items};
        return basket_file_write(reading->file, &batch, error);
    }
    uint64_t first = reading->first_baskets[number], at = reading->first_items[number];
    for (size_t b = 0; b < day->n; b++)
        baskets->offsets[first + b] = at + day->offsets[b];
    memcpy(baskets->times + first, day->times, day->n * sizeof *day->times);
    memcpy(baskets->items + at, day->items, day->n_items * sizeof *day->items);
    return COBUY_OK;
}

static cobuy_status read_partition(void *shared, size_t number, uint32_t worker,
                                   cobuy_error *error)
{
    struct store_reading *reading = shared;
    uint32_t n_items = reading->head.n_items;
    struct day_baskets day;
    cobuy_status status =
        day_baskets_read(&day, &reading->context->memory, reading->store,
                         &reading->head.partitions.data[reading->chosen[number]],
                         reading->counts + (size_t)worker * n_items, n_items, error);
    if (status != COBUY_OK) return status;
    status = place(reading, &day, number, error);
    day_baskets_clear(&day);
    return status;
}

/* -------------------------------------------------------------------------- baskets */

/* Room for the baskets in memory, or a file for them. */
static cobuy_status prepare(struct store_reading *reading, cobuy_error *error)
{
    cobuy_context *context = reading->context;
    struct memory *memory = &context->memory;
    cobuy_baskets *baskets = reading->baskets;
    uint64_t n = reading->n_baskets, n_items = reading->n_items,
             bytes = (n + 1) * (sizeof *baskets->offsets + sizeof *baskets->times) +
                     n_items * sizeof *baskets->items;
    if (context->temporary_folder && bytes > context_room(context) / 3 * 2)
        return basket_file_create(&reading->file, context, true, error);
    baskets->offsets = memory_allocate(memory, n + 1, sizeof *baskets->offsets);
    baskets->offsets_room = (size_t)n + 1;
    baskets->items = memory_allocate(memory, n_items, sizeof *baskets->items);
    baskets->items_room = (size_t)n_items;
    baskets->times = memory_allocate(memory, n, sizeof *baskets->times);
    baskets->times_room = (size_t)n;
    return baskets->offsets && baskets->items && baskets->times
               ? COBUY_OK
               : fail_for_memory(error);
}

/* Adds up what the workers counted; *all says whether every item is in some basket. */
static bool add_counts(struct store_reading *reading, bool *all)
{
    cobuy_baskets *baskets = reading->baskets;
    uint32_t n = baskets->dictionary.count, n_met = 0;
    baskets->item_counts =
        memory_allocate_zeroed(baskets->memory, n, sizeof *baskets->item_counts);
    reading->ids = memory_allocate(baskets->memory, n, sizeof *reading->ids);
    if (!baskets->item_counts || !reading->ids) return false;
    for (uint32_t id = 0; id < n; id++) {
        for (size_t i = id; i < reading->n_counts; i += n)
            baskets->item_counts[id] += reading->counts[i];
        if (baskets->item_counts[id] > 0) reading->ids[n_met++] = id;
    }
    *all = n_met == n;
    memory_free(baskets->memory, reading->counts, reading->n_counts,
                sizeof *reading->counts);
    reading->counts = NULL;
    return true;
}

/* Leaves only baskets of the window, and items that they have. */
static cobuy_status leave_out(struct store_reading *reading, cobuy_error *error)
{
    const struct time_window *window = &reading->window;
    bool bounds = time_window_bounds(window);
    uint64_t n_others;
    return refine_times(reading->baskets, reading->context,
                        bounds ? window->since : INT64_MIN,
                        bounds ? window->until : INT64_MAX, &n_others, error);
}

static cobuy_status read_baskets(struct store_reading *reading, cobuy_error *error)
{
    cobuy_context *context = reading->context;
    cobuy_baskets *baskets = reading->baskets;
    uint32_t n_items = reading->head.n_items;
    bool all;
    cobuy_status status = COBUY_OK;
    reading->n_counts = (size_t)workers_count(context, reading->n_chosen) * n_items;
    reading->counts = memory_allocate_zeroed(&context->memory, reading->n_counts,
                                             sizeof *reading->counts);
    if (!reading->counts) TRY(fail_for_memory(error));
    TRY(store_items_read(&baskets->dictionary, reading->store, &reading->head, false,
                         error));
    TRY(prepare(reading, error));
    TRY(workers_run(context, reading->n_chosen, read_partition, reading, "reading",
                    error));
    if (reading->file) {
        TRY(basket_file_finish(reading->file, baskets, error));
        reading->file = NULL;
    } else {
        baskets->count = reading->n_baskets;
        baskets->offsets[baskets->count] = reading->n_items;
    }
    if (!add_counts(reading, &all)) TRY(fail_for_memory(error));
    baskets_measure(baskets);
    if (reading->cuts || !all) TRY(leave_out(reading, error));
done:
    return status;
}

/* --------------------------------------------------------------------------- report */

static bool copy_text(cobuy_baskets *baskets, const char *text, const char **copy)
{
    *copy = text ? arena_copy(&baskets->texts, text, strlen(text)) : NULL;
    return !text || *copy;
}

/* Lists sources in the place of logs. */
static bool list_sources(const struct store_head *head, cobuy_baskets *baskets)
{
    size_t n = head->sources.length;
    cobuy_log *logs = arena_allocate(&baskets->texts, n, sizeof *logs);
    if (!logs) return false;
    for (size_t i = 0; i < n; i++) {
        const struct store_source *source = &head->sources.data[i];
        logs[i] = (cobuy_log){.rows = source->rows};
        memcpy(logs[i].sha256, source->sha256, sizeof logs[i].sha256);
        if (!copy_text(baskets, source->name, &logs[i].path)) return false;
    }
    baskets->report.logs = logs;
    baskets->report.n_logs = n;
    return true;
}

static bool list_columns(const struct store_head *head, cobuy_baskets *baskets)
{
    cobuy_read_report *report = &baskets->report;
    const char *time = store_head_setting(head, "time");
    if (time && strcmp(time, "none") == 0) time = NULL;
    report->format = head->settings.length > 0 ? COBUY_LOG_CSV : COBUY_LOG_AUTO;
    return copy_text(baskets, store_head_setting(head, "basket"),
                     &report->basket_column) &&
           copy_text(baskets, store_head_setting(head, "item"), &report->item_column) &&
           copy_text(baskets, time, &report->time_column);
}

/* Adds up what the whole store holds, and when. */
static void add_up(cobuy_read_report *report, const struct store_head *head,
                   uint64_t *all)
{
    uint64_t basket_items = 0;
    report->first_time = BASKET_NO_TIME;
    report->last_time = INT64_MIN;
    for (size_t i = 0; i < head->partitions.length; i++) {
        const struct store_partition *partition = &head->partitions.data[i];
        *all += partition->baskets;
        basket_items += partition->basket_items;
        for (size_t k = 0; k < partition->n_shares; k++)
            report->rows += partition->shares[k].items;
        if (partition->day == STORE_NO_DAY) {
            report->baskets_without_time = partition->baskets;
            continue;
        }
        if (partition->first_time < report->first_time)
            report->first_time = partition->first_time;
        report->last_time = partition->last_time;
    }
    report->used_rows = report->rows;
    report->repeated_items = report->rows - basket_items;
}

/* What of it all is taken; returns false if there is no memory. */
static bool report_window(const struct store_reading *reading)
{
    const struct store_head *head = &reading->head;
    cobuy_baskets *baskets = reading->baskets;
    cobuy_read_report *report = &baskets->report;
    uint64_t all = 0;
    add_up(report, head, &all);
    report->since = reading->window.since;
    report->until = reading->window.until;
    report->windowed = time_window_bounds(&reading->window);
    if (report->windowed)
        report->baskets_outside = all - report->baskets_without_time - baskets->count;
    report->store_generation = head->generation;
    report->store_partitions = head->partitions.length;
    report->store_partitions_read = reading->n_chosen;
    return copy_text(baskets, reading->store, &report->store) &&
           list_sources(head, baskets) && list_columns(head, baskets);
}

/* What is left of it in the end. */
static void report_baskets(cobuy_baskets *baskets, uint64_t basket_items)
{
    cobuy_read_report *report = &baskets->report;
    report->baskets = baskets->count;
    report->items = baskets->dictionary.count;
    report->basket_items = basket_items;
    report->largest_basket = baskets->longest;
    report->largest_is_odd = baskets->longest_is_odd;
}

/* Leaves the items and baskets that count, and reports what is left. */
static cobuy_status choose_baskets(const struct store_reading *reading,
                                   cobuy_error *error)
{
    cobuy_baskets *baskets = reading->baskets;
    cobuy_read_options options = reading_options(&reading->options);
    cobuy_status status = basket_choice_apply(baskets, reading->context, &options,
                                              &baskets->report, &baskets->texts, error);
    if (status != COBUY_OK) return status;
    report_baskets(baskets, baskets->offsets[baskets->count]);
    return COBUY_OK;
}

static cobuy_status check_empty(const struct store_reading *reading, cobuy_error *error)
{
    const cobuy_read_report *report = &reading->baskets->report;
    char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
    if (reading->baskets->count > 0 || reading->options.allow_empty) return COBUY_OK;
    uint64_t n_others =
        report->baskets_emptied + report->baskets_too_small + report->baskets_too_large;
    if (n_others > 0)
        return status_fail(error, COBUY_INPUT_EMPTY,
                           "no basket is left of %llu: they have too few or too many "
                           "items, or none that counts",
                           (unsigned long long)n_others);
    if (report->baskets_outside == 0)
        return status_fail(error, COBUY_INPUT_EMPTY, "%s: there is no basket in it",
                           reading->store);
    cobuy_time_text(first, report->first_time);
    cobuy_time_text(last, report->last_time);
    return status_fail(error, COBUY_INPUT_EMPTY,
                       "no basket is of the time asked for; there are %llu from %s to "
                       "%s",
                       (unsigned long long)report->baskets_outside, first, last);
}

/* -------------------------------------------------------------------------- reading */

cobuy_status store_take_rows(struct store_reading *reading, void *shared,
                             cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    (void)shared;
    TRY(read_baskets(reading, error));
    if (!report_window(reading)) TRY(fail_for_memory(error));
    TRY(choose_baskets(reading, error));
    TRY(check_empty(reading, error));
done:
    return status;
}

/* Gives the baskets the items that were bought, and in how many of them each is. */
static bool take_items(cobuy_baskets *baskets, const struct kept_pairs *kept,
                       const struct dictionary *names)
{
    uint32_t n = 0;
    for (uint32_t id = 0; id < kept->n_items; id++) n += kept->items[id] > 0;
    /* As long as names are added, there is one count for each of them. */
    uint64_t *counts = memory_allocate(baskets->memory, n, sizeof *counts);
    bool done = counts;
    for (uint32_t id = 0; id < kept->n_items && done; id++) {
        if (kept->items[id] == 0) continue;
        cobuy_text name = dictionary_text(names, id);
        counts[baskets->dictionary.count] = kept->items[id];
        done = dictionary_append(&baskets->dictionary, name.bytes, name.length);
    }
    if (done)
        baskets->item_counts = counts;
    else
        memory_free(baskets->memory, counts, n, sizeof *counts);
    return done;
}

cobuy_status store_take_kept(struct store_reading *reading,
                             const struct kept_pairs *kept, cobuy_error *error)
{
    cobuy_baskets *baskets = reading->baskets;
    struct dictionary names;
    cobuy_status status = COBUY_OK;
    dictionary_init(&names, baskets->memory);
    TRY(store_items_read(&names, reading->store, &reading->head, false, error));
    if (!take_items(baskets, kept, &names)) TRY(fail_for_memory(error));
    baskets->count = reading->n_baskets;
    kept_pairs_measure(kept, baskets);
    if (!report_window(reading)) TRY(fail_for_memory(error));
    report_baskets(baskets, reading->n_items);
done:
    dictionary_clear(&names);
    return status;
}

static void clear(struct store_reading *reading)
{
    struct memory *memory = &reading->context->memory;
    size_t n = reading->chosen_room;
    memory_free(memory, reading->chosen, n, sizeof *reading->chosen);
    memory_free(memory, reading->first_baskets, n, sizeof(uint64_t));
    memory_free(memory, reading->first_items, n, sizeof(uint64_t));
    memory_free(memory, reading->counts, reading->n_counts, sizeof *reading->counts);
    memory_free(memory, reading->ids, reading->head.n_items, sizeof *reading->ids);
    basket_file_free(reading->file);
    store_head_clear(&reading->head);
}

/* Reads one moment of the store; *generation says which. */
static cobuy_status read_once(struct store_reading *reading, uint64_t *generation,
                              store_taker *take, void *shared, cobuy_error *error)
{
    struct memory *memory = &reading->context->memory;
    cobuy_status status = COBUY_OK;
    TRY(store_must_be(reading->store, error));
    TRY(store_head_load(&reading->head, memory, reading->store, error));
    *generation = reading->head.generation;
    reading->baskets = baskets_create(memory);
    if (!reading->baskets) TRY(fail_for_memory(error));
    TRY(check_times(reading, error));
    TRY(choose(reading, error));
    TRY(take(reading, shared, error));
done:
    if (status != COBUY_OK) {
        cobuy_baskets_free(reading->baskets);
        reading->baskets = NULL;
    }
    return status;
}

/* Reads until no writer comes between. */
static cobuy_status read_until_whole(const struct store_reading *asked,
                                     cobuy_baskets **out, store_taker *take,
                                     void *shared, cobuy_error *error)
{
    cobuy_status status;
    cobuy_error reason = {COBUY_OK, 0, ""};
    uint64_t generation = 0, before;
    int tries = 0;
    do {
        struct store_reading reading = *asked;
        before = generation;
        reason.system_error = 0;
        status = read_once(&reading, &generation, take, shared, &reason);
        *out = reading.baskets;
        clear(&reading);
    } while (status == COBUY_INPUT_UNREADABLE && reason.system_error == ENOENT &&
             generation > before && ++tries < TRIES);
    if (status != COBUY_OK && error) *error = reason;
    return status;
}

cobuy_status store_read_moment(cobuy_context *context, cobuy_baskets **out,
                               const char *store,
                               const cobuy_store_read_options *options,
                               store_taker *take, void *shared, cobuy_error *error)
{
    double start = context_seconds();
    struct store_reading reading = {
        .context = context, .store = store, .options = defaults};
    *out = NULL;
    cobuy_status status =
        options_read(&reading.options, sizeof reading.options, options, error);
    cobuy_read_options wanted = reading_options(&reading.options);
    if (status == COBUY_OK) status = store_files_check(store, error);
    if (status == COBUY_OK) status = basket_choice_check(&wanted, error);
    if (status == COBUY_OK) status = time_window_init(&reading.wanted, &wanted, error);
    context_heed_time(context, 0);
    if (status == COBUY_OK)
        status = read_until_whole(&reading, out, take, shared, error);
    context_heed_no_time(context);
    context->usage.reading += context_seconds() - start;
    return status;
}

cobuy_status cobuy_store_read(cobuy_context *context, cobuy_baskets **out,
                              const char *store,
                              const cobuy_store_read_options *options,
                              cobuy_error *error)
{
    return store_read_moment(context, out, store, options, store_take_rows, NULL,
                             error);
}
