/*
 * itemset_lines.h - families of itemsets (mine/itemset_sink.h) as lines of text
 *
 * For itemsets that are written as they are found.  The lines are those of lines.h.
 */
#ifndef COBUY_RULEFILE_ITEMSET_LINES_H
#define COBUY_RULEFILE_ITEMSET_LINES_H

#include "base/instructions.h"
#include "mine/tally.h"
#include "rulefile/tails.h"
#include "rulefile/varied_text.h"

enum {
    LINES_PIECE = 128 * 1024,    /* bytes that are given away together, and more */
    LINES_LONGEST = 64 * 1024,   /* bytes of a line for which there is scratch */
    LINES_AT_ONCE = VARIED_MOST, /* between looks at the room there is */
    LINES_HEADS = 1 << (TABLE_MOST_ITEMS - VARIED_MOST_ITEMS),
};

/* Takes whole lines, 'n' of them in 'length' bytes. */
typedef cobuy_status lines_take(void *taker, const char *bytes, size_t length,
                                uint64_t n, cobuy_error *error);

/* A sink of one worker. */
struct itemset_lines {
    struct expanding_sink expanding;
    struct itemset_sink one_by_one; /* for what does not go family by family */
    struct counting_sink counting;
    bool limited;       /* some families have members that are too large */
    bool one_at_a_time; /* names ask for quotes, or make lines too long for scratch; or
                           lines have further columns */
    const struct item_texts *texts;
    lines_take *take;
    void *taker;
    struct arena arena;
    VECTOR(struct prefix_text) prefixes; /* [k]: of the first k items */
    uint32_t n_prefixes;                 /* that are those of the prefix seen last */
    struct varied_text varied;
    struct tails tails;
    uint32_t *optional; /* scratch: places of perfect extensions */
    char *heads;        /* scratch: how lines begin; LINES_HEADS of them, and a draft */
    size_t head_room;
    char *buffer, *to;
    uint64_t n_lines; /* in the buffer */
    struct text text, side;
};

/* Counts into 'counts' what it gives, as lines, to 'take' of 'taker'.  After failure
 * itemset_lines_clear() is needed as after success. */
COBUY_CHECK cobuy_status itemset_lines_init(struct itemset_lines *lines,
                                            const struct item_texts *texts,
                                            const struct search *search,
                                            struct family_counts *counts,
                                            lines_take *take, void *taker,
                                            cobuy_error *error);

/* Gives away what there is.  After failure nothing more may be put. */
COBUY_CHECK cobuy_status itemset_lines_flush(struct itemset_lines *lines,
                                             cobuy_error *error);

void itemset_lines_clear(struct itemset_lines *lines);

/* Makes room for a text of one prefix item more; false if there is no memory. */
COBUY_CHECK bool itemset_lines_add_prefix(struct itemset_lines *lines);

/* What a sink does, for each set of instructions (family_lines.c). */
extern const struct itemset_sink family_lines_plain, family_lines_avx2,
    family_lines_avx512;

#endif /* COBUY_RULEFILE_ITEMSET_LINES_H */
