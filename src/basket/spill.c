/*
 * spill.c - what a join does when memory gets short: its rows go to a spool
 *
 * A basket without a key is all there is of it, and gets a number that no other has in
 * place of one.
 */
#include "basket/spill.h"

#include "basket/key_word.h"

enum { NUMBERS_BITS = 40 }; /* of the baskets of a writer; above them, the writer */

cobuy_status spill_init(struct spill *spill, cobuy_context *context, uint32_t n_workers,
                        bool timed, cobuy_error *error)
{
    *spill = (struct spill){.context = context, .n_workers = n_workers};
    spill->baskets =
        memory_allocate_zeroed(&context->memory, n_workers + 1, sizeof *spill->baskets);
    if (!spill->baskets) return status_no_memory(error, "rows on their way to a file");
    return spool_create(&spill->spool, context, n_workers + 1, timed, error);
}

void spill_clear(struct spill *spill)
{
    if (!spill->context) return;
    spool_free(spill->spool);
    memory_free(&spill->context->memory, spill->baskets, spill->n_workers + 1,
                sizeof *spill->baskets);
    spill->context = NULL;
}

static uint64_t number_basket(struct spill *spill, uint32_t writer)
{
    return (uint64_t)writer << NUMBERS_BITS | spill->baskets[writer]++;
}

cobuy_status spill_take(struct spill *spill, uint32_t worker,
                        const struct basket_rows *rows, const struct keyed_rows *keyed,
                        cobuy_error *error)
{
    for (size_t b = 0; b < rows->offsets.length; b++) {
        uint64_t begin = rows->offsets.data[b];
        struct spool_row row = {.ids = rows->ids.data + begin,
                                .n = (size_t)(rows->offsets.data[b + 1] - begin)};
        row.word = keyed ? keyed->keys.data[b] : number_basket(spill, worker);
        if (keyed && key_is_other(row.word))
            row.key = keyed->others.data[row.word - KEY_OTHER];
        if (keyed && keyed->timed) row.time = keyed->times.data[b];
        cobuy_status status = spool_add(spill->spool, worker, &row, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

/* Adds the ids of a row by way of the map, some at a time. */
static cobuy_status add_mapped(struct spill *spill, const struct spool_row *row,
                               const uint32_t *map, cobuy_error *error)
{
    enum { SOME = 256 };
    uint32_t mapped[SOME];
    struct spool_row part = *row;
    part.ids = mapped;
    for (size_t at = 0; at < row->n; at += part.n) {
        part.n = row->n - at < SOME ? row->n - at : SOME;
        for (size_t i = 0; i < part.n; i++) {
            uint32_t id = row->ids[at + i];
            mapped[i] = map ? map[id] : id;
        }
        cobuy_status status = spool_add(spill->spool, spill->n_workers, &part, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

cobuy_status spill_runs(struct spill *spill, const struct runs *runs,
                        const uint32_t *ids, const uint32_t *map,
                        const struct key_table *keys, cobuy_error *error)
{
    for (size_t i = 0; i < runs->n_runs; i++) {
        struct spool_row row = {.ids = ids, .n = runs->lengths[i]};
        ids += row.n;
        row.word = runs->keys ? runs->keys[i]
                              : key_table_key(keys, runs->numbers[i], &row.key);
        if (runs->times) row.time = runs->times[i];
        cobuy_status status = add_mapped(spill, &row, map, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

cobuy_status spill_regroup(struct spill *spill, struct regroup *regroup,
                           const uint32_t *const *maps, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(regroup->builder);
    struct memory *memory = &spill->context->memory;
    if (!key_table_turn(regroup->keys))
        return status_no_memory(error, "the keys of baskets");
    for (struct runs *runs; (runs = regroup->first) != NULL;) {
        const uint32_t *ids =
            runs->placed ? rows->ids.data + runs->first_id : runs->ids;
        const uint32_t *map = runs->placed ? NULL : maps[runs->worker];
        cobuy_status status = context_check(spill->context, error);
        if (status == COBUY_OK)
            status = spill_runs(spill, runs, ids, map, regroup->keys, error);
        if (status != COBUY_OK) return status;
        regroup->first = runs->next;
        runs_free(runs, memory);
    }
    regroup->last = NULL;
    builder_empty(regroup->builder);
    return COBUY_OK;
}

cobuy_status spill_baskets(struct spill *spill, const uint64_t *offsets, size_t n,
                           const uint32_t *ids, const uint32_t *map, cobuy_error *error)
{
    for (size_t b = 0; b < n; b++) {
        struct spool_row row = {.word = number_basket(spill, spill->n_workers),
                                .ids = ids + offsets[b],
                                .n = (size_t)(offsets[b + 1] - offsets[b])};
        cobuy_status status = add_mapped(spill, &row, map, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

cobuy_status spill_finish(struct spill *spill, const uint32_t *const *maps,
                          uint32_t n_items, uint32_t *counts, struct basket_file **out,
                          cobuy_error *error)
{
    struct memory *memory = &spill->context->memory;
    size_t n = (size_t)spill->n_workers + 1;
    const uint32_t **all = memory_allocate(memory, n, sizeof *all);
    *out = NULL;
    if (!all) return status_no_memory(error, "baskets");
    for (uint32_t w = 0; w < spill->n_workers; w++) all[w] = maps[w];
    all[spill->n_workers] = NULL;
    cobuy_status status = spool_group(spill->spool, all, n_items, counts, out, error);
    memory_free(memory, all, n, sizeof *all);
    spool_free(spill->spool);
    spill->spool = NULL;
    return status;
}
