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
    TOP_VALUES = 5,
    BAR_WIDTH = 40,
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

/* The same, and how many there are with those of rows that are left out. */
static void print_some(const char *name, uint64_t number, uint64_t all)
{
    printf("  %-26s %15s", name, text_number(number).text);
    if (all > number) printf("  (%s with what is left out)", text_number(all).text);
    putchar('\n');
}

static void print_name(const char *name)
{
    text_print(stdout, name, strlen(name));
}

/* ========================================================================== */
/*                              Logs and layout                               */
/* ========================================================================== */

static void print_sources(const cobuy_read_report *report)
{
    puts("Sources");
    for (size_t i = 0; i < report->n_logs; i++) {
        const cobuy_log *log = &report->logs[i];
        fputs("  ", stdout);
        print_name(read_log_name(log->path));
        printf("\n    %s, sha256 %.*s\n", text_count(log->rows, "row").text,
               DIGEST_SHOWN, log->sha256);
    }
}

static void print_log(const cobuy_log *log)
{
    fputs("  ", stdout);
    print_name(read_log_name(log->path));
    printf("\n    %s%s, ", text_count(log->bytes, "byte").text,
           log->gzip ? " of gzip" : "");
    if (!read_is_utf8(log->encoding)) printf("%s, ", log->encoding);
    printf("%s, sha256 %.*s\n", text_count(log->rows, "row").text, DIGEST_SHOWN,
           log->sha256);
}

static void print_logs(const cobuy_read_report *report)
{
    puts("Logs");
    for (size_t i = 0; i < report->n_logs; i++) print_log(&report->logs[i]);
}

/* Prints words as a line, and frees them. */
static cobuy_status print_words(const char *before, struct buffer *words,
                                cobuy_error *error)
{
    char *text = buffer_take(words);
    if (!text) return error_no_memory(error);
    fputs(before, stdout);
    print_name(text);
    putchar('\n');
    free(text);
    return COBUY_OK;
}

static cobuy_status print_layout(const cobuy_read_report *report, cobuy_error *error)
{
    struct buffer words = {0};
    read_add_layout(&words, report);
    return print_words(report->store ? "\nStore\n  " : "\nLayout\n  ", &words, error);
}

/* The files that columns were joined from. */
static cobuy_status print_joined(const cobuy_read_report *report, cobuy_error *error)
{
    if (report->n_joined > 0) puts("\nJoined files");
    for (size_t i = 0; i < report->n_joined; i++) {
        const cobuy_joined *joined = &report->joined[i];
        struct buffer words = {0};
        read_add_joined(&words, joined);
        print_log(&joined->file);
        TRY(print_words("    ", &words, error));
        if (joined->changed_rows > 0)
            printf("    %s have a key again, with other values: what stands first "
                   "counts\n",
                   text_count(joined->changed_rows, "row").text);
    }
    return COBUY_OK;
}

/* ========================================================================== */
/*                                  Baskets                                   */
/* ========================================================================== */

static void print_times(const cobuy_read_report *report)
{
    char first[COBUY_TIME_TEXT], last[COBUY_TIME_TEXT];
    if (!report->time_column || report->first_time > report->last_time) return;
    cobuy_time_text(first, report->first_time);
    cobuy_time_text(last, report->last_time);
    printf("  %-26s %s to %s\n", "bought", first, last);
}

static void print_contents(const cobuy_read_report *report,
                           const cobuy_basket_sizes *sizes)
{
    puts("\nContents");
    print_number("rows", report->rows);
    print_number("items bought", report->used_rows);
    print_some("baskets", report->baskets, report->all_baskets);
    print_some("different items", report->items, report->all_items);
    print_times(report);
    if (report->baskets == 0) return;
    printf("  %-26s min %" PRIu32 ", median %.10g, mean %.1f, max %s\n",
           "items per basket", sizes->smallest, sizes->median, sizes->mean,
           text_number(sizes->largest).text);
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

static void print_histogram(const cobuy_basket_sizes *sizes, uint64_t all)
{
    printf("\nBaskets by their items\n  %13s %15s %7s\n", "items", "baskets", "share");
    unsigned first = 0, end = COBUY_SIZE_CLASSES;
    while (sizes->classes[first] == 0) first++;
    while (sizes->classes[end - 1] == 0) end--;
    for (unsigned step = first; step < end; step++)
        print_class(step, sizes->classes[step], all);
}

/* ========================================================================== */
/*                                   Items                                    */
/* ========================================================================== */

static void print_top(const cobuy_baskets *baskets)
{
    uint32_t top[TOP_ITEMS];
    size_t n = cobuy_baskets_top(baskets, top, TOP_ITEMS);
    double all = (double)cobuy_baskets_count(baskets);
    printf("\nItems in most baskets\n  %15s %7s  %s\n", "baskets", "share", "item");
    for (size_t i = 0; i < n; i++) {
        uint64_t count = cobuy_baskets_item_count(baskets, top[i]);
        cobuy_text name = cobuy_baskets_item(baskets, top[i]);
        printf("  %15s %6.1f%%  ", text_number(count).text, 100 * (double)count / all);
        text_print(stdout, name.bytes, name.length);
        cobuy_text label = cobuy_baskets_label(baskets, top[i]);
        if (label.length > 0) fputs("  ", stdout);
        text_print(stdout, label.bytes, label.length);
        putchar('\n');
    }
}

/* ========================================================================== */
/*                                 Other columns                              */
/* ========================================================================== */

static bool is_worth_a_list(const cobuy_column *column)
{
    return strcmp(column->role, "customer") != 0 && strcmp(column->role, "name") != 0;
}

/* The most frequent values, as far as they fit a line or two. */
static void print_values(const cobuy_column *column)
{
    uint64_t shown = 0;
    fputs("      ", stdout);
    for (size_t i = 0; i < column->n_values && i < TOP_VALUES; i++) {
        const cobuy_value *value = &column->values[i];
        if (i > 0) fputs(", ", stdout);
        text_print(stdout, value->text.bytes, value->text.length);
        printf(" %s", text_number(value->rows).text);
        shown++;
    }
    if (shown < column->different)
        printf(", and %s more", text_number(column->different - shown).text);
    putchar('\n');
}

static void print_column(const cobuy_column *column)
{
    printf("  %-10s ", column->role);
    print_name(column->name);
    if (column->values) printf(": %s", text_count(column->different, "value").text);
    if (column->blank > 0)
        printf(", %s without", text_count(column->blank, "row").text);
    if (column->unreadable > 0)
        printf(", %s unreadable", text_count(column->unreadable, "row").text);
    putchar('\n');
    if (column->n_values > 0 && is_worth_a_list(column)) print_values(column);
}

static void print_columns(const cobuy_read_report *report)
{
    if (report->n_columns == 0) return;
    puts("\nOther columns");
    for (size_t i = 0; i < report->n_columns; i++) print_column(&report->columns[i]);
}

/* What may be no purchase, and whether it was left out. */
static void print_returns(const cobuy_read_report *report, cobuy_returns returns)
{
    if (report->returned_rows + report->unpaid_rows + report->other_rows == 0) return;
    const char *what = returns == COBUY_RETURNS_DROP  ? "left out (--returns drop)"
                       : returns == COBUY_RETURNS_NET ? "taken off (--returns net)"
                                                      : "purchases (--returns keep)";
    printf("\nReturns, which are %s\n", what);
    print_number_if("rows of cancelled orders", report->cancelled_rows);
    print_number_if("quantities of 0 or less", report->negative_rows);
    if (report->cancelled_rows > 0 && report->negative_rows > 0)
        print_number("rows with either", report->returned_rows);
    print_number_if("prices of zero", report->unpaid_rows);
    print_number_if("rows all brought back", report->netted_rows);
    print_number_if("rows that are no products", report->other_rows);
    print_number_if("baskets cancelled whole", report->cancelled_baskets);
    print_number_if("rows left out", report->left_out_rows);
}

/* ========================================================================== */
/*                           Dirt and what to do next                         */
/* ========================================================================== */

/* What was asked for with items and baskets. */
static void print_choice(const cobuy_read_report *report)
{
    print_number_if("spellings of other items", report->folded_items);
    print_number_if("repeats in other spellings", report->folded_repeats);
    print_number_if("excluded items", report->excluded_items);
    print_number_if("times in baskets", report->excluded_basket_items);
    for (size_t i = 0; i < report->n_excluded; i++) {
        printf("  %26s %15s  ", "", text_number(report->excluded[i].basket_items).text);
        print_name(report->excluded[i].name);
        putchar('\n');
    }
    print_number_if("baskets of nothing else", report->baskets_emptied);
    print_number_if("baskets too small", report->baskets_too_small);
    print_number_if("baskets too large", report->baskets_too_large);
}

static void print_dirt(const cobuy_read_report *report)
{
    puts("\nLeft out");
    uint64_t all = report->bad_rows + report->blank_baskets + report->blank_items +
                   report->repeated_items + report->blank_lines + report->empty_logs +
                   report->repeated_headers + report->baskets_outside +
                   report->baskets_without_time + report->left_out_rows +
                   report->folded_items + report->excluded_items +
                   report->baskets_emptied + report->baskets_too_small +
                   report->baskets_too_large;
    if (all == 0) puts("  nothing");
    print_number_if("rows without a basket", report->blank_baskets);
    print_number_if("rows without an item", report->blank_items);
    print_number_if("repeats within a basket", report->repeated_items);
    print_number_if("returns and the like", report->left_out_rows);
    print_number_if("blank lines", report->blank_lines);
    print_number_if("empty logs", report->empty_logs);
    print_number_if("repeats of the header", report->repeated_headers);
    print_number_if("baskets of another time", report->baskets_outside);
    print_number_if("baskets without a time", report->baskets_without_time);
    print_choice(report);
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

static void print_row_options(const struct settings *settings)
{
    const struct {
        const char *option, *value;
    } given[] = {{"--time", settings->time},
                 {"--time-format", settings->time_format},
                 {"--time-zone", settings->time_zone},
                 {"--since", settings->since},
                 {"--until", settings->until},
                 {"--quantity", settings->quantity},
                 {"--status", settings->status},
                 {"--orders", settings->orders},
                 {"--catalog", settings->catalog},
                 {"--customers", settings->customers},
                 {"--customer", settings->customers ? settings->customer : NULL},
                 {"--price", settings->zero_prices ? settings->price : NULL},
                 {"--amount", settings->zero_prices ? settings->amount : NULL}};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value) print_argument(given[i].option, given[i].value);
    if (settings->returns == COBUY_RETURNS_KEEP) fputs(" --returns keep", stdout);
    if (settings->returns == COBUY_RETURNS_NET) fputs(" --returns net", stdout);
    if (settings->zero_prices) fputs(" --zero-prices drop", stdout);
    for (size_t i = 0; i < settings->cancelled.length; i++)
        print_argument("--cancelled", settings->cancelled.names[i]);
    if (settings->last_days > 0) printf(" --last %" PRIu64 "d", settings->last_days);
}

static void print_choice_options(const struct settings *settings)
{
    static const char *const NAMES[] = {"", "case", "width", "case,width"};
    const struct argument_list *excluded = &settings->exclude_items;
    if (settings->fold_items)
        print_argument("--fold-items", NAMES[settings->fold_items]);
    for (size_t i = 0; i < excluded->length; i++)
        print_argument("--exclude-items", excluded->texts[i]);
    if (settings->min_basket_items > 0)
        printf(" --min-basket-items %" PRIu64, settings->min_basket_items);
    if (settings->max_basket_items > 0)
        printf(" --max-basket-items %" PRIu64, settings->max_basket_items);
}

/* What was found is only an option if all logs have it. */
static void print_encoding(const struct settings *settings,
                           const cobuy_read_report *report)
{
    if (!report->encoding) return; /* of a store */
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
    if (report->store) {
        print_row_options(settings);
        return;
    }
    print_argument("--format", csv ? "csv" : "lines");
    if (report->delimiter)
        print_argument("--delimiter", values_delimiter(report->delimiter).text);
    print_encoding(settings, report);
    if (csv && !report->header) fputs(" --no-header", stdout);
    /* A platform's export is known by itself, and more of it than columns can say. */
    if (csv && (!report->platform || settings->basket.length > 0))
        print_basket_columns(&settings->basket, report->basket_column);
    if (csv && (!report->platform || settings->item))
        print_argument("--item", settings->item ? settings->item : report->item_column);
    print_row_options(settings);
    print_choice_options(settings);
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
    cobuy_basket_sizes sizes;
    TRY(cobuy_baskets_sizes(session->context, baskets, &sizes, error));
    if (report->store)
        print_sources(report);
    else
        print_logs(report);
    cobuy_status status = print_layout(report, error);
    if (status == COBUY_OK) status = print_joined(report, error);
    print_contents(report, &sizes);
    if (report->baskets > 0) {
        print_histogram(&sizes, report->baskets);
        print_top(baskets);
    }
    print_columns(report);
    print_returns(report, (cobuy_returns)session->settings.returns);
    print_dirt(report);
    if (report->baskets > 0) print_command(&session->settings, report);
    return status;
}

cobuy_status inspect_run(struct session *session, cobuy_error *error)
{
    cobuy_baskets *baskets = NULL;
    TRY(read_logs(session, &baskets, error));
    progress_stop(&session->progress);
    read_warn_of_choice(session, baskets);
    cobuy_status status =
        session->settings.json
            ? cobuy_write_contents(session->context, baskets, "-", error)
            : print_page(session, baskets, error);
    cobuy_baskets_free(baskets);
    return status;
}
