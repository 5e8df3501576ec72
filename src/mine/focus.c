/*
 * focus.c - which items may be on which side of a rule
 *
 * Lists of names become what each item of the baskets may be: in an antecedent, in a
 * consequent, one of those that a rule must contain.  For the search, three things
 * follow from that (Srikant, Vu, Agrawal, KDD 1997, push constraints on items
 * likewise):
 *
 * - An item that may be on neither side is in no itemset.
 * - Each itemset has an item that may be in an antecedent, one that may be in a
 *   consequent, and one that must be contained.  That of which there is least in the
 *   baskets is asked of the search (focused.c); the others are left to the deriving.
 * - Where few items may be on a side, itemsets are no larger than these and as many as
 *   the other side may have.
 */
#include "mine/focus.h"

#include "base/options.h"

#include <string.h>

static const cobuy_focus_options defaults = COBUY_FOCUS_DEFAULTS;

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "items that rules are about");
}

/* ------------------------------------------------------------------------ creating */

/* Of one item, by the lists that name it. */
static uint8_t sides_of(const bool named[COBUY_FOCUS_KINDS],
                        const cobuy_focus_options *options)
{
    const cobuy_focus_list *lists = options->lists;
    bool antecedent =
        (lists[COBUY_ANTECEDENT_IN].n == 0 || named[COBUY_ANTECEDENT_IN]) &&
        !named[COBUY_ANTECEDENT_OUT];
    bool consequent =
        (lists[COBUY_CONSEQUENT_IN].n == 0 || named[COBUY_CONSEQUENT_IN]) &&
        !named[COBUY_CONSEQUENT_OUT];
    return (uint8_t)((antecedent ? FOCUS_ANTECEDENT : 0) |
                     (consequent ? FOCUS_CONSEQUENT : 0) |
                     (named[COBUY_CONTAINS] ? FOCUS_CONTAINED : 0));
}

/* Looks up a name in all lists of its kind, and notes which name it. */
static cobuy_status look_up(struct named_items lists[COBUY_FOCUS_KINDS],
                            struct characters *name, cobuy_text text, unsigned folding,
                            bool named[COBUY_FOCUS_KINDS], cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (!characters_read(name, text, folding)) return no_memory(error);
    for (int kind = 0; kind < COBUY_FOCUS_KINDS && status == COBUY_OK; kind++) {
        bool found;
        status = named_items_look_up(&lists[kind], name, &found, error);
        named[kind] = named[kind] || (status == COBUY_OK && found);
    }
    return status;
}

static cobuy_status look_up_items(cobuy_focus *focus, const cobuy_baskets *baskets,
                                  const cobuy_focus_options *options,
                                  cobuy_error *error)
{
    struct characters name;
    cobuy_status status = COBUY_OK;
    characters_init(&name, focus->memory);
    for (uint32_t id = 0; id < focus->n_items; id++) {
        bool named[COBUY_FOCUS_KINDS] = {false};
        cobuy_text category = cobuy_baskets_category(baskets, id);
        TRY(look_up(focus->names, &name, dictionary_text(&baskets->dictionary, id),
                    options->fold_items, named, error));
        if (category.length > 0)
            TRY(look_up(focus->categories, &name, category, options->fold_items, named,
                        error));
        for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++)
            focus->named[kind] += named[kind];
        focus->sides[id] = sides_of(named, options);
    }
done:
    characters_clear(&name);
    return status;
}

/* What an entry calls a category; NULL if it is an item's. */
static const char *category_of(const char *entry)
{
    size_t length = strlen(COBUY_FOCUS_CATEGORY);
    return strncmp(entry, COBUY_FOCUS_CATEGORY, length) == 0 ? entry + length : NULL;
}

/* Reads the entries, which have the same index in either list.  An entry of a category
 * may be an item's name as it stands; one of an item is no category's, which is never
 * empty where it is looked up. */
static cobuy_status read_list(cobuy_focus *focus, int kind,
                              const cobuy_focus_list *list, unsigned folding,
                              cobuy_error *error)
{
    struct memory *memory = focus->memory;
    const char **categories = memory_allocate(memory, list->n, sizeof *categories);
    cobuy_status status = COBUY_OK;
    if (!categories) return no_memory(error);
    for (size_t i = 0; i < list->n; i++) {
        const char *category = category_of(list->items[i]);
        categories[i] = category ? category : "";
    }
    TRY(named_items_read(&focus->names[kind], list->items, list->n, folding, error));
    TRY(named_items_read(&focus->categories[kind], categories, list->n, folding,
                         error));
done:
    memory_free(memory, categories, list->n, sizeof *categories);
    return status;
}

static cobuy_status fill(cobuy_focus *focus, const cobuy_baskets *baskets,
                         const cobuy_focus_options *given, cobuy_error *error)
{
    cobuy_focus_options options = defaults;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status != COBUY_OK) return status;
    focus->n_items = baskets->dictionary.count;
    focus->contains = options.lists[COBUY_CONTAINS].n > 0;
    focus->max_antecedent = options.max_antecedent;
    focus->max_consequent = options.max_consequent;
    focus->sides = memory_allocate(focus->memory, focus->n_items, sizeof *focus->sides);
    if (!focus->sides) return no_memory(error);
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        status =
            read_list(focus, kind, &options.lists[kind], options.fold_items, error);
        if (status != COBUY_OK) return status;
    }
    return look_up_items(focus, baskets, &options, error);
}

cobuy_status cobuy_focus_create(cobuy_context *context, cobuy_focus **out,
                                const cobuy_baskets *baskets,
                                const cobuy_focus_options *options, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    cobuy_focus *focus = *out = memory_allocate_zeroed(memory, 1, sizeof *focus);
    if (!focus) return no_memory(error);
    focus->memory = memory;
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        named_items_init(&focus->names[kind], memory);
        named_items_init(&focus->categories[kind], memory);
    }
    cobuy_status status = fill(focus, baskets, options, error);
    if (status == COBUY_OK) return status;
    cobuy_focus_free(focus);
    *out = NULL;
    return status;
}

cobuy_status focus_copy(cobuy_context *context, cobuy_focus **out,
                        const cobuy_baskets *baskets, const cobuy_focus *from,
                        cobuy_error *error)
{
    cobuy_status status = cobuy_focus_create(context, out, baskets, NULL, error);
    if (status != COBUY_OK || !from) return status;
    cobuy_focus *focus = *out;
    memcpy(focus->sides, from->sides, focus->n_items * sizeof *focus->sides);
    focus->contains = from->contains;
    focus->max_antecedent = from->max_antecedent;
    focus->max_consequent = from->max_consequent;
    return COBUY_OK;
}

uint32_t cobuy_focus_items(const cobuy_focus *focus, cobuy_focus_kind kind)
{
    return focus->named[kind];
}

bool cobuy_focus_is_unmatched(const cobuy_focus *focus, cobuy_focus_kind kind,
                              size_t index)
{
    return named_items_is_unmatched(&focus->names[kind], index) &&
           named_items_is_unmatched(&focus->categories[kind], index);
}

void cobuy_focus_free(cobuy_focus *focus)
{
    if (!focus) return;
    struct memory *memory = focus->memory;
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        named_items_clear(&focus->names[kind]);
        named_items_clear(&focus->categories[kind]);
    }
    memory_free(memory, focus->sides, focus->n_items, sizeof *focus->sides);
    memory_free(memory, focus, 1, sizeof *focus);
}

/* ------------------------------------------------------------------------- planning */

/* Frequent items with a side, and how much there is of them in the baskets. */
struct share {
    uint8_t side;
    uint32_t n_items;
    uint64_t basket_items;
};

static bool is_usable(const cobuy_focus *focus, uint32_t id)
{
    return (focus->sides[id] & (FOCUS_ANTECEDENT | FOCUS_CONSEQUENT)) != 0;
}

static struct share measure(const cobuy_focus *focus, const cobuy_baskets *baskets,
                            uint64_t min_count, uint8_t side)
{
    struct share share = {.side = side};
    for (uint32_t id = 0; id < focus->n_items; id++) {
        if (!(focus->sides[id] & side) || !is_usable(focus, id) ||
            baskets->item_counts[id] < min_count)
            continue;
        share.n_items++;
        share.basket_items += baskets->item_counts[id];
    }
    return share;
}

static uint32_t smaller(uint64_t a, uint64_t b)
{
    uint64_t least = a < b ? a : b;
    return least < UINT32_MAX ? (uint32_t)least : UINT32_MAX;
}

/* Items of one side at most. */
static uint64_t longest(const struct share *share, uint32_t limit)
{
    return limit == 0 ? share->n_items : smaller(share->n_items, limit);
}

bool focus_plan_make(struct focus_plan *out, const cobuy_focus *focus,
                     const cobuy_baskets *baskets, uint64_t min_count)
{
    struct share antecedents = measure(focus, baskets, min_count, FOCUS_ANTECEDENT),
                 consequents = measure(focus, baskets, min_count, FOCUS_CONSEQUENT),
                 contained = measure(focus, baskets, min_count, FOCUS_CONTAINED);
    const struct share *least = &antecedents;
    if (consequents.basket_items < least->basket_items) least = &consequents;
    if (focus->contains && contained.basket_items < least->basket_items)
        least = &contained;
    *out = (struct focus_plan){
        .choice = memory_allocate(focus->memory, focus->n_items, sizeof *out->choice),
        .max_items = smaller(longest(&antecedents, focus->max_antecedent) +
                                 longest(&consequents, focus->max_consequent),
                             UINT32_MAX)};
    if (!out->choice) return false;
    for (uint32_t id = 0; id < focus->n_items; id++)
        out->choice[id] = !is_usable(focus, id)            ? RANK_LEFT_OUT
                          : focus->sides[id] & least->side ? RANK_LAST
                                                           : RANK_USUAL;
    return true;
}

void focus_plan_clear(struct focus_plan *plan, const cobuy_focus *focus)
{
    memory_free(focus->memory, plan->choice, focus->n_items, sizeof *plan->choice);
    *plan = (struct focus_plan){.choice = NULL};
}
