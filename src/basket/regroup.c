/*
 * regroup.c - runs of rows, in the order of the log, to baskets
 *
 * Three cases, by what the keys of the runs turn out to be:
 *
 *     they rise            every run is a basket; no key was ever looked up
 *     none comes back      every run is a basket: all keys were numbered, and there are
 *                          as many numbers as runs
 *     some come back       rows are put together, basket by basket
 *
 * (Runs at the borders of parts may be two pieces of one basket; appending sees to
 * that, and leaves out of the second what the first has.)
 *
 * As long as keys rise, a part is written to its place as soon as it is appended, and
 * only its keys are kept.  In the second case the other parts are written there by any
 * worker, since it is known how many baskets and items lie before each.  In the third,
 * numbers are first turned into baskets in the order in which they come in the log:
 *
 *     numbers    64 3 64 7 3 ...        of the key table, which depend on timing
 *     baskets    0  1 0  2 1 ...        by first occurrence
 *
 * and their sizes give each basket its place.  Then every worker goes through all parts
 * and writes the items of the baskets that are its own, a range of them; and leaves out
 * what is twice in a basket, and counts.
 *
 * Cost: 1 ns an item in the first case; some 20 ns a run more where keys are numbered;
 * in the third case up to 20 ns a row for turning and writing, since baskets lie
 * anywhere.
 */
#include "basket/regroup.h"

#include "base/workers.h"
#include "basket/key_word.h"

#include <string.h>

static const uint32_t NO_BASKET = UINT32_MAX;
enum { AHEAD = 16 }; /* runs, whose baskets are on their way from memory */

bool regroup_init(struct regroup *regroup, cobuy_context *context,
                  cobuy_builder *builder)
{
    *regroup = (struct regroup){.context = context, .builder = builder, .rise = true};
    regroup->keys = key_table_create(context);
    return regroup->keys;
}

void regroup_clear(struct regroup *regroup)
{
    if (!regroup->context) return;
    struct memory *memory = &regroup->context->memory;
    for (struct runs *runs = regroup->first, *next; runs; runs = next) {
        next = runs->next;
        runs_free(runs, memory);
    }
    regroup->first = regroup->last = NULL;
    VECTOR_FREE(memory, &regroup->seen);
    key_table_free(regroup->keys);
    regroup->keys = NULL;
}

/* ------------------------------------------------------------------------ appending */

static uint32_t id_of(const uint32_t *map, uint32_t id)
{
    return map ? map[id] : id;
}

/* Leaves out of the first basket of a part what the parts before have of it. */
static void drop_repeats(struct regroup *regroup, struct runs *runs,
                         const uint32_t *map)
{
    struct item_entry *entries = builder_rows(regroup->builder)->items.entries.data;
    uint32_t basket = (uint32_t)regroup->n_baskets;
    size_t at = 0, to = 0, run = 0;
    do {
        unsigned char kept = 0;
        for (size_t end = at + runs->lengths[run]; at < end; at++) {
            uint32_t id = id_of(map, runs->ids[at]);
            if (regroup->seen.data[id] == basket) {
                entries[id + 1].count--;
                continue;
            }
            runs->ids[to++] = runs->ids[at];
            kept++;
        }
        runs->lengths[run++] = kept;
    } while (run < runs->n_runs && runs_go_on(runs, run));
    memmove(runs->ids + to, runs->ids + at, (runs->n_ids - at) * sizeof *runs->ids);
    runs->n_ids -= at - to;
}

/* Notes what the last basket of a part holds. */
static void see_last(struct regroup *regroup, const struct runs *runs,
                     const uint32_t *map)
{
    size_t run = runs->n_runs, at = runs->n_ids;
    do at -= runs->lengths[--run];
    while (run > 0 && runs_go_on(runs, run));
    for (; at < runs->n_ids; at++)
        regroup->seen.data[id_of(map, runs->ids[at])] = (uint32_t)regroup->n_baskets;
}

static bool make_seen(struct regroup *regroup)
{
    uint32_t n_items = builder_rows(regroup->builder)->items.names.count;
    size_t n_seen = regroup->seen.length;
    if (n_items <= n_seen) return true;
    if (!VECTOR_RESERVE(&regroup->context->memory, &regroup->seen, n_items - n_seen))
        return false;
    memset(regroup->seen.data + n_seen, 0,
           (n_items - n_seen) * sizeof *regroup->seen.data);
    regroup->seen.length = n_items;
    return true;
}

/* Where a basket goes on in the next part, the earlier of both times is that of the run
 * which begins it. */
static void join_times(struct regroup *regroup, struct runs *runs)
{
    if (!runs->times) return;
    if (runs->continues && runs->times[0] < *regroup->last_time)
        *regroup->last_time = runs->times[0];
    size_t run = runs->n_runs - 1;
    while (run > 0 && runs_go_on(runs, run)) run--;
    if (run > 0 || !runs->continues) regroup->last_time = &runs->times[run];
}

/* Writes the ids of a part, by way of the map, and the offsets of its baskets to where
 * they go. */
static void write_baskets(struct basket_rows *rows, const struct runs *runs,
                          const uint32_t *map)
{
    uint32_t *ids = rows->ids.data + runs->first_id;
    for (size_t i = 0; i < runs->n_ids; i++) ids[i] = map[runs->ids[i]];
    uint64_t *offset = rows->offsets.data + runs->first_basket;
    uint64_t at = runs->first_id;
    for (size_t i = 0; i < runs->n_runs; i++) {
        bool goes_on = i > 0 ? runs_go_on(runs, i) : runs->continues;
        if (!goes_on) *offset++ = at;
        at += runs->lengths[i];
    }
}

/* Places what was just appended, as long as all keys rise: so nothing is held twice. */
static cobuy_status place_early(struct regroup *regroup, struct runs *runs,
                                const uint32_t *map, cobuy_error *error)
{
    struct memory *memory = &regroup->context->memory;
    struct basket_rows *rows = builder_rows(regroup->builder);
    cobuy_status status =
        builder_reserve(regroup->builder, runs->n_begins, runs->n_ids, error);
    if (status != COBUY_OK) return status;
    write_baskets(rows, runs, map);
    rows->offsets.length = (size_t)regroup->n_baskets;
    rows->ids.length = (size_t)regroup->n_ids;
    rows->offsets.data[rows->offsets.length] = regroup->n_ids;
    memory_free(memory, runs->ids, runs->ids_room, sizeof *runs->ids);
    runs->ids = NULL;
    runs->placed = true;
    return COBUY_OK;
}

static void append(struct regroup *regroup, struct runs *runs, const uint32_t *map)
{
    const struct runs *before = regroup->last;
    runs->continues = before && text_compare(before->last, runs->first) == 0;
    bool rises = runs->keys && (!before || runs->continues ||
                                (before->keys && before->last_word < runs->first_word));
    regroup->rise = regroup->rise && rises;
    if (runs->continues) drop_repeats(regroup, runs, map);
    runs->first_basket = regroup->n_baskets;
    runs->first_id = regroup->n_ids;
    regroup->n_baskets += runs->n_begins - runs->continues;
    regroup->n_ids += runs->n_ids;
    if (runs->keys) regroup->n_keys += runs->n_begins;
    see_last(regroup, runs, map);
    join_times(regroup, runs);
    if (before)
        regroup->last->next = runs;
    else
        regroup->first = runs;
    regroup->last = runs;
    regroup->n_parts++;
}

cobuy_status regroup_append(struct regroup *regroup, struct runs *runs,
                            const uint32_t *map, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (!make_seen(regroup))
        status = status_no_memory(error, "the rows of the log");
    else if (regroup->n_baskets + runs->n_runs >= UINT32_MAX / 2)
        status = status_fail(error, COBUY_OVERFLOW, "more than %llu baskets",
                             (unsigned long long)regroup->n_baskets);
    if (status != COBUY_OK || runs->n_runs == 0) {
        runs_free(runs, &regroup->context->memory);
        return status;
    }
    append(regroup, runs, map);
    return regroup->rise ? place_early(regroup, runs, map, error) : COBUY_OK;
}

size_t regroup_need(const struct regroup *regroup, const struct runs *runs)
{
    /* Bytes: in the table; and to put it together, or for the table to grow. */
    enum { A_KEY = 24, A_BASKET = 24 };
    if (regroup->rise)
        return builder_growth(regroup->builder, runs->n_begins, runs->n_ids);
    uint64_t n_keys = regroup->n_keys + key_table_count(regroup->keys);
    return (size_t)(regroup->n_ids * sizeof(uint32_t) + regroup->n_keys * A_KEY +
                    n_keys * A_BASKET);
}

/* ------------------------------------------------------------------------ finishing */

/* What finishing carries along. */
struct finish {
    struct regroup *regroup;
    const uint32_t *const *maps;
    struct runs **parts;
    size_t n_parts;
    struct basket_rows *rows; /* of the builder */
    /* Where baskets come back: */
    uint32_t *placed; /* the ids that were placed */
    size_t placed_room;
    struct range *ranges;
    uint32_t n_ranges;
};

/* Baskets that one worker writes. */
struct range {
    uint32_t first, end;
    uint64_t begin;          /* of the first among all ids */
    uint64_t n_ids;          /* that are left */
    uint32_t *last, *counts; /* by id: the last basket that has it; how many have */
};

static const uint32_t *map_of(const struct finish *finish, const struct runs *runs)
{
    return runs->placed ? NULL : finish->maps[runs->worker];
}

static cobuy_status number_part(void *shared, size_t part, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    struct finish *finish = shared;
    struct regroup *regroup = finish->regroup;
    return runs_number(finish->parts[part], regroup->keys, &regroup->context->memory,
                       error);
}

/* Turns the numbers of a part into baskets by first occurrence; 'words' (may be NULL)
 * gets the number of each basket's key. */
static void order_part(struct runs *runs, uint32_t *const baskets[2], uint32_t *n,
                       uint64_t *words)
{
    uint32_t *numbers = runs->numbers;
    for (size_t i = 0; i < runs->n_runs; i++) {
        if (i + AHEAD < runs->n_runs) {
            uint32_t ahead = numbers[i + AHEAD];
            __builtin_prefetch(&baskets[ahead >> 31][ahead & (KEY_NUMBER_OTHER - 1)]);
        }
        uint32_t *basket =
            &baskets[numbers[i] >> 31][numbers[i] & (KEY_NUMBER_OTHER - 1)];
        if (*basket == NO_BASKET) {
            if (words) words[*n] = numbers[i];
            *basket = (*n)++;
        }
        numbers[i] = *basket;
    }
}

/* Room for the keys of so many baskets. */
static bool make_keys(struct finish *finish, uint64_t n)
{
    struct memory *memory = &finish->regroup->context->memory;
    struct basket_keys *keys = finish->rows->keys = basket_keys_create(memory);
    if (!keys || !VECTOR_RESERVE(memory, &keys->words, (size_t)n)) return false;
    keys->words.length = (size_t)n;
    return true;
}

/* Puts the keys themselves in the place of their numbers. */
static bool look_up_keys(struct finish *finish)
{
    struct key_table *table = finish->regroup->keys;
    struct basket_keys *keys = finish->rows->keys;
    if (!key_table_turn(table)) return false;
    for (size_t b = 0; b < keys->words.length; b++) {
        cobuy_text other;
        uint64_t word = key_table_key(table, (uint32_t)keys->words.data[b], &other);
        if (word == KEY_OTHER) {
            word |= keys->others.count;
            if (!dictionary_append(&keys->others, other.bytes, other.length))
                return false;
        }
        keys->words.data[b] = word;
    }
    return true;
}

/* Numbers all keys, and baskets by first occurrence; says how many there are. */
static cobuy_status order(struct finish *finish, uint32_t *n_baskets,
                          cobuy_error *error)
{
    struct regroup *regroup = finish->regroup;
    struct memory *memory = &regroup->context->memory;
    uint32_t *baskets[2] = {NULL, NULL}, bounds[2] = {0, 0};
    cobuy_status status = COBUY_OK;
    TRY(workers_run(regroup->context, finish->n_parts, number_part, finish, NULL,
                    error));
    for (int other = 0; other < 2; other++) {
        bounds[other] = key_table_bound(regroup->keys, other);
        baskets[other] = memory_allocate(memory, bounds[other], sizeof **baskets);
        if (!baskets[other]) TRY(status_no_memory(error, "baskets"));
        memset(baskets[other], 0xff, bounds[other] * sizeof **baskets);
    }
    if (regroup->keep_keys && !make_keys(finish, key_table_count(regroup->keys)))
        TRY(status_no_memory(error, "the keys of baskets"));
    if (!regroup->keep_keys) {
        key_table_free(regroup->keys);
        regroup->keys = NULL;
    }
    *n_baskets = 0;
    for (size_t part = 0; part < finish->n_parts; part++) {
        TRY(context_check(regroup->context, error));
        order_part(finish->parts[part], baskets, n_baskets,
                   regroup->keep_keys ? finish->rows->keys->words.data : NULL);
    }
    if (regroup->keep_keys && !look_up_keys(finish))
        TRY(status_no_memory(error, "the keys of baskets"));
done:
    for (int other = 0; other < 2; other++)
        memory_free(memory, baskets[other], bounds[other], sizeof **baskets);
    return status;
}

/* --------------------------------------------------------- where no basket comes back
 */

static void write_times(struct basket_rows *rows, const struct runs *runs)
{
    int64_t *time = rows->times.data + runs->first_basket;
    for (size_t i = 0; i < runs->n_runs; i++) {
        bool goes_on = i > 0 ? runs_go_on(runs, i) : runs->continues;
        if (!goes_on) *time++ = runs->times[i];
    }
}

static void write_words(struct basket_keys *keys, const struct runs *runs)
{
    uint64_t *word = keys->words.data + runs->first_basket;
    for (size_t i = 0; i < runs->n_runs; i++) {
        bool goes_on = i > 0 ? runs_go_on(runs, i) : runs->continues;
        if (!goes_on) *word++ = runs->keys[i];
    }
}

static cobuy_status place_part(void *shared, size_t part, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    (void)error;
    struct finish *finish = shared;
    struct runs *runs = finish->parts[part];
    if (!runs->placed) write_baskets(finish->rows, runs, map_of(finish, runs));
    if (runs->times) write_times(finish->rows, runs);
    if (runs->keys && finish->rows->keys) write_words(finish->rows->keys, runs);
    runs_free(runs, &finish->regroup->context->memory);
    finish->parts[part] = NULL;
    return COBUY_OK;
}

static cobuy_status place(struct finish *finish, cobuy_error *error)
{
    struct regroup *regroup = finish->regroup;
    struct basket_rows *rows = finish->rows;
    cobuy_status status = builder_reserve(
        regroup->builder, (size_t)regroup->n_baskets - rows->offsets.length,
        (size_t)regroup->n_ids - rows->ids.length, error);
    if (status != COBUY_OK) return status;
    status =
        workers_run(regroup->context, finish->n_parts, place_part, finish, NULL, error);
    rows->offsets.data[regroup->n_baskets] = regroup->n_ids;
    rows->offsets.length = (size_t)regroup->n_baskets;
    rows->ids.length = (size_t)regroup->n_ids;
    return status;
}

/* ------------------------------------------------------------- where baskets come back
 */

/* Writes the items of a range's baskets behind each other; offsets move from where each
 * basket begins to where it ends. */
static cobuy_status scatter(const struct finish *finish, const struct range *range,
                            cobuy_error *error)
{
    uint32_t *ids = finish->rows->ids.data;
    uint64_t *offsets = finish->rows->offsets.data;
    int64_t *times = finish->rows->times.data;
    uint32_t n_own = range->end - range->first;
    for (size_t part = 0; part < finish->n_parts; part++) {
        cobuy_status status = context_check(finish->regroup->context, error);
        if (status != COBUY_OK) return status;
        const struct runs *runs = finish->parts[part];
        const uint32_t *map = map_of(finish, runs), *from = runs->ids;
        for (size_t i = 0; i < runs->n_runs; i++) {
            uint32_t basket = runs->numbers[i], length = runs->lengths[i];
            if (basket - range->first < n_own) {
                uint64_t to = offsets[basket];
                for (uint32_t k = 0; k < length; k++) ids[to + k] = id_of(map, from[k]);
                offsets[basket] = to + length;
                if (runs->times && runs->times[i] < times[basket])
                    times[basket] = runs->times[i];
            }
            from += length;
        }
    }
    return COBUY_OK;
}

/* Leaves out what is twice in a basket of a range, and counts. */
static void tidy(const struct finish *finish, struct range *range)
{
    uint32_t *ids = finish->rows->ids.data;
    uint64_t *offsets = finish->rows->offsets.data;
    uint64_t from = range->begin, to = range->begin;
    for (uint32_t b = range->first; b < range->end; b++) {
        for (uint64_t end = offsets[b]; from < end; from++) {
            uint32_t id = ids[from];
            if (range->last[id] == b + 1) continue;
            range->last[id] = b + 1;
            range->counts[id]++;
            ids[to++] = id;
        }
        offsets[b] = to;
    }
    range->n_ids = to - range->begin;
}

static cobuy_status write_range(void *shared, size_t number, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    const struct finish *finish = shared;
    struct range *range = &finish->ranges[number];
    cobuy_status status = scatter(finish, range, error);
    if (status == COBUY_OK) tidy(finish, range);
    return status;
}

/* Gives offsets to 'n' baskets by their sizes. */
static void find_places(struct finish *finish, uint32_t n)
{
    uint64_t *offsets = finish->rows->offsets.data, at = 0;
    memset(offsets, 0, ((size_t)n + 1) * sizeof *offsets);
    for (size_t part = 0; part < finish->n_parts; part++) {
        const struct runs *runs = finish->parts[part];
        for (size_t i = 0; i < runs->n_runs; i++) {
            if (i + AHEAD < runs->n_runs)
                __builtin_prefetch(&offsets[runs->numbers[i + AHEAD]]);
            offsets[runs->numbers[i]] += runs->lengths[i];
        }
    }
    for (uint32_t b = 0; b < n; b++) {
        uint64_t size = offsets[b];
        offsets[b] = at;
        at += size;
    }
}

/* Divides the baskets into ranges of about as many ids each. */
static bool make_ranges(struct finish *finish, uint32_t n_baskets)
{
    struct memory *memory = &finish->regroup->context->memory;
    const uint64_t *offsets = finish->rows->offsets.data;
    uint32_t n_items = finish->rows->items.names.count, b = 0;
    uint64_t n_ids = finish->regroup->n_ids;
    finish->ranges =
        memory_allocate_zeroed(memory, finish->n_ranges, sizeof *finish->ranges);
    if (!finish->ranges) return false;
    for (uint32_t r = 0; r < finish->n_ranges; r++) {
        struct range *range = &finish->ranges[r];
        uint64_t until = n_ids / finish->n_ranges * (r + 1);
        range->first = b;
        range->begin = b < n_baskets ? offsets[b] : n_ids;
        while (b < n_baskets && (r + 1 == finish->n_ranges || offsets[b] < until)) b++;
        range->end = b;
        range->last = memory_allocate_zeroed(memory, n_items, sizeof *range->last);
        range->counts = memory_allocate_zeroed(memory, n_items, sizeof *range->counts);
        if (!range->last || !range->counts) return false;
    }
    return true;
}

static void free_ranges(struct finish *finish)
{
    struct memory *memory = &finish->regroup->context->memory;
    uint32_t n_items = finish->rows->items.names.count;
    for (uint32_t r = 0; r < finish->n_ranges && finish->ranges; r++) {
        memory_free(memory, finish->ranges[r].last, n_items, sizeof(uint32_t));
        memory_free(memory, finish->ranges[r].counts, n_items, sizeof(uint32_t));
    }
    memory_free(memory, finish->ranges, finish->n_ranges, sizeof *finish->ranges);
}

/* Moves what is left of the ranges together, and adds up what they counted. */
static void close_ranks(struct finish *finish, uint32_t n_baskets)
{
    struct basket_rows *rows = finish->rows;
    uint64_t *offsets = rows->offsets.data, to = 0;
    uint32_t n_items = rows->items.names.count;
    for (uint32_t id = 0; id < n_items; id++)
        rows->items.entries.data[id + 1].count = 0;
    for (uint32_t r = 0; r < finish->n_ranges; r++) {
        const struct range *range = &finish->ranges[r];
        uint64_t gap = range->begin - to;
        if (gap > 0) {
            memmove(rows->ids.data + to, rows->ids.data + range->begin,
                    range->n_ids * sizeof *rows->ids.data);
            for (uint32_t b = range->first; b < range->end; b++) offsets[b] -= gap;
        }
        to += range->n_ids;
        for (uint32_t id = 0; id < n_items; id++)
            rows->items.entries.data[id + 1].count += range->counts[id];
    }
    /* Each offset is the end of its basket, which is where the next begins. */
    memmove(offsets + 1, offsets, n_baskets * sizeof *offsets);
    offsets[0] = 0;
    rows->offsets.length = n_baskets;
    rows->ids.length = (size_t)to;
}

/* Takes what was placed early out of its place, since baskets have others now. */
static void take_placed(struct finish *finish)
{
    struct basket_rows *rows = finish->rows;
    finish->placed = rows->ids.data;
    finish->placed_room = rows->ids.capacity;
    rows->ids.data = NULL;
    rows->ids.capacity = rows->ids.length = rows->offsets.length = 0;
    for (size_t part = 0; part < finish->n_parts; part++)
        if (finish->parts[part]->placed)
            finish->parts[part]->ids = finish->placed + finish->parts[part]->first_id;
}

static void drop_placed(struct finish *finish)
{
    struct memory *memory = &finish->regroup->context->memory;
    for (size_t part = 0; part < finish->n_parts; part++)
        if (finish->parts[part] && finish->parts[part]->placed)
            finish->parts[part]->ids = NULL;
    memory_free(memory, finish->placed, finish->placed_room, sizeof *finish->placed);
    finish->placed = NULL;
}

static cobuy_status put_together(struct finish *finish, uint32_t n_baskets,
                                 cobuy_error *error)
{
    struct regroup *regroup = finish->regroup;
    cobuy_context *context = regroup->context;
    cobuy_status status = COBUY_OK;
    take_placed(finish);
    TRY(builder_reserve(regroup->builder, n_baskets, (size_t)regroup->n_ids, error));
    find_places(finish, n_baskets);
    finish->n_ranges = context->threads;
    if (!make_ranges(finish, n_baskets)) TRY(status_no_memory(error, "baskets"));
    TRY(workers_run(context, finish->n_ranges, write_range, finish, NULL, error));
    close_ranks(finish, n_baskets);
done:
    drop_placed(finish);
    free_ranges(finish);
    return status;
}

/* ----------------------------------------------------------------------------- all */

/* Takes the parts out of their list. */
static bool list_parts(struct finish *finish)
{
    struct regroup *regroup = finish->regroup;
    finish->parts = memory_allocate(&regroup->context->memory, regroup->n_parts,
                                    sizeof(struct runs *));
    if (!finish->parts) return false;
    for (struct runs *runs = regroup->first; runs; runs = runs->next)
        finish->parts[finish->n_parts++] = runs;
    regroup->first = regroup->last = NULL;
    return true;
}

/* Room for a time of each basket, which none has yet. */
static bool make_times(struct finish *finish, uint32_t n_baskets)
{
    struct basket_rows *rows = finish->rows;
    if (!VECTOR_RESERVE(&finish->regroup->context->memory, &rows->times, n_baskets))
        return false;
    rows->times.length = n_baskets;
    for (uint32_t b = 0; b < n_baskets; b++) rows->times.data[b] = BASKET_NO_TIME;
    return true;
}

cobuy_status regroup_finish(struct regroup *regroup, const uint32_t *const *maps,
                            cobuy_error *error)
{
    struct memory *memory = &regroup->context->memory;
    struct finish finish = {
        .regroup = regroup, .maps = maps, .rows = builder_rows(regroup->builder)};
    finish.rows->n_before = 0;
    if (!list_parts(&finish)) return status_no_memory(error, "baskets");
    uint32_t n_baskets = (uint32_t)regroup->n_baskets;
    cobuy_status status = COBUY_OK;
    if (!regroup->rise) TRY(order(&finish, &n_baskets, error));
    if (regroup->rise && regroup->keep_keys && !make_keys(&finish, n_baskets))
        TRY(status_no_memory(error, "the keys of baskets"));
    if (regroup->last_time && !make_times(&finish, n_baskets))
        TRY(status_no_memory(error, "the times of baskets"));
    if (n_baskets == regroup->n_baskets)
        TRY(place(&finish, error));
    else
        TRY(put_together(&finish, n_baskets, error));
done:
    for (size_t part = 0; part < finish.n_parts; part++)
        runs_free(finish.parts[part], memory);
    memory_free(memory, finish.parts, regroup->n_parts, sizeof(struct runs *));
    return status;
}
