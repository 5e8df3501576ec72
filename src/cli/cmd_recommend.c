/*
 * cmd_recommend.c - cobuy recommend: rules to offers for baskets
 */
#include "cli/session.h"

#include "cli/read_command.h"
#include "cli/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The values of the pipeline; each is made from the one before, and needs it. */
struct stages {
    cobuy_rule_list *rules;
    cobuy_offer_index *index;
    cobuy_offer_query *query;
};

static void stages_clear(struct stages *stages)
{
    cobuy_offer_query_free(stages->query);
    cobuy_offer_index_free(stages->index);
    cobuy_rule_list_free(stages->rules);
}

/* Whether baskets come from standard input. */
static bool is_stream(const struct settings *settings)
{
    return settings->n_logs == 1 && strcmp(settings->logs[0], "-") == 0;
}

cobuy_status recommend_check(const struct settings *settings, cobuy_error *error)
{
    if (is_stream(settings) && strcmp(settings->rules, "-") == 0)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "rules and baskets cannot both come from standard input");
    return COBUY_OK;
}

static cobuy_file_format format_of(const struct settings *settings)
{
    return settings->to ? (cobuy_file_format)settings->to : COBUY_FILE_CSV;
}

/* ========================================================================== */
/*                                 One basket                                 */
/* ========================================================================== */

enum { ITEM_LEAST = 4, ITEM_MOST = 40 }; /* columns */

static size_t item_width(const struct stages *stages, const cobuy_offer *offers,
                         size_t n)
{
    size_t width = ITEM_LEAST;
    for (size_t i = 0; i < n; i++) {
        cobuy_text name = cobuy_rule_list_item(stages->rules, offers[i].item);
        size_t columns = text_columns(name.bytes, name.length);
        if (columns > width) width = columns;
    }
    return width < ITEM_MOST ? width : ITEM_MOST;
}

static void print_antecedent(const cobuy_rule_list *rules, const cobuy_rule *rule)
{
    for (uint32_t i = 0; i < rule->n_antecedent; i++) {
        cobuy_text name = cobuy_rule_list_item(rules, rule->antecedent[i]);
        if (i > 0) fputs(" + ", stdout);
        text_print(stdout, name.bytes, name.length);
    }
}

/*
 *     item  confidence     lift  count  because of
 *     jam       45.60%     3.21    123  bread + butter
 */
static void print_table(const struct stages *stages)
{
    size_t n;
    const cobuy_offer *offers = cobuy_offer_query_find(stages->query, &n);
    if (n == 0) return;
    size_t width = item_width(stages, offers, n);
    printf("%-*s  confidence     lift      count  because of\n", (int)width, "item");
    for (size_t i = 0; i < n; i++) {
        cobuy_rule rule = cobuy_rule_list_at(stages->rules, offers[i].rule);
        cobuy_text item = cobuy_rule_list_item(stages->rules, offers[i].item);
        size_t fitting = text_fitting(item.bytes, item.length, width);
        text_print(stdout, item.bytes, fitting);
        printf("%*s  %9.2f%% %8.2f %10s  ",
               (int)(width - text_columns(item.bytes, fitting)), "",
               100 * rule.measures.confidence, rule.measures.lift,
               text_number(rule.count).text);
        print_antecedent(stages->rules, &rule);
        putchar('\n');
    }
}

static cobuy_status print_lines(struct session *session, struct stages *stages,
                                uint64_t basket, cobuy_error *error)
{
    cobuy_text lines;
    TRY(cobuy_offer_query_lines(stages->query, format_of(&session->settings), basket,
                                &lines, error));
    fwrite(lines.bytes, 1, lines.length, stdout);
    return COBUY_OK;
}

static cobuy_status print_header(struct session *session, struct stages *stages,
                                 cobuy_error *error)
{
    cobuy_text header;
    TRY(cobuy_offer_query_header(stages->query, format_of(&session->settings), &header,
                                 error));
    fwrite(header.bytes, 1, header.length, stdout);
    return COBUY_OK;
}

static void say_unknown(struct session *session, const cobuy_offer_query *query)
{
    for (size_t i = 0; i < cobuy_offer_query_n_unknown(query); i++)
        messages_warn(&session->messages, "no rule has the item '%s'",
                      cobuy_offer_query_unknown(query, i).bytes);
}

/* The items of the command line. */
static cobuy_status recommend_once(struct session *session, struct stages *stages,
                                   cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    size_t n;
    for (size_t i = 0; i < settings->n_logs; i++)
        TRY(cobuy_offer_query_add(stages->query, settings->logs[i],
                                  strlen(settings->logs[i]), error));
    say_unknown(session, stages->query);
    cobuy_offer_query_find(stages->query, &n);
    if (n == 0)
        messages_note(&session->messages,
                      "no offer: no rule's antecedent is within the basket, or what "
                      "it offers is there already");
    if (settings->to == 0 && isatty(STDOUT_FILENO)) {
        print_table(stages);
        return COBUY_OK;
    }
    TRY(print_header(session, stages, error));
    return print_lines(session, stages, 1, error);
}

/* ========================================================================== */
/*                        Baskets from standard input                         */
/* ========================================================================== */

/* What is told of all baskets when there are no more. */
struct answered {
    uint64_t baskets, without_offer, with_unknown;
};

static void say_answered(struct session *session, const struct answered *answered)
{
    messages_note(&session->messages, "answered %s; %s got no offer",
                  text_count(answered->baskets, "basket").text,
                  text_number(answered->without_offer).text);
    if (answered->with_unknown > 0)
        messages_warn(&session->messages, "%s items that no rule has",
                      answered->with_unknown == 1
                          ? "1 basket has"
                          : text_count(answered->with_unknown, "basket").text);
}

static cobuy_status answer_line(struct session *session, struct stages *stages,
                                const char *line, size_t length,
                                struct answered *answered, cobuy_error *error)
{
    size_t n_offers;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    answered->baskets++;
    cobuy_offer_query_begin(stages->query);
    cobuy_status status =
        cobuy_offer_query_add_joined(stages->query, line, length, error);
    if (status == COBUY_INVALID_ARGUMENT) {
        cobuy_error what = *error;
        return error_set(error, COBUY_INPUT_UNREADABLE,
                         "standard input:%" PRIu64 ": %s", answered->baskets,
                         what.message);
    }
    TRY(status);
    cobuy_offer_query_find(stages->query, &n_offers);
    answered->without_offer += n_offers == 0;
    answered->with_unknown += cobuy_offer_query_n_unknown(stages->query) > 0;
    TRY(print_lines(session, stages, answered->baskets, error));
    fflush(stdout); /* whoever asks may wait for the answer */
    return COBUY_OK;
}

static cobuy_status recommend_stream(struct session *session, struct stages *stages,
                                     cobuy_error *error)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    struct answered answered = {0};
    cobuy_status status = print_header(session, stages, error);
    fflush(stdout);
    progress_stop(&session->progress);
    while (status == COBUY_OK && !ferror(stdout) &&
           (length = getline(&line, &room, stdin)) >= 0)
        status = answer_line(session, stages, line, (size_t)length, &answered, error);
    int reason = errno;
    free(line);
    TRY(status);
    if (length < 0 && !feof(stdin))
        return error_set(
            error, reason == ENOMEM ? COBUY_OUT_OF_MEMORY : COBUY_INPUT_UNREADABLE,
            "standard input: cannot be read: %s", strerror(reason));
    say_answered(session, &answered);
    return COBUY_OK;
}

/* ========================================================================== */
/*                                The pipeline                                */
/* ========================================================================== */

static void warn_of_silent_rules(struct session *session, const struct stages *stages)
{
    uint64_t all = cobuy_rule_list_count(stages->rules),
             silent = all - cobuy_offer_index_rules(stages->index);
    const char *path = read_log_name(session->settings.rules);
    if (all == 0)
        messages_warn(&session->messages, "%s: has no rule", path);
    else if (silent > 0)
        messages_warn(
            &session->messages,
            "%s: %s of %s have several items in the consequent, and speak for "
            "none of them alone",
            path, text_number(silent).text, text_count(all, "rule").text);
}

static cobuy_status recommend(struct session *session, struct stages *stages,
                              cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_offer_options options = COBUY_OFFER_DEFAULTS;
    options.sort_by = (cobuy_measure)settings->offers_by;
    TRY(cobuy_read_rules(session->context, &stages->rules, settings->rules, error));
    TRY(cobuy_offer_index_create(session->context, &stages->index, stages->rules,
                                 &options, error));
    warn_of_silent_rules(session, stages);
    TRY(cobuy_offer_query_create(session->context, &stages->query, stages->index,
                                 (size_t)settings->n_offers, error));
    return is_stream(settings) ? recommend_stream(session, stages, error)
                               : recommend_once(session, stages, error);
}

cobuy_status recommend_run(struct session *session, cobuy_error *error)
{
    struct stages stages = {NULL, NULL, NULL};
    cobuy_status status = recommend(session, &stages, error);
    stages_clear(&stages);
    return status;
}
