/*
 * join_spill.c - what a join does when memory gets short
 *
 * Appending notices it, since there the rows of all workers come together.  What was
 * appended goes to disk at once, while nobody takes or places; parcels that were on
 * their way are taken there as they come; and what is collected after that goes
 * straight there, by its worker.
 */
#include "basket/join_parts.h"

bool join_is_short(const struct join *join, const struct parcel *parcel)
{
    cobuy_context *context = join->context;
    if (!context->temporary_folder || join->regroup.keep_keys) return false;
    size_t n = parcel->offsets.length, n_ids = parcel->ids.length;
    if (join_is_single(join))
        n = n_ids = context->block_bytes / 2; /* as many may come */
    size_t need = join->keyed ? regroup_need(&join->regroup, parcel->runs)
                              : builder_growth(join->builder, n, n_ids);
    need += spool_bytes(context, join->n_workers + 1);
    return context_room(context) <= need;
}

/* Takes to disk what was appended. */
static cobuy_status spill_appended(struct join *join, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(join->builder);
    for (const struct parcel *parcel = join->waiting; parcel; parcel = parcel->next)
        join_write(join, parcel);
    join->waiting = NULL;
    const uint32_t **maps = join_maps(join);
    if (!maps) return status_no_memory(error, "baskets");
    cobuy_status status =
        join->keyed ? spill_regroup(&join->spill, &join->regroup, maps, error)
                    : spill_baskets(&join->spill, rows->offsets.data,
                                    rows->offsets.length, rows->ids.data, NULL, error);
    memory_free(&join->context->memory, maps, join->n_workers, sizeof *maps);
    if (status == COBUY_OK && !join->keyed) builder_empty(join->builder);
    return status;
}

/* Frees the table of keys when no run on its way needs it. */
static void drop_keys(struct join *join)
{
    pthread_mutex_lock(&join->lock);
    bool needed = join->n_runs > 0;
    pthread_mutex_unlock(&join->lock);
    if (needed) return;
    key_table_free(join->regroup.keys);
    join->regroup.keys = NULL;
}

cobuy_status join_begin_spilling(struct join *join, cobuy_error *error)
{
    pthread_rwlock_wrlock(&join->beginning);
    pthread_rwlock_wrlock(&join->moving);
    bool timed = join->keyed && join->workers[0].rows.timed;
    cobuy_status status =
        spill_init(&join->spill, join->context, join->n_workers, timed, error);
    join->spilling = status == COBUY_OK;
    if (status == COBUY_OK) status = spill_appended(join, error);
    pthread_rwlock_unlock(&join->moving);
    pthread_rwlock_unlock(&join->beginning);
    if (status == COBUY_OK) drop_keys(join);
    return status;
}

cobuy_status join_append_to_disk(struct join *join, struct parcel *parcel,
                                 cobuy_error *error)
{
    const uint32_t *map = join->workers[parcel->worker].map;
    cobuy_status status = COBUY_OK;
    join->n_taken += parcel->n_taken;
    if (parcel->runs) {
        status = spill_runs(&join->spill, parcel->runs, parcel->runs->ids, map,
                            join->regroup.keys, error);
        runs_free(join_give_runs(join, parcel), &join->context->memory);
        drop_keys(join);
    } else if (parcel->offsets.length > 0) {
        status = spill_baskets(&join->spill, parcel->offsets.data,
                               parcel->offsets.length, parcel->ids.data, map, error);
        parcel->offsets.length = parcel->ids.length = 0;
    }
    return status;
}

cobuy_status join_finish_on_disk(struct join *join, const uint32_t *const *maps,
                                 cobuy_error *error)
{
    struct memory *memory = &join->context->memory;
    struct basket_rows *rows = builder_rows(join->builder);
    uint32_t n_items = rows->items.names.count;
    uint32_t *counts = memory_allocate(memory, n_items, sizeof *counts);
    if (!counts) return status_no_memory(error, "baskets");
    cobuy_status status =
        spill_finish(&join->spill, maps, n_items, counts, &rows->file, error);
    for (uint32_t id = 0; id < n_items && status == COBUY_OK; id++)
        rows->items.entries.data[id + 1].count = counts[id];
    memory_free(memory, counts, n_items, sizeof *counts);
    return status;
}
