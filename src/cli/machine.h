/*
 * machine.h - what memory and how many processors the machine has for this process
 */
#ifndef COBUY_CLI_MACHINE_H
#define COBUY_CLI_MACHINE_H

#include <stdint.h>

#define MACHINE_NOT_KNOWN UINT64_MAX

/* Bytes that this process may still take: what is available on the machine now, and no
 * more than each of its control groups still allows.  'root' is "" for the machine that
 * this is, and a folder with files like its for a test. */
uint64_t machine_free_memory(const char *root);

/* As many processors as the control groups allow this process the time of, rounded up;
 * MACHINE_NOT_KNOWN if they set no limit.  The machine may have fewer. */
uint64_t machine_processors(const char *root);

/* Bytes that this process holds now; 0: not known. */
uint64_t machine_held_memory(void);

#endif /* COBUY_CLI_MACHINE_H */
