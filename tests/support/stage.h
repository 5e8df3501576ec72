/*
 * stage.h - every call of the library, ready to be made to fail
 *
 * A stage holds what the calls work on: a log in files, and each value that is made
 * from it.  The calls are a table, so that a test can try something on all of them.
 */
#ifndef COBUY_TESTS_STAGE_H
#define COBUY_TESTS_STAGE_H

#include "support/files.h"
#include "support/random_log.h"

#include <cobuy/cobuy.h>

struct stage {
    struct folder folder;
    cobuy_context *context;
    cobuy_error error;
    struct random_log log;
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets, *closed;
    cobuy_rules *rules;
};

/* A log that is large enough for every container to grow, and its files. */
void stage_open(struct stage *stage, const cobuy_context_options *options);

/* Anew the context and all that is made with it, after a test has spoiled them. */
void stage_renew(struct stage *stage, const cobuy_context_options *options);

/* Nothing of the context may be left allocated. */
void stage_close(struct stage *stage);

struct call {
    const char *name;
    cobuy_status (*run)(struct stage *stage, const char *how, void **out);
    void (*discard)(void *made); /* frees what *out was set to; NULL: it was not */
    const char *how;             /* the log to read, the file to write, the engine */
};

extern const struct call stage_calls[];
extern const size_t stage_n_calls;

/* True if the call writes a file, and so waits for the disk. */
bool call_writes(const struct call *call);

/* Removes what calls have written. */
void stage_remove_written(const struct stage *stage);

#endif /* COBUY_TESTS_STAGE_H */
