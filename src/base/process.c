/*
 * process.c - what the system knows of this process
 */
#include <cobuy/context.h>

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

/* From Linux, whose getrusage() counts what the process held that started this one, if
 * it did so by vfork(). */
static uint64_t peak_kibibytes(void)
{
    uint64_t kibibytes = 0;
    char line[128];
    FILE *status = fopen("/proc/self/status", "re");
    if (!status) return 0;
    while (kibibytes == 0 && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %" SCNu64 " kB", &kibibytes) != 1) kibibytes = 0;
    fclose(status);
    return kibibytes;
}

uint64_t cobuy_process_peak(void)
{
    uint64_t kibibytes = peak_kibibytes();
    struct rusage usage;
    if (kibibytes > 0) return kibibytes * 1024;
    if (getrusage(RUSAGE_SELF, &usage) != 0 || usage.ru_maxrss < 0) return 0;
#ifdef __APPLE__
    return (uint64_t)usage.ru_maxrss; /* bytes there */
#else
    return (uint64_t)usage.ru_maxrss * 1024;
#endif
}
