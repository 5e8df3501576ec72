/*
 * offer_index.c - from items to the rules that they speak for
 *
 * Rules are ranked once, when the index is made, so that to compare two of them is to
 * compare two integers. Each rule stands under one item of its antecedent, the one that
 * is in the fewest antecedents:
 *
 *     milk     0 7 9 ...     ranks of rules, ascending
 *     tea      2 3 8 ...
 *
 * A basket looks through the rules under each of its items, whose number is small
 * because of that choice, and sees whether their whole antecedent is within it.  The
 * best offers so far are kept in order.  Once there are as many as are wanted, the
 * rules of an item end where their rank comes behind that of the last offer: most
 * baskets look at few rules, however many there are.
 *
 * An item that is turned away or pushed out is behind so many others that only a better
 * rule could bring it back, and that comes by itself if there is one.  So the result is
 * that of looking at all.
 */
#include "offer/offer_index.h"

#include "base/context.h"
#include "base/options.h"
#include "base/sort.h"
#include "measure/measures.h"

#include <math.h>
#include <string.h>

static const cobuy_offer_options defaults = COBUY_OFFER_DEFAULTS;

/* --------------------------------------------------------------------------- ranking
 */

struct ranking {
    const cobuy_rule_list *rules;
    const double *keys; /* of each rule, the highest first */
};

static struct rule_counts rule_counts_at(const cobuy_rule_list *rules, uint32_t rule)
{
    const struct listed_rule *of = &rules->rules[rule];
    return counts_of(rules->counts[of->whole], rules->counts[of->antecedent],
                     rules->counts[of->consequent], rules->baskets);
}

/* The higher first, and undefined values last. */
static int compare_values(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

static int compare_sides(const cobuy_rule_list *rules, uint32_t a, uint32_t b)
{
    const uint32_t *items_a = rules->items + rules->starts[a],
                   *items_b = rules->items + rules->starts[b];
    uint32_t n_a = rule_list_size(rules, a), n_b = rule_list_size(rules, b);
    for (uint32_t i = 0; i < n_a && i < n_b; i++)
        if (items_a[i] != items_b[i]) return items_a[i] < items_b[i] ? -1 : 1;
    return (n_a > n_b) - (n_a < n_b);
}

static int compare_rules(const void *context, uint32_t a, uint32_t b)
{
    static const cobuy_measure ties[] = {COBUY_MEASURE_LIFT, COBUY_MEASURE_CONFIDENCE,
                                         COBUY_MEASURE_COUNT};
    const struct ranking *ranking = context;
    const struct listed_rule *rules = ranking->rules->rules;
    int order = compare_values(ranking->keys[a], ranking->keys[b]);
    for (size_t i = 0; i < sizeof ties / sizeof *ties && order == 0; i++)
        order =
            compare_values(measure_value(ties[i], rule_counts_at(ranking->rules, a)),
                           measure_value(ties[i], rule_counts_at(ranking->rules, b)));
    if (order == 0)
        order = compare_sides(ranking->rules, rules[a].antecedent, rules[b].antecedent);
    return order ? order
                 : compare_sides(ranking->rules, rules[a].consequent,
                                 rules[b].consequent);
}

static struct ranked_rule at_its_rank(const cobuy_rule_list *rules, uint32_t rule)
{
    const struct listed_rule *of = &rules->rules[rule];
    return (struct ranked_rule){.rule = rule,
                                .antecedent = of->antecedent,
                                .n_antecedent = rule_list_size(rules, of->antecedent),
                                .item = rules->items[rules->starts[of->consequent]]};
}

static bool speaks_for_one(const cobuy_rule_list *rules, uint64_t rule)
{
    return rule_list_size(rules, rules->rules[rule].consequent) == 1;
}

/* Fills 'ranked'; false if there is no memory. */
static bool rank_rules(cobuy_offer_index *index)
{
    const cobuy_rule_list *rules = index->rules;
    struct memory *memory = index->memory;
    size_t n = index->n_rules, n_found = 0;
    bool lowest_first = cobuy_measure_about(index->sort_by)->lowest_first;
    double *keys = memory_allocate(memory, rules->n, sizeof *keys);
    uint32_t *order = memory_allocate(memory, n, 2 * sizeof *order);
    bool ready = keys && order;
    for (uint32_t i = 0; ready && i < rules->n; i++) {
        if (!speaks_for_one(rules, i)) continue;
        double value = measure_value(index->sort_by, rule_counts_at(rules, i));
        keys[i] = lowest_first ? -value : value;
        order[n_found++] = i;
    }
    const struct ranking ranking = {rules, keys};
    if (ready) sort_index(order, order + n, n, compare_rules, &ranking);
    for (size_t i = 0; ready && i < n; i++)
        index->ranked[i] = at_its_rank(rules, order[i]);
    memory_free(memory, order, n, 2 * sizeof *order);
    memory_free(memory, keys, rules->n, sizeof *keys);
    return ready;
}

/* -------------------------------------------------------------------------- indexing
 */

static const uint32_t *antecedent_of(const cobuy_offer_index *index,
                                     const struct ranked_rule *rule)
{
    return index->rules->items + index->rules->starts[rule->antecedent];
}

/* The item of an antecedent that is in the fewest of all. */
static uint32_t rarest(const uint32_t *items, uint32_t n, const uint32_t *frequencies)
{
    uint32_t best = items[0];
    for (uint32_t i = 1; i < n; i++)
        if (frequencies[items[i]] < frequencies[best]) best = items[i];
    return best;
}

/* Fills 'starts' and 'ranks', with the antecedents that each item is in. */
static void index_rules(cobuy_offer_index *index, uint32_t *frequencies)
{
    uint32_t n_items = index->rules->names.n, *starts = index->starts;
    for (size_t rank = 0; rank < index->n_rules; rank++) {
        const struct ranked_rule *rule = &index->ranked[rank];
        for (uint32_t i = 0; i < rule->n_antecedent; i++)
            frequencies[antecedent_of(index, rule)[i]]++;
    }
    for (int filling = 0; filling <= 1; filling++) {
        for (size_t rank = 0; rank < index->n_rules; rank++) {
            const struct ranked_rule *rule = &index->ranked[rank];
            uint32_t item =
                rarest(antecedent_of(index, rule), rule->n_antecedent, frequencies);
            if (filling)
                index->ranks[starts[item]++] = (uint32_t)rank;
            else
                starts[item + 1]++;
        }
        for (uint32_t i = 0; !filling && i < n_items; i++) starts[i + 1] += starts[i];
    }
    /* Each start has moved to the end of its rules. */
    memmove(starts + 1, starts, n_items * sizeof *starts);
    starts[0] = 0;
}

static bool fill(cobuy_offer_index *index)
{
    struct memory *memory = index->memory;
    size_t n_items = index->rules->names.n, n = index->n_rules;
    index->ranked = memory_allocate(memory, n, sizeof *index->ranked);
    index->starts = memory_allocate_zeroed(memory, n_items + 1, sizeof *index->starts);
    index->ranks = memory_allocate(memory, n, sizeof *index->ranks);
    uint32_t *frequencies =
        memory_allocate_zeroed(memory, n_items, sizeof *frequencies);
    bool filled = index->ranked && index->starts && index->ranks && frequencies &&
                  rank_rules(index);
    if (filled) index_rules(index, frequencies);
    memory_free(memory, frequencies, n_items, sizeof *frequencies);
    return filled;
}

cobuy_status cobuy_offer_index_create(cobuy_context *context, cobuy_offer_index **out,
                                      const cobuy_rule_list *rules,
                                      const cobuy_offer_options *given,
                                      cobuy_error *error)
{
    cobuy_offer_options options = defaults;
    *out = NULL;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status != COBUY_OK) return status;
    if (options.sort_by >= COBUY_MEASURES)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no measure %d",
                           (int)options.sort_by);
    if (cobuy_measure_about(options.sort_by)->compares)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s compares a rule with others that a rule file need not "
                           "have, and cannot rank offers",
                           cobuy_measure_about(options.sort_by)->name);
    cobuy_offer_index *index =
        memory_allocate_zeroed(&context->memory, 1, sizeof *index);
    if (!index) return status_no_memory(error, "an index of the rules");
    index->memory = &context->memory;
    index->rules = rules;
    index->sort_by = options.sort_by;
    for (uint64_t i = 0; i < rules->n; i++) index->n_rules += speaks_for_one(rules, i);
    if (fill(index)) {
        *out = index;
        return COBUY_OK;
    }
    cobuy_offer_index_free(index);
    return status_no_memory(error, "an index of the rules");
}

uint64_t cobuy_offer_index_rules(const cobuy_offer_index *index)
{
    return index->n_rules;
}

void cobuy_offer_index_free(cobuy_offer_index *index)
{
    if (!index) return;
    struct memory *memory = index->memory;
    memory_free(memory, index->ranked, index->n_rules, sizeof *index->ranked);
    memory_free(memory, index->starts, (size_t)index->rules->names.n + 1,
                sizeof *index->starts);
    memory_free(memory, index->ranks, index->n_rules, sizeof *index->ranks);
    memory_free(memory, index, 1, sizeof *index);
}

/* --------------------------------------------------------------------------- looking
 */

/* Offers on their way, the best first; 'rule' is a rank until the end. */
struct offering {
    const uint32_t *basket;
    size_t n_items;
    cobuy_offer *offers;
    size_t n, room;
};

static bool basket_has(const struct offering *offering, uint32_t item)
{
    size_t low = 0, high = offering->n_items;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (offering->basket[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < offering->n_items && offering->basket[low] == item;
}

static bool basket_has_all(const struct offering *offering, const uint32_t *items,
                           uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!basket_has(offering, items[i])) return false;
    return true;
}

/* Offers an item by the rule of a rank, unless another speaks better for it or so many
 * others come before. */
static void offer(struct offering *offering, uint32_t item, uint32_t rank)
{
    cobuy_offer *offers = offering->offers;
    size_t at = 0;
    while (at < offering->n && offers[at].item != item) at++;
    if (at < offering->n && offers[at].rule < rank) return;
    if (at == offering->room && offers[--at].rule < rank) return;
    if (at == offering->n) offering->n++;
    for (; at > 0 && offers[at - 1].rule > rank; at--) offers[at] = offers[at - 1];
    offers[at] = (cobuy_offer){.item = item, .rule = rank};
}

static bool is_full_before(const struct offering *offering, uint32_t rank)
{
    return offering->n == offering->room &&
           offering->offers[offering->n - 1].rule < rank;
}

size_t cobuy_offer_find(const cobuy_offer_index *index, const uint32_t *basket,
                        size_t n_items, cobuy_offer *offers, size_t room)
{
    struct offering offering = {
        .basket = basket, .n_items = n_items, .offers = offers, .room = room};
    for (size_t i = 0; room > 0 && i < n_items; i++) {
        uint32_t end = index->starts[basket[i] + 1];
        for (uint32_t at = index->starts[basket[i]]; at < end; at++) {
            uint32_t rank = index->ranks[at];
            if (is_full_before(&offering, rank)) break;
            const struct ranked_rule *rule = &index->ranked[rank];
            if (!basket_has(&offering, rule->item) &&
                basket_has_all(&offering, antecedent_of(index, rule),
                               rule->n_antecedent))
                offer(&offering, rule->item, rank);
        }
    }
    for (size_t i = 0; i < offering.n; i++)
        offers[i].rule = index->ranked[offers[i].rule].rule;
    return offering.n;
}
