/*
 * store_check.c - whether all of a store is sound
 *
 * Every file is read whole and decoded, and all that the head says of it is counted
 * anew. That no basket is in two partitions is found by putting all keys in order.
 */
#include "base/sort.h"
#include "base/status.h"
#include "base/workers.h"
#include "store/format.h"
#include "store/kept_windows.h"
#include "store/listed_partition.h"
#include "store/store_items.h"

#include <cobuy/store.h>

#include <errno.h>

enum { TRIES = 1000 };

/* What checking carries along. */
struct checking {
    cobuy_context *context;
    const char *store;
    struct store_head head;
    struct basket_pieces keys; /* a piece for each basket, with its partition's number
                                * for a source and no items */
};

static cobuy_status fail(const struct checking *checking, const char *what,
                         cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE, "%s: is damaged: %s",
                       store_head_path(checking->store).text, what);
}

/* Whether a key is between those that the head says. */
static bool is_within(const struct key_range *range, const struct store_key *key)
{
    if (key->word != KEY_OTHER)
        return range->words && range->low <= key->word && key->word <= range->high;
    cobuy_text text = key->text;
    if (text.length > FORMAT_KEY_SHOWN) text.length = FORMAT_KEY_SHOWN;
    return range->texts && text_compare(range->first, text) <= 0 &&
           text_compare(text, range->last) <= 0;
}

/* Whether as much is of each source as the head says. */
static bool do_shares_agree(const struct store_partition *listed,
                            const struct basket_pieces *pieces)
{
    uint64_t n = 0;
    for (size_t i = 0; i < listed->n_shares; i++) {
        struct source_share counted = {.source = listed->shares[i].source};
        for (size_t k = 0; k < pieces->list.length; k++) {
            if (pieces->list.data[k].source != counted.source) continue;
            counted.pieces++;
            counted.items += pieces->list.data[k].n;
        }
        if (counted.pieces != listed->shares[i].pieces ||
            counted.items != listed->shares[i].items)
            return false;
        n += counted.pieces;
    }
    return n == pieces->list.length;
}

/* Keeps the keys of a partition, whose pieces are in order. */
static cobuy_status keep_keys(struct checking *checking, size_t number,
                              const struct basket_pieces *pieces, cobuy_error *error)
{
    const struct store_partition *listed = &checking->head.partitions.data[number];
    const struct basket_piece *list = pieces->list.data;
    uint64_t n = 0;
    for (size_t i = 0; i < pieces->list.length; i++) {
        if (i > 0 && store_key_compare(&list[i - 1].key, &list[i].key) == 0) continue;
        struct basket_piece kept = {.key = list[i].key, .source = (uint32_t)number};
        if (!is_within(&listed->keys, &kept.key))
            return fail(checking, "a basket's key is not where it should be", error);
        if (!basket_pieces_add(&checking->keys, &kept))
            return status_no_memory(error, "the keys of the store");
        n++;
    }
    return n == listed->baskets && do_shares_agree(listed, pieces)
               ? COBUY_OK
               : fail(checking, "it does not say what a partition holds", error);
}

static cobuy_status check_partition(struct checking *checking, size_t number,
                                    cobuy_error *error)
{
    struct memory *memory = &checking->context->memory;
    const struct store_partition *listed = &checking->head.partitions.data[number];
    struct listed_partition opened;
    struct basket_pieces pieces;
    cobuy_status status = context_check(checking->context, error);
    if (status != COBUY_OK) return status;
    status = listed_partition_open(&opened, memory, checking->store, listed, error);
    if (status != COBUY_OK) return status;
    basket_pieces_init(&pieces, memory);
    status = partition_add_to(&opened.partition, &pieces, checking->head.n_items,
                              UINT32_MAX, error);
    if (status == COBUY_OK) status = keep_keys(checking, number, &pieces, error);
    basket_pieces_clear(&pieces);
    listed_partition_close(&opened);
    return status;
}

/* Whether every basket is in one partition. */
static cobuy_status check_keys(struct checking *checking, cobuy_error *error)
{
    struct basket_pieces *keys = &checking->keys;
    struct memory *memory = &checking->context->memory;
    size_t n = keys->list.length;
    cobuy_status status = COBUY_OK;
    uint32_t *order = memory_allocate(memory, 2 * n, sizeof *order);
    if (!order) return status_no_memory(error, "the keys of the store");
    basket_pieces_settle(keys, order, 0);
    for (size_t i = 0, same; i < n && status == COBUY_OK; i += same) {
        same = basket_pieces_of_first(keys, order + i, n - i);
        if (same > 1) status = fail(checking, "a basket is in two partitions", error);
    }
    memory_free(memory, order, 2 * n, sizeof *order);
    return status;
}

/* Whether names of items are whole and each is there once. */
static cobuy_status check_items(struct checking *checking, cobuy_error *error)
{
    struct dictionary names;
    dictionary_init(&names, &checking->context->memory);
    cobuy_status status =
        store_items_read(&names, checking->store, &checking->head, true, error);
    dictionary_clear(&names);
    return status;
}

static cobuy_status check_once(struct checking *checking, cobuy_error *error)
{
    struct memory *memory = &checking->context->memory;
    cobuy_baskets *baskets = NULL;
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    cobuy_status status = COBUY_OK;
    options.allow_empty = true;
    TRY(store_must_be(checking->store, error));
    TRY(store_head_load(&checking->head, memory, checking->store, error));
    TRY(check_items(checking, error));
    for (size_t i = 0; i < checking->head.partitions.length; i++)
        TRY(check_partition(checking, i, error));
    TRY(check_keys(checking, error));
    TRY(kept_windows_check(checking->context, checking->store, &checking->head, error));
    /* What is left is what reading compares with the head. */
    TRY(cobuy_store_read(checking->context, &baskets, checking->store, &options,
                         error));
done:
    cobuy_baskets_free(baskets);
    return status;
}

cobuy_status cobuy_store_check(cobuy_context *context, const char *store,
                               cobuy_error *error)
{
    uint64_t generation = 0, before;
    cobuy_error reason;
    int tries = 0;
    cobuy_status status = store_files_check(store, error);
    if (status != COBUY_OK) return status;
    do {
        struct checking checking = {.context = context, .store = store};
        before = generation;
        reason.system_error = 0;
        basket_pieces_init(&checking.keys, &context->memory);
        status = check_once(&checking, &reason);
        generation = checking.head.generation;
        store_head_clear(&checking.head);
        basket_pieces_clear(&checking.keys);
    } while (status == COBUY_INPUT_UNREADABLE && reason.system_error == ENOENT &&
             generation > before && ++tries < TRIES);
    if (status != COBUY_OK && error) *error = reason;
    return status;
}
