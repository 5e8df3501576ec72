/*
 * kept_windows.h - the pairs that are kept of windows, as the store changes
 */
#ifndef COBUY_STORE_KEPT_WINDOWS_H
#define COBUY_STORE_KEPT_WINDOWS_H

#include "store/kept_pairs.h"

/* Before a head takes the place of the last: takes off what it lists no more, as long
 * as that can be read.  What cannot be followed will be stale. */
void kept_windows_follow(cobuy_context *context, const char *store,
                         const struct store_head *head);

/* Removes what is stale. */
void kept_windows_clean(const char *store, const struct store_head *head);

/* Fails if a file is damaged, or what it says of partitions is not what they hold. */
COBUY_CHECK cobuy_status kept_windows_check(cobuy_context *context, const char *store,
                                            const struct store_head *head,
                                            cobuy_error *error);

/* Lists those that are sound; the names are in 'texts'.  False: no memory. */
COBUY_CHECK bool kept_windows_list(struct memory *memory, const char *store,
                                   const struct store_head *head, struct arena *texts,
                                   cobuy_store_counts **out, size_t *n);

#endif /* COBUY_STORE_KEPT_WINDOWS_H */
