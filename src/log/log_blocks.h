/*
 * log_blocks.h - the text of a log, in blocks that end where a record ends
 */
#ifndef COBUY_LOG_LOG_BLOCKS_H
#define COBUY_LOG_LOG_BLOCKS_H

#include "base/context.h"
#include "io/decoder.h"
#include "log/block.h"

#include <cobuy/read.h> /* cobuy_log */

/* Bytes of a log's start that are there before the first block is asked for, or all if
 * there are fewer: enough to find its layout by. */
enum { LOG_START = 256 * 1024 };

/* The end of the last record that ends in a text which begins with a record, or 0.
 * Stores true in *hopeless if the record that does not end cannot be read anyway,
 * however much more there is of it. */
typedef size_t record_cutter(const void *how, const char *text, size_t length,
                             bool *hopeless);

/* What is known of the text before it is read. */
struct log_encoding {
    const char *name; /* NULL: found out */
    char delimiter;   /* of cells; 0: not known */
    bool undelimited; /* quotes are bytes as others are */
};

struct log_blocks {
    cobuy_context *context;
    const char *path; /* named in errors */
    struct source *source;
    struct log_encoding wanted;
    const char *encoding;    /* of the log; NULL while all of it was ASCII */
    struct decoder *decoder; /* NULL: the text is read as it is */
    struct block start; /* what was read and is not yet in a block: from 'used' on */
    size_t used;
    bool ended;      /* the source has no more */
    uint64_t line;   /* on which the next block begins */
    uint32_t number; /* of the next block */
};

/* Opens a log, "-" as standard input, and reads its start.  'text' may be closed in any
 * case, and once more.  The name of an encoding is the caller's, and stays. */
COBUY_CHECK cobuy_status log_blocks_open(struct log_blocks *text,
                                         cobuy_context *context, const char *path,
                                         const struct log_encoding *wanted, bool digest,
                                         cobuy_error *error);
void log_blocks_close(struct log_blocks *text);

/* Notes what there is to tell of a log that was read to its end, but for its rows, and
 * closes it. */
void log_blocks_finish(struct log_blocks *text, cobuy_log *told);

/* Whether the log has nothing but blanks. */
bool log_blocks_is_blank(const struct log_blocks *text);

/* The start that was read, and passing over some bytes of it, whole lines. */
const char *log_blocks_start(const struct log_blocks *text, size_t *length);
void log_blocks_skip(struct log_blocks *text, size_t length);

/* Reads twice as much of the start, or what there is. */
COBUY_CHECK cobuy_status log_blocks_extend(struct log_blocks *text, cobuy_error *error);

/* Reads the next block, cut by 'cut'.  The block that is the last of
 * the log says so, and none may be asked for after it. */
COBUY_CHECK cobuy_status log_blocks_read(struct log_blocks *text, struct block *block,
                                         record_cutter *cut, const void *how,
                                         cobuy_error *error);

#endif /* COBUY_LOG_LOG_BLOCKS_H */
