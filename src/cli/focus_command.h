/*
 * focus_command.h - rules about certain items only
 */
#ifndef COBUY_CLI_FOCUS_COMMAND_H
#define COBUY_CLI_FOCUS_COMMAND_H

#include "cli/session.h"

/* The lists of items that the settings have. */
struct focus_lists {
    cobuy_item_list *lists[COBUY_FOCUS_KINDS];
    cobuy_focus_options options;
    bool asked; /* there is one at least */
};

/* Reads them; focus_lists_clear() is needed after a failure, too. */
cobuy_status focus_lists_read(struct focus_lists *lists, struct session *session,
                              cobuy_error *error);
void focus_lists_clear(struct focus_lists *lists);

/* Stores the focus that they are on these baskets, or NULL if there are no lists, and
 * says which of them name items that are not there.  The caller frees *out. */
cobuy_status focus_create(struct session *session, cobuy_focus **out,
                          const cobuy_baskets *baskets, const struct focus_lists *lists,
                          cobuy_error *error);

#endif /* COBUY_CLI_FOCUS_COMMAND_H */
