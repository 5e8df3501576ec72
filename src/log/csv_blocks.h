/*
 * csv_blocks.h - blocks of delimited text to what was bought, by one worker
 */
#ifndef COBUY_LOG_CSV_BLOCKS_H
#define COBUY_LOG_CSV_BLOCKS_H

#include "log/block.h"
#include "log/csv_scan.h"

struct csv_blocks {
    cobuy_context *context;
    const struct layout *layout;
    struct csv_dialect dialect;
    struct purchases purchases;
    struct csv_rows *rows;
    const struct block *block; /* being read */
    const char *counted;       /* in it: its lines up to here are ... */
    uint64_t line;             /* ... before this one */
};

/* 'keyed' is where rows with an item a row go, 'builder' where baskets go that are a
 * row each. */
COBUY_CHECK cobuy_status csv_blocks_init(struct csv_blocks *blocks,
                                         cobuy_context *context,
                                         const struct layout *layout,
                                         const cobuy_read_options *options,
                                         struct keyed_rows *keyed,
                                         cobuy_builder *builder, cobuy_error *error);
void csv_blocks_clear(struct csv_blocks *blocks);

/* Reads a block of a log of this path and with these columns; adds to 'counts'. */
COBUY_CHECK cobuy_status csv_blocks_read(struct csv_blocks *blocks,
                                         const struct block *block, const char *path,
                                         const struct log_columns *columns,
                                         struct row_counts *counts, cobuy_error *error);

/* What a cutter of blocks needs to know. */
struct csv_cut {
    struct csv_dialect dialect;
    cobuy_instructions instructions;
};

/* Cuts behind the last row (a record_cutter; see log_blocks.h); 'how' is a struct
 * csv_cut. */
size_t csv_blocks_cut(const void *how, const char *text, size_t length, bool *hopeless);

#endif /* COBUY_LOG_CSV_BLOCKS_H */
