/*
 * suggest.c - which minimum support gives about so many rules
 *
 * The lower the minimum support, the more rules, and from one count to the next there
 * may be a hundred times as many.  So counts are tried from where there is no rule yet,
 * each half of the last, until there are enough rules, and then between the last two,
 * on a scale of ratios.  Few rules come fast, and what comes to far too many is ended
 * by budgets, so that all of it takes a fraction of a second where a pass over the
 * baskets does; of large logs a sample is tried, and what it says is multiplied.
 */
#include "rule/rules.h"

#include "base/options.h"

#include <math.h>
#include <string.h>

#include <cobuy/suggest.h>

enum {
    MOST_SAMPLED = 4000000,  /* items of the baskets that are looked at */
    LEAST_OF_SAMPLE = 20,    /* baskets of a sample that say anything */
    MOST_ITEMSETS = 4000000, /* of an attempt */
    TOO_MANY_TIMES = 16,     /* as many rules as are wanted, and ... */
    TOO_MANY = 1000,         /* ... so many more */
    NEAR_ENOUGH = 10,        /* the part of what is wanted that may be missing */
};

struct trying {
    cobuy_context *context;
    const cobuy_baskets *baskets; /* all, or the sample */
    const cobuy_focus *focus;
    cobuy_mine_options mining;
    cobuy_rule_options deriving;
    uint64_t wanted;
    double end; /* by context_seconds() */
    cobuy_suggestion *out;
};

static const cobuy_rule_options rule_defaults = COBUY_RULE_DEFAULTS;
static const cobuy_mine_options mine_defaults = COBUY_MINE_DEFAULTS;

/* -------------------------------------------------------------------------- sample */

/* Counts what each item is in, anew. */
static void count_items(cobuy_baskets *sample)
{
    memset(sample->item_counts, 0,
           sample->dictionary.count * sizeof *sample->item_counts);
    for (uint64_t i = 0; i < sample->offsets[sample->count]; i++)
        sample->item_counts[sample->items[i]]++;
}

/* Makes the arrays of 'sample', which has all else in common with 'from', those of
 * every 'one_of'-th basket.  False if there is no memory. */
static bool take_sample(cobuy_baskets *sample, const cobuy_baskets *from,
                        uint64_t one_of)
{
    uint64_t n_items = 0;
    sample->count = (from->count + one_of - 1) / one_of;
    for (uint64_t b = 0; b < from->count; b += one_of)
        n_items += from->offsets[b + 1] - from->offsets[b];
    sample->file = NULL;
    sample->pairs = (struct known_pairs){.list = NULL}; /* those are of all baskets */
    sample->offsets_room = (size_t)sample->count + 1;
    sample->items_room = (size_t)n_items;
    sample->offsets =
        memory_allocate(sample->memory, sample->offsets_room, sizeof *sample->offsets);
    sample->items =
        memory_allocate(sample->memory, sample->items_room, sizeof *sample->items);
    sample->item_counts = memory_allocate(sample->memory, sample->dictionary.count,
                                          sizeof *sample->item_counts);
    if (!sample->offsets || !sample->items || !sample->item_counts) return false;
    uint64_t at = 0;
    for (uint64_t b = 0, s = 0; b < from->count; b += one_of, s++) {
        uint64_t n = from->offsets[b + 1] - from->offsets[b];
        sample->offsets[s] = at;
        memcpy(sample->items + at, from->items + from->offsets[b],
               n * sizeof *sample->items);
        at += n;
    }
    sample->offsets[sample->count] = at;
    count_items(sample);
    return true;
}

static void clear_sample(cobuy_baskets *sample)
{
    struct memory *memory = sample->memory;
    memory_free(memory, sample->offsets, sample->offsets_room, sizeof *sample->offsets);
    memory_free(memory, sample->items, sample->items_room, sizeof *sample->items);
    memory_free(memory, sample->item_counts, sample->dictionary.count,
                sizeof *sample->item_counts);
}

/* ------------------------------------------------------------------------ attempts */

static cobuy_status mine(const struct trying *trying, cobuy_attempt *attempt,
                         cobuy_itemsets **itemsets, cobuy_itemsets **closed,
                         cobuy_error *error)
{
    cobuy_mine_options options = trying->mining, of_closed;
    cobuy_context *context = trying->context;
    options.min_count = attempt->min_count;
    of_closed = options;
    of_closed.target = COBUY_TARGET_CLOSED;
    of_closed.algorithm = COBUY_ALGORITHM_AUTO;
    cobuy_status status = cobuy_mine_focused(context, itemsets, trying->baskets,
                                             trying->focus, &options, error);
    if (status != COBUY_OK) return status;
    attempt->itemsets = cobuy_itemsets_summary(*itemsets)->itemsets;
    if ((trying->deriving.prune >> COBUY_PRUNE_NON_CLOSED & 1) == 0) return COBUY_OK;
    return cobuy_mine(context, closed, trying->baskets, &of_closed, error);
}

/* Mines with a count, for as long as there is time. */
static cobuy_status try_count(const struct trying *trying, cobuy_attempt *attempt,
                              cobuy_error *error)
{
    cobuy_itemsets *itemsets = NULL, *closed = NULL;
    cobuy_rule_options deriving = trying->deriving;
    cobuy_rules *rules = NULL;
    double start = context_seconds();
    cobuy_status status = COBUY_OK;
    cobuy_context_limit_time(trying->context, trying->end - start);
    TRY(mine(trying, attempt, &itemsets, &closed, error));
    deriving.closed = closed;
    TRY(cobuy_derive(trying->context, &rules, itemsets, &deriving, error));
    attempt->rules = cobuy_rules_count(rules);
    attempt->complete = cobuy_rules_cut(rules).by == COBUY_BUDGET_NONE;
    attempt->seconds = context_seconds() - start;
done:
    cobuy_context_limit_time(trying->context, 0);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(closed);
    cobuy_itemsets_free(itemsets);
    return status;
}

/* Tries a count and notes what it gave. */
static cobuy_status note_attempt(struct trying *trying, uint64_t min_count,
                                 const cobuy_attempt **out, cobuy_error *error)
{
    cobuy_attempt *attempt = &trying->out->attempts[trying->out->n];
    *attempt = (cobuy_attempt){.min_count = min_count};
    *out = attempt;
    cobuy_status status = try_count(trying, attempt, error);
    if (status == COBUY_OK) trying->out->n++;
    return status;
}

static bool has_time(const struct trying *trying)
{
    return trying->out->n < COBUY_ATTEMPTS && context_seconds() < trying->end;
}

/* Above this no two items are frequent. */
static uint64_t second_highest(const cobuy_baskets *baskets)
{
    uint64_t first = 0, second = 0;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++) {
        uint64_t count = baskets->item_counts[id];
        if (count > first) {
            second = first;
            first = count;
        } else if (count > second) {
            second = count;
        }
    }
    return second;
}

static bool is_near(const struct trying *trying, const cobuy_attempt *attempt)
{
    uint64_t more = attempt->rules > trying->wanted ? attempt->rules - trying->wanted
                                                    : trying->wanted - attempt->rules;
    return attempt->complete && more <= trying->wanted / NEAR_ENOUGH;
}

static cobuy_status try_counts(struct trying *trying, cobuy_error *error)
{
    uint64_t least = trying->out->one_of > 1 ? LEAST_OF_SAMPLE : 1;
    uint64_t high = second_highest(trying->baskets) + 1, low = high;
    const cobuy_attempt *attempt = NULL;
    bool enough = false, near = false;
    cobuy_status status = COBUY_OK;
    while (!enough && low > least && has_time(trying)) {
        high = low;
        low = high / 2 > least ? high / 2 : least;
        TRY(note_attempt(trying, low, &attempt, error));
        enough = !attempt->complete || attempt->rules >= trying->wanted;
        near = is_near(trying, attempt);
    }
    while (enough && !near && high - low > 1 && has_time(trying)) {
        uint64_t middle = (uint64_t)sqrt((double)low * (double)high);
        if (middle <= low) middle = low + 1;
        if (middle >= high) middle = high - 1;
        TRY(note_attempt(trying, middle, &attempt, error));
        bool many = !attempt->complete || attempt->rules >= trying->wanted;
        near = is_near(trying, attempt);
        if (many)
            low = middle;
        else
            high = middle;
    }
done:
    return status;
}

/* ------------------------------------------------------------------------ suggesting
 */

/* How far rules are from what is wanted, as a ratio. */
static double distance(const cobuy_attempt *attempt, uint64_t wanted)
{
    return fabs(log((double)attempt->rules + 1) - log((double)wanted + 1));
}

static void sort_attempts(cobuy_suggestion *suggestion)
{
    for (size_t i = 1; i < suggestion->n; i++) {
        cobuy_attempt moved = suggestion->attempts[i];
        size_t to = i;
        for (; to > 0 && suggestion->attempts[to - 1].min_count < moved.min_count; to--)
            suggestion->attempts[to] = suggestion->attempts[to - 1];
        suggestion->attempts[to] = moved;
    }
}

/* Puts the attempts in order, says which is best, and what a sample says of all. */
static void conclude(cobuy_suggestion *suggestion, uint64_t wanted)
{
    sort_attempts(suggestion);
    suggestion->best = suggestion->n;
    for (size_t i = 0; i < suggestion->n; i++) {
        cobuy_attempt *attempt = &suggestion->attempts[i];
        attempt->min_count *= suggestion->one_of;
        attempt->seconds *= (double)suggestion->one_of;
        if (!attempt->complete) continue;
        if (suggestion->best == suggestion->n ||
            distance(attempt, wanted) <
                distance(&suggestion->attempts[suggestion->best], wanted))
            suggestion->best = i;
    }
}

/* Says what the rules may be that are wanted: what limits the result has no say. */
static cobuy_status read_options(struct trying *trying,
                                 const cobuy_mine_options *mine_options,
                                 const cobuy_rule_options *rule_options,
                                 cobuy_error *error)
{
    cobuy_status status =
        options_read(&trying->mining, sizeof trying->mining, mine_options, error);
    if (status == COBUY_OK)
        status = options_read(&trying->deriving, sizeof trying->deriving, rule_options,
                              error);
    trying->mining.budget_itemsets = MOST_ITEMSETS;
    trying->deriving.top = 0;
    trying->deriving.budget_rules =
        trying->wanted < UINT32_MAX ? trying->wanted * TOO_MANY_TIMES + TOO_MANY : 0;
    return status;
}

cobuy_status cobuy_suggest(cobuy_context *context, cobuy_suggestion *out,
                           const cobuy_baskets *baskets, const cobuy_focus *focus,
                           const cobuy_mine_options *mine_options,
                           const cobuy_rule_options *rule_options, uint64_t wanted,
                           double seconds, cobuy_error *error)
{
    cobuy_status status = baskets_need_rows(baskets, error);
    if (status != COBUY_OK) return status;
    uint64_t n_items = baskets->offsets[baskets->count];
    struct trying trying = {.context = context,
                            .baskets = baskets,
                            .focus = focus,
                            .mining = mine_defaults,
                            .deriving = rule_defaults,
                            .wanted = wanted,
                            .end = context_seconds() + seconds,
                            .out = out};
    cobuy_baskets sample = *baskets;
    sample.memory = &context->memory;
    *out = (cobuy_suggestion){.one_of = n_items / MOST_SAMPLED + 1};
    TRY(read_options(&trying, mine_options, rule_options, error));
    if (out->one_of > 1) {
        trying.baskets = &sample;
        trying.mining.max_count =
            (trying.mining.max_count + out->one_of - 1) / out->one_of;
        if (!take_sample(&sample, baskets, out->one_of))
            TRY(status_no_memory(error, "a sample of the baskets"));
    }
    TRY(try_counts(&trying, error));
    conclude(out, wanted);
done:
    if (trying.baskets == &sample) clear_sample(&sample);
    return status;
}
