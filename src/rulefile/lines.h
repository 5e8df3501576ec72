/*
 * lines.h - rules and itemsets as lines of their formats
 *
 * Each function appends what it names to a text.  Names of items come from a getter, so
 * that rules, itemsets and a running search can use the same lines.
 */
#ifndef COBUY_RULEFILE_LINES_H
#define COBUY_RULEFILE_LINES_H

#include "rulefile/text.h"

#include <cobuy/write.h>

struct item_lines {
    struct text *text;
    struct text *side; /* scratch for the items of one side */
    cobuy_text (*name)(const void *of, uint32_t item);
    const void *of;
};

/* The header; nothing for formats that have none. */
void lines_rule_header(struct text *text, cobuy_file_format format);
void lines_itemset_header(struct text *text, cobuy_file_format format);

void lines_rule(const struct item_lines *lines, cobuy_file_format format,
                const cobuy_rule *rule);
void lines_itemset(const struct item_lines *lines, cobuy_file_format format,
                   const cobuy_itemset *itemset, uint64_t baskets);

/* COBUY_INVALID_ARGUMENT for a name that would not read back as the same one item:
 * blanks in FIMI text, bytes that are not UTF-8 in JSON. */
COBUY_CHECK cobuy_status lines_check_name(cobuy_file_format format, cobuy_text name,
                                          cobuy_error *error);

#endif /* COBUY_RULEFILE_LINES_H */
