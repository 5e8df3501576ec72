/*
 * basket_pieces.c - what single sources say of single baskets
 */
#include "store/basket_pieces.h"

#include "base/sort.h"

void basket_pieces_init(struct basket_pieces *pieces, struct memory *memory)
{
    *pieces = (struct basket_pieces){.memory = memory};
    arena_init(&pieces->texts, memory);
}

void basket_pieces_clear(struct basket_pieces *pieces)
{
    if (!pieces->memory) return;
    VECTOR_FREE(pieces->memory, &pieces->list);
    VECTOR_FREE(pieces->memory, &pieces->items);
    arena_clear(&pieces->texts);
}

uint32_t *basket_pieces_room(struct basket_pieces *pieces, size_t n)
{
    if (!VECTOR_RESERVE(pieces->memory, &pieces->items, n + 1)) return NULL;
    return pieces->items.data + pieces->items.length;
}

bool basket_pieces_add(struct basket_pieces *pieces, const struct basket_piece *piece)
{
    struct basket_piece added = *piece;
    added.first = pieces->items.length;
    if (added.key.word == KEY_OTHER)
        added.key.text.bytes =
            arena_copy(&pieces->texts, piece->key.text.bytes, piece->key.text.length);
    if (added.key.word == KEY_OTHER && !added.key.text.bytes) return false;
    if (pieces->list.length >= UINT32_MAX / 2 ||
        !VECTOR_PUSH(pieces->memory, &pieces->list, added))
        return false;
    pieces->items.length += piece->n;
    return true;
}

int64_t store_day_of(int64_t time)
{
    if (time == BASKET_NO_TIME) return STORE_NO_DAY;
    int64_t day = time / SECONDS_A_DAY;
    return day - (time % SECONDS_A_DAY < 0);
}

static int compare_keys(const void *context, uint32_t a, uint32_t b)
{
    const struct basket_piece *list = context;
    int order = store_key_compare(&list[a].key, &list[b].key);
    if (order != 0) return order;
    return (list[a].source > list[b].source) - (list[a].source < list[b].source);
}

static int compare_days(const void *context, uint32_t a, uint32_t b)
{
    const struct basket_piece *list = context;
    if (list[a].day != list[b].day) return list[a].day < list[b].day ? -1 : 1;
    return compare_keys(context, a, b);
}

static void sort_pieces(const struct basket_pieces *pieces, uint32_t *order,
                        size_t first, sort_compare *compare)
{
    size_t n = pieces->list.length - first;
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)(first + i);
    sort_index(order, order + n, n, compare, pieces->list.data);
}

size_t basket_pieces_of_first(const struct basket_pieces *pieces, const uint32_t *order,
                              size_t n)
{
    const struct basket_piece *list = pieces->list.data;
    size_t same = 1;
    while (same < n &&
           store_key_compare(&list[order[0]].key, &list[order[same]].key) == 0)
        same++;
    return same;
}

void basket_pieces_settle(struct basket_pieces *pieces, uint32_t *order, size_t first)
{
    struct basket_piece *list = pieces->list.data;
    size_t n = pieces->list.length - first;
    sort_pieces(pieces, order, first, compare_keys);
    for (size_t i = 0, same; i < n; i += same) {
        int64_t earliest = BASKET_NO_TIME;
        same = basket_pieces_of_first(pieces, order + i, n - i);
        for (size_t k = i; k < i + same; k++)
            if (list[order[k]].time < earliest) earliest = list[order[k]].time;
        for (size_t k = i; k < i + same; k++)
            list[order[k]].day = store_day_of(earliest);
    }
}

void basket_pieces_sort(const struct basket_pieces *pieces, uint32_t *order)
{
    sort_pieces(pieces, order, 0, compare_days);
}
