/*
 * generate.c - synthetic transaction logs with known rules in them
 *
 * An order is a customer, a time and a set of products, drawn from a shop (shop.h)
 * whose clock is driven by the rows written so far (shop_clock.h).
 *
 * A log with rules.  The planted products of an order are drawn first (planted.h).  The
 * order is then filled up to a size of its own with products by their popularity. Large
 * orders hold more of everything, so that two of these that have nothing to do with
 * each other have a lift of about 5/3, as in real logs.
 *
 * A log without rules.  Each product is in each order with a probability of its own,
 * independent of all others.  Products drawn one by one until the order has a size
 * drawn before would not be: a size makes them depend on one another.  Unless the size
 * is a Poisson number: let N be Poisson with mean m, and let each of N draws, with
 * replacement, be product i with probability w_i.  Then the number of draws that give i
 * is Poisson with mean m w_i, and these numbers are independent (the splitting property
 * of the Poisson distribution).  So product i is in the order with probability
 * 1 - e^(-m w_i), whatever else is in it.  This costs a draw a row and needs integers
 * only.  Orders that would be empty, e^-7 of them, are not placed, which multiplies all
 * lifts by 1 - e^-7, or 0.9991.  The table of sizes is rounded to 2^-30, which no log
 * is long enough to show.
 *
 * The last order is cut off where the log has as many rows as were asked for.  Rows are
 * copied together from text that is made once: the cells of an order and those of a
 * product.
 */
#include <cobuy/generate.h>

#include "base/context.h"
#include "base/decimal.h"
#include "base/options.h"
#include "io/sink.h"
#include "log/digits.h"
#include "log/planted.h"
#include "log/shop.h"
#include "log/shop_clock.h"

#include <stdio.h>
#include <string.h>

enum {
    TRIES_AN_ITEM = 8,
    ROWS_A_REPORT = 64 * 1024,
    CUSTOMER_DIGITS = 6,
    /* An order's number and time, the customer, and the commas. */
    ORDER_TEXT = DECIMAL_ROOM + SHOP_CLOCK_TEXT + CUSTOMER_DIGITS + 4,
    ROW_TEXT = ORDER_TEXT + PRODUCT_TEXT + DECIMAL_ROOM,
    TEXT = 64 * 1024,
    TEXT_FULL = TEXT - SHOP_MOST_ITEMS * ROW_TEXT, /* when an order may not fit */
};

static const char HEADER[] =
    "order_id,order_time,customer_id,sku,name,category,quantity,price\n";
static const char PLANTED_SUFFIX[] = ".planted.csv";

struct generator {
    cobuy_context *context;
    uint64_t lines;
    uint64_t done; /* rows */
    uint64_t orders;
    bool planted;
    struct random random;
    struct shop shop;
    struct shop_clock clock;
    uint32_t *previous; /* by customer: the planted products of the last order */
    struct sink *log;
    struct sink *rules; /* NULL: not written */
    uint32_t basket[SHOP_MOST_ITEMS];
    uint32_t n_items; /* of the basket */
    size_t text_length;
    char text[TEXT];
};

static void add_unless_held(struct generator *generator, uint32_t product)
{
    for (uint32_t i = 0; i < generator->n_items; i++)
        if (generator->basket[i] == product) return;
    generator->basket[generator->n_items++] = product;
}

static void draw_independent_basket(struct generator *generator)
{
    struct shop *shop = &generator->shop;
    uint32_t draws = alias_draw(&shop->sizes, &generator->random);
    generator->n_items = 0;
    for (uint32_t i = 0; i < draws; i++)
        add_unless_held(generator, alias_draw(&shop->popularity, &generator->random));
}

/* The order is shuffled, or the planted products would stand first.  The tries have an
 * end; an order that finds nothing new remains smaller. */
static void draw_planted_basket(struct generator *generator, uint32_t customer)
{
    struct shop *shop = &generator->shop;
    struct random *random = &generator->random;
    struct occasion occasion = {generator->clock.now, customer,
                                generator->previous[customer]};
    uint32_t planted = planted_draw(&occasion, random);
    generator->previous[customer] = planted;
    generator->n_items = 0;
    for (uint32_t i = 0; i < PLANTED_PRODUCTS; i++)
        if (planted >> i & 1) generator->basket[generator->n_items++] = i;

    uint32_t size = alias_draw(&shop->sizes, random);
    uint32_t tries = TRIES_AN_ITEM * size;
    while (generator->n_items < size && tries-- > 0)
        add_unless_held(generator, alias_draw(&shop->popularity, random));
    random_shuffle(random, generator->basket, generator->n_items);
}

static char *put(char *to, const void *bytes, size_t length)
{
    memcpy(to, bytes, length);
    return to + length;
}

/* Writes the cells that all rows of an order begin with; returns how many bytes. */
static size_t write_order_cells(const struct generator *generator, uint32_t customer,
                                char cells[ORDER_TEXT])
{
    char *to = cells + decimal_integer(cells, generator->orders);
    *to++ = ',';
    shop_clock_text(&generator->clock.now, to);
    to = put(to + SHOP_CLOCK_TEXT, ",C", 2);
    digits_put(to, customer, CUSTOMER_DIGITS);
    to += CUSTOMER_DIGITS;
    *to++ = ',';
    return (size_t)(to - cells);
}

static void write_rows(struct generator *generator, uint32_t customer)
{
    char cells[ORDER_TEXT];
    size_t length = write_order_cells(generator, customer, cells);
    uint64_t left = generator->lines - generator->done;
    uint32_t rows = generator->n_items < left ? generator->n_items : (uint32_t)left;
    char *to = generator->text + generator->text_length;
    for (uint32_t i = 0; i < rows; i++) {
        const struct product *product = &generator->shop.products[generator->basket[i]];
        to = put(to, cells, length);
        to = put(to, product->text, product->head);
        to += decimal_integer(
            to, alias_draw(&generator->shop.quantities, &generator->random));
        to = put(to, product->text + product->head, product->tail);
    }
    generator->text_length = (size_t)(to - generator->text);
    generator->done += rows;
}

static void generate_order(struct generator *generator)
{
    generator->orders++;
    shop_clock_advance(&generator->clock, generator->done, &generator->random);
    uint32_t customer = alias_draw(&generator->shop.activity, &generator->random);
    if (generator->planted)
        draw_planted_basket(generator, customer);
    else
        draw_independent_basket(generator);
    write_rows(generator, customer);
}

static cobuy_status flush(struct generator *generator, cobuy_error *error)
{
    size_t length = generator->text_length;
    generator->text_length = 0;
    return sink_write(generator->log, generator->text, length, error);
}

static cobuy_status report(const struct generator *generator, cobuy_error *error)
{
    context_report(generator->context, "generating", "lines", generator->done,
                   generator->lines);
    return context_check(generator->context, error);
}

static cobuy_status write_log(struct generator *generator, cobuy_error *error)
{
    uint64_t next_report = 0;
    cobuy_status status;
    TRY(sink_write(generator->log, HEADER, sizeof HEADER - 1, error));
    while (generator->done < generator->lines) {
        if (generator->done >= next_report) {
            TRY(report(generator, error));
            next_report = generator->done + ROWS_A_REPORT;
        }
        generate_order(generator);
        if (generator->text_length > TEXT_FULL) TRY(flush(generator, error));
    }
    TRY(flush(generator, error));
    TRY(report(generator, error));
done:
    return status;
}

/* Opens the file beside the log that lists the rules. */
static cobuy_status open_rules(struct generator *generator, const char *path,
                               cobuy_error *error)
{
    struct memory *memory = &generator->context->memory;
    size_t room = strlen(path) + sizeof PLANTED_SUFFIX;
    char *name = memory_allocate(memory, room, 1);
    if (!name) return status_no_memory(error, "the name of the file of planted rules");
    snprintf(name, room, "%s%s", path, PLANTED_SUFFIX);
    cobuy_status status = sink_open(&generator->rules, generator->context, name, error);
    memory_free(memory, name, room, 1);
    return status;
}

static cobuy_status open_shop(struct generator *generator, cobuy_error *error)
{
    struct memory *memory = &generator->context->memory;
    if (!shop_init(&generator->shop, memory, generator->lines, generator->planted,
                   &generator->random))
        return status_no_memory(error, "the products and customers of a log");
    shop_clock_init(&generator->clock, generator->lines, &generator->random);
    generator->previous = memory_allocate_zeroed(memory, generator->shop.activity.count,
                                                 sizeof *generator->previous);
    if (!generator->previous) return status_no_memory(error, "the customers of a log");
    return COBUY_OK;
}

/* Both files are complete before either has its name. */
static cobuy_status publish(struct generator *generator, cobuy_error *error)
{
    cobuy_status status;
    TRY(sink_complete(generator->log, error));
    if (generator->rules) TRY(sink_complete(generator->rules, error));
    struct sink *const sinks[] = {generator->rules, generator->log};
    TRY(sink_publish(sinks, 2, error));
done:
    return status;
}

static cobuy_status generate(struct generator *generator, const char *path,
                             cobuy_error *error)
{
    cobuy_status status;
    TRY(sink_open(&generator->log, generator->context, path, error));
    if (generator->planted && !sink_is_straight(generator->log))
        TRY(open_rules(generator, path, error));
    TRY(open_shop(generator, error));
    TRY(write_log(generator, error));
    if (generator->rules) TRY(planted_write(generator->rules, error));
    TRY(publish(generator, error));
done:
    return status;
}

static void generator_free(struct generator *generator)
{
    struct memory *memory = &generator->context->memory;
    sink_close(generator->rules);
    sink_close(generator->log);
    memory_free(memory, generator->previous, generator->shop.activity.count,
                sizeof *generator->previous);
    shop_clear(&generator->shop);
    memory_free(memory, generator, 1, sizeof *generator);
}

cobuy_status cobuy_generate(cobuy_context *context, const char *path,
                            const cobuy_generate_options *given, cobuy_error *error)
{
    double start = context_seconds();
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status != COBUY_OK) return status;
    if (options.lines == 0)
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "a log of 0 lines cannot be generated; at least 1 is needed");
    struct generator *generator =
        memory_allocate_zeroed(&context->memory, 1, sizeof *generator);
    if (!generator) return status_no_memory(error, "generating a log");
    generator->context = context;
    generator->lines = options.lines;
    generator->planted = !options.no_rules;
    random_init(&generator->random, options.seed);

    status = generate(generator, path, error);
    generator_free(generator);
    context->usage.generating += context_seconds() - start;
    return status;
}
