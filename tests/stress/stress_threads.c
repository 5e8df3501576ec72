/*
 * stress_threads.c - two contexts at once give what each gives alone
 *
 *     stress_threads [ROUNDS]
 *
 * A plain program, since ThreadSanitizer and Criterion do not go together.  Each of two
 * threads reads a log of its own, mines it with both algorithms, derives rules and
 * writes them, with two workers of its own, while the other does the same.  Then both
 * search logs of many items where every part is handed over that can be, and several
 * workers write what they find to one file.
 */
#include "support/basket_kinds.h"
#include "support/files.h"
#include "support/line_sums.h"
#include "support/random_log.h"

#include "base/context.h"

#include <cobuy/cobuy.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOGS = 2,
    USUAL_ROUNDS = 10,
    BASKETS = 1500,
    ITEMS = 40,
    MIN_COUNT = 20,
    WORKERS = 2,
};

static void must(cobuy_status status, const cobuy_error *error)
{
    require(status == COBUY_OK, error->message);
}

/* --------------------------------------------------------------- what came out */

static void print_items(struct bytes *text, const uint32_t *items, uint32_t n_items)
{
    for (uint32_t i = 0; i < n_items; i++) bytes_print(text, "%u ", items[i]);
}

static void print_itemsets(struct bytes *text, const cobuy_itemsets *itemsets)
{
    uint64_t n = cobuy_itemsets_summary(itemsets)->itemsets;
    for (uint64_t i = 0; i < n; i++) {
        cobuy_itemset set = cobuy_itemsets_at(itemsets, i);
        print_items(text, set.items, set.n_items);
        bytes_print(text, "in %llu\n", (unsigned long long)set.count);
    }
}

static void print_rules(struct bytes *text, const cobuy_rules *rules)
{
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        print_items(text, rule.antecedent, rule.n_antecedent);
        bytes_print(text, "=> ");
        print_items(text, rule.consequent, rule.n_consequent);
        bytes_print(text, "lift %a\n", rule.measures.lift);
    }
}

/* ---------------------------------------------------------------------- a chain */

/* From a log to a file, in a context of its own. */
struct chain {
    const char *log;    /* read */
    const char *output; /* written, beside the null device */
    struct bytes text;  /* what came out */
};

static void mine_and_write(cobuy_context *context, struct chain *chain,
                           const cobuy_baskets *baskets, cobuy_algorithm algorithm)
{
    cobuy_error error;
    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    mine.algorithm = algorithm;
    mine.min_count = MIN_COUNT;
    cobuy_rule_options derive = COBUY_RULE_DEFAULTS;
    derive.max_consequent = 2;
    cobuy_itemsets *itemsets;
    cobuy_rules *rules;
    must(cobuy_mine(context, &itemsets, baskets, &mine, &error), &error);
    must(cobuy_derive(context, &rules, itemsets, &derive, &error), &error);
    must(cobuy_write_rules(context, rules, "/dev/null", NULL, &error), &error);
    must(cobuy_write_rules(context, rules, chain->output, NULL, &error), &error);
    must(cobuy_mine_to_file(context, NULL, baskets, &mine, "/dev/null", NULL, &error),
         &error);
    print_itemsets(&chain->text, itemsets);
    print_rules(&chain->text, rules);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

static void *run_chain(void *argument)
{
    struct chain *chain = argument;
    cobuy_error error;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_baskets *baskets;
    must(cobuy_context_create(&context, &options, &error), &error);
    context->threads = WORKERS;
    must(cobuy_read(context, &baskets, &chain->log, 1, NULL, &error), &error);
    mine_and_write(context, chain, baskets, COBUY_ALGORITHM_APRIORI);
    mine_and_write(context, chain, baskets, COBUY_ALGORITHM_FPGROWTH);
    cobuy_baskets_free(baskets);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    require(pthread_create(thread, NULL, run, argument) == 0, "no thread");
}

static void join(pthread_t thread)
{
    require(pthread_join(thread, NULL) == 0, "a thread that cannot be joined");
}

/* Both chains at once give what 'alone' has of each; in odd rounds both read the same
 * log. */
static void run_at_once(const struct chain *alone, unsigned round)
{
    pthread_t threads[LOGS];
    struct chain chains[LOGS];
    for (unsigned i = 0; i < LOGS; i++) {
        chains[i] = alone[round % 2 ? 0 : i];
        chains[i].text = (struct bytes){0};
        start(&threads[i], run_chain, &chains[i]);
    }
    for (unsigned i = 0; i < LOGS; i++) {
        join(threads[i]);
        require(strcmp(chains[i].text.data, alone[round % 2 ? 0 : i].text.data) == 0,
                "two contexts at once give something else than one alone");
        bytes_free(&chains[i].text);
    }
}

/* -------------------------------------------------------------- one value, two readers
 */

static void *read_rules(void *argument)
{
    struct bytes text = {0};
    print_rules(&text, argument);
    bytes_free(&text);
    return NULL;
}

static void *cancel(void *context)
{
    cobuy_cancel(context);
    return NULL;
}

/* Two threads read the same rules; then one mines what another cancels. */
static void share_values(const char *log)
{
    pthread_t threads[2];
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets;
    cobuy_rules *rules;
    cobuy_error error;
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_count = MIN_COUNT;
    must(cobuy_context_create(&context, NULL, &error), &error);
    must(cobuy_read(context, &baskets, &log, 1, NULL, &error), &error);
    must(cobuy_mine(context, &itemsets, baskets, &options, &error), &error);
    must(cobuy_derive(context, &rules, itemsets, NULL, &error), &error);
    cobuy_itemsets_free(itemsets);
    for (int i = 0; i < 2; i++) start(&threads[i], read_rules, rules);
    for (int i = 0; i < 2; i++) join(threads[i]);

    start(&threads[0], cancel, context);
    cobuy_status status = cobuy_mine(context, &itemsets, baskets, &options, &error);
    join(threads[0]);
    require(status == COBUY_OK || status == COBUY_CANCELLED,
            "cancelling makes another failure");
    cobuy_itemsets_free(itemsets);
    cobuy_rules_free(rules);
    cobuy_baskets_free(baskets);
    cobuy_context_free(context);
}

/* -------------------------------------------------------------------- handing over */

/* Logs that are searched in words, bitmaps, rows and trees. */
static const struct {
    struct kinds_shape shape;
    uint64_t min_count;
} searched[] = {
    {{.n_items = 60,
      .n_kinds = 400,
      .least_length = 10,
      .most_length = 30,
      .skew = 1.2},
     50},
    {{.n_items = 90,
      .n_kinds = 1200,
      .least_length = 10,
      .most_length = 24,
      .skew = 1.2},
     20},
    {{.n_items = 160, .n_kinds = 20000, .least_length = 3, .most_length = 6, .skew = 1},
     14},
    {{.n_items = 150,
      .n_kinds = 400,
      .least_length = 50,
      .most_length = 60,
      .skew = 1,
      .most_weight = 9},
     160},
};
enum { SEARCHED = sizeof searched / sizeof *searched, SEARCH_WORKERS = 4 };

/* A search in a context of its own. */
struct hunt {
    const struct basket_kinds *kinds;
    uint64_t min_count;
    uint32_t workers;
    struct file_path file;
    struct bytes text; /* what came out */
    struct line_sums lines;
    size_t parts;
};

static void count_part(void *user, const cobuy_task *task)
{
    ((struct hunt *)user)->parts += task->part;
}

static void *run_hunt(void *argument)
{
    struct hunt *hunt = argument;
    cobuy_error error;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets;
    options.task = count_part;
    options.task_user = hunt;
    must(cobuy_context_create(&context, &options, &error), &error);
    context->threads = hunt->workers;
    context->long_task = 0;
    must(basket_kinds_build(hunt->kinds, context, &baskets, &error), &error);
    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    mine.algorithm = COBUY_ALGORITHM_FPGROWTH;
    mine.min_count = hunt->min_count;
    must(cobuy_mine(context, &itemsets, baskets, &mine, &error), &error);
    print_itemsets(&hunt->text, itemsets);
    cobuy_itemsets_free(itemsets);
    must(cobuy_mine_to_file(context, NULL, baskets, &mine, hunt->file.text, NULL,
                            &error),
         &error);
    struct bytes written = file_read(hunt->file.text);
    hunt->lines = line_sums_of(&written, true);
    bytes_free(&written);
    cobuy_baskets_free(baskets);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return NULL;
}

static void free_hunt(struct hunt *hunt)
{
    bytes_free(&hunt->text);
    line_sums_free(&hunt->lines);
}

static void check_hunt(const struct hunt *hunt, const struct hunt *alone)
{
    require(strcmp(hunt->text.data, alone->text.data) == 0,
            "parts that are handed over change the itemsets");
    require(hunt->lines.n == alone->lines.n &&
                hunt->lines.at[hunt->lines.n] == alone->lines.at[alone->lines.n],
            "several workers write other lines than one");
}

/* Two searches at once, of several workers each, give what one worker alone gives;
 * returns how many parts were handed over. */
static size_t hunt_at_once(const struct hunt *alone, const struct folder *folder)
{
    static const char *const files[] = {"0.csv", "1.csv"};
    pthread_t threads[2];
    struct hunt hunts[2];
    size_t parts = 0;
    for (int i = 0; i < 2; i++) {
        hunts[i] = (struct hunt){.kinds = alone->kinds,
                                 .min_count = alone->min_count,
                                 .workers = SEARCH_WORKERS,
                                 .file = folder_path(folder, files[i])};
        start(&threads[i], run_hunt, &hunts[i]);
    }
    for (int i = 0; i < 2; i++) {
        join(threads[i]);
        check_hunt(&hunts[i], alone);
        parts += hunts[i].parts;
        free_hunt(&hunts[i]);
    }
    return parts;
}

static void hand_over_parts(const struct folder *folder, unsigned long rounds)
{
    size_t parts = 0;
    for (size_t i = 0; i < SEARCHED; i++) {
        struct basket_kinds kinds;
        basket_kinds_draw(&kinds, &searched[i].shape, 1);
        struct hunt alone = {.kinds = &kinds,
                             .min_count = searched[i].min_count,
                             .workers = 1,
                             .file = folder_path(folder, "alone.csv")};
        run_hunt(&alone);
        require(alone.lines.n > 100, "no itemsets to compare");
        for (unsigned long round = 0; round < rounds; round += 3)
            parts += hunt_at_once(&alone, folder);
        free_hunt(&alone);
        basket_kinds_free(&kinds);
    }
    require(rounds == 0 || parts > 0, "nothing was handed over");
}

/* --------------------------------------------------------------------------- logs */

/* Writes a log of 'seed', its rows in any order. */
static void write_log(const char *path, uint64_t seed, bool gzip)
{
    struct random_log log;
    random_log_make(&log, seed, LOG_ZIPF, BASKETS, ITEMS);
    random_log_shuffle(&log, seed);
    random_log_write(&log, path, (struct log_text){.gzip = gzip});
    random_log_free(&log);
}

int main(int n_arguments, char **arguments)
{
    unsigned long rounds =
        n_arguments > 1 ? strtoul(arguments[1], NULL, 10) : USUAL_ROUNDS;
    struct folder folder;
    folder_open(&folder);
    struct file_path plain = folder_path(&folder, "1.csv");
    struct file_path packed = folder_path(&folder, "2.csv.gz");
    struct file_path output = folder_path(&folder, "rules.csv");
    write_log(plain.text, 1, false);
    write_log(packed.text, 2, true);

    struct chain alone[LOGS] = {{.log = plain.text, .output = output.text},
                                {.log = packed.text, .output = output.text}};
    for (unsigned i = 0; i < LOGS; i++) run_chain(&alone[i]);
    require(strstr(alone[0].text.data, "=>") != NULL, "no rules to compare");
    for (unsigned round = 0; round < rounds; round++) {
        run_at_once(alone, round);
        share_values(plain.text);
    }
    hand_over_parts(&folder, rounds);
    for (unsigned i = 0; i < LOGS; i++) bytes_free(&alone[i].text);
    folder_close(&folder);
    printf("%lu rounds of two contexts at once\n", rounds);
    return 0;
}
