/*
 * write_command.c - what the commands that write files have in common
 */
#include "cli/write_command.h"

#include "cli/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

const char *write_path(const struct settings *settings)
{
    return settings->output ? settings->output : "-";
}

static bool is_standard_output(const struct settings *settings)
{
    return strcmp(write_path(settings), "-") == 0;
}

void write_yield_terminal(struct session *session)
{
    if (is_standard_output(&session->settings) && isatty(STDOUT_FILENO))
        progress_stop(&session->progress);
}

/* ========================================================================== */
/*                              Before the work                               */
/* ========================================================================== */

static cobuy_status refuse_log(const struct settings *settings,
                               const struct stat *output, cobuy_error *error)
{
    for (size_t i = 0; i < settings->n_logs; i++) {
        struct stat log;
        bool standard_input = strcmp(settings->logs[i], "-") == 0;
        int found =
            standard_input ? fstat(STDIN_FILENO, &log) : stat(settings->logs[i], &log);
        if (found != 0) continue; /* reading will say so */
        if (S_ISREG(log.st_mode) && log.st_dev == output->st_dev &&
            log.st_ino == output->st_ino)
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "%s: the output would replace a log that is read",
                             settings->output);
    }
    return COBUY_OK;
}

static cobuy_status check_folder(const char *path, cobuy_error *error)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    char *folder = length > 0 ? strndup(path, length) : strdup(".");
    if (!folder) return error_no_memory(error);
    cobuy_status status = COBUY_OK;
    if (access(folder, W_OK | X_OK) != 0)
        status =
            error_set(error, COBUY_OUTPUT_UNWRITABLE,
                      "%s: cannot be created in its folder: %s", path, strerror(errno));
    free(folder);
    return status;
}

/* A name that promises a format which is not written would mislead its readers. */
static cobuy_status refuse_name(const struct settings *settings, cobuy_error *error)
{
    static const char *const FOREIGN[] = {".json", ".tsv",  ".xlsx", ".xls", ".parquet",
                                          ".zst",  ".xz",   ".bz2",  ".zip", ".sqlite",
                                          ".db",   ".html", ".xml",  ".pmml"};
    size_t length = strlen(settings->output);
    if (settings->to != COBUY_FILE_AUTO) return COBUY_OK;
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
        size_t n = strlen(FOREIGN[i]);
        if (length > n && strcmp(settings->output + length - n, FOREIGN[i]) == 0)
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "%s: '%s' is no format that is written; CSV (.csv), JSON "
                             "Lines (.jsonl), each also with .gz, are; --to csv writes "
                             "CSV under any name",
                             settings->output, FOREIGN[i]);
    }
    return COBUY_OK;
}

cobuy_status write_check_path(const struct settings *settings, cobuy_error *error)
{
    const char *path = write_path(settings);
    struct stat output;
    if (is_standard_output(settings)) return COBUY_OK;
    TRY(refuse_name(settings, error));
    if (stat(path, &output) != 0) return check_folder(path, error);
    if (S_ISDIR(output.st_mode))
        return error_set(error, COBUY_OUTPUT_UNWRITABLE, "%s: is a folder", path);
    if (!S_ISREG(output.st_mode)) return COBUY_OK;
    TRY(refuse_log(settings, &output, error));

    char *target = realpath(path, NULL); /* a link's file is replaced, not the link */
    cobuy_status status = target ? check_folder(target, error) : COBUY_OK;
    free(target);
    return status;
}

/* ========================================================================== */
/*                                The settings                                */
/* ========================================================================== */

/* The next option of a command that changes what it does; --help is none. */
static const struct option_row *next_setting(const struct option_row *row,
                                             enum command_bit command)
{
    do row = options_next(row, command);
    while (row && row->commands & COMMAND_PROGRAM);
    return row;
}

cobuy_status setting_list_create(struct setting_list *list,
                                 const struct session *session, cobuy_error *error)
{
    enum command_bit command = session->command->bit;
    struct buffer values = {0};
    *list = (struct setting_list){.length = 0};
    for (const struct option_row *row = next_setting(NULL, command); row;
         row = next_setting(row, command)) {
        options_show(row, &session->settings, &values);
        buffer_add_byte(&values, '\0');
        list->length++;
    }
    list->text = buffer_take(&values);
    list->settings = calloc(list->length + 2, sizeof *list->settings);
    if (!list->text || !list->settings) {
        setting_list_clear(list);
        return error_no_memory(error);
    }
    const struct option_row *row = NULL;
    const char *value = list->text;
    for (size_t i = 0; i < list->length; i++) {
        row = next_setting(row, command);
        list->settings[i] = (cobuy_setting){row->name, value};
        value += strlen(value) + 1;
    }
    if (session->default_count > 0) {
        snprintf(list->chosen, sizeof list->chosen, "%" PRIu64, session->default_count);
        list->settings[list->length++] =
            (cobuy_setting){"default-min-support-in-effect", list->chosen};
    }
    return COBUY_OK;
}

void setting_list_clear(struct setting_list *list)
{
    free(list->settings);
    free(list->text);
    *list = (struct setting_list){.length = 0};
}

cobuy_write_options write_options(const struct session *session,
                                  const struct setting_list *list,
                                  const cobuy_baskets *baskets,
                                  const cobuy_mine_summary *mined)
{
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.format = (cobuy_file_format)session->settings.to;
    options.manifest = true;
    options.command = session->command->name;
    options.baskets = baskets;
    options.mined = mined;
    options.settings = list->settings;
    options.n_settings = list->length;
    return options;
}

/* ========================================================================== */
/*                               After the work                               */
/* ========================================================================== */

/* The most memory that the process ever had, in MiB. */
static double peak_memory(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
    return (double)usage.ru_maxrss / (1024 * 1024); /* bytes there */
#else
    return (double)usage.ru_maxrss / 1024;
#endif
}

void write_say_result(struct session *session, const char *what, const char *from)
{
    const char *path = write_path(&session->settings);
    messages_note(&session->messages, "wrote %s to %s: %s%.2f s, %.0f MiB", what,
                  is_standard_output(&session->settings) ? "standard output" : path,
                  from, progress_clock() - session->started, peak_memory());
}

void write_say_mined(struct session *session, const char *what,
                     const cobuy_mine_summary *mined)
{
    char from[256];
    snprintf(from, sizeof from, "%s, %s, minimum support %s, ",
             text_count(mined->baskets, "basket").text,
             text_count(mined->itemsets, "itemset").text,
             text_count(mined->min_count, "basket").text);
    write_say_result(session, what, from);
}
