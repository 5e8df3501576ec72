/*
 * output.h - a file of lines and its manifest, which appear together
 *
 *     output_open     the file, under a temporary name
 *     output_lines    ... as often as there are some
 *     output_publish  completes it, writes the manifest, and gives both their names, or
 *                     those of partial files if what was counted was cut short
 *     output_close    before publishing: leaves the last files as they were
 */
#ifndef COBUY_RULEFILE_OUTPUT_H
#define COBUY_RULEFILE_OUTPUT_H

#include "base/context.h"
#include "io/sink.h"
#include "rulefile/columns.h"
#include "rulefile/json.h"
#include "rulefile/text.h"

struct output {
    cobuy_context *context;
    const char *path; /* of the caller, or 'partial' */
    char *partial;    /* NULL: it is not cut short, or may have the caller's name */
    size_t partial_room;
    cobuy_write_options options;
    cobuy_file_format format;    /* never AUTO */
    struct line_columns columns; /* none, unless whoever writes the lines sets them */
    struct sink *sink;
    struct sink *manifest; /* or NULL */
    double opened;         /* context_seconds() */
    uint64_t lines;        /* without a header */
};

/* What the manifest tells beside the output's own facts. */
struct output_counts {
    const cobuy_mine_summary *mined; /* or NULL */
    const cobuy_rules *rules;        /* or NULL */
    /* Adds further members, of what 'told_of' is; or NULL. */
    void (*tell)(struct json *json, const void *told_of);
    const void *told_of;
};

COBUY_CHECK cobuy_status output_open(struct output *out, cobuy_context *context,
                                     const char *path,
                                     const cobuy_write_options *options,
                                     cobuy_error *error);

/* Writes the bytes of 'text', which are 'lines' whole lines, and empties it. */
COBUY_CHECK cobuy_status output_lines(struct output *output, struct text *text,
                                      uint64_t lines, cobuy_error *error);

/* The same from elsewhere. */
COBUY_CHECK cobuy_status output_bytes(struct output *output, const char *bytes,
                                      size_t length, uint64_t lines,
                                      cobuy_error *error);

COBUY_CHECK cobuy_status output_publish(struct output *output,
                                        const struct output_counts *counts,
                                        cobuy_error *error);

void output_close(struct output *output);

#endif /* COBUY_RULEFILE_OUTPUT_H */
