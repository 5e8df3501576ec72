/*
 * store_merge.c - what a source says into the partitions that it concerns
 *
 * All pieces of a basket are in the partition of its day, which is that of the
 * earliest. So a new piece concerns
 *
 *     the partitions where the source had pieces before, which are to go
 *     the one where its basket is already, if another source has brought it
 *     the one of the day on which the basket turns out to be, then
 *
 * and no other is opened to be written anew.  Which one has a basket already is found
 * by its keys: the head says between which they are, so that with order ids that rise
 * hardly any partition is looked into, and of those only the keys are decoded.  (A
 * Bloom filter would not spare that: of some thousand new keys one is always taken for
 * known, unless the filter is as large as the keys.)
 *
 * The partitions concerned are read, and their pieces put together with the new ones;
 * what comes out is sorted by day, and each day written by some worker.
 *
 * Cost: some 48 bytes a piece and 4 an item of what is concerned; 0.3 us a basket.
 */
#include "store/store_merge.h"

#include "base/sort.h"
#include "base/workers.h"
#include "store/format.h"
#include "store/listed_partition.h"

#include <string.h>

/* What merging carries along. */
struct merge {
    struct store_change *change;
    struct basket_pieces *pieces;
    uint32_t source, n_items;
    uint32_t *order; /* of pieces, and room to sort them */
    size_t order_room;
    bool *concerned; /* by partition */
    size_t n_partitions;
    struct store_partition *written; /* by day */
    size_t *begins;                  /* of its pieces in the order */
    size_t n_days;
};

static cobuy_status fail_for_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets of the store");
}

static bool make_order(struct merge *merge)
{
    struct memory *memory = &merge->change->context->memory;
    size_t wanted = 2 * merge->pieces->list.length;
    if (wanted <= merge->order_room && merge->order) return true;
    memory_free(memory, merge->order, merge->order_room, sizeof *merge->order);
    merge->order_room = wanted;
    merge->order = memory_allocate(memory, wanted, sizeof *merge->order);
    return merge->order;
}

/* ------------------------------------------------------------ what is there already */

static const struct store_key *key_at(const struct merge *merge, size_t place)
{
    return &merge->pieces->list.data[merge->order[place]].key;
}

/* The first of the new pieces, by key, whose key is not below. */
static size_t find_place(const struct merge *merge, const struct store_key *key)
{
    size_t low = 0, high = merge->pieces->list.length;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (store_key_compare(key_at(merge, middle), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a new key may be among those of a partition. */
static bool may_have(const struct merge *merge, const struct key_range *range)
{
    size_t n = merge->pieces->list.length;
    if (range->words) {
        size_t at = find_place(merge, &(struct store_key){range->low, {"", 0}});
        if (at < n && key_at(merge, at)->word <= range->high) return true;
    }
    if (range->texts) {
        size_t at = find_place(merge, &(struct store_key){KEY_OTHER, range->first});
        if (at == n) return false;
        cobuy_text text = key_at(merge, at)->text;
        if (text.length > FORMAT_KEY_SHOWN) text.length = FORMAT_KEY_SHOWN;
        return text_compare(text, range->last) <= 0;
    }
    return false;
}

/* Whether a new key is in a partition; both ascend. */
static cobuy_status find_keys(const struct merge *merge,
                              const struct partition *partition, bool *found,
                              cobuy_error *error)
{
    struct partition_keys keys;
    size_t at = 0, n = merge->pieces->list.length;
    partition_keys(&keys, partition);
    while (!*found && partition_next_key(&keys)) {
        if (keys.key.word != KEY_OTHER && at < n &&
            key_at(merge, at)->word < keys.key.word)
            at = find_place(merge, &keys.key);
        while (at < n && store_key_compare(key_at(merge, at), &keys.key) < 0) at++;
        *found = at < n && store_key_compare(key_at(merge, at), &keys.key) == 0;
    }
    cobuy_status status = keys.no_memory ? fail_for_memory(error)
                          : keys.failed  ? partition_fail(partition, error)
                                         : COBUY_OK;
    partition_keys_clear(&keys);
    return status;
}

static cobuy_status open_partition(struct listed_partition *opened,
                                   const struct merge *merge, size_t number,
                                   cobuy_error *error)
{
    const struct store_change *change = merge->change;
    return listed_partition_open(opened, &change->context->memory, change->store,
                                 &change->head.partitions.data[number], error);
}

static bool has_source(const struct store_partition *partition, uint32_t source)
{
    for (size_t i = 0; i < partition->n_shares; i++)
        if (partition->shares[i].source == source) return true;
    return false;
}

/* Finds out whether a partition is concerned. */
static cobuy_status look_into(void *shared, size_t number, uint32_t worker,
                              cobuy_error *error)
{
    (void)worker;
    struct merge *merge = shared;
    const struct store_partition *listed = &merge->change->head.partitions.data[number];
    struct listed_partition opened;
    merge->concerned[number] = has_source(listed, merge->source);
    if (merge->concerned[number] || !may_have(merge, &listed->keys)) return COBUY_OK;
    cobuy_status status = open_partition(&opened, merge, number, error);
    if (status != COBUY_OK) return status;
    status = find_keys(merge, &opened.partition, &merge->concerned[number], error);
    listed_partition_close(&opened);
    return status;
}

/* ------------------------------------------------------------------------ gathering */

/* Adds the pieces of a partition, but for those of the source. */
static cobuy_status gather(struct merge *merge, size_t number, cobuy_error *error)
{
    struct listed_partition opened;
    cobuy_status status = context_check(merge->change->context, error);
    if (status != COBUY_OK) return status;
    status = open_partition(&opened, merge, number, error);
    if (status != COBUY_OK) return status;
    status = partition_add_to(&opened.partition, merge->pieces, merge->n_items,
                              merge->source, error);
    listed_partition_close(&opened);
    return status;
}

/* Finds which partitions are concerned by keys, gathers them, and tells the pieces
 * their days. */
static cobuy_status gather_baskets(struct merge *merge, cobuy_error *error)
{
    struct store_head *head = &merge->change->head;
    cobuy_context *context = merge->change->context;
    cobuy_status status = COBUY_OK;
    merge->n_partitions = head->partitions.length;
    merge->concerned = memory_allocate_zeroed(&context->memory, merge->n_partitions,
                                              sizeof *merge->concerned);
    if (!merge->concerned || !make_order(merge)) TRY(fail_for_memory(error));
    basket_pieces_settle(merge->pieces, merge->order, 0);
    TRY(workers_run(context, merge->n_partitions, look_into, merge, NULL, error));
    for (size_t i = 0; i < merge->n_partitions; i++)
        if (merge->concerned[i]) TRY(gather(merge, i, error));
    if (!make_order(merge)) TRY(fail_for_memory(error));
    basket_pieces_settle(merge->pieces, merge->order, 0);
done:
    return status;
}

/* Leaves out baskets of days that were dropped; returns how many. */
static uint64_t leave_out(struct merge *merge)
{
    const struct store_head *head = &merge->change->head;
    struct basket_pieces *pieces = merge->pieces;
    uint64_t n = 0;
    if (!head->bounded) return 0;
    for (size_t i = 0, same; i < pieces->list.length; i += same) {
        same =
            basket_pieces_of_first(pieces, merge->order + i, pieces->list.length - i);
        n += pieces->list.data[merge->order[i]].day < head->bound;
    }
    size_t to = 0;
    for (size_t i = 0; i < pieces->list.length; i++)
        if (pieces->list.data[i].day >= head->bound)
            pieces->list.data[to++] = pieces->list.data[i];
    pieces->list.length = to;
    return n;
}

/* Gathers the partitions of days to which baskets have come, and sorts. */
static cobuy_status gather_days(struct merge *merge, cobuy_error *error)
{
    struct store_head *head = &merge->change->head;
    size_t n = merge->pieces->list.length, number = 0;
    cobuy_status status = COBUY_OK;
    basket_pieces_sort(merge->pieces, merge->order);
    for (size_t i = 0; i < n; i++) {
        int64_t day = merge->pieces->list.data[merge->order[i]].day;
        while (number < merge->n_partitions && head->partitions.data[number].day < day)
            number++;
        if (number == merge->n_partitions) break;
        if (head->partitions.data[number].day > day || merge->concerned[number])
            continue;
        merge->concerned[number] = true;
        TRY(gather(merge, number, error));
    }
    if (!make_order(merge)) TRY(fail_for_memory(error));
    basket_pieces_sort(merge->pieces, merge->order);
done:
    return status;
}

/* -------------------------------------------------------------------------- writing */

static uint32_t count_union(uint32_t *items, size_t n)
{
    uint32_t different = n > 0;
    sort_integers(items, n);
    for (size_t i = 1; i < n; i++) different += items[i] != items[i - 1];
    return different;
}

/* Items of a basket of several pieces. */
static bool count_items(const struct basket_pieces *pieces, const uint32_t *order,
                        size_t n, uint64_t *different)
{
    size_t all = 0, at = 0;
    for (size_t i = 0; i < n; i++) all += pieces->list.data[order[i]].n;
    uint32_t *items = memory_allocate(pieces->memory, all, sizeof *items);
    if (!items) return false;
    for (size_t i = 0; i < n; i++) {
        const struct basket_piece *piece = &pieces->list.data[order[i]];
        memcpy(items + at, pieces->items.data + piece->first, piece->n * sizeof *items);
        at += piece->n;
    }
    *different = count_union(items, all);
    memory_free(pieces->memory, items, all, sizeof *items);
    return true;
}

/* The beginning of a key's text that the head has, which lies where the key does. */
static cobuy_text shown(cobuy_text text)
{
    if (text.length > FORMAT_KEY_SHOWN) text.length = FORMAT_KEY_SHOWN;
    return text;
}

static void widen(struct key_range *range, const struct store_key *key)
{
    if (key->word != KEY_OTHER) {
        if (!range->words) range->low = key->word;
        range->high = key->word;
        range->words = true;
    } else {
        if (!range->texts) range->first = shown(key->text);
        range->last = shown(key->text);
        range->texts = true;
    }
}

/* Says in the head's terms what a day holds. */
static bool describe(struct store_partition *partition,
                     const struct basket_pieces *pieces, const uint32_t *order,
                     size_t n)
{
    partition->first_time = BASKET_NO_TIME;
    partition->last_time = INT64_MIN;
    for (size_t i = 0, same; i < n; i += same) {
        const struct basket_piece *piece = &pieces->list.data[order[i]];
        uint64_t different = piece->n;
        int64_t earliest = piece->time;
        same = basket_pieces_of_first(pieces, order + i, n - i);
        for (size_t k = i; k < i + same; k++)
            if (pieces->list.data[order[k]].time < earliest)
                earliest = pieces->list.data[order[k]].time;
        if (same > 1 && !count_items(pieces, order + i, same, &different)) return false;
        partition->baskets++;
        partition->basket_items += different;
        if (earliest < partition->first_time) partition->first_time = earliest;
        if (earliest > partition->last_time) partition->last_time = earliest;
        widen(&partition->keys, &piece->key);
    }
    if (partition->day == STORE_NO_DAY)
        partition->first_time = partition->last_time = 0;
    return true;
}

/* Writes the pieces of a day, and notes the facts of the file. */
static cobuy_status write_day(void *shared, size_t number, uint32_t worker,
                              cobuy_error *error)
{
    (void)worker;
    struct merge *merge = shared;
    struct store_change *change = merge->change;
    struct store_partition *partition = &merge->written[number];
    const uint32_t *order = merge->order + merge->begins[number];
    size_t n = merge->begins[number + 1] - merge->begins[number];
    struct store_path path =
        store_partition_path(change->store, partition->day, partition->generation);
    struct byte_writer out = {.memory = &change->context->memory};
    cobuy_status status = COBUY_OK;
    if (!partition_write(&out, merge->pieces, order, n) ||
        !describe(partition, merge->pieces, order, n))
        TRY(fail_for_memory(error));
    TRY(store_file_write(change->context, path.text, out.bytes.data, out.bytes.length,
                         error));
    partition->bytes = out.bytes.length;
    partition->checksum = sealed_checksum(out.bytes.data);
done:
    bytes_clear(&out);
    return status;
}

/* Divides the pieces into days. */
static bool list_days(struct merge *merge)
{
    struct memory *memory = &merge->change->context->memory;
    const struct basket_piece *list = merge->pieces->list.data;
    size_t n = merge->pieces->list.length;
    for (size_t i = 0; i < n; i++)
        merge->n_days +=
            i == 0 || list[merge->order[i]].day != list[merge->order[i - 1]].day;
    merge->written =
        memory_allocate_zeroed(memory, merge->n_days, sizeof *merge->written);
    merge->begins = memory_allocate(memory, merge->n_days + 1, sizeof *merge->begins);
    if (!merge->written || !merge->begins) return false;
    for (size_t i = 0, day = 0; i < n; i++) {
        if (i > 0 && list[merge->order[i]].day == list[merge->order[i - 1]].day)
            continue;
        merge->written[day].day = list[merge->order[i]].day;
        merge->written[day].generation = merge->change->head.generation;
        merge->begins[day++] = i;
    }
    merge->begins[merge->n_days] = n;
    return true;
}

/* Counts what each source has in a partition that was written. */
static bool list_shares(struct merge *merge, size_t number)
{
    struct store_head *head = &merge->change->head;
    struct store_partition *partition = &merge->written[number];
    const struct basket_piece *list = merge->pieces->list.data;
    partition->shares =
        arena_allocate(&head->texts, head->sources.length, sizeof *partition->shares);
    if (!partition->shares) return false;
    for (size_t i = merge->begins[number]; i < merge->begins[number + 1]; i++) {
        const struct basket_piece *piece = &list[merge->order[i]];
        size_t at = partition->n_shares;
        while (at > 0 && partition->shares[at - 1].source > piece->source) at--;
        if (at == 0 || partition->shares[at - 1].source != piece->source) {
            for (size_t k = partition->n_shares++; k > at; k--)
                partition->shares[k] = partition->shares[k - 1];
            partition->shares[at++] = (struct source_share){.source = piece->source};
        }
        partition->shares[at - 1].pieces++;
        partition->shares[at - 1].items += piece->n;
    }
    return true;
}

/* Copies what the head is to have of keys that go. */
static bool keep_keys(struct store_head *head, struct key_range *range)
{
    cobuy_text *texts[] = {&range->first, &range->last};
    for (size_t i = 0; i < 2 && range->texts; i++) {
        texts[i]->bytes = arena_copy(&head->texts, texts[i]->bytes, texts[i]->length);
        if (!texts[i]->bytes) return false;
    }
    return true;
}

/* Puts what was written into the head, in the place of what was concerned. */
static bool enter(struct merge *merge)
{
    struct store_head *head = &merge->change->head;
    size_t to = 0, n_new = merge->n_days;
    for (size_t i = 0; i < n_new; i++)
        if (!list_shares(merge, i) || !keep_keys(head, &merge->written[i].keys))
            return false;
    for (size_t i = 0; i < merge->n_partitions; i++)
        if (!merge->concerned[i])
            head->partitions.data[to++] = head->partitions.data[i];
    head->partitions.length = to;
    if (!VECTOR_RESERVE(head->memory, &head->partitions, n_new)) return false;
    head->partitions.length += n_new;
    /* Both ascend: the largest goes to the end first. */
    struct store_partition *all = head->partitions.data;
    for (size_t at = to + n_new; n_new > 0;) {
        bool old = to > 0 && all[to - 1].day > merge->written[n_new - 1].day;
        all[--at] = old ? all[--to] : merge->written[--n_new];
    }
    return true;
}

cobuy_status store_merge(struct store_change *change, struct basket_pieces *pieces,
                         uint32_t source, uint32_t n_items, struct store_merged *merged,
                         cobuy_error *error)
{
    cobuy_context *context = change->context;
    struct memory *memory = &context->memory;
    struct merge merge = {
        .change = change, .pieces = pieces, .source = source, .n_items = n_items};
    cobuy_status status = COBUY_OK;
    TRY(gather_baskets(&merge, error));
    merged->dropped = leave_out(&merge);
    TRY(gather_days(&merge, error));
    if (!list_days(&merge)) TRY(fail_for_memory(error));
    TRY(workers_run(context, merge.n_days, write_day, &merge, NULL, error));
    if (!enter(&merge)) TRY(fail_for_memory(error));
    merged->days = merge.n_days;
done:
    memory_free(memory, merge.order, merge.order_room, sizeof *merge.order);
    memory_free(memory, merge.concerned, merge.n_partitions, sizeof *merge.concerned);
    memory_free(memory, merge.begins, merge.n_days + 1, sizeof *merge.begins);
    memory_free(memory, merge.written, merge.n_days, sizeof *merge.written);
    return status;
}
