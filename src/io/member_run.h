/*
 * member_run.h - gzip members inflated from a place where one seems to begin
 */
#ifndef COBUY_IO_MEMBER_RUN_H
#define COBUY_IO_MEMBER_RUN_H

#include "io/ahead_room.h"
#include "io/inflater.h"

/* The text of one or more members that follow each other, and the bytes that it was
 * made from.  The text is that of the file if a member begins at 'start', and that is
 * for its reader to know. */
struct member_run {
    uint64_t start, end;      /* in the file as it is stored */
    struct piece_list stored; /* from 'start' to 'end' */
    struct piece_list text;
    struct inflater *inflater;    /* NULL: 'end' is the end of a member; else of the one
                                     that goes on there ... */
    uint64_t member, member_text; /* ... where that began, and its text so far */
};

/* What its maker is told meanwhile. */
enum run_wish {
    RUN_GOES_ON,
    RUN_ENDS_SOON, /* somebody waits for it: keep what there is */
    RUN_DROPPED,   /* nobody wants it any more */
};

struct run_order {
    struct ahead_room *room;
    int fd;
    uint64_t base;           /* where in the file the stored bytes begin */
    uint64_t begin, end;     /* the run starts in there, and ends at or behind 'end' */
    const atomic_uint *wish; /* enum run_wish */
    _Atomic uint64_t *start; /* is told where a member seems to begin */
};

/* Makes a run; false if there is none, and then it has nothing.  Never fails: whoever
 * reads the same bytes in turn finds out what is wrong with them. */
bool member_run_make(struct member_run *run, const struct run_order *order);

/* Whether the run was made from these bytes, its first. */
bool member_run_is_from(const struct member_run *run, const unsigned char *bytes,
                        size_t length);

/* Moves up to 'room' bytes of its text to 'to'; returns how many. */
size_t member_run_move(struct member_run *run, struct ahead_room *pieces,
                       unsigned char *to, size_t room);

void member_run_clear(struct member_run *run, struct ahead_room *room);

#endif /* COBUY_IO_MEMBER_RUN_H */
