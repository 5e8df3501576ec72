/*
 * mine_notes.c - what became of the rules that cobuy mine did not write
 */
#include "cli/mine_stages.h"

#include "cli/text.h"
#include "cli/write_command.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t mine_pruned(const cobuy_rules *rules)
{
    uint64_t n = 0;
    for (int r = 0; r < COBUY_PRUNES; r++)
        n += cobuy_rules_pruned(rules, (cobuy_prune)r);
    return n;
}

/* How many passed, before what was held out was asked. */
static uint64_t passed_rules(const struct mine_stages *stages)
{
    const cobuy_held_out *held_out =
        stages->recount ? cobuy_recount_held_out(stages->recount) : NULL;
    return held_out ? held_out->tested : cobuy_rules_passed(stages->rules);
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

static void say_significance(struct session *session, const struct mine_stages *stages)
{
    const cobuy_rules *rules = stages->rules;
    cobuy_significance significance = cobuy_rules_significance(rules);
    if (significance.level == 0) return;
    uint64_t passed = passed_rules(stages) + mine_pruned(rules);
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
static void say_pruned(struct session *session, const struct mine_stages *stages)
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
    uint64_t n = mine_pruned(rules);
    messages_note(&session->messages, "pruned %s of %s%s: %s", text_number(n).text,
                  text_count(n + passed_rules(stages), "rule").text,
                  cobuy_rules_saw_all(rules) ? "" : " looked at",
                  text ? text : settings->prune.text);
    free(text);
}

/* Says that a base is none, where consequents are shorter than they might be. */
static void say_limited_base(struct session *session, const struct mine_stages *stages)
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

static void say_cut(struct session *session, const struct mine_stages *stages)
{
    cobuy_cut mining = cobuy_itemsets_summary(stages->itemsets)->cut;
    cobuy_cut rules = cobuy_rules_cut(stages->rules), none = {COBUY_BUDGET_NONE, 0};
    bool derived_all = rules.by == mining.by && rules.limit == mining.limit;
    write_say_cut(session, mining, derived_all ? none : rules);
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

void mine_say_notes(struct session *session, const struct mine_stages *stages)
{
    say_significance(session, stages);
    say_pruned(session, stages);
    say_limited_base(session, stages);
    say_held_out(session, stages->recount);
    say_cut(session, stages);
}
