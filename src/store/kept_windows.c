/*
 * kept_windows.c - the pairs that are kept of windows, as the store changes
 */
#include "store/kept_windows.h"

#include "base/sort.h"
#include "base/status.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The windows of a folder, by name. */
struct windows {
    struct memory *memory;
    struct dictionary names;
    uint32_t *order; /* 2 n */
    uint32_t n;
};

static int compare_names(const void *context, uint32_t a, uint32_t b)
{
    return text_compare(dictionary_text(context, a), dictionary_text(context, b));
}

static bool windows_open(struct windows *windows, struct memory *memory,
                         const char *store)
{
    *windows = (struct windows){.memory = memory};
    dictionary_init(&windows->names, memory);
    if (!store_folder_windows(store, &windows->names)) return false;
    uint32_t n = windows->n = windows->names.count;
    windows->order = memory_allocate(memory, 2 * (size_t)n, sizeof *windows->order);
    if (!windows->order) return false;
    for (uint32_t i = 0; i < n; i++) windows->order[i] = i;
    sort_index(windows->order, windows->order + n, n, compare_names, &windows->names);
    return true;
}

static void windows_close(struct windows *windows)
{
    memory_free(windows->memory, windows->order, 2 * (size_t)windows->n,
                sizeof *windows->order);
    dictionary_clear(&windows->names);
}

static cobuy_text window_at(const struct windows *windows, uint32_t i)
{
    return dictionary_text(&windows->names, windows->order[i]);
}

static struct store_path window_path(const struct windows *windows, const char *store,
                                     uint32_t i)
{
    char window[STORE_WINDOW_ROOM + 1] = "";
    cobuy_text text = window_at(windows, i);
    memcpy(window, text.bytes, text.length);
    return store_pairs_path(store, window);
}

/* ------------------------------------------------------------------------- following
 */

/* The partitions of the old head that the new one has as well. */
static size_t *list_staying(struct memory *memory, const struct store_head *old,
                            const struct store_head *head, size_t *n)
{
    size_t *staying = memory_allocate(memory, old->partitions.length, sizeof *staying);
    *n = 0;
    for (size_t i = 0, at = 0; staying && i < old->partitions.length; i++) {
        const struct store_partition *partition = &old->partitions.data[i];
        while (at < head->partitions.length &&
               head->partitions.data[at].day < partition->day)
            at++;
        if (at < head->partitions.length &&
            head->partitions.data[at].day == partition->day &&
            head->partitions.data[at].generation == partition->generation)
            staying[(*n)++] = i;
    }
    return staying;
}

/* Leaves of what is kept only what stays. */
static void follow(cobuy_context *context, const char *store, const char *path,
                   const struct store_head *old, const size_t *staying,
                   size_t n_staying)
{
    struct kept_pairs kept;
    size_t n = 0, *left = NULL;
    kept_pairs_init(&kept, &context->memory);
    cobuy_status status = COBUY_OK;
    TRY(kept_pairs_load(&kept, path, old->n_items, NULL));
    left = memory_allocate(&context->memory, n_staying, sizeof *left);
    if (!left) goto done;
    for (size_t i = 0; i < n_staying; i++)
        if (kept_pairs_has(&kept, &old->partitions.data[staying[i]]))
            left[n++] = staying[i];
    if (n == kept.partitions.length || !kept_pairs_is_fresh(&kept, old)) goto done;
    TRY(kept_pairs_move(&kept, context, store, old, left, n, SIZE_MAX, NULL));
    (void)kept_pairs_save(&kept, context, path, NULL);
done:
    memory_free(&context->memory, left, n_staying, sizeof *left);
    kept_pairs_clear(&kept);
}

void kept_windows_follow(cobuy_context *context, const char *store,
                         const struct store_head *head)
{
    struct memory *memory = &context->memory;
    struct windows windows;
    struct store_head old;
    size_t n_staying = 0, *staying = NULL;
    if (!windows_open(&windows, memory, store) || windows.n == 0) {
        windows_close(&windows);
        return;
    }
    if (store_head_load(&old, memory, store, NULL) == COBUY_OK) {
        staying = list_staying(memory, &old, head, &n_staying);
        for (uint32_t i = 0; i < windows.n && staying; i++)
            follow(context, store, window_path(&windows, store, i).text, &old, staying,
                   n_staying);
        memory_free(memory, staying, old.partitions.length, sizeof *staying);
        store_head_clear(&old);
    }
    windows_close(&windows);
}

void kept_windows_clean(const char *store, const struct store_head *head)
{
    struct windows windows;
    bool opened = windows_open(&windows, head->memory, store);
    for (uint32_t i = 0; opened && i < windows.n; i++) {
        struct store_path path = window_path(&windows, store, i);
        struct kept_pairs kept;
        kept_pairs_init(&kept, head->memory);
        if (kept_pairs_load(&kept, path.text, head->n_items, NULL) == COBUY_OK &&
            !kept_pairs_is_fresh(&kept, head))
            (void)unlink(path.text);
        kept_pairs_clear(&kept);
    }
    windows_close(&windows);
}

/* --------------------------------------------------------------------------- looking
 */

cobuy_status kept_windows_check(cobuy_context *context, const char *store,
                                const struct store_head *head, cobuy_error *error)
{
    struct windows windows;
    cobuy_status status = COBUY_OK;
    if (!windows_open(&windows, &context->memory, store))
        TRY(status_no_memory(error, "the counts of pairs in the store"));
    for (uint32_t i = 0; i < windows.n && status == COBUY_OK; i++) {
        struct store_path path = window_path(&windows, store, i);
        struct kept_pairs kept;
        cobuy_error reason;
        kept_pairs_init(&kept, &context->memory);
        status = kept_pairs_load(&kept, path.text, head->n_items, &reason);
        if (status == COBUY_OK && kept_pairs_is_fresh(&kept, head))
            status = kept_pairs_check(&kept, context, store, head, path.text, &reason);
        kept_pairs_clear(&kept);
        bool gone = status == COBUY_INPUT_UNREADABLE && reason.system_error == ENOENT;
        if (status != COBUY_OK && !gone && error) *error = reason;
        if (gone) status = COBUY_OK; /* a writer found it stale, or will be seen */
    }
done:
    windows_close(&windows);
    return status;
}

/* Describes a file, if it is sound; false: no memory. */
static bool describe(struct memory *memory, const char *path, cobuy_text window,
                     const struct store_head *head, struct arena *texts,
                     cobuy_store_counts *out, bool *sound)
{
    struct kept_pairs kept;
    struct stat facts;
    kept_pairs_init(&kept, memory);
    cobuy_status status = kept_pairs_load(&kept, path, head->n_items, NULL);
    *sound = status == COBUY_OK && stat(path, &facts) == 0;
    if (*sound) {
        *out = (cobuy_store_counts){.window =
                                        arena_copy(texts, window.bytes, window.length),
                                    .partitions = kept.partitions.length,
                                    .pairs = kept.pairs.length,
                                    .others = kept.others,
                                    .bytes = (uint64_t)facts.st_size};
    }
    kept_pairs_clear(&kept);
    return status != COBUY_OUT_OF_MEMORY && (!*sound || out->window);
}

bool kept_windows_list(struct memory *memory, const char *store,
                       const struct store_head *head, struct arena *texts,
                       cobuy_store_counts **out, size_t *n)
{
    struct windows windows;
    bool done = windows_open(&windows, memory, store);
    *n = 0;
    *out = done ? arena_allocate(texts, windows.n, sizeof **out) : NULL;
    done = *out;
    for (uint32_t i = 0; i < windows.n && done; i++) {
        bool sound;
        done = describe(memory, window_path(&windows, store, i).text,
                        window_at(&windows, i), head, texts, *out + *n, &sound);
        *n += sound;
    }
    windows_close(&windows);
    return done;
}
