/*
 * store_head.h - what a store holds at one moment
 */
#ifndef COBUY_STORE_STORE_HEAD_H
#define COBUY_STORE_STORE_HEAD_H

#include "store/basket_pieces.h"
#include "store/bytes.h"

/* One of the settings that say how all logs were read. */
struct store_setting {
    const char *name, *value;
};

struct store_source {
    uint32_t number;
    const char *name;
    const char *sha256; /* of what was read, in hexadecimal */
    const char *how;    /* it was read, beyond the settings */
    uint64_t rows;
    int64_t added;
};

struct items_file {
    uint64_t generation;
    uint32_t n_items;
    uint64_t bytes;
    uint32_t checksum;
};

/* What a source has in a partition. */
struct source_share {
    uint32_t source;
    uint64_t pieces, items;
};

/* Between which keys those of a partition are. */
struct key_range {
    bool words, texts; /* that there are any */
    uint64_t low, high;
    cobuy_text first, last; /* cut off behind FORMAT_KEY_SHOWN bytes */
};

struct store_partition {
    int64_t day; /* or STORE_NO_DAY */
    uint64_t generation, bytes;
    uint32_t checksum;
    uint64_t baskets, basket_items;
    int64_t first_time, last_time; /* of its baskets, if it has a day */
    struct key_range keys;
    struct source_share *shares; /* by source */
    size_t n_shares;
};

struct store_head {
    struct memory *memory;
    struct arena texts;  /* of all that follows, and the shares */
    uint64_t generation; /* 0: nothing was written yet */
    VECTOR(struct store_setting) settings;
    bool bounded;
    int64_t bound; /* days before it were dropped */
    uint32_t n_items;
    VECTOR(struct items_file) items;
    uint32_t next_source;
    VECTOR(struct store_source) sources;       /* by number */
    VECTOR(struct store_partition) partitions; /* by day */
};

void store_head_init(struct store_head *head, struct memory *memory);
void store_head_clear(struct store_head *head);

/* The value of a setting; NULL if there is none. */
const char *store_head_setting(const struct store_head *head, const char *name);

struct store_source *store_head_source(const struct store_head *head, const char *name);

/* A text that lives as long as the head; NULL: no memory. */
const char *store_head_text(struct store_head *head, const char *text);

/* Makes the file; false: no memory. */
COBUY_CHECK bool store_head_write(const struct store_head *head,
                                  struct byte_writer *out);

/* Reads the file into an empty head. */
COBUY_CHECK cobuy_status store_head_read(struct store_head *head,
                                         const unsigned char *bytes, size_t length,
                                         const char *path, cobuy_error *error);

#endif /* COBUY_STORE_STORE_HEAD_H */
