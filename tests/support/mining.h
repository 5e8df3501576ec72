/*
 * mining.h - the usual steps from a log to its rules, each of which must succeed
 */
#ifndef COBUY_TESTS_MINING_H
#define COBUY_TESTS_MINING_H

#include "support/files.h"
#include "support/random_log.h"

#include <cobuy/cobuy.h>
#include <criterion/criterion.h>

/* A call that must succeed; its error goes to the local 'error'. */
#define MUST(call)                                                                    \
    do {                                                                              \
        cobuy_status must_status = (call);                                            \
        cr_assert_eq(must_status, COBUY_OK, "%s: %s", cobuy_status_name(must_status), \
                     error.message);                                                  \
    } while (0)

/* An empty folder that is kept in memory where the system has such: what is written
 * thousands of times need not wait for the disk.  Closed as any other. */
void folder_open_in_memory(struct folder *folder);

/* workspace_open() with such a folder. */
void workspace_open_in_memory(void);

/* A context with as many threads even if there are fewer processors, and what ends its
 * test: nothing of the context may be left allocated. */
cobuy_context *context_begin(uint32_t threads);
void context_end(cobuy_context *context);

/* The same, but nothing that takes more than 'room' bytes is planned into memory: with
 * 0, all that can go to temporary files in 'folder' does. */
cobuy_context *context_begin_tight(uint32_t threads, size_t room, const char *folder);

cobuy_mine_options mine_options(cobuy_algorithm algorithm, uint64_t min_count,
                                uint32_t max_items);

cobuy_baskets *must_build(cobuy_context *context, const struct random_log *log);
cobuy_baskets *must_read(cobuy_context *context, const char *path, bool lines);
cobuy_itemsets *must_mine(cobuy_context *context, const cobuy_baskets *baskets,
                          const cobuy_mine_options *options);
cobuy_rules *must_derive(cobuy_context *context, const cobuy_itemsets *itemsets,
                         const cobuy_rule_options *options);

/* The bytes of a file as it is written under such a name; the caller frees them. */
struct bytes written_itemsets(cobuy_context *context, const cobuy_itemsets *itemsets,
                              const char *path);
struct bytes written_rules(cobuy_context *context, const cobuy_rules *rules,
                           const char *path);

/* Puts the lines behind the first 'kept' ones into the order of their bytes. */
void sort_lines(struct bytes *text, size_t kept);

#endif /* COBUY_TESTS_MINING_H */
