/*
 * basket_file.c - baskets that memory has no room for, in temporary files
 *
 * They are written with pwrite(), which says where the disk is full, and read as mapped
 * memory, so that all who look at baskets need not know where they are.
 */
#include "basket/basket_file.h"

#include "io/temporary_file.h"

#include <pthread.h>

struct basket_file {
    cobuy_context *context;
    bool timed;
    struct temporary_file offsets, items, times;
    pthread_mutex_t lock;
    uint64_t n_baskets, n_items; /* that have a place, within the lock */
    /* Once all is written. */
    size_t offsets_length, items_length, times_length; /* bytes that are mapped */
    void *mapped_offsets, *mapped_items, *mapped_times;
};

static cobuy_status open_files(struct basket_file *file, cobuy_error *error)
{
    cobuy_status status = temporary_file_open(&file->offsets, file->context, error);
    if (status == COBUY_OK)
        status = temporary_file_open(&file->items, file->context, error);
    if (status == COBUY_OK && file->timed)
        status = temporary_file_open(&file->times, file->context, error);
    return status;
}

cobuy_status basket_file_create(struct basket_file **out, cobuy_context *context,
                                bool timed, cobuy_error *error)
{
    struct basket_file *file =
        memory_allocate_zeroed(&context->memory, 1, sizeof *file);
    *out = NULL;
    if (!file) return status_no_memory(error, "baskets in a file");
    file->context = context;
    file->timed = timed;
    pthread_mutex_init(&file->lock, NULL);
    cobuy_status status = open_files(file, error);
    if (status == COBUY_OK)
        *out = file;
    else
        basket_file_free(file);
    return status;
}

void basket_file_free(struct basket_file *file)
{
    if (!file) return;
    temporary_file_unmap(file->mapped_offsets, file->offsets_length);
    temporary_file_unmap(file->mapped_items, file->items_length);
    temporary_file_unmap(file->mapped_times, file->times_length);
    temporary_file_close(&file->offsets);
    temporary_file_close(&file->items);
    temporary_file_close(&file->times);
    pthread_mutex_destroy(&file->lock);
    memory_free(&file->context->memory, file, 1, sizeof *file);
}

cobuy_status basket_file_write(struct basket_file *file, struct basket_batch *batch,
                               cobuy_error *error)
{
    pthread_mutex_lock(&file->lock);
    uint64_t first = file->n_baskets, first_item = file->n_items;
    file->n_baskets += batch->n;
    file->n_items += batch->n_items;
    pthread_mutex_unlock(&file->lock);
    if (first + batch->n >= UINT32_MAX / 2)
        return status_fail(error, COBUY_OVERFLOW, "more than %llu baskets",
                           (unsigned long long)first);
    for (size_t b = 0; b < batch->n; b++) batch->offsets[b] += first_item;
    cobuy_status status = temporary_file_write(&file->offsets, batch->offsets,
                                               batch->n * sizeof *batch->offsets,
                                               first * sizeof *batch->offsets, error);
    if (status == COBUY_OK)
        status = temporary_file_write(&file->items, batch->items,
                                      batch->n_items * sizeof *batch->items,
                                      first_item * sizeof *batch->items, error);
    if (status == COBUY_OK && file->timed)
        status = temporary_file_write(&file->times, batch->times,
                                      batch->n * sizeof *batch->times,
                                      first * sizeof *batch->times, error);
    return status;
}

static size_t bytes_of(uint64_t n, size_t size)
{
    return n > 0 ? (size_t)n * size : 1; /* nothing cannot be mapped */
}

static cobuy_status map_files(struct basket_file *file, cobuy_error *error)
{
    file->offsets_length = bytes_of(file->n_baskets + 1, sizeof(uint64_t));
    file->items_length = bytes_of(file->n_items, sizeof(uint32_t));
    file->times_length = bytes_of(file->n_baskets, sizeof(int64_t));
    cobuy_status status = temporary_file_map(&file->mapped_offsets, &file->offsets,
                                             file->offsets_length, error);
    if (status == COBUY_OK)
        status = temporary_file_map(&file->mapped_items, &file->items,
                                    file->items_length, error);
    if (status == COBUY_OK && file->timed)
        status = temporary_file_map(&file->mapped_times, &file->times,
                                    file->times_length, error);
    return status;
}

cobuy_status basket_file_finish(struct basket_file *file, cobuy_baskets *baskets,
                                cobuy_error *error)
{
    uint64_t end = file->n_items;
    cobuy_status status = temporary_file_write(&file->offsets, &end, sizeof end,
                                               file->n_baskets * sizeof end, error);
    if (status == COBUY_OK) status = map_files(file, error);
    if (status != COBUY_OK) return status;
    baskets->file = file;
    baskets->count = file->n_baskets;
    baskets->offsets = file->mapped_offsets;
    baskets->items = file->mapped_items;
    baskets->times = file->mapped_times;
    return COBUY_OK;
}

cobuy_status basket_file_move(cobuy_baskets *baskets, cobuy_context *context,
                              cobuy_error *error)
{
    struct basket_file *file;
    cobuy_status status = COBUY_OK;
    TRY(basket_file_create(&file, context, baskets->times, error));
    struct basket_batch batch = {.offsets = baskets->offsets,
                                 .items = baskets->items,
                                 .times = baskets->times,
                                 .n = (size_t)baskets->count,
                                 .n_items = (size_t)baskets->offsets[baskets->count]};
    TRY(basket_file_write(file, &batch, error));
    baskets_free_arrays(baskets);
    TRY(basket_file_finish(file, baskets, error));
    file = NULL;
done:
    basket_file_free(file);
    return status;
}

/* Elements from 'begin' to 'end' of an array, and some before: what was let go there
 * may be back, since the system maps more than the page that is looked at. */
static void let_go(const void *array, uint64_t begin, uint64_t end, size_t size)
{
    enum { BEFORE = 1 << 20 }; /* bytes */
    const char *bytes = array;
    size_t from = (size_t)begin * size, behind = (size_t)end * size;
    from = from > BEFORE ? from - BEFORE : 0;
    temporary_file_let_go(bytes + from, behind - from);
}

void basket_file_let_go(const cobuy_baskets *baskets, uint64_t begin, uint64_t end)
{
    let_go(baskets->items, baskets->offsets[begin], baskets->offsets[end],
           sizeof *baskets->items);
    let_go(baskets->offsets, begin, end, sizeof *baskets->offsets);
    if (baskets->times) let_go(baskets->times, begin, end, sizeof *baskets->times);
}
