/*
 * output_check.c - whether what will be found can be kept
 */
#include "cli/output_check.h"

#include "cli/item_arguments.h"
#include "cli/write_command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MANIFEST[] = ".manifest.json";

/* Whether a file that will be read is the one that is there. */
static bool is_same_file(const char *input, const struct stat *output)
{
    struct stat facts;
    int found =
        strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &facts) : stat(input, &facts);
    if (found != 0) return false; /* reading will say so */
    return S_ISREG(facts.st_mode) && facts.st_dev == output->st_dev &&
           facts.st_ino == output->st_ino;
}

static bool is_output(const char *input, const void *output)
{
    return is_same_file(input, output);
}

/* Whether the output is a list of items that an option names. */
static bool is_item_list(const struct settings *settings, const struct stat *output)
{
    bool same = item_arguments_any_file(&settings->exclude_items, is_output, output);
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++)
        same =
            same || item_arguments_any_file(&settings->focus[kind], is_output, output);
    return same;
}

static cobuy_status refuse_log(const struct settings *settings, const char *path,
                               const struct stat *output, cobuy_error *error)
{
    const char *const joined[] = {settings->orders, settings->catalog,
                                  settings->customers};
    bool same = false;
    if (settings->rules && is_same_file(settings->rules, output))
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "%s: the output would replace the rules that are read", path);
    for (size_t i = 0; i < settings->n_logs; i++)
        same = same || is_same_file(settings->logs[i], output);
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        same = same || (joined[i] && is_same_file(joined[i], output));
    if (same)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "%s: the output would replace a log that is read", path);
    if (!is_item_list(settings, output)) return COBUY_OK;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "%s: the output would replace a list of items that is read", path);
}

/* Whether files can be made in the folder of 'target', which is where 'path' leads. */
static cobuy_status check_folder(const char *path, const char *target,
                                 cobuy_error *error)
{
    const char *slash = strrchr(target, '/');
    size_t length = slash ? (size_t)(slash - target) + 1 : 0;
    char *folder = length > 0 ? strndup(target, length) : strdup(".");
    if (!folder) return error_no_memory(error);
    cobuy_status status = COBUY_OK;
    if (access(folder, W_OK | X_OK) != 0)
        status =
            error_set(error, COBUY_OUTPUT_UNWRITABLE,
                      "%s: cannot be created in its folder: %s", path, strerror(errno));
    free(folder);
    return status;
}

/* A file that is not there yet, or a link to one. */
static cobuy_status check_new_file(const char *path, cobuy_error *error)
{
    enum { LINKS_FOLLOWED = 40 };
    char target[PATH_MAX], link[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (strlen(name) > NAME_MAX || strlen(path) >= sizeof target)
        return error_set(error, COBUY_OUTPUT_UNWRITABLE, "%s: the name is too long",
                         path);
    strcpy(target, path);
    for (int i = 0; i < LINKS_FOLLOWED; i++) {
        ssize_t length = readlink(target, link, sizeof link - 1);
        if (length < 0) break;
        link[length] = '\0';
        slash = link[0] == '/' ? NULL : strrchr(target, '/');
        size_t folder = slash ? (size_t)(slash - target) + 1 : 0;
        if (folder + (size_t)length >= sizeof target) break;
        memcpy(target + folder, link, (size_t)length + 1);
    }
    return check_folder(path, target, error);
}

/* The folder of a store that is read is its own. */
static cobuy_status refuse_store(const struct settings *settings, const char *path,
                                 cobuy_error *error)
{
    struct stat folder, store;
    const char *slash = strrchr(path, '/');
    if (settings->n_logs != 1 || !slash || !cobuy_is_store(settings->logs[0]))
        return COBUY_OK;
    char *name = strndup(path, (size_t)(slash - path) + 1);
    if (!name) return error_no_memory(error);
    bool within = stat(name, &folder) == 0 && stat(settings->logs[0], &store) == 0 &&
                  folder.st_dev == store.st_dev && folder.st_ino == store.st_ino;
    free(name);
    if (!within) return COBUY_OK;
    return error_set(
        error, COBUY_INVALID_ARGUMENT,
        "%s: the output would be among the files of the store that is read", path);
}

/* A file that may be replaced: no log, no folder, in a folder that can be written. */
cobuy_status output_check_file(const struct settings *settings, const char *path,
                               cobuy_error *error)
{
    struct stat output;
    TRY(refuse_store(settings, path, error));
    if (stat(path, &output) != 0) return check_new_file(path, error);
    if (S_ISDIR(output.st_mode))
        return error_set(error, COBUY_OUTPUT_UNWRITABLE, "%s: is a folder", path);
    if (!S_ISREG(output.st_mode)) return COBUY_OK;
    TRY(refuse_log(settings, path, &output, error));

    char *target = realpath(path, NULL); /* a link's file is replaced, not the link */
    cobuy_status status = target ? check_folder(path, target, error) : COBUY_OK;
    free(target);
    return status;
}

static cobuy_status check_with_manifest(const struct settings *settings,
                                        const char *path, cobuy_error *error)
{
    TRY(output_check_file(settings, path, error));
    if (!write_has_manifest(settings)) return COBUY_OK;
    size_t length = strlen(path);
    char *manifest = malloc(length + sizeof MANIFEST);
    if (!manifest) return error_no_memory(error);
    memcpy(manifest, path, length);
    memcpy(manifest + length, MANIFEST, sizeof MANIFEST);
    cobuy_status status = output_check_file(settings, manifest, error);
    free(manifest);
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
        if (length > n && strcasecmp(settings->output + length - n, FOREIGN[i]) == 0)
            return error_set(
                error, COBUY_INVALID_ARGUMENT,
                settings->n_logs == 0
                    ? "%s: '%s' is no format that is written; a log is CSV "
                      "(.csv), also with .gz"
                    : "%s: '%s' is no format that is written; CSV (.csv), "
                      "JSON Lines (.jsonl), each also with .gz, are; --to "
                      "csv writes CSV under any name",
                settings->output, FOREIGN[i]);
    }
    return COBUY_OK;
}

static bool has_budget(const struct settings *settings)
{
    return settings->max_time > 0 || settings->max_itemsets > 0 ||
           settings->max_rules > 0;
}

cobuy_status output_check(const struct settings *settings, cobuy_error *error)
{
    const char *path = write_path(settings);
    if (cobuy_is_straight(path)) return COBUY_OK;
    TRY(refuse_name(settings, error));
    TRY(check_with_manifest(settings, path, error));
    if (!has_budget(settings) || settings->allow_partial) return COBUY_OK;
    struct written_path partial;
    if (cobuy_partial_path(path, partial.text, sizeof partial) >= sizeof partial)
        return error_set(error, COBUY_OUTPUT_UNWRITABLE,
                         "%s: the name of a partial file would be too long", path);
    return check_with_manifest(settings, partial.text, error);
}
