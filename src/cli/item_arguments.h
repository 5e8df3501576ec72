/*
 * item_arguments.h - lists of items as options are given them
 *
 *     POST,GIFT*,@no-products.txt      an item, a pattern, and a file of both
 */
#ifndef COBUY_CLI_ITEM_ARGUMENTS_H
#define COBUY_CLI_ITEM_ARGUMENTS_H

#include "cli/values.h"

#include <cobuy/item_list.h>

/* Splits what an option was given at its commas, and reads the files; the caller frees
 * *out. */
cobuy_status item_arguments_read(const struct argument_list *arguments,
                                 const char *option, cobuy_context *context,
                                 cobuy_item_list **out, cobuy_error *error);

#endif /* COBUY_CLI_ITEM_ARGUMENTS_H */
