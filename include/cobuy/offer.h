/*
 * offer.h - this is in the basket: what goes with it?
 *
 *     cobuy_read_rules(context, &rules, "rules.csv", &error);
 *     cobuy_offer_index_create(context, &index, rules, NULL, &error);
 *     n = cobuy_offer_find(index, basket, n_items, offers, 10);
 *
 * A rule whose consequent is one item speaks for that item if its antecedent is within
 * the basket.  Of all rules that speak for an item the best one does, by the measure
 * that offers are ranked by; no item is offered that the basket has.  Rules with larger
 * consequents speak for none: what they say is true of all their items together.
 *
 * That measure is confidence unless another is asked for: of all baskets like this one,
 * in so many the item was bought, and so the first offer is the one that is most likely
 * taken (in evaluate.h, what finds most hidden items).  Lift would offer what is rare
 * before what is bought.  Ties go by lift, confidence and count, all descending, and
 * then by the names of antecedent and consequent, so that there are none.
 */
#ifndef COBUY_OFFER_H
#define COBUY_OFFER_H

#include <cobuy/rule_list.h>
#include <cobuy/write.h> /* cobuy_file_format */

#ifdef __cplusplus
extern "C" {
#endif

/* ========================================================================== */
/*                                 The index                                  */
/* ========================================================================== */

/* From items to the rules that they speak for.  Immutable: any number of threads may
 * ask one index at once. */
typedef struct cobuy_offer_index cobuy_offer_index;

/* Options of cobuy_offer_index_create(); start from COBUY_OFFER_DEFAULTS. */
typedef struct cobuy_offer_options {
    size_t size;
    cobuy_measure sort_by; /* the good values first, undefined ones last */
} cobuy_offer_options;

#define COBUY_OFFER_DEFAULTS                                  \
    {                                                         \
        sizeof(cobuy_offer_options), COBUY_MEASURE_CONFIDENCE \
    }

/* Makes an index of rules, which must outlive it. */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_index_create(
    cobuy_context *context, cobuy_offer_index **out, const cobuy_rule_list *rules,
    const cobuy_offer_options *options, cobuy_error *error);

/* Rules that speak for an item. */
COBUY_API uint64_t cobuy_offer_index_rules(const cobuy_offer_index *index);

/* An item that goes with a basket, and the rule that speaks for it: an index of
 * cobuy_rule_list_at(). */
typedef struct cobuy_offer {
    uint32_t item; /* of cobuy_rule_list_item() */
    uint64_t rule;
} cobuy_offer;

/*
 * Stores the best offers for a basket, up to 'room' and the best first, in 'offers',
 * and returns how many there are.  'basket' is ascending ids of cobuy_rule_list_item(),
 * without repeats.  Allocates nothing.
 */
COBUY_API size_t cobuy_offer_find(const cobuy_offer_index *index,
                                  const uint32_t *basket, size_t n_items,
                                  cobuy_offer *offers, size_t room);

COBUY_API void cobuy_offer_index_free(cobuy_offer_index *index); /* accepts NULL */

/* ========================================================================== */
/*                       Asking by name, answering in text                    */
/* ========================================================================== */

/* One basket after the other.  Not for several threads at once, but each may have its
 * own. */
typedef struct cobuy_offer_query cobuy_offer_query;

/* Queries for up to 'top' offers each, of an index that must outlive them. */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_query_create(
    cobuy_context *context, cobuy_offer_query **out, const cobuy_offer_index *index,
    size_t top, cobuy_error *error);

/* Forgets the basket that was asked for, and begins the next. */
COBUY_API void cobuy_offer_query_begin(cobuy_offer_query *query);

/* Puts an item into the basket; one that is there already changes nothing. */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_query_add(cobuy_offer_query *query,
                                                         const char *item,
                                                         size_t length,
                                                         cobuy_error *error);

/* The same with items as a rule file has them: joined by ";", "\" before a ";" or "\"
 * of a name.  COBUY_INVALID_ARGUMENT: that is not so. */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_query_add_joined(
    cobuy_offer_query *query, const char *items, size_t length, cobuy_error *error);

/* The offers for the basket, best first, valid until anything is added to it. */
COBUY_API const cobuy_offer *cobuy_offer_query_find(cobuy_offer_query *query,
                                                    size_t *n_offers);

/* Items of the basket that no rule has, in the order in which they were added; valid as
 * long. */
COBUY_API cobuy_text cobuy_offer_query_unknown(const cobuy_offer_query *query,
                                               size_t index);
COBUY_API size_t cobuy_offer_query_n_unknown(const cobuy_offer_query *query);

/*
 * The offers as lines.  As CSV a line each:
 *
 *     basket,rank,item,
 *
 * and then the columns of a rule file with the rule that speaks for it, and behind them
 * the measure that offers are ranked by, unless it is one of these.  As JSON Lines an
 * object a basket, also where nothing is offered:
 *
 *     {"basket":1,"unknown":["x"],"offers":[{"item":"tea","antecedent":["milk"], ...}]}
 *
 * 'basket' is a number of the caller's.  *lines is valid until the next is asked for.
 * COBUY_INVALID_ARGUMENT: the format is neither, or is JSON and a name is not UTF-8.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_query_lines(cobuy_offer_query *query,
                                                           cobuy_file_format format,
                                                           uint64_t basket,
                                                           cobuy_text *lines,
                                                           cobuy_error *error);

/* The header of all lines, as long valid; empty for JSON. */
COBUY_API COBUY_CHECK cobuy_status cobuy_offer_query_header(cobuy_offer_query *query,
                                                            cobuy_file_format format,
                                                            cobuy_text *header,
                                                            cobuy_error *error);

COBUY_API void cobuy_offer_query_free(cobuy_offer_query *query); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_OFFER_H */
