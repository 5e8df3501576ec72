/*
 * rule_list_maker.c - how a list of rules is made, rule by rule
 *
 * Itemsets are interned by the ascending ids of their items, and rules by their
 * itemsets, so that what contradicts or repeats something before is seen at once.  Ids
 * are those of the first occurrence then; in the end they become those of the order of
 * names.
 */
#include "rule/rule_list.h"

#include "base/sort.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { RULES_A_LOOK = 1024 }; /* before the context is looked at */

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "a list of rules");
}

void rule_list_maker_init(struct rule_list_maker *maker, cobuy_context *context)
{
    *maker = (struct rule_list_maker){.context = context};
    dictionary_init(&maker->names, &context->memory);
    dictionary_init(&maker->itemsets, &context->memory);
    dictionary_init(&maker->rules, &context->memory);
}

void rule_list_maker_clear(struct rule_list_maker *maker)
{
    struct memory *memory = &maker->context->memory;
    dictionary_clear(&maker->names);
    dictionary_clear(&maker->itemsets);
    dictionary_clear(&maker->rules);
    VECTOR_FREE(memory, &maker->counts);
    VECTOR_FREE(memory, &maker->listed);
    VECTOR_FREE(memory, &maker->sides[RULE_ANTECEDENT]);
    VECTOR_FREE(memory, &maker->sides[RULE_CONSEQUENT]);
    VECTOR_FREE(memory, &maker->whole);
}

cobuy_status rule_list_fail(const struct rule_list_maker *maker, cobuy_error *error,
                            const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return status_fail(error, COBUY_INPUT_UNREADABLE, "%s:%" PRIu64 ": %s",
                       maker->path ? maker->path : "rule", maker->line, what);
}

/* ---------------------------------------------------------------------------- rules */

cobuy_status rule_list_add_item(struct rule_list_maker *maker, enum rule_side side,
                                const char *name, size_t length, cobuy_error *error)
{
    uint32_t id;
    cobuy_status status =
        dictionary_intern(&maker->names, name, length, "items of rules", &id, error);
    if (status != COBUY_OK) return status;
    struct memory *memory = &maker->context->memory;
    return VECTOR_PUSH(memory, &maker->sides[side], id) &&
                   VECTOR_PUSH(memory, &maker->whole, id)
               ? COBUY_OK
               : no_memory(error);
}

/* Sides that are there and have no item twice. */
static cobuy_status check_sides(const struct rule_list_maker *maker, cobuy_error *error)
{
    for (int side = RULE_ANTECEDENT; side <= RULE_CONSEQUENT; side++)
        if (maker->sides[side].length == 0)
            return rule_list_fail(maker, error, "the %s has no item",
                                  side == RULE_ANTECEDENT ? "antecedent"
                                                          : "consequent");
    for (size_t i = 1; i < maker->whole.length; i++)
        if (maker->whole.data[i - 1] == maker->whole.data[i])
            return rule_list_fail(
                maker, error, "the item \"%.100s\" is there twice",
                dictionary_text(&maker->names, maker->whole.data[i]).bytes);
    return COBUY_OK;
}

static cobuy_status check_counts(const struct rule_list_maker *maker,
                                 struct rule_counts of, cobuy_error *error)
{
    const char *wrong = NULL;
    if (of.xy > of.x)
        wrong = "count is more than antecedent_count";
    else if (of.xy > of.y)
        wrong = "count is more than consequent_count";
    else if (of.x > of.n)
        wrong = "antecedent_count is more than baskets";
    else if (of.y > of.n)
        wrong = "consequent_count is more than baskets";
    else if (of.x == 0 || of.y == 0)
        wrong = "a side that no basket has makes no rule";
    else if (of.x - of.xy > of.n - of.y)
        wrong = "antecedent_count and consequent_count, of which count is in both, are "
                "more than baskets";
    if (wrong) return rule_list_fail(maker, error, "%s", wrong);
    if (of.n > RULE_LIST_BASKETS_MOST)
        return rule_list_fail(maker, error, "more than 10^12 baskets");
    if (maker->listed.length > 0 && of.n != maker->baskets)
        return rule_list_fail(maker, error,
                              "%" PRIu64 " baskets, and %" PRIu64
                              " on the lines before; a rule file is of one log",
                              of.n, maker->baskets);
    return COBUY_OK;
}

/* Stores the id of an itemset; its count must be the one that it had before. */
static cobuy_status add_itemset(struct rule_list_maker *maker, const uint32_t *items,
                                size_t n, uint64_t count, const char *what,
                                uint32_t *id, cobuy_error *error)
{
    cobuy_status status = dictionary_intern(&maker->itemsets, items, n * sizeof *items,
                                            "itemsets of rules", id, error);
    if (status != COBUY_OK) return status;
    if (*id == maker->counts.length)
        return VECTOR_PUSH(&maker->context->memory, &maker->counts, count)
                   ? COBUY_OK
                   : no_memory(error);
    uint64_t before = maker->counts.data[*id];
    if (count == before) return COBUY_OK;
    return rule_list_fail(maker, error,
                          "%s is %" PRIu64 ", and was %" PRIu64
                          " of the same items on a line before",
                          what, count, before);
}

static cobuy_status add_listed(struct rule_list_maker *maker, struct listed_rule rule,
                               cobuy_error *error)
{
    const uint32_t key[] = {rule.antecedent, rule.consequent};
    uint32_t id;
    cobuy_status status =
        dictionary_intern(&maker->rules, key, sizeof key, "rules", &id, error);
    if (status != COBUY_OK) return status;
    if (id < maker->listed.length)
        return rule_list_fail(maker, error, "the rule is there on a line before");
    return VECTOR_PUSH(&maker->context->memory, &maker->listed, rule)
               ? COBUY_OK
               : no_memory(error);
}

static cobuy_status add_rule(struct rule_list_maker *maker, struct rule_counts of,
                             cobuy_error *error)
{
    const uint32_t *x = maker->sides[RULE_ANTECEDENT].data,
                   *y = maker->sides[RULE_CONSEQUENT].data;
    size_t n_x = maker->sides[RULE_ANTECEDENT].length,
           n_y = maker->sides[RULE_CONSEQUENT].length;
    struct listed_rule rule;
    cobuy_status status = COBUY_OK;
    TRY(check_sides(maker, error));
    TRY(check_counts(maker, of, error));
    TRY(add_itemset(maker, x, n_x, of.x, "antecedent_count", &rule.antecedent, error));
    TRY(add_itemset(maker, y, n_y, of.y, "consequent_count", &rule.consequent, error));
    TRY(add_itemset(maker, maker->whole.data, maker->whole.length, of.xy, "count",
                    &rule.whole, error));
    TRY(add_listed(maker, rule, error));
    maker->baskets = of.n;
done:
    return status;
}

cobuy_status rule_list_add_rule(struct rule_list_maker *maker,
                                struct rule_counts counts, cobuy_error *error)
{
    for (int side = RULE_ANTECEDENT; side <= RULE_CONSEQUENT; side++)
        sort_integers(maker->sides[side].data, maker->sides[side].length);
    sort_integers(maker->whole.data, maker->whole.length);
    cobuy_status status = add_rule(maker, counts, error);
    maker->sides[RULE_ANTECEDENT].length = maker->sides[RULE_CONSEQUENT].length = 0;
    maker->whole.length = 0;
    return status;
}

/* --------------------------------------------------------------------------- the end
 */

static int compare_names(const void *names, uint32_t a, uint32_t b)
{
    return text_compare(dictionary_text(names, a), dictionary_text(names, b));
}

/* Copies the names in their order, and stores the place of each item there. */
static bool copy_names(const struct dictionary *names, const uint32_t *order,
                       uint32_t *places, struct item_names *out)
{
    struct memory *memory = out->memory;
    uint32_t n = names->count;
    out->n = n;
    out->bytes = names->texts.length;
    out->starts = memory_allocate(memory, (size_t)n + 1, sizeof *out->starts);
    out->counts = memory_allocate_zeroed(memory, n, sizeof *out->counts);
    out->texts = memory_allocate(memory, out->bytes, 1);
    if (!out->starts || !out->counts || !out->texts) return false;
    size_t at = 0;
    for (uint32_t place = 0; place < n; place++) {
        cobuy_text name = dictionary_text(names, order[place]);
        places[order[place]] = place;
        out->starts[place] = at;
        memcpy(out->texts + at, name.bytes, name.length + 1);
        at += name.length + 1;
    }
    out->starts[n] = at;
    return true;
}

/* Copies the itemsets, with the places of their items as ids. */
static bool copy_itemsets(const struct rule_list_maker *maker, const uint32_t *places,
                          cobuy_rule_list *list)
{
    const struct dictionary *from = &maker->itemsets;
    size_t n = from->count, n_items = (from->texts.length - n) / sizeof *list->items;
    list->counts = memory_allocate(list->memory, n, sizeof *list->counts);
    size_t *starts = memory_allocate_zeroed(list->memory, n + 1, sizeof *starts);
    list->starts = starts;
    list->n_itemsets = n;
    if (!list->counts || !starts) return false;
    list->items = memory_allocate(list->memory, n_items, sizeof *list->items);
    starts[n] = n_items;
    if (!list->items) return false;
    size_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        cobuy_text ids = dictionary_text(from, i);
        uint32_t *items = list->items + at;
        size_t length = ids.length / sizeof *items;
        memcpy(items, ids.bytes, ids.length);
        for (size_t j = 0; j < length; j++) items[j] = places[items[j]];
        sort_integers(items, length);
        starts[i] = at;
        at += length;
        list->counts[i] = maker->counts.data[i];
        if (length == 1) list->names.counts[items[0]] = list->counts[i];
    }
    return true;
}

static bool copy_rules(const struct rule_list_maker *maker, cobuy_rule_list *list)
{
    list->n = maker->listed.length;
    list->baskets = maker->baskets;
    list->rules = memory_allocate(list->memory, list->n, sizeof *list->rules);
    if (!list->rules) return false;
    if (list->n > 0)
        memcpy(list->rules, maker->listed.data, list->n * sizeof *list->rules);
    if (!maker->path) return true;
    size_t length = strlen(maker->path) + 1;
    list->path = memory_allocate(list->memory, length, 1);
    if (!list->path) return false;
    list->file.path = memcpy(list->path, maker->path, length);
    return true;
}

static bool copy_all(const struct rule_list_maker *maker, cobuy_rule_list *list)
{
    uint32_t n = maker->names.count;
    uint32_t *room = memory_allocate(list->memory, (size_t)n * 3, sizeof *room);
    if (!room) return false;
    uint32_t *order = room, *scratch = room + n, *places = room + (size_t)n * 2;
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    sort_index(order, scratch, n, compare_names, &maker->names);
    bool copied = copy_names(&maker->names, order, places, &list->names) &&
                  copy_itemsets(maker, places, list) && copy_rules(maker, list);
    memory_free(list->memory, room, (size_t)n * 3, sizeof *room);
    return copied;
}

cobuy_status rule_list_finish(struct rule_list_maker *maker, cobuy_rule_list **out,
                              cobuy_error *error)
{
    struct memory *memory = &maker->context->memory;
    cobuy_rule_list *list = memory_allocate_zeroed(memory, 1, sizeof *list);
    *out = NULL;
    if (!list) return no_memory(error);
    list->memory = list->names.memory = memory;
    if (!copy_all(maker, list)) {
        cobuy_rule_list_free(list);
        return no_memory(error);
    }
    *out = list;
    return COBUY_OK;
}

/* ------------------------------------------------------------------ rules at hand */

static cobuy_status add_derived(struct rule_list_maker *maker, const cobuy_rules *rules,
                                const cobuy_rule *rule, cobuy_error *error)
{
    const uint32_t *const sides[] = {rule->antecedent, rule->consequent};
    const uint32_t sizes[] = {rule->n_antecedent, rule->n_consequent};
    cobuy_status status = COBUY_OK;
    for (int side = RULE_ANTECEDENT; side <= RULE_CONSEQUENT; side++)
        for (uint32_t i = 0; i < sizes[side]; i++) {
            cobuy_text name = cobuy_rules_item(rules, sides[side][i]);
            TRY(rule_list_add_item(maker, (enum rule_side)side, name.bytes, name.length,
                                   error));
        }
    TRY(rule_list_add_rule(maker,
                           counts_of(rule->count, rule->antecedent_count,
                                     rule->consequent_count, rule->baskets),
                           error));
done:
    return status;
}

cobuy_status cobuy_rule_list_of(cobuy_context *context, cobuy_rule_list **out,
                                const cobuy_rules *rules, cobuy_error *error)
{
    struct rule_list_maker maker;
    cobuy_status status = COBUY_OK;
    *out = NULL;
    rule_list_maker_init(&maker, context);
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        if (i % RULES_A_LOOK == 0) TRY(context_check(context, error));
        TRY(add_derived(&maker, rules, &rule, error));
    }
    TRY(rule_list_finish(&maker, out, error));
done:
    rule_list_maker_clear(&maker);
    return status;
}
