/*
 * main.c - the program: finds the command, runs it, and says how it ended
 */
#include "cli/help.h"
#include "cli/machine.h"
#include "cli/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum exit_codes {
    EXIT_COMPLETE = 0,
    EXIT_INTERNAL = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_BAD_ROWS = 4,
    EXIT_OUTPUT = 8,
    EXIT_BY_SIGNAL = 128, /* and the signal's number */
};

static int exit_code_of(cobuy_status status)
{
    switch (status) {
    case COBUY_OK: return EXIT_COMPLETE;
    case COBUY_INVALID_ARGUMENT: return EXIT_USAGE;
    case COBUY_INPUT_UNREADABLE:
    case COBUY_INPUT_EMPTY: return EXIT_INPUT;
    case COBUY_TOO_MANY_BAD_ROWS: return EXIT_BAD_ROWS;
    case COBUY_OUTPUT_UNWRITABLE: return EXIT_OUTPUT;
    case COBUY_OUT_OF_MEMORY:
    case COBUY_OVERFLOW:
    case COBUY_CANCELLED: break;
    }
    return EXIT_INTERNAL;
}

/* ========================================================================== */
/*                                  Signals                                   */
/* ========================================================================== */

struct interruption {
    cobuy_context *context;
    volatile sig_atomic_t signal; /* the one that came; 0: none */
};

/* What the handler acts on; the only variable of the program that changes and lasts,
 * since a handler is told nothing but the signal. */
static struct interruption *interruption;

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_SIGNALS = sizeof SIGNALS / sizeof *SIGNALS };

static void handle_signal(int signal)
{
    interruption->signal = signal;
    cobuy_cancel(interruption->context);
}

/* Lets signals cancel the work.  Each does so once: the second kills.  One that was
 * ignored when the program began, as by nohup, stays so. */
static void catch_signals(struct interruption *by)
{
    interruption = by;
    struct sigaction action = {.sa_handler = handle_signal};
    action.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(SIGNALS[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(SIGNALS[i], &action, NULL);
    }
}

/* Before the context goes. */
static void release_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(SIGNALS[i], NULL, &before) == 0 &&
            before.sa_handler == handle_signal)
            sigaction(SIGNALS[i], &action, NULL);
    }
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

static cobuy_status create_context(struct session *session, cobuy_error *error)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.threads = (uint32_t)session->settings.threads;
    /* The rest is for the program itself and for what the system needs: an error that
     * says why is better than being killed. */
    options.memory_limit = machine_memory() / 10 * 9;
    options.progress = progress_show;
    options.progress_user = &session->progress;
    return cobuy_context_create(&session->context, &options, error);
}

/* Says what went wrong, unless there is nobody to tell; returns the exit code. */
static int say_failure(struct session *session, int signal, const cobuy_error *error)
{
    if (signal != 0) {
        cobuy_error cancelled;
        error_set(&cancelled, COBUY_CANCELLED, "%s%s",
                  signal == SIGINT ? "interrupted" : "terminated",
                  session->settings.output ? "; no file was changed" : "");
        messages_error(&session->messages, &cancelled, NULL);
        return EXIT_BY_SIGNAL + signal;
    }
    bool reader_left =
        error->status == COBUY_OUTPUT_UNWRITABLE && error->system_error == EPIPE;
    messages_clear_line(&session->messages);
    if (!reader_left) messages_error(&session->messages, error, session->hint);
    return exit_code_of(error->status);
}

static int run_session(struct session *session)
{
    cobuy_error error;
    progress_init(&session->progress, &session->messages);
    session->started = progress_clock();
    cobuy_status status = create_context(session, &error);
    struct interruption by = {session->context, 0};
    if (status == COBUY_OK) {
        catch_signals(&by);
        status = session->command->run(session, &error);
        release_signals();
    }
    if (status == COBUY_OK) status = finish_output(&error);
    messages_clear_line(&session->messages);
    cobuy_context_free(session->context);
    return status == COBUY_OK ? EXIT_COMPLETE : say_failure(session, by.signal, &error);
}

/* What the parser cannot know: the operands, and options that exclude each other. */
static cobuy_status check_usage(const struct command *command,
                                const struct settings *settings, cobuy_error *error)
{
    if (!command->takes_logs && settings->n_logs > 0)
        return error_set(error, COBUY_INVALID_ARGUMENT, "unexpected operand '%s'",
                         settings->logs[0]);
    if (command->takes_logs && settings->n_logs == 0) {
        help_print_usage(stderr, command);
        return error_set(error, COBUY_INVALID_ARGUMENT, "no LOG is given");
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
    if (status == COBUY_OK) status = check_usage(command, settings, &error);
    if (status != COBUY_OK) return fail_usage(command->name, &error);
    session.messages.quiet = settings->quiet;
    return run_session(&session);
}

/* ========================================================================== */
/*                                The program                                 */
/* ========================================================================== */

static cobuy_status fail_unknown_command(const char *name, const char *nearest,
                                         cobuy_error *error)
{
    return error_set(error, COBUY_INVALID_ARGUMENT, "unknown command '%s'%s%s%s", name,
                     nearest ? "; did you mean '" : "", nearest ? nearest : "",
                     nearest ? "'?" : "");
}

static int run_help(int argc, char **argv)
{
    cobuy_error error;
    const char *nearest;
    if (argc < 2) return finish_printing(help_print_program(&error), &error);
    const struct command *command = commands_find(argv[1], &nearest);
    if (command) return finish_printing(help_print_command(command, &error), &error);
    fail_unknown_command(argv[1], nearest, &error);
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

    const char *nearest;
    const struct command *command = commands_find(argv[1], &nearest);
    if (command) return run_command(command, argc - 1, argv + 1);
    cobuy_error error;
    fail_unknown_command(argv[1], nearest, &error);
    return fail_usage(NULL, &error);
}
