/*
 * interruption.h - signals that end a run
 *
 * The first one cancels what the library does, which then ends in good order.  If that
 * takes too long, and on a second signal, the run ends at once: its temporary files are
 * removed, and the process with them.  Only the moment in which files are given their
 * names is waited for.
 */
#ifndef COBUY_CLI_INTERRUPTION_H
#define COBUY_CLI_INTERRUPTION_H

struct session;

enum { EXIT_BY_SIGNAL = 128 }; /* and the signal's number */

/* Lets signals end the run, from here to interruption_end().  One that was ignored when
 * the program began, as by nohup, stays so. */
void interruption_begin(const struct session *session);

/* Returns the signal that came, or 0. */
int interruption_end(void);

/* What to say of a run that a signal ended; 'output' may be NULL. */
const char *interruption_words(int signal, const char *output);

#endif /* COBUY_CLI_INTERRUPTION_H */
