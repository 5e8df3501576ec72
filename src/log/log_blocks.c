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
 */
#include "log/log_blocks.h"

#include "io/line_ends.h"

#include <string.h>

/* Text has no zero bytes: they mean UTF-16, or blocks that a crash left unwritten. */
static cobuy_status refuse_zero_bytes(const struct log_blocks *text,
                                      const struct block *block, cobuy_error *error)
{
    const char *zero = memchr(block->text, 0, block->length);
    if (!zero) return COBUY_OK;
    uint64_t line = text->line + line_ends_count(block->text, zero);
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s:%llu: a NUL byte; the log is damaged, or it is UTF-16 and "
                       "'iconv -f UTF-16 -t UTF-8' makes it readable",
                       text->path, (unsigned long long)line);
}

/* Reads from the source behind what a block has, until it has so much. */
static cobuy_status fill(struct log_blocks *text, struct block *block, size_t wanted,
                         cobuy_error *error)
{
    while (!text->ended && block->length < wanted) {
        char *to = block->text + block->length;
        struct source_seen seen = {text->line, block->text, to};
        size_t got;
        cobuy_status status =
            source_read(text->source, to, wanted - block->length, &seen, &got, error);
        if (status != COBUY_OK) return status;
        block->length += got;
        text->ended = got == 0;
    }
    return COBUY_OK;
}

cobuy_status log_blocks_open(struct log_blocks *text, cobuy_context *context,
                             const char *path, bool digest, cobuy_error *error)
{
    bool standard_input = strcmp(path, "-") == 0;
    *text = (struct log_blocks){.context = context,
                                .path = standard_input ? "standard input" : path,
                                .line = 1};
    cobuy_status status = source_open(&text->source, context, path, digest, error);
    if (status != COBUY_OK) return status;
    if (!block_make_room(&text->start, &context->memory, LOG_START))
        return status_no_memory(error, "reading a log");
    status = fill(text, &text->start, LOG_START, error);
    if (status == COBUY_OK) status = refuse_zero_bytes(text, &text->start, error);
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
    block_clear(&text->start, &text->context->memory);
}

void log_blocks_finish(struct log_blocks *text, cobuy_log *told)
{
    told->gzip = source_is_gzip(text->source);
    told->bytes = source_bytes(text->source);
    source_sha256(text->source, told->sha256);
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
    cobuy_status status = fill(text, &text->start, wanted, error);
    return status == COBUY_OK ? refuse_zero_bytes(text, &text->start, error) : status;
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

/* Looks into a block that is cut. */
static cobuy_status mark(struct log_blocks *text, struct block *block,
                         cobuy_error *error)
{
    block->text[block->length] = '\n';
    block->marks = INSTRUCTIONS_PICK(text->context->instructions,
                                     text_marks)(block->text, block->length);
    block->line = text->line;
    block->taken = source_bytes(text->source);
    block->number = text->number++;
    cobuy_status status =
        block->marks.zeros ? refuse_zero_bytes(text, block, error) : COBUY_OK;
    text->line += block->marks.line_ends;
    return status;
}

cobuy_status log_blocks_read(struct log_blocks *text, struct block *block,
                             record_cutter *cut, const void *how, cobuy_error *error)
{
    size_t from_start = 0, end = 0;
    bool hopeless = false;
    block->length = 0;
    for (size_t wanted = text->context->block_bytes; end == 0; wanted *= 2) {
        cobuy_status status = gather(text, block, wanted, &from_start, error);
        if (status != COBUY_OK) return status;
        block->last = text->ended && text->used + from_start == text->start.length;
        if (!block->last) end = cut(how, block->text, block->length, &hopeless);
        if (block->last || hopeless) end = block->length;
        if (block->last) break;
    }
    cobuy_status status = keep_rest(text, block, end, from_start, error);
    block->length = end;
    return status == COBUY_OK ? mark(text, block, error) : status;
}
