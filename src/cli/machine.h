/*
 * machine.h - what the machine has
 */
#ifndef COBUY_CLI_MACHINE_H
#define COBUY_CLI_MACHINE_H

#include <stddef.h>

/* Bytes of memory that this process may use: what is available on the machine now, or
 * its control group's limit if that is less.  0: not known. */
size_t machine_memory(void);

#endif /* COBUY_CLI_MACHINE_H */
