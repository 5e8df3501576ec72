/*
 * store_change.c - a change of a store, all of it or nothing
 */
#include "store/store_change.h"

#include "store/kept_windows.h"

#include <errno.h>
#include <unistd.h>

/* Reads the head, or begins one. */
static cobuy_status load(struct store_change *change, bool create, cobuy_error *error)
{
    cobuy_error missing;
    struct memory *memory = &change->context->memory;
    cobuy_status status =
        store_head_load(&change->head, memory, change->store, &missing);
    if (status == COBUY_OK) return COBUY_OK;
    if (missing.system_error == ENOENT && create) {
        store_head_init(&change->head, memory);
        return COBUY_OK;
    }
    if (error) *error = missing;
    return status;
}

/* Cleans by what is on the disk; a new store that has come to nothing goes altogether.
 */
static void clean(struct store_change *change)
{
    cobuy_error error;
    struct store_head head;
    struct memory *memory = &change->context->memory;
    if (store_head_load(&head, memory, change->store, &error) == COBUY_OK) {
        store_folder_clean(change->store, &head);
        kept_windows_clean(change->store, &head);
    } else if (error.system_error == ENOENT) {
        store_head_init(&head, memory);
        store_folder_clean(change->store, &head);
        (void)unlink(store_lock_path(change->store).text);
        (void)rmdir(change->store);
    }
    store_head_clear(&head);
}

cobuy_status store_change_begin(struct store_change *change, cobuy_context *context,
                                const char *store, bool create, cobuy_error *error)
{
    *change = (struct store_change){.context = context, .store = store};
    cobuy_status status = store_files_check(store, error);
    if (status == COBUY_OK && create) status = store_folder_make(store, error);
    if (status == COBUY_OK && !create) status = store_must_be(store, error);
    if (status != COBUY_OK) return status;
    status = lock_take(&change->lock, store_lock_path(store).text, error);
    if (status != COBUY_OK) return status;
    status = load(change, create, error);
    if (status != COBUY_OK) {
        lock_release(&change->lock);
        return status;
    }
    store_folder_clean(store, &change->head);
    change->head.generation++;
    return COBUY_OK;
}

cobuy_status store_change_commit(struct store_change *change, cobuy_error *error)
{
    cobuy_status status = store_folder_sync(change->store, error);
    if (status != COBUY_OK) return status;
    kept_windows_follow(change->context, change->store, &change->head);
    return store_head_save(&change->head, change->context, change->store, error);
}

void store_change_end(struct store_change *change)
{
    clean(change);
    store_head_clear(&change->head);
    lock_release(&change->lock);
}
