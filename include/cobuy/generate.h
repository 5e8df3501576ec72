/*
 * generate.h - synthetic transaction logs with known rules in them
 */
#ifndef COBUY_GENERATE_H
#define COBUY_GENERATE_H

#include <cobuy/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Options of cobuy_generate(); start from COBUY_GENERATE_DEFAULTS. */
typedef struct cobuy_generate_options {
    size_t size;
    uint64_t lines; /* rows of the log without the header; from 1 */
    uint64_t seed;
    bool no_rules; /* draw each item independently in every basket */
} cobuy_generate_options;

#define COBUY_GENERATE_DEFAULTS                          \
    {                                                    \
        sizeof(cobuy_generate_options), 100000, 1, false \
    }

/*
 * cobuy_generate() writes a CSV log of 'lines' rows to 'path' (gzip if the name ends
 * in ".gz"; "-" is standard output) and, unless 'no_rules', the rules that were planted
 * in it to PATH.planted.csv.  Both are published as write.h says.
 *
 * The same options give the same text on every machine: all draws are made with
 * integers.  Memory does not grow with 'lines'.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_generate(cobuy_context *context,
                                                  const char *path,
                                                  const cobuy_generate_options *options,
                                                  cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_GENERATE_H */
