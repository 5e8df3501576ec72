/*
 * sink.c - bytes to a file, plain or gzip
 */
#include "io/sink.h"

#include "io/atomic_file.h"
#include "io/digest.h"
#include "io/zlib_memory.h"

#include <assert.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

enum {
    BUFFER = 128 * 1024,
    GZIP_FORMAT = 15 + 16, /* zlib's windowBits for a gzip member */
    LEVEL = 6,
    MEMORY_LEVEL = 8, /* zlib's default */
};

struct sink {
    cobuy_context *context;
    struct atomic_file *file;
    bool gzip;
    z_stream deflater;
    bool deflater_ready;
    uint64_t bytes;
    struct digest digest;
    size_t used;                      /* bytes of 'buffer' */
    unsigned char buffer[BUFFER];     /* as they came */
    unsigned char compressed[BUFFER]; /* as they are stored, if gzip */
};

static bool ends_with_gz(const char *path)
{
    size_t length = strlen(path);
    return length >= 3 && strcasecmp(path + length - 3, ".gz") == 0;
}

cobuy_status sink_open(struct sink **out, cobuy_context *context, const char *path,
                       cobuy_error *error)
{
    *out = NULL;
    struct sink *opened = memory_allocate_zeroed(&context->memory, 1, sizeof *opened);
    if (!opened) return status_no_memory(error, "writing");
    opened->context = context;
    opened->gzip = ends_with_gz(path);
    digest_init(&opened->digest);
    cobuy_status status = COBUY_OK;
    if (opened->gzip) {
        opened->deflater = zlib_stream(&context->memory);
        if (deflateInit2(&opened->deflater, LEVEL, Z_DEFLATED, GZIP_FORMAT,
                         MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
            opened->deflater_ready = true;
        else
            status = status_no_memory(error, "compressing");
    }
    if (status == COBUY_OK)
        status = atomic_file_open(&opened->file, context, path, error);
    if (status == COBUY_OK)
        *out = opened;
    else
        sink_close(opened);
    return status;
}

static cobuy_status store(struct sink *sink, const void *bytes, size_t length,
                          cobuy_error *error)
{
    /* Nobody asks for the digest of what has no companion to tell it. */
    if (!sink_is_straight(sink)) digest_update(&sink->digest, bytes, length);
    sink->bytes += length;
    return atomic_file_write(sink->file, bytes, length, error);
}

/* Passes bytes on as they come, or through the compressor.  'flush' is zlib's. */
static cobuy_status drain(struct sink *sink, const unsigned char *bytes, size_t length,
                          int flush, cobuy_error *error)
{
    if (!sink->gzip) return store(sink, bytes, length, error);
    z_stream *out = &sink->deflater;
    out->next_in = (unsigned char *)(uintptr_t)bytes; /* zlib reads only */
    assert(length <= UINT_MAX);
    out->avail_in = (unsigned)length;
    int result;
    do {
        out->next_out = sink->compressed;
        out->avail_out = BUFFER;
        result = deflate(out, flush);
        cobuy_status status =
            store(sink, sink->compressed, BUFFER - out->avail_out, error);
        if (status != COBUY_OK) return status;
    } while (out->avail_out == 0 || (flush == Z_FINISH && result != Z_STREAM_END));
    return COBUY_OK;
}

cobuy_status sink_write(struct sink *sink, const void *bytes, size_t length,
                        cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (length == 0) return status; /* and 'bytes' may be NULL */
    if (length > BUFFER - sink->used) {
        status = drain(sink, sink->buffer, sink->used, Z_NO_FLUSH, error);
        sink->used = 0;
    }
    if (status != COBUY_OK) return status;
    if (length > BUFFER) return drain(sink, bytes, length, Z_NO_FLUSH, error);
    memcpy(sink->buffer + sink->used, bytes, length);
    sink->used += length;
    return COBUY_OK;
}

cobuy_status sink_complete(struct sink *sink, cobuy_error *error)
{
    cobuy_status status = drain(sink, sink->buffer, sink->used, Z_FINISH, error);
    sink->used = 0;
    return status == COBUY_OK ? atomic_file_complete(sink->file, error) : status;
}

cobuy_status sink_publish(struct sink *const *sinks, size_t n_sinks, cobuy_error *error)
{
    struct atomic_file *files[SINKS_TOGETHER];
    assert(n_sinks <= SINKS_TOGETHER);
    size_t n_files = 0;
    for (size_t i = 0; i < n_sinks; i++)
        if (sinks[i]) files[n_files++] = sinks[i]->file;
    return atomic_file_publish(files, n_files, error);
}

cobuy_status sink_rename(struct sink *sink, const char *path, cobuy_error *error)
{
    return atomic_file_rename(sink->file, path, error);
}

void sink_close(struct sink *sink)
{
    if (!sink) return;
    if (sink->deflater_ready) deflateEnd(&sink->deflater);
    atomic_file_close(sink->file);
    memory_free(&sink->context->memory, sink, 1, sizeof *sink);
}

bool sink_is_straight(const struct sink *sink)
{
    return atomic_file_is_straight(sink->file);
}

uint64_t sink_bytes(const struct sink *sink)
{
    return sink->bytes;
}

void sink_sha256(const struct sink *sink, char hexadecimal[65])
{
    digest_hexadecimal(&sink->digest, hexadecimal);
}
