/*
 * wait.h - waiting for a pipe or a terminal, and not for longer than is wanted
 */
#ifndef COBUY_IO_WAIT_H
#define COBUY_IO_WAIT_H

#include "base/context.h"

/* Returns when a file can be read without waiting, or has ended or failed, which
 * reading will tell.  Fails as context_check() does, and soon after it would. */
COBUY_CHECK cobuy_status wait_to_read(const cobuy_context *context, int fd,
                                      cobuy_error *error);

/* The same for a file to write; fails only if the context is cancelled. */
COBUY_CHECK cobuy_status wait_to_write(const cobuy_context *context, int fd,
                                       cobuy_error *error);

/* Returns a little later: before something is tried again.  Fails as the one above. */
COBUY_CHECK cobuy_status wait_a_little(const cobuy_context *context,
                                       cobuy_error *error);

#endif /* COBUY_IO_WAIT_H */
