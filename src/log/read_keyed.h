/*
 * read_keyed.h - logs to baskets that keep their keys
 */
#ifndef COBUY_LOG_READ_KEYED_H
#define COBUY_LOG_READ_KEYED_H

#include "basket/baskets.h"

/* As cobuy_read(), but the baskets know by which keys their rows were put together
 * (basket/basket_keys.h); those of logs where a line is a basket have none.  No window
 * may be asked for, and nothing goes to temporary files before baskets are. */
COBUY_CHECK cobuy_status read_keyed(cobuy_context *context, cobuy_baskets **out,
                                    const char *const *paths, size_t n_paths,
                                    const cobuy_read_options *options,
                                    cobuy_error *error);

#endif /* COBUY_LOG_READ_KEYED_H */
