/*
 * read_command.h - what the commands that read logs have in common
 */
#ifndef COBUY_CLI_READ_COMMAND_H
#define COBUY_CLI_READ_COMMAND_H

#include "cli/session.h"

/* Reads the logs of the session as its settings say; for a failure, leaves a hint. */
COBUY_CHECK cobuy_status read_logs(struct session *session, cobuy_baskets **out,
                                   cobuy_error *error);

/* Notes what was read: the layout, rows and baskets, and what was left out. */
void read_say(struct session *session, const cobuy_baskets *baskets);

/* What to call a log: its path, or "standard input". */
const char *read_log_name(const char *path);

/* Whether that is an encoding, or all that there are, of which nothing need be said. */
bool read_is_utf8(const char *encoding);

/* Adds the layout in words: CSV, delimiter ",", basket InvoiceNo, item StockCode. */
void read_add_layout(struct buffer *out, const cobuy_read_report *report);

#endif /* COBUY_CLI_READ_COMMAND_H */
