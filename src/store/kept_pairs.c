/*
 * kept_pairs.c - how often pairs were bought in a window, for the next window
 *
 * A partition that comes or leaves gives its pairs in the order of the list, which is
 * written anew in one pass:
 *
 *     list        a b 40   a d 52      b c 61
 *     day         a b 1    a c 2       b c 3
 *     list, then  a b 41   a c 2 + 39  a d 52   b c 64      39: others, before
 *
 * Whatever may be in no more baskets than 'others' is left out there.
 */
#include "store/kept_pairs.h"

#include "base/sort.h"
#include "base/status.h"
#include "store/day_pairs.h"

#include <string.h>

void kept_pairs_init(struct kept_pairs *kept, struct memory *memory)
{
    *kept = (struct kept_pairs){.memory = memory};
}

void kept_pairs_clear(struct kept_pairs *kept)
{
    VECTOR_FREE(kept->memory, &kept->partitions);
    VECTOR_FREE(kept->memory, &kept->sizes);
    VECTOR_FREE(kept->memory, &kept->pairs);
    memory_free(kept->memory, kept->items, kept->n_items, sizeof *kept->items);
    kept_pairs_init(kept, kept->memory);
}

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the counts of pairs in the store");
}

static cobuy_status fail(struct kept_pairs *kept, cobuy_error *error)
{
    kept->contradicts = true;
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "the counts of pairs do not go with the partitions");
}

bool kept_pairs_is_of(const struct kept_pairs *kept, uint64_t n_baskets,
                      uint64_t n_items)
{
    uint64_t baskets = 0, by_sizes = 0, by_items = 0;
    for (size_t i = 0; i < kept->sizes.length; i++) {
        baskets += kept->sizes.data[i].baskets;
        by_sizes += (uint64_t)kept->sizes.data[i].baskets * kept->sizes.data[i].items;
    }
    for (uint32_t id = 0; id < kept->n_items; id++) by_items += kept->items[id];
    return baskets == n_baskets && by_sizes == n_items && by_items == n_items;
}

/* ----------------------------------------------------------------------- partitions */

static bool is_same(const struct kept_partition *kept,
                    const struct store_partition *listed)
{
    return kept->day == listed->day && kept->generation == listed->generation &&
           kept->checksum == listed->checksum;
}

/* The partition of the head that was counted; NULL if it is not there any more. */
static const struct store_partition *find_listed(const struct store_head *head,
                                                 const struct kept_partition *kept)
{
    size_t low = 0, high = head->partitions.length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (head->partitions.data[middle].day < kept->day)
            low = middle + 1;
        else
            high = middle;
    }
    const struct store_partition *found = head->partitions.data + low;
    return low < head->partitions.length && is_same(kept, found) ? found : NULL;
}

/* The place of a day among what was counted, or where it would be. */
static size_t find_day(const struct kept_pairs *kept, int64_t day)
{
    size_t low = 0, high = kept->partitions.length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kept->partitions.data[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool kept_pairs_has(const struct kept_pairs *kept, const struct store_partition *listed)
{
    size_t at = find_day(kept, listed->day);
    return at < kept->partitions.length && is_same(&kept->partitions.data[at], listed);
}

/* Whether a partition that was counted is among the chosen ones, which are by day. */
static bool is_chosen(const struct store_head *head, const size_t *chosen,
                      size_t n_chosen, const struct kept_partition *kept)
{
    size_t low = 0, high = n_chosen;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (head->partitions.data[chosen[middle]].day < kept->day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n_chosen && is_same(kept, &head->partitions.data[chosen[low]]);
}

bool kept_pairs_is_fresh(const struct kept_pairs *kept, const struct store_head *head)
{
    for (size_t i = 0; i < kept->partitions.length; i++)
        if (!find_listed(head, &kept->partitions.data[i])) return false;
    return true;
}

uint64_t kept_pairs_distance(const struct kept_pairs *kept,
                             const struct store_head *head, const size_t *chosen,
                             size_t n_chosen)
{
    uint64_t distance = 0;
    for (size_t i = 0; i < kept->partitions.length; i++) {
        const struct kept_partition *partition = &kept->partitions.data[i];
        if (is_chosen(head, chosen, n_chosen, partition)) continue;
        const struct store_partition *listed = find_listed(head, partition);
        if (!listed) return UINT64_MAX;
        distance += listed->basket_items;
    }
    for (size_t i = 0; i < n_chosen; i++) {
        const struct store_partition *listed = &head->partitions.data[chosen[i]];
        if (!kept_pairs_has(kept, listed)) distance += listed->basket_items;
    }
    return distance;
}

/* Enters a partition; false: no memory. */
static bool enter(struct kept_pairs *kept, const struct store_partition *listed,
                  uint32_t number)
{
    struct kept_partition entered = {listed->day, listed->generation, listed->checksum,
                                     number};
    size_t at = find_day(kept, listed->day), n = kept->partitions.length;
    if (!VECTOR_PUSH(kept->memory, &kept->partitions, entered)) return false;
    memmove(kept->partitions.data + at + 1, kept->partitions.data + at,
            (n - at) * sizeof entered);
    kept->partitions.data[at] = entered;
    return true;
}

static void remove_at(struct kept_pairs *kept, size_t at)
{
    size_t behind = --kept->partitions.length - at;
    memmove(kept->partitions.data + at, kept->partitions.data + at + 1,
            behind * sizeof *kept->partitions.data);
}

/* ---------------------------------------------------------------------------- sizes */

/* The entry of a size, which is made if it is not there; NULL: no memory. */
static struct kept_size *size_entry(struct kept_pairs *kept, uint32_t items)
{
    struct kept_size none = {items, 0};
    size_t low = 0, n = kept->sizes.length, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kept->sizes.data[middle].items < items)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < n && kept->sizes.data[low].items == items) return &kept->sizes.data[low];
    if (!VECTOR_PUSH(kept->memory, &kept->sizes, none)) return NULL;
    memmove(kept->sizes.data + low + 1, kept->sizes.data + low,
            (n - low) * sizeof none);
    kept->sizes.data[low] = none;
    return &kept->sizes.data[low];
}

/* A basket of that size comes or leaves. */
static cobuy_status change_size(struct kept_pairs *kept, uint64_t items, bool comes,
                                cobuy_error *error)
{
    struct kept_size *size = size_entry(kept, (uint32_t)items);
    if (!size) return no_memory(error);
    if (!comes && size->baskets == 0) return fail(kept, error);
    size->baskets += comes ? 1 : UINT32_MAX;
    return COBUY_OK;
}

void kept_pairs_measure(const struct kept_pairs *kept, cobuy_baskets *baskets)
{
    struct common_sizes sizes = {{0}};
    uint64_t longest = 0;
    for (size_t i = 0; i < kept->sizes.length; i++) {
        const struct kept_size *size = &kept->sizes.data[i];
        if (size->baskets > 0) longest = size->items;
        if (size->items < COMMON_SIZES) sizes.baskets[size->items] = size->baskets;
    }
    baskets_set_longest(baskets, longest, &sizes);
}

/* ----------------------------------------------------------------------------- pairs
 */

/* Whether a pair may be in more baskets than those that are not listed.  No pair is in
 * more than each of its items, which may tell what is not known. */
static bool counts(const struct kept_pairs *kept, struct kept_pair *pair)
{
    if (kept->checking) return true;
    uint32_t first = kept->items[pair->first], second = kept->items[pair->second],
             least = first < second ? first : second;
    uint32_t unknown = least > pair->count ? least - pair->count : 0;
    if (pair->unknown > unknown) pair->unknown = unknown;
    return (uint64_t)pair->count + pair->unknown > kept->others;
}

static void drop_others(struct kept_pairs *kept)
{
    size_t n = 0;
    for (size_t i = 0; i < kept->pairs.length; i++)
        if (counts(kept, &kept->pairs.data[i]))
            kept->pairs.data[n++] = kept->pairs.data[i];
    kept->pairs.length = n;
}

/* Leaves the rarer pairs to the others, with some room below 'most' for new ones. */
static void shorten(struct kept_pairs *kept, size_t most)
{
    enum { STEPS = 256 };
    while (kept->pairs.length > most) {
        size_t above[STEPS] = {0}, left = kept->pairs.length; /* others by so many */
        uint32_t more = 0;
        for (size_t i = 0; i < kept->pairs.length; i++) {
            const struct kept_pair *pair = &kept->pairs.data[i];
            uint64_t by = (uint64_t)pair->count + pair->unknown - kept->others;
            if (by < STEPS) above[by]++;
        }
        while (more + 1 < STEPS && left > most / 4 * 3) left -= above[++more];
        kept->others += more;
        drop_others(kept);
    }
}

bool kept_pairs_tells(const struct kept_pairs *kept, uint64_t least)
{
    if (kept->others >= least) return false;
    for (size_t i = 0; i < kept->pairs.length; i++) {
        const struct kept_pair *pair = &kept->pairs.data[i];
        if (pair->unknown > 0 && (uint64_t)pair->count + pair->unknown >= least)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ moving the window
 */

/* A partition on its way in or out. */
struct moving {
    struct kept_pairs *kept;
    size_t most;               /* pairs of the list */
    const uint32_t *its_items; /* baskets of the partition that have each */
    uint32_t number;
    bool comes, contradicts;
    size_t at;       /* in the list as it was */
    uint32_t spared; /* what comes up in so many baskets is left to the others ... */
    uint32_t raised; /* ... and these may be in so many more then */
    VECTOR(struct kept_pair) list;
};

static int compare(const struct kept_pair *pair, uint32_t first, uint32_t second)
{
    uint64_t a = (uint64_t)pair->first << 32 | pair->second,
             b = (uint64_t)first << 32 | second;
    return (a > b) - (a < b);
}

static bool push(struct moving *moving, struct kept_pair pair)
{
    return !counts(moving->kept, &pair) ||
           VECTOR_PUSH(moving->kept->memory, &moving->list, pair);
}

/* Copies what stands before a pair in the list. */
static bool copy_before(struct moving *moving, uint32_t first, uint32_t second)
{
    const struct kept_pairs *kept = moving->kept;
    while (moving->at < kept->pairs.length &&
           compare(&kept->pairs.data[moving->at], first, second) < 0)
        if (!push(moving, kept->pairs.data[moving->at++])) return false;
    return true;
}

/* In how many baskets a pair may have been that was not listed, before this came. */
static uint32_t most_before(const struct moving *moving, uint32_t first,
                            uint32_t second)
{
    const struct kept_pairs *kept = moving->kept;
    uint32_t most = kept->others, a = kept->items[first] - moving->its_items[first],
             b = kept->items[second] - moving->its_items[second];
    if (a < most) most = a;
    return b < most ? b : most;
}

/* Lists a pair that has come up, or leaves it to the others. */
static bool list_pair(struct moving *moving, uint32_t first, uint32_t second,
                      uint32_t count)
{
    struct kept_pair pair = {first, second, moving->number, count,
                             most_before(moving, first, second)};
    uint32_t others = moving->kept->others;
    if (count > moving->spared) return push(moving, pair);
    if (pair.unknown + count > others + moving->raised)
        moving->raised = pair.unknown + count - others;
    return true;
}

/* A pair that the partition has; a pair_taker. */
static bool move_pair(void *shared, uint32_t first, uint32_t second, uint32_t count)
{
    struct moving *moving = shared;
    struct kept_pairs *kept = moving->kept;
    if (!copy_before(moving, first, second)) return false;
    bool listed = moving->at < kept->pairs.length &&
                  compare(&kept->pairs.data[moving->at], first, second) == 0;
    if (!listed) return !moving->comes || list_pair(moving, first, second, count);
    struct kept_pair pair = kept->pairs.data[moving->at++];
    bool known = moving->comes || moving->number >= pair.since;
    uint32_t *changed = known ? &pair.count : &pair.unknown;
    moving->contradicts = !moving->comes && *changed < count;
    *changed += moving->comes ? count : 0 - count;
    return !moving->contradicts && push(moving, pair);
}

/* Numbers the items that may be in a pair of the list, before or after; returns how
 * many there are. */
static uint32_t number_items(const struct moving *moving, uint32_t *number,
                             uint32_t *ids)
{
    const struct kept_pairs *kept = moving->kept;
    uint32_t n = 0;
    for (uint32_t id = 0; id < kept->n_items; id++) {
        uint32_t baskets = kept->items[id];
        if (!moving->comes) baskets += moving->its_items[id];
        number[id] = DAY_PAIRS_NONE;
        if (baskets <= kept->others || moving->its_items[id] == 0) continue;
        ids[n] = id;
        number[id] = n++;
    }
    return n;
}

/* Goes through the partition's pairs and the list; the latter is new then. */
static cobuy_status move_pairs(struct moving *moving, const struct day_baskets *baskets,
                               cobuy_error *error)
{
    struct kept_pairs *kept = moving->kept;
    struct memory *memory = kept->memory;
    uint32_t *number = memory_allocate(memory, kept->n_items, sizeof *number),
             *ids = memory_allocate(memory, kept->n_items, sizeof *ids);
    bool done = number && ids;
    if (done) {
        struct pair_items items = {number, ids, number_items(moving, number, ids)};
        done = day_pairs_each(baskets, &items, move_pair, moving) &&
               copy_before(moving, UINT32_MAX, UINT32_MAX);
    }
    memory_free(memory, number, kept->n_items, sizeof *number);
    memory_free(memory, ids, kept->n_items, sizeof *ids);
    if (!done) return moving->contradicts ? fail(kept, error) : no_memory(error);
    VECTOR_FREE(memory, &kept->pairs);
    kept->pairs.data = moving->list.data;
    kept->pairs.length = moving->list.length;
    kept->pairs.capacity = moving->list.capacity;
    moving->list.data = NULL;
    moving->list.capacity = 0;
    if (moving->raised == 0) return COBUY_OK;
    kept->others += moving->raised;
    drop_others(kept);
    return COBUY_OK;
}

/* Pairs of a partition that comes, at most, so far as it can be told at once. */
static uint64_t most_pairs(const struct kept_pairs *kept,
                           const struct day_baskets *baskets)
{
    uint64_t most = 0;
    for (size_t b = 0; b < baskets->n; b++) {
        uint64_t n = 0;
        for (size_t i = (size_t)baskets->offsets[b]; i < day_baskets_end(baskets, b);
             i++)
            n += kept->items[baskets->items[i]] > kept->others;
        most += n * (n - (n > 0)) / 2;
    }
    return most;
}

static cobuy_status move_baskets(struct moving *moving,
                                 const struct day_baskets *baskets, cobuy_error *error)
{
    struct kept_pairs *kept = moving->kept;
    for (uint32_t id = 0; id < kept->n_items; id++) {
        uint32_t count = moving->its_items[id];
        if (!moving->comes && kept->items[id] < count) return fail(kept, error);
        kept->items[id] += moving->comes ? count : 0 - count;
    }
    for (size_t b = 0; b < baskets->n; b++) {
        uint64_t size = day_baskets_end(baskets, b) - baskets->offsets[b];
        cobuy_status status = change_size(kept, size, moving->comes, error);
        if (status != COBUY_OK) return status;
    }
    /* Where they would not all find room, those that came up once are spared. */
    moving->spared =
        moving->comes && kept->pairs.length + most_pairs(kept, baskets) > moving->most;
    return move_pairs(moving, baskets, error);
}

/* Reads a partition that comes or leaves, and counts it. */
static cobuy_status move_partition(struct moving *moving, const char *store,
                                   const struct store_partition *listed,
                                   cobuy_error *error)
{
    struct kept_pairs *kept = moving->kept;
    struct memory *memory = kept->memory;
    struct day_baskets baskets;
    uint32_t *items = memory_allocate_zeroed(memory, kept->n_items, sizeof *items);
    if (!items) return no_memory(error);
    cobuy_status status =
        day_baskets_read(&baskets, memory, store, listed, items, kept->n_items, error);
    if (status == COBUY_OK) {
        moving->its_items = items;
        status = move_baskets(moving, &baskets, error);
        VECTOR_FREE(memory, &moving->list);
        day_baskets_clear(&baskets);
    }
    memory_free(memory, items, kept->n_items, sizeof *items);
    return status;
}

cobuy_status kept_pairs_move(struct kept_pairs *kept, const cobuy_context *context,
                             const char *store, const struct store_head *head,
                             const size_t *chosen, size_t n_chosen, size_t most,
                             cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t i = kept->partitions.length; i-- > 0;) {
        const struct kept_partition *partition = &kept->partitions.data[i];
        if (is_chosen(head, chosen, n_chosen, partition)) continue;
        const struct store_partition *listed = find_listed(head, partition);
        struct moving leaving = {.kept = kept, .number = partition->number};
        if (!listed) TRY(fail(kept, error));
        TRY(context_check(context, error));
        TRY(move_partition(&leaving, store, listed, error));
        remove_at(kept, i);
    }
    for (size_t i = 0; i < n_chosen; i++) {
        const struct store_partition *listed = &head->partitions.data[chosen[i]];
        if (kept_pairs_has(kept, listed)) continue;
        struct moving coming = {
            .kept = kept, .most = most, .number = kept->next++, .comes = true};
        TRY(context_check(context, error));
        TRY(move_partition(&coming, store, listed, error));
        if (!enter(kept, listed, coming.number)) TRY(no_memory(error));
        shorten(kept, most);
    }
done:
    return status;
}

cobuy_status kept_pairs_check(struct kept_pairs *kept, const cobuy_context *context,
                              const char *store, const struct store_head *head,
                              const char *path, cobuy_error *error)
{
    kept->checking = true;
    kept->others = 0; /* so that all items matter to the end */
    cobuy_status status =
        kept_pairs_move(kept, context, store, head, NULL, 0, SIZE_MAX, error);
    bool any = !kept_pairs_is_of(kept, 0, 0);
    for (size_t i = 0; i < kept->pairs.length && !any; i++)
        any = kept->pairs.data[i].count > 0;
    if ((status == COBUY_OK && any) || kept->contradicts)
        status = status_fail(error, COBUY_INPUT_UNREADABLE,
                             "%s: is damaged: its counts are not those of the "
                             "partitions; without it they are counted anew",
                             path);
    return status;
}

/* ------------------------------------------------------------------------- beginning
 */

bool kept_pairs_begin(struct kept_pairs *kept, const struct store_head *head,
                      const size_t *chosen, size_t n_chosen,
                      const cobuy_baskets *baskets, const uint32_t *ids,
                      uint32_t others)
{
    struct memory *memory = kept->memory;
    kept_pairs_clear(kept);
    kept->items = memory_allocate_zeroed(memory, head->n_items, sizeof *kept->items);
    if (!kept->items) return false;
    kept->n_items = head->n_items;
    kept->others = others;
    kept->next = 1;
    for (uint32_t id = 0; id < baskets->dictionary.count; id++)
        kept->items[ids[id]] = (uint32_t)baskets->item_counts[id];
    for (uint64_t b = 0; b < baskets->count; b++)
        if (change_size(kept, baskets->offsets[b + 1] - baskets->offsets[b], true,
                        NULL) != COBUY_OK)
            return false;
    for (size_t i = 0; i < n_chosen; i++)
        if (!enter(kept, &head->partitions.data[chosen[i]], 0)) return false;
    return true;
}

bool kept_pairs_add(struct kept_pairs *kept, uint32_t a, uint32_t b, uint32_t count)
{
    struct kept_pair pair = {a < b ? a : b, a < b ? b : a, 0, count, 0};
    return VECTOR_PUSH(kept->memory, &kept->pairs, pair);
}

static int compare_at(const void *context, uint32_t a, uint32_t b)
{
    const struct kept_pair *pairs = context;
    return compare(&pairs[a], pairs[b].first, pairs[b].second);
}

bool kept_pairs_settle(struct kept_pairs *kept, size_t most)
{
    struct memory *memory = kept->memory;
    size_t n = kept->pairs.length;
    struct kept_pair *sorted = memory_allocate(memory, n, sizeof *sorted);
    uint32_t *order = memory_allocate(memory, 2 * n, sizeof *order);
    bool done = sorted && order;
    for (size_t i = 0; i < n && done; i++) order[i] = (uint32_t)i;
    if (done) sort_index(order, order + n, n, compare_at, kept->pairs.data);
    for (size_t i = 0; i < n && done; i++) sorted[i] = kept->pairs.data[order[i]];
    memory_free(memory, order, 2 * n, sizeof *order);
    if (done) {
        VECTOR_FREE(memory, &kept->pairs);
        kept->pairs.data = sorted;
        kept->pairs.length = kept->pairs.capacity = n;
        shorten(kept, most);
    } else {
        memory_free(memory, sorted, n, sizeof *sorted);
    }
    return done;
}
