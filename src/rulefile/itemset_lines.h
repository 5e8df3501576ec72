/*
 * itemset_lines.h - families of itemsets (mine/itemset_sink.h) as lines of text
 *
 * For itemsets that are written as they are found.  The lines are those of lines.h.
 */
#ifndef COBUY_RULEFILE_ITEMSET_LINES_H
#define COBUY_RULEFILE_ITEMSET_LINES_H

#include "base/instructions.h"
#include "mine/tally.h"
#include "rulefile/item_texts.h"

enum {
    LINES_PIECE = 128 * 1024,        /* bytes that are given away together, and more */
    LINES_TAILS_BYTES = 1024 * 1024, /* that tails may take */
    LINES_LONGEST = 64 * 1024,       /* bytes of a line for which there is scratch */
    VARIED_MOST_ITEMS = 5,
    LINES_AT_ONCE = 1 << VARIED_MOST_ITEMS, /* between looks at the room there is */
    LINES_HEADS = 1 << (TABLE_MOST_ITEMS - VARIED_MOST_ITEMS),
};

/* Takes whole lines, 'n' of them in 'length' bytes. */
typedef cobuy_status lines_take(void *taker, const char *bytes, size_t length,
                                uint64_t n, cobuy_error *error);

/* The first items of the prefix, in the order of their names. */
struct prefix_text {
    uint32_t rank; /* the item that was put in last */
    uint32_t n;
    uint32_t *places; /* n, by name */
    uint32_t *begins; /* n + 1: where their texts begin, and where the last one ends */
    char *bytes;
};

/* Texts of all subsets of a few items, with the items of a prefix between them. */
struct varied_text {
    uint32_t n_items;
    uint32_t begin; /* of the prefix's bytes: what comes before is the same for all */
    uint32_t lengths[1 << VARIED_MOST_ITEMS], longest;
    char *bytes; /* of subset s from s * stride on */
    size_t stride;
};

/* A sink of one worker. */
struct itemset_lines {
    struct expanding_sink expanding;
    struct itemset_sink one_by_one; /* for what does not go family by family */
    struct counting_sink counting;
    bool limited;       /* some families have members that are too large */
    bool one_at_a_time; /* names ask for quotes, or make lines too long for scratch */
    const struct item_texts *texts;
    lines_take *take;
    void *taker;
    struct arena arena;
    VECTOR(struct prefix_text) prefixes; /* [k]: of the first k items */
    uint32_t n_prefixes;                 /* that are those of the prefix seen last */
    struct varied_text varied;
    /* Tails of lines, by count from the minimum count on, and one more for all counts
     * that are larger.  The last byte of the room for one is its length, or 0. */
    char *tails;
    size_t tail_room;
    uint32_t first_count, n_tails;
    uint32_t *optional; /* scratch: places of perfect extensions */
    char *heads;        /* scratch: how lines begin; LINES_HEADS of them */
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
