/*
 * general_rules.c - for every way to split an itemset, the best more general rule
 *
 * X' => Y is more general than X => Y if X' is a part of X, the empty one included,
 * whose confidence is the share of all baskets that hold Y.  Of these 2^|X| - 1 rules
 * the most confident is wanted, mined or not; all have counts, since what is within a
 * frequent itemset is frequent.
 *
 * For S, which is X and Y together, let best(S, Y) be the most confident rule to Y
 * whose antecedent is X or a part of it.  A part of X that is not X lacks one of its
 * items x:
 *
 *     more_general(S, Y) = the most confident of best(S - x, Y), x in X
 *     best(S, Y)         = the more confident one of that and X => Y itself
 *     best(Y, Y)         = {} => Y
 *
 * So sizes are gone through from below, and each way to split S costs |X| looks at what
 * is known of S - x, which are found once for all ways, and one count, that of X.  What
 * is more general is kept for all sizes; best only for the last one.
 *
 *     levels[3].general  a b c              c d e
 *                        Y=a  b  c  ab ...  Y=c ...     'ways' rules each
 *
 * Consequents of one size stand behind each other in the order of their last item, then
 * the last but one and so on: so their place is a sum of binomial coefficients (Knuth,
 * TAOCP 4A, 7.2.1.3), whatever the size of S.
 *
 * It takes 16 bytes for each way, as much as a rule.  In a search that was cut short an
 * S - x may be missing: then nothing is known of S.  Nor is it where S is so large that
 * it has more ways than there will ever be rules from it (see derive.c).
 */
#include "rule/general_rules.h"

#include "base/saturating.h"
#include "measure/exact.h"

enum { ITEMSETS_PER_TASK = 1024, FEW_WAYS = 4096 };

/* ----------------------------------------------------------- places of consequents */

static uint64_t choose(uint32_t n, uint32_t k)
{
    if (k > n) return 0;
    uint64_t ways = 1;
    for (uint32_t i = 1; i <= k; i++) ways = saturating_multiply(ways, n - k + i) / i;
    return ways;
}

/* Consequents of fewer than 'n' items that can be taken out of 'n_items'. */
static uint64_t smaller_consequents(uint32_t n_items, uint32_t n)
{
    uint64_t smaller = 0;
    for (uint32_t j = 1; j < n; j++)
        smaller = saturating_add(smaller, choose(n_items, j));
    return smaller;
}

/* Where the consequent at 'positions' stands among all of its size, when one item,
 * 'without', is taken out of the itemset; UINT32_MAX: none is. */
static uint64_t place_of(const uint32_t *positions, uint32_t n, uint32_t without)
{
    uint64_t place = 0;
    for (uint32_t i = 0; i < n; i++)
        place += choose(positions[i] - (positions[i] > without), i + 1);
    return place;
}

/* Goes on to the next consequent of that size; false behind the last. */
static bool next_consequent(uint32_t *positions, uint32_t n, uint32_t n_items)
{
    uint32_t i = 0;
    while (i + 1 < n && positions[i] + 1 == positions[i + 1]) i++;
    if (++positions[i] == n_items) return false;
    while (i-- > 0) positions[i] = i;
    return true;
}

/* -------------------------------------------------------------------------- one size
 */

/* What workers share who find the rules of the itemsets of one size. */
struct level {
    const struct general_rules *rules;
    cobuy_context *context;
    uint32_t n_items;
    const struct general_level *below, *here; /* the one with fewer items, and it */
};

/* An itemset, and for each of its items the place of the itemset without it. */
struct parted {
    const uint32_t *items;
    uint64_t count, hash;
    uint32_t without[SEARCH_DEEPEST];
    bool complete; /* all of these are there */
};

static void part_itemset(const struct level *level, size_t place, struct parted *out)
{
    uint32_t k = level->n_items, rest[SEARCH_DEEPEST];
    const struct itemsets_of_size *of = &level->rules->itemsets->sizes[k];
    out->items = of->items + place * k;
    out->count = of->counts[place];
    out->hash = 0;
    out->complete = true;
    for (uint32_t i = 0; i < k; i++) out->hash += item_hash(out->items[i]);
    for (uint32_t i = 0; i + 1 < k; i++) rest[i] = out->items[i + 1];
    for (uint32_t i = 0; i < k && k > 1; i++) {
        if (i > 0) rest[i - 1] = out->items[i - 1];
        out->without[i] = itemset_index_find(level->rules->index, rest, k - 1,
                                             out->hash - item_hash(out->items[i]));
        out->complete = out->complete && out->without[i] != ITEMSET_NOT_FOUND;
    }
}

static bool is_more_confident(struct general_rule a, struct general_rule b)
{
    wide of_a = (wide)a.xy * b.x, of_b = (wide)b.xy * a.x;
    return of_a > of_b || (of_a == of_b && a.x > b.x);
}

static struct general_rule more_general(const struct level *level,
                                        const struct parted *itemset,
                                        const uint32_t *positions, uint32_t n)
{
    struct general_rule best = {0, 0}, unknown = {0, 0};
    uint64_t first = smaller_consequents(level->n_items - 1, n);
    for (uint32_t x = 0, y = 0; x < level->n_items; x++) {
        if (y < n && positions[y] == x) {
            y++;
            continue;
        }
        uint64_t at = itemset->without[x] * (uint64_t)level->below->ways + first +
                      place_of(positions, n, x);
        struct general_rule candidate = level->below->best[at];
        if (candidate.x == 0) return unknown;
        if (best.x == 0 || is_more_confident(candidate, best)) best = candidate;
    }
    return best;
}

/* The rule itself; not known if its antecedent is not there. */
static struct general_rule itself(const struct level *level,
                                  const struct parted *itemset,
                                  const uint32_t *positions, uint32_t n)
{
    const cobuy_itemsets *itemsets = level->rules->itemsets;
    uint32_t k = level->n_items, rest[SEARCH_DEEPEST], n_rest = 0;
    if (n == k) return (struct general_rule){itemset->count, itemsets->summary.baskets};
    uint32_t at = itemset->without[positions[0]];
    if (n > 1) {
        uint64_t hash = itemset->hash;
        for (uint32_t i = 0, y = 0; i < k; i++)
            if (y < n && positions[y] == i)
                hash -= item_hash(itemset->items[positions[y++]]);
            else
                rest[n_rest++] = itemset->items[i];
        at = itemset_index_find(level->rules->index, rest, n_rest, hash);
    }
    if (at == ITEMSET_NOT_FOUND) return (struct general_rule){0, 0};
    return (struct general_rule){itemset->count, itemsets->sizes[k - n].counts[at]};
}

static struct general_rule better(struct general_rule rule, struct general_rule general)
{
    if (rule.x == 0 || general.x == 0) return (struct general_rule){0, 0};
    return is_more_confident(rule, general) ? rule : general;
}

static void fill_itemset(const struct level *level, size_t place)
{
    const struct general_level *here = level->here;
    struct general_rule *general = here->general + place * here->ways,
                        *best = here->best ? here->best + place * here->ways : NULL;
    struct parted itemset;
    part_itemset(level, place, &itemset);
    if (!itemset.complete) return; /* all are zero */
    uint32_t positions[SEARCH_DEEPEST], k = level->n_items;
    for (uint32_t n = 1; n <= level->rules->max_consequent && n <= k; n++) {
        for (uint32_t i = 0; i < n; i++) positions[i] = i;
        do {
            *general = more_general(level, &itemset, positions, n);
            if (best) {
                struct general_rule rule = itself(level, &itemset, positions, n);
                *best++ = n == k ? rule : better(rule, *general);
            }
            general++;
        } while (next_consequent(positions, n, k));
    }
}

static cobuy_status fill_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    (void)worker;
    const struct level *level = shared;
    size_t at = task * ITEMSETS_PER_TASK, end = at + ITEMSETS_PER_TASK;
    for (; at < end && at < level->here->n && !context_is_cancelled(level->context);)
        fill_itemset(level, at++);
    return context_check(level->context, error);
}

/* ------------------------------------------------------------------------- all sizes
 */

static size_t length_of(const struct general_level *level)
{
    return level->n * level->ways;
}

/* Makes room for the itemsets of 'n_items' items; in a level without ways, nothing is
 * known. */
static bool open_level(struct general_rules *rules, uint32_t n_items)
{
    struct general_level *level = &rules->levels[n_items];
    uint32_t most = rules->max_consequent < n_items ? rules->max_consequent : n_items;
    uint64_t ways = smaller_consequents(n_items, most + 1);
    bool cut = rules->itemsets->summary.cut.by != COBUY_BUDGET_NONE;
    if (cut && ways > FEW_WAYS) return true;
    size_t n = rules->itemsets->sizes[n_items].n, size = sizeof *level->general;
    uint64_t length = saturating_multiply(n, ways);
    level->general = memory_allocate_zeroed(rules->memory, length, size);
    if (!level->general) return false;
    level->n = n;
    level->ways = (size_t)ways;
    if (n_items == rules->largest) return true;
    level->best = memory_allocate_zeroed(rules->memory, length, size);
    return level->best;
}

static void free_best(struct general_rules *rules, struct general_level *level)
{
    memory_free(rules->memory, level->best, length_of(level), sizeof *level->best);
    level->best = NULL;
}

static cobuy_status fill_level(struct general_rules *rules, cobuy_context *context,
                               uint32_t n_items, cobuy_error *error)
{
    struct general_level *here = &rules->levels[n_items];
    struct level level = {rules, context, n_items, here - 1, here};
    if (!open_level(rules, n_items))
        return status_no_memory(error, "the more general rules of all rules");
    if (here->ways == 0) return COBUY_OK;
    size_t n_tasks = (here->n + ITEMSETS_PER_TASK - 1) / ITEMSETS_PER_TASK;
    return workers_run(context, n_tasks, fill_task, &level, "comparing", error);
}

cobuy_status general_rules_build(struct general_rules *out, cobuy_context *context,
                                 const struct itemset_index *index, uint32_t largest,
                                 uint32_t max_consequent, cobuy_error *error)
{
    *out = (struct general_rules){.memory = &context->memory,
                                  .itemsets = index->itemsets,
                                  .index = index,
                                  .largest = largest,
                                  .max_consequent = max_consequent};
    cobuy_status status = COBUY_OK;
    for (uint32_t k = 1; status == COBUY_OK && k <= largest; k++) {
        status = fill_level(out, context, k, error);
        free_best(out, &out->levels[k - 1]);
    }
    return status;
}

struct general_rule general_rules_best(const struct general_rules *rules,
                                       uint32_t n_items, uint32_t place,
                                       const uint32_t *consequent,
                                       uint32_t n_consequent)
{
    const struct general_level *level = &rules->levels[n_items];
    const uint32_t *items =
        rules->itemsets->sizes[n_items].items + (size_t)place * n_items;
    uint32_t positions[SEARCH_DEEPEST];
    if (level->ways == 0) return (struct general_rule){0, 0};
    for (uint32_t i = 0, at = 0; i < n_consequent; at++)
        if (items[at] == consequent[i]) positions[i++] = at;
    uint64_t way = smaller_consequents(n_items, n_consequent) +
                   place_of(positions, n_consequent, UINT32_MAX);
    return level->general[place * level->ways + way];
}

void general_rules_clear(struct general_rules *rules)
{
    for (uint32_t k = 1; k <= rules->largest; k++) {
        struct general_level *level = &rules->levels[k];
        free_best(rules, level);
        memory_free(rules->memory, level->general, length_of(level),
                    sizeof *level->general);
        *level = (struct general_level){0};
    }
}
