/*
 * partition.h - the file of a partition, to read and to write
 *
 *     partition_open()    finds the columns of a file, which must be sound
 *     partition_keys()    goes through the keys of its baskets, and
 *     partition_pieces()  through their pieces
 *     partition_write()   makes the bytes of such a file
 */
#ifndef COBUY_STORE_PARTITION_H
#define COBUY_STORE_PARTITION_H

#include "store/basket_pieces.h"
#include "store/sealed.h"

enum partition_column {
    COLUMN_KEYS,
    COLUMN_TEXTS,
    COLUMN_PIECES,
    COLUMN_SOURCES,
    COLUMN_TIMES,
    COLUMN_SIZES,
    COLUMN_ITEMS,
    PARTITION_COLUMNS
};

/* ------------------------------------------------------------------------- reading */

struct partition {
    struct memory *memory;
    const char *path;
    int64_t day; /* or STORE_NO_DAY */
    uint32_t *sources;
    size_t n_sources;
    uint64_t n_baskets, n_texts, n_pieces;
    struct column columns[PARTITION_COLUMNS];
};

/* 'bytes' and 'path' must stay.  After a failure there is nothing to close. */
COBUY_CHECK cobuy_status partition_open(struct partition *partition,
                                        struct memory *memory,
                                        const unsigned char *bytes, size_t length,
                                        const char *path, cobuy_error *error);
void partition_close(struct partition *partition);

/* What to say where the contents of a partition make no sense. */
cobuy_status partition_fail(const struct partition *partition, cobuy_error *error);

struct partition_keys {
    struct byte_reader words, texts;
    uint64_t words_left, texts_left;
    struct store_key key; /* the last; its text is kept until the next */
    bool begun, failed, no_memory;
    struct memory *memory;
    VECTOR(char) text;
};

void partition_keys(struct partition_keys *keys, const struct partition *partition);
void partition_keys_clear(struct partition_keys *keys);

/* Reads the next key, as long as there is one; else 'failed' says whether that is since
 * something makes no sense, and 'no_memory' whether there was no room for it. */
bool partition_next_key(struct partition_keys *keys);

struct partition_pieces {
    const struct partition *partition;
    struct byte_reader pieces, sources, times, sizes, items;
    uint64_t left;      /* pieces behind those of the basket */
    uint64_t last;      /* time of the last piece that has one */
    uint64_t next;      /* least place that the source of the next piece may have */
    uint32_t n_items;   /* all ids are below */
    int64_t time;       /* of the piece */
    uint32_t source, n; /* its number; its items */
    bool failed;
};

void partition_pieces(struct partition_pieces *pieces,
                      const struct partition *partition, uint32_t n_items);

/* Begins the next basket, of which there must be one; returns how many pieces it has,
 * or 0 if that makes no sense. */
uint64_t partition_next_basket(struct partition_pieces *pieces);

/* Reads time, source and number of items of the next piece. */
bool partition_next_piece(struct partition_pieces *pieces);

/* Stores its items. */
bool partition_take_items(struct partition_pieces *pieces, uint32_t *to);

/* Whether all was read. */
bool partition_ends(const struct partition_pieces *pieces);

/* Adds all pieces but those of one source, with their baskets' day. */
COBUY_CHECK cobuy_status partition_add_to(const struct partition *partition,
                                          struct basket_pieces *to, uint32_t n_items,
                                          uint32_t without_source, cobuy_error *error);

/* ------------------------------------------------------------------------- writing */

/* Makes the file of pieces of one day, which are given by their numbers in the order of
 * key and source; at least one.  False: no memory. */
COBUY_CHECK bool partition_write(struct byte_writer *out,
                                 const struct basket_pieces *pieces,
                                 const uint32_t *order, size_t n);

#endif /* COBUY_STORE_PARTITION_H */
