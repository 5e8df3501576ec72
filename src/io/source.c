/*
 * source.c - the bytes of a log: plain or gzip, file or standard input
 *
 * gzip members (RFC 1952) are inflated one by one and not with gzread(), which takes a
 * file that is cut off for one that ends, and ignores what stands behind the last
 * member.  CRC-32 and length of each member are checked.  Behind a member may come
 * another member, or zero bytes up to the end (padding of tapes and blocks); anything
 * else is damage.
 *
 * zlib says what damage is, and where.  So a member in which another inflater finds
 * some is read again by zlib, if the file can be, and read on from where the text had
 * come to.
 *
 * From the second member on, others may inflate what comes next (members_ahead.h).  At
 * the border of members, a run of theirs that starts there takes the place of what
 * would be read and inflated here; what it was made from is digested in the same order.
 */
#include "io/source.h"

#include "io/compression.h"
#include "io/digest.h"
#include "io/inflater.h"
#include "io/members_ahead.h"
#include "io/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STORED_ROOM = 256 * 1024,  /* of the file as it is stored, read at a time */
    MEMBER_START = 4,          /* bytes that are there when a member begins, or all */
    STRAIGHT_ROOM = 16 * 1024, /* of a caller, from which on plain text goes there */
};

typedef enum member_state {
    BETWEEN_MEMBERS, /* at the start, or right behind a member */
    INSIDE_MEMBER,
    INSIDE_RUN, /* of members that somebody else has inflated */
    IN_PADDING, /* zero bytes that may only be followed by zero bytes */
} member_state;

struct source {
    cobuy_context *context;
    const char *path; /* the caller's */
    int fd;
    bool at_end; /* read() has returned 0 */
    bool gzip;
    uint64_t begun; /* where in the file reading began */
    uint64_t taken; /* bytes read() has given */
    uint64_t size;
    bool digests;
    uint64_t digested;
    struct digest digest;  /* of what read() has given, if 'digests' */
    struct inflater_io io; /* 'in' is what is stored and not yet used */
    struct inflater *inflater;
    bool doubted;         /* zlib would have the last word on damage */
    uint64_t member;      /* where in what was taken the member begins ... */
    uint64_t member_text; /* ... and the text that it gave so far */
    member_state state;
    bool any_member;
    struct members_ahead *ahead; /* NULL: nobody inflates but the reader */
    struct member_run run;
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
        uint64_t line = 0;
        for (const struct source_seen *part = seen; part; part = part->before) {
            bool goes_on = part == seen && source->goes_on;
            const char *end = goes_on ? (const char *)source->io.out : part->end;
            line += part->line + line_ends_count_units(part->begin, end, part->unit);
        }
        snprintf(place.text, sizeof place.text, "%.1100s:%llu", path,
                 (unsigned long long)line);
    } else {
        snprintf(place.text, sizeof place.text, "%.1100s", path);
    }
    return place;
}

/* Notes what was taken; what is taken once more is digested already. */
static void digest_stored(struct source *source, const unsigned char *bytes,
                          size_t length)
{
    uint64_t known = source->digested - source->taken;
    source->taken += length;
    if (known >= length) return;
    if (source->digests) digest_update(&source->digest, bytes + known, length - known);
    source->digested = source->taken;
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
    digest_stored(source, to, *length);
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
    struct inflater_io *io = &source->io;
    if (source->ahead) members_ahead_pass(source->ahead, source->taken - io->n_in);
    memmove(source->stored, io->in, io->n_in);
    io->in = source->stored;
    size_t got;
    cobuy_status status = take_stored(source, source->stored + io->n_in,
                                      STORED_ROOM - io->n_in, seen, &got, error);
    if (status == COBUY_OK) io->n_in += got;
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
    if (!S_ISREG(facts.st_mode) || begun < 0) return COBUY_OK;
    source->begun = (uint64_t)begun;
    source->doubted = inflater_is_doubted();
    if (begun < facts.st_size) source->size = (uint64_t)(facts.st_size - begun);
    return COBUY_OK;
}

/* Looks at the first bytes; pipes may bring them one by one. */
static cobuy_status recognise(struct source *source, cobuy_error *error)
{
    struct inflater_io *io = &source->io;
    while (!source->at_end && io->n_in < COMPRESSION_BYTES) {
        cobuy_status status = fill(source, NULL, error);
        if (status != COBUY_OK) return status;
    }
    source->gzip = compression_is_gzip(io->in, io->n_in);
    const char *advice = compression_advice(io->in, io->n_in);
    if (advice)
        return status_fail(error, COBUY_INPUT_UNREADABLE, "%s: %s",
                           where(source, NULL).text, advice);
    if (!source->gzip) return COBUY_OK;
    source->inflater = inflater_create(&source->context->memory);
    return source->inflater ? COBUY_OK : status_no_memory(error, "inflating");
}

static struct source *create_source(cobuy_context *context, const char *path)
{
    struct source *source = memory_allocate(&context->memory, 1, sizeof *source);
    if (!source) return NULL;
    memset(source, 0, offsetof(struct source, stored));
    source->context = context;
    source->path = path;
    source->fd = -1;
    source->io.in = source->stored;
    return source;
}

cobuy_status source_open(struct source **out, cobuy_context *context, const char *path,
                         bool digest, cobuy_error *error)
{
    *out = NULL;
    struct source *opened = create_source(context, path);
    if (!opened) return status_no_memory(error, "reading a log");
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

void source_let_inflate(struct source *source, struct members_ahead *ahead)
{
    if (source->gzip && source->size > 0) source->ahead = ahead;
}

static cobuy_status read_plain(struct source *source, char *text, size_t capacity,
                               const struct source_seen *seen, size_t *length,
                               cobuy_error *error)
{
    struct inflater_io *io = &source->io;
    if (io->n_in == 0 && !source->at_end) {
        if (capacity >= STRAIGHT_ROOM)
            return take_stored(source, (unsigned char *)text, capacity, seen, length,
                               error);
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
    }
    size_t take = io->n_in < capacity ? io->n_in : capacity;
    memcpy(text, io->in, take);
    io->in += take;
    io->n_in -= take;
    *length = take;
    return COBUY_OK;
}

/* Between members: drops zero bytes; true if another member may begin. */
static bool skip_padding(struct source *source)
{
    struct inflater_io *io = &source->io;
    while (io->n_in > 0 && *io->in == 0 && source->any_member) {
        source->state = IN_PADDING;
        io->in++;
        io->n_in--;
    }
    return source->state == BETWEEN_MEMBERS && io->n_in >= 2 &&
           compression_is_gzip(io->in, io->n_in);
}

/* Goes on behind a run, as if its bytes had been read here; false if they are not those
 * that were. */
static bool pass_run(struct source *source)
{
    struct inflater_io *io = &source->io;
    const struct member_run *run = &source->run;
    uint64_t length = run->end - run->start;
    size_t known = length < io->n_in ? (size_t)length : io->n_in;
    if (!member_run_is_from(run, io->in, known)) return false;
    if (known == length) {
        io->in += known;
        io->n_in -= known;
        return true;
    }
    if (lseek(source->fd, (off_t)(source->begun + run->end), SEEK_SET) < 0)
        return false;
    source->at_end = false;
    source->taken = run->start;
    io->n_in = 0;
    for (const struct piece *piece = run->stored.first; piece; piece = piece->next)
        digest_stored(source, piece->bytes + piece->begin, piece->end - piece->begin);
    return true;
}

/* At the border of members: whether somebody has inflated what follows. */
static bool begin_run(struct source *source)
{
    uint64_t place = source->taken - source->io.n_in;
    if (source->state != BETWEEN_MEMBERS || !source->ahead) return false;
    if (!members_ahead_take(source->ahead, place, &source->run)) return false;
    if (pass_run(source)) {
        source->state = INSIDE_RUN;
        return true;
    }
    member_run_clear(&source->run, source->ahead->room);
    return false;
}

/* Behind the text of a run: at a border again, or inside of a member. */
static void end_run(struct source *source)
{
    struct member_run *run = &source->run;
    source->state = BETWEEN_MEMBERS;
    if (run->inflater) {
        source->inflater->free(source->inflater);
        source->inflater = run->inflater;
        run->inflater = NULL;
        source->member = run->member;
        source->member_text = run->member_text;
        source->state = INSIDE_MEMBER;
    }
    member_run_clear(run, source->ahead->room);
}

static void read_run(struct source *source)
{
    struct inflater_io *io = &source->io;
    size_t got = member_run_move(&source->run, source->ahead->room, io->out, io->n_out);
    io->out += got;
    io->n_out -= got;
    if (!source->run.text.first) end_run(source);
}

/* A member begins here, and is inflated in turn. */
static void begin_member(struct source *source)
{
    uint64_t place = source->taken - source->io.n_in;
    if (source->ahead && source->any_member && !source->ahead->regions)
        members_ahead_begin(source->ahead, source->fd, source->begun, source->size,
                            place);
    source->state = INSIDE_MEMBER;
    source->member = place;
    source->member_text = 0;
    source->inflater->begin(source->inflater);
}

/* At the border of members: begins the next, or finds the end or damage. */
static cobuy_status cross_border(struct source *source, const struct source_seen *seen,
                                 bool *ended, cobuy_error *error)
{
    struct inflater_io *io = &source->io;
    if (begin_run(source)) return COBUY_OK;
    while (io->n_in < MEMBER_START && !source->at_end) {
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
        if (source->state == IN_PADDING) break;
    }
    if (skip_padding(source)) {
        begin_member(source);
        return COBUY_OK;
    }
    if (io->n_in > 0)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s: something other than gzip data follows a complete gzip "
                           "member; was the file overwritten or joined with another?",
                           where(source, seen).text);
    *ended = source->at_end;
    return COBUY_OK;
}

static cobuy_status fail_inflating(const struct source *source, const char *reason,
                                   const struct source_seen *seen, cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: the gzip data is damaged (%s); fetch the file again",
                       where(source, seen).text, reason);
}

/* Inflates some of a member; *damaged says whether a failure is that of its data. */
static cobuy_status run_inflater(struct source *source, const struct source_seen *seen,
                                 bool *damaged, cobuy_error *error)
{
    struct inflater_io *io = &source->io;
    if (io->n_in == 0 && !source->at_end) {
        cobuy_status status = fill(source, seen, error);
        if (status != COBUY_OK) return status;
    }
    const char *reason = NULL;
    size_t room = io->n_out;
    enum inflating result = source->inflater->run(source->inflater, io, &reason);
    source->member_text += room - io->n_out;
    *damaged = result == INFLATER_DAMAGED;
    if (result == INFLATER_WITHOUT_MEMORY) return status_no_memory(error, "inflating");
    if (result == INFLATER_DAMAGED) return fail_inflating(source, reason, seen, error);
    if (result == INFLATER_ENDED) {
        source->state = BETWEEN_MEMBERS;
        source->any_member = true;
        return COBUY_OK;
    }
    *damaged = source->at_end && io->n_in == 0 && io->n_out > 0;
    if (!*damaged) return COBUY_OK;
    return status_fail(
        error, COBUY_INPUT_UNREADABLE,
        "%s: the gzip data ends too early; the file is cut off, fetch it "
        "again",
        where(source, seen).text);
}

enum { UNIT_MOST = 4 }; /* bytes of a line end */

/* Copies the last bytes of what was seen in front of 'begin', and to there the part of
 * a unit that it ends with, whose length is returned. */
static size_t copy_last(char *begin, const struct source_seen *seen)
{
    memset(begin - UNIT_MOST, '\n', UNIT_MOST);
    while (seen && seen->begin == seen->end) seen = seen->before;
    if (!seen) return 0;
    size_t length = (size_t)(seen->end - seen->begin);
    size_t part = seen->unit.bytes > 1 ? length % seen->unit.bytes : 0;
    if (length > UNIT_MOST + part) length = UNIT_MOST + part;
    memcpy(begin + part - length, seen->end - length, length);
    return part;
}

/* Reads the text behind what was seen, and forgets it; fails as if it were a log's. */
static cobuy_status read_for_errors(struct source *source,
                                    const struct source_seen *before,
                                    struct text_unit unit, cobuy_error *error)
{
    enum { ROOM = 16 * 1024 };
    char text[UNIT_MOST + ROOM], *begin = text + UNIT_MOST;
    size_t used = copy_last(begin, before), length = 1;
    struct source_seen seen = {
        .line = !before, .begin = begin, .before = before, .unit = unit};
    cobuy_status status = COBUY_OK;
    for (; status == COBUY_OK && length > 0; used += length) {
        if (used == ROOM) {
            seen.line += line_ends_count_units(begin, begin + used, unit);
            memcpy(text, text + ROOM, UNIT_MOST);
            used = 0;
        }
        seen.end = begin + used;
        status = source_read(source, begin + used, ROOM - used, &seen, &length, error);
    }
    return status;
}

/* Reads a file that is damaged from its beginning, by zlib alone, and so fails where
 * that finds the damage.  Another inflater may have given text behind it: how much, and
 * so the line that its reader has come to, depends on the room there was. */
static cobuy_status fail_by_zlib(const struct source *source, struct text_unit unit,
                                 cobuy_error *error)
{
    struct source *again = create_source(source->context, source->path);
    if (!again) return status_no_memory(error, "reading a log");
    again->gzip = true;
    again->inflater = inflater_zlib(&source->context->memory);
    cobuy_status status = COBUY_OK;
    if (!again->inflater)
        status = status_no_memory(error, "inflating");
    else if (lseek(source->fd, (off_t)source->begun, SEEK_SET) >= 0) {
        again->fd = source->fd;
        status = read_for_errors(again, NULL, unit, error);
        again->fd = -1;
    }
    source_close(again);
    return status == COBUY_OK ? COBUY_INPUT_UNREADABLE : status;
}

static void stop_inflating_ahead(struct source *source)
{
    if (!source->ahead) return;
    member_run_clear(&source->run, source->ahead->room);
    members_ahead_end(source->ahead);
    source->ahead = NULL;
}

/* Has zlib inflate the member from its beginning, and drops the first 'known' bytes of
 * its text: those that its reader has. */
static cobuy_status read_member_again(struct source *source, uint64_t known,
                                      const struct source_seen *seen,
                                      cobuy_error *error)
{
    struct inflater_io *io = &source->io, place = *io;
    bool goes_on = source->goes_on, damaged = false;
    unsigned char scratch[16 * 1024];
    if (lseek(source->fd, (off_t)(source->begun + source->member), SEEK_SET) < 0)
        return fail_inflating(source, "invalid data", seen, error);
    stop_inflating_ahead(source);
    source->inflater->free(source->inflater);
    source->inflater = inflater_zlib(&source->context->memory);
    if (!source->inflater) return status_no_memory(error, "inflating");
    source->doubted = source->at_end = source->goes_on = false;
    source->taken = source->member;
    source->member_text = 0;
    io->in = source->stored;
    io->n_in = 0;
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK && source->member_text < known &&
           source->state == INSIDE_MEMBER) {
        uint64_t left = known - source->member_text;
        io->out = scratch;
        io->n_out = left < sizeof scratch ? (size_t)left : sizeof scratch;
        status = run_inflater(source, seen, &damaged, error);
    }
    io->out = place.out;
    io->n_out = place.n_out;
    source->goes_on = goes_on;
    return damaged
               ? fail_by_zlib(source, seen ? seen->unit : (struct text_unit){0}, error)
               : status;
}

/* Inflates from inside a member into what room there is. */
static cobuy_status inflate_some(struct source *source, const struct source_seen *seen,
                                 cobuy_error *error)
{
    struct inflater_io *io = &source->io, before = *io;
    uint64_t known = source->member_text;
    bool damaged = false;
    cobuy_status status = run_inflater(source, seen, &damaged, error);
    if (!damaged || !source->doubted) return status;
    io->out = before.out;
    io->n_out = before.n_out;
    return read_member_again(source, known, seen, error);
}

static cobuy_status read_gzip(struct source *source, char *text, size_t capacity,
                              const struct source_seen *seen, size_t *length,
                              cobuy_error *error)
{
    struct inflater_io *io = &source->io;
    io->out = (unsigned char *)text;
    io->n_out = capacity;
    source->goes_on = seen && seen->end == text;
    bool ended = false;
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK && io->n_out == capacity && !ended)
        if (source->state == INSIDE_MEMBER)
            status = inflate_some(source, seen, error);
        else if (source->state == INSIDE_RUN)
            read_run(source);
        else
            status = cross_border(source, seen, &ended, error);
    *length = capacity - io->n_out;
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

cobuy_status source_check_rest(struct source *source, const struct source_seen *seen,
                               cobuy_error *error)
{
    if (!source->gzip) return COBUY_OK;
    return read_for_errors(source, seen, seen->unit, error);
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
    stop_inflating_ahead(source);
    if (source->inflater) source->inflater->free(source->inflater);
    if (source->fd >= 0) close(source->fd);
    memory_free(&source->context->memory, source, 1, sizeof *source);
}
