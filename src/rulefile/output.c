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

cobuy_status output_open(struct output *out, cobuy_context *context, const char *path,
                         const cobuy_write_options *options, cobuy_error *error)
{
    *out = (struct output){.context = context, .path = path, .options = defaults};
    if (options)
        memcpy(&out->options, options,
               options->size < sizeof defaults ? options->size : sizeof defaults);
    out->format = cobuy_file_format_of(path, out->options.format);
    out->opened = context_seconds();
    return sink_open(&out->sink, context, path, error);
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

/* Completes the manifest under its temporary name. */
static cobuy_status write_manifest(struct sink **out, const struct output *output,
                                   const struct output_counts *counts,
                                   cobuy_error *error)
{
    struct text text, path;
    text_init(&text, &output->context->memory);
    text_init(&path, &output->context->memory);
    text_string(&path, output->path);
    text_bytes(&path, MANIFEST_SUFFIX, sizeof MANIFEST_SUFFIX);
    manifest_text(&text, output, counts);
    cobuy_status status = COBUY_OK;
    if (text.failed || path.failed) TRY(status_no_memory(error, "the manifest"));
    TRY(sink_open(out, output->context, path.bytes.data, error));
    TRY(sink_write(*out, text.bytes.data, text.bytes.length, error));
    TRY(sink_complete(*out, error));
done:
    text_clear(&text);
    text_clear(&path);
    return status;
}

cobuy_status output_publish(struct output *output, const struct output_counts *counts,
                            cobuy_error *error)
{
    struct sink *manifest = NULL;
    cobuy_status status = COBUY_OK;
    TRY(context_check(output->context, error));
    TRY(sink_complete(output->sink, error));
    if (output->options.manifest && !sink_is_straight(output->sink))
        TRY(write_manifest(&manifest, output, counts, error));
    TRY(sink_publish(output->sink, error));
    if (manifest) TRY(sink_publish(manifest, error));
done:
    sink_close(manifest);
    return status;
}

void output_close(struct output *output)
{
    sink_close(output->sink);
    output->sink = NULL;
    output->context->usage.writing += context_seconds() - output->opened;
}
