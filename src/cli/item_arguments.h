/*
 * item_arguments.h - lists of items as options are given them
 *
 *     POST,GIFT*,@no-products.txt      an item, a pattern, and a file of both
 */
#ifndef COBUY_CLI_ITEM_ARGUMENTS_H
#define COBUY_CLI_ITEM_ARGUMENTS_H

#include "cli/session.h"

#include <cobuy/item_list.h>

/* Splits what an option was given at its commas, and reads the files, which the session
 * remembers for the manifest; the caller frees *out. */
cobuy_status item_arguments_read(struct session *session,
                                 const struct argument_list *arguments,
                                 const char *option, cobuy_item_list **out,
                                 cobuy_error *error);

/* Whether a test is true of one of the files. */
bool item_arguments_any_file(const struct argument_list *arguments,
                             bool (*test)(const char *path, const void *user),
                             const void *user);

#endif /* COBUY_CLI_ITEM_ARGUMENTS_H */
