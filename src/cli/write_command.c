/*
 * write_command.c - what the commands that write files have in common
 */
#include "cli/write_command.h"

#include "cli/mine_command.h"
#include "cli/text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *write_path(const struct settings *settings)
{
    return settings->output ? settings->output : "-";
}

bool write_has_manifest(const struct settings *settings)
{
    return !settings->count_only && settings->n_logs > 0 &&
           !cobuy_is_straight(write_path(settings));
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

/* The measures to write, as the library wants them. */
static void list_measures(struct setting_list *list, const struct session *session)
{
    struct measure_list asked = mine_measures(&session->settings);
    list->n_measures = asked.length;
    for (size_t i = 0; i < asked.length; i++)
        if (session->command->bit == COMMAND_MINE)
            list->measures[i] = (cobuy_measure)asked.at[i];
        else
            list->itemset_measures[i] = (cobuy_itemset_measure)asked.at[i];
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
    list_measures(list, session);
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
    options.files = session->files.list;
    options.n_files = session->files.length;
    options.measures = list->measures;
    options.itemset_measures = list->itemset_measures;
    if (session->command->bit == COMMAND_MINE)
        options.n_measures = list->n_measures;
    else
        options.n_itemset_measures = list->n_measures;
    return options;
}

/* ========================================================================== */
/*                               After the work                               */
/* ========================================================================== */

struct written_path write_result_path(const struct session *session, cobuy_cut cut)
{
    struct written_path written;
    const char *path = write_path(&session->settings);
    if (is_standard_output(&session->settings))
        snprintf(written.text, sizeof written.text, "standard output");
    else if (cut.by == COBUY_BUDGET_NONE || session->settings.allow_partial ||
             cobuy_is_straight(path))
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
                  (double)cobuy_process_peak() / (1024 * 1024));
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
    bool kept = !cobuy_is_straight(write_path(settings)) &&
                strcmp(path.text, settings->output) != 0;
    messages_warn(&session->messages,
                  "THE RESULT IS NOT COMPLETE: %s\nwhat was found is exact, but there "
                  "is more%s%s%s",
                  text ? text : "a budget is spent", kept ? "; " : "",
                  kept ? settings->output : "", kept ? " was not touched" : "");
    free(text);
}
