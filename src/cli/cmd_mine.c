/*
 * cmd_mine.c - cobuy mine: logs to rules
 */
#include "cli/session.h"

#include "cli/focus_command.h"
#include "cli/mine_command.h"
#include "cli/output_check.h"
#include "cli/read_command.h"
#include "cli/suggest_command.h"
#include "cli/table.h"
#include "cli/text.h"
#include "cli/write_command.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The values of the pipeline; each but baskets is made from the one before. */
struct stages {
    struct focus_lists lists;
    cobuy_baskets *baskets;
    cobuy_focus *focus;
    cobuy_itemsets *itemsets;
    cobuy_itemsets *closed; /* if rules are dropped that are not, until then */
    cobuy_rules *rules;
    cobuy_baskets *later; /* held out, or NULL */
    cobuy_split_facts split;
    cobuy_recount *recount; /* of the rules in these, or NULL */
};

static void stages_clear(struct stages *stages)
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

static cobuy_rule_options rule_options(const struct settings *settings)
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
/*                                 No rule                                    */
/* ========================================================================== */

/* Stores the first rule in the order of 'options', significant or not, dropped or not,
 * but not its sides; false if there is none, or none is found for want of memory:
 * advice is not worth a failure. */
static bool find_first(struct session *session, const cobuy_itemsets *itemsets,
                       cobuy_rule_options options, cobuy_rule *first)
{
    cobuy_rules *rules = NULL;
    options.top = 1;
    options.significance = 0;
    options.prune = 0;
    options.compare = false;
    if (cobuy_derive(session->context, &rules, itemsets, &options, NULL) != COBUY_OK)
        return false;
    bool found = cobuy_rules_count(rules) > 0;
    if (found) *first = cobuy_rules_at(rules, 0);
    cobuy_rules_free(rules);
    return found;
}

/* How many rules were dropped, whatever the reason. */
static uint64_t pruned_rules(const cobuy_rules *rules)
{
    uint64_t n = 0;
    for (int r = 0; r < COBUY_PRUNES; r++)
        n += cobuy_rules_pruned(rules, (cobuy_prune)r);
    return n;
}

/* How many passed, before what was held out was asked. */
static uint64_t passed_rules(const struct stages *stages)
{
    const cobuy_held_out *held_out =
        stages->recount ? cobuy_recount_held_out(stages->recount) : NULL;
    return held_out ? held_out->tested : cobuy_rules_passed(stages->rules);
}

/* Says which of the thresholds of rules stands in the way, by leaving each out. */
static void advise_on_rules(struct session *session, const cobuy_itemsets *itemsets)
{
    cobuy_rule best;
    cobuy_rule_options any_confidence = rule_options(&session->settings);
    any_confidence.min_confidence = 0;
    any_confidence.sort_by = COBUY_MEASURE_CONFIDENCE;
    cobuy_rule_options any_lift = rule_options(&session->settings);
    any_lift.min_lift = 0;
    any_lift.sort_by = COBUY_MEASURE_LIFT;

    if (find_first(session, itemsets, any_confidence, &best))
        messages_note(&session->messages,
                      "the highest confidence is %s; try a lower --min-confidence",
                      text_percent(best.measures.confidence).text);
    else if (find_first(session, itemsets, any_lift, &best))
        messages_note(&session->messages,
                      "the highest lift is %.3g; try a lower --min-lift",
                      best.measures.lift);
    else
        messages_note(&session->messages,
                      "try a lower --min-confidence and a lower --min-lift");
}

/* Says how near the best rule comes, where none is significant. */
static void advise_on_significance(struct session *session,
                                   const cobuy_itemsets *itemsets)
{
    cobuy_rule best;
    cobuy_rule_options options = rule_options(&session->settings);
    options.sort_by = COBUY_MEASURE_FISHERS_EXACT_TEST;
    if (find_first(session, itemsets, options, &best))
        messages_note(
            &session->messages,
            "the lowest p-value is %.3g; a lower --max-items or "
            "--max-antecedent leaves fewer hypotheses%s",
            cobuy_measure_value(options.sort_by, best.count, best.antecedent_count,
                                best.consequent_count, best.baskets),
            options.correction == COBUY_CORRECTION_LAYERED
                ? ""
                : "; --correction layered keeps a part of the level for small rules");
}

static void explain_no_rule(struct session *session, const struct stages *stages)
{
    const struct settings *settings = &session->settings;
    const cobuy_mine_summary *mined = cobuy_itemsets_summary(stages->itemsets);
    if (stages->recount && cobuy_recount_held_out(stages->recount)->tested > 0) {
        messages_warn(&session->messages,
                      "no rule is confirmed by what was held out; a longer --holdout "
                      "tests better, a higher --min-support tests fewer rules, and "
                      "--unconfirmed keep shows them");
        return;
    }
    messages_warn(&session->messages,
                  "no rule: minimum support %s of %s, minimum confidence %s, minimum "
                  "lift %.3g",
                  text_count(mined->min_count, "basket").text,
                  text_number(mined->baskets).text,
                  text_percent(settings->min_confidence).text, settings->min_lift);
    if (mined->baskets == 0) return;
    if (pruned_rules(stages->rules) > 0)
        messages_note(&session->messages,
                      "all rules that reach the thresholds fell to --prune %s",
                      settings->prune.text);
    else if (cobuy_rules_significance(stages->rules).failed > 0)
        advise_on_significance(session, stages->itemsets);
    else if (mined->largest >= 2)
        advise_on_rules(session, stages->itemsets);
    else if (stages->focus)
        messages_note(&session->messages,
                      "nothing that such a rule could come from is in so many baskets; "
                      "try a lower --min-support, or other lists of items");
    else if (settings->max_items == 1)
        messages_note(&session->messages, "a rule needs two items; try --max-items 2");
    else
        messages_note(&session->messages,
                      "%s in so many baskets; try a lower --min-support",
                      mined->frequent_items < 2 ? "fewer than two items are"
                                                : "no two items are together");
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

static cobuy_status write_file(struct session *session, const struct stages *stages,
                               cobuy_error *error)
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

/* A number of hypotheses, which may be beyond any double. */
static struct short_text hypotheses_text(const cobuy_significance *significance)
{
    struct short_text text;
    double log10 = significance->log10_hypotheses, whole = floor(log10);
    if (significance->hypotheses < 1e15)
        return text_number((uint64_t)significance->hypotheses);
    snprintf(text.text, sizeof text.text, "%.2fe%.0f", pow(10, log10 - whole), whole);
    return text;
}

static void say_significance(struct session *session, const struct stages *stages)
{
    const cobuy_rules *rules = stages->rules;
    cobuy_significance significance = cobuy_rules_significance(rules);
    if (significance.level == 0) return;
    uint64_t passed = passed_rules(stages) + pruned_rules(rules);
    char highest[64] = "";
    if (significance.highest_p > 0)
        snprintf(highest, sizeof highest, ", p-values up to %.3g",
                 significance.highest_p);
    messages_note(&session->messages,
                  "significance %.15g, correction %s: %s hypotheses%s; %s of %s%s fell",
                  significance.level, cobuy_correction_name(significance.correction),
                  hypotheses_text(&significance).text, highest,
                  text_number(significance.failed).text,
                  text_count(significance.failed + passed, "rule").text,
                  cobuy_rules_saw_all(rules) ? "" : " looked at");
}

/* Says how many rules were dropped, and for what. */
static void say_pruned(struct session *session, const struct stages *stages)
{
    const cobuy_rules *rules = stages->rules;
    static const char *const words[COBUY_PRUNES] = {"redundant", "too little improved",
                                                    "not productive", "not closed",
                                                    "not minimal"};
    const struct settings *settings = &session->settings;
    if (settings->prune.reasons == 0) return;
    struct buffer list = {0};
    for (int r = 0; r < COBUY_PRUNES; r++)
        if (settings->prune.reasons >> r & 1)
            buffer_add(&list, "%s%s %s", list.length > 0 ? ", " : "",
                       text_number(cobuy_rules_pruned(rules, (cobuy_prune)r)).text,
                       words[r]);
    char *text = buffer_take(&list);
    uint64_t n = pruned_rules(rules);
    messages_note(&session->messages, "pruned %s of %s%s: %s", text_number(n).text,
                  text_count(n + passed_rules(stages), "rule").text,
                  cobuy_rules_saw_all(rules) ? "" : " looked at",
                  text ? text : settings->prune.text);
    free(text);
}

/* Says that a base is none, where consequents are shorter than they might be. */
static void say_limited_base(struct session *session, const struct stages *stages)
{
    const struct settings *settings = &session->settings;
    uint32_t largest = cobuy_itemsets_summary(stages->itemsets)->largest;
    if ((settings->prune.reasons >> COBUY_PRUNE_NON_MINIMAL & 1) == 0) return;
    if (stages->focus)
        messages_note(
            &session->messages,
            "where only some items may be on a side, not all rules follow from "
            "those that are left");
    else if (settings->max_consequent + 1 < largest)
        messages_note(
            &session->messages,
            "with --max-consequent %" PRIu64
            " not all rules follow from those that are left; with %u they would",
            settings->max_consequent, largest - 1);
}

static void say_cut(struct session *session, const struct stages *stages)
{
    cobuy_cut mining = cobuy_itemsets_summary(stages->itemsets)->cut;
    cobuy_cut rules = cobuy_rules_cut(stages->rules), none = {COBUY_BUDGET_NONE, 0};
    bool derived_all = rules.by == mining.by && rules.limit == mining.limit;
    write_say_cut(session, mining, derived_all ? none : rules);
}

/* ========================================================================== */
/*                                The pipeline                                */
/* ========================================================================== */

/* The closed itemsets as well, if rules are to be dropped that are not. */
static cobuy_status mine_closed(struct session *session, struct stages *stages,
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
static cobuy_status mine_rules(struct session *session, struct stages *stages,
                               const cobuy_rule_options *rules, cobuy_error *error)
{
    cobuy_context *context = session->context;
    const cobuy_baskets *baskets = stages->baskets;
    cobuy_mine_options mining = mine_options(session);
    const cobuy_focus *focus = stages->focus;
    if (session->settings.top > 0 && session->settings.holdout_days == 0)
        return cobuy_mine_rules(context, &stages->itemsets, &stages->rules, baskets,
                                focus, &mining, rules, error);
    if (focus)
        TRY(cobuy_mine_focused(context, &stages->itemsets, baskets, focus, &mining,
                               error));
    else
        TRY(cobuy_mine(context, &stages->itemsets, baskets, &mining, error));
    return cobuy_derive(context, &stages->rules, stages->itemsets, rules, error);
}

static cobuy_status suggest(struct session *session, const struct stages *stages,
                            const cobuy_rule_options *rules, cobuy_error *error)
{
    cobuy_mine_options mining = mine_options(session);
    return suggest_supports(session, stages->baskets, stages->focus, &mining, rules,
                            error);
}

/* Puts the later baskets aside. */
static cobuy_status split(struct session *session, struct stages *stages,
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
static cobuy_status confirm(struct session *session, struct stages *stages,
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

static void say_held_out(struct session *session, const cobuy_recount *recount)
{
    const cobuy_held_out *held_out = recount ? cobuy_recount_held_out(recount) : NULL;
    if (!held_out) return;
    messages_note(&session->messages,
                  "confirmed: %s of %s; %s significant at %.15g by Holm's correction",
                  text_number(held_out->confirmed).text,
                  text_count(held_out->tested, "rule").text,
                  text_number(held_out->significant).text, held_out->level);
}

static cobuy_status mine(struct session *session, struct stages *stages,
                         cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_rule_options rules = rule_options(settings);
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
    say_significance(session, stages);
    say_pruned(session, stages);
    say_limited_base(session, stages);
    say_held_out(session, stages->recount);
    say_cut(session, stages);
    if (cobuy_rules_count(stages->rules) == 0 && !session->cut)
        explain_no_rule(session, stages);
    return COBUY_OK;
}

cobuy_status mine_run(struct session *session, cobuy_error *error)
{
    struct stages stages = {.baskets = NULL};
    cobuy_status status = mine(session, &stages, error);
    stages_clear(&stages);
    return status;
}
