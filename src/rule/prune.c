/*
 * prune.c - which rules say what others say as well
 *
 * Every reason to drop a rule X => Y compares it with others by their counts, whether
 * these were mined, and passed the thresholds, or not:
 *
 *     redundant    some X' => Y, X' a part of X or empty, has at least its confidence:
 *                  its improvement is 0 or less (Bayardo, Agrawal, Gunopulos, DMKD
 * 2000) improvement  that is less than was asked for productive   some x of X does not
 * raise the confidence significantly: among the baskets with X - x, those with x do not
 * hold Y too often for chance, by Fisher's exact test; or those with X do not among all
 * (Webb, ML 2007).  The level is meant for each test alone non-closed   another item is
 * in all baskets that hold X and Y non-minimal  another rule X' => Y', X' in X and Y in
 * Y', has the same counts (Bastide, Pasquier, Taouil, Stumme, Lakhal, CL 2000)
 *
 * The last one leaves, where no limit of size is in the way, generators => closed
 * itemset less the generator, the min-max base.  Let c be the closure of X and Y, and g
 * in X a generator in as many baskets: g => c - g has the counts of X => Y.  Any rule
 * X' => Y' with X' in X whose both sides hold X and Y has at most that confidence,
 * since it has at least the baskets of X below the line and at most those of both
 * above.  So of the rules that are left, the most confident one of these tells the
 * counts of X => Y.  Within limits the definition is what is checked, with rules within
 * the limits.
 *
 * Whether an itemset is closed is asked of the closed ones that a search found: its
 * supersets may be larger than what was mined, or have items that no rule may have. For
 * the base it is asked of the mined ones, which are all that can be rules: each marks
 * those that it has an item more than, and no basket less.
 *
 * What a search that was cut short has not found is compared with nothing: a rule is
 * dropped only where it is known that it has to be.
 */
#include "rule/prune.h"

#include "measure/fisher.h"
#include "mine/focus.h"

#include <math.h>

enum { ITEMSETS_PER_TASK = 4096, CLOSED = 1, EQUALLED = 2 };

/* The level of tests if rules are not asked to be significant. */
static const double USUAL_LEVEL = 0.05;

static const char *const NAMES[COBUY_PRUNES] = {
    "redundant", "improvement", "productive", "non-closed", "non-minimal"};

const char *cobuy_prune_name(cobuy_prune prune)
{
    return prune < COBUY_PRUNES ? NAMES[prune] : "";
}

/* ---------------------------------------------------------------------------- before
 */

/* Whether all closed itemsets that are among those mined have been looked for. */
static bool has_all_closed(const cobuy_mine_summary *closed,
                           const cobuy_mine_summary *mined)
{
    return closed->target == COBUY_TARGET_CLOSED && closed->baskets == mined->baskets &&
           closed->min_count == mined->min_count && closed->items == mined->items &&
           closed->frequent_items == mined->frequent_items &&
           (closed->max_items == 0 ||
            (mined->max_items > 0 && mined->max_items <= closed->max_items));
}

static cobuy_status check(const cobuy_rule_options *options,
                          const cobuy_itemsets *itemsets, cobuy_error *error)
{
    const cobuy_itemsets *closed = options->closed;
    if (options->prune >= PRUNE_BIT(COBUY_PRUNES))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "there is no such reason to drop rules: %u", options->prune);
    if (!(options->min_improvement >= 0 && options->min_improvement <= 1))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the minimum improvement is not a share from 0 to 1");
    if ((options->prune & PRUNE_BIT(COBUY_PRUNE_NON_CLOSED)) == 0) return COBUY_OK;
    if (!closed || !has_all_closed(&closed->summary, &itemsets->summary))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "rules of itemsets that are not closed can be dropped only "
                           "with the closed itemsets of the same baskets, found with "
                           "the same options");
    return COBUY_OK;
}

cobuy_status prune_init(struct pruning *out, const cobuy_rule_options *options,
                        const cobuy_itemsets *itemsets, cobuy_error *error)
{
    *out = (struct pruning){.itemsets = itemsets,
                            .asked = options->prune,
                            .min_improvement = options->min_improvement,
                            .max_consequent = options->max_consequent};
    if (out->asked & PRUNE_BIT(COBUY_PRUNE_NON_CLOSED)) out->closed = options->closed;
    bool tested = options->significance > 0;
    out->log_level = log(tested ? options->significance : USUAL_LEVEL);
    out->compares = (out->asked & (PRUNE_BIT(COBUY_PRUNE_REDUNDANT) |
                                   PRUNE_BIT(COBUY_PRUNE_IMPROVEMENT))) != 0 ||
                    options->compare || cobuy_measure_about(options->sort_by)->compares;
    return check(options, itemsets, error);
}

/* ------------------------------------------------------------ what is closed or
 * equalled */

static int compare_items(const uint32_t *a, const uint32_t *b, uint32_t n)
{
    uint32_t i = 0;
    while (i < n && a[i] == b[i]) i++;
    return i == n ? 0 : a[i] < b[i] ? -1 : 1;
}

static void mark(const struct pruning *pruning, uint32_t n_items, size_t place,
                 unsigned char what)
{
    uint64_t at = pruning->itemsets->sizes[n_items].first + place;
    atomic_fetch_or_explicit(&pruning->marks[at], what, memory_order_relaxed);
}

static bool is_marked(const struct pruning *pruning, uint32_t n_items, size_t place,
                      unsigned char what)
{
    uint64_t at = pruning->itemsets->sizes[n_items].first + place;
    unsigned char marks =
        atomic_load_explicit(&pruning->marks[at], memory_order_relaxed);
    return (marks & what) != 0;
}

/* Stores the id that each item of the closed itemsets has in those mined, where items
 * that no rule may have are left out; ITEMSET_NOT_FOUND: it has none.  False if there
 * is no memory. */
static bool match_items(const struct pruning *pruning, uint32_t **ids)
{
    const struct item_names *all = &pruning->closed->names,
                            *some = &pruning->itemsets->names;
    *ids = memory_allocate(pruning->memory, all->n, sizeof **ids);
    for (uint32_t a = 0, s = 0; *ids && a < all->n; a++) {
        bool same = s < some->n &&
                    text_compare(item_names_get(all, a), item_names_get(some, s)) == 0;
        (*ids)[a] = same ? s++ : ITEMSET_NOT_FOUND;
    }
    return *ids;
}

/* The closed itemset at 'place' in ids of those mined; false if it is none of them. */
static bool translate(const struct itemsets_of_size *closed, size_t place,
                      uint32_t n_items, const uint32_t *ids, uint32_t *items)
{
    for (uint32_t i = 0; i < n_items; i++) {
        items[i] = ids[closed->items[place * n_items + i]];
        if (items[i] == ITEMSET_NOT_FOUND) return false;
    }
    return true;
}

/* Marks the closed ones of a size; both lists have the same order. */
static void mark_closed(const struct pruning *pruning, uint32_t n_items,
                        const uint32_t *ids)
{
    if (n_items > pruning->closed->summary.largest) return;
    const struct itemsets_of_size *of = &pruning->itemsets->sizes[n_items],
                                  *closed = &pruning->closed->sizes[n_items];
    uint32_t items[SEARCH_DEEPEST];
    for (size_t c = 0, i = 0; c < closed->n; c++) {
        if (!translate(closed, c, n_items, ids, items)) continue;
        int order = -1;
        for (; i < of->n && order < 0; i++)
            order = compare_items(of->items + i * n_items, items, n_items);
        if (order == 0) mark(pruning, n_items, i - 1, CLOSED);
        if (order > 0) i--;
    }
}

static bool mark_all_closed(const struct pruning *pruning)
{
    uint32_t *ids;
    if (!match_items(pruning, &ids)) return false;
    for (uint32_t k = 2; k <= pruning->largest; k++) mark_closed(pruning, k, ids);
    memory_free(pruning->memory, ids, pruning->closed->names.n, sizeof *ids);
    return true;
}

/* Whether an item may be in the consequent of a rule that is wanted. */
static bool may_follow(const cobuy_itemsets *itemsets, uint32_t item)
{
    return !itemsets->sides || itemsets->sides[item] & FOCUS_CONSEQUENT;
}

/* Marks what lacks an item of the itemset at 'place', and is in no more baskets, if
 * that item could be put into the consequent. */
static void mark_equalled(const struct pruning *pruning, uint32_t n_items, size_t place)
{
    const struct itemsets_of_size *of = &pruning->itemsets->sizes[n_items],
                                  *below = &pruning->itemsets->sizes[n_items - 1];
    const uint32_t *items = of->items + place * n_items;
    uint64_t hash = 0;
    uint32_t rest[SEARCH_DEEPEST];
    for (uint32_t i = 0; i < n_items; i++) hash += item_hash(items[i]);
    for (uint32_t i = 0; i + 1 < n_items; i++) rest[i] = items[i + 1];
    for (uint32_t i = 0; i < n_items; i++) {
        if (i > 0) rest[i - 1] = items[i - 1];
        if (!may_follow(pruning->itemsets, items[i])) continue;
        uint32_t at = itemset_index_find(pruning->index, rest, n_items - 1,
                                         hash - item_hash(items[i]));
        if (at != ITEMSET_NOT_FOUND && below->counts[at] == of->counts[place])
            mark(pruning, n_items - 1, at, EQUALLED);
    }
}

static cobuy_status mark_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct pruning *pruning = shared;
    const struct itemsets_of_size *sizes = pruning->itemsets->sizes;
    uint64_t at = sizes[2].first + task * ITEMSETS_PER_TASK;
    uint64_t end = at + ITEMSETS_PER_TASK;
    for (uint32_t k = 2; k <= pruning->largest; k++)
        for (; at < end && at < sizes[k].first + sizes[k].n; at++)
            mark_equalled(pruning, k, (size_t)(at - sizes[k].first));
    return COBUY_OK;
}

static cobuy_status make_marks(struct pruning *pruning, cobuy_context *context,
                               cobuy_error *error)
{
    const struct itemsets_of_size *sizes = pruning->itemsets->sizes,
                                  *last = &sizes[pruning->largest];
    pruning->n_marks = last->first + last->n;
    pruning->marks = memory_allocate_zeroed(pruning->memory, (size_t)pruning->n_marks,
                                            sizeof *pruning->marks);
    if (!pruning->marks || (pruning->asked & PRUNE_BIT(COBUY_PRUNE_NON_CLOSED) &&
                            !mark_all_closed(pruning)))
        return status_no_memory(error, "marks on the itemsets");
    if ((pruning->asked & PRUNE_BIT(COBUY_PRUNE_NON_MINIMAL)) == 0) return COBUY_OK;
    uint64_t n = pruning->n_marks - sizes[2].first;
    return workers_run(context,
                       (size_t)((n + ITEMSETS_PER_TASK - 1) / ITEMSETS_PER_TASK),
                       mark_task, pruning, "comparing", error);
}

cobuy_status prune_prepare(struct pruning *pruning, cobuy_context *context,
                           const struct itemset_index *index, uint32_t largest,
                           cobuy_error *error)
{
    const unsigned marked =
        PRUNE_BIT(COBUY_PRUNE_NON_CLOSED) | PRUNE_BIT(COBUY_PRUNE_NON_MINIMAL);
    cobuy_status status = COBUY_OK;
    pruning->memory = &context->memory;
    pruning->index = index;
    pruning->largest = largest;
    if (prune_cut(pruning).by != COBUY_BUDGET_NONE)
        pruning->asked &= ~PRUNE_BIT(COBUY_PRUNE_NON_CLOSED);
    if (pruning->compares)
        status = general_rules_build(&pruning->general, context, index, largest,
                                     pruning->max_consequent, error);
    if (status == COBUY_OK && pruning->asked & marked)
        status = make_marks(pruning, context, error);
    return status;
}

cobuy_cut prune_cut(const struct pruning *pruning)
{
    if (pruning->closed) return pruning->closed->summary.cut;
    return (cobuy_cut){COBUY_BUDGET_NONE, 0};
}

void prune_clear(struct pruning *pruning)
{
    general_rules_clear(&pruning->general);
    if (pruning->marks)
        memory_free(pruning->memory, pruning->marks, (size_t)pruning->n_marks,
                    sizeof *pruning->marks);
    pruning->marks = NULL;
}

/* --------------------------------------------------------------------------- judging
 */

/* An itemset, to look up what is left of it without an item. */
struct lessened {
    const uint32_t *items;
    uint32_t n_items;
    uint64_t hash;
};

static struct lessened lessen(const uint32_t *items, uint32_t n_items)
{
    struct lessened of = {items, n_items, 0};
    for (uint32_t i = 0; i < n_items; i++) of.hash += item_hash(items[i]);
    return of;
}

static struct lessened whole_of(const struct pruning *pruning,
                                const struct rule_record *rule)
{
    uint32_t n = (uint32_t)rule->n_antecedent + rule->n_consequent;
    const uint32_t *items = pruning->itemsets->sizes[n].items;
    return lessen(items + (size_t)rule->whole * n, n);
}

/* Baskets that hold all items but that at 'without'; 0: not known. */
static uint64_t count_without(const struct pruning *pruning, const struct lessened *of,
                              uint32_t without)
{
    uint32_t rest[SEARCH_DEEPEST], n_rest = of->n_items - 1;
    if (n_rest == 0) return pruning->itemsets->summary.baskets;
    for (uint32_t i = 0; i < n_rest; i++) rest[i] = of->items[i + (i >= without)];
    uint32_t at = itemset_index_find(pruning->index, rest, n_rest,
                                     of->hash - item_hash(of->items[without]));
    if (at == ITEMSET_NOT_FOUND) return 0;
    return pruning->itemsets->sizes[n_rest].counts[at];
}

static bool is_redundant(struct rule_counts counts)
{
    return counts.general_x > 0 && counts_improvement(counts) <= 0;
}

/* Whether the sides are together more often than in independence, and significantly. */
static bool is_significant(const struct pruning *pruning, struct rule_counts counts)
{
    return counts_excess(counts) > 0 && fisher_is_at_most(counts, pruning->log_level);
}

static bool is_productive(const struct pruning *pruning, const struct rule_record *rule,
                          struct rule_counts counts)
{
    const cobuy_itemsets *itemsets = pruning->itemsets;
    struct lessened antecedent =
        lessen(rule_record_antecedent(itemsets, rule), rule->n_antecedent);
    struct lessened whole = whole_of(pruning, rule);
    if (!is_significant(pruning, counts)) return false;
    if (antecedent.n_items == 1) return true;
    for (uint32_t i = 0, at = 0; i < antecedent.n_items; i++, at++) {
        while (whole.items[at] != antecedent.items[i]) at++;
        struct rule_counts among = {.xy = counts.xy,
                                    .x = counts.x,
                                    .y = count_without(pruning, &whole, at),
                                    .n = count_without(pruning, &antecedent, i)};
        if (among.y > 0 && among.n > 0 && !is_significant(pruning, among)) return false;
    }
    return true;
}

/* Whether a rule of the focus is left without an item of its antecedent: it has another
 * one that it must contain, or that item in its consequent. */
static bool may_do_without(const struct pruning *pruning, const struct lessened *whole,
                           uint32_t n_consequent, uint32_t item)
{
    const cobuy_itemsets *itemsets = pruning->itemsets;
    if (!itemsets->contains) return true;
    for (uint32_t i = 0; i < whole->n_items; i++)
        if (whole->items[i] != item &&
            itemsets->sides[whole->items[i]] & FOCUS_CONTAINED)
            return true;
    return n_consequent < pruning->max_consequent && may_follow(itemsets, item);
}

static bool is_minimal(const struct pruning *pruning, const struct rule_record *rule,
                       struct rule_counts counts)
{
    const cobuy_itemsets *itemsets = pruning->itemsets;
    struct lessened antecedent =
        lessen(rule_record_antecedent(itemsets, rule), rule->n_antecedent);
    struct lessened whole = whole_of(pruning, rule);
    if (rule->n_consequent < pruning->max_consequent &&
        is_marked(pruning, whole.n_items, rule->whole, EQUALLED))
        return false;
    for (uint32_t i = 0; antecedent.n_items > 1 && i < antecedent.n_items; i++)
        if (count_without(pruning, &antecedent, i) == counts.x &&
            may_do_without(pruning, &whole, rule->n_consequent, antecedent.items[i]))
            return false;
    return true;
}

static bool keeps(const struct pruning *pruning, cobuy_prune reason,
                  const struct rule_record *rule, struct rule_counts counts)
{
    uint32_t n = (uint32_t)rule->n_antecedent + rule->n_consequent;
    switch (reason) {
    case COBUY_PRUNE_REDUNDANT: return !is_redundant(counts);
    case COBUY_PRUNE_IMPROVEMENT:
        return !(measure_value(COBUY_MEASURE_IMPROVEMENT, counts) <
                 pruning->min_improvement);
    case COBUY_PRUNE_UNPRODUCTIVE: return is_productive(pruning, rule, counts);
    case COBUY_PRUNE_NON_CLOSED: return is_marked(pruning, n, rule->whole, CLOSED);
    case COBUY_PRUNE_NON_MINIMAL: return is_minimal(pruning, rule, counts);
    }
    return true;
}

unsigned prune_judge(const struct pruning *pruning, const struct rule_record *rule,
                     struct rule_counts counts)
{
    for (unsigned left = pruning->asked; left > 0; left &= left - 1) {
        unsigned reason = (unsigned)__builtin_ctz(left);
        if (!keeps(pruning, (cobuy_prune)reason, rule, counts)) return reason;
    }
    return COBUY_PRUNES;
}
