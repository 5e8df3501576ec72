/*
 * basket_choice.c - which items and baskets count, as the options of reading say
 *
 * All that is asked of items is asked of their names, once for each of them:
 *
 *     id           0     1     2     3        item_counts 10 40 30 5
 *     name         TEA   beer  tea   POST
 *     folded       tea   beer  tea   post     by case; "post" is to be left out
 *     counts_as    0     1     0     none
 *     named_as     2     1     -     3        the spelling in most baskets
 *
 * Then the baskets are refined by these (refine.h).  Which spelling is in most baskets,
 * and of those in as many which is first in the order of bytes, depends on no order of
 * rows.
 */
#include "basket/basket_choice.h"

#include "basket/named_items.h"
#include "basket/refine.h"

#include <string.h>

enum { NAMED = 10 }; /* in the report, of each kind */

struct choice {
    struct memory *memory;
    const cobuy_baskets *baskets;
    const cobuy_read_options *options;
    cobuy_read_report *report;
    struct arena *texts;
    uint32_t n_items;
    uint32_t *counts_as, *named_as; /* by id; see refine.h */
    uint64_t *bought; /* by id, if it counts as itself: items in baskets that are it */
    struct characters name;   /* folded, of the item that is looked at */
    struct dictionary groups; /* folded names: what has the same counts as one item */
    uint32_t *first_of;       /* by group */
    struct named_items excluded_names;
    uint32_t excluded[NAMED + 1]; /* those bought most, and room for one more */
    size_t n_excluded;
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "which items count");
}

static cobuy_text name_of(const struct choice *choice, uint32_t id)
{
    return dictionary_text(&choice->baskets->dictionary, id);
}

/* Whether item 'a', of which there are 'many_a', goes before 'b': by that, then by the
 * bytes of its name. */
static bool goes_before(const struct choice *choice, uint32_t a, uint64_t many_a,
                        uint32_t b, uint64_t many_b)
{
    if (many_a != many_b) return many_a > many_b;
    return text_compare(name_of(choice, a), name_of(choice, b)) < 0;
}

/* ------------------------------------------------------------------------- folding */

/* Finds the first item that is the same when folded. */
static cobuy_status find_first(struct choice *choice, uint32_t id, uint32_t *first,
                               cobuy_error *error)
{
    uint32_t group, n_known = choice->groups.count;
    cobuy_text folded;
    if (!characters_read(&choice->name, name_of(choice, id),
                         choice->options->fold_items) ||
        !characters_bytes(&choice->name, &folded))
        return no_memory(error);
    cobuy_status status = dictionary_intern(&choice->groups, folded.bytes,
                                            folded.length, "items", &group, error);
    if (status != COBUY_OK) return status;
    if (group == n_known) choice->first_of[group] = id;
    *first = choice->first_of[group];
    return COBUY_OK;
}

/* Has each item count as itself, or as the first that is the same when folded. */
static cobuy_status fold_items(struct choice *choice, cobuy_error *error)
{
    const uint64_t *counts = choice->baskets->item_counts;
    for (uint32_t id = 0; id < choice->n_items; id++) {
        uint32_t first = id;
        cobuy_status status = choice->options->fold_items
                                  ? find_first(choice, id, &first, error)
                                  : COBUY_OK;
        if (status != COBUY_OK) return status;
        uint32_t *name = &choice->named_as[first];
        choice->counts_as[id] = first;
        choice->bought[first] += counts[id];
        if (first == id || goes_before(choice, id, counts[id], *name, counts[*name]))
            *name = id;
        choice->report->folded_items += first != id;
    }
    return COBUY_OK;
}

/* ----------------------------------------------------------------------- excluding */

/* Puts an item that counts as itself among those that are named. */
static void note_excluded(struct choice *choice, uint32_t id)
{
    uint32_t *excluded = choice->excluded;
    size_t at = choice->n_excluded;
    while (at > 0 && goes_before(choice, choice->named_as[id], choice->bought[id],
                                 choice->named_as[excluded[at - 1]],
                                 choice->bought[excluded[at - 1]]))
        at--;
    memmove(excluded + at + 1, excluded + at,
            (choice->n_excluded - at) * sizeof *excluded);
    excluded[at] = id;
    if (choice->n_excluded < NAMED) choice->n_excluded++;
    choice->report->excluded_items++;
    choice->report->excluded_basket_items += choice->bought[id];
}

static cobuy_status exclude_items(struct choice *choice, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    TRY(named_items_read(&choice->excluded_names, choice->options->exclude_items,
                         choice->options->n_exclude_items, choice->options->fold_items,
                         error));
    for (uint32_t id = 0; id < choice->n_items; id++) {
        uint32_t first = choice->counts_as[id];
        bool excluded;
        if (first < id) choice->counts_as[id] = choice->counts_as[first];
        if (first < id) continue;
        if (!characters_read(&choice->name, name_of(choice, id),
                             choice->options->fold_items))
            TRY(no_memory(error));
        TRY(named_items_look_up(&choice->excluded_names, &choice->name, &excluded,
                                error));
        if (!excluded) continue;
        note_excluded(choice, id);
        choice->counts_as[id] = ITEM_LEFT_OUT;
    }
done:
    return status;
}

/* ----------------------------------------------------------------------- reporting */

static cobuy_status name_excluded(struct choice *choice, cobuy_error *error)
{
    size_t n = choice->n_excluded;
    cobuy_excluded_item *named = arena_allocate(choice->texts, n, sizeof *named);
    if (!named) return no_memory(error);
    for (size_t i = 0; i < n; i++) {
        uint32_t id = choice->excluded[i];
        cobuy_text name = name_of(choice, choice->named_as[id]);
        named[i].name = arena_copy(choice->texts, name.bytes, name.length);
        named[i].basket_items = choice->bought[id];
        if (!named[i].name) return no_memory(error);
    }
    choice->report->excluded = named;
    choice->report->n_excluded = n;
    return COBUY_OK;
}

static cobuy_status name_unmatched(struct choice *choice, cobuy_error *error)
{
    cobuy_read_report *report = choice->report;
    const char **named = arena_allocate(choice->texts, NAMED, sizeof *named);
    if (!named) return no_memory(error);
    for (size_t i = 0; i < choice->options->n_exclude_items; i++) {
        const char *text = choice->options->exclude_items[i];
        if (!named_items_is_unmatched(&choice->excluded_names, i)) continue;
        if (report->unmatched_exclusions++ >= NAMED) continue;
        char *copy = arena_copy(choice->texts, text, strlen(text));
        if (!copy) return no_memory(error);
        named[report->n_unmatched++] = copy;
    }
    report->unmatched = named;
    return COBUY_OK;
}

/* ----------------------------------------------------------------------------- all */

static bool allocate(struct choice *choice)
{
    struct memory *memory = choice->memory;
    uint32_t n = choice->n_items;
    choice->counts_as = memory_allocate(memory, n, sizeof *choice->counts_as);
    choice->named_as = memory_allocate(memory, n, sizeof *choice->named_as);
    choice->first_of = memory_allocate(memory, n, sizeof *choice->first_of);
    choice->bought = memory_allocate_zeroed(memory, n, sizeof *choice->bought);
    return choice->counts_as && choice->named_as && choice->first_of && choice->bought;
}

static void release(struct choice *choice)
{
    struct memory *memory = choice->memory;
    uint32_t n = choice->n_items;
    memory_free(memory, choice->counts_as, n, sizeof *choice->counts_as);
    memory_free(memory, choice->named_as, n, sizeof *choice->named_as);
    memory_free(memory, choice->first_of, n, sizeof *choice->first_of);
    memory_free(memory, choice->bought, n, sizeof *choice->bought);
    characters_clear(&choice->name);
    dictionary_clear(&choice->groups);
    named_items_clear(&choice->excluded_names);
}

/* Finds out what each item counts as. */
static cobuy_status choose_items(struct choice *choice, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (!allocate(choice)) TRY(no_memory(error));
    TRY(fold_items(choice, error));
    if (choice->options->n_exclude_items > 0) {
        TRY(exclude_items(choice, error));
        TRY(name_excluded(choice, error));
        TRY(name_unmatched(choice, error));
    }
done:
    return status;
}

/* Leaves what counts. */
static cobuy_status refine_by(const struct choice *choice, cobuy_baskets *baskets,
                              cobuy_context *context, cobuy_error *error)
{
    const cobuy_read_options *options = choice->options;
    cobuy_read_report *report = choice->report;
    struct refining refining = REFINING_NOTHING;
    struct refined refined;
    if (report->folded_items + report->excluded_items > 0)
        refining.counts_as = choice->counts_as;
    if (report->folded_items > 0) refining.named_as = choice->named_as;
    if (options->min_basket_items > 0) refining.least = options->min_basket_items;
    if (options->max_basket_items > 0) refining.most = options->max_basket_items;
    if (!refining.counts_as && refining.least == 1 && refining.most >= baskets->longest)
        return COBUY_OK;
    cobuy_status status = refine(baskets, context, &refining, &refined, error);
    if (status != COBUY_OK) return status;
    report->folded_repeats = refined.repeats;
    report->baskets_emptied = refined.emptied;
    report->baskets_too_small = refined.too_small;
    report->baskets_too_large = refined.too_large;
    return COBUY_OK;
}

cobuy_status basket_choice_check(const cobuy_read_options *options, cobuy_error *error)
{
    if (options->fold_items & ~(unsigned)(COBUY_FOLD_CASE | COBUY_FOLD_WIDTH))
        return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no folding %u",
                           options->fold_items);
    if (options->max_basket_items > 0 &&
        options->min_basket_items > options->max_basket_items)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "no basket has %llu items or more, and %llu at most",
                           (unsigned long long)options->min_basket_items,
                           (unsigned long long)options->max_basket_items);
    return COBUY_OK;
}

cobuy_status basket_choice_apply(cobuy_baskets *baskets, cobuy_context *context,
                                 const cobuy_read_options *options,
                                 cobuy_read_report *report, struct arena *texts,
                                 cobuy_error *error)
{
    struct choice choice = {.memory = &context->memory,
                            .baskets = baskets,
                            .options = options,
                            .report = report,
                            .texts = texts,
                            .n_items = baskets->dictionary.count};
    characters_init(&choice.name, choice.memory);
    dictionary_init(&choice.groups, choice.memory);
    named_items_init(&choice.excluded_names, choice.memory);
    cobuy_status status = COBUY_OK;
    if (options->n_exclude_items > 0 || options->fold_items)
        TRY(choose_items(&choice, error));
    TRY(refine_by(&choice, baskets, context, error));
done:
    release(&choice);
    return status;
}
