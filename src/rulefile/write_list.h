/*
 * write_list.h - rules of a list to a file, with what else its manifest tells
 */
#ifndef COBUY_RULEFILE_WRITE_LIST_H
#define COBUY_RULEFILE_WRITE_LIST_H

#include "rulefile/output.h"

/* As cobuy_write_rule_list(). */
COBUY_CHECK cobuy_status write_rule_list(cobuy_context *context,
                                         const cobuy_rule_list *rules, const char *path,
                                         const cobuy_write_options *options,
                                         const struct output_counts *counts,
                                         cobuy_error *error);

#endif /* COBUY_RULEFILE_WRITE_LIST_H */
