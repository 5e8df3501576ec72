/*
 * basket_kinds.c - logs with more items than random_log.h's, by kinds of baskets
 */
#include "support/basket_kinds.h"

#include "support/files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grow(void *block, size_t count, size_t size)
{
    void *grown = realloc(block, (count ? count : 1) * size);
    require(grown != NULL, "no memory for a log");
    return grown;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* ------------------------------------------------------------------------- names */

/* As many digits for all, so that the order is that of the numbers. */
static int digits_of(uint32_t n_items)
{
    int digits = 1;
    while (n_items > 10) {
        n_items /= 10;
        digits++;
    }
    return digits;
}

static void print_name(struct bytes *name, int digits, uint32_t item,
                       enum kind_names names)
{
    static const char *const odd[] = {"", ",", ";", "\\", "\"", " ", "\xc3\xa9", "\t"};
    bytes_print(name, "%0*u", digits, item);
    if (names == NAMES_LONG)
        for (uint32_t i = 0; i < item * 37 % 220; i++)
            bytes_print(name, "%c", 'a' + (int)((item + i) % 26));
    if (names == NAMES_ODD) bytes_print(name, "%s", odd[item % 8]);
}

void basket_kinds_init(struct basket_kinds *kinds, uint32_t n_items,
                       enum kind_names names)
{
    *kinds = (struct basket_kinds){.n_items = n_items};
    kinds->names = grow(NULL, n_items, sizeof *kinds->names);
    int digits = digits_of(n_items);
    for (uint32_t item = 0; item < n_items; item++) {
        struct bytes name = {0};
        print_name(&name, digits, item, names);
        kinds->names[item] = (cobuy_text){name.data, name.length};
    }
}

void basket_kinds_free(struct basket_kinds *kinds)
{
    for (uint32_t item = 0; item < kinds->n_items; item++)
        free((char *)(uintptr_t)kinds->names[item].bytes);
    free(kinds->names);
    free(kinds->at);
    free(kinds->items);
    *kinds = (struct basket_kinds){0};
}

/* ------------------------------------------------------------------------- kinds */

void basket_kinds_add(struct basket_kinds *kinds, const uint32_t *items,
                      uint32_t n_items, uint32_t weight)
{
    if (kinds->n == kinds->room) {
        kinds->room = 2 * kinds->room + 64;
        kinds->at = grow(kinds->at, kinds->room, sizeof *kinds->at);
    }
    if (kinds->n_in_all + n_items > kinds->room_for_items) {
        kinds->room_for_items = 2 * (kinds->n_in_all + n_items) + 64;
        kinds->items = grow(kinds->items, kinds->room_for_items, sizeof *kinds->items);
    }
    if (n_items > 0) {
        uint32_t *to = kinds->items + kinds->n_in_all;
        memcpy(to, items, n_items * sizeof *to);
        qsort(to, n_items, sizeof *to, compare_numbers);
    }
    kinds->at[kinds->n++] = (struct basket_kind){kinds->n_in_all, n_items, weight};
    kinds->n_in_all += n_items;
}

/* A kind that is being drawn: its items, and a flag for each item there is. */
struct drawing {
    uint32_t *items, n_items;
    bool *has;
};

static void put_in(struct drawing *drawing, uint32_t item)
{
    if (drawing->has[item]) return;
    drawing->has[item] = true;
    drawing->items[drawing->n_items++] = item;
}

/* The number of an item by frequency, the most frequent being 0. */
static uint32_t draw_item(struct dice *dice, const struct kinds_shape *shape)
{
    double share = (double)(dice_next(dice) >> 11) / 9007199254740992.0;
    return (uint32_t)(pow(share, shape->skew) * shape->n_items);
}

static void draw_kind(struct drawing *drawing, const struct kinds_shape *shape,
                      const uint32_t *item_of, struct dice *dice)
{
    uint32_t length = dice_between(dice, shape->least_length, shape->most_length);
    for (uint32_t i = 0; i < shape->n_in_all; i++)
        put_in(drawing, item_of[shape->n_items + i]);
    for (uint32_t i = 0; i < length; i++) {
        uint32_t number = draw_item(dice, shape);
        put_in(drawing, item_of[number]);
        bool leads = shape->leads > 0 && number % shape->leads == 0;
        for (uint32_t next = 1; leads && next <= shape->n_follow; next++)
            put_in(drawing, item_of[(number + next) % shape->n_items]);
    }
}

void basket_kinds_draw(struct basket_kinds *kinds, const struct kinds_shape *shape,
                       uint64_t seed)
{
    struct dice dice = {seed};
    uint32_t n_items = shape->n_items + shape->n_in_all;
    basket_kinds_init(kinds, n_items, shape->names);
    uint32_t *item_of = grow(NULL, n_items, sizeof *item_of);
    for (uint32_t i = 0; i < n_items; i++) {
        uint32_t at = dice_below(&dice, i + 1);
        item_of[i] = item_of[at];
        item_of[at] = i;
    }
    struct drawing drawing = {.items = grow(NULL, n_items, sizeof *drawing.items),
                              .has = grow(NULL, n_items, sizeof *drawing.has)};
    for (uint32_t kind = 0; kind < shape->n_kinds; kind++) {
        drawing.n_items = 0;
        memset(drawing.has, 0, n_items * sizeof *drawing.has);
        draw_kind(&drawing, shape, item_of, &dice);
        basket_kinds_add(kinds, drawing.items, drawing.n_items,
                         shape->most_weight ? dice_between(&dice, 1, shape->most_weight)
                                            : 1);
    }
    free(drawing.items);
    free(drawing.has);
    free(item_of);
}

/* ------------------------------------------------------------------ as cobuy's */

static cobuy_status add_basket(cobuy_builder *builder, const struct basket_kinds *kinds,
                               const struct basket_kind *kind, uint32_t basket,
                               cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < kind->n_items; i++) {
        cobuy_text name = kinds->names[kinds->items[kind->first + i]];
        status = cobuy_builder_add(builder, &basket, sizeof basket, name.bytes,
                                   name.length, error);
    }
    return status;
}

cobuy_status basket_kinds_build(const struct basket_kinds *kinds,
                                cobuy_context *context, cobuy_baskets **out,
                                cobuy_error *error)
{
    *out = NULL;
    cobuy_builder *builder;
    uint32_t basket = 0;
    cobuy_status status = cobuy_builder_create(context, &builder, error);
    for (size_t k = 0; status == COBUY_OK && k < kinds->n; k++)
        for (uint32_t w = 0; status == COBUY_OK && w < kinds->at[k].weight; w++)
            status = add_basket(builder, kinds, &kinds->at[k], basket++, error);
    if (status == COBUY_OK) return cobuy_builder_finish(builder, out, error);
    cobuy_builder_free(builder);
    return status;
}
