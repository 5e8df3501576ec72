/*
 * suggest.h - which minimum support gives about so many rules
 */
#ifndef COBUY_SUGGEST_H
#define COBUY_SUGGEST_H

#include <cobuy/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a minimum support gave when it was tried. */
typedef struct cobuy_attempt {
    uint64_t min_count;       /* baskets */
    uint64_t itemsets, rules; /* if it is not complete, so many at least */
    double seconds;           /* that mining and deriving take */
    bool complete;
} cobuy_attempt;

#define COBUY_ATTEMPTS 48

typedef struct cobuy_suggestion {
    cobuy_attempt attempts[COBUY_ATTEMPTS]; /* the highest count first */
    size_t n;
    size_t best; /* of those that are complete, the one nearest to what is wanted; n:
                    none is */
    uint64_t one_of; /* it was one basket of so many that was looked at: all are
                        estimates then, and 1 otherwise */
} cobuy_suggestion;

/*
 * Tries minimum supports, down from a high one and then between the last two, until the
 * rules are about 'wanted' or 'seconds' have passed.  All other options are as those of
 * cobuy_mine_rules() but 'top' and the budgets, which say nothing here.  Of more than
 * some millions of items in baskets a part is looked at: every n-th basket.  Which
 * counts are tried depends on the baskets alone, but for those that there is no time
 * for.
 *
 * 'focus' may be NULL.  Replaces the limit of time of the context by none.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_suggest(
    cobuy_context *context, cobuy_suggestion *out, const cobuy_baskets *baskets,
    const cobuy_focus *focus, const cobuy_mine_options *mine_options,
    const cobuy_rule_options *rule_options, uint64_t wanted, double seconds,
    cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_SUGGEST_H */
