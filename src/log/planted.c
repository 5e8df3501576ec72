/*
 * planted.c - the rules that are planted in a generated log
 *
 * The planted products form a small Bayesian network.  For each order they are drawn
 * one after the other: a product that leads comes with its share of the orders, or with
 * the share that a rule gives it where the rule's condition is met; a product that
 * follows comes with the confidence of its rule if that applies, else with its share.
 * So the numbers that planted_write() tells are not targets but the probabilities
 * themselves.
 *
 * The table relies on this: each product that follows is the consequent of exactly one
 * rule, and a rule comes after those whose consequents are in its antecedent.
 */
#include "log/planted.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum planted {
    /* These lead. */
    BREAD,
    CAT_FOOD,
    CHARCOAL,
    COFFEE,
    COFFEE_MACHINE,
    DIAPERS,
    E_BIKE,
    FLOUR,
    PASTA,
    PRINTER,
    SUGAR,
    SUNSCREEN,
    TOOTHBRUSH,
    /* These follow. */
    BAKING_POWDER,
    LEADING = BAKING_POWDER, /* how many do not */
    BEACH_TOWEL,
    BEER,
    BIKE_LOCK,
    BUTTER,
    CAT_LITTER,
    COFFEE_CAPSULES,
    COFFEE_RESERVE,
    INK_CARTRIDGE,
    PARMESAN,
    SAUSAGES,
    TOMATO_SAUCE,
    TOOTHPASTE,
    END_OF_PLANTED,
};

static_assert((int)END_OF_PLANTED == PLANTED_PRODUCTS,
              "planted.h tells how many there are");

enum { WHOLE = 10000 }; /* what shares and confidences are parts of */

/* clang-format off */
const struct planted_product planted_products[PLANTED_PRODUCTS] = {
    [BREAD]           = {"BREAD", "White Bread", "Bakery", 219, 1200},
    [CAT_FOOD]        = {"CAT-FOOD", "Cat Food", "Pet Food", 549, 200},
    [CHARCOAL]        = {"CHARCOAL", "Barbecue Charcoal", "Barbecue", 899, 100},
    [COFFEE]          = {"COFFEE", "House Coffee", "Coffee", 599, 500},
    [COFFEE_MACHINE]  = {"COFFEE-MACHINE", "Coffee Machine", "Appliances", 8999, 150},
    [DIAPERS]         = {"DIAPERS", "Diapers", "Baby Care", 1199, 200},
    [E_BIKE]          = {"E-BIKE", "E-Bike", "Cycling", 189900, 35},
    [FLOUR]           = {"FLOUR", "Wheat Flour", "Baking", 119, 600},
    [PASTA]           = {"PASTA", "Spaghetti", "Pasta and Rice", 149, 600},
    [PRINTER]         = {"PRINTER", "Inkjet Printer", "Printing", 9999, 80},
    [SUGAR]           = {"SUGAR", "White Sugar", "Baking", 129, 600},
    [SUNSCREEN]       = {"SUNSCREEN", "Sunscreen", "Skin Care", 1099, 100},
    [TOOTHBRUSH]      = {"TOOTHBRUSH", "Toothbrush", "Dental Care", 349, 250},
    [BAKING_POWDER]   = {"BAKING-POWDER", "Baking Powder", "Baking", 99, 100},
    [BEACH_TOWEL]     = {"BEACH-TOWEL", "Beach Towel", "Beach and Pool", 1499, 80},
    [BEER]            = {"BEER", "Lager Beer", "Beer", 699, 400},
    [BIKE_LOCK]       = {"BIKE-LOCK", "Bike Lock", "Cycling", 4999, 60},
    [BUTTER]          = {"BUTTER", "Butter", "Dairy", 229, 500},
    [CAT_LITTER]      = {"CAT-LITTER", "Cat Litter", "Pet Supplies", 799, 150},
    [COFFEE_CAPSULES] = {"COFFEE-CAPSULES", "Coffee Capsules", "Coffee", 499, 200},
    [COFFEE_RESERVE]  = {"COFFEE-RESERVE", "Reserve Coffee", "Coffee", 799, 120},
    [INK_CARTRIDGE]   = {"INK-CARTRIDGE", "Ink Cartridge", "Printing", 2499, 150},
    [PARMESAN]        = {"PARMESAN", "Parmesan", "Cheese", 449, 150},
    [SAUSAGES]        = {"SAUSAGES", "Sausages", "Meat", 599, 300},
    [TOMATO_SAUCE]    = {"TOMATO-SAUCE", "Tomato Sauce", "Sauces", 199, 250},
    [TOOTHPASTE]      = {"TOOTHPASTE", "Toothpaste", "Dental Care", 199, 300},
};
/* clang-format on */

enum condition {
    ALWAYS,
    FRIDAY_EVENINGS,
    WEEKENDS,
    SUMMER,
    EVERY_FOURTH_CUSTOMER,
    /* From here on, the antecedent is that of the customer's order before. */
    NEXT_ORDER,
    NEXT_ORDER_INSTEAD, /* and the two are never in one order */
};

static const char *const CONDITION_WORDS[] = {
    [ALWAYS] = "",
    [FRIDAY_EVENINGS] = "Fridays 17:00-20:59",
    [WEEKENDS] = "Saturdays and Sundays",
    [SUMMER] = "June to August",
    [EVERY_FOURTH_CUSTOMER] = "customers whose number is divisible by 4",
    [NEXT_ORDER] = "the customer's next order",
    [NEXT_ORDER_INSTEAD] = "the customer's next order unless the antecedent is in it",
};

struct rule {
    enum planted antecedent[2]; /* one item: twice the same */
    enum planted consequent;
    enum condition condition;
    uint32_t surge; /* share of a leading antecedent under the condition; 0: its own */
    uint32_t confidence;
};

static const struct rule RULES[] = {
    {{BREAD, BREAD}, BUTTER, ALWAYS, 0, 2500},
    {{PASTA, PASTA}, TOMATO_SAUCE, ALWAYS, 0, 5000},
    {{PASTA, TOMATO_SAUCE}, PARMESAN, ALWAYS, 0, 4500},
    {{FLOUR, SUGAR}, BAKING_POWDER, ALWAYS, 0, 6500},
    {{TOOTHBRUSH, TOOTHBRUSH}, TOOTHPASTE, ALWAYS, 0, 3500},
    {{PRINTER, PRINTER}, INK_CARTRIDGE, ALWAYS, 0, 6000},
    {{E_BIKE, E_BIKE}, BIKE_LOCK, ALWAYS, 0, 7000},
    {{DIAPERS, DIAPERS}, BEER, FRIDAY_EVENINGS, 1200, 7000},
    {{CHARCOAL, CHARCOAL}, SAUSAGES, WEEKENDS, 600, 5500},
    {{SUNSCREEN, SUNSCREEN}, BEACH_TOWEL, SUMMER, 500, 3000},
    {{CAT_FOOD, CAT_FOOD}, CAT_LITTER, EVERY_FOURTH_CUSTOMER, 900, 4000},
    {{COFFEE_MACHINE, COFFEE_MACHINE}, COFFEE_CAPSULES, NEXT_ORDER, 0, 5000},
    {{COFFEE, COFFEE}, COFFEE_RESERVE, NEXT_ORDER_INSTEAD, 0, 2000},
};
enum { N_RULES = sizeof RULES / sizeof *RULES };

static_assert(N_RULES == (int)END_OF_PLANTED - LEADING,
              "one rule for each that follows");

static uint32_t bit(enum planted product)
{
    return UINT32_C(1) << product;
}

static bool holds(uint32_t set, const struct rule *rule)
{
    uint32_t antecedent = bit(rule->antecedent[0]) | bit(rule->antecedent[1]);
    return (set & antecedent) == antecedent;
}

/* Whether an order is one of those that a rule of 'condition' is about. */
static bool is_met(enum condition condition, const struct occasion *occasion)
{
    const struct moment *time = &occasion->time;
    switch (condition) {
    case FRIDAY_EVENINGS:
        return time->weekday == FRIDAY && time->hour >= 17 && time->hour < 21;
    case WEEKENDS: return time->weekday >= SATURDAY;
    case SUMMER: return time->month >= 6 && time->month <= 8;
    case EVERY_FOURTH_CUSTOMER: return occasion->customer % 4 == 0;
    case ALWAYS:
    case NEXT_ORDER:
    case NEXT_ORDER_INSTEAD: break;
    }
    return true;
}

/* The share of the consequent of 'rule' in an order that holds 'set' before it. */
static uint32_t share_after(const struct rule *rule, const struct occasion *occasion,
                            uint32_t set)
{
    bool applies = holds(set, rule);
    if (rule->condition == NEXT_ORDER_INSTEAD && applies) return 0;
    if (rule->condition >= NEXT_ORDER) applies = holds(occasion->previous, rule);
    if (applies && is_met(rule->condition, occasion)) return rule->confidence;
    return planted_products[rule->consequent].share;
}

static bool draw(struct random *random, uint32_t share)
{
    return random_below(random, WHOLE) < share;
}

uint32_t planted_draw(const struct occasion *occasion, struct random *random)
{
    uint32_t shares[LEADING];
    for (unsigned i = 0; i < LEADING; i++) shares[i] = planted_products[i].share;
    for (unsigned i = 0; i < N_RULES; i++)
        if (RULES[i].surge > 0 && is_met(RULES[i].condition, occasion))
            shares[RULES[i].antecedent[0]] = RULES[i].surge;

    uint32_t set = 0;
    for (unsigned i = 0; i < LEADING; i++)
        if (draw(random, shares[i])) set |= bit(i);
    for (unsigned i = 0; i < N_RULES; i++)
        if (draw(random, share_after(&RULES[i], occasion, set)))
            set |= bit(RULES[i].consequent);
    return set;
}

/* How many of WHOLE orders that meet the condition of 'rule' hold its antecedent. */
static uint32_t antecedent_share(const struct rule *rule)
{
    if (rule->surge > 0) return rule->surge;
    enum planted first = rule->antecedent[0], second = rule->antecedent[1];
    uint32_t share = planted_products[first].share;
    if (second == first) return share;
    uint32_t with = planted_products[second].share;
    for (unsigned i = 0; i < N_RULES; i++)
        if (RULES[i].consequent == second && RULES[i].antecedent[0] == first)
            with = RULES[i].confidence;
    return share * with / WHOLE;
}

static cobuy_status write_rule(struct sink *sink, const struct rule *rule,
                               cobuy_error *error)
{
    enum planted first = rule->antecedent[0], second = rule->antecedent[1];
    bool two = first != second;
    char line[256];
    int length = snprintf(
        line, sizeof line, "%s%s%s,%s,%s,0.%04" PRIu32 ",0.%04" PRIu32 "\n",
        planted_products[first].sku, two ? ";" : "",
        two ? planted_products[second].sku : "", planted_products[rule->consequent].sku,
        CONDITION_WORDS[rule->condition], antecedent_share(rule), rule->confidence);
    return sink_write(sink, line, (size_t)length, error);
}

cobuy_status planted_write(struct sink *sink, cobuy_error *error)
{
    static const char HEADER[] =
        "antecedent,consequent,condition,antecedent_share,confidence\n";
    cobuy_status status = sink_write(sink, HEADER, sizeof HEADER - 1, error);
    for (unsigned i = 0; i < N_RULES && status == COBUY_OK; i++)
        status = write_rule(sink, &RULES[i], error);
    return status;
}
