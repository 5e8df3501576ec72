/*
 * cancelled.h - orders that came to nothing, as logs tell them
 */
#ifndef COBUY_LOG_CANCELLED_H
#define COBUY_LOG_CANCELLED_H

#include "log/log_columns.h"

/* Whether a status says that an order was cancelled or paid back: by one of the usual
 * words for it, or by one of the 'n_words' given.  'column' is what the header calls
 * the status; in a column that is itself called "cancelled" anything but "0", "no" or
 * "false" does. */
bool cancelled_by_status(cobuy_text status, const char *column,
                         const char *const *words, size_t n_words);

/* Whether a basket is a cancelled invoice: "C" before its number. */
bool cancelled_by_mark(cobuy_text basket);

/* Finds out whether a log marks cancelled invoices so: its baskets are invoices by
 * their name, and some of the log's start are plain numbers. */
COBUY_CHECK cobuy_status cancelled_find_marks(bool *marked, const struct layout *layout,
                                              const struct log_columns *columns,
                                              const struct log_blocks *log,
                                              cobuy_error *error);

#endif /* COBUY_LOG_CANCELLED_H */
