/*
 * join.c - baskets that several workers collect, as if one had
 *
 * Each worker has a table of items and ids of its own, so that collecting needs neither
 * locks nor looks at what the others do.  What joins them is the order of the log:
 *
 *     worker 0   part 0: tea milk        part 2: milk beer         ids tea 0, milk 1,
 * beer 2 worker 1   part 1: milk bread              part 3: bread     ids milk 0, bread
 * 1
 *
 *     appended in the order of parts, each with the names that are fresh in it:
 *     0 (tea, milk), 1 (milk, bread), 2 (beer), 3 ()
 *
 *     maps       worker 0: 0 1 3    worker 1: 1 2       to ids by first occurrence
 *
 * A name is fresh in a part if the worker has not met it in this part or one before:
 * so it need not be in any other list for its id to be right.  A worker mostly gets
 * parts in their order, and then the fresh names are those that are new to its table.
 *
 * Appending looks at fresh names only, which become few; it decides where a parcel's
 * baskets go.  To write them there, every id by way of the map, is placing, which any
 * number of threads do at once; 'moving' keeps them apart from appending where arrays
 * have to move.
 *
 * Where memory gets short, all that is there goes to disk (spill.h), and from then on
 * workers take what they collect straight there: nothing is appended any more but the
 * names, and the order of the log is of no matter.
 *
 * Cost: a copy of all ids by way of a map that fits a cache, some 0.5 ns each.
 */
#include "basket/join_parts.h"

#include <string.h>

static const uint32_t NO_ID = UINT32_MAX;
static const uint64_t NO_PART = UINT64_MAX;

/* ------------------------------------------------------------------- making, freeing
 */

static void free_parcel(struct memory *memory, struct parcel *parcel)
{
    if (!parcel) return;
    VECTOR_FREE(memory, &parcel->offsets);
    VECTOR_FREE(memory, &parcel->ids);
    runs_free(parcel->runs, memory);
    VECTOR_FREE(memory, &parcel->fresh);
    VECTOR_FREE(memory, &parcel->fresh_names);
    memory_free(memory, parcel, 1, sizeof *parcel);
}

/* All that a worker needs only as long as it collects. */
static void free_collected(struct join *join, struct worker *worker)
{
    struct memory *memory = &join->context->memory;
    if (worker->builder != join->builder) cobuy_builder_free(worker->builder);
    worker->builder = NULL;
    if (worker->rows.context) keyed_rows_clear(&worker->rows);
    VECTOR_FREE(memory, &worker->met);
    for (struct parcel *parcel = worker->spare, *next; parcel; parcel = next) {
        next = parcel->next;
        free_parcel(memory, parcel);
    }
    worker->spare = NULL;
}

void join_free(struct join *join)
{
    if (!join) return;
    struct memory *memory = &join->context->memory;
    for (uint32_t w = 0; w < join->n_workers && join->workers; w++) {
        struct worker *worker = &join->workers[w];
        free_collected(join, worker);
        memory_free(memory, worker->map, worker->map_room, sizeof *worker->map);
    }
    regroup_clear(&join->regroup);
    spill_clear(&join->spill);
    memory_free(memory, join->workers, join->n_workers, sizeof *join->workers);
    pthread_rwlock_destroy(&join->beginning);
    pthread_rwlock_destroy(&join->moving);
    pthread_mutex_destroy(&join->lock);
    memory_free(memory, join, 1, sizeof *join);
}

static bool create_workers(struct join *join)
{
    cobuy_context *context = join->context;
    join->workers = memory_allocate_zeroed(&context->memory, join->n_workers,
                                           sizeof *join->workers);
    if (!join->workers) return false;
    for (uint32_t w = 0; w < join->n_workers; w++) {
        struct worker *worker = &join->workers[w];
        if (join->n_workers == 1 && !join->keyed)
            worker->builder = join->builder;
        else if (cobuy_builder_create(context, &worker->builder, NULL) != COBUY_OK)
            return false;
        if (join->keyed) keyed_rows_init(&worker->rows, context, worker->builder);
    }
    return true;
}

struct join *join_create(cobuy_context *context, cobuy_builder *builder, bool keyed,
                         uint32_t n_workers)
{
    struct join *join = memory_allocate_zeroed(&context->memory, 1, sizeof *join);
    if (!join) return NULL;
    join->context = context;
    join->builder = builder;
    join->n_workers = n_workers;
    join->keyed = keyed;
    pthread_rwlock_init(&join->beginning, NULL);
    pthread_rwlock_init(&join->moving, NULL);
    pthread_mutex_init(&join->lock, NULL);
    if (create_workers(join) &&
        (!keyed || regroup_init(&join->regroup, context, builder)))
        return join;
    join_free(join);
    return NULL;
}

void join_keep_keys(struct join *join)
{
    join->regroup.keep_keys = true;
}

struct keyed_rows *join_keyed_rows(struct join *join, uint32_t worker)
{
    return &join->workers[worker].rows;
}

cobuy_builder *join_worker(struct join *join, uint32_t worker)
{
    return join->workers[worker].builder;
}

/* -------------------------------------------------------------------------- taking */

/* A parcel that the worker had before, whose room its cache may still have; or a new
 * one. */
static struct parcel *get_parcel(struct join *join, uint32_t worker)
{
    pthread_mutex_lock(&join->lock);
    struct parcel *parcel = join->workers[worker].spare;
    if (parcel) join->workers[worker].spare = parcel->next;
    pthread_mutex_unlock(&join->lock);
    if (!parcel)
        parcel = memory_allocate_zeroed(&join->context->memory, 1, sizeof *parcel);
    if (!parcel) return NULL;
    parcel->next = NULL;
    parcel->worker = worker;
    parcel->fresh.length = parcel->fresh_names.length = 0;
    return parcel;
}

/* Gives the parcel what the rows have, and the rows its room. */
static void exchange(struct parcel *parcel, struct basket_rows *rows)
{
    uint64_t *offsets = parcel->offsets.data;
    uint32_t *ids = parcel->ids.data;
    size_t offsets_room = parcel->offsets.capacity, ids_room = parcel->ids.capacity;
    parcel->offsets.data = rows->offsets.data;
    parcel->offsets.length = rows->offsets.length;
    parcel->offsets.capacity = rows->offsets.capacity;
    parcel->ids.data = rows->ids.data;
    parcel->ids.length = rows->ids.length;
    parcel->ids.capacity = rows->ids.capacity;
    parcel->n_taken = rows->n_taken;
    rows->n_before += (uint32_t)rows->offsets.length;
    rows->offsets.data = offsets;
    rows->offsets.capacity = offsets_room;
    rows->ids.data = ids;
    rows->ids.capacity = ids_room;
    rows->offsets.length = rows->ids.length = 0;
    rows->n_taken = 0;
}

static bool add_fresh(struct memory *memory, struct parcel *parcel,
                      const struct dictionary *names, uint32_t id)
{
    cobuy_text name = dictionary_text(names, id);
    if (!VECTOR_PUSH(memory, &parcel->fresh, id) ||
        !VECTOR_RESERVE(memory, &parcel->fresh_names, name.length + 1))
        return false;
    char *to = parcel->fresh_names.data + parcel->fresh_names.length;
    memcpy(to, name.bytes, name.length + 1);
    parcel->fresh_names.length += name.length + 1;
    return true;
}

/* Lists the items of a parcel that the worker has not met before in the log. */
static bool find_fresh(struct memory *memory, struct worker *worker,
                       struct parcel *parcel, uint64_t part, const uint32_t *ids,
                       size_t n_ids)
{
    const struct dictionary *names = &builder_rows(worker->builder)->items.names;
    uint32_t n_known = (uint32_t)worker->met.length;
    if (!VECTOR_RESERVE(memory, &worker->met, names->count - n_known)) return false;
    while (worker->met.length < names->count)
        worker->met.data[worker->met.length++] = NO_PART;
    if (part >= worker->latest) {
        worker->latest = part;
        for (uint32_t id = n_known; id < names->count; id++) {
            worker->met.data[id] = part;
            if (!add_fresh(memory, parcel, names, id)) return false;
        }
        return true;
    }
    for (size_t i = 0; i < n_ids; i++) {
        uint32_t id = ids[i];
        if (worker->met.data[id] <= part) continue;
        worker->met.data[id] = part;
        if (!add_fresh(memory, parcel, names, id)) return false;
    }
    return true;
}

static bool find_fresh_rows(struct join *join, struct worker *from,
                            struct parcel *parcel, uint64_t part)
{
    const struct basket_rows *rows = builder_rows(from->builder);
    return join_is_single(join) || find_fresh(&join->context->memory, from, parcel,
                                              part, rows->ids.data, rows->ids.length);
}

/* Empties rows that were taken. */
static void empty_rows(struct parcel *parcel, struct basket_rows *rows)
{
    parcel->n_taken = rows->n_taken;
    rows->n_before += (uint32_t)rows->offsets.length;
    rows->offsets.length = rows->ids.length = 0;
    rows->n_taken = 0;
}

/* Takes runs of the rows. */
static cobuy_status take_runs(struct join *join, struct worker *from,
                              struct parcel *parcel, cobuy_error *error)
{
    cobuy_status status =
        keyed_rows_take(&from->rows, join->regroup.keys, &parcel->runs, error);
    if (status != COBUY_OK) return status;
    pthread_mutex_lock(&join->lock);
    join->n_runs++;
    pthread_mutex_unlock(&join->lock);
    parcel->runs->worker = parcel->worker;
    empty_rows(parcel, builder_rows(from->builder));
    return COBUY_OK;
}

/* Takes rows to disk. */
static cobuy_status take_away(struct join *join, struct worker *from,
                              struct parcel *parcel, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(from->builder);
    cobuy_status status = spill_take(&join->spill, parcel->worker, rows,
                                     join->keyed ? &from->rows : NULL, error);
    if (status != COBUY_OK) return status;
    if (join->keyed) keyed_rows_empty(&from->rows);
    empty_rows(parcel, rows);
    parcel->offsets.length = parcel->ids.length = 0;
    return COBUY_OK;
}

static cobuy_status take(struct join *join, struct worker *from, struct parcel *parcel,
                         uint64_t part, cobuy_error *error)
{
    if (!find_fresh_rows(join, from, parcel, part))
        return status_no_memory(error, "the items of the log");
    if (join->spilling) return take_away(join, from, parcel, error);
    if (join->keyed) return take_runs(join, from, parcel, error);
    if (!join_is_single(join)) exchange(parcel, builder_rows(from->builder));
    return COBUY_OK;
}

cobuy_status join_take(struct join *join, uint32_t worker, uint64_t part,
                       struct parcel **out, cobuy_error *error)
{
    struct parcel *parcel = get_parcel(join, worker);
    *out = NULL;
    if (!parcel) return status_no_memory(error, "the baskets of the log");
    pthread_rwlock_rdlock(&join->beginning);
    cobuy_status status = take(join, &join->workers[worker], parcel, part, error);
    pthread_rwlock_unlock(&join->beginning);
    if (status == COBUY_OK)
        *out = parcel;
    else
        join_drop(join, parcel);
    return status;
}

/* Within the lock: takes a parcel off the list of those that wait; false if it is not
 * there. */
static bool stops_waiting(struct join *join, const struct parcel *parcel)
{
    struct parcel **at = &join->waiting;
    while (*at && *at != parcel) at = &(*at)->next;
    bool found = *at;
    if (found) *at = parcel->next;
    return found;
}

void join_drop(struct join *join, struct parcel *parcel)
{
    pthread_mutex_lock(&join->lock);
    join->n_runs -= parcel->runs != NULL;
    (void)stops_waiting(join, parcel);
    pthread_mutex_unlock(&join->lock);
    runs_free(parcel->runs, &join->context->memory);
    parcel->runs = NULL;
    pthread_mutex_lock(&join->lock);
    struct worker *worker = &join->workers[parcel->worker];
    parcel->next = worker->spare;
    worker->spare = parcel;
    pthread_mutex_unlock(&join->lock);
}

/* ------------------------------------------------------------------------ appending */

/* Makes a worker's map as long as its list of items that were met; 'n' ids at least. */
static bool make_map_room(struct join *join, struct worker *worker, size_t n)
{
    if (n <= worker->map_room) return true;
    size_t room = n < 512 ? 1024 : 2 * n;
    pthread_rwlock_wrlock(&join->moving);
    uint32_t *map = memory_resize(&join->context->memory, worker->map, worker->map_room,
                                  room, sizeof *map);
    if (map) {
        memset(map + worker->map_room, 0xff, (room - worker->map_room) * sizeof *map);
        worker->map = map;
        worker->map_room = room;
    }
    pthread_rwlock_unlock(&join->moving);
    return map;
}

/* Gives ids to the fresh items of a parcel that have none. */
static cobuy_status enter_fresh(struct join *join, const struct parcel *parcel,
                                cobuy_error *error)
{
    struct worker *worker = &join->workers[parcel->worker];
    struct item_table *items = &builder_rows(join->builder)->items;
    const char *name = parcel->fresh_names.data;
    for (size_t i = 0; i < parcel->fresh.length; i++) {
        uint32_t id = parcel->fresh.data[i], entry;
        size_t length = strlen(name);
        if (!make_map_room(join, worker, (size_t)id + 1))
            return status_no_memory(error, "the items of the log");
        if (worker->map[id] == NO_ID) {
            cobuy_status status = item_table_find(items, name, length, &entry, error);
            if (status != COBUY_OK) return status;
            worker->map[id] = entry - 1;
        }
        name += length + 1;
    }
    return COBUY_OK;
}

/* Gives a parcel without keys its place. */
static cobuy_status find_place(struct join *join, struct parcel *parcel, bool foresee,
                               cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(join->builder);
    size_t n_baskets = parcel->offsets.length, n_ids = parcel->ids.length;
    if (foresee || !builder_has_room(join->builder, n_baskets, n_ids)) {
        pthread_rwlock_wrlock(&join->moving);
        cobuy_status status = builder_reserve(join->builder, n_baskets, n_ids, error);
        pthread_rwlock_unlock(&join->moving);
        if (status != COBUY_OK) return status;
    }
    parcel->first_basket = rows->offsets.length;
    parcel->first_id = rows->ids.length;
    rows->offsets.length += n_baskets;
    rows->ids.length += n_ids;
    rows->n_taken += parcel->n_taken;
    if (n_baskets == 0) return COBUY_OK;
    pthread_mutex_lock(&join->lock);
    parcel->next = join->waiting;
    join->waiting = parcel;
    pthread_mutex_unlock(&join->lock);
    return COBUY_OK;
}

struct runs *join_give_runs(struct join *join, struct parcel *parcel)
{
    struct runs *runs = parcel->runs;
    parcel->runs = NULL;
    pthread_mutex_lock(&join->lock);
    join->n_runs--;
    pthread_mutex_unlock(&join->lock);
    return runs;
}

static cobuy_status append_runs(struct join *join, struct parcel *parcel,
                                cobuy_error *error)
{
    struct runs *runs = join_give_runs(join, parcel);
    join->n_taken += parcel->n_taken;
    return regroup_append(&join->regroup, runs, join->workers[parcel->worker].map,
                          error);
}

/* Without spilling. */
static cobuy_status append(struct join *join, struct parcel *parcel, bool foresee,
                           cobuy_error *error)
{
    if (join->keyed) return append_runs(join, parcel, error);
    return join_is_single(join) ? COBUY_OK : find_place(join, parcel, foresee, error);
}

cobuy_status join_append(struct join *join, struct parcel *parcel, double share,
                         cobuy_error *error)
{
    bool foresee = !join->foreseen && 0 < share && share < 1;
    cobuy_status status =
        join_is_single(join) ? COBUY_OK : enter_fresh(join, parcel, error);
    if (status == COBUY_OK && !join->spilling && join_is_short(join, parcel))
        status = join_begin_spilling(join, error);
    if (status == COBUY_OK)
        status = join->spilling ? join_append_to_disk(join, parcel, error)
                                : append(join, parcel, foresee, error);
    if (status != COBUY_OK) return status;
    if (foresee && !join->spilling) {
        pthread_rwlock_wrlock(&join->moving);
        builder_foresee(join->builder, share);
        pthread_rwlock_unlock(&join->moving);
    }
    join->foreseen = true;
    return COBUY_OK;
}

/* -------------------------------------------------------------------------- placing */

void join_write(struct join *join, const struct parcel *parcel)
{
    const struct basket_rows *rows = builder_rows(join->builder);
    const uint32_t *map = join->workers[parcel->worker].map, *from = parcel->ids.data;
    uint32_t *ids = rows->ids.data + parcel->first_id;
    for (size_t i = 0, n = parcel->ids.length; i < n; i++) ids[i] = map[from[i]];
    uint64_t *offsets = rows->offsets.data + parcel->first_basket;
    for (size_t b = 1; b <= parcel->offsets.length; b++)
        offsets[b] = parcel->first_id + parcel->offsets.data[b];
}

void join_place(struct join *join, struct parcel *parcel)
{
    pthread_rwlock_rdlock(&join->moving);
    pthread_mutex_lock(&join->lock);
    bool waits = stops_waiting(join, parcel);
    pthread_mutex_unlock(&join->lock);
    if (waits) join_write(join, parcel);
    pthread_rwlock_unlock(&join->moving);
    join_drop(join, parcel);
}

/* Adds up what the workers counted. */
static void add_counts(struct join *join)
{
    struct item_entry *all = builder_rows(join->builder)->items.entries.data;
    for (uint32_t w = 0; w < join->n_workers; w++) {
        const struct worker *worker = &join->workers[w];
        const struct item_table *items = &builder_rows(worker->builder)->items;
        for (uint32_t id = 0; id < items->names.count; id++)
            all[worker->map[id] + 1].count += items->entries.data[id + 1].count;
    }
}

const uint32_t **join_maps(const struct join *join)
{
    const uint32_t **maps =
        memory_allocate(&join->context->memory, join->n_workers, sizeof *maps);
    for (uint32_t w = 0; maps && w < join->n_workers; w++)
        maps[w] = join->workers[w].map;
    return maps;
}

cobuy_status join_finish(struct join *join, cobuy_error *error)
{
    struct memory *memory = &join->context->memory;
    if (!join_is_single(join)) add_counts(join);
    for (uint32_t w = 0; w < join->n_workers; w++)
        free_collected(join, &join->workers[w]);
    builder_rows(join->builder)->n_taken += join->n_taken;
    if (!join->keyed && !join->spilling) return COBUY_OK;
    const uint32_t **maps = join_maps(join);
    if (!maps) return status_no_memory(error, "baskets");
    cobuy_status status = join->spilling ? join_finish_on_disk(join, maps, error)
                                         : regroup_finish(&join->regroup, maps, error);
    memory_free(memory, maps, join->n_workers, sizeof *maps);
    return status;
}
