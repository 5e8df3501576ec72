/*
 * pipeline.c - how fast each stage is, from log to files
 *
 *     pipeline [-r REPEATS] [-t THREADS] [-s COUNT] [-c CONFIDENCE] [-l LINES]
 *              [-d FOLDER] [LOG]...
 *
 * Takes logs through the public interface alone: reads them, mines, counts without
 * holding, derives rules, writes these, and writes itemsets as they are found; reads
 * the rules back, makes an index of them, and asks it for offers.  Without
 * a LOG it first generates one of LINES rows in FOLDER, where all files are written,
 * and removed at the end.  Prints a JSON line a stage:
 *
 *     {"stage": "reading", "of": "rows", "number": ..., "bytes": ...,
 *      "best_seconds": ..., "median_seconds": ..., "per_second": ...,
 *      "bytes_per_second": ..., "peak_bytes": ..., "repeats": ..., "threads": ...}
 *
 * `number` is what the stage makes, `bytes` what it reads from a file or writes to one
 * (null: neither), and both rates go by the best of the repeats.  Each stage works in a
 * context of its own, so that `peak_bytes` is what it held at most, its result counted
 * and its input not.
 */
#include <cobuy/cobuy.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum stage {
    GENERATING,
    READING,
    MINING,
    COUNTING,
    DERIVING,
    WRITING_RULES,
    WRITING_ITEMSETS,
    READING_RULES,
    INDEXING_RULES,
    OFFERING,
    N_STAGES,
};

static const char *const stage_names[N_STAGES] = {
    "generating",    "reading",          "mining",        "counting",       "deriving",
    "writing rules", "writing itemsets", "reading rules", "indexing rules", "offering",
};

static const char *const stage_units[N_STAGES] = {
    "rows",  "rows",     "itemsets", "itemsets", "rules",
    "rules", "itemsets", "rules",    "rules",    "baskets",
};

enum { MOST_REPEATS = 101, MOST_PATH = 4096 };

struct settings {
    unsigned repeats;
    uint32_t threads;
    uint64_t min_count; /* 0: the default of mining */
    double min_confidence;
    uint64_t lines;
    const char *folder;
    const char *const *logs;
    size_t n_logs;
};

struct figures {
    double seconds[MOST_REPEATS]; /* by repeat */
    uint64_t number, bytes;
    size_t peak_bytes; /* the most of all repeats */
};

struct pipeline {
    struct settings settings;
    char log[MOST_PATH], rules[MOST_PATH], itemsets[MOST_PATH];
    const char *generated; /* the log, if it is ours */
    struct figures figures[N_STAGES];
    /* Of the repeat that runs. */
    unsigned repeat;
    cobuy_context *contexts[N_STAGES];
    double started;
    cobuy_error error;
};

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t file_bytes(const char *path)
{
    struct stat file;
    return stat(path, &file) ? 0 : (uint64_t)file.st_size;
}

/* The context of a stage that starts now; NULL if there is no room for it. */
static cobuy_context *stage_start(struct pipeline *pipeline, enum stage stage)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.threads = pipeline->settings.threads;
    if (cobuy_context_create(&pipeline->contexts[stage], &options, &pipeline->error))
        return NULL;
    pipeline->started = seconds_now();
    return pipeline->contexts[stage];
}

static void stage_end(struct pipeline *pipeline, enum stage stage, uint64_t number,
                      uint64_t bytes)
{
    struct figures *figures = &pipeline->figures[stage];
    figures->seconds[pipeline->repeat] = seconds_now() - pipeline->started;
    figures->number = number;
    figures->bytes = bytes;
    size_t peak = cobuy_context_usage(pipeline->contexts[stage]).peak_bytes;
    if (peak > figures->peak_bytes) figures->peak_bytes = peak;
}

static bool generate(struct pipeline *pipeline)
{
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    options.lines = pipeline->settings.lines;
    cobuy_context *context = stage_start(pipeline, GENERATING);
    if (!context || cobuy_generate(context, pipeline->log, &options, &pipeline->error))
        return false;
    stage_end(pipeline, GENERATING, options.lines, file_bytes(pipeline->log));
    return true;
}

static cobuy_baskets *read_logs(struct pipeline *pipeline)
{
    const struct settings *settings = &pipeline->settings;
    const char *const *logs = settings->n_logs ? settings->logs : &pipeline->generated;
    size_t n_logs = settings->n_logs ? settings->n_logs : 1;
    cobuy_baskets *baskets = NULL;
    cobuy_context *context = stage_start(pipeline, READING);
    if (!context || cobuy_read(context, &baskets, logs, n_logs, NULL, &pipeline->error))
        return NULL;
    uint64_t bytes = 0;
    for (size_t l = 0; l < n_logs; l++) bytes += file_bytes(logs[l]);
    stage_end(pipeline, READING, cobuy_baskets_report(baskets)->rows, bytes);
    return baskets;
}

static cobuy_mine_options mine_options(const struct pipeline *pipeline)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_count = pipeline->settings.min_count;
    return options;
}

static cobuy_itemsets *mine(struct pipeline *pipeline, const cobuy_baskets *baskets)
{
    cobuy_mine_options options = mine_options(pipeline);
    cobuy_itemsets *itemsets = NULL;
    cobuy_context *context = stage_start(pipeline, MINING);
    if (!context || cobuy_mine(context, &itemsets, baskets, &options, &pipeline->error))
        return NULL;
    stage_end(pipeline, MINING, cobuy_itemsets_summary(itemsets)->itemsets, 0);
    return itemsets;
}

static bool count(struct pipeline *pipeline, const cobuy_baskets *baskets)
{
    cobuy_mine_options options = mine_options(pipeline);
    cobuy_tally *tally = NULL;
    cobuy_context *context = stage_start(pipeline, COUNTING);
    if (!context ||
        cobuy_count_itemsets(context, &tally, baskets, &options, &pipeline->error))
        return false;
    stage_end(pipeline, COUNTING, cobuy_tally_summary(tally)->itemsets, 0);
    cobuy_tally_free(tally);
    return true;
}

static cobuy_rules *derive(struct pipeline *pipeline, const cobuy_itemsets *itemsets)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = pipeline->settings.min_confidence;
    cobuy_rules *rules = NULL;
    cobuy_context *context = stage_start(pipeline, DERIVING);
    if (!context || cobuy_derive(context, &rules, itemsets, &options, &pipeline->error))
        return NULL;
    stage_end(pipeline, DERIVING, cobuy_rules_count(rules), 0);
    return rules;
}

static bool write_rules(struct pipeline *pipeline, const cobuy_rules *rules)
{
    cobuy_context *context = stage_start(pipeline, WRITING_RULES);
    if (!context ||
        cobuy_write_rules(context, rules, pipeline->rules, NULL, &pipeline->error))
        return false;
    stage_end(pipeline, WRITING_RULES, cobuy_rules_count(rules),
              file_bytes(pipeline->rules));
    return true;
}

static bool write_itemsets(struct pipeline *pipeline, const cobuy_baskets *baskets)
{
    cobuy_mine_options options = mine_options(pipeline);
    cobuy_tally *tally = NULL;
    cobuy_context *context = stage_start(pipeline, WRITING_ITEMSETS);
    if (!context || cobuy_mine_to_file(context, &tally, baskets, &options,
                                       pipeline->itemsets, NULL, &pipeline->error))
        return false;
    stage_end(pipeline, WRITING_ITEMSETS, cobuy_tally_summary(tally)->itemsets,
              file_bytes(pipeline->itemsets));
    cobuy_tally_free(tally);
    return true;
}

enum { ASKED_BASKETS = 1000000, ASKED_ITEMS = 5, OFFERS = 10 };

/* Asks for baskets of so many items of the rules, drawn by multiplying. */
static uint64_t ask(const cobuy_rule_list *rules, const cobuy_offer_index *index)
{
    uint64_t found = 0, state = 1;
    uint32_t n_items = cobuy_rule_list_items(rules);
    for (uint32_t i = 0; i < ASKED_BASKETS; i++) {
        cobuy_offer offers[OFFERS];
        uint32_t basket[ASKED_ITEMS], n = 0;
        for (uint32_t j = 0; j < ASKED_ITEMS; j++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            uint32_t item = (uint32_t)((state >> 32) * n_items >> 32), at = n;
            while (at > 0 && basket[at - 1] > item) at--;
            if (at > 0 && basket[at - 1] == item) continue;
            memmove(basket + at + 1, basket + at, (n++ - at) * sizeof *basket);
            basket[at] = item;
        }
        found += cobuy_offer_find(index, basket, n, offers, OFFERS);
    }
    return found;
}

/* Reads the rules back, and asks them. */
static bool offer(struct pipeline *pipeline)
{
    cobuy_rule_list *rules = NULL;
    cobuy_offer_index *index = NULL;
    cobuy_context *context = stage_start(pipeline, READING_RULES);
    bool ok = context &&
              !cobuy_read_rules(context, &rules, pipeline->rules, &pipeline->error);
    if (ok)
        stage_end(pipeline, READING_RULES, cobuy_rule_list_count(rules),
                  file_bytes(pipeline->rules));
    context = ok ? stage_start(pipeline, INDEXING_RULES) : NULL;
    ok = context &&
         !cobuy_offer_index_create(context, &index, rules, NULL, &pipeline->error);
    if (ok) stage_end(pipeline, INDEXING_RULES, cobuy_rule_list_count(rules), 0);
    ok = ok && stage_start(pipeline, OFFERING);
    if (ok && cobuy_rule_list_items(rules) > 0 && ask(rules, index) > 0)
        stage_end(pipeline, OFFERING, ASKED_BASKETS, 0);
    cobuy_offer_index_free(index);
    cobuy_rule_list_free(rules);
    return ok;
}

/* All stages once.  Values are freed before the contexts that they were made with. */
static bool run_once(struct pipeline *pipeline)
{
    bool ok = pipeline->settings.n_logs || generate(pipeline);
    cobuy_baskets *baskets = ok ? read_logs(pipeline) : NULL;
    cobuy_itemsets *itemsets = baskets ? mine(pipeline, baskets) : NULL;
    cobuy_rules *rules = itemsets ? derive(pipeline, itemsets) : NULL;
    ok = rules && write_rules(pipeline, rules);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    ok = ok && count(pipeline, baskets) && write_itemsets(pipeline, baskets) &&
         offer(pipeline);
    cobuy_baskets_free(baskets);
    for (enum stage stage = GENERATING; stage < N_STAGES; stage++) {
        cobuy_context_free(pipeline->contexts[stage]);
        pipeline->contexts[stage] = NULL;
    }
    return ok;
}

static int compare_seconds(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_stage(struct pipeline *pipeline, enum stage stage)
{
    struct figures *figures = &pipeline->figures[stage];
    unsigned repeats = pipeline->settings.repeats;
    qsort(figures->seconds, repeats, sizeof *figures->seconds, compare_seconds);
    double best = figures->seconds[0], median = figures->seconds[repeats / 2];
    if (repeats % 2 == 0) median = (median + figures->seconds[repeats / 2 - 1]) / 2;
    printf("{\"stage\": \"%s\", \"of\": \"%s\", \"number\": %" PRIu64 ", ",
           stage_names[stage], stage_units[stage], figures->number);
    if (figures->bytes)
        printf("\"bytes\": %" PRIu64 ", \"bytes_per_second\": %.0f, ", figures->bytes,
               (double)figures->bytes / best);
    else
        printf("\"bytes\": null, \"bytes_per_second\": null, ");
    printf("\"best_seconds\": %.6f, \"median_seconds\": %.6f, \"per_second\": %.0f, "
           "\"peak_bytes\": %zu, \"repeats\": %u, \"threads\": %u}\n",
           best, median, (double)figures->number / best, figures->peak_bytes, repeats,
           (unsigned)pipeline->settings.threads);
}

/* False if the arguments make no sense. */
static bool parse_settings(struct settings *settings, int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "r:t:s:c:l:d:")) != -1) {
        switch (option) {
        case 'r': settings->repeats = (unsigned)strtoul(optarg, NULL, 10); break;
        case 't': settings->threads = (uint32_t)strtoul(optarg, NULL, 10); break;
        case 's': settings->min_count = strtoull(optarg, NULL, 10); break;
        case 'c': settings->min_confidence = strtod(optarg, NULL); break;
        case 'l': settings->lines = strtoull(optarg, NULL, 10); break;
        case 'd': settings->folder = optarg; break;
        default: return false;
        }
    }
    settings->logs = (const char *const *)(argv + optind);
    settings->n_logs = (size_t)(argc - optind);
    return settings->repeats >= 1 && settings->repeats <= MOST_REPEATS &&
           settings->threads >= 1;
}

static void name_files(struct pipeline *pipeline)
{
    const char *folder = pipeline->settings.folder;
    snprintf(pipeline->log, MOST_PATH, "%s/pipeline-log.csv", folder);
    snprintf(pipeline->rules, MOST_PATH, "%s/pipeline-rules.csv", folder);
    snprintf(pipeline->itemsets, MOST_PATH, "%s/pipeline-itemsets.csv", folder);
    pipeline->generated = pipeline->log;
}

static void remove_files(const struct pipeline *pipeline)
{
    char planted[MOST_PATH + 16];
    snprintf(planted, sizeof planted, "%s.planted.csv", pipeline->log);
    if (!pipeline->settings.n_logs) {
        unlink(pipeline->log);
        unlink(planted);
    }
    unlink(pipeline->rules);
    unlink(pipeline->itemsets);
}

int main(int argc, char **argv)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (!pipeline) return 1;
    pipeline->settings = (struct settings){.repeats = 5,
                                           .threads = 1,
                                           .min_confidence = 0.1,
                                           .lines = 1000000,
                                           .folder = "."};
    if (!parse_settings(&pipeline->settings, argc, argv)) {
        fputs("usage: pipeline [-r REPEATS] [-t THREADS] [-s COUNT] [-c CONFIDENCE] "
              "[-l LINES] [-d FOLDER] [LOG]...\n",
              stderr);
        free(pipeline);
        return 2;
    }
    name_files(pipeline);
    bool ok = true;
    for (; ok && pipeline->repeat < pipeline->settings.repeats; pipeline->repeat++)
        ok = run_once(pipeline);
    if (!ok) fprintf(stderr, "pipeline: %s\n", pipeline->error.message);
    for (enum stage stage = GENERATING; ok && stage < N_STAGES; stage++)
        if (stage != GENERATING || !pipeline->settings.n_logs)
            print_stage(pipeline, stage);
    remove_files(pipeline);
    free(pipeline);
    return !ok;
}
