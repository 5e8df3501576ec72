/*
 * store_change.h - a change of a store, all of it or nothing
 *
 *     store_change_begin     holds the lock; the head is what there is, but with the
 * next generation
 *     ...                    writes new files, and changes the head
 *     store_change_commit    puts the head in the place of the last
 *     store_change_end       removes what nobody refers to, and lets go
 *
 * A crash at any moment leaves the store as before, or, from the moment on that the
 * head is renamed, as after.  What a writer that was killed has left is removed by the
 * next.
 */
#ifndef COBUY_STORE_STORE_CHANGE_H
#define COBUY_STORE_STORE_CHANGE_H

#include "io/lock.h"
#include "store/store_files.h"

struct store_change {
    cobuy_context *context;
    const char *store;
    struct lock lock;
    struct store_head head;
};

/* 'create' says whether there may be no store yet.  After a failure there is nothing to
 * end. */
COBUY_CHECK cobuy_status store_change_begin(struct store_change *change,
                                            cobuy_context *context, const char *store,
                                            bool create, cobuy_error *error);
COBUY_CHECK cobuy_status store_change_commit(struct store_change *change,
                                             cobuy_error *error);
void store_change_end(struct store_change *change);

#endif /* COBUY_STORE_STORE_CHANGE_H */
