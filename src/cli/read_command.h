/*
 * read_command.h - what the commands that read logs have in common
 */
#ifndef COBUY_CLI_READ_COMMAND_H
#define COBUY_CLI_READ_COMMAND_H

#include "cli/session.h"

/* Reads the logs of the session as its settings say; for a failure, leaves a hint. */
COBUY_CHECK cobuy_status read_logs(struct session *session, cobuy_baskets **out,
                                   cobuy_error *error);

/* Warns of items to leave out that are none, and of a basket that looks like a
 * wholesaler's. */
void read_warn_of_choice(struct session *session, const cobuy_baskets *baskets);
/* The options of reading that the settings ask for. */
COBUY_CHECK cobuy_status read_options(const struct session *session,
                                      cobuy_read_options *options, cobuy_error *error);

/* What may help after a failure to read; NULL: nothing that is known. */
const char *read_hint(const cobuy_error *error);

/* Notes what was read: the layout, rows and baskets, and what was left out. */
void read_say(struct session *session, const cobuy_baskets *baskets);

/* What to call a log: its path, or "standard input". */
const char *read_log_name(const char *path);

/* Whether that is an encoding, or all that there are, of which nothing need be said. */
bool read_is_utf8(const char *encoding);

/* Adds the layout in words: CSV, delimiter ",", basket InvoiceNo, item StockCode. */
void read_add_layout(struct buffer *out, const cobuy_read_report *report);

/* Adds what there is to tell of a file that was joined: 3 orders by order_id, ... */
void read_add_joined(struct buffer *out, const cobuy_joined *joined);

#endif /* COBUY_CLI_READ_COMMAND_H */
