/*
 * recount.c - the same rules counted in other baskets
 *
 * A list holds each itemset of its rules once, and that is what is counted
 * (mine/given_counts.h), under the ids that the baskets have for its items.  Itemsets
 * with an item that is in no basket are not asked for.
 */
#include "rule/recount.h"

#include "base/workers.h"
#include "measure/fisher.h"
#include "measure/measures.h"
#include "mine/given_counts.h"

enum { RULES_PER_TASK = 1024 };

static const uint32_t NOT_THERE = UINT32_MAX;

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "counting rules");
}

/* ---------------------------------------------------------------------- itemsets */

/* The itemsets of a list as the baskets know them. */
struct given_list {
    const cobuy_rule_list *rules;
    struct memory *memory;
    uint32_t *ids;    /* of the list's items, or NOT_THERE */
    uint32_t *items;  /* of the itemsets that are asked for, in the order of the list */
    size_t *starts;   /* of each */
    uint32_t *place;  /* in the list, of each */
    uint64_t *counts; /* of each */
    size_t n;
};

static bool given_list_init(struct given_list *given, const cobuy_rule_list *rules,
                            struct memory *memory)
{
    size_t n = rules->n_itemsets;
    *given = (struct given_list){.rules = rules, .memory = memory};
    given->ids = memory_allocate(memory, rules->names.n, sizeof *given->ids);
    given->items = memory_allocate(memory, rules->starts[n], sizeof *given->items);
    given->starts = memory_allocate_zeroed(memory, n + 1, sizeof *given->starts);
    given->place = memory_allocate(memory, n, sizeof *given->place);
    given->counts = memory_allocate_zeroed(memory, n, sizeof *given->counts);
    return given->ids && given->items && given->starts && given->place && given->counts;
}

static void given_list_clear(struct given_list *given)
{
    struct memory *memory = given->memory;
    size_t n = given->rules->n_itemsets;
    memory_free(memory, given->ids, given->rules->names.n, sizeof *given->ids);
    memory_free(memory, given->items, given->rules->starts[n], sizeof *given->items);
    memory_free(memory, given->starts, n + 1, sizeof *given->starts);
    memory_free(memory, given->place, n, sizeof *given->place);
    memory_free(memory, given->counts, n, sizeof *given->counts);
}

static void find_ids(struct given_list *given, const cobuy_baskets *baskets)
{
    for (uint32_t i = 0; i < given->rules->names.n; i++) given->ids[i] = NOT_THERE;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++) {
        uint32_t item;
        cobuy_text name = dictionary_text(&baskets->dictionary, id);
        if (cobuy_rule_list_find_item(given->rules, name.bytes, name.length, &item))
            given->ids[item] = id;
    }
}

static void collect_itemsets(struct given_list *given)
{
    const cobuy_rule_list *rules = given->rules;
    size_t at = 0;
    for (size_t i = 0; i < rules->n_itemsets; i++) {
        bool there = true;
        size_t begin = at;
        for (size_t j = rules->starts[i]; there && j < rules->starts[i + 1]; j++) {
            given->items[at++] = given->ids[rules->items[j]];
            there = given->ids[rules->items[j]] != NOT_THERE;
        }
        if (!there) {
            at = begin;
            continue;
        }
        given->place[given->n++] = (uint32_t)i;
        given->starts[given->n] = at;
    }
}

/* Stores the baskets that hold each itemset of the list in 'counts'. */
static cobuy_status count_itemsets(cobuy_context *context, const cobuy_rule_list *rules,
                                   const cobuy_baskets *baskets, uint64_t *counts,
                                   cobuy_error *error)
{
    struct given_list given;
    cobuy_status status = COBUY_OK;
    if (!given_list_init(&given, rules, &context->memory)) TRY(no_memory(error));
    find_ids(&given, baskets);
    collect_itemsets(&given);
    const struct given_itemsets wanted = {given.items, given.starts, given.n};
    TRY(given_counts(context, baskets, &wanted, given.counts, error));
    for (size_t i = 0; i < rules->n_itemsets; i++) counts[i] = 0;
    for (size_t i = 0; i < given.n; i++) counts[given.place[i]] = given.counts[i];
done:
    given_list_clear(&given);
    return status;
}

/* ------------------------------------------------------------------------- rules */

struct recounting {
    const cobuy_rule_list *rules;
    const uint64_t *counts; /* of its itemsets */
    uint64_t baskets;
    cobuy_recounted *at;
};

/* The test of the confidence being the same. */
static double drift_of(struct rule_counts then, struct rule_counts now)
{
    return fisher_two_sided(
        counts_of(then.xy, then.x, then.xy + now.xy, then.x + now.x));
}

static cobuy_recounted recount_rule(const struct recounting *recounting,
                                    const struct listed_rule *rule)
{
    const uint64_t *then = recounting->rules->counts, *now = recounting->counts;
    struct rule_counts before = counts_of(then[rule->whole], then[rule->antecedent],
                                          then[rule->consequent],
                                          recounting->rules->baskets),
                       after = counts_of(now[rule->whole], now[rule->antecedent],
                                         now[rule->consequent], recounting->baskets);
    return (cobuy_recounted){
        .count = after.xy,
        .antecedent_count = after.x,
        .consequent_count = after.y,
        .baskets = after.n,
        .confidence = exact_ratio(after.xy, after.x),
        .lift = exact_ratio((wide)after.xy * after.n, (wide)after.x * after.y),
        .p = after.x > 0 && after.y > 0
                 ? measure_value(COBUY_MEASURE_FISHERS_EXACT_TEST, after)
                 : 1,
        .drift_p = drift_of(before, after)};
}

static cobuy_status recount_task(void *shared, size_t task, uint32_t worker,
                                 cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct recounting *recounting = shared;
    size_t i = task * RULES_PER_TASK, end = i + RULES_PER_TASK;
    if (end > recounting->rules->n) end = recounting->rules->n;
    for (; i < end; i++)
        recounting->at[i] = recount_rule(recounting, &recounting->rules->rules[i]);
    return COBUY_OK;
}

static cobuy_status fill(cobuy_recount *recount, cobuy_context *context,
                         const cobuy_rule_list *rules, const cobuy_baskets *baskets,
                         cobuy_error *error)
{
    struct memory *memory = &context->memory;
    uint64_t *counts = memory_allocate(memory, rules->n_itemsets, sizeof *counts);
    cobuy_status status = COBUY_OK;
    recount->at = memory_allocate(memory, rules->n, sizeof *recount->at);
    recount->n = rules->n;
    if (!counts || !recount->at) TRY(no_memory(error));
    TRY(count_itemsets(context, rules, baskets, counts, error));
    struct recounting recounting = {rules, counts, cobuy_baskets_count(baskets),
                                    recount->at};
    size_t n_tasks = (rules->n + RULES_PER_TASK - 1) / RULES_PER_TASK;
    TRY(workers_run(context, n_tasks, recount_task, &recounting, NULL, error));
done:
    memory_free(memory, counts, rules->n_itemsets, sizeof *counts);
    return status;
}

cobuy_status cobuy_recount_rules(cobuy_context *context, cobuy_recount **out,
                                 const cobuy_rule_list *rules,
                                 const cobuy_baskets *baskets, cobuy_error *error)
{
    cobuy_recount *recount =
        memory_allocate_zeroed(&context->memory, 1, sizeof *recount);
    *out = NULL;
    if (!recount) return no_memory(error);
    recount->memory = &context->memory;
    recount->prefix = "new_";
    cobuy_status status = fill(recount, context, rules, baskets, error);
    if (status == COBUY_OK)
        *out = recount;
    else
        cobuy_recount_free(recount);
    return status;
}

cobuy_recounted cobuy_recount_at(const cobuy_recount *recount, uint64_t index)
{
    return recount->at[index];
}

void cobuy_recount_free(cobuy_recount *recount)
{
    if (!recount) return;
    struct memory *memory = recount->memory;
    memory_free(memory, recount->at, recount->n, sizeof *recount->at);
    memory_free(memory, recount, 1, sizeof *recount);
}
