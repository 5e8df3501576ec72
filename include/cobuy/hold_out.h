/*
 * hold_out.h - rules of earlier baskets that later ones confirm
 *
 * A search looks at so many rules that some are good by chance, and the thresholds that
 * choose rules choose those that had luck: counted again, they do worse.  Other
 * baskets, which the search has not seen, have no reason to agree with it (Webb,
 * "Discovering significant patterns", Machine Learning 68, 2007).
 */
#ifndef COBUY_HOLD_OUT_H
#define COBUY_HOLD_OUT_H

#include <cobuy/recount.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Options of cobuy_hold_out(); start from COBUY_HOLD_OUT_DEFAULTS. */
typedef struct cobuy_hold_out_options {
    size_t size;
    double min_confidence, min_lift; /* that rules must reach in the later part, too */
    double level;            /* of the test that is said below, above 0 and below 1 */
    bool keep;               /* rules that are not confirmed are kept, and marked */
    uint64_t top;            /* only so many rules that are left, the first; 0: all */
    cobuy_split_facts split; /* for the manifest; all 0: not known */
} cobuy_hold_out_options;

#define COBUY_HOLD_OUT_DEFAULTS                                   \
    {                                                             \
        sizeof(cobuy_hold_out_options), 0.1, 0.0, 0.05, false, 0, \
        {                                                         \
            0                                                     \
        }                                                         \
    }

/*
 * Counts rules in 'later' baskets, and leaves those that are confirmed there, in their
 * order.  A rule is confirmed if, in the later baskets alone,
 *
 *     its confidence and its lift reach the minimum again, and
 *     its sides are together too often for chance: by Fisher's exact test, one-sided,
 *     with Holm's correction for the number of rules.
 *
 * So the chance that any rule is confirmed whose sides are independent there is at most
 * 'level', however many itemsets the search has looked at.
 *
 * The caller frees *out and *recount, which has what the later baskets say of the rules
 * of *out, in their order.  'rules' must be all that passed: with 'top' they would be
 * the luckiest.
 */
COBUY_API COBUY_CHECK cobuy_status
cobuy_hold_out(cobuy_context *context, cobuy_rules **out, cobuy_recount **recount,
               const cobuy_rules *rules, const cobuy_baskets *later,
               const cobuy_hold_out_options *options, cobuy_error *error);

/* How rules were confirmed. */
typedef struct cobuy_held_out {
    uint64_t tested, confirmed; /* rules */
    uint64_t significant;    /* of those tested, by the test, whatever the thresholds */
    double level, highest_p; /* that is significant; 0: none is */
    cobuy_split_facts split;
} cobuy_held_out;

/* NULL if the recount is not of what was held out. */
COBUY_API const cobuy_held_out *cobuy_recount_held_out(const cobuy_recount *recount);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_HOLD_OUT_H */
