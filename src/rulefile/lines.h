/*
 * lines.h - rules and itemsets as lines of their formats
 *
 * What all lines of a file have in common is made once: the text of each item as the
 * format wants it, escaped and in quotes.  A line is then put together from pieces.
 */
#ifndef COBUY_RULEFILE_LINES_H
#define COBUY_RULEFILE_LINES_H

#include "base/decimal.h"
#include "rulefile/columns.h"
#include "rulefile/text.h"

/* Where items have their names: a getter, so that rules, itemsets and a running search
 * can use the same lines. */
struct item_source {
    cobuy_text (*name)(const void *of, uint32_t item);
    const void *of;
    uint32_t n_items;
};

struct line_layout;
struct line_item;

/* What the lines of one file have in common.  Immutable: threads may share it. */
struct lines {
    struct memory *memory;
    const struct line_layout *layout;
    uint64_t baskets;
    char baskets_text[DECIMAL_ROOM];
    size_t baskets_length;
    uint32_t n_items;
    struct line_item *items;
    struct text texts; /* of all items, one behind the other */
    struct line_columns columns;
};

/* Without further columns, which the caller may set.  False if there is no memory;
 * lines_clear() may be called all the same. */
bool lines_init(struct lines *out, struct memory *memory, cobuy_file_format format,
                const struct item_source *source, uint64_t baskets);
void lines_clear(struct lines *lines);

/* Writes lines; one thread at a time. */
struct line_writer {
    const struct lines *lines;
    struct text *text; /* what they are appended to */
    /* What belongs to the next rule, if there are such columns (columns.h). */
    const cobuy_recounted *recounted;
    struct decimal_cache numbers;
};

void line_writer_init(struct line_writer *out, const struct lines *lines,
                      struct text *text);
void line_writer_rule(struct line_writer *writer, const cobuy_rule *rule);
void line_writer_itemset(struct line_writer *writer, const cobuy_itemset *itemset);

/* An itemset now and then, without anything made before.  'side' is scratch. */
struct item_lines {
    struct text *text;
    struct text *side;
    cobuy_text (*name)(const void *of, uint32_t item);
    const void *of;
    struct line_columns columns;
};

void lines_itemset(const struct item_lines *lines, cobuy_file_format format,
                   const cobuy_itemset *itemset, uint64_t baskets);

/* What a line of an itemset is made of, for those who put lines together themselves:
 * its head; items, with the separator between them; and its end, with the count. */
const char *lines_itemset_head(cobuy_file_format format);
char lines_separator(cobuy_file_format format);

/* Appends the text of an item; returns whether some line with it needs quotes around
 * its items. */
bool lines_item(struct text *text, cobuy_file_format format, cobuy_text name);

enum { LINES_END_ROOM = 128 }; /* what an end takes, and what is copied too much */

/* Writes what comes behind the items; returns its length. */
size_t lines_itemset_end(char *to, cobuy_file_format format, uint64_t count,
                         uint64_t baskets);

/* The header; nothing for formats that have none. */
void lines_rule_header(struct text *text, cobuy_file_format format,
                       const struct line_columns *columns);
void lines_itemset_header(struct text *text, cobuy_file_format format,
                          const struct line_columns *columns);

/* COBUY_INVALID_ARGUMENT for a name that would not read back as the same one item:
 * blanks in FIMI text, bytes that are not UTF-8 in JSON. */
COBUY_CHECK cobuy_status lines_check_name(cobuy_file_format format, cobuy_text name,
                                          cobuy_error *error);

#endif /* COBUY_RULEFILE_LINES_H */
