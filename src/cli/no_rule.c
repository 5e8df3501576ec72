/*
 * no_rule.c - why cobuy mine gave no rule, and what would give some
 */
#include "cli/mine_stages.h"

#include "cli/text.h"

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

/* Says which of the thresholds of rules stands in the way, by leaving each out. */
static void advise_on_rules(struct session *session, const cobuy_itemsets *itemsets)
{
    cobuy_rule best;
    cobuy_rule_options any_confidence = mine_rule_options(&session->settings);
    any_confidence.min_confidence = 0;
    any_confidence.sort_by = COBUY_MEASURE_CONFIDENCE;
    cobuy_rule_options any_lift = mine_rule_options(&session->settings);
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
    cobuy_rule_options options = mine_rule_options(&session->settings);
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

void mine_explain_no_rule(struct session *session, const struct mine_stages *stages)
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
    if (mine_pruned(stages->rules) > 0)
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
