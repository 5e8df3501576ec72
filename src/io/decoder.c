/*
 * decoder.c - text of another encoding to UTF-8, while it is read
 *
 *     raw    [used | to be converted | not looked at for quotes ]
 *                  begin             ready                    end
 *
 * The source gives bytes in pieces of any length, and iconv() takes what is whole
 * characters of them; what is cut off waits in front of the next piece.  In text where
 * quotes may be missing, only that much is ready to be converted as is known to have
 * all of its own, and a missing one is written between two conversions: it is a quote
 * in any encoding that php_quotes.h is about.
 *
 * The decoder stops before what it cannot convert, and says so when it is asked again:
 * then its reader has all text before, and knows on which line that ends.
 *
 * Of a log that is not short, most is converted by a table (pair_table.h), where the
 * encoding is one for that.
 */
#include "io/decoder.h"

#include "io/encoding.h"
#include "io/pair_table.h"
#include "io/php_quotes.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

enum {
    ROOM = 64 * 1024, /* bytes that are read at a time */
    BEFORE = 4,       /* bytes before those, for counting line ends */
    SHORT_ROOM = 64,  /* of a caller: some characters may not fit less */
    SHORT_TEXT = 64,  /* bytes that hold any character */
};

struct decoder {
    cobuy_context *context;
    struct decoding how;
    iconv_t conversion;
    struct pair_table *table; /* NULL: not asked for, or there is none */
    size_t converted;         /* bytes, as long as no table was asked for */
    bool mends;               /* missing quotes */
    struct php_quotes quotes;
    bool missing; /* one is, at 'ready' */
    bool ended;   /* the source has no more */
    bool flushed;
    char *room; /* for BEFORE + capacity */
    size_t capacity;
    char *raw;
    size_t begin, ready, end;
    char held[SHORT_ROOM]; /* text that did not fit */
    size_t held_begin, held_end;
};

cobuy_status decoder_create(struct decoder **out, cobuy_context *context,
                            const struct decoding *how, const char *bytes,
                            size_t length, cobuy_error *error)
{
    *out = NULL;
    struct memory *memory = &context->memory;
    iconv_t conversion;
    cobuy_status status = encoding_open(&conversion, how->encoding, error);
    if (status != COBUY_OK) return status;
    struct decoder *decoder = memory_allocate_zeroed(memory, 1, sizeof *decoder);
    size_t capacity = length + ROOM;
    char *room = memory_allocate(memory, BEFORE + capacity, 1);
    if (!decoder || !room) {
        memory_free(memory, decoder, 1, sizeof *decoder);
        memory_free(memory, room, BEFORE + capacity, 1);
        iconv_close(conversion);
        return status_no_memory(error, "decoding a log");
    }
    decoder->context = context;
    decoder->how = *how;
    decoder->conversion = conversion;
    decoder->mends = how->delimited && encoding_is_shift_jis(how->encoding);
    php_quotes_init(&decoder->quotes, how->delimiter);
    decoder->room = room;
    decoder->capacity = capacity;
    decoder->raw = room + BEFORE;
    memset(room, '\n', BEFORE);
    if (length > 0) memcpy(decoder->raw, bytes, length);
    decoder->end = length;
    *out = decoder;
    return COBUY_OK;
}

void decoder_free(struct decoder *decoder)
{
    if (!decoder) return;
    struct memory *memory = &decoder->context->memory;
    iconv_close(decoder->conversion);
    pair_table_free(decoder->table, memory);
    memory_free(memory, decoder->room, BEFORE + decoder->capacity, 1);
    memory_free(memory, decoder, 1, sizeof *decoder);
}

/* ---------------------------------------------------------------------- converting */

struct output {
    char *to;
    size_t room;
};

enum converting { CONVERTED_ALL, NEEDS_MORE, NEEDS_ROOM, CANNOT_CONVERT };

/* Moves 'ready' on as far as all quotes are known. */
static void look_for_quotes(struct decoder *decoder)
{
    size_t length = decoder->end - decoder->ready;
    if (decoder->missing || length == 0) return;
    struct php_quotes_passed passed = {length, false};
    if (decoder->mends)
        passed = php_quotes_pass(&decoder->quotes, decoder->raw + decoder->ready,
                                 length, decoder->ended);
    decoder->ready += passed.length;
    decoder->missing = passed.missing;
}

/* Behind the last byte: what the conversion may still hold. */
static enum converting flush(struct decoder *decoder, struct output *out)
{
    if (!decoder->flushed &&
        iconv(decoder->conversion, NULL, NULL, &out->to, &out->room) == (size_t)-1 &&
        errno == E2BIG)
        return NEEDS_ROOM;
    decoder->flushed = true;
    return CONVERTED_ALL;
}

/* Converts as much as the table has of what is ready. */
static void convert_by_table(struct decoder *decoder, struct output *out)
{
    struct pair_text text = {.in = decoder->raw + decoder->begin,
                             .end = decoder->raw + decoder->ready,
                             .out = out->to,
                             .room = out->room};
    pair_table_convert(decoder->table, &text);
    decoder->begin = (size_t)(text.in - decoder->raw);
    *out = (struct output){text.out, text.room};
}

/* Converts what is ready, or some of it. */
static enum converting convert_ready(struct decoder *decoder, struct output *out)
{
    if (decoder->table) convert_by_table(decoder, out);
    char *in = decoder->raw + decoder->begin;
    size_t length = decoder->ready - decoder->begin;
    if (length == 0) return CONVERTED_ALL;
    if (out->room < PAIR_ROOM) return NEEDS_ROOM;
    /* What the table lacks is not much. */
    bool all = !decoder->table || length <= SHORT_TEXT;
    size_t taken = all ? length : SHORT_TEXT, left = taken;
    size_t result = iconv(decoder->conversion, &in, &left, &out->to, &out->room);
    decoder->begin += taken - left;
    if (result != (size_t)-1) return CONVERTED_ALL;
    if (errno == E2BIG) return NEEDS_ROOM;
    if (errno != EINVAL) return CANNOT_CONVERT;
    if (!all) return CONVERTED_ALL;
    /* No character goes on behind a place that was found for a quote. */
    bool cut_off = decoder->ready == decoder->end && !decoder->missing;
    return cut_off && !decoder->ended ? NEEDS_MORE : CANNOT_CONVERT;
}

/* Converts what there is, as long as there is room. */
static enum converting convert(struct decoder *decoder, struct output *out)
{
    for (;;) {
        look_for_quotes(decoder);
        if (decoder->begin < decoder->ready) {
            enum converting result = convert_ready(decoder, out);
            if (result != CONVERTED_ALL) return result;
        } else if (decoder->missing) {
            if (out->room == 0) return NEEDS_ROOM;
            *out->to++ = '"';
            out->room--;
            decoder->missing = false;
        } else {
            return decoder->ended ? flush(decoder, out) : NEEDS_MORE;
        }
    }
}

/* ------------------------------------------------------------------------- reading */

/* What was read and is not converted. */
static struct source_seen raw_of(const struct decoder *decoder,
                                 const struct source_seen *before)
{
    return (struct source_seen){.begin = decoder->raw + decoder->begin,
                                .end = decoder->raw + decoder->end,
                                .before = before,
                                .unit = encoding_unit(decoder->how.encoding)};
}

cobuy_status decoder_check_rest(const struct decoder *decoder, struct source *source,
                                const struct source_seen *seen, cobuy_error *error)
{
    struct source_seen held = {.begin = decoder->held + decoder->held_begin,
                               .end = decoder->held + decoder->held_end,
                               .before = seen};
    struct source_seen raw = raw_of(decoder, &held);
    return source_check_rest(source, &raw, error);
}

static cobuy_status fail(const struct decoder *decoder, struct source *source,
                         const struct source_seen *seen, cobuy_error *error)
{
    cobuy_status status = decoder_check_rest(decoder, source, seen, error);
    if (status != COBUY_OK) return status;
    return encoding_fail(&(struct undecoded){.path = decoder->how.path,
                                             .encoding = decoder->how.encoding,
                                             .line = seen->line,
                                             .text = seen->begin,
                                             .end = seen->end,
                                             .byte = decoder->raw[decoder->begin]},
                         error);
}

/* Asks for a table, once, of a log that is not short. */
static cobuy_status find_table(struct decoder *decoder, cobuy_error *error)
{
    if (decoder->converted >= ROOM) return COBUY_OK;
    decoder->converted += decoder->begin;
    if (decoder->converted < ROOM) return COBUY_OK;
    return pair_table_create(&decoder->table, &decoder->context->memory,
                             decoder->how.encoding, error);
}

/* Reads behind what there is, and drops what was converted. */
static cobuy_status take_raw(struct decoder *decoder, struct source *source,
                             const struct source_seen *seen, cobuy_error *error)
{
    cobuy_status status = find_table(decoder, error);
    if (status != COBUY_OK) return status;
    memmove(decoder->room, decoder->room + decoder->begin,
            BEFORE + decoder->end - decoder->begin);
    decoder->ready -= decoder->begin;
    decoder->end -= decoder->begin;
    decoder->begin = 0;
    assert(decoder->end < decoder->capacity);
    struct source_seen raw = raw_of(decoder, seen);
    size_t got;
    status = source_read(source, decoder->raw + decoder->end,
                         decoder->capacity - decoder->end, &raw, &got, error);
    if (status != COBUY_OK) return status;
    decoder->end += got;
    decoder->ended = got == 0;
    return COBUY_OK;
}

/* Reads to where any character fits. */
static cobuy_status read_some(struct decoder *decoder, struct source *source,
                              char *text, size_t capacity,
                              const struct source_seen *seen, size_t *length,
                              cobuy_error *error)
{
    struct output out = {text, capacity};
    for (;;) {
        enum converting result = convert(decoder, &out);
        *length = capacity - out.room;
        if (*length > 0 || result == CONVERTED_ALL) return COBUY_OK;
        if (result == CANNOT_CONVERT) return fail(decoder, source, seen, error);
        assert(result == NEEDS_MORE);
        cobuy_status status = take_raw(decoder, source, seen, error);
        if (status != COBUY_OK) return status;
    }
}

cobuy_status decoder_read(struct decoder *decoder, struct source *source, char *text,
                          size_t capacity, const struct source_seen *seen,
                          size_t *length, cobuy_error *error)
{
    *length = 0;
    if (decoder->held_begin == decoder->held_end && capacity >= SHORT_ROOM)
        return read_some(decoder, source, text, capacity, seen, length, error);
    if (decoder->held_begin == decoder->held_end) {
        decoder->held_begin = 0;
        cobuy_status status = read_some(decoder, source, decoder->held, SHORT_ROOM,
                                        seen, &decoder->held_end, error);
        if (status != COBUY_OK) return status;
    }
    size_t take = decoder->held_end - decoder->held_begin;
    if (take > capacity) take = capacity;
    memcpy(text, decoder->held + decoder->held_begin, take);
    decoder->held_begin += take;
    *length = take;
    return COBUY_OK;
}
