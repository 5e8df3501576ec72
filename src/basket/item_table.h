/*
 * item_table.h - names of items to ids, and in how many baskets each is
 *
 * Made for reading a hundred million names a second, nearly all of them known already.
 * A name of up to 16 bytes is one or two words, so that comparing it needs neither a
 * loop nor the dictionary:
 *
 *     "tea"              'tea', zero bytes behind it
 *     "4006381333931"    '40063813', '33931' with zero bytes behind it
 *     longer ones        a hash, and the length; the dictionary has the bytes
 *
 *     index      1 0 0 3 0 2 ...   open addressing, linear probing: an entry, or 0
 *     entries    - tea beer ...    of item id at [id + 1]; [0] equals no name, so that
 *                                  a free place needs no test of its own
 *     wide       - - - ...         both words of the names that one does not hold
 *
 * Words are little-endian: the first byte is the lowest, and not 0.  A name with a zero
 * byte counts as a longer one, and so does the empty one.
 *
 * Places come from multiplying the words, which spreads running numbers better than a
 * random function would.  Nobody can prepare names that collide for long: where one
 * finds too many others in its way, the table goes over to random multipliers.
 */
#ifndef COBUY_BASKET_ITEM_TABLE_H
#define COBUY_BASKET_ITEM_TABLE_H

#include "basket/dictionary.h"

enum { ITEM_WORD = 8 }; /* bytes of a word */

struct item_words {
    uint64_t first, second; /* second: 0 if one holds the name */
};

/* 16 bytes, so that it lies in one line of the cache. */
struct item_entry {
    uint64_t word; /* the name, or what item_wide_word() gives */
    uint32_t last; /* for the owner: the basket that held it last, from 1; at first 0 */
    uint32_t count; /* for the owner: the baskets that hold it */
};

struct item_table {
    struct dictionary names; /* by id; finds nothing itself */
    VECTOR(struct item_entry) entries;
    VECTOR(struct item_words) wide; /* as long as 'entries'; not set for short names */
    uint32_t *index;
    size_t n_places;         /* a power of two, or 0 */
    unsigned shift;          /* 64 less its logarithm */
    uint64_t multipliers[2]; /* odd */
    uint32_t patience;       /* entries that may be in a new name's way */
};

void item_table_init(struct item_table *table, struct memory *memory);
void item_table_clear(struct item_table *table);

/* Stores in *entry where a name's entry is, a new one if it is not known yet. */
COBUY_CHECK cobuy_status item_table_find(struct item_table *table, const void *bytes,
                                         size_t length, uint32_t *entry,
                                         cobuy_error *error);

/* ------------------------------------------------ for who looks into it themselves */

/* Makes the table ready for that. */
COBUY_CHECK cobuy_status item_table_prepare(struct item_table *table,
                                            cobuy_error *error);

/* Where a name's entry is, of any length; 0 if it is not known. */
uint32_t item_table_look_up(const struct item_table *table, const void *bytes,
                            size_t length);

/* What the entries of names of two words have for a word: its lowest byte is 0. */
static inline uint64_t item_wide_word(struct item_words words)
{
    return (words.first + words.second) << 8;
}

/* The 8 bytes at 'bytes', the first as the lowest. */
static inline uint64_t item_load(const void *bytes)
{
    const unsigned char *at = bytes;
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
           (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
           (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

#endif /* COBUY_BASKET_ITEM_TABLE_H */
