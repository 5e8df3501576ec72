/*
 * family_lines.h - what the families of itemset_sink.h have in common as lines of text
 *
 * All of it is for families that are wanted whole (family_is_whole()).
 */
#ifndef COBUY_RULEFILE_FAMILY_LINES_H
#define COBUY_RULEFILE_FAMILY_LINES_H

#include "rulefile/itemset_lines.h"

#define family_prefix FOR_INSTRUCTIONS(family_prefix)
#define family_with_item FOR_INSTRUCTIONS(family_with_item)
#define family_sort_perfect FOR_INSTRUCTIONS(family_sort_perfect)
#define family_put_with_optional FOR_INSTRUCTIONS(family_put_with_optional)
#define family_put_table FOR_INSTRUCTIONS(family_put_table)

/* Whether all of a family is wanted, with up to 'n' items beside its stem, and may be
 * put together from texts. */
static inline bool family_is_whole(const struct itemset_lines *lines,
                                   const struct stem *stem, uint32_t n)
{
    uint64_t largest = (uint64_t)stem->n_prefix + stem->n_perfect + n;
    return !lines->one_at_a_time &&
           (!lines->limited || largest <= lines->expanding.max_items);
}

/* Makes room for LINES_AT_ONCE lines. */
static inline cobuy_status family_make_room(struct itemset_lines *lines,
                                            cobuy_error *error)
{
    return lines->to - lines->buffer < LINES_PIECE ? COBUY_OK
                                                   : itemset_lines_flush(lines, error);
}

/* The text of a prefix, by way of those of its first items; NULL if there is no
 * memory. */
const struct prefix_text *family_prefix(struct itemset_lines *lines,
                                        const uint32_t *ranks, uint32_t n);

/* The text of a prefix of 'n' items, of which lines->prefixes has the text, with one
 * more item; NULL if there is no memory. */
const struct prefix_text *family_with_item(struct itemset_lines *lines, uint32_t n,
                                           uint32_t place);

/* The perfect extensions of a stem by name, in lines->optional. */
void family_sort_perfect(struct itemset_lines *lines, const struct stem *stem);

/* Lines for the prefix with every choice of 'n' optional items, which ascend by name.
 */
COBUY_CHECK cobuy_status family_put_with_optional(struct itemset_lines *lines,
                                                  const struct prefix_text *prefix,
                                                  const uint32_t *optional, uint32_t n,
                                                  uint32_t count, cobuy_error *error);

/* itemset_sink.take_table (table_lines.c). */
COBUY_CHECK cobuy_status family_put_table(struct itemset_sink *sink,
                                          const struct stem *stem,
                                          const struct count_table *table,
                                          cobuy_error *error);

#endif /* COBUY_RULEFILE_FAMILY_LINES_H */
