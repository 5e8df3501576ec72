/*
 * cmd_generate.c - cobuy generate: a log with known rules in it
 */
#include "cli/session.h"

#include "cli/text.h"
#include "cli/write_command.h"

#include <string.h>
#include <sys/stat.h>

/* Whether the log is a file that another stands beside. */
static bool is_file(const char *path)
{
    struct stat status;
    return strcmp(path, "-") != 0 && stat(path, &status) == 0 &&
           S_ISREG(status.st_mode);
}

cobuy_status generate_run(struct session *session, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    const char *path = write_path(settings);
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    options.lines = settings->lines;
    options.seed = settings->seed;
    options.no_rules = settings->no_rules;
    TRY(write_check_path(settings, error));
    write_yield_terminal(session);
    TRY(cobuy_generate(session->context, path, &options, error));
    struct written_path written =
        write_result_path(session, (cobuy_cut){COBUY_BUDGET_NONE, 0});
    write_say_result(session, written.text, text_count(settings->lines, "line").text,
                     "");
    if (!settings->no_rules && is_file(path))
        messages_note(&session->messages, "the rules in it are in %s.planted.csv",
                      path);
    return COBUY_OK;
}
