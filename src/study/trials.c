/*
 * trials.c - what is found of hidden items
 *
 * Baskets come as ids of the log, and are turned into ids of the rules, in ascending
 * order: "known" items.  Without the hidden one that is what the index is asked for.
 *
 * Popularity needs no search.  All known items that stand alone in a rule are in order
 * of their counts, each at its place; the rank of a hidden item is its place, less the
 * items of the rest that stand before it, and the offers are the first places that the
 * rest does not take.
 *
 * Workers take blocks of baskets and count for themselves; integers are added up at the
 * end.
 */
#include "study/trials.h"

#include "base/hash.h"
#include "base/sort.h"
#include "base/workers.h"

#include <string.h>

enum { BASKETS_PER_TASK = 256 };

static const uint32_t NONE = UINT32_MAX;

/* A hash of names that is the same in every run. */
static const uint64_t HIDING_SEED = UINT64_C(0x9e3779b97f4a7c15);

/* What one worker needs. */
struct trier {
    struct trials found;
    uint32_t *known;  /* of the basket, ascending */
    uint32_t *rest;   /* the same without the hidden one */
    uint32_t *places; /* of 'known', by popularity, ascending */
    cobuy_offer *offers;
};

struct trying {
    cobuy_context *context;
    const cobuy_rule_list *rules;
    const cobuy_offer_index *index;
    const cobuy_baskets *baskets;
    bool hide_one;
    uint32_t highest;
    uint32_t *known_as; /* of the log's items: those of the rules, or NONE */
    uint64_t *hashes;   /* of the log's items, if one is hidden; or NULL */
    uint32_t *places;   /* of the rules' items by popularity, or NONE */
    uint32_t *popular;  /* and back */
    uint32_t n_popular;
    struct trier *triers;
    uint32_t n_triers;
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "judging rules");
}

/* -------------------------------------------------------------------------- counting
 */

static bool trials_init(struct trials *out, struct memory *memory, uint32_t highest,
                        uint32_t n_items, uint64_t longest)
{
    bool ready = true;
    *out = (struct trials){
        .memory = memory, .highest = highest, .n_items = n_items, .longest = longest};
    for (int i = 0; i < COBUY_BY_CHANCE; i++) {
        struct tries *by = &out->by[i];
        by->hits = memory_allocate_zeroed(memory, highest + 1, sizeof *by->hits);
        by->shown = memory_allocate_zeroed(memory, highest + 1, sizeof *by->shown);
        by->best_ranks =
            memory_allocate_zeroed(memory, n_items, sizeof *by->best_ranks);
        ready = ready && by->hits && by->shown && by->best_ranks;
    }
    out->rests = memory_allocate_zeroed(memory, longest + 1, sizeof *out->rests);
    return ready && out->rests;
}

void trials_clear(struct trials *trials)
{
    struct memory *memory = trials->memory;
    size_t n_ranks = (size_t)trials->highest + 1;
    if (!memory) return;
    for (int i = 0; i < COBUY_BY_CHANCE; i++) {
        struct tries *by = &trials->by[i];
        memory_free(memory, by->hits, n_ranks, sizeof *by->hits);
        memory_free(memory, by->shown, n_ranks, sizeof *by->shown);
        memory_free(memory, by->best_ranks, trials->n_items, sizeof *by->best_ranks);
    }
    memory_free(memory, trials->rests, trials->longest + 1, sizeof *trials->rests);
    *trials = (struct trials){0};
}

static void note_offer(struct tries *by, uint32_t item, uint32_t rank)
{
    uint32_t *best = &by->best_ranks[item];
    if (*best == 0 || rank < *best) *best = rank;
}

static void trials_add(struct trials *to, const struct trials *from)
{
    for (int i = 0; i < COBUY_BY_CHANCE; i++) {
        for (uint32_t r = 0; r <= to->highest; r++) {
            to->by[i].hits[r] += from->by[i].hits[r];
            to->by[i].shown[r] += from->by[i].shown[r];
        }
        for (uint32_t item = 0; item < to->n_items; item++)
            if (from->by[i].best_ranks[item] > 0)
                note_offer(&to->by[i], item, from->by[i].best_ranks[item]);
    }
    for (uint64_t n = 0; n <= to->longest; n++) to->rests[n] += from->rests[n];
    to->baskets += from->baskets;
    to->trials += from->trials;
    to->unknown += from->unknown;
}

/* -------------------------------------------------------------------------- one trial
 */

/* A basket that is asked for without one of its items. */
struct hiding {
    const struct trying *trying;
    struct trier *trier;
    uint32_t n_known;
    uint32_t hidden;   /* as the rules know it, or NONE */
    uint64_t n_trials; /* that are alike: with any of the items that no rule knows */
};

static void try_rules(const struct hiding *hiding)
{
    const struct trying *trying = hiding->trying;
    struct trier *trier = hiding->trier;
    struct tries *by = &trier->found.by[COBUY_BY_RULES];
    size_t n_rest = 0;
    for (uint32_t i = 0; i < hiding->n_known; i++)
        if (trier->known[i] != hiding->hidden) trier->rest[n_rest++] = trier->known[i];
    size_t n = cobuy_offer_find(trying->index, trier->rest, n_rest, trier->offers,
                                trying->highest);
    by->shown[n] += hiding->n_trials;
    for (uint32_t i = 0; i < n; i++) {
        note_offer(by, trier->offers[i].item, i + 1);
        by->hits[i + 1] += trier->offers[i].item == hiding->hidden;
    }
}

/* Offers the first places that the rest of the basket does not take. */
static void try_popularity(const struct hiding *hiding, uint32_t n_places)
{
    const struct trying *trying = hiding->trying;
    const uint32_t *places = hiding->trier->places;
    struct tries *by = &hiding->trier->found.by[COBUY_BY_POPULARITY];
    uint32_t taken = 0, rank = 0;
    for (uint32_t place = 0; place < trying->n_popular && rank < trying->highest;
         place++) {
        uint32_t item = trying->popular[place];
        while (taken < n_places && places[taken] < place) taken++;
        bool in_basket = taken < n_places && places[taken] == place;
        if (in_basket && item != hiding->hidden) continue;
        note_offer(by, item, ++rank);
        by->hits[rank] += item == hiding->hidden;
    }
    by->shown[rank] += hiding->n_trials;
}

/* The places of the known items, sorted; returns how many have one. */
static uint32_t find_places(const struct trying *trying, struct trier *trier,
                            uint32_t n_known)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_known; i++)
        if (trying->places[trier->known[i]] != NONE)
            trier->places[n++] = trying->places[trier->known[i]];
    sort_integers(trier->places, n);
    return n;
}

/* ------------------------------------------------------------------------ one basket
 */

/* The item of a basket whose hash, mixed with those of all, is the lowest: it depends
 * on nothing but the names. */
static uint32_t choose_hidden(const struct trying *trying, const uint32_t *items,
                              uint64_t n)
{
    uint64_t all = 0, lowest = UINT64_MAX;
    uint32_t chosen = items[0];
    for (uint64_t i = 0; i < n; i++) all += trying->hashes[items[i]];
    for (uint64_t i = 0; i < n; i++) {
        uint64_t mixed = hash_integer(trying->hashes[items[i]] ^ all);
        if (mixed >= lowest) continue;
        lowest = mixed;
        chosen = items[i];
    }
    return chosen;
}

static void hide(struct hiding *hiding, uint32_t hidden, uint64_t n_trials,
                 uint32_t n_places)
{
    struct trials *found = &hiding->trier->found;
    if (n_trials == 0) return;
    hiding->hidden = hidden;
    hiding->n_trials = n_trials;
    found->trials += n_trials;
    if (hidden == NONE) found->unknown += n_trials;
    try_rules(hiding);
    try_popularity(hiding, n_places);
}

static void try_basket(const struct trying *trying, struct trier *trier, uint64_t b)
{
    const uint64_t *offsets = trying->baskets->offsets;
    const uint32_t *items = trying->baskets->items + offsets[b];
    uint64_t n = offsets[b + 1] - offsets[b];
    struct hiding hiding = {.trying = trying, .trier = trier};
    if (n < 2) return;
    for (uint64_t i = 0; i < n; i++)
        if (trying->known_as[items[i]] != NONE)
            trier->known[hiding.n_known++] = trying->known_as[items[i]];
    sort_integers(trier->known, hiding.n_known);
    uint32_t n_places = find_places(trying, trier, hiding.n_known);
    trier->found.baskets++;
    trier->found.rests[n - 1] += trying->hide_one ? 1 : n;
    if (trying->hide_one) {
        hide(&hiding, trying->known_as[choose_hidden(trying, items, n)], 1, n_places);
        return;
    }
    for (uint32_t i = 0; i < hiding.n_known; i++)
        hide(&hiding, trier->known[i], 1, n_places);
    hide(&hiding, NONE, n - hiding.n_known, n_places);
}

static cobuy_status try_task(void *shared, size_t task, uint32_t worker,
                             cobuy_error *error)
{
    const struct trying *trying = shared;
    uint64_t begin = (uint64_t)task * BASKETS_PER_TASK, end = begin + BASKETS_PER_TASK;
    if (end > trying->baskets->count) end = trying->baskets->count;
    for (uint64_t b = begin; b < end; b++) {
        if (context_is_cancelled(trying->context)) break;
        try_basket(trying, &trying->triers[worker], b);
    }
    baskets_let_go(trying->baskets, begin, end);
    return context_check(trying->context, error);
}

/* ------------------------------------------------------------------------- all of it
 */

static int compare_counts(const void *of, uint32_t a, uint32_t b)
{
    const uint64_t *counts = of;
    if (counts[a] != counts[b]) return counts[a] > counts[b] ? -1 : 1;
    return (a > b) - (a < b);
}

static bool find_popular(struct trying *trying)
{
    struct memory *memory = &trying->context->memory;
    const struct item_names *names = &trying->rules->names;
    uint32_t *scratch = memory_allocate(memory, names->n, sizeof *scratch);
    trying->places = memory_allocate(memory, names->n, sizeof *trying->places);
    trying->popular = memory_allocate(memory, names->n, sizeof *trying->popular);
    bool ready = scratch && trying->places && trying->popular;
    for (uint32_t i = 0; ready && i < names->n; i++) {
        trying->places[i] = NONE;
        if (names->counts[i] > 0) trying->popular[trying->n_popular++] = i;
    }
    if (ready)
        sort_index(trying->popular, scratch, trying->n_popular, compare_counts,
                   names->counts);
    for (uint32_t i = 0; ready && i < trying->n_popular; i++)
        trying->places[trying->popular[i]] = i;
    memory_free(memory, scratch, names->n, sizeof *scratch);
    return ready;
}

static bool know_items(struct trying *trying)
{
    struct memory *memory = &trying->context->memory;
    const struct dictionary *items = &trying->baskets->dictionary;
    trying->known_as = memory_allocate(memory, items->count, sizeof *trying->known_as);
    if (trying->hide_one)
        trying->hashes = memory_allocate(memory, items->count, sizeof *trying->hashes);
    if (!trying->known_as || (trying->hide_one && !trying->hashes)) return false;
    for (uint32_t i = 0; i < items->count; i++) {
        cobuy_text name = dictionary_text(items, i);
        uint32_t *known = &trying->known_as[i];
        if (!cobuy_rule_list_find_item(trying->rules, name.bytes, name.length, known))
            *known = NONE;
        if (trying->hide_one)
            trying->hashes[i] = hash_bytes(name.bytes, name.length, HIDING_SEED);
    }
    return true;
}

static bool make_triers(struct trying *trying)
{
    struct memory *memory = &trying->context->memory;
    uint64_t longest = trying->baskets->longest;
    bool ready = true;
    trying->triers =
        memory_allocate_zeroed(memory, trying->n_triers, sizeof *trying->triers);
    if (!trying->triers) return false;
    for (uint32_t w = 0; w < trying->n_triers && ready; w++) {
        struct trier *trier = &trying->triers[w];
        ready = trials_init(&trier->found, memory, trying->highest,
                            trying->rules->names.n, longest);
        trier->known = memory_allocate(memory, longest, 3 * sizeof *trier->known);
        trier->rest = trier->known ? trier->known + longest : NULL;
        trier->places = trier->known ? trier->rest + longest : NULL;
        trier->offers = memory_allocate(memory, trying->highest, sizeof *trier->offers);
        ready = ready && trier->known && trier->offers;
    }
    return ready;
}

static void clear(struct trying *trying)
{
    struct memory *memory = &trying->context->memory;
    uint32_t n_items = trying->baskets->dictionary.count, n = trying->rules->names.n;
    memory_free(memory, trying->known_as, n_items, sizeof *trying->known_as);
    memory_free(memory, trying->hashes, n_items, sizeof *trying->hashes);
    memory_free(memory, trying->places, n, sizeof *trying->places);
    memory_free(memory, trying->popular, n, sizeof *trying->popular);
    for (uint32_t w = 0; trying->triers && w < trying->n_triers; w++) {
        struct trier *trier = &trying->triers[w];
        trials_clear(&trier->found);
        memory_free(memory, trier->known, trying->baskets->longest,
                    3 * sizeof *trier->known);
        memory_free(memory, trier->offers, trying->highest, sizeof *trier->offers);
    }
    memory_free(memory, trying->triers, trying->n_triers, sizeof *trying->triers);
}

cobuy_status trials_run(struct trials *out, cobuy_context *context,
                        const cobuy_rule_list *rules, const cobuy_offer_index *index,
                        const cobuy_baskets *baskets, uint32_t highest, bool hide_one,
                        cobuy_error *error)
{
    uint64_t n_tasks = (baskets->count + BASKETS_PER_TASK - 1) / BASKETS_PER_TASK;
    struct trying trying = {.context = context,
                            .rules = rules,
                            .index = index,
                            .baskets = baskets,
                            .hide_one = hide_one,
                            .highest = highest,
                            .n_triers = workers_count(context, (size_t)n_tasks)};
    cobuy_status status = COBUY_OK;
    if (!trials_init(out, &context->memory, highest, rules->names.n,
                     baskets->longest) ||
        !find_popular(&trying) || !know_items(&trying) || !make_triers(&trying))
        TRY(no_memory(error));
    TRY(workers_run(context, (size_t)n_tasks, try_task, &trying, "judging", error));
    for (uint32_t w = 0; w < trying.n_triers; w++)
        trials_add(out, &trying.triers[w].found);
done:
    clear(&trying);
    return status;
}
