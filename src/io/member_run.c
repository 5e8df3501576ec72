/*
 * member_run.c - gzip members inflated from a place where one seems to begin
 *
 *     begin                        end
 *     |..member..|..member..|..member..|..member...        as it is stored
 *                ^start                ^end of the run
 *
 * A member is looked for by its header (RFC 1952), between 'begin' and 'end'.  The
 * header is three bytes that are always the same, and some that have few values: among
 * random bytes there is one in 2^37 places.  What only looks like one is found out by
 * inflating, which nearly always fails soon; or else by who wants to use the run, and
 * no member ends where it starts.
 *
 * From there on members are inflated as long as one follows another, to the first that
 * ends at or behind 'end': that is where the next run starts, which is made by somebody
 * else at the same time.  Where there is damage, or the file ends, or anything follows
 * but a member, the run ends at the border before: its reader comes upon it in turn,
 * and says what there is to say.
 *
 * Where the room is used up, or somebody waits, the run ends inside of a member, and
 * keeps the inflater to go on with.
 */
#include "io/member_run.h"

#include <string.h>
#include <unistd.h>

enum {
    MOST_GUESSES = 8, /* of one run, so that its maker comes to an end */
    FURTHER = 8,      /* behind 'end', this part of a piece is read at a time */
};

enum step {
    STEP_DONE,
    STEP_WITHOUT_ROOM, /* as far as there was some, or as is wanted */
    STEP_LOST,         /* damaged, cut off, or no member at all */
};

struct maker {
    const struct run_order *order;
    struct member_run *run;
    struct inflater *inflater;
    struct inflater_io io; /* 'in' is in the last piece of what is stored */
    uint64_t at;           /* the place of io.in */
    size_t loaded;         /* bytes of the first piece before any guess */
};

/* ------------------------------------------------------------------- stored bytes */

/* Reads behind what the last piece has; false if nothing is there. */
static bool load(struct maker *maker, size_t length)
{
    struct piece *piece = maker->run->stored.last;
    size_t room = maker->order->room->piece_bytes - piece->end;
    off_t place = (off_t)(maker->order->base + maker->at + maker->io.n_in);
    ssize_t got = pread(maker->order->fd, piece->bytes + piece->end,
                        length < room ? length : room, place);
    if (got <= 0) return false;
    piece->end += (size_t)got;
    maker->io.n_in += (size_t)got;
    return true;
}

/* Loads more of what is stored.  What is not yet used of a full piece moves on to the
 * next one, so that a header lies in one piece. */
static enum step load_more(struct maker *maker)
{
    struct piece_list *stored = &maker->run->stored;
    struct ahead_room *room = maker->order->room;
    struct inflater_io *io = &maker->io;
    struct piece *last = stored->last;
    if (last->end == room->piece_bytes) {
        if (!piece_list_grow(stored, room)) return STEP_WITHOUT_ROOM;
        memcpy(stored->last->bytes, io->in, io->n_in);
        stored->last->end = io->n_in;
        last->end -= io->n_in;
        io->in = stored->last->bytes;
    }
    size_t little = room->piece_bytes / FURTHER + 1;
    return load(maker, little) ? STEP_DONE : STEP_LOST;
}

/* What programs write into a header: deflate, no reserved flags, how well it is packed,
 * and on which of the systems that have a number. */
static bool is_header(const unsigned char *bytes, size_t length)
{
    enum {
        RESERVED_FLAGS = 0xe0,
        BEST = 2,
        FASTEST = 4,
        LAST_SYSTEM = 13,
        OTHER = 255
    };
    if (length < MEMBER_HEADER_BYTES) return false;
    unsigned flags = bytes[3], packed = bytes[8], system = bytes[9];
    return bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8 &&
           !(flags & RESERVED_FLAGS) &&
           (packed == 0 || packed == BEST || packed == FASTEST) &&
           (system <= LAST_SYSTEM || system == OTHER);
}

/* Whether another member seems to follow. */
static bool is_at_member(struct maker *maker)
{
    struct inflater_io *io = &maker->io;
    while (io->n_in < MEMBER_HEADER_BYTES)
        if (load_more(maker) != STEP_DONE) return false;
    return is_header(io->in, io->n_in);
}

/* ---------------------------------------------------------------------- inflating */

static bool make_text_room(struct maker *maker)
{
    struct piece_list *text = &maker->run->text;
    struct ahead_room *room = maker->order->room;
    unsigned wish = atomic_load_explicit(maker->order->wish, memory_order_relaxed);
    if (wish == RUN_DROPPED || (wish == RUN_ENDS_SOON && text->first)) return false;
    if (context_is_cancelled(room->context) || !piece_list_grow(text, room))
        return false;
    maker->io.out = text->last->bytes;
    maker->io.n_out = room->piece_bytes;
    return true;
}

static enum inflating inflate_some(struct maker *maker)
{
    struct inflater_io *io = &maker->io, before = *io;
    const char *unused;
    enum inflating result = maker->inflater->run(maker->inflater, io, &unused);
    size_t made = before.n_out - io->n_out;
    maker->at += before.n_in - io->n_in;
    maker->run->text.last->end += made;
    maker->run->member_text += made;
    return result;
}

static enum step inflate_member(struct maker *maker)
{
    struct inflater_io *io = &maker->io;
    maker->run->member = maker->at;
    maker->run->member_text = 0;
    maker->inflater->begin(maker->inflater);
    for (;;) {
        if (io->n_out == 0 && !make_text_room(maker)) return STEP_WITHOUT_ROOM;
        enum step loaded = io->n_in > 0 ? STEP_DONE : load_more(maker);
        if (loaded != STEP_DONE) return loaded;
        enum inflating result = inflate_some(maker);
        if (result == INFLATER_ENDED) return STEP_DONE;
        if (result != INFLATER_GOES_ON) return STEP_LOST;
    }
}

/* Leaves in the run what is from its start to 'end', and so much text. */
static void end_run(struct maker *maker, uint64_t end, uint64_t text)
{
    struct member_run *run = maker->run;
    run->end = end;
    piece_list_cut(&run->stored, maker->order->room, end - run->start);
    piece_list_cut(&run->text, maker->order->room, text);
}

/* Inflates from here.  STEP_LOST: no member begins here, or nothing of it is sound;
 * then the run is still to be made. */
static enum step inflate_members(struct maker *maker)
{
    struct member_run *run = maker->run;
    uint64_t border = maker->at, text = 0;
    run->start = maker->at;
    atomic_store_explicit(maker->order->start, run->start, memory_order_relaxed);
    for (;;) {
        enum step step = inflate_member(maker);
        if (step == STEP_WITHOUT_ROOM) {
            end_run(maker, maker->at, text + run->member_text);
            run->inflater = maker->inflater;
            maker->inflater = NULL;
            return step;
        }
        if (step == STEP_LOST && border == run->start) return step;
        if (step == STEP_DONE) {
            border = maker->at;
            text += run->member_text;
            if (border < maker->order->end && is_at_member(maker)) continue;
        }
        end_run(maker, border, text);
        return STEP_DONE;
    }
}

/* ------------------------------------------------------------------------- a run */

/* Begins to look, or looks again, at what was loaded first, from 'offset' on. */
static void look_from(struct maker *maker, size_t offset)
{
    struct piece *first = maker->run->stored.first;
    piece_list_cut(&maker->run->text, maker->order->room, 0);
    first->begin = 0;
    first->end = maker->loaded;
    piece_list_cut(&maker->run->stored, maker->order->room, maker->loaded);
    first->begin = offset;
    maker->at = maker->order->begin + offset;
    maker->io = (struct inflater_io){.in = first->bytes + offset,
                                     .n_in = maker->loaded - offset};
}

/* The first header from 'offset' on that begins within what the run may start in; false
 * if there is none. */
static bool find_header(const struct maker *maker, size_t *offset)
{
    const unsigned char *bytes = maker->run->stored.first->bytes;
    uint64_t length = maker->order->end - maker->order->begin;
    if (length > maker->loaded) length = maker->loaded;
    while (*offset < length) {
        const unsigned char *found =
            memchr(bytes + *offset, 0x1f, (size_t)length - *offset);
        if (!found) return false;
        *offset = (size_t)(found - bytes);
        if (is_header(found, maker->loaded - *offset)) return true;
        ++*offset;
    }
    return false;
}

static bool guess(struct maker *maker)
{
    size_t offset = 0;
    for (int i = 0; i < MOST_GUESSES && find_header(maker, &offset); i++) {
        if (atomic_load(maker->order->wish) != RUN_GOES_ON && i > 0) return false;
        look_from(maker, offset);
        enum step step = inflate_members(maker);
        if (step != STEP_LOST) return maker->run->end > maker->run->start;
        offset++;
    }
    return false;
}

bool member_run_make(struct member_run *run, const struct run_order *order)
{
    struct maker maker = {.order = order, .run = run, .at = order->begin};
    *run = (struct member_run){0};
    maker.inflater = inflater_create(&order->room->context->memory);
    bool made = false;
    if (maker.inflater && piece_list_grow(&run->stored, order->room)) {
        while (load(&maker, order->room->piece_bytes)) continue;
        maker.loaded = run->stored.first->end;
        made = guess(&maker);
    }
    if (maker.inflater) maker.inflater->free(maker.inflater);
    if (!made) member_run_clear(run, order->room);
    return made;
}

bool member_run_is_from(const struct member_run *run, const unsigned char *bytes,
                        size_t length)
{
    const struct piece *piece = run->stored.first;
    for (; piece && length > 0; piece = piece->next) {
        size_t has = piece->end - piece->begin;
        if (has > length) has = length;
        if (memcmp(piece->bytes + piece->begin, bytes, has) != 0) return false;
        bytes += has;
        length -= has;
    }
    return length == 0;
}

size_t member_run_move(struct member_run *run, struct ahead_room *pieces,
                       unsigned char *to, size_t room)
{
    size_t moved = 0;
    while (run->text.first && moved < room) {
        struct piece *piece = run->text.first;
        size_t has = piece->end - piece->begin;
        if (has > room - moved) has = room - moved;
        memcpy(to + moved, piece->bytes + piece->begin, has);
        moved += has;
        piece->begin += has;
        if (piece->begin == piece->end) piece_list_pop(&run->text, pieces);
    }
    return moved;
}

void member_run_clear(struct member_run *run, struct ahead_room *room)
{
    piece_list_cut(&run->stored, room, 0);
    piece_list_cut(&run->text, room, 0);
    if (run->inflater) run->inflater->free(run->inflater);
    *run = (struct member_run){0};
}
