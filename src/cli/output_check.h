/*
 * output_check.h - whether what will be found can be kept
 */
#ifndef COBUY_CLI_OUTPUT_CHECK_H
#define COBUY_CLI_OUTPUT_CHECK_H

#include "cli/options.h"

#include <cobuy/cobuy.h>

/* Finds out, before any work is done, that its result could not be written: a file of
 * it would replace a log, has a name that promises another format or is too long, or
 * lies in a folder that cannot be written. */
cobuy_status output_check(const struct settings *settings, cobuy_error *error);

/* The same for one file, whatever its name promises. */
cobuy_status output_check_file(const struct settings *settings, const char *path,
                               cobuy_error *error);

#endif /* COBUY_CLI_OUTPUT_CHECK_H */
