/*
 * output.c - a file of lines and its manifest, which appear together
 */
#include "rulefile/output.h"

#include "rulefile/manifest.h"

#include <string.h>

static const cobuy_write_options defaults = COBUY_WRITE_DEFAULTS;
static const char MANIFEST_SUFFIX[] = ".manifest.json";

static bool ends_with(const char *path, size_t length, const char *suffix)
{
    size_t n = strlen(suffix);
    return length > n && memcmp(path + length - n, suffix, n) == 0;
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

/* At once, so that a name that cannot be is known before any work is done. */
static cobuy_status open_manifest(struct output *output, cobuy_error *error)
{
    struct text path;
    text_init(&path, &output->context->memory);
    text_string(&path, output->path);
    text_bytes(&path, MANIFEST_SUFFIX, sizeof MANIFEST_SUFFIX);
    cobuy_status status = path.failed ? status_no_memory(error, "the manifest")
                                      : sink_open(&output->manifest, output->context,
                                                  path.bytes.data, error);
    text_clear(&path);
    return status;
}

cobuy_status output_open(struct output *out, cobuy_context *context, const char *path,
                         const cobuy_write_options *options, cobuy_error *error)
{
    *out = (struct output){.context = context, .path = path, .options = defaults};
    if (options)
        memcpy(&out->options, options,
               options->size < sizeof defaults ? options->size : sizeof defaults);
    out->format = cobuy_file_format_of(path, out->options.format);
    out->opened = context_seconds();
    cobuy_status status = sink_open(&out->sink, context, path, error);
    if (status != COBUY_OK || !out->options.manifest || sink_is_straight(out->sink))
        return status;
    return open_manifest(out, error);
}

cobuy_status output_lines(struct output *output, struct text *text, uint64_t lines,
                          cobuy_error *error)
{
    if (text->failed) return status_no_memory(error, "a line of the output");
    cobuy_status status =
        sink_write(output->sink, text->bytes.data, text->bytes.length, error);
    output->lines += lines;
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
    output->context->usage.writing += context_seconds() - output->opened;
}
