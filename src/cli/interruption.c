/*
 * interruption.c - signals that end a run
 */
#include "cli/interruption.h"

#include "cli/session.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
enum {
    N_SIGNALS = sizeof SIGNALS / sizeof *SIGNALS,
    PATIENCE = 500 * 1000 * 1000, /* nanoseconds that ending in good order may take */
};

/* What the handlers act on; the only variable of the program that changes and lasts,
 * since a handler is told nothing but the signal. */
static struct {
    const struct session *session;
    volatile sig_atomic_t signal; /* the first that came; 0: none */
    timer_t timer;
    bool has_timer;
} interrupted;

const char *interruption_words(int signal, const char *output)
{
    if (signal == SIGINT)
        return output ? "interrupted; no file was changed" : "interrupted";
    return output ? "terminated; no file was changed" : "terminated";
}

/* ========================================================================== */
/*                             Inside a handler                               */
/* ========================================================================== */

/* Does not wait for somebody who does not read. */
static void print(const char *text)
{
    struct pollfd standard_error = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&standard_error, 1, 0) <= 0) return;
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written; /* there is nobody else to tell */
}

/* Ends the process, unless files are being given their names. */
static void end_at_once(void)
{
    const struct session *session = interrupted.session;
    int signal = (int)interrupted.signal;
    if (!cobuy_abandon(session->context)) return;
    if (session->messages.line_shown) print("\r\033[K");
    print(session->messages.json ? "{\"event\":\"error\",\"text\":\""
                                 : "cobuy: error: ");
    bool unchanged = !cobuy_has_published(session->context);
    print(interruption_words(signal, unchanged ? session->settings.output : NULL));
    print(session->messages.json ? "\"}\n" : "\n");
    _exit(EXIT_BY_SIGNAL + signal);
}

static void handle_signal(int signal)
{
    if (interrupted.signal != 0) {
        end_at_once();
        return;
    }
    interrupted.signal = signal;
    cobuy_cancel(interrupted.session->context);
    struct itimerspec soon = {.it_value.tv_nsec = PATIENCE};
    soon.it_interval = soon.it_value;
    if (interrupted.has_timer) timer_settime(interrupted.timer, 0, &soon, NULL);
}

static void handle_timer(int signal)
{
    (void)signal;
    end_at_once();
}

/* ========================================================================== */
/*                            Around the handlers                             */
/* ========================================================================== */

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = handle_signal};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS; i++) sigaddset(&action.sa_mask, SIGNALS[i]);
    sigaddset(&action.sa_mask, SIGALRM);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(SIGNALS[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(SIGNALS[i], &action, NULL);
    }
    action.sa_handler = handle_timer;
    sigaction(SIGALRM, &action, NULL);
}

/* What has got its name is done: a signal that only meets the way out changes nothing,
 * and must not say by its exit code that it did. */
static void release_signals(bool done)
{
    struct sigaction action = {.sa_handler = done ? SIG_IGN : SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_SIGNALS; i++) {
        struct sigaction before;
        if (sigaction(SIGNALS[i], NULL, &before) == 0 &&
            before.sa_handler == handle_signal)
            sigaction(SIGNALS[i], &action, NULL);
    }
    action.sa_handler = SIG_IGN; /* a timer may just have run out */
    sigaction(SIGALRM, &action, NULL);
}

void interruption_begin(const struct session *session)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    interrupted.session = session;
    interrupted.signal = 0;
    interrupted.has_timer =
        timer_create(CLOCK_MONOTONIC, &event, &interrupted.timer) == 0;
    catch_signals();
}

int interruption_end(void)
{
    release_signals(cobuy_has_published(interrupted.session->context));
    if (interrupted.has_timer) timer_delete(interrupted.timer);
    return (int)interrupted.signal;
}
