/*
 * reading.h - what one call of cobuy_read() carries along
 */
#ifndef COBUY_LOG_READING_H
#define COBUY_LOG_READING_H

#include "basket/join.h"
#include "log/layout.h"
#include "log/log_blocks.h"
#include "log/purchases.h"

/* A log while it is read. */
struct open_log {
    struct log_blocks text;
    uint64_t size; /* of the file; 0: not known */
    bool opened;
    bool blank; /* nothing but blanks */
};

struct reading {
    cobuy_context *context;
    cobuy_read_options options;
    struct layout layout;
    cobuy_read_report report;
    cobuy_log *logs;       /* what is told of them ... */
    struct open_log *open; /* ... and they themselves */
    size_t n_logs;
    struct arena texts; /* what the report will point to */
    cobuy_builder *builder;
    struct join *join;
    struct purchases purchases;
    struct csv_rows *rows;
    uint64_t bytes_before; /* of the logs before the one being taken, for progress */
};

/* Reads all logs into the builder, and counts for the report. */
COBUY_CHECK cobuy_status reading_run(struct reading *reading, cobuy_error *error);

/* Closes what reading_run() left open. */
void reading_clear(struct reading *reading);

#endif /* COBUY_LOG_READING_H */
