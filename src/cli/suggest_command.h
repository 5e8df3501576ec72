/*
 * suggest_command.h - which minimum support gives about so many rules
 */
#ifndef COBUY_CLI_SUGGEST_COMMAND_H
#define COBUY_CLI_SUGGEST_COMMAND_H

#include "cli/session.h"

/* Tries minimum supports, prints what each gives, and says which one to take. */
cobuy_status suggest_supports(struct session *session, const cobuy_baskets *baskets,
                              const cobuy_focus *focus,
                              const cobuy_mine_options *mine_options,
                              const cobuy_rule_options *rule_options,
                              cobuy_error *error);

#endif /* COBUY_CLI_SUGGEST_COMMAND_H */
