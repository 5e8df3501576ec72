/*
 * write_command.h - what the commands that write files have in common
 */
#ifndef COBUY_CLI_WRITE_COMMAND_H
#define COBUY_CLI_WRITE_COMMAND_H

#include "cli/session.h"

/* The path to write to; "-" if none was given. */
const char *write_path(const struct settings *settings);

/* Before data goes to standard output: stops the progress line if it stands on the same
 * terminal. */
void write_yield_terminal(struct session *session);

/* The options in effect, as text for the manifest. */
struct setting_list {
    cobuy_setting *settings;
    size_t length;
    char *text;      /* all values, one after the other */
    char chosen[24]; /* the minimum count, where none was asked for */
    cobuy_measure measures[COBUY_MEASURES];
    cobuy_itemset_measure itemset_measures[COBUY_ITEMSET_MEASURES];
    size_t n_measures; /* of the kind that the command writes */
};

COBUY_CHECK cobuy_status setting_list_create(struct setting_list *list,
                                             const struct session *session,
                                             cobuy_error *error);
void setting_list_clear(struct setting_list *list);

/* Whether there will be a file with a manifest beside it. */
bool write_has_manifest(const struct settings *settings);

/* The options of writing that the settings ask for; 'list' must outlive them. */
cobuy_write_options write_options(const struct session *session,
                                  const struct setting_list *list,
                                  const cobuy_baskets *baskets,
                                  const cobuy_mine_summary *mined);

/* Where what was made is written, which for what was cut short is a partial file. */
struct written_path {
    char text[4096];
};

struct written_path write_result_path(const struct session *session, cobuy_cut cut);

/* Notes what was written, and the time and memory that it took; 'from' (may be "") says
 * what it was made from. */
void write_say_result(struct session *session, const char *path, const char *what,
                      const char *from);

/* The same for what came out of mining; 'cut' is what cut it short. */
void write_say_mined(struct session *session, const char *what,
                     const cobuy_mine_summary *mined, cobuy_cut cut);

/* Warns that the result is not complete, if it is not: 'mining' cut the search short,
 * and 'deriving' the rules.  The run ends with the exit code for that. */
void write_say_cut(struct session *session, cobuy_cut mining, cobuy_cut deriving);

#endif /* COBUY_CLI_WRITE_COMMAND_H */
