/*
 * mine_stages.h - one run of cobuy mine, for those who tell of it
 */
#ifndef COBUY_CLI_MINE_STAGES_H
#define COBUY_CLI_MINE_STAGES_H

#include "cli/focus_command.h"

/* The values of the pipeline; each but baskets is made from the one before. */
struct mine_stages {
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

/* The options of rules that the settings ask for. */
cobuy_rule_options mine_rule_options(const struct settings *settings);

/* How many rules were dropped by --prune, whatever the reason. */
uint64_t mine_pruned(const cobuy_rules *rules);

/* Says what became of rules that are not there: by tests, pruning, a hold-out, or a
 * budget. */
void mine_say_notes(struct session *session, const struct mine_stages *stages);

/* Says why there is no rule, and what would give some. */
void mine_explain_no_rule(struct session *session, const struct mine_stages *stages);

#endif /* COBUY_CLI_MINE_STAGES_H */
