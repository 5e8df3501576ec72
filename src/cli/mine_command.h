/*
 * mine_command.h - what the commands that mine have in common
 */
#ifndef COBUY_CLI_MINE_COMMAND_H
#define COBUY_CLI_MINE_COMMAND_H

#include "cli/session.h"

/* Settles the minimum support for these baskets, and says what it comes to.  Before any
 * of the following. */
cobuy_status mine_settle_support(struct session *session, const cobuy_baskets *baskets,
                                 cobuy_error *error);

/* The options of mining that the settings ask for. */
cobuy_mine_options mine_options(const struct session *session);

/* The measures to write: those asked for, and first the p-value where rules are tested.
 */
struct measure_list mine_measures(const struct settings *settings);

/* After a failure of mining: remembers what may help. */
void mine_hint(struct session *session, cobuy_status status);

#endif /* COBUY_CLI_MINE_COMMAND_H */
