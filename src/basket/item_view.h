/*
 * item_view.h - the table of items as an inner loop sees it
 */
#ifndef COBUY_BASKET_ITEM_VIEW_H
#define COBUY_BASKET_ITEM_VIEW_H

#include "basket/item_table.h"

/* What is left of a word that holds so many bytes of a name. */
static const uint64_t item_word_masks[ITEM_WORD + 1] = {
    0,
    UINT64_C(0xff),
    UINT64_C(0xffff),
    UINT64_C(0xffffff),
    UINT64_C(0xffffffff),
    UINT64_C(0xffffffffff),
    UINT64_C(0xffffffffffff),
    UINT64_C(0xffffffffffffff),
    UINT64_C(0xffffffffffffffff),
};

/* The table as the inner loop sees it: copies, which what it writes cannot change. */
struct item_view {
    const uint32_t *index;
    struct item_entry *entries;
    const struct item_words *wide;
    size_t last_place;
    uint64_t multipliers[2];
    unsigned shift;
};

static inline struct item_view item_view_of(const struct item_table *table)
{
    return (struct item_view){
        .index = table->index,
        .entries = table->entries.data,
        .wide = table->wide.data,
        .last_place = table->n_places - 1,
        .multipliers = {table->multipliers[0], table->multipliers[1]},
        .shift = table->shift};
}

/* The entry of a name of one word, or 0. */
static inline uint32_t item_view_word(const struct item_view *view, const char *item,
                                      size_t length)
{
    uint64_t word = item_load(item) & item_word_masks[length];
    size_t place = (size_t)(word * view->multipliers[0] >> view->shift);
    uint32_t entry = view->index[place];
    while (view->entries[entry].word != word && entry != 0) {
        place = (place + 1) & view->last_place;
        entry = view->index[place];
    }
    return entry;
}

/* The entry of a name of two words, or 0. */
static inline uint32_t item_view_words(const struct item_view *view, const char *item,
                                       size_t length)
{
    struct item_words words = {item_load(item),
                               item_load(item + ITEM_WORD) &
                                   item_word_masks[length - ITEM_WORD]};
    uint64_t word = item_wide_word(words);
    size_t place = (size_t)((words.first * view->multipliers[0] +
                             words.second * view->multipliers[1]) >>
                            view->shift);
    for (;; place = (place + 1) & view->last_place) {
        uint32_t entry = view->index[place];
        if (entry == 0) return 0;
        if (view->entries[entry].word == word &&
            view->wide[entry].first == words.first &&
            view->wide[entry].second == words.second)
            return entry;
    }
}

#endif /* COBUY_BASKET_ITEM_VIEW_H */
