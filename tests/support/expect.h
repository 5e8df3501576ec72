/*
 * expect.h - results compared with what the oracle says
 *
 * A comparison tells the first differences by the names of the items, so that a failing
 * test can be read:
 *
 *     itemset 3 is {beer, tea} in 4 baskets, and should be {beer, tea} in 5 baskets
 */
#ifndef COBUY_TESTS_EXPECT_H
#define COBUY_TESTS_EXPECT_H

#include "support/oracle.h"

#include <cobuy/rule.h>

/* What differs; empty if nothing does.  The caller frees it. */
struct differences {
    struct bytes text;
    size_t n; /* all there are; 'text' shows the first few */
};

/* Each is true if the two are the same, and else adds to 'differences'. */
bool same_itemsets(const cobuy_itemsets *found, const struct oracle *oracle,
                   const struct oracle_itemsets *expected,
                   struct differences *differences);
bool same_rules(const cobuy_rules *found, const struct oracle *oracle,
                const struct oracle_rules *expected, struct differences *differences);

/* Shows the first line that differs; 'what' names the bytes. */
bool same_bytes(const struct bytes *found, const struct bytes *expected,
                const char *what, struct differences *differences);

/* Two counts, and what they count. */
bool same_count(uint64_t found, uint64_t expected, const char *what,
                struct differences *differences);

void differences_free(struct differences *differences);

#endif /* COBUY_TESTS_EXPECT_H */
