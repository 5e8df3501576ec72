/*
 * cmd_generate.c - cobuy generate: a log with known rules in it
 */
#include "cli/session.h"

#include "cli/output_check.h"
#include "cli/text.h"
#include "cli/write_command.h"

#include <stdio.h>

/* The same check for the file that stands beside the log. */
static cobuy_status check_planted(const struct settings *settings, cobuy_error *error)
{
    struct written_path planted;
    const char *path = write_path(settings);
    if (settings->no_rules || cobuy_is_straight(path)) return COBUY_OK;
    snprintf(planted.text, sizeof planted.text, "%s.planted.csv", path);
    return output_check_file(settings, planted.text, error);
}

cobuy_status generate_run(struct session *session, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    const char *path = write_path(settings);
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    options.lines = settings->lines;
    options.seed = settings->seed;
    options.no_rules = settings->no_rules;
    TRY(output_check(settings, error));
    TRY(check_planted(settings, error));
    write_yield_terminal(session);
    TRY(cobuy_generate(session->context, path, &options, error));
    struct written_path written =
        write_result_path(session, (cobuy_cut){COBUY_BUDGET_NONE, 0});
    write_say_result(session, written.text, text_count(settings->lines, "line").text,
                     "");
    if (!settings->no_rules && !cobuy_is_straight(path))
        messages_note(&session->messages, "the rules in it are in %s.planted.csv",
                      path);
    return COBUY_OK;
}
