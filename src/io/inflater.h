/*
 * inflater.h - gzip members to their text
 *
 *     inflater_zlib.c    zlib, which says what damage is
 *     inflater_isal.c    ISA-L, three times as fast, if the build has it (COBUY_ISAL)
 */
#ifndef COBUY_IO_INFLATER_H
#define COBUY_IO_INFLATER_H

#include "base/memory.h"

enum { MEMBER_HEADER_BYTES = 10 }; /* of a member, before what is optional */

enum inflating {
    INFLATER_GOES_ON, /* as far as there were bytes and room */
    INFLATER_ENDED,   /* the member, whose checksum and length were right */
    INFLATER_DAMAGED,
    INFLATER_WITHOUT_MEMORY,
};

/* What is stored and not yet used, and where text goes. */
struct inflater_io {
    const unsigned char *in;
    size_t n_in;
    unsigned char *out;
    size_t n_out; /* room */
};

struct inflater {
    /* Begins a member (RFC 1952). */
    void (*begin)(struct inflater *inflater);
    /* Moves 'io' on.  Of a damaged member '*reason' is what is wrong with it. */
    enum inflating (*run)(struct inflater *inflater, struct inflater_io *io,
                          const char **reason);
    void (*free)(struct inflater *inflater);
};

/* NULL: no memory. */
struct inflater *inflater_zlib(struct memory *memory);
#if COBUY_ISAL
struct inflater *inflater_isal(struct memory *memory);
#endif

/* The fastest that there is. */
static inline struct inflater *inflater_create(struct memory *memory)
{
#if COBUY_ISAL
    return inflater_isal(memory);
#else
    return inflater_zlib(memory);
#endif
}

/* Whether damage that it finds is to be looked at once more by zlib. */
static inline bool inflater_is_doubted(void)
{
#if COBUY_ISAL
    return true;
#else
    return false;
#endif
}

#endif /* COBUY_IO_INFLATER_H */
