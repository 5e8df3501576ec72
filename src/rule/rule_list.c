/*
 * rule_list.c - rules from files (the inside of cobuy_rule_list)
 */
#include "rule/rule_list.h"

#include <string.h>

uint64_t cobuy_rule_list_count(const cobuy_rule_list *list)
{
    return list->n;
}

uint64_t cobuy_rule_list_baskets(const cobuy_rule_list *list)
{
    return list->baskets;
}

cobuy_rule cobuy_rule_list_at(const cobuy_rule_list *list, uint64_t index)
{
    const struct listed_rule *rule = &list->rules[index];
    uint64_t xy = list->counts[rule->whole], x = list->counts[rule->antecedent],
             y = list->counts[rule->consequent];
    return (cobuy_rule){.antecedent = list->items + list->starts[rule->antecedent],
                        .consequent = list->items + list->starts[rule->consequent],
                        .n_antecedent = rule_list_size(list, rule->antecedent),
                        .n_consequent = rule_list_size(list, rule->consequent),
                        .count = xy,
                        .antecedent_count = x,
                        .consequent_count = y,
                        .baskets = list->baskets,
                        .measures = cobuy_measure_rule(xy, x, y, list->baskets)};
}

uint32_t cobuy_rule_list_items(const cobuy_rule_list *list)
{
    return list->names.n;
}

cobuy_text cobuy_rule_list_item(const cobuy_rule_list *list, uint32_t id)
{
    return item_names_get(&list->names, id);
}

bool cobuy_rule_list_find_item(const cobuy_rule_list *list, const char *name,
                               size_t length, uint32_t *id)
{
    const cobuy_text wanted = {name, length};
    uint32_t low = 0, high = list->names.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = text_compare(wanted, item_names_get(&list->names, middle));
        if (order == 0) *id = middle;
        if (order == 0) return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

const cobuy_log *cobuy_rule_list_file(const cobuy_rule_list *list)
{
    return list->file.path ? &list->file : NULL;
}

void cobuy_rule_list_free(cobuy_rule_list *list)
{
    if (!list) return;
    struct memory *memory = list->memory;
    size_t n_items = list->starts ? list->starts[list->n_itemsets] : 0;
    item_names_clear(&list->names);
    memory_free(memory, list->items, n_items, sizeof *list->items);
    memory_free(memory, list->starts, list->n_itemsets + 1, sizeof *list->starts);
    memory_free(memory, list->counts, list->n_itemsets, sizeof *list->counts);
    memory_free(memory, list->rules, list->n, sizeof *list->rules);
    if (list->path) memory_free(memory, list->path, strlen(list->path) + 1, 1);
    memory_free(memory, list, 1, sizeof *list);
}
