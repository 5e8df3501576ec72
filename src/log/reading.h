/*
 * reading.h - what one call of cobuy_read() carries along
 */
#ifndef COBUY_LOG_READING_H
#define COBUY_LOG_READING_H

#include "basket/join.h"
#include "io/members_ahead.h"
#include "log/csv_blocks.h"
#include "log/layout.h"
#include "log/log_blocks.h"
#include "log/time_window.h"

/* A log while it is read. */
struct open_log {
    struct log_blocks text;
    struct log_columns columns; /* if there is an item a row */
    struct members_ahead ahead; /* used if there are several workers */
    uint64_t size;              /* of the file; 0: not known */
    bool opened;
    bool blank;  /* nothing but blanks */
    bool stream; /* two that are read at once might be one, and would share its bytes */
};

struct reading {
    cobuy_context *context;
    cobuy_read_options options;
    struct log_encoding encoding; /* of the logs, as far as it is known */
    struct layout layout;
    struct time_window window;
    cobuy_read_report report;
    cobuy_log *logs;       /* what is told of them ... */
    struct open_log *open; /* ... and they themselves */
    size_t n_logs;
    struct arena texts; /* what the report will point to */
    cobuy_builder *builder;
    struct join *join;
    bool keep_keys;             /* the baskets get their keys, if they have any */
    struct csv_blocks *workers; /* of each worker, for delimited text */
    struct row_facts facts;     /* of all workers, once they are done */
    struct netting *netting;    /* of returns, if they are netted; or NULL */
    enum netting_pass pass;
    struct side_table sides[N_SIDES];
    uint32_t n_workers;
    struct ahead_room ahead_room; /* likewise */
    struct csv_cut cut;
    cobuy_bad_row *bad;    /* room for BAD_ROWS_NAMED */
    uint64_t bytes_before; /* of the logs before the one being taken, for progress */
};

/* Whether reading a file takes its bytes from whoever else reads it. */
bool reading_is_stream(const char *path);

/* Reads all logs into the builder, and counts for the report. */
COBUY_CHECK cobuy_status reading_run(struct reading *reading, cobuy_error *error);

/* Closes what reading_run() left open. */
void reading_clear(struct reading *reading);

#endif /* COBUY_LOG_READING_H */
