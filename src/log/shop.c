/*
 * shop.c - the shop that a generated log comes from
 *
 * Products and customers differ in how often they come by the law of Zipf and
 * Mandelbrot with exponent 1: the one of rank r has weight SCALE / (r + offset), an
 * integer.
 */
#include "log/shop.h"

#include "log/planted.h"
#include "log/shop_words.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum {
    LEAST_PRODUCTS = 200,
    MOST_PRODUCTS = 20000,
    ROWS_A_PRODUCT = 30,
    PRODUCT_OFFSET = 30,
    LEAST_CUSTOMERS = 20,
    MOST_CUSTOMERS = 100000,
    ROWS_A_CUSTOMER = 48, /* about eight orders */
    SCALE = 1 << 24,
    COMMA_PERCENT = 2, /* of the products are named like "Brie, Alpine" */
    SIZE_PERCENT = 25, /* of those that have sizes tell theirs in their name */
    CELL_ROOM = 64,
};

/* Of quantities from 0. */
static const uint32_t QUANTITY_WEIGHTS[] = {0, 820, 100, 25, 18, 5, 14,
                                            1, 2,   1,   4,  1,  9};
enum { QUANTITIES = sizeof QUANTITY_WEIGHTS / sizeof *QUANTITY_WEIGHTS };

static uint32_t clamp(uint64_t value, uint32_t least, uint32_t most)
{
    if (value < least) return least;
    return value > most ? most : (uint32_t)value;
}

/* The words of a product, by its place among those that are not planted: first all
 * nouns with one brand each, then all nouns with the brand after it, and so on. */
struct words {
    const struct category *category;
    const char *noun, *brand;
};

static struct words choose_words(uint32_t place)
{
    static_assert(CATEGORY_NOUNS * SHOP_CATEGORIES * SHOP_BRANDS >= MOST_PRODUCTS,
                  "every product has a name of its own");
    uint32_t noun = place % (CATEGORY_NOUNS * SHOP_CATEGORIES);
    uint32_t round = place / (CATEGORY_NOUNS * SHOP_CATEGORIES);
    const struct category *category = &shop_categories[noun % SHOP_CATEGORIES];
    return (struct words){category, category->nouns[noun / SHOP_CATEGORIES],
                          shop_brands[(noun + round) % SHOP_BRANDS]};
}

/* Writes a name as a CSV cell.  Some names hold a comma or a quote, so that the log is
 * what a reader must be able to read. */
static void write_name(char cell[CELL_ROOM], struct words words, struct random *random)
{
    uint32_t percent = random_below(random, 100);
    uint32_t inches = words.category->inches;
    if (percent < COMMA_PERCENT)
        snprintf(cell, CELL_ROOM, "\"%s, %s\"", words.noun, words.brand);
    else if (inches > 0 && percent < COMMA_PERCENT + SIZE_PERCENT)
        snprintf(cell, CELL_ROOM, "\"%s %s %" PRIu32 "\"\"\"", words.brand, words.noun,
                 inches + random_below(random, 2 * inches + 1));
    else
        snprintf(cell, CELL_ROOM, "%s %s", words.brand, words.noun);
}

static void write_product(struct product *product, const char *sku, const char *name,
                          const char *category, uint32_t cents)
{
    int head = snprintf(product->text, PRODUCT_TEXT, "%s,%s,%s,", sku, name, category);
    assert(head > 0 && head < PRODUCT_TEXT);
    int tail = snprintf(product->text + head, (size_t)(PRODUCT_TEXT - head),
                        ",%" PRIu32 ".%02" PRIu32 "\n", cents / 100, cents % 100);
    assert(tail > 0 && head + tail < PRODUCT_TEXT);
    product->head = (uint8_t)head;
    product->tail = (uint8_t)tail;
}

/* From half of what its category costs to twice that, ending in 9. */
static uint32_t draw_price(const struct category *category, struct random *random)
{
    uint32_t cents =
        category->cents / 2 + random_below(random, category->cents * 3 / 2);
    return cents - cents % 10 + 9;
}

static void stock(struct shop *shop, struct random *random)
{
    for (uint32_t i = 0; i < PLANTED_PRODUCTS; i++) {
        const struct planted_product *planted = &planted_products[i];
        write_product(&shop->products[i], planted->sku, planted->name,
                      planted->category, planted->cents);
    }
    for (uint32_t i = PLANTED_PRODUCTS; i < shop->n_products; i++) {
        struct words words = choose_words(i - PLANTED_PRODUCTS);
        char sku[CELL_ROOM], name[CELL_ROOM];
        snprintf(sku, sizeof sku, "P%05" PRIu32, i + 1);
        write_name(name, words, random);
        write_product(&shop->products[i], sku, name, words.category->name,
                      draw_price(words.category, random));
    }
}

/* Deals the ranks from 0 to 'count' less one to all indices, and gives the first
 * 'without' of these no weight. */
static bool init_skewed(struct alias *alias, struct memory *memory, uint32_t count,
                        uint32_t offset, uint32_t without, struct random *random)
{
    uint32_t *weights = memory_allocate(memory, count, sizeof *weights);
    if (!weights) return false;
    for (uint32_t rank = 0; rank < count; rank++)
        weights[rank] = SCALE / (rank + offset);
    random_shuffle(random, weights, count);
    for (uint32_t i = 0; i < without; i++) weights[i] = 0;
    bool made = alias_init(alias, memory, weights, count);
    memory_free(memory, weights, count, sizeof *weights);
    return made;
}

/* Geometric with a mean of six: many small orders, and a few of dozens of items. */
static void weigh_usual_sizes(uint32_t weights[SHOP_MOST_ITEMS + 1])
{
    weights[0] = 0;
    weights[1] = SCALE;
    for (uint32_t size = 2; size <= SHOP_MOST_ITEMS; size++)
        weights[size] = weights[size - 1] - weights[size - 1] / 6;
}

/* Poisson with a mean of seven, without the empty order. */
static void weigh_poisson_sizes(uint32_t weights[SHOP_MOST_ITEMS + 1])
{
    uint64_t weight = SCALE / 16;
    weights[0] = 0;
    for (uint32_t size = 1; size <= SHOP_MOST_ITEMS; size++) {
        weight = weight * 7 / size;
        weights[size] = (uint32_t)weight;
    }
}

bool shop_init(struct shop *shop, struct memory *memory, uint64_t lines, bool planted,
               struct random *random)
{
    *shop = (struct shop){.memory = memory};
    shop->n_products = clamp(lines / ROWS_A_PRODUCT, LEAST_PRODUCTS, MOST_PRODUCTS);
    shop->products = memory_allocate(memory, shop->n_products, sizeof *shop->products);
    if (!shop->products) return false;
    stock(shop, random);

    uint32_t customers =
        clamp(lines / ROWS_A_CUSTOMER, LEAST_CUSTOMERS, MOST_CUSTOMERS);
    uint32_t sizes[SHOP_MOST_ITEMS + 1];
    if (planted)
        weigh_usual_sizes(sizes);
    else
        weigh_poisson_sizes(sizes);
    return init_skewed(&shop->popularity, memory, shop->n_products, PRODUCT_OFFSET,
                       planted ? PLANTED_PRODUCTS : 0, random) &&
           init_skewed(&shop->activity, memory, customers + 1, 20 + customers / 40, 1,
                       random) &&
           alias_init(&shop->sizes, memory, sizes, SHOP_MOST_ITEMS + 1) &&
           alias_init(&shop->quantities, memory, QUANTITY_WEIGHTS, QUANTITIES);
}

void shop_clear(struct shop *shop)
{
    alias_clear(&shop->quantities);
    alias_clear(&shop->sizes);
    alias_clear(&shop->activity);
    alias_clear(&shop->popularity);
    if (!shop->products) return;
    memory_free(shop->memory, shop->products, shop->n_products, sizeof *shop->products);
    shop->products = NULL;
}
