/*
 * session.h - one run of one command
 */
#ifndef COBUY_CLI_SESSION_H
#define COBUY_CLI_SESSION_H

#include "cli/commands.h"
#include "cli/memory_limit.h"
#include "cli/messages.h"
#include "cli/progress.h"

#include <cobuy/cobuy.h>

/* Files that options named, with strings of their own (item_arguments.c). */
struct option_files {
    cobuy_option_file *list;
    char **texts; /* what each points to */
    size_t length;
};

void option_files_clear(struct option_files *files);

struct session {
    const struct command *command;
    struct settings settings;
    struct messages messages;
    struct progress progress;
    struct memory_limit memory_limit;
    const char *temp_dir; /* NULL: there is no folder for temporary files */
    struct task_times tasks;
    cobuy_context *context;
    double started;         /* by progress_clock() */
    bool cut;               /* the result is not complete: a budget was spent */
    bool item_categories;   /* of items are asked for, by a list */
    uint64_t default_count; /* minimum count where none is asked for; 0: not settled */
    struct option_files files;
    const char *hint; /* what may help after a failure; NULL: nothing */
};

cobuy_status mine_check(const struct settings *settings, cobuy_error *error);
cobuy_status mine_run(struct session *session, cobuy_error *error);
cobuy_status itemsets_check(const struct settings *settings, cobuy_error *error);
cobuy_status itemsets_run(struct session *session, cobuy_error *error);
cobuy_status inspect_run(struct session *session, cobuy_error *error);
cobuy_status recommend_check(const struct settings *settings, cobuy_error *error);
cobuy_status recommend_run(struct session *session, cobuy_error *error);
cobuy_status evaluate_check(const struct settings *settings, cobuy_error *error);
cobuy_status evaluate_run(struct session *session, cobuy_error *error);
cobuy_status generate_run(struct session *session, cobuy_error *error);
cobuy_status store_add_run(struct session *session, cobuy_error *error);
cobuy_status store_list_run(struct session *session, cobuy_error *error);
cobuy_status store_check_run(struct session *session, cobuy_error *error);
cobuy_status store_drop_run(struct session *session, cobuy_error *error);

#endif /* COBUY_CLI_SESSION_H */
