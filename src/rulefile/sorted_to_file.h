/*
 * sorted_to_file.h - itemsets to a file in canonical order
 */
#ifndef COBUY_RULEFILE_SORTED_TO_FILE_H
#define COBUY_RULEFILE_SORTED_TO_FILE_H

#include "mine/itemsets.h"
#include "mine/tally.h"
#include "rulefile/output.h"

/* Runs a search and writes what it finds, with its header. */
COBUY_CHECK cobuy_status sorted_to_file(struct output *output, struct search *search,
                                        const struct item_names *names,
                                        cobuy_tally **tally, cobuy_error *error);

#endif /* COBUY_RULEFILE_SORTED_TO_FILE_H */
