/*
 * line_blocks.h - lines that differ in their last few items
 *
 *     head     varied   tail
 *     a b d    e g      (17)      each line of a block is three texts that lie there
 *     a b d    e f g    (12)
 */
#ifndef COBUY_RULEFILE_LINE_BLOCKS_H
#define COBUY_RULEFILE_LINE_BLOCKS_H

#include "mine/itemset_sink.h"
#include "rulefile/tails.h"
#include "rulefile/varied_text.h"

#define line_block_put_ended FOR_INSTRUCTIONS(line_block_put_ended)
#define line_block_put_members FOR_INSTRUCTIONS(line_block_put_members)

/* A head with each of some varied texts. */
struct line_block {
    const struct varied_text *varied;
    const char *head;
    size_t length; /* of the head */
};

/* Lines for the varied texts from 'first' up to 'end', which have their tails already;
 * returns where the lines end. */
char *line_block_put_ended(char *to, const struct line_block *block, uint32_t first,
                           uint32_t end);

/* Cells of a table from 'base' on, which differ in their lowest items only, and a bit
 * for each that is a member. */
struct line_members {
    const struct count_table *table;
    uint32_t base, members;
};

/* Lines for the members: cell base + s has varied text s. */
char *line_block_put_members(char *to, const struct line_block *block,
                             const struct line_members *of, const struct tails *tails);

#endif /* COBUY_RULEFILE_LINE_BLOCKS_H */
