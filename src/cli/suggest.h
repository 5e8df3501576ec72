/*
 * suggest.h - what a mistyped word was meant to be
 */
#ifndef COBUY_CLI_SUGGEST_H
#define COBUY_CLI_SUGGEST_H

#include <stddef.h>

/* The nearest of 'names' to 'typed'; NULL if none is near. */
const char *suggest(const char *typed, const char *const *names, size_t n);

#endif /* COBUY_CLI_SUGGEST_H */
