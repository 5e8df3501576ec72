/*
 * listed_partition.h - a partition that the head lists, with the bytes of its file
 */
#ifndef COBUY_STORE_LISTED_PARTITION_H
#define COBUY_STORE_LISTED_PARTITION_H

#include "store/partition.h"
#include "store/store_files.h"

/* Not to be moved while it is open. */
struct listed_partition {
    struct partition partition;
    struct store_bytes bytes;
    struct store_path path;
};

/* After a failure there is nothing to close. */
COBUY_CHECK cobuy_status listed_partition_open(struct listed_partition *opened,
                                               struct memory *memory, const char *store,
                                               const struct store_partition *listed,
                                               cobuy_error *error);
void listed_partition_close(struct listed_partition *opened);

#endif /* COBUY_STORE_LISTED_PARTITION_H */
