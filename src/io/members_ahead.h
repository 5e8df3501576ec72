/*
 * members_ahead.h - the members of a gzip file, inflated before their turn comes
 *
 * Three take part: who reads the file in turn (one thread at a time), those who have
 * nothing better to do and inflate ahead, and who asks whether there is anything to
 * inflate.
 */
#ifndef COBUY_IO_MEMBERS_AHEAD_H
#define COBUY_IO_MEMBERS_AHEAD_H

#include "io/member_run.h"

struct ahead_region;

/* All zero: of a file that nobody inflates ahead. */
struct members_ahead {
    struct ahead_room *room;
    int fd;
    uint64_t base, size;  /* of the bytes that are read: where they begin, how many */
    pthread_mutex_t lock; /* for all that follows */
    pthread_cond_t changed;
    struct ahead_region *regions; /* NULL: not begun, or ended */
    uint32_t n_regions, n_busy;
    uint64_t reader; /* the region that the reader has come to */
    uint64_t next;   /* to be inflated */
};

void members_ahead_init(struct members_ahead *ahead, struct ahead_room *room);
void members_ahead_clear(struct members_ahead *ahead); /* accepts one of all zero */

/* ------------------------------------------------------------------- of the reader */

/* From here to members_ahead_end(), others may inflate what lies behind the reader's
 * 'place' in a regular file.  Without memory they do not. */
void members_ahead_begin(struct members_ahead *ahead, int fd, uint64_t base,
                         uint64_t size, uint64_t place);

/* Waits until nobody uses the file any more. */
void members_ahead_end(struct members_ahead *ahead);

/* The reader has come to this place. */
void members_ahead_pass(struct members_ahead *ahead, uint64_t place);

/* Gives a run that starts at the place of the reader, who is at the border of members
 * and clears it; false if there is none. */
bool members_ahead_take(struct members_ahead *ahead, uint64_t place,
                        struct member_run *run);

/* -------------------------------------------------------------------- of all others */

/* Whether there is something to inflate, and room. */
bool members_ahead_wanted(struct members_ahead *ahead);

/* Inflates some of it, if there still is. */
void members_ahead_inflate(struct members_ahead *ahead);

#endif /* COBUY_IO_MEMBERS_AHEAD_H */
