/*
 * basket_pieces.h - what single sources say of single baskets
 *
 * A basket of a store is the union of its pieces.  Its time is the earliest of them,
 * and its day that time's.
 */
#ifndef COBUY_STORE_BASKET_PIECES_H
#define COBUY_STORE_BASKET_PIECES_H

#include "base/arena.h"
#include "base/vector.h"
#include "basket/basket_times.h"
#include "store/store_key.h"

/* In the place of a day's number, of baskets that have no time; later than any. */
static const int64_t STORE_NO_DAY = INT64_MAX;

struct basket_piece {
    struct store_key key;
    int64_t time; /* or BASKET_NO_TIME */
    int64_t day;  /* of its basket, once that is known */
    uint64_t first;
    uint32_t n; /* items[first] to items[first + n - 1], ascending */
    uint32_t source;
};

struct basket_pieces {
    struct memory *memory;
    struct arena texts; /* of keys */
    VECTOR(struct basket_piece) list;
    VECTOR(uint32_t) items;
};

void basket_pieces_init(struct basket_pieces *pieces, struct memory *memory);
void basket_pieces_clear(struct basket_pieces *pieces);

/* Room for so many further items; NULL: no memory.  They count once a piece is added
 * that has them. */
uint32_t *basket_pieces_room(struct basket_pieces *pieces, size_t n);

/* Adds a piece with items that were put into that room.  The text of its key is copied.
 * False: no memory. */
COBUY_CHECK bool basket_pieces_add(struct basket_pieces *pieces,
                                   const struct basket_piece *piece);

/* The day of a time, counted from 1970-01-01. */
int64_t store_day_of(int64_t time);

/* Gives the pieces from 'first' on the days of their baskets.  'order' has room for
 * twice as many numbers of pieces; pieces of a basket are side by side in its first
 * half then, by key and source. */
void basket_pieces_settle(struct basket_pieces *pieces, uint32_t *order, size_t first);

/* Puts the numbers of all pieces into the order of day, key and source; 'order' has
 * room for twice as many. */
void basket_pieces_sort(const struct basket_pieces *pieces, uint32_t *order);

/* How many of a sequence of pieces, given by their numbers and in order, are of the
 * first one's basket. */
size_t basket_pieces_of_first(const struct basket_pieces *pieces, const uint32_t *order,
                              size_t n);

#endif /* COBUY_STORE_BASKET_PIECES_H */
