/*
 * options.h - options structs as callers give them
 *
 * Each begins with its size, so that it can grow: a caller that was built against an
 * older header gives fewer members, and one built against a newer header more.
 */
#ifndef COBUY_BASE_OPTIONS_H
#define COBUY_BASE_OPTIONS_H

#include "base/status.h"

/* Copies what the caller gives over the defaults that '*options', a struct of 'size'
 * bytes, holds; NULL gives nothing.  COBUY_INVALID_ARGUMENT if the size that 'given'
 * begins with is not that of any version, or a member that this version does not know
 * is not zero: what it asks for would not be done. */
COBUY_CHECK cobuy_status options_read(void *options, size_t size, const void *given,
                                      cobuy_error *error);

#endif /* COBUY_BASE_OPTIONS_H */
