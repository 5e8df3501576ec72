/*
 * source.c - the bytes of a log: plain or gzip, file or standard input
 *
 * gzip members (RFC 1952) are inflated one by one with inflate() and not with gzread(),
 * which takes a file that is cut off for one that ends, and ignores what stands behind
 * the last member.  zlib checks the CRC-32 and the length of each member.  Behind a
 * member may come another member, or zero bytes up to the end (padding of tapes and
 * blocks); anything else is damage.
 */
#include "io/source.h"

#include "io/compression.h"
#include "io/digest.h"
#include "io/line_ends.h"
#include "io/wait.h"
#include "io/zlib_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STORED_ROOM = 256 * 1024,  /* of the file as it is stored, read at a time */
    STRAIGHT_ROOM = 16 * 1024, /* of a caller, from which on plain text goes there */
    GZIP_ONLY = 15 + 16,       /* zlib's windowBits for a gzip member */
};

typedef enum member_state {
    BETWEEN_MEMBERS, /* at the start, or right behind a member */
    INSIDE_MEMBER,
    IN_PADDING, /* zero bytes that may only be followed by zero bytes */
} member_state;

struct source {
    cobuy_context *context;
    const char *path; /* the caller's */
    int fd;
    bool at_end; /* read() has returned 0 */
    bool gzip;
    uint64_t taken; /* bytes read() has given */
    uint64_t size;
    bool digests;
    struct digest digest; /* of what read() has given, if 'digests' */
    z_stream inflater;    /* next_in and avail_in are what is stored and not yet used */
    bool inflater_ready;
    member_state state;
    bool any_member;
    bool goes_on; /* what is being inflated stands right behind what its reader has */
    unsigned char stored[STORED_ROOM];
};

/* "PATH" or "PATH:LINE". */
struct place {
    char text[1200];
};

/* 'seen' is NULL before there is any text. */
static struct place where(const struct source *source, const struct source_seen *seen)
{
    struct place place;
    const char *path = strcmp(source->path, "-") == 0 ? "standard input" : source->path;
    if (seen) {
        const char *end =
            source->goes_on ? (char *)source->inflater.next_out : seen->end;
        uint64_t line = seen->line + line_ends_count(seen->begin, end);
        snprintf(place.text, sizeof place.text, "%.1100s:%llu", path,
                 (unsigned long long)line);
    } else {
        snprintf(place.text, sizeof place.text, "%.1100s", path);
    }
    return place;
}

/* Reads stored bytes to where there is room for them. */
static cobuy_status take_stored(struct source *source, unsigned char *to, size_t room,
                                const struct source_seen *seen, size_t *length,
                                cobuy_error *error)
{
    ssize_t got;
    do {
        cobuy_status status = wait_to_read(source->context, source->fd, error);
        if (status != COBUY_OK) return status;
        got = read(source->fd, to, room);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    int reason = errno;
    if (got < 0)
        return status_fail_system(error, COBUY_INPUT_UNREADABLE, reason,
                                  "%s: cannot be read", where(source, seen).text);
    *length = (size_t)got;
    if (source->digests) digest_update(&source->digest, to, *length);
    source->taken += *length;
    source->at_end = got == 0;
    if (source->at_end && source->taken < source->size)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: the file became shorter while it was read",
                           where(source, seen).text);
    return COBUY_OK;
}

/* Reads more stored bytes, at the front of 'stored' behind those not yet used. */
static cobuy_status fill(struct source *source, const struct source_seen *seen,
                         cobuy_error *error)
{
    z_stream *in = &source->inflater;
    memmove(source->stored, in->next_in, in->avail_in);
    in->next_in = source->stored;
    size_t got;
    cobuy_status status = take_stored(source, source->stored + in->avail_in,
                                      STORED_ROOM - in->avail_in, seen, &got, error);
    if (status == COBUY_OK) in->avail_in += (unsigned)got;
    return status;
}

static cobuy_status open_file(struct source *source, cobuy_error *error)
{
    bool standard_input = strcmp(source->path, "-") == 0;
    /* Opening a pipe would wait for its writer; reading it does that better. */
    source->fd = standard_input ? dup(STDIN_FILENO)
                                : open(source->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int reason = errno;
    if (source->fd < 0)
        return status_fail_system(error, COBUY_INPUT_UNREADABLE, reason,
                                  "%s: cannot be opened", where(source, NULL).text);
    struct stat facts;
    if (fstat(source->fd, &facts) != 0)
        return status_fail_system(error, COBUY_INPUT_UNREADABLE, errno, "%s",
                                  where(source, NULL).text);
    if (S_ISDIR(facts.st_mode))
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: is a directory; name the logs in it, %s/* for example",
                           source->path, source->path);
    /* Of standard input, what somebody else has read already is not there any more. */
    off_t begun = standard_input ? lseek(source->fd, 0, SEEK_CUR) : 0;
    if (S_ISREG(facts.st_mode) && begun >= 0 && begun < facts.st_size)
        source->size = (uint64_t)(facts.st_size - begun);
    return COBUY_OK;
}

/* Looks at the first bytes; pipes may bring them one by one. */
static cobuy_status recognise(struct source *source, cobuy_error *error)
{
    z_stream *in = &source->inflater;
    while (!source->at_end && in->avail_in < COMPRESSION_BYTES) {
        cobuy_status status = fill(source, NULL, error);
        if (status != COBUY_OK) return status;
    }
    source->gzip = compression_is_gzip(in->next_in, in->avail_in);
    const char *advice = compression_advice(in->next_in, in->avail_in);
    if (advice)
        return status_fail(error, COBUY_INPUT_UNREADABLE, "%s: %s",
                           where(source, NULL).text, advice);
    if (!source->gzip) return COBUY_OK;
    if (inflateInit2(in, GZIP_ONLY) != Z_OK)
        return status_no_memory(error, "inflating");
    source->inflater_ready = true;
    return COBUY_OK;
}

cobuy_status source_open(struct source **out, cobuy_context *context, const char *path,
                         bool digest, cobuy_error *error)
{
    *out = NULL;
    struct source *opened = memory_allocate(&context->memory, 1, sizeof *opened);
    if (!opened) return status_no_memory(error, "reading a log");
    memset(opened, 0, offsetof(struct source, stored));
    opened->context = context;
    opened->path = path;
    opened->fd = -1;
    opened->inflater = zlib_stream(&context->memory);
    opened->inflater.next_in = opened->stored;
    opened->digests = digest;
    digest_init(&opened->digest);

    cobuy_status status = open_file(opened, error);
    if (status == COBUY_OK) status = recognise(opened, error);
    if (status != COBUY_OK) {
        source_close(opened);
        return status;
    }
    *out = opened;
    return COBUY_OK;
}

static cobuy_status read_plain(struct source *source, char *text, size_t capacity,
                               const struct source_seen *seen, size_t *length,
                               cobuy_error *error)
{
    z_stream *in = &source->inflater;
    if (in->avail_in == 0 && !source->at_end) {
        if (capacity >= STRAIGHT_ROOM)
            return take_stored(source, (unsigned char *)text, capacity, seen, length,
                               error);
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
    }
    size_t take = in->avail_in < capacity ? in->avail_in : capacity;
    memcpy(text, in->next_in, take);
    in->next_in += take;
    in->avail_in -= (unsigned)take;
    *length = take;
    return COBUY_OK;
}

/* Between members: drops zero bytes; true if another member may begin. */
static bool skip_padding(struct source *source)
{
    z_stream *in = &source->inflater;
    while (in->avail_in > 0 && *in->next_in == 0 && source->any_member) {
        source->state = IN_PADDING;
        in->next_in++;
        in->avail_in--;
    }
    return source->state == BETWEEN_MEMBERS && in->avail_in >= 2 &&
           compression_is_gzip(in->next_in, in->avail_in);
}

/* At the border of members: begins the next, or finds the end or damage. */
static cobuy_status cross_border(struct source *source, const struct source_seen *seen,
                                 bool *ended, cobuy_error *error)
{
    z_stream *in = &source->inflater;
    while (in->avail_in < 2 && !source->at_end) {
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
        if (source->state == IN_PADDING) break;
    }
    if (skip_padding(source)) {
        source->state = INSIDE_MEMBER;
        inflateReset(in);
        return COBUY_OK;
    }
    if (in->avail_in > 0)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: something other than gzip data follows a complete gzip "
                           "member; was the file overwritten or joined with another?",
                           where(source, seen).text);
    *ended = source->at_end;
    return COBUY_OK;
}

static cobuy_status fail_inflating(const struct source *source, int result,
                                   const struct source_seen *seen, cobuy_error *error)
{
    if (result == Z_MEM_ERROR) return status_no_memory(error, "inflating");
    const char *reason = source->inflater.msg ? source->inflater.msg : "invalid data";
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: the gzip data is damaged (%s); fetch the file again",
                       where(source, seen).text, reason);
}

/* Inflates from inside a member into what room there is. */
static cobuy_status inflate_some(struct source *source, const struct source_seen *seen,
                                 cobuy_error *error)
{
    z_stream *in = &source->inflater;
    if (in->avail_in == 0 && !source->at_end) {
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
    }
    int result = inflate(in, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
        source->state = BETWEEN_MEMBERS;
        source->any_member = true;
        return COBUY_OK;
    }
    if (result != Z_OK && result != Z_BUF_ERROR)
        return fail_inflating(source, result, seen, error);
    if (source->at_end && in->avail_in == 0 && in->avail_out > 0)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: the gzip data ends too early; the file is cut off, "
                           "fetch it again",
                           where(source, seen).text);
    return COBUY_OK;
}

static cobuy_status read_gzip(struct source *source, char *text, size_t capacity,
                              const struct source_seen *seen, size_t *length,
                              cobuy_error *error)
{
    if (capacity > UINT32_MAX / 2) capacity = UINT32_MAX / 2;
    z_stream *in = &source->inflater;
    in->next_out = (unsigned char *)text;
    in->avail_out = (unsigned)capacity;
    source->goes_on = seen && seen->end == text;
    bool ended = false;
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK && in->avail_out == capacity && !ended)
        status = source->state == INSIDE_MEMBER
                     ? inflate_some(source, seen, error)
                     : cross_border(source, seen, &ended, error);
    *length = capacity - in->avail_out;
    return status;
}

cobuy_status source_read(struct source *source, char *text, size_t capacity,
                         const struct source_seen *seen, size_t *length,
                         cobuy_error *error)
{
    *length = 0;
    return source->gzip ? read_gzip(source, text, capacity, seen, length, error)
                        : read_plain(source, text, capacity, seen, length, error);
}

uint64_t source_bytes(const struct source *source)
{
    return source->taken;
}

uint64_t source_size(const struct source *source)
{
    return source->size;
}

bool source_is_gzip(const struct source *source)
{
    return source->gzip;
}

void source_sha256(const struct source *source, char hexadecimal[65])
{
    hexadecimal[0] = '\0';
    if (source->digests) digest_hexadecimal(&source->digest, hexadecimal);
}

void source_close(struct source *source)
{
    if (!source) return;
    if (source->inflater_ready) inflateEnd(&source->inflater);
    if (source->fd >= 0) close(source->fd);
    memory_free(&source->context->memory, source, 1, sizeof *source);
}
