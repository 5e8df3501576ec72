/*
 * cmd_evaluate.c - cobuy evaluate: how good are rules on other logs?
 */
#include "cli/session.h"

#include "cli/output_check.h"
#include "cli/read_command.h"
#include "cli/text.h"
#include "cli/write_command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The values of the pipeline; the last is made from the others, and needs them. */
struct stages {
    cobuy_rule_list *rules;
    cobuy_baskets *baskets;
    cobuy_evaluation *evaluation;
};

static void stages_clear(struct stages *stages)
{
    cobuy_evaluation_free(stages->evaluation);
    cobuy_baskets_free(stages->baskets);
    cobuy_rule_list_free(stages->rules);
}

cobuy_status evaluate_check(const struct settings *settings, cobuy_error *error)
{
    const char *output = settings->output;
    if (output && strcmp(output, "-") == 0)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--output: standard output has the figures; the rules need a "
                         "file");
    if (output && cobuy_file_format_of(output, (cobuy_file_format)settings->to) ==
                      COBUY_FILE_FIMI)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--output: '%s' is the name of a FIMI file, which holds no "
                         "rules",
                         output);
    if (!output && settings->to)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--to says nothing without --output");
    for (size_t i = 0; i < settings->n_logs; i++)
        if (strcmp(settings->rules, "-") == 0 && strcmp(settings->logs[i], "-") == 0)
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "rules and log cannot both come from standard input");
    return COBUY_OK;
}

/* ========================================================================== */
/*                                  Figures                                   */
/* ========================================================================== */

static void print_share(double share)
{
    if (isnan(share))
        printf(" %10s", "-");
    else
        printf(" %9.3f%%", 100 * share);
}

static void print_score(double score)
{
    if (isnan(score))
        printf(" %8s", "-");
    else
        printf(" %8.5f", score);
}

/*
 *               k   hit rate  precision      MRR     NDCG   coverage      items
 *     rules     1    10.000%    12.000%  0.10000  0.10000    83.000%    40.000%
 */
static void print_figures(const cobuy_evaluation *evaluation)
{
    printf("%-10s %4s %10s %10s %8s %8s %10s %10s\n", "by", "k", "hit rate",
           "precision", "MRR", "NDCG", "coverage", "items");
    for (size_t i = 0; i < cobuy_evaluation_cutoffs(evaluation); i++)
        for (int by = COBUY_BY_RULES; by < COBUY_RECOMMENDERS; by++) {
            cobuy_judgement judgement =
                cobuy_evaluation_judge(evaluation, (cobuy_recommender)by, i);
            printf("%-10s %4u", cobuy_recommender_name((cobuy_recommender)by),
                   judgement.cutoff);
            print_share(judgement.hit_rate);
            print_share(judgement.precision);
            print_score(judgement.mrr);
            print_score(judgement.ndcg);
            print_share(judgement.coverage);
            print_share(judgement.item_coverage);
            putchar('\n');
        }
}

static void say_rules(struct session *session, const cobuy_evaluation *evaluation)
{
    const cobuy_evaluation_summary *about = cobuy_evaluation_about(evaluation);
    messages_note(
        &session->messages,
        "%s: %s, %s in no basket of the log; confidence changed beyond chance "
        "(p up to %.3g): %s lower, %s higher",
        read_log_name(session->settings.rules), text_count(about->rules, "rule").text,
        text_number(about->gone).text, about->drift_level,
        text_number(about->weaker).text, text_number(about->stronger).text);
}

static void say_trials(struct session *session, const cobuy_evaluation *evaluation)
{
    const cobuy_evaluation_summary *about = cobuy_evaluation_about(evaluation);
    struct messages *messages = &session->messages;
    if (about->trials == 0) {
        messages_warn(messages, "no basket has two items, so that none can be hidden");
        return;
    }
    messages_note(messages, "judged by hiding %s, %s of %s of two items or more",
                  session->settings.hide_one ? "one item of each basket"
                                             : "each item in turn",
                  text_count(about->trials, "trial").text,
                  text_count(about->judged_baskets, "basket").text);
    if (about->unknown_trials > 0)
        messages_note(messages, "never found, being in no rule: %s, hidden in %s",
                      text_count(about->unknown_items, "item").text,
                      text_count(about->unknown_trials, "trial").text);
}

/* ========================================================================== */
/*                                The pipeline                                */
/* ========================================================================== */

static cobuy_status write_file(struct session *session, const struct stages *stages,
                               cobuy_error *error)
{
    struct setting_list list;
    const char *path = session->settings.output;
    if (!path) return COBUY_OK;
    TRY(setting_list_create(&list, session, error));
    cobuy_write_options options = write_options(session, &list, stages->baskets, NULL);
    cobuy_status status = cobuy_write_evaluation(session->context, stages->evaluation,
                                                 path, &options, error);
    setting_list_clear(&list);
    if (status != COBUY_OK) return status;
    uint64_t n = cobuy_rule_list_count(stages->rules);
    write_say_result(session, path, text_count(n, "rule").text, "");
    return COBUY_OK;
}

static cobuy_status evaluate(struct session *session, struct stages *stages,
                             cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_evaluate_options options = COBUY_EVALUATE_DEFAULTS;
    options.sort_by = (cobuy_measure)settings->offers_by;
    options.hide_one = settings->hide_one;
    options.cutoffs = settings->cutoffs.at;
    options.n_cutoffs = settings->cutoffs.length;
    TRY(output_check(settings, error));
    TRY(cobuy_read_rules(session->context, &stages->rules, settings->rules, error));
    TRY(read_logs(session, &stages->baskets, error));
    read_say(session, stages->baskets);
    TRY(cobuy_evaluate(session->context, &stages->evaluation, stages->rules,
                       stages->baskets, &options, error));
    TRY(write_file(session, stages, error));
    progress_stop(&session->progress);
    say_rules(session, stages->evaluation);
    say_trials(session, stages->evaluation);
    if (settings->json)
        return cobuy_write_judgements(session->context, stages->evaluation, "-", error);
    print_figures(stages->evaluation);
    return COBUY_OK;
}

cobuy_status evaluate_run(struct session *session, cobuy_error *error)
{
    struct stages stages = {NULL, NULL, NULL};
    cobuy_status status = evaluate(session, &stages, error);
    stages_clear(&stages);
    return status;
}
