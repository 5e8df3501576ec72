/*
 * log_blocks.c - the text of a log, in blocks that end where a record ends
 *
 *     start   [used.....]|          what was read but did not fit a block
 *     block   [from start][from the source....|cut off]
 *                                              `-> becomes the start of the next
 *
 * A block is as long as the context says, and longer only where no record ends in that
 * much.  So where blocks end depends on nothing but the log, and that an error is the
 * first one in the log can be said by the block that it is in.
 *
 * Line ends are counted here, while the text is in the processor's cache: so each block
 * knows its line, whoever reads it when.
 *
 * What encoding a log is in is decided where it first makes a difference: at the first
 * byte that is not ASCII, which all that is guessed have in common (encoding_guess.h).
 * Nothing before was decoded, and nothing has to be read twice: what was read from
 * there on becomes the beginning of what is decoded.
 *
 *     block   [ASCII .... e9 .. |cut off]      start   [ASCII .... e9 .. ......]
 *                  `-- put back --------------------->  `-- decoder ------------'
 */
#include "log/log_blocks.h"

#include "base/utf8.h"
#include "io/encoding.h"
#include "io/line_ends.h"
#include "log/encoding_guess.h"
#include "log/utf8_valid.h"

#include <string.h>

/* The bytes of a text from where the next block begins, or of that block. */
static const char *begin_of(const struct log_blocks *text, const struct block *block)
{
    return block->text + (block == &text->start ? text->used : 0);
}

/* Reads from the source behind what a block has, until it has so much. */
static cobuy_status fill(struct log_blocks *text, struct block *block, size_t wanted,
                         cobuy_error *error)
{
    while (!text->ended && block->length < wanted) {
        char *to = block->text + block->length;
        size_t room = wanted - block->length, got;
        struct source_seen seen = {
            .line = text->line, .begin = begin_of(text, block), .end = to};
        cobuy_status status =
            text->decoder ? decoder_read(text->decoder, text->source, to, room, &seen,
                                         &got, error)
                          : source_read(text->source, to, room, &seen, &got, error);
        if (status != COBUY_OK) return status;
        block->length += got;
        text->ended = got == 0;
    }
    return COBUY_OK;
}

/* -------------------------------------------------------------------- the encoding */

static struct text_marks marks_of(const struct log_blocks *text, const char *bytes,
                                  size_t length)
{
    return INSTRUCTIONS_PICK(text->context->instructions, text_marks)(bytes, length);
}

/* From here on, a decoder reads, beginning with the bytes given. */
static cobuy_status decode(struct log_blocks *text, const char *bytes, size_t length,
                           cobuy_error *error)
{
    struct decoding how = {.path = text->path,
                           .encoding = text->encoding,
                           .delimiter = text->wanted.delimiter,
                           .delimited = !text->wanted.undelimited};
    text->ended = false;
    return decoder_create(&text->decoder, text->context, &how, bytes, length, error);
}

/* The same with what there is of the start, from the line on that is at 'from'. */
static cobuy_status decode_start(struct log_blocks *text, size_t from,
                                 cobuy_error *error)
{
    struct block *start = &text->start;
    size_t length = start->length;
    while (from > text->used && !strchr("\r\n", start->text[from - 1])) from--;
    start->length = from;
    cobuy_status status = decode(text, start->text + from, length - from, error);
    return status == COBUY_OK ? fill(text, start, start->capacity, error) : status;
}

/* Guesses by the first bytes of the start, from 'from' on, that are not ASCII. */
static cobuy_status guess(struct log_blocks *text, size_t from, cobuy_error *error)
{
    struct block *start = &text->start;
    size_t end = from;
    while (end < start->length && (unsigned char)start->text[end] < 0x80) end++;
    end += GUESS_BYTES;
    if (end > start->length) {
        if (!block_make_room(start, &text->context->memory, end))
            return status_no_memory(error, "reading a log");
        cobuy_status status = fill(text, start, end, error);
        if (status != COBUY_OK) return status;
    }
    bool whole = end >= start->length && text->ended;
    if (end > start->length) end = start->length;
    const char *name;
    cobuy_status status = encoding_guess(text->context, start->text + from, end - from,
                                         whole, &name, error);
    text->encoding = name ? name : ENCODING_UTF8;
    return status;
}

/* Decides on the encoding of a log that is ASCII up to 'from' in its start, and is not
 * behind that; what was read is decoded then. */
static cobuy_status decide(struct log_blocks *text, size_t from, cobuy_error *error)
{
    cobuy_status status = guess(text, from, error);
    if (status != COBUY_OK || encoding_is_utf8(text->encoding)) return status;
    return decode_start(text, from, error);
}

/* The first byte that no text has: a zero byte, which means UTF-16, or a block that a
 * crash left unwritten; or one that is not UTF-8.  What is cut off may go on unless the
 * text is whole. */
static cobuy_status find_no_text(const struct log_blocks *text,
                                 const struct block *block, bool whole,
                                 cobuy_error *error)
{
    const char *begin = begin_of(text, block), *end = block->text + block->length;
    const char *valid =
        begin + INSTRUCTIONS_PICK(text->context->instructions,
                                  utf8_valid)(begin, (size_t)(end - begin));
    if (valid == end || (!whole && utf8_is_cut_off(valid, (size_t)(end - valid))))
        return COBUY_OK;
    if (*valid == 0) {
        uint64_t line = text->line + line_ends_count(begin, valid);
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: a NUL byte; the log is damaged%s", text->path,
                           (unsigned long long)line,
                           text->decoder ? "" : ", or it is UTF-16");
    }
    return encoding_fail(&(struct undecoded){.path = text->path,
                                             .encoding = ENCODING_UTF8,
                                             .line = text->line,
                                             .text = begin,
                                             .end = valid,
                                             .byte = *valid},
                         error);
}

/* Fails if the text of a block has what no text has; but if its gzip data turns out to
 * be damaged, for that. */
static cobuy_status check_text(struct log_blocks *text, const struct block *block,
                               bool whole, cobuy_error *error)
{
    cobuy_status status = find_no_text(text, block, whole, error);
    if (status == COBUY_OK) return status;
    cobuy_error damage;
    struct source_seen seen = {.line = text->line,
                               .begin = begin_of(text, block),
                               .end = block->text + block->length};
    struct source_seen rest = {.begin = begin_of(text, &text->start),
                               .end = text->start.text + text->start.length,
                               .before = &seen};
    const struct source_seen *last = block == &text->start ? &seen : &rest;
    cobuy_status damaged =
        text->decoder ? decoder_check_rest(text->decoder, text->source, last, &damage)
                      : source_check_rest(text->source, last, &damage);
    if (damaged == COBUY_OK) return status;
    if (error) *error = damage;
    return damaged;
}

/* Looks at what was read of the start behind the first 'known' bytes. */
static cobuy_status examine_start(struct log_blocks *text, size_t known,
                                  cobuy_error *error)
{
    const struct block *start = &text->start;
    cobuy_status status = COBUY_OK;
    if (!text->encoding && marks_of(text, start->text, start->length).unusual)
        status = decide(text, known, error);
    return status == COBUY_OK ? check_text(text, start, text->ended, error) : status;
}

/* --------------------------------------------------------------------- the start */

static bool is_decoded(const struct log_blocks *text)
{
    return text->encoding && !encoding_is_utf8(text->encoding);
}

/* Reads the start, in the encoding that is given, or that its mark tells. */
static cobuy_status read_start(struct log_blocks *text, cobuy_error *error)
{
    struct block *start = &text->start;
    cobuy_status status = COBUY_OK;
    text->encoding = text->wanted.name;
    if (is_decoded(text)) TRY(decode(text, NULL, 0, error));
    TRY(fill(text, start, LOG_START, error));
    if (!text->encoding) {
        text->encoding = encoding_of_mark(start->text, start->length);
        if (is_decoded(text)) TRY(decode_start(text, 0, error));
    }
    TRY(examine_start(text, 0, error));
done:
    return status;
}

cobuy_status log_blocks_open(struct log_blocks *text, cobuy_context *context,
                             const char *path, const struct log_encoding *wanted,
                             bool digest, cobuy_error *error)
{
    bool standard_input = strcmp(path, "-") == 0;
    *text = (struct log_blocks){.context = context,
                                .path = standard_input ? "standard input" : path,
                                .wanted = *wanted,
                                .line = 1};
    cobuy_status status = source_open(&text->source, context, path, digest, error);
    if (status != COBUY_OK) return status;
    if (!block_make_room(&text->start, &context->memory, LOG_START))
        return status_no_memory(error, "reading a log");
    status = read_start(text, error);
    bool marked =
        text->start.length >= 3 && memcmp(text->start.text, "\xef\xbb\xbf", 3) == 0;
    text->used = marked ? 3 : 0;
    return status;
}

void log_blocks_close(struct log_blocks *text)
{
    if (!text->context) return;
    source_close(text->source);
    text->source = NULL;
    decoder_free(text->decoder);
    text->decoder = NULL;
    block_clear(&text->start, &text->context->memory);
}

void log_blocks_finish(struct log_blocks *text, cobuy_log *told)
{
    told->gzip = source_is_gzip(text->source);
    told->bytes = source_bytes(text->source);
    source_sha256(text->source, told->sha256);
    told->encoding = text->encoding ? text->encoding : ENCODING_UTF8;
    log_blocks_close(text);
}

const char *log_blocks_start(const struct log_blocks *text, size_t *length)
{
    *length = text->start.length - text->used;
    return text->start.text + text->used;
}

bool log_blocks_is_blank(const struct log_blocks *text)
{
    size_t length;
    const char *start = log_blocks_start(text, &length);
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", start[i])) return false;
    return text->ended;
}

void log_blocks_skip(struct log_blocks *text, size_t length)
{
    const char *start = text->start.text + text->used;
    text->line += line_ends_count(start, start + length);
    text->used += length;
}

cobuy_status log_blocks_extend(struct log_blocks *text, cobuy_error *error)
{
    size_t wanted = 2 * text->start.capacity;
    if (!block_make_room(&text->start, &text->context->memory, wanted))
        return status_no_memory(error, "reading a log");
    size_t known = text->start.length;
    cobuy_status status = fill(text, &text->start, wanted, error);
    return status == COBUY_OK ? examine_start(text, known, error) : status;
}

/* ---------------------------------------------------------------------- a block */

/* Gives a block so many bytes, or all that there are; says how many of them are from
 * the start. */
static cobuy_status gather(struct log_blocks *text, struct block *block, size_t wanted,
                           size_t *from_start, cobuy_error *error)
{
    size_t length, more = wanted - block->length;
    if (!block_make_room(block, &text->context->memory, wanted))
        return status_no_memory(error, "reading a log");
    const char *start = log_blocks_start(text, &length);
    length -= *from_start;
    if (more > length) more = length;
    memcpy(block->text + block->length, start + *from_start, more);
    block->length += more;
    *from_start += more;
    return more == length ? fill(text, block, wanted, error) : COBUY_OK;
}

/* Keeps what lies behind 'end' in a block for the next one. */
static cobuy_status keep_rest(struct log_blocks *text, const struct block *block,
                              size_t end, size_t from_start, cobuy_error *error)
{
    if (block->length == from_start) {
        text->used += end;
        return COBUY_OK;
    }
    size_t rest = block->length - end;
    if (!block_make_room(&text->start, &text->context->memory, rest))
        return status_no_memory(error, "reading a log");
    memcpy(text->start.text, block->text + end, rest);
    text->start.length = rest;
    text->used = 0;
    return COBUY_OK;
}

/* Puts what a block has back in front of what the start has. */
static cobuy_status put_back(struct log_blocks *text, struct block *block,
                             size_t from_start, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (block->length > from_start)
        status = keep_rest(text, block, 0, from_start, error);
    block->length = 0;
    return status;
}

/* Looks into a block that is cut. */
static cobuy_status mark(struct log_blocks *text, struct block *block,
                         cobuy_error *error)
{
    block->text[block->length] = '\n';
    block->line = text->line;
    block->taken = source_bytes(text->source);
    block->number = text->number++;
    cobuy_status status = COBUY_OK;
    if (block->marks.unusual) status = check_text(text, block, block->last, error);
    text->line += block->marks.line_ends;
    return status;
}

/* A block that is being made. */
struct cutting {
    record_cutter *cut;
    const void *how;
    size_t from_start; /* bytes of it that the start still has */
    size_t end;        /* of its last record */
};

/* Gives a block bytes until a record ends in them. */
static cobuy_status gather_records(struct log_blocks *text, struct block *block,
                                   struct cutting *cutting, cobuy_error *error)
{
    bool hopeless = false;
    block->length = cutting->from_start = cutting->end = 0;
    for (size_t wanted = text->context->block_bytes; cutting->end == 0; wanted *= 2) {
        cobuy_status status = gather(text, block, wanted, &cutting->from_start, error);
        if (status != COBUY_OK) return status;
        block->last =
            text->ended && text->used + cutting->from_start == text->start.length;
        if (!block->last)
            cutting->end =
                cutting->cut(cutting->how, block->text, block->length, &hopeless);
        if (block->last || hopeless) cutting->end = block->length;
        if (block->last) break;
    }
    block->marks = marks_of(text, block->text, cutting->end);
    return COBUY_OK;
}

cobuy_status log_blocks_read(struct log_blocks *text, struct block *block,
                             record_cutter *cut, const void *how, cobuy_error *error)
{
    struct cutting cutting = {.cut = cut, .how = how};
    cobuy_status status = COBUY_OK;
    TRY(gather_records(text, block, &cutting, error));
    if (!text->encoding && block->marks.unusual) {
        TRY(put_back(text, block, cutting.from_start, error));
        TRY(decide(text, text->used, error));
        TRY(gather_records(text, block, &cutting, error));
    }
    TRY(keep_rest(text, block, cutting.end, cutting.from_start, error));
    block->length = cutting.end;
    TRY(mark(text, block, error));
done:
    return status;
}
