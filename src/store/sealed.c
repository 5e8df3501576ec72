/*
 * sealed.c - what all files of a store have in common: their beginning, and columns
 */
#include "store/sealed.h"

#include "base/status.h"
#include "io/zlib_memory.h"
#include "store/format.h"

#include <limits.h>
#include <string.h>

enum {
    SMALL_LEVEL = 6,
    SOON_LEVEL = 1,
    RAW = -15,        /* zlib's windowBits for raw deflate */
    MEMORY_LEVEL = 8, /* zlib's default */
    MOST_TIMES = 1032 /* that deflate makes of a byte (zlib's technical details) */
};

/* ------------------------------------------------------------------------ the frame */

static uint32_t checksum_of(const unsigned char *bytes, size_t length)
{
    uLong sum = crc32(0, NULL, 0);
    for (size_t at = FORMAT_START; at < length;) {
        size_t part = length - at < INT_MAX ? length - at : INT_MAX;
        sum = crc32(sum, bytes + at, (uInt)part);
        at += part;
    }
    return (uint32_t)sum;
}

void sealed_begin(struct byte_writer *out, const char *kind)
{
    unsigned char start[FORMAT_START] = {0};
    memcpy(start, kind, FORMAT_KIND);
    bytes_store32(start + FORMAT_KIND, FORMAT_VERSION);
    bytes_put(out, start, sizeof start);
}

bool sealed_end(struct byte_writer *out)
{
    if (out->failed) return false;
    bytes_store32(out->bytes.data + FORMAT_START - 4,
                  checksum_of(out->bytes.data, out->bytes.length));
    return true;
}

uint32_t sealed_checksum(const unsigned char *bytes)
{
    return bytes_load32(bytes + FORMAT_START - 4);
}

cobuy_status sealed_open(struct byte_reader *in, const unsigned char *bytes,
                         size_t length, const char *kind, const char *path,
                         cobuy_error *error)
{
    if (length < FORMAT_START || memcmp(bytes, kind, FORMAT_KIND) != 0)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: is damaged: it does not begin as such a file does",
                           path);
    uint32_t version = bytes_load32(bytes + FORMAT_KIND);
    if (version != FORMAT_VERSION)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: is of version %u, and this program reads version %d",
                           path, version, (int)FORMAT_VERSION);
    if (checksum_of(bytes, length) != sealed_checksum(bytes))
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: is damaged: its checksum does not match", path);
    *in = bytes_reader(bytes + FORMAT_START, length - FORMAT_START);
    return COBUY_OK;
}

/* -------------------------------------------------------------------------- columns */

/* Compresses to 'to', which has room for one byte less than there are; returns how many
 * it takes, or 0 if it takes as many or more; *memory is false if there was none. */
static size_t deflate_to(unsigned char *to, const struct byte_writer *column, int level,
                         bool *memory)
{
    size_t length = column->bytes.length;
    z_stream stream = zlib_stream(column->memory);
    *memory =
        length > UINT_MAX || deflateInit2(&stream, level, Z_DEFLATED, RAW, MEMORY_LEVEL,
                                          Z_DEFAULT_STRATEGY) == Z_OK;
    if (!*memory || length > UINT_MAX) return 0;
    stream.next_in = column->bytes.data;
    stream.avail_in = (uInt)length;
    stream.next_out = to;
    stream.avail_out = (uInt)length - 1;
    bool fits = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t stored = length - 1 - stream.avail_out;
    deflateEnd(&stream);
    return fits ? stored : 0;
}

bool sealed_put_column(struct byte_writer *out, const struct byte_writer *column,
                       enum column_effort effort)
{
    size_t length = column->bytes.length, stored = 0;
    int level = effort == COLUMN_SOON ? SOON_LEVEL : SMALL_LEVEL;
    if (column->failed) return false;
    unsigned char *deflated = NULL;
    bool done = true;
    if (length > 1) {
        deflated = memory_allocate(out->memory, length - 1, 1);
        done = deflated;
        if (done) stored = deflate_to(deflated, column, level, &done);
    }
    if (done) {
        bytes_put_number(out, length);
        bytes_put_number(out, stored > 0 ? stored : length);
        if (stored > 0)
            bytes_put(out, deflated, stored);
        else
            bytes_put(out, column->bytes.data, length);
    }
    if (deflated) memory_free(out->memory, deflated, length - 1, 1);
    return done && !out->failed;
}

/* Inflates to exactly so many bytes. */
static enum column_end inflate_to(void *to, size_t length, const unsigned char *from,
                                  size_t stored, struct memory *memory)
{
    z_stream stream = zlib_stream(memory);
    if (length > UINT_MAX) return COLUMN_DAMAGED;
    stream.next_in = (unsigned char *)(uintptr_t)from; /* zlib reads only */
    stream.avail_in = (uInt)stored;
    if (inflateInit2(&stream, RAW) != Z_OK) return COLUMN_WITHOUT_MEMORY;
    stream.next_out = to;
    stream.avail_out = (uInt)length;
    int result = inflate(&stream, Z_FINISH);
    bool whole =
        result == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    if (result == Z_MEM_ERROR) return COLUMN_WITHOUT_MEMORY;
    return whole ? COLUMN_SOUND : COLUMN_DAMAGED;
}

enum column_end sealed_take_column(struct column *column, struct byte_reader *in,
                                   struct memory *memory)
{
    *column = (struct column){.inflated = NULL};
    uint64_t length = bytes_number(in), stored = bytes_number(in);
    const unsigned char *bytes = bytes_take(in, stored);
    if (in->failed || stored > length || length > stored * MOST_TIMES + MOST_TIMES)
        return COLUMN_DAMAGED;
    column->length = (size_t)length;
    column->in = bytes_reader(bytes, column->length);
    if (stored == length) return COLUMN_SOUND;
    column->inflated = memory_allocate(memory, column->length, 1);
    if (!column->inflated) return COLUMN_WITHOUT_MEMORY;
    column->in = bytes_reader(column->inflated, column->length);
    return inflate_to(column->inflated, column->length, bytes, (size_t)stored, memory);
}

void column_clear(struct column *column, struct memory *memory)
{
    if (column->inflated) memory_free(memory, column->inflated, column->length, 1);
    column->inflated = NULL;
}
