/*
 * scan_notes.h - rows of delimited text as one text, by csv_blocks and by libcsv alone
 *
 * What a worker collects of a text is written down: baskets with their keys, items and
 * their counts, what is to be reported.  The caller frees the notes.
 */
#ifndef COBUY_TESTS_SCAN_NOTES_H
#define COBUY_TESTS_SCAN_NOTES_H

#include "log/csv_blocks.h"
#include "support/files.h"

/* Where the columns are, and what is read as a header. */
struct scan_case {
    struct csv_dialect dialect;
    size_t n_further;
    bool timed, marked, drop_unpaid;
    struct further_column further[FURTHER_MOST];
    const struct platform *platform; /* there must be one if a column is of ROLE_KIND */
    size_t places[2 + FURTHER_MOST]; /* of order, item, and the further columns */
    size_t n_cells;
    const char *header[2]; /* NULL: there is none */
};

/* By blocks, as they are cut from the text; a block has at most 'block_bytes' if its
 * rows let it. */
struct bytes scan_notes(cobuy_context *context, const struct scan_case *scan_case,
                        const char *text, size_t length, size_t block_bytes);

/* By csv_rows and purchases_take_row(), whole. */
struct bytes scan_reference_notes(cobuy_context *context,
                                  const struct scan_case *scan_case, const char *text,
                                  size_t length);

#endif /* COBUY_TESTS_SCAN_NOTES_H */
