/*
 * output.c - a file of lines and its manifest, which appear together
 */
#include "rulefile/output.h"

#include "base/options.h"
#include "io/atomic_file.h"
#include "rulefile/manifest.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const cobuy_write_options defaults = COBUY_WRITE_DEFAULTS;
static const char MANIFEST_SUFFIX[] = ".manifest.json";
static const char PARTIAL[] = ".partial";

static bool ends_with(const char *path, size_t length, const char *suffix)
{
    size_t n = strlen(suffix);
    return length > n && strncasecmp(path + length - n, suffix, n) == 0;
}

cobuy_file_format cobuy_file_format_of(const char *path, cobuy_file_format format)
{
    if (format != COBUY_FILE_AUTO) return format;
    size_t length = strlen(path);
    if (ends_with(path, length, ".gz")) length -= 3;
    if (ends_with(path, length, ".jsonl") || ends_with(path, length, ".ndjson"))
        return COBUY_FILE_JSONL;
    if (ends_with(path, length, ".fimi") || ends_with(path, length, ".dat"))
        return COBUY_FILE_FIMI;
    return COBUY_FILE_CSV;
}

bool cobuy_is_straight(const char *path)
{
    return atomic_file_would_be_straight(path);
}

/* ------------------------------------------------------------------- partial files */

/* Where ".partial" goes: before the ending of the name, which is no ending at its
 * front, as in ".rules". */
static size_t ending_at(const char *path)
{
    size_t end = strlen(path), name = end;
    while (name > 0 && path[name - 1] != '/') name--;
    if (ends_with(path + name, end - name, ".gz")) end -= 3;
    for (size_t at = end; at > name + 1; at--)
        if (path[at - 1] == '.') return at - 1;
    return end;
}

size_t cobuy_partial_path(const char *path, char *partial, size_t room)
{
    size_t at = ending_at(path);
    int length = snprintf(partial, room, "%.*s%s%s", (int)at, path, PARTIAL, path + at);
    return length < 0 ? 0 : (size_t)length;
}

/* The path of the manifest of 'path', in 'text'. */
static cobuy_status name_manifest(struct text *text, const char *path,
                                  cobuy_error *error)
{
    text_empty(text);
    text_string(text, path);
    text_bytes(text, MANIFEST_SUFFIX, sizeof MANIFEST_SUFFIX);
    return text->failed ? status_no_memory(error, "the manifest") : COBUY_OK;
}

static bool is_cut(const struct output_counts *counts)
{
    return (counts->mined && counts->mined->cut.by != COBUY_BUDGET_NONE) ||
           (counts->rules && cobuy_rules_cut(counts->rules).by != COBUY_BUDGET_NONE);
}

/* Gives the files the names of partial ones, before they are published. */
static cobuy_status rename_as_partial(struct output *output, cobuy_error *error)
{
    struct memory *memory = &output->context->memory;
    struct text manifest;
    text_init(&manifest, memory);
    cobuy_status status = COBUY_OK;
    output->partial_room = strlen(output->path) + sizeof PARTIAL;
    output->partial = memory_allocate(memory, output->partial_room, 1);
    if (!output->partial) TRY(status_no_memory(error, "the name of a partial file"));
    cobuy_partial_path(output->path, output->partial, output->partial_room);
    TRY(sink_rename(output->sink, output->partial, error));
    if (output->manifest) {
        TRY(name_manifest(&manifest, output->partial, error));
        TRY(sink_rename(output->manifest, manifest.bytes.data, error));
    }
    output->path = output->partial;
done:
    text_clear(&manifest);
    return status;
}

/* -------------------------------------------------------------------- a whole file */

/* At once, so that a name that cannot be is known before any work is done. */
static cobuy_status open_manifest(struct output *output, cobuy_error *error)
{
    struct text path;
    text_init(&path, &output->context->memory);
    cobuy_status status = name_manifest(&path, output->path, error);
    if (status == COBUY_OK)
        status = sink_open(&output->manifest, output->context, path.bytes.data, error);
    text_clear(&path);
    return status;
}

static cobuy_status check_options(const cobuy_write_options *options,
                                  cobuy_error *error)
{
    if ((unsigned)options->format > COBUY_FILE_FIMI)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no file format %d",
                           (int)options->format);
    if ((unsigned)options->order > COBUY_ORDER_CANONICAL)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no file order %d",
                           (int)options->order);
    return COBUY_OK;
}

cobuy_status output_open(struct output *out, cobuy_context *context, const char *path,
                         const cobuy_write_options *options, cobuy_error *error)
{
    *out = (struct output){.context = context, .path = path, .options = defaults};
    out->opened = context_seconds();
    cobuy_status status =
        options_read(&out->options, sizeof out->options, options, error);
    if (status == COBUY_OK) status = check_options(&out->options, error);
    if (status != COBUY_OK) return status;
    out->format = cobuy_file_format_of(path, out->options.format);
    status = sink_open(&out->sink, context, path, error);
    if (status != COBUY_OK || !out->options.manifest || sink_is_straight(out->sink))
        return status;
    return open_manifest(out, error);
}

cobuy_status output_bytes(struct output *output, const char *bytes, size_t length,
                          uint64_t lines, cobuy_error *error)
{
    output->lines += lines;
    return sink_write(output->sink, bytes, length, error);
}

cobuy_status output_lines(struct output *output, struct text *text, uint64_t lines,
                          cobuy_error *error)
{
    if (text->failed) return status_no_memory(error, "a line of the output");
    cobuy_status status =
        output_bytes(output, text->bytes.data, text->bytes.length, lines, error);
    text_empty(text);
    return status;
}

static cobuy_status complete_manifest(struct output *output,
                                      const struct output_counts *counts,
                                      cobuy_error *error)
{
    struct text text;
    text_init(&text, &output->context->memory);
    manifest_text(&text, output, counts);
    cobuy_status status = COBUY_OK;
    if (text.failed) TRY(status_no_memory(error, "the manifest"));
    TRY(sink_write(output->manifest, text.bytes.data, text.bytes.length, error));
    TRY(sink_complete(output->manifest, error));
done:
    text_clear(&text);
    return status;
}

cobuy_status output_publish(struct output *output, const struct output_counts *counts,
                            cobuy_error *error)
{
    /* The manifest first: if its rename fails, the last file is still in its place. */
    struct sink *const sinks[] = {output->manifest, output->sink};
    cobuy_status status = COBUY_OK;
    TRY(context_check(output->context, error));
    if (is_cut(counts) && !output->options.allow_partial &&
        !sink_is_straight(output->sink))
        TRY(rename_as_partial(output, error));
    TRY(sink_complete(output->sink, error));
    if (output->manifest) TRY(complete_manifest(output, counts, error));
    TRY(sink_publish(sinks, 2, error));
done:
    return status;
}

void output_close(struct output *output)
{
    sink_close(output->sink);
    sink_close(output->manifest);
    output->sink = output->manifest = NULL;
    memory_free(&output->context->memory, output->partial, output->partial_room, 1);
    output->partial = NULL;
    output->context->usage.writing += context_seconds() - output->opened;
}
