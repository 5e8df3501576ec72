/*
 * read_notes.h - all that reading logs gives, as one text
 */
#ifndef COBUY_TESTS_READ_NOTES_H
#define COBUY_TESTS_READ_NOTES_H

#include "support/files.h"

#include <cobuy/read.h>

/* How logs are read, which nobody should see from what comes out. */
struct read_way {
    uint32_t threads;
    size_t block_bytes; /* 0: as usual */
    cobuy_instructions instructions;
    size_t ahead_bytes; /* 0: as usual */
};

/* Reads logs in a context of its own, and writes down baskets, items, counts and the
 * report, or the error.  The caller frees the notes. */
struct bytes read_notes(struct read_way way, const char *const *paths, size_t n_paths,
                        const cobuy_read_options *options);

/* The best instructions that this machine has. */
cobuy_instructions best_instructions(void);

#endif /* COBUY_TESTS_READ_NOTES_H */
