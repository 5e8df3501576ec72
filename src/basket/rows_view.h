/*
 * rows_view.h - the rows of a builder as an inner loop sees them
 *
 * Copies, which what the loop writes cannot change: so the compiler can keep them in
 * registers.
 */
#ifndef COBUY_BASKET_ROWS_VIEW_H
#define COBUY_BASKET_ROWS_VIEW_H

#include "basket/builder.h"
#include "basket/item_view.h"

struct rows_view {
    struct item_view items;
    uint32_t *ids;
    uint64_t *offsets;
    uint64_t n_ids, n_taken;
    uint32_t basket, n_before;
};

/* From here on nobody else adds to the builder, until rows_view_leave().  Room for what
 * will be added must be there (builder_reserve()). */
static inline cobuy_status rows_view_enter(struct rows_view *view,
                                           cobuy_builder *builder, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(builder);
    cobuy_status status = item_table_prepare(&rows->items, error);
    if (status != COBUY_OK) return status;
    *view = (struct rows_view){.items = item_view_of(&rows->items),
                               .ids = rows->ids.data,
                               .offsets = rows->offsets.data,
                               .n_ids = rows->ids.length,
                               .n_taken = rows->n_taken,
                               .basket = (uint32_t)rows->offsets.length,
                               .n_before = rows->n_before};
    return COBUY_OK;
}

static inline void rows_view_leave(const struct rows_view *view, cobuy_builder *builder)
{
    struct basket_rows *rows = builder_rows(builder);
    rows->ids.length = (size_t)view->n_ids;
    rows->offsets.length = view->basket;
    rows->n_taken = view->n_taken;
}

/* The entry of an item, or 0 if it is not known; up to two words may be read of it. */
static inline uint32_t rows_view_find(const struct rows_view *view,
                                      cobuy_builder *builder, cobuy_text item)
{
    if (item.length <= ITEM_WORD)
        return item_view_word(&view->items, item.bytes, item.length);
    if (item.length <= 2 * ITEM_WORD)
        return item_view_words(&view->items, item.bytes, item.length);
    return item_table_look_up(&builder_rows(builder)->items, item.bytes, item.length);
}

static inline void rows_view_begin(struct rows_view *view)
{
    view->offsets[++view->basket] = view->n_ids;
}

/* A known item into the last basket. */
static inline void rows_view_add(struct rows_view *view, uint32_t entry)
{
    struct item_entry *known = &view->items.entries[entry];
    uint64_t fresh = known->last != view->n_before + view->basket;
    known->last = view->n_before + view->basket;
    known->count += (uint32_t)fresh;
    view->ids[view->n_ids] = entry - 1;
    view->n_ids += fresh;
    view->offsets[view->basket] = view->n_ids;
    view->n_taken++;
}

#endif /* COBUY_BASKET_ROWS_VIEW_H */
