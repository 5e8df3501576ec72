/*
 * main.c - the program: finds the command, runs it, and says how it ended
 */
#include "cli/help.h"
#include "cli/interruption.h"
#include "cli/machine.h"
#include "cli/session.h"
#include "cli/write_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum exit_codes {
    EXIT_COMPLETE = 0,
    EXIT_INTERNAL = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_BAD_ROWS = 4,
    EXIT_CUT = 5,
    EXIT_OUTPUT = 8,
    EXIT_LOCKED = 9,
};

static int exit_code_of(cobuy_status status)
{
    switch (status) {
    case COBUY_OK: return EXIT_COMPLETE;
    case COBUY_INVALID_ARGUMENT: return EXIT_USAGE;
    case COBUY_INPUT_UNREADABLE:
    case COBUY_INPUT_EMPTY: return EXIT_INPUT;
    case COBUY_TOO_MANY_BAD_ROWS: return EXIT_BAD_ROWS;
    case COBUY_BUDGET_SPENT: return EXIT_CUT;
    case COBUY_OUTPUT_UNWRITABLE: return EXIT_OUTPUT;
    case COBUY_LOCKED: return EXIT_LOCKED;
    case COBUY_OUT_OF_MEMORY:
    case COBUY_OVERFLOW:
    case COBUY_CANCELLED: break;
    }
    return EXIT_INTERNAL;
}

/* ========================================================================== */
/*                              Standard streams                              */
/* ========================================================================== */

/* If a standard stream is closed, the next file that is opened takes its number, and
 * words for people would go into a rule file.  What is opened here instead fails in the
 * same way as the closed stream. */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
        int held = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (held >= 0 && held != fd) close(held);
    }
}

/* Whether all that was printed has arrived; fails with the reason if not. */
static cobuy_status finish_output(cobuy_error *error)
{
    bool failed_before = ferror(stdout) != 0;
    /* The reason is gone, and there may be nothing left to write; the output is broken
     * whatever comes, so that a byte more does no harm and finds it out again. */
    if (failed_before) putchar('\n');
    errno = 0;
    bool flushed = fflush(stdout) == 0;
    int reason = errno;
    if (flushed && !failed_before) return COBUY_OK;
    error_set(error, COBUY_OUTPUT_UNWRITABLE, "standard output: cannot be written%s%s",
              reason ? ": " : "", reason ? strerror(reason) : "");
    error->system_error = reason;
    return COBUY_OUTPUT_UNWRITABLE;
}

/* ========================================================================== */
/*                                 A command                                  */
/* ========================================================================== */

/* More threads than a control group allows the time of would be stopped in turn. */
static void settle_threads(struct settings *settings)
{
    if (settings->threads > 0 || getenv("OMP_NUM_THREADS")) return;
    uint64_t allowed = machine_processors("");
    if (allowed <= UINT32_MAX) settings->threads = allowed;
}

static bool is_writable_folder(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0) return false;
    errno = ENOTDIR;
    return S_ISDIR(facts.st_mode) && access(path, W_OK | X_OK) == 0;
}

/* Leaves none where there is none to be found, so that all must fit memory. */
static cobuy_status settle_temp_dir(struct session *session, cobuy_error *error)
{
    const char *given = session->settings.temp_dir;
    const char *const usual[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
    if (given && !is_writable_folder(given))
        return error_set(error, COBUY_OUTPUT_UNWRITABLE,
                         "--temp-dir: '%s' takes no temporary files: %s", given,
                         strerror(errno));
    session->temp_dir = given;
    for (size_t i = 0; i < sizeof usual / sizeof *usual && !session->temp_dir; i++)
        if (usual[i] && is_writable_folder(usual[i])) session->temp_dir = usual[i];
    return COBUY_OK;
}

static cobuy_status create_context(struct session *session, cobuy_error *error)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    settle_threads(&session->settings);
    TRY(settle_temp_dir(session, error));
    options.temporary_folder = session->temp_dir;
    options.threads = (uint32_t)session->settings.threads;
    options.progress = progress_show;
    options.progress_user = &session->progress;
    if (session->messages.json) {
        options.task = task_times_add;
        options.task_user = &session->tasks;
    }
    TRY(memory_limit_settle(&session->memory_limit, &session->settings,
                            &options.memory_limit, error));
    TRY(cobuy_context_create(&session->context, &options, error));
    cobuy_context_limit_time(session->context, session->settings.max_time);
    return COBUY_OK;
}

/* Says what went wrong, unless there is nobody to tell; returns the exit code. */
static int say_failure(struct session *session, int signal, const cobuy_error *error)
{
    if (signal != 0) {
        cobuy_error cancelled;
        error_set(&cancelled, COBUY_CANCELLED, "%s",
                  interruption_words(signal, session->settings.output));
        messages_error(&session->messages, &cancelled, NULL);
        return EXIT_BY_SIGNAL + signal;
    }
    bool reader_left =
        error->status == COBUY_OUTPUT_UNWRITABLE && error->system_error == EPIPE;
    messages_clear_line(&session->messages);
    if (!reader_left) messages_error(&session->messages, error, session->hint);
    return exit_code_of(error->status);
}

/* A run that was out of memory: how much was wanted, and what may help. */
static void explain_memory(struct session *session, cobuy_error *error)
{
    cobuy_usage usage = cobuy_context_usage(session->context);
    memory_limit_explain(&session->memory_limit, &usage, error);
    if (!session->hint)
        session->hint = "--memory-limit sets how much the program may hold";
}

/* Runs the command, and lets signals end it; stores the one that did. */
static cobuy_status run_interruptibly(struct session *session, int *signal,
                                      cobuy_error *error)
{
    interruption_begin(session);
    cobuy_status status = session->command->run(session, error);
    *signal = interruption_end();
    return status;
}

static int run_session(struct session *session)
{
    cobuy_error error;
    int signal = 0;
    struct run_end end = {0};
    progress_init(&session->progress, &session->messages);
    session->started = progress_clock();
    cobuy_status status = create_context(session, &error);
    if (status == COBUY_OK) status = run_interruptibly(session, &signal, &error);
    if (status == COBUY_OK) status = finish_output(&error);
    if (status == COBUY_OUT_OF_MEMORY && session->context)
        explain_memory(session, &error);
    messages_clear_line(&session->messages);
    end.exit_code = status != COBUY_OK ? say_failure(session, signal, &error)
                    : session->cut     ? EXIT_CUT
                                       : EXIT_COMPLETE;
    end.complete = end.exit_code == EXIT_COMPLETE;
    if (session->context) end.usage = cobuy_context_usage(session->context);
    end.seconds = progress_clock() - session->started;
    end.peak_memory = cobuy_process_peak();
    messages_tasks(&session->messages, &session->tasks);
    messages_end(&session->messages, &end);
    task_times_clear(&session->tasks);
    option_files_clear(&session->files);
    cobuy_context_free(session->context);
    return end.exit_code;
}

/* The first operand is no log. */
static void take_rules(struct settings *settings)
{
    if (settings->n_logs == 0) return;
    settings->rules = *settings->logs++;
    settings->n_logs--;
}

/* What the parser cannot know: the operands, and options that exclude each other. */
static cobuy_status check_usage(const struct command *command,
                                const struct settings *settings, cobuy_error *error)
{
    size_t n = settings->n_logs, n_stores = command->takes_store;
    bool any = command->takes_logs || command->takes_items;
    const char *missing = command->takes_rules && !settings->rules ? "RULES"
                          : n < n_stores                           ? "STORE"
                          : n == n_stores && command->takes_logs   ? "LOG"
                          : n == n_stores && command->takes_items  ? "ITEM"
                                                                   : NULL;
    if (!any && n > n_stores)
        return error_set(error, COBUY_INVALID_ARGUMENT, "unexpected operand '%s'",
                         settings->logs[n_stores]);
    if (missing) {
        help_print_usage(stderr, command);
        return error_set(error, COBUY_INVALID_ARGUMENT, "no %s is given", missing);
    }
    return command->check ? command->check(settings, error) : COBUY_OK;
}

/* Ends a run that printed on standard output and did nothing else. */
static int finish_printing(cobuy_status status, cobuy_error *error)
{
    struct session nothing = {.hint = NULL};
    if (status == COBUY_OK) status = finish_output(error);
    return status == COBUY_OK ? EXIT_COMPLETE : say_failure(&nothing, 0, error);
}

static int fail_usage(const char *command, const cobuy_error *error)
{
    messages_usage_error(command, error);
    return EXIT_USAGE;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct session session = {.command = command, .settings = settings_defaults()};
    struct settings *settings = &session.settings;
    cobuy_error error;
    cobuy_status status = options_parse(settings, command->bit, argc, argv, &error);
    if (status == COBUY_OK && settings->help)
        return finish_printing(help_print_command(command, &error), &error);
    if (status == COBUY_OK && command->takes_rules) take_rules(settings);
    if (status == COBUY_OK) status = check_usage(command, settings, &error);
    if (status != COBUY_OK) return fail_usage(command->name, &error);
    session.messages.quiet = settings->quiet;
    session.messages.json = settings->messages == MESSAGES_JSON;
    if (session.messages.json) setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* whole lines */
    return run_session(&session);
}

/* ========================================================================== */
/*                                The program                                 */
/* ========================================================================== */

/* 'cobuy help measures', with the names of some or without. */
static int run_help_measures(int argc, char **argv)
{
    cobuy_error error;
    if (argc < 2) return finish_printing(help_print_measures(&error), &error);
    cobuy_status status = COBUY_OK;
    for (int i = 1; i < argc && status == COBUY_OK; i++)
        status = help_print_measure(argv[i], &error);
    if (status == COBUY_INVALID_ARGUMENT) return fail_usage(NULL, &error);
    return finish_printing(status, &error);
}

static int run_help(int argc, char **argv)
{
    cobuy_error error;
    size_t n_words;
    if (argc < 2) return finish_printing(help_print_program(&error), &error);
    if (strcmp(argv[1], "measures") == 0) return run_help_measures(argc - 1, argv + 1);
    const struct command *command =
        commands_find((const char *const *)argv + 1, &n_words, &error);
    if (command) return finish_printing(help_print_command(command, &error), &error);
    return fail_usage(NULL, &error);
}

static void print_version(void)
{
    printf("cobuy %s\n", COBUY_VERSION);
    if (strcmp(cobuy_version(), COBUY_VERSION) != 0)
        printf("libcobuy %s\n", cobuy_version());
}

/* Options in the place of a command. */
static int run_program_options(int argc, char **argv)
{
    struct settings settings = settings_defaults();
    cobuy_error error;
    cobuy_status status = options_parse(&settings, COMMAND_PROGRAM, argc, argv, &error);
    if (status != COBUY_OK) return fail_usage(NULL, &error);
    if (settings.help)
        status = help_print_program(&error);
    else if (settings.man_page)
        status = manpage_print(&error);
    else if (settings.completion)
        completion_print_bash();
    else if (settings.version)
        print_version();
    else {
        error_set(&error, COBUY_INVALID_ARGUMENT, "no command is given");
        return fail_usage(NULL, &error);
    }
    return finish_printing(status, &error);
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    /* A reader that leaves and a limit that is reached are errors of the write. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        help_print_short(stderr);
        return EXIT_USAGE;
    }
    if (argv[1][0] == '-') return run_program_options(argc, argv);
    if (strcmp(argv[1], "help") == 0) return run_help(argc - 1, argv + 1);

    size_t n_words;
    cobuy_error error;
    const struct command *command =
        commands_find((const char *const *)argv + 1, &n_words, &error);
    if (!command) return fail_usage(NULL, &error);
    return run_command(command, argc - (int)n_words, argv + n_words);
}
