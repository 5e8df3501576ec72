/*
 * spool_parts.h - how a spool holds its rows (the inside of struct spool)
 *
 * A row as it is stored, without gaps:
 *
 *     word 8 | time 8, if rows have times | n 1 | ids 4 each | bytes of the key
 *
 * The last are there if the word is none of the key's own; it says how many they are.
 */
#ifndef COBUY_BASKET_SPOOL_PARTS_H
#define COBUY_BASKET_SPOOL_PARTS_H

#include "base/vector.h"
#include "basket/key_word.h"
#include "basket/spool.h"
#include "io/temporary_file.h"

#include <string.h>

enum { SPOOL_PART_BITS = 9, SPOOL_PARTS = 1 << SPOOL_PART_BITS };
enum { SPOOL_MOST_IDS = UINT8_MAX }; /* of a stored row; others are several */

/* Rows of one part and writer that stand side by side in the file. */
struct spool_extent {
    uint64_t at;
    uint32_t length;
    uint32_t part;
};

/* What a writer has in memory: a chunk for each part. */
struct spool_writer {
    char *chunks;
    uint32_t used[SPOOL_PARTS];
    VECTOR(struct spool_extent) extents;
};

struct spool {
    cobuy_context *context;
    struct temporary_file file;
    bool timed;
    uint64_t seed; /* of the keys' hash */
    size_t chunk;  /* bytes */
    struct spool_writer *writers;
    uint32_t n_writers;
    atomic_uint_fast64_t end; /* of the file */
};

/* A row as it is read. */
struct spool_view {
    uint64_t word;
    int64_t time;
    uint32_t n;
    const char *ids; /* not aligned */
    cobuy_text key;
};

/* Reads the row at 'at'; returns where the next is. */
static inline const char *spool_read(struct spool_view *row, const char *at, bool timed)
{
    memcpy(&row->word, at, sizeof row->word);
    at += sizeof row->word;
    row->time = 0;
    if (timed) {
        memcpy(&row->time, at, sizeof row->time);
        at += sizeof row->time;
    }
    row->n = (unsigned char)*at++;
    row->ids = at;
    at += row->n * sizeof(uint32_t);
    row->key.bytes = at;
    row->key.length = key_is_other(row->word) ? (size_t)(row->word - KEY_OTHER) : 0;
    return at + row->key.length;
}

/* The same for the same key, whatever its part. */
uint64_t spool_hash(const struct spool *spool, uint64_t word, cobuy_text key);

/* Of a hash, its upper bits. */
static inline uint32_t spool_part(uint64_t hash)
{
    return (uint32_t)(hash >> (64 - SPOOL_PART_BITS));
}

/* Writes what the writers still have in memory, and gives that back. */
COBUY_CHECK cobuy_status spool_flush(struct spool *spool, cobuy_error *error);

#endif /* COBUY_BASKET_SPOOL_PARTS_H */
