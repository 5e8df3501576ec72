/*
 * basket_lines.c - a basket a line, items separated by blanks
 */
#include "log/basket_lines.h"

#include <string.h>

enum { ITEM_LIMIT = 1024 * 1024 };

void basket_lines_init(struct basket_lines *lines, cobuy_context *context,
                       const char *path, cobuy_builder *builder)
{
    *lines = (struct basket_lines){
        .context = context, .path = path, .builder = builder, .line = 1};
}

void basket_lines_clear(struct basket_lines *lines)
{
    VECTOR_FREE(&lines->context->memory, &lines->part);
}

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static cobuy_status take_item(struct basket_lines *lines, const char *item,
                              size_t length, cobuy_error *error)
{
    if (!lines->basket_begun) {
        cobuy_status status = builder_begin(lines->builder, error);
        if (status != COBUY_OK) return status;
        lines->basket_begun = true;
        lines->baskets++;
    }
    return builder_add_to_last(lines->builder, item, length, error);
}

/* Keeps the bytes of an item whose end is not yet seen. */
static cobuy_status keep_part(struct basket_lines *lines, const char *text,
                              size_t length, cobuy_error *error)
{
    if (lines->part.length + length > ITEM_LIMIT)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: an item of more than %d bytes", lines->path,
                           (unsigned long long)lines->line, (int)ITEM_LIMIT);
    if (!VECTOR_RESERVE(&lines->context->memory, &lines->part, length))
        return status_no_memory(error, "an item of the log");
    if (length > 0) memcpy(lines->part.data + lines->part.length, text, length);
    lines->part.length += length;
    return COBUY_OK;
}

/* An item ends behind these bytes, which may be none; kept ones stand before. */
static cobuy_status end_item(struct basket_lines *lines, const char *text,
                             size_t length, cobuy_error *error)
{
    if (lines->part.length == 0)
        return length == 0 ? COBUY_OK : take_item(lines, text, length, error);
    cobuy_status status = keep_part(lines, text, length, error);
    if (status == COBUY_OK)
        status = take_item(lines, lines->part.data, lines->part.length, error);
    lines->part.length = 0;
    return status;
}

static void end_line(struct basket_lines *lines)
{
    lines->blank_lines += !lines->basket_begun;
    lines->basket_begun = false;
    lines->line++;
}

cobuy_status basket_lines_feed(struct basket_lines *lines, const char *text,
                               size_t length, cobuy_error *error)
{
    const char *end = text + length, *item = text;
    for (const char *at = text; at < end; at++) {
        if (!is_separator(*at)) continue;
        if (item < at) lines->after_cr = false;
        cobuy_status status = end_item(lines, item, (size_t)(at - item), error);
        if (status != COBUY_OK) return status;
        bool second_half = *at == '\n' && lines->after_cr;
        bool ends_line = *at == '\r' || (*at == '\n' && !second_half);
        if (ends_line) end_line(lines);
        lines->after_cr = *at == '\r';
        item = at + 1;
    }
    if (item == end) return COBUY_OK;
    lines->after_cr = false;
    return keep_part(lines, item, (size_t)(end - item), error);
}

cobuy_status basket_lines_end(struct basket_lines *lines, cobuy_error *error)
{
    return end_item(lines, NULL, 0, error);
}
