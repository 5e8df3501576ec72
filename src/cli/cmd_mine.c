/*
 * cmd_mine.c - cobuy mine: logs to rules
 */
#include "cli/session.h"

#include "cli/mine_command.h"
#include "cli/mine_stages.h"
#include "cli/output_check.h"
#include "cli/read_command.h"
#include "cli/suggest_command.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/write_command.h"

#include <stdio.h>
#include <unistd.h>

enum { TABLE_RULES = 50 }; /* shown on a terminal, if nothing was said */

cobuy_status mine_check(const struct settings *settings, cobuy_error *error)
{
    cobuy_file_format format = (cobuy_file_format)settings->to;
    if (settings->correction && settings->significance == 0)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--correction says nothing without --significance");
    if (settings->suggest > 0 && settings->output)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--suggest writes no rules; run it without --output first");
    if (settings->suggest > 0 &&
        (settings->min_support.count > 0 || settings->min_support.share > 0))
        return error_set(
            error, COBUY_INVALID_ARGUMENT,
            "--suggest finds a minimum support, and --min-support gives one");
    if (settings->keep_unconfirmed && settings->holdout_days == 0)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--unconfirmed says nothing without --holdout");
    if (settings->top_per_item > 0 && settings->holdout_days > 0)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--top-per-item would choose before --holdout confirms; leave "
                         "one of them out");
    if (!settings->output ||
        cobuy_file_format_of(settings->output, format) != COBUY_FILE_FIMI)
        return COBUY_OK;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "--output: '%s' is the name of a FIMI file, which holds no rules; "
                     "--to csv writes CSV there",
                     settings->output);
}

static void stages_clear(struct mine_stages *stages)
{
    cobuy_recount_free(stages->recount);
    cobuy_rules_free(stages->rules);
    cobuy_baskets_free(stages->later);
    cobuy_itemsets_free(stages->itemsets);
    cobuy_focus_free(stages->focus);
    cobuy_baskets_free(stages->baskets);
    focus_lists_clear(&stages->lists);
}

/* Whether the rules go to people rather than to a file or program. */
static bool is_table(const struct settings *settings)
{
    return !settings->output && settings->to == 0 && isatty(STDOUT_FILENO);
}

/* Only so many rules are wanted; 0: all. */
static uint64_t top_of(const struct settings *settings)
{
    return settings->top == 0 && is_table(settings) ? TABLE_RULES : settings->top;
}

/* Whether a measure is to be shown that compares rules with others. */
static bool shows_comparison(const struct settings *settings)
{
    for (size_t i = 0; i < settings->measures.length; i++)
        if (cobuy_measure_about((cobuy_measure)settings->measures.at[i])->compares)
            return true;
    return false;
}

cobuy_rule_options mine_rule_options(const struct settings *settings)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = settings->min_confidence;
    options.min_lift = settings->min_lift;
    options.max_antecedent = (uint32_t)settings->max_antecedent;
    options.max_consequent = (uint32_t)settings->max_consequent;
    if (settings->holdout_days == 0) options.top = top_of(settings);
    options.top_per_item = settings->top_per_item;
    options.sort_by = (cobuy_measure)settings->sort_by;
    options.budget_rules = settings->max_rules;
    options.significance = settings->significance;
    if (settings->correction)
        options.correction = (cobuy_correction)(settings->correction - 1);
    options.prune = settings->prune.reasons;
    options.min_improvement = settings->prune.improvement;
    options.compare = shows_comparison(settings);
    return options;
}

/* ========================================================================== */
/*                                  Writing                                   */
/* ========================================================================== */

static void print_table(struct session *session, const cobuy_rules *rules,
                        const cobuy_recount *recount)
{
    uint64_t shown = cobuy_rules_count(rules);
    uint64_t more = cobuy_rules_passed(rules) - shown;
    progress_stop(&session->progress);
    if (shown == 0) return;
    struct measure_list measures = mine_measures(&session->settings);
    table_print(stdout, rules, &measures, recount, table_terminal_width());
    fflush(stdout);
    if (!cobuy_rules_saw_all(rules))
        messages_note(&session->messages, "--top spared the search for other rules");
    else if (more > 0)
        messages_note(
            &session->messages, "%s; %s", text_count(more, "more rule").text,
            session->settings.top > 0 ? "--top left them out"
            : session->settings.top_per_item > 0
                ? "--top-per-item left some out, and -o FILE writes the others"
                : "-o FILE writes all of them");
}

static cobuy_status write_file(struct session *session,
                               const struct mine_stages *stages, cobuy_error *error)
{
    const cobuy_mine_summary *mined = cobuy_itemsets_summary(stages->itemsets);
    struct setting_list list;
    TRY(setting_list_create(&list, session, error));
    cobuy_write_options options = write_options(session, &list, stages->baskets, mined);
    options.recount = stages->recount;
    write_yield_terminal(session);
    cobuy_status status =
        cobuy_write_rules(session->context, stages->rules,
                          write_path(&session->settings), &options, error);
    setting_list_clear(&list);
    if (status != COBUY_OK) return status;

    uint64_t n = cobuy_rules_count(stages->rules);
    write_say_mined(session, text_count(n, "rule").text, mined,
                    cobuy_rules_cut(stages->rules));
    return COBUY_OK;
}

/* ========================================================================== */
/*                                The pipeline                                */
/* ========================================================================== */

/* The closed itemsets as well, if rules are to be dropped that are not. */
static cobuy_status mine_closed(struct session *session, struct mine_stages *stages,
                                cobuy_rule_options *rules, cobuy_error *error)
{
    if ((rules->prune >> COBUY_PRUNE_NON_CLOSED & 1) == 0) return COBUY_OK;
    cobuy_mine_options mining = mine_options(session);
    mining.target = COBUY_TARGET_CLOSED;
    mining.algorithm = COBUY_ALGORITHM_AUTO;
    TRY(cobuy_mine(session->context, &stages->closed, stages->baskets, &mining, error));
    rules->closed = stages->closed;
    return COBUY_OK;
}

/* With --top, what none of the first rules can come from is not searched; a table that
 * has only the first all the same says how many there are. */
static cobuy_status mine_rules(struct session *session, struct mine_stages *stages,
                               const cobuy_rule_options *rules, cobuy_error *error)
{
    cobuy_context *context = session->context;
    const cobuy_baskets *baskets = stages->baskets;
    cobuy_mine_options mining = mine_options(session);
    const cobuy_focus *focus = stages->focus;
    if (session->settings.top > 0 && session->settings.holdout_days == 0)
        return cobuy_mine_rules(context, &stages->itemsets, &stages->rules, baskets,
                                focus, &mining, rules, error);
    TRY(cobuy_mine_focused(context, &stages->itemsets, baskets, focus, &mining, error));
    return cobuy_derive(context, &stages->rules, stages->itemsets, rules, error);
}

static cobuy_status suggest(struct session *session, const struct mine_stages *stages,
                            const cobuy_rule_options *rules, cobuy_error *error)
{
    cobuy_mine_options mining = mine_options(session);
    return suggest_supports(session, stages->baskets, stages->focus, &mining, rules,
                            error);
}

/* Puts the later baskets aside. */
static cobuy_status split(struct session *session, struct mine_stages *stages,
                          cobuy_error *error)
{
    uint32_t days = (uint32_t)session->settings.holdout_days;
    cobuy_baskets *all = stages->baskets;
    cobuy_split_facts *facts = &stages->split;
    char since[COBUY_TIME_TEXT];
    if (days == 0) return COBUY_OK;
    stages->baskets = NULL;
    TRY(cobuy_split(session->context, &stages->baskets, &stages->later, all, days,
                    facts, error));
    cobuy_time_text(since, facts->since);
    messages_note(&session->messages, "held out: %s from %s on; mined: %s before",
                  text_count(facts->later, "basket").text, since,
                  text_count(facts->earlier, "basket").text);
    if (facts->without_time > 0)
        messages_warn(&session->messages, "%s without a time left out of both",
                      text_count(facts->without_time, "basket").text);
    return COBUY_OK;
}

/* Leaves the rules that what was put aside confirms. */
static cobuy_status confirm(struct session *session, struct mine_stages *stages,
                            cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_hold_out_options options = COBUY_HOLD_OUT_DEFAULTS;
    cobuy_rules *confirmed;
    if (!stages->later) return COBUY_OK;
    options.min_confidence = settings->min_confidence;
    options.min_lift = settings->min_lift;
    if (settings->significance > 0) options.level = settings->significance;
    options.keep = settings->keep_unconfirmed;
    options.top = top_of(settings);
    options.split = stages->split;
    TRY(cobuy_hold_out(session->context, &confirmed, &stages->recount, stages->rules,
                       stages->later, &options, error));
    cobuy_rules_free(stages->rules);
    stages->rules = confirmed;
    return COBUY_OK;
}

static cobuy_status mine(struct session *session, struct mine_stages *stages,
                         cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_rule_options rules = mine_rule_options(settings);
    TRY(output_check(settings, error));
    TRY(focus_lists_read(&stages->lists, session, error));
    TRY(read_logs(session, &stages->baskets, error));
    read_say(session, stages->baskets);
    TRY(split(session, stages, error));
    TRY(focus_create(session, &stages->focus, stages->baskets, &stages->lists, error));
    if (settings->suggest > 0) return suggest(session, stages, &rules, error);
    TRY(mine_settle_support(session, stages->baskets, error));
    cobuy_status status = mine_closed(session, stages, &rules, error);
    if (status == COBUY_OK) status = mine_rules(session, stages, &rules, error);
    cobuy_itemsets_free(stages->closed);
    stages->closed = NULL;
    if (status == COBUY_OK) status = confirm(session, stages, error);
    mine_hint(session, status);
    TRY(status);

    if (is_table(settings))
        print_table(session, stages->rules, stages->recount);
    else
        TRY(write_file(session, stages, error));
    mine_say_notes(session, stages);
    if (cobuy_rules_count(stages->rules) == 0 && !session->cut)
        mine_explain_no_rule(session, stages);
    return COBUY_OK;
}

cobuy_status mine_run(struct session *session, cobuy_error *error)
{
    struct mine_stages stages = {.baskets = NULL};
    cobuy_status status = mine(session, &stages, error);
    stages_clear(&stages);
    return status;
}
