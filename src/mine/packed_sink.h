/*
 * packed_sink.h - a sink that keeps itemsets, packed and by size
 */
#ifndef COBUY_MINE_PACKED_SINK_H
#define COBUY_MINE_PACKED_SINK_H

#include "base/instructions.h"
#include "base/vector.h"
#include "mine/itemset_sink.h"
#include "mine/packed.h"

/* Part of the itemsets of one size, as they were found. */
struct packed_chunk {
    uint64_t *records;
    size_t n_words, capacity; /* words of it that are used, and that there are */
};

struct packed_size {
    uint64_t *to, *end;  /* of the chunk at hand */
    size_t words, total; /* of an itemset; that there is room for */
    VECTOR(struct packed_chunk) chunks;
};

/* Rows of packed items.  Behind the items of each there is a word of zeros. */
struct packed_rows {
    uint64_t *words;
    size_t n, stride;
};

/* Items of a prefix that is made from shorter ones. */
enum { PREFIX_MOST_ITEMS = 64 };

/* The first items of the prefix that was seen last, in the order of their names. */
struct packed_prefixes {
    uint32_t n;                        /* that are those of the prefix */
    uint32_t ranks[PREFIX_MOST_ITEMS]; /* ranks[d] was put in as item d */
    uint32_t items[PREFIX_MOST_ITEMS + 1][PREFIX_MOST_ITEMS];
    struct packed_rows rows; /* the same, packed */
};

/* A perfect extension, and where it belongs. */
struct perfect_item {
    uint32_t item;
    uint32_t in_prefix; /* items of the prefix that come before it */
    uint32_t in_member; /* the same of the member that it is put into */
    uint32_t cells;     /* items of a table that come before it */
};

/* A sink of one worker. */
struct packed_sink {
    struct itemset_sink sink;
    cobuy_context *context;
    const uint32_t *name_place;
    uint32_t max_items;
    double seconds_later; /* that an itemset takes when all are found */
    struct packed_layout layout;
    VECTOR(struct packed_size) sizes; /* [k]: of k items */
    struct packed_prefixes *prefixes;

    /* Scratch for families of itemsets of up to 'deepest' items. */
    uint32_t deepest;
    uint32_t *long_prefix;      /* items of a prefix of too many */
    struct packed_rows cells;   /* that prefix; cells of a table, by number of items */
    struct packed_rows choices; /* of perfect extensions, by how many are chosen */

    VECTOR(struct perfect_item) perfect; /* by name */
    uint32_t n_member;                   /* items of what they are put into */
    uint64_t count;                      /* of that */
};

/* After failure packed_sink_clear() is needed as after success. */
COBUY_CHECK cobuy_status packed_sink_init(struct packed_sink *sink,
                                          const struct search *search,
                                          cobuy_error *error);
void packed_sink_clear(struct packed_sink *sink);

/* Frees the scratch and closes the chunks, when all is found. */
void packed_sink_end(struct packed_sink *sink);

/* Makes room for families of up to 'n_items' items, 'n_chosen' of them perfect
 * extensions; false if there is no memory. */
COBUY_CHECK bool packed_sink_deepen(struct packed_sink *sink, uint32_t n_items,
                                    uint32_t n_chosen);

/* Goes on in another chunk. */
COBUY_CHECK cobuy_status packed_sink_add_chunk(struct packed_sink *sink,
                                               struct packed_size *size,
                                               cobuy_error *error);

/* What the sink does, for each set of instructions (packed_families.c). */
extern const struct itemset_sink packed_families_plain, packed_families_avx2,
    packed_families_avx512;

#endif /* COBUY_MINE_PACKED_SINK_H */
