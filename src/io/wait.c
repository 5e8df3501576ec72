/*
 * wait.c - waiting for a pipe or a terminal, and not for longer than is wanted
 *
 * A signal interrupts what one thread waits for, which need not be the thread that
 * reads; and cancelling may come without any signal.  So waiting is done in short
 * turns.
 */
#include "io/wait.h"

#include <errno.h>
#include <poll.h>

enum { TURN = 100, LITTLE = 20 }; /* milliseconds */

typedef cobuy_status check_call(const cobuy_context *context, cobuy_error *error);

static cobuy_status wait_for(const cobuy_context *context, check_call *check, int fd,
                             short events, cobuy_error *error)
{
    struct pollfd waited = {.fd = fd, .events = events};
    int ready = 0;
    do {
        cobuy_status status = check(context, error);
        if (status != COBUY_OK) return status;
        ready = poll(&waited, 1, TURN);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return COBUY_OK;
}

cobuy_status wait_to_read(const cobuy_context *context, int fd, cobuy_error *error)
{
    return wait_for(context, context_check, fd, POLLIN, error);
}

cobuy_status wait_to_write(const cobuy_context *context, int fd, cobuy_error *error)
{
    return wait_for(context, context_check_cancelled, fd, POLLOUT, error);
}

cobuy_status wait_a_little(const cobuy_context *context, cobuy_error *error)
{
    poll(NULL, 0, LITTLE);
    return context_check_cancelled(context, error);
}
