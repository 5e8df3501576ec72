/*
 * listed_partition.c - a partition that the head lists, with the bytes of its file
 */
#include "store/listed_partition.h"

cobuy_status listed_partition_open(struct listed_partition *opened,
                                   struct memory *memory, const char *store,
                                   const struct store_partition *listed,
                                   cobuy_error *error)
{
    const char *path = opened->path.text;
    opened->path = store_partition_path(store, listed->day, listed->generation);
    cobuy_status status = store_listed_read(&opened->bytes, memory, path, listed->bytes,
                                            listed->checksum, error);
    if (status != COBUY_OK) return status;
    status = partition_open(&opened->partition, memory, opened->bytes.data,
                            opened->bytes.length, path, error);
    if (status != COBUY_OK) store_bytes_clear(&opened->bytes);
    return status;
}

void listed_partition_close(struct listed_partition *opened)
{
    partition_close(&opened->partition);
    store_bytes_clear(&opened->bytes);
}
