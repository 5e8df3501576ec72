/*
 * write_command.c - what the commands that write files have in common
 */
#include "cli/write_command.h"

#include "cli/text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
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

static cobuy_status refuse_log(const struct settings *settings, const char *path,
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
                             "%s: the output would replace a log that is read", path);
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

/* A file that may be replaced: no log, no folder, in a folder that can be written. */
static cobuy_status check_file(const struct settings *settings, const char *path,
                               cobuy_error *error)
{
    struct stat output;
    if (stat(path, &output) != 0) return check_folder(path, error);
    if (S_ISDIR(output.st_mode))
        return error_set(error, COBUY_OUTPUT_UNWRITABLE, "%s: is a folder", path);
    if (!S_ISREG(output.st_mode)) return COBUY_OK;
    TRY(refuse_log(settings, path, &output, error));

    char *target = realpath(path, NULL); /* a link's file is replaced, not the link */
    cobuy_status status = target ? check_folder(target, error) : COBUY_OK;
    free(target);
    return status;
}

static bool has_budget(const struct settings *settings)
{
    return settings->max_time > 0 || settings->max_itemsets > 0 ||
           settings->max_rules > 0;
}

/* A device or a pipe is written straight. */
static bool is_straight(const char *path)
{
    struct stat output;
    return stat(path, &output) == 0 && !S_ISREG(output.st_mode);
}

bool write_has_manifest(const struct settings *settings)
{
    return !settings->count_only && !is_standard_output(settings) &&
           !is_straight(write_path(settings));
}

cobuy_status write_check_path(const struct settings *settings, cobuy_error *error)
{
    const char *path = write_path(settings);
    if (is_standard_output(settings)) return COBUY_OK;
    TRY(refuse_name(settings, error));
    TRY(check_file(settings, path, error));
    if (!has_budget(settings) || settings->allow_partial || is_straight(path))
        return COBUY_OK;

    struct written_path partial;
    size_t length = cobuy_partial_path(path, partial.text, sizeof partial);
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof partial ||
        length - folder + strlen(".manifest.json") > NAME_MAX)
        return error_set(error, COBUY_OUTPUT_UNWRITABLE,
                         "%s: the name of a partial file would be too long", path);
    return check_file(settings, partial.text, error);
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
    options.allow_partial = session->settings.allow_partial;
    return options;
}

/* ========================================================================== */
/*                               After the work                               */
/* ========================================================================== */

uint64_t write_peak_memory(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
    return (uint64_t)usage.ru_maxrss; /* bytes there */
#else
    return (uint64_t)usage.ru_maxrss * 1024;
#endif
}

struct written_path write_result_path(const struct session *session, cobuy_cut cut)
{
    struct written_path written;
    struct stat output;
    const char *path = write_path(&session->settings);
    bool device = stat(path, &output) == 0 && !S_ISREG(output.st_mode);
    if (is_standard_output(&session->settings))
        snprintf(written.text, sizeof written.text, "standard output");
    else if (cut.by == COBUY_BUDGET_NONE || session->settings.allow_partial || device)
        snprintf(written.text, sizeof written.text, "%s", path);
    else
        cobuy_partial_path(path, written.text, sizeof written.text);
    return written;
}

void write_say_result(struct session *session, const char *path, const char *what,
                      const char *from)
{
    messages_note(&session->messages, "wrote %s to %s: %s%.2f s, %.0f MiB", what, path,
                  from, progress_clock() - session->started,
                  (double)write_peak_memory() / (1024 * 1024));
}

void write_say_mined(struct session *session, const char *what,
                     const cobuy_mine_summary *mined, cobuy_cut cut)
{
    char from[256];
    struct written_path path = write_result_path(session, cut);
    snprintf(from, sizeof from, "%s, %s, minimum support %s, ",
             text_count(mined->baskets, "basket").text,
             text_count(mined->itemsets, "itemset").text,
             text_count(mined->min_count, "basket").text);
    write_say_result(session, path.text, what, from);
}

/* ========================================================================== */
/*                             What was cut short                             */
/* ========================================================================== */

/* The option that ended something, as it would be given. */
static struct short_text budget_option(cobuy_cut cut)
{
    static const char *const names[] = {"", "--max-time", "--max-itemsets",
                                        "--max-rules"};
    static const char *const units[] = {"", "s", "", ""};
    struct short_text option;
    snprintf(option.text, sizeof option.text, "%s %.15g%s", names[cut.by], cut.limit,
             units[cut.by]);
    return option;
}

static void add_cut(struct buffer *words, cobuy_cut cut, const char *what)
{
    if (cut.by == COBUY_BUDGET_NONE) return;
    buffer_add(words, "%s%s ended %s", words->length > 0 ? ", and " : "",
               budget_option(cut).text, what);
}

void write_say_cut(struct session *session, cobuy_cut mining, cobuy_cut deriving)
{
    const struct settings *settings = &session->settings;
    struct buffer why = {0};
    cobuy_cut cut = mining.by != COBUY_BUDGET_NONE ? mining : deriving;
    if (cut.by == COBUY_BUDGET_NONE) return;
    session->cut = true;
    add_cut(&why, mining, "the search for itemsets");
    add_cut(&why, deriving, "the deriving of rules");
    char *text = buffer_take(&why);
    struct written_path path = write_result_path(session, cut);
    bool kept = settings->output && strcmp(path.text, settings->output) != 0 &&
                !is_standard_output(settings);
    messages_warn(&session->messages,
                  "THE RESULT IS NOT COMPLETE: %s\nwhat was found is exact, but there "
                  "is more%s%s%s",
                  text ? text : "a budget is spent", kept ? "; " : "",
                  kept ? settings->output : "", kept ? " was not touched" : "");
    free(text);
}
