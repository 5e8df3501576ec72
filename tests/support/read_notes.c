/*
 * read_notes.c - all that reading logs gives, as one text
 */
#include "support/read_notes.h"

#include "base/context.h"
#include "basket/baskets.h"
#include "support/line_notes.h"

static void note_number(struct bytes *notes, const char *what, uint64_t number)
{
    bytes_print(notes, " ; %llu %s", (unsigned long long)number, what);
}

static void note_report(struct bytes *notes, const cobuy_read_report *report)
{
    note_number(notes, "rows", report->rows);
    note_number(notes, "used", report->used_rows);
    note_number(notes, "bad", report->bad_rows);
    note_number(notes, "blank lines", report->blank_lines);
    note_number(notes, "blank baskets", report->blank_baskets);
    note_number(notes, "blank items", report->blank_items);
    note_number(notes, "repeated", report->repeated_items);
    note_number(notes, "empty logs", report->empty_logs);
    note_number(notes, "headers", report->repeated_headers);
    note_number(notes, "baskets", report->baskets);
    note_number(notes, "items", report->items);
    note_number(notes, "in baskets", report->basket_items);
    note_number(notes, "folded", report->folded_items);
    note_number(notes, "excluded", report->excluded_basket_items);
    note_number(notes, "emptied", report->baskets_emptied);
    note_number(notes, "too small", report->baskets_too_small);
    note_number(notes, "too large", report->baskets_too_large);
    note_number(notes, "largest", report->largest_basket);
    if (report->time_column)
        bytes_print(notes, " ; from %lld to %lld, %llu outside, %llu without",
                    (long long)report->first_time, (long long)report->last_time,
                    (unsigned long long)report->baskets_outside,
                    (unsigned long long)report->baskets_without_time);
    for (size_t i = 0; i < report->n_joined; i++)
        bytes_print(notes, " ; joined %llu, %llu unused, %llu (%llu) missing",
                    (unsigned long long)report->joined[i].keys,
                    (unsigned long long)report->joined[i].unused_keys,
                    (unsigned long long)report->joined[i].missing_rows,
                    (unsigned long long)report->joined[i].missing_keys);
    for (size_t i = 0; i < report->n_bad; i++)
        bytes_print(notes, "\n%s", report->bad[i].message);
    for (size_t i = 0; i < report->n_logs; i++) {
        const cobuy_log *log = &report->logs[i];
        bytes_print(notes, "\n%s %llu %s %llu %s", log->gzip ? "gzip" : "plain",
                    (unsigned long long)log->bytes, log->sha256,
                    (unsigned long long)log->rows, log->encoding);
    }
}

static cobuy_context *create_context(struct read_way way)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.instructions = way.instructions;
    cobuy_context *context;
    require(cobuy_context_create(&context, &options, NULL) == COBUY_OK, "no context");
    context->threads = way.threads;
    if (way.block_bytes > 0) context->block_bytes = way.block_bytes;
    if (way.ahead_bytes > 0) context->ahead_bytes = way.ahead_bytes;
    return context;
}

struct bytes read_notes(struct read_way way, const char *const *paths, size_t n_paths,
                        const cobuy_read_options *options)
{
    struct bytes notes = {0};
    bytes_append(&notes, "", 0);
    cobuy_context *context = create_context(way);
    cobuy_baskets *baskets;
    cobuy_error error;
    cobuy_status status =
        cobuy_read(context, &baskets, paths, n_paths, options, &error);
    if (status == COBUY_OK) {
        const char *reason;
        require(baskets_validate(baskets, &reason), reason);
        line_notes_of(&notes, baskets);
        note_report(&notes, cobuy_baskets_report(baskets));
        cobuy_baskets_free(baskets);
    } else {
        bytes_print(&notes, "%s: %s", cobuy_status_name(status), error.message);
    }
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return notes;
}

cobuy_instructions best_instructions(void)
{
    cobuy_context *context;
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    cobuy_instructions best = context->instructions;
    cobuy_context_free(context);
    return best;
}
