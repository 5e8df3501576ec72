/*
 * store_open.c - what is in a store, as far as its head tells
 */
#include "store/kept_windows.h"

#include "base/status.h"

#include <cobuy/store.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct cobuy_store {
    struct memory *memory;
    struct store_head head; /* has the texts */
    cobuy_store_summary summary;
    cobuy_store_partition *partitions;
    cobuy_store_source *sources;
};

bool cobuy_is_store(const char *path)
{
    struct stat facts;
    if (store_files_check(path, NULL) != COBUY_OK) return false;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode) &&
           stat(store_head_path(path).text, &facts) == 0 && S_ISREG(facts.st_mode);
}

static void list_partitions(cobuy_store *store)
{
    cobuy_store_summary *summary = &store->summary;
    for (size_t i = 0; i < store->head.partitions.length; i++) {
        const struct store_partition *from = &store->head.partitions.data[i];
        bool dated = from->day != STORE_NO_DAY;
        store->partitions[i] =
            (cobuy_store_partition){.has_day = dated,
                                    .day = dated ? from->day * SECONDS_A_DAY : 0,
                                    .baskets = from->baskets,
                                    .basket_items = from->basket_items,
                                    .bytes = from->bytes};
        summary->baskets += from->baskets;
        summary->basket_items += from->basket_items;
        summary->bytes += from->bytes;
    }
    summary->partitions = store->partitions;
    summary->n_partitions = store->head.partitions.length;
}

/* Adds what a partition has of the sources. */
static void add_shares(cobuy_store *store, const struct store_partition *partition)
{
    const struct store_source *listed = store->head.sources.data;
    for (size_t i = 0, at = 0; i < partition->n_shares; i++) {
        const struct source_share *share = &partition->shares[i];
        while (listed[at].number != share->source) at++; /* both are by number */
        store->sources[at].baskets += share->pieces;
        store->sources[at].basket_items += share->items;
        store->sources[at].partitions++;
    }
}

static void list_sources(cobuy_store *store)
{
    const struct store_head *head = &store->head;
    for (size_t i = 0; i < head->sources.length; i++) {
        const struct store_source *from = &head->sources.data[i];
        store->sources[i] = (cobuy_store_source){.name = from->name,
                                                 .sha256 = from->sha256,
                                                 .rows = from->rows,
                                                 .added = from->added};
    }
    for (size_t i = 0; i < head->partitions.length; i++)
        add_shares(store, &head->partitions.data[i]);
    store->summary.sources = store->sources;
    store->summary.n_sources = head->sources.length;
}

static void summarize(cobuy_store *store, const char *path)
{
    const struct store_head *head = &store->head;
    cobuy_store_summary *summary = &store->summary;
    struct stat facts;
    const char *time = store_head_setting(head, "time");
    list_partitions(store);
    list_sources(store);
    for (size_t i = 0; i < head->items.length; i++)
        summary->bytes += head->items.data[i].bytes;
    if (stat(store_head_path(path).text, &facts) == 0)
        summary->bytes += (uint64_t)facts.st_size;
    summary->generation = head->generation;
    summary->items = head->n_items;
    summary->basket_column = store_head_setting(head, "basket");
    summary->item_column = store_head_setting(head, "item");
    summary->time_column = time && strcmp(time, "none") != 0 ? time : NULL;
    summary->bounded = head->bounded;
    summary->bound = head->bounded ? head->bound * SECONDS_A_DAY : 0;
}

cobuy_status cobuy_store_open(cobuy_context *context, cobuy_store **out,
                              const char *store, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    cobuy_store *opened = memory_allocate_zeroed(memory, 1, sizeof *opened);
    cobuy_store_counts *counts;
    cobuy_status status = COBUY_OK;
    *out = NULL;
    if (!opened) return status_no_memory(error, "what is in a store");
    opened->memory = memory;
    TRY(store_files_check(store, error));
    TRY(store_must_be(store, error));
    TRY(store_head_load(&opened->head, memory, store, error));
    opened->partitions = memory_allocate(memory, opened->head.partitions.length,
                                         sizeof *opened->partitions);
    opened->sources =
        memory_allocate(memory, opened->head.sources.length, sizeof *opened->sources);
    if (!opened->partitions || !opened->sources)
        TRY(status_no_memory(error, "what is in a store"));
    if (!kept_windows_list(memory, store, &opened->head, &opened->head.texts, &counts,
                           &opened->summary.n_counts))
        TRY(status_no_memory(error, "what is in a store"));
    opened->summary.counts = counts;
    summarize(opened, store);
    *out = opened;
done:
    if (status != COBUY_OK) cobuy_store_close(opened);
    return status;
}

const cobuy_store_summary *cobuy_store_summarize(const cobuy_store *store)
{
    return &store->summary;
}

void cobuy_store_close(cobuy_store *store)
{
    if (!store) return;
    memory_free(store->memory, store->partitions, store->head.partitions.length,
                sizeof *store->partitions);
    memory_free(store->memory, store->sources, store->head.sources.length,
                sizeof *store->sources);
    store_head_clear(&store->head);
    memory_free(store->memory, store, 1, sizeof *store);
}
