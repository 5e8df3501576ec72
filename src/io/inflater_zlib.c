/*
 * inflater_zlib.c - gzip members to their text, by zlib
 */
#include "io/inflater.h"

#include "io/zlib_memory.h"

enum { GZIP_ONLY = 15 + 16 }; /* zlib's windowBits for a gzip member */

struct zlib_inflater {
    struct inflater inflater;
    struct memory *memory;
    z_stream stream;
};

static void begin(struct inflater *inflater)
{
    inflateReset(&((struct zlib_inflater *)inflater)->stream);
}

static enum inflating run(struct inflater *inflater, struct inflater_io *io,
                          const char **reason)
{
    z_stream *stream = &((struct zlib_inflater *)inflater)->stream;
    unsigned n_in = io->n_in < UINT32_MAX / 2 ? (unsigned)io->n_in : UINT32_MAX / 2,
             n_out = io->n_out < UINT32_MAX / 2 ? (unsigned)io->n_out : UINT32_MAX / 2;
    stream->next_in = (unsigned char *)(uintptr_t)io->in;
    stream->avail_in = n_in;
    stream->next_out = io->out;
    stream->avail_out = n_out;
    int result = inflate(stream, Z_NO_FLUSH);
    io->in += n_in - stream->avail_in;
    io->n_in -= n_in - stream->avail_in;
    io->out += n_out - stream->avail_out;
    io->n_out -= n_out - stream->avail_out;
    if (result == Z_STREAM_END) return INFLATER_ENDED;
    if (result == Z_OK || result == Z_BUF_ERROR) return INFLATER_GOES_ON;
    if (result == Z_MEM_ERROR) return INFLATER_WITHOUT_MEMORY;
    *reason = stream->msg ? stream->msg : "invalid data";
    return INFLATER_DAMAGED;
}

static void free_inflater(struct inflater *inflater)
{
    struct zlib_inflater *own = (struct zlib_inflater *)inflater;
    inflateEnd(&own->stream);
    memory_free(own->memory, own, 1, sizeof *own);
}

struct inflater *inflater_zlib(struct memory *memory)
{
    struct zlib_inflater *own = memory_allocate_zeroed(memory, 1, sizeof *own);
    if (!own) return NULL;
    own->inflater = (struct inflater){begin, run, free_inflater};
    own->memory = memory;
    own->stream = zlib_stream(memory);
    if (inflateInit2(&own->stream, GZIP_ONLY) == Z_OK) return &own->inflater;
    memory_free(memory, own, 1, sizeof *own);
    return NULL;
}
