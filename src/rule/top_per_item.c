/*
 * top_per_item.c - the first rules of each item
 */
#include "rule/top_per_item.h"

/* Counts the rule for each item of its antecedent; true if it is among the first 'top'
 * of one. */
static bool is_first(uint64_t *seen, const cobuy_itemsets *itemsets,
                     const struct rule_record *rule, uint64_t top)
{
    const uint32_t *items = rule_record_antecedent(itemsets, rule);
    bool first = false;
    for (uint32_t i = 0; i < rule->n_antecedent; i++)
        if (seen[items[i]]++ < top) first = true;
    return first;
}

bool top_per_item(struct memory *memory, const cobuy_itemsets *itemsets,
                  struct rule_candidate *candidates, size_t *n, uint64_t top)
{
    uint32_t n_items = itemsets->names.n;
    uint64_t *seen = memory_allocate_zeroed(memory, n_items, sizeof *seen);
    size_t kept = 0;
    if (!seen) return false;
    for (size_t i = 0; i < *n; i++)
        if (is_first(seen, itemsets, &candidates[i].rule, top))
            candidates[kept++] = candidates[i];
    *n = kept;
    memory_free(memory, seen, n_items, sizeof *seen);
    return true;
}
