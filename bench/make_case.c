/*
 * make_case.c - generated logs to measure with
 *
 *     make_case sparse [NAME=VALUE]... > FILE
 *     make_case dense  [NAME=VALUE]... > FILE
 *
 * Writes basket lines: a basket a line, its items as ascending integers.  The same
 * settings give the same bytes.  The numbers come from a generator of this file alone,
 * so that no change to the library changes what it is measured with; cumulative weights
 * are rounded to 2^-32, so that the last bit of a mathematical function does not
 * matter.
 *
 * sparse: a shop's log.  Most items are rare: item r by popularity is drawn with a
 * weight of 1/r^zipf.  With a chance of `share` percent a basket first takes a pattern,
 * a set of `shortest` to `longest` items that some customers buy together, and keeps
 * each of these with a chance of `keep` percent; pattern p has the weight
 * 1/p^patternzipf.  Then items are drawn by popularity, and those that it holds already
 * come to nothing.  The number of draws is geometric with the mean `draws`: most
 * baskets are small, and a few are large.
 *
 * dense: a census.  A row is a person, who has exactly one of up to `values` values of
 * each of the `attributes`; each value is an item.  An attribute belongs to a topic, as
 * wages and hours belong to work, and follows from the person's situation in it: who
 * has no work has neither.  A person belongs to a class, class c with the weight 1/c,
 * and is in the typical situation of that class with a chance that is the topic's own,
 * from `weakest` to `strongest` percent, and in any other one otherwise.  In some
 * attributes a few persons, at most `noise` percent, have a value that does not follow.
 * Value v is drawn with the weight 1/v^zipf wherever one is drawn.  So items imply one
 * another, almost or always, many rows agree in what is frequent, and there are far
 * fewer closed itemsets than itemsets.
 *
 * Items are numbered at random, so that a number says nothing of popularity.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITEMS = 1000 };

/* Random numbers: a counter by an odd step, whose bits are then mixed. */

struct random {
    uint64_t state; /* at first the seed */
};

static uint64_t random_next(struct random *random)
{
    uint64_t bits = random->state += 0x9E3779B97F4A7C15;
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93;
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93;
    return bits ^ bits >> 32;
}

/* Below `bound`, which is under 2^32. */
static uint32_t random_below(struct random *random, uint64_t bound)
{
    return (uint32_t)((random_next(random) >> 32) * bound >> 32);
}

static bool happens(struct random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count + !count, size);
    if (!block) {
        fputs("make_case: out of memory\n", stderr);
        exit(1);
    }
    return block;
}

/* Indices 0, 1, ..., drawn with the weights 1, 1/2^exponent, 1/3^exponent, ... */
struct ranks {
    uint32_t n;
    uint64_t *below; /* 2^32 times the chance of an index up to this one */
};

static struct ranks ranks_create(uint32_t n, double exponent)
{
    struct ranks ranks = {n, allocate(n, sizeof *ranks.below)};
    double total = 0, sum = 0;
    for (uint32_t i = 0; i < n; i++) total += pow(i + 1, -exponent);
    for (uint32_t i = 0; i < n; i++) {
        sum += pow(i + 1, -exponent);
        ranks.below[i] = (uint64_t)(sum / total * 0x1p32);
    }
    ranks.below[n - 1] = UINT64_C(1) << 32;
    return ranks;
}

static uint32_t ranks_draw(const struct ranks *ranks, struct random *random)
{
    uint64_t point = random_next(random) >> 32;
    uint32_t low = 0, high = ranks->n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (point < ranks->below[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* 0 to n - 1, shuffled. */
static uint32_t *shuffled_numbers(uint32_t n, struct random *random)
{
    uint32_t *numbers = allocate(n, sizeof *numbers);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t other = random_below(random, i + 1);
        numbers[i] = numbers[other];
        numbers[other] = i;
    }
    return numbers;
}

struct basket {
    uint32_t n;
    uint32_t items[MOST_ITEMS];
};

static void basket_add(struct basket *basket, uint32_t item)
{
    for (uint32_t i = 0; i < basket->n; i++)
        if (basket->items[i] == item) return;
    if (basket->n < MOST_ITEMS) basket->items[basket->n++] = item;
}

static int compare_items(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Writes the basket with the numbers of its items, and empties it. */
static void basket_write(struct basket *basket, const uint32_t *numbers)
{
    for (uint32_t i = 0; i < basket->n; i++)
        basket->items[i] = numbers[basket->items[i]] + 1;
    qsort(basket->items, basket->n, sizeof *basket->items, compare_items);
    for (uint32_t i = 0; i < basket->n; i++)
        printf(i ? " %" PRIu32 : "%" PRIu32, basket->items[i]);
    putchar('\n');
    basket->n = 0;
}

/* Settings, given as NAME=VALUE. */

struct setting {
    const char *name;
    double value; /* at first the default */
    double least, most;
};

static struct setting *setting_by_name(struct setting *settings, const char *name,
                                       size_t length)
{
    for (; settings->name; settings++)
        if (strlen(settings->name) == length && !memcmp(settings->name, name, length))
            return settings;
    return NULL;
}

static double setting(struct setting *settings, const char *name)
{
    return setting_by_name(settings, name, strlen(name))->value;
}

static uint32_t integer_setting(struct setting *settings, const char *name)
{
    return (uint32_t)setting(settings, name);
}

static bool settings_parse(struct setting *settings, char **arguments)
{
    for (; *arguments; arguments++) {
        size_t length = strcspn(*arguments, "=");
        struct setting *found = setting_by_name(settings, *arguments, length);
        char *end = *arguments + length;
        double value = *end ? strtod(end + 1, &end) : -1;
        if (!found || *end || !(value >= found->least && value <= found->most)) {
            fprintf(stderr, "make_case: '%s'?  There are, from least to most:\n",
                    *arguments);
            for (; settings->name; settings++)
                fprintf(stderr, "    %s=%g (%g to %g)\n", settings->name,
                        settings->value, settings->least, settings->most);
            return false;
        }
        found->value = value;
    }
    return true;
}

/* Whether one setting is at most another; says so if it is not. */
static bool in_order(struct setting *settings, const char *low, const char *high)
{
    if (setting(settings, low) <= setting(settings, high)) return true;
    fprintf(stderr, "make_case: %s is above %s\n", low, high);
    return false;
}

/* A shop's log. */

struct shop {
    struct ranks items;
    struct ranks patterns;
    struct basket *sets; /* by pattern */
    uint32_t *numbers;   /* by item */
};

static struct shop shop_create(struct setting *settings, struct random *random)
{
    uint32_t n_items = integer_setting(settings, "items");
    uint32_t n_patterns = integer_setting(settings, "patterns");
    uint32_t shortest = integer_setting(settings, "shortest");
    uint32_t longest = integer_setting(settings, "longest");
    struct shop shop = {
        .items = ranks_create(n_items, setting(settings, "zipf")),
        .patterns = ranks_create(n_patterns, setting(settings, "patternzipf")),
        .sets = allocate(n_patterns, sizeof *shop.sets),
        .numbers = shuffled_numbers(n_items, random),
    };
    for (uint32_t p = 0; p < n_patterns; p++) {
        uint32_t length = shortest + random_below(random, longest - shortest + 1);
        while (shop.sets[p].n < length)
            basket_add(&shop.sets[p], ranks_draw(&shop.items, random));
    }
    return shop;
}

static void shop_write(const struct shop *shop, struct setting *settings,
                       struct random *random)
{
    uint32_t n_baskets = integer_setting(settings, "baskets");
    uint32_t draws = integer_setting(settings, "draws");
    uint32_t share = integer_setting(settings, "share");
    uint32_t keep = integer_setting(settings, "keep");
    struct basket basket = {0};
    for (uint32_t b = 0; b < n_baskets; b++) {
        if (happens(random, share)) {
            const struct basket *set = &shop->sets[ranks_draw(&shop->patterns, random)];
            for (uint32_t i = 0; i < set->n; i++)
                if (happens(random, keep)) basket_add(&basket, set->items[i]);
        }
        do {
            basket_add(&basket, ranks_draw(&shop->items, random));
        } while (random_below(random, draws) > 0);
        basket_write(&basket, shop->numbers);
    }
}

static bool make_sparse(char **arguments)
{
    struct setting settings[] = {
        {"baskets", 100000, 1, 1e9},
        {"items", 10000, 1, 1e8},
        {"zipf", 0.9, 0, 10},
        {"draws", 8, 1, 1e6},
        {"share", 25, 0, 100},
        {"keep", 90, 0, 100},
        {"patterns", 1000, 1, 1e6},
        {"patternzipf", 0.7, 0, 10},
        {"shortest", 2, 0, MOST_ITEMS},
        {"longest", 6, 0, MOST_ITEMS},
        {"seed", 1, 0, 1e9},
        {NULL, 0, 0, 0},
    };
    if (!settings_parse(settings, arguments) ||
        !in_order(settings, "shortest", "longest") ||
        !in_order(settings, "longest", "items"))
        return false;
    struct random random = {integer_setting(settings, "seed")};
    struct shop shop = shop_create(settings, &random);
    shop_write(&shop, settings, &random);
    free(shop.items.below);
    free(shop.patterns.below);
    free(shop.sets);
    free(shop.numbers);
    return true;
}

/* A census. */

struct attribute {
    uint32_t topic;
    uint32_t first_item;
    uint32_t noise;   /* percent of persons whose value does not follow the situation */
    uint32_t *follow; /* value, by situation */
    struct ranks values;
};

struct topic {
    uint32_t strength; /* percent of persons who are in their class's situation */
    uint32_t *typical; /* situation, by class */
};

struct census {
    uint32_t n_classes, n_topics, n_attributes;
    struct ranks classes;
    struct ranks situations; /* of any topic */
    struct topic *topics;
    struct attribute *attributes;
    uint32_t *numbers; /* by item */
};

static struct topic topic_create(const struct census *census, struct setting *settings,
                                 struct random *random)
{
    uint32_t weakest = integer_setting(settings, "weakest");
    uint32_t strongest = integer_setting(settings, "strongest");
    struct topic topic = {
        .strength = weakest + random_below(random, strongest - weakest + 1),
        .typical = allocate(census->n_classes, sizeof *topic.typical),
    };
    for (uint32_t c = 0; c < census->n_classes; c++)
        topic.typical[c] = ranks_draw(&census->situations, random);
    return topic;
}

/* Most attributes have little noise: its highest percentage is itself a draw. */
static struct attribute attribute_create(const struct census *census,
                                         struct setting *settings,
                                         struct random *random)
{
    uint32_t most_values = integer_setting(settings, "values");
    uint32_t most_noise = random_below(random, integer_setting(settings, "noise") + 1);
    struct attribute attribute = {
        .follow = allocate(census->situations.n, sizeof *attribute.follow),
    };
    attribute.topic = random_below(random, census->n_topics);
    attribute.noise = random_below(random, most_noise + 1);
    uint32_t n_values = 2 + random_below(random, most_values - 1);
    attribute.values = ranks_create(n_values, setting(settings, "zipf"));
    for (uint32_t s = 0; s < census->situations.n; s++)
        attribute.follow[s] = ranks_draw(&attribute.values, random);
    return attribute;
}

static struct census census_create(struct setting *settings, struct random *random)
{
    struct census census = {
        .n_classes = integer_setting(settings, "classes"),
        .n_topics = integer_setting(settings, "topics"),
        .n_attributes = integer_setting(settings, "attributes"),
        .situations = ranks_create(integer_setting(settings, "situations"), 1),
    };
    census.classes = ranks_create(census.n_classes, 1);
    census.topics = allocate(census.n_topics, sizeof *census.topics);
    for (uint32_t t = 0; t < census.n_topics; t++)
        census.topics[t] = topic_create(&census, settings, random);
    uint32_t n_items = 0;
    census.attributes = allocate(census.n_attributes, sizeof *census.attributes);
    for (uint32_t a = 0; a < census.n_attributes; a++) {
        census.attributes[a] = attribute_create(&census, settings, random);
        census.attributes[a].first_item = n_items;
        n_items += census.attributes[a].values.n;
    }
    census.numbers = shuffled_numbers(n_items, random);
    return census;
}

static void census_free(struct census *census)
{
    for (uint32_t t = 0; t < census->n_topics; t++) free(census->topics[t].typical);
    for (uint32_t a = 0; a < census->n_attributes; a++) {
        free(census->attributes[a].follow);
        free(census->attributes[a].values.below);
    }
    free(census->classes.below);
    free(census->situations.below);
    free(census->topics);
    free(census->attributes);
    free(census->numbers);
}

static void census_write(const struct census *census, uint32_t n_rows,
                         struct random *random)
{
    uint32_t *situation = allocate(census->n_topics, sizeof *situation);
    struct basket row = {0};
    for (uint32_t r = 0; r < n_rows; r++) {
        uint32_t class = ranks_draw(&census->classes, random);
        for (uint32_t t = 0; t < census->n_topics; t++)
            situation[t] = happens(random, census->topics[t].strength)
                               ? census->topics[t].typical[class]
                               : ranks_draw(&census->situations, random);
        for (uint32_t a = 0; a < census->n_attributes; a++) {
            const struct attribute *attribute = &census->attributes[a];
            uint32_t value = happens(random, attribute->noise)
                                 ? ranks_draw(&attribute->values, random)
                                 : attribute->follow[situation[attribute->topic]];
            basket_add(&row, attribute->first_item + value);
        }
        basket_write(&row, census->numbers);
    }
    free(situation);
}

static bool make_dense(char **arguments)
{
    struct setting settings[] = {
        {"rows", 10000, 1, 1e9},   {"attributes", 50, 1, MOST_ITEMS},
        {"values", 30, 2, 1e5},    {"zipf", 1.2, 0, 10},
        {"noise", 5, 0, 100},      {"topics", 12, 1, 1e4},
        {"situations", 6, 1, 1e4}, {"classes", 4, 1, 1e4},
        {"weakest", 40, 0, 100},   {"strongest", 95, 0, 100},
        {"seed", 1, 0, 1e9},       {NULL, 0, 0, 0},
    };
    if (!settings_parse(settings, arguments) ||
        !in_order(settings, "weakest", "strongest"))
        return false;
    struct random random = {integer_setting(settings, "seed")};
    struct census census = census_create(settings, &random);
    census_write(&census, integer_setting(settings, "rows"), &random);
    census_free(&census);
    return true;
}

int main(int argc, char **argv)
{
    bool made = false;
    if (argc > 1 && !strcmp(argv[1], "sparse"))
        made = make_sparse(argv + 2);
    else if (argc > 1 && !strcmp(argv[1], "dense"))
        made = make_dense(argv + 2);
    else
        fputs("usage: make_case sparse|dense [NAME=VALUE]... > FILE\n", stderr);
    if (!made) return 2;
    if (fflush(stdout) || ferror(stdout)) {
        perror("make_case");
        return 1;
    }
    return 0;
}
