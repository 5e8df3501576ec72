/*
 * suggest_command.c - which minimum support gives about so many rules
 */
#include "cli/suggest_command.h"

#include "cli/text.h"

#include <stdio.h>

static const double SECONDS = 1; /* of trying */

static void print_attempts(const cobuy_suggestion *suggestion, uint64_t n_baskets)
{
    printf("%14s  %9s  %14s  %14s  %10s\n", "baskets", "share", "itemsets", "rules",
           "time");
    for (size_t i = 0; i < suggestion->n; i++) {
        const cobuy_attempt *attempt = &suggestion->attempts[i];
        const char *more = attempt->complete ? "" : "> ";
        char itemsets[80], rules[80];
        snprintf(itemsets, sizeof itemsets, "%s%s", more,
                 text_number(attempt->itemsets).text);
        snprintf(rules, sizeof rules, "%s%s", more, text_number(attempt->rules).text);
        printf("%14s  %9s  %14s  %14s  %8.3f s%s\n",
               text_number(attempt->min_count).text,
               text_percent((double)attempt->min_count / (double)n_baskets).text,
               itemsets, rules, attempt->seconds, i == suggestion->best ? "  <" : "");
    }
    fflush(stdout);
}

static void say_best(struct session *session, const cobuy_suggestion *suggestion)
{
    const cobuy_attempt *best = &suggestion->attempts[suggestion->best];
    const char *about = suggestion->one_of > 1 ? "about " : "";
    if (suggestion->one_of > 1)
        messages_note(&session->messages,
                      "one basket of %s was looked at: counts and times are estimates",
                      text_number(suggestion->one_of).text);
    messages_note(&session->messages, "--min-support %llu gives %s%s, in %s%.2f s",
                  (unsigned long long)best->min_count, about,
                  text_count(best->rules, "rule").text, about,
                  best->seconds < 0.01 ? 0.01 : best->seconds);
    if (best->rules < session->settings.suggest / 2 &&
        best->min_count == suggestion->one_of)
        messages_note(&session->messages,
                      "no minimum support gives more; a lower --min-confidence or "
                      "--min-lift does, or a higher --max-consequent");
}

cobuy_status suggest_supports(struct session *session, const cobuy_baskets *baskets,
                              const cobuy_focus *focus,
                              const cobuy_mine_options *mine_options,
                              const cobuy_rule_options *rule_options,
                              cobuy_error *error)
{
    cobuy_suggestion suggestion;
    TRY(cobuy_suggest(session->context, &suggestion, baskets, focus, mine_options,
                      rule_options, session->settings.suggest, SECONDS, error));
    progress_stop(&session->progress);
    print_attempts(&suggestion, cobuy_baskets_count(baskets));
    if (suggestion.best < suggestion.n)
        say_best(session, &suggestion);
    else
        messages_warn(&session->messages,
                      "within %.2g s no minimum support gave a result; --max-items 3 "
                      "makes it faster",
                      SECONDS);
    return COBUY_OK;
}
