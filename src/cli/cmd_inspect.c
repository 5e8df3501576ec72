/*
 * cmd_inspect.c - cobuy inspect: what is in a log
 */
#include "cli/session.h"

#include "cli/read_command.h"
#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGEST_SHOWN = 16, /* hexadecimal digits of a log's SHA-256 */
    TOP_ITEMS = 10,
    BAR_WIDTH = 40,
    SIZE_CLASSES = 33, /* 1, 2, 3-4, 5-8, ... up to 2^32 */
};

/* A line of the page: a name, and a number under those of the other lines. */
static void print_number(const char *name, uint64_t number)
{
    printf("  %-26s %15s\n", name, text_number(number).text);
}

static void print_number_if(const char *name, uint64_t number)
{
    if (number > 0) print_number(name, number);
}

static void print_name(const char *name)
{
    text_print(stdout, name, strlen(name));
}

/* ========================================================================== */
/*                              Logs and layout                               */
/* ========================================================================== */

static void print_logs(const cobuy_read_report *report)
{
    puts("Logs");
    for (size_t i = 0; i < report->n_logs; i++) {
        const cobuy_log *log = &report->logs[i];
        fputs("  ", stdout);
        print_name(read_log_name(log->path));
        printf("\n    %s%s, ", text_count(log->bytes, "byte").text,
               log->gzip ? " of gzip" : "");
        if (!read_is_utf8(log->encoding)) printf("%s, ", log->encoding);
        printf("%s, sha256 %.*s\n", text_count(log->rows, "row").text, DIGEST_SHOWN,
               log->sha256);
    }
}

static cobuy_status print_layout(const cobuy_read_report *report, cobuy_error *error)
{
    struct buffer words = {0};
    read_add_layout(&words, report);
    char *layout = buffer_take(&words);
    if (!layout) return error_no_memory(error);
    fputs("\nLayout\n  ", stdout);
    print_name(layout);
    putchar('\n');
    free(layout);
    return COBUY_OK;
}

/* ========================================================================== */
/*                                  Baskets                                   */
/* ========================================================================== */

/* How many baskets there are of every size. */
struct sizes {
    uint64_t *baskets; /* baskets[k]: of k items */
    uint32_t smallest, largest;
};

static uint32_t size_of(const cobuy_baskets *baskets, uint64_t index)
{
    uint32_t n;
    cobuy_baskets_at(baskets, index, &n);
    return n;
}

static cobuy_status sizes_create(struct sizes *sizes, const cobuy_baskets *baskets,
                                 cobuy_error *error)
{
    uint64_t n = cobuy_baskets_count(baskets);
    *sizes = (struct sizes){.smallest = UINT32_MAX};
    for (uint64_t i = 0; i < n; i++) {
        uint32_t size = size_of(baskets, i);
        if (size < sizes->smallest) sizes->smallest = size;
        if (size > sizes->largest) sizes->largest = size;
    }
    sizes->baskets = calloc((size_t)sizes->largest + 1, sizeof *sizes->baskets);
    if (!sizes->baskets) return error_no_memory(error);
    for (uint64_t i = 0; i < n; i++) sizes->baskets[size_of(baskets, i)]++;
    return COBUY_OK;
}

/* The size of the basket at 'rank', from 0, when they are sorted by size. */
static uint32_t size_at(const struct sizes *sizes, uint64_t rank)
{
    uint32_t size = sizes->smallest;
    while (rank >= sizes->baskets[size]) rank -= sizes->baskets[size++];
    return size;
}

static void print_times(const cobuy_read_report *report)
{
    char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
    if (!report->time_column || report->first_time > report->last_time) return;
    cobuy_time_text(first, report->first_time);
    cobuy_time_text(last, report->last_time);
    printf("  %-26s %s to %s\n", "bought", first, last);
}

static void print_contents(const cobuy_read_report *report, const struct sizes *sizes)
{
    puts("\nContents");
    print_number("rows", report->rows);
    print_number("items bought", report->used_rows);
    print_number("baskets", report->baskets);
    print_number("different items", report->items);
    print_times(report);
    if (report->baskets == 0) return;
    uint64_t n = report->baskets;
    double median = (size_at(sizes, (n - 1) / 2) + (double)size_at(sizes, n / 2)) / 2;
    printf("  %-26s min %" PRIu32 ", median %.10g, mean %.1f, max %s\n",
           "items per basket", sizes->smallest, median,
           (double)report->basket_items / (double)n, text_number(sizes->largest).text);
}

/* The step of a size: 0 for 1, 1 for 2, 2 for 3-4, 3 for 5-8, ... */
static unsigned class_of(uint32_t size)
{
    unsigned step = 0;
    while (step < SIZE_CLASSES - 1 && (UINT64_C(1) << step) < size) step++;
    return step;
}

static void print_class(unsigned step, uint64_t baskets, uint64_t all)
{
    char range[48];
    uint64_t first = step == 0 ? 1 : (UINT64_C(1) << (step - 1)) + 1;
    uint64_t last = UINT64_C(1) << step;
    if (first == last)
        snprintf(range, sizeof range, "%" PRIu64, last);
    else
        snprintf(range, sizeof range, "%" PRIu64 "-%" PRIu64, first, last);

    double share = (double)baskets / (double)all;
    printf("  %13s %15s %6.1f%%", range, text_number(baskets).text, 100 * share);
    int bar = (int)(share * BAR_WIDTH + 0.5);
    if (bar > 0) putchar(' ');
    while (bar-- > 0) putchar('#');
    putchar('\n');
}

static void print_histogram(const struct sizes *sizes, uint64_t all)
{
    uint64_t classes[SIZE_CLASSES] = {0};
    for (uint32_t size = sizes->smallest; size <= sizes->largest; size++)
        classes[class_of(size)] += sizes->baskets[size];
    printf("\nBaskets by their items\n  %13s %15s %7s\n", "items", "baskets", "share");
    for (unsigned step = class_of(sizes->smallest); step <= class_of(sizes->largest);
         step++)
        print_class(step, classes[step], all);
}

/* ========================================================================== */
/*                                   Items                                    */
/* ========================================================================== */

/* Whether item 'a' goes before 'b': by baskets, then by the bytes of the name. */
static bool goes_before(const cobuy_baskets *baskets, uint32_t a, uint32_t b)
{
    uint64_t count_a = cobuy_baskets_item_count(baskets, a);
    uint64_t count_b = cobuy_baskets_item_count(baskets, b);
    if (count_a != count_b) return count_a > count_b;
    cobuy_text x = cobuy_baskets_item(baskets, a), y = cobuy_baskets_item(baskets, b);
    int order = memcmp(x.bytes, y.bytes, x.length < y.length ? x.length : y.length);
    return order != 0 ? order < 0 : x.length < y.length;
}

/* Stores the first items in order in top[]; returns how many there are. */
static size_t find_top(const cobuy_baskets *baskets, uint32_t top[TOP_ITEMS])
{
    size_t n = 0;
    for (uint32_t item = 0; item < cobuy_baskets_items(baskets); item++) {
        size_t at = n;
        while (at > 0 && goes_before(baskets, item, top[at - 1])) at--;
        if (at == TOP_ITEMS) continue;
        if (n < TOP_ITEMS) n++;
        memmove(top + at + 1, top + at, (n - at - 1) * sizeof *top);
        top[at] = item;
    }
    return n;
}

static void print_top(const cobuy_baskets *baskets)
{
    uint32_t top[TOP_ITEMS];
    size_t n = find_top(baskets, top);
    double all = (double)cobuy_baskets_count(baskets);
    printf("\nItems in most baskets\n  %15s %7s  %s\n", "baskets", "share", "item");
    for (size_t i = 0; i < n; i++) {
        uint64_t count = cobuy_baskets_item_count(baskets, top[i]);
        cobuy_text name = cobuy_baskets_item(baskets, top[i]);
        printf("  %15s %6.1f%%  ", text_number(count).text, 100 * (double)count / all);
        text_print(stdout, name.bytes, name.length);
        putchar('\n');
    }
}

/* ========================================================================== */
/*                           Dirt and what to do next                         */
/* ========================================================================== */

static void print_dirt(const cobuy_read_report *report)
{
    puts("\nLeft out");
    uint64_t all = report->bad_rows + report->blank_baskets + report->blank_items +
                   report->repeated_items + report->blank_lines + report->empty_logs +
                   report->repeated_headers + report->baskets_outside +
                   report->baskets_without_time;
    if (all == 0) puts("  nothing");
    print_number_if("rows without a basket", report->blank_baskets);
    print_number_if("rows without an item", report->blank_items);
    print_number_if("repeats within a basket", report->repeated_items);
    print_number_if("blank lines", report->blank_lines);
    print_number_if("empty logs", report->empty_logs);
    print_number_if("repeats of the header", report->repeated_headers);
    print_number_if("baskets of another time", report->baskets_outside);
    print_number_if("baskets without a time", report->baskets_without_time);
    print_number_if("bad rows", report->bad_rows);
    for (size_t i = 0; i < report->n_bad; i++) {
        fputs("    ", stdout);
        print_name(report->bad[i].message);
        putchar('\n');
    }
    if (report->bad_rows > report->n_bad) puts("    ...");
}

static void print_argument(const char *option, const char *value)
{
    printf(" %s ", option);
    text_print_quoted(stdout, value);
}

/* Each by itself, so that a comma in its name is taken for no other. */
static void print_basket_columns(const struct column_list *given, const char *found)
{
    if (given->length == 0) print_argument("--basket", found);
    for (size_t i = 0; i < given->length; i++)
        print_argument("--basket", given->names[i]);
}

static void print_time_options(const struct settings *settings)
{
    const struct {
        const char *option, *value;
    } given[] = {{"--time", settings->time},
                 {"--time-format", settings->time_format},
                 {"--time-zone", settings->time_zone},
                 {"--since", settings->since},
                 {"--until", settings->until}};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value) print_argument(given[i].option, given[i].value);
    if (settings->last_days > 0) printf(" --last %" PRIu64 "d", settings->last_days);
}

/* What was found is only an option if all logs have it. */
static void print_encoding(const struct settings *settings,
                           const cobuy_read_report *report)
{
    bool one = strcmp(report->encoding, report->logs[0].encoding) == 0;
    if (settings->encoding)
        print_argument("--encoding", settings->encoding);
    else if (one && !read_is_utf8(report->encoding))
        print_argument("--encoding", report->encoding);
}

static void print_layout_options(const struct settings *settings,
                                 const cobuy_read_report *report)
{
    bool csv = report->format == COBUY_LOG_CSV;
    print_argument("--format", csv ? "csv" : "lines");
    if (report->delimiter)
        print_argument("--delimiter", values_delimiter(report->delimiter).text);
    print_encoding(settings, report);
    if (csv && !report->header) fputs(" --no-header", stdout);
    if (csv) {
        print_basket_columns(&settings->basket, report->basket_column);
        print_argument("--item", settings->item ? settings->item : report->item_column);
    }
    print_time_options(settings);
    if (settings->keep_blanks) fputs(" --keep-blanks", stdout);
    if (report->bad_rows > 0) printf(" --max-bad-rows %" PRIu64, report->bad_rows);
}

static void print_command(const struct settings *settings,
                          const cobuy_read_report *report)
{
    bool dash = false;
    fputs("\nTo mine it\n  cobuy mine", stdout);
    print_layout_options(settings, report);
    fputs(" -o rules.csv", stdout);
    for (size_t i = 0; i < settings->n_logs; i++)
        dash = dash || (settings->logs[i][0] == '-' && settings->logs[i][1]);
    if (dash) fputs(" --", stdout);
    for (size_t i = 0; i < settings->n_logs; i++) {
        putchar(' ');
        text_print_quoted(stdout, settings->logs[i]);
    }
    putchar('\n');
}

static cobuy_status print_page(struct session *session, const cobuy_baskets *baskets,
                               cobuy_error *error)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    struct sizes sizes;
    TRY(sizes_create(&sizes, baskets, error));
    print_logs(report);
    cobuy_status status = print_layout(report, error);
    print_contents(report, &sizes);
    if (report->baskets > 0) {
        print_histogram(&sizes, report->baskets);
        print_top(baskets);
    }
    print_dirt(report);
    if (report->baskets > 0) print_command(&session->settings, report);
    free(sizes.baskets);
    return status;
}

cobuy_status inspect_run(struct session *session, cobuy_error *error)
{
    cobuy_baskets *baskets = NULL;
    TRY(read_logs(session, &baskets, error));
    progress_stop(&session->progress);
    cobuy_status status = print_page(session, baskets, error);
    cobuy_baskets_free(baskets);
    return status;
}
