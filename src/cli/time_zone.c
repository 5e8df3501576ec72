/*
 * time_zone.c - the zone of the clock on the wall
 *
 * Zones are those of the C library, which reads them from the machine's files and asks
 * the environment which one is wanted.  It takes any name, and one that it does not
 * know for UTC: so the file is looked for here.
 */
#include "cli/time_zone.h"

#include "cli/errors.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { ZONE_ROOM = 256 };

static int64_t local_time(void *user, int64_t seconds)
{
    (void)user;
    enum { DAY = 24 * 60 * 60 };
    struct tm local, utc;
    time_t moment = (time_t)seconds;
    if (!localtime_r(&moment, &local) || !gmtime_r(&moment, &utc)) return seconds;
    int days = local.tm_year != utc.tm_year ? local.tm_year - utc.tm_year
                                            : local.tm_yday - utc.tm_yday;
    return seconds + days * DAY + (local.tm_hour - utc.tm_hour) * 3600 +
           (local.tm_min - utc.tm_min) * 60 + local.tm_sec - utc.tm_sec;
}

/* "+09:00" as the environment has it, where west counts as above 0. */
static bool read_offset(const char *name, char zone[ZONE_ROOM])
{
    unsigned hours, minutes;
    char sign, behind;
    if (sscanf(name, "%c%2u:%2u%c", &sign, &hours, &minutes, &behind) != 3 ||
        strlen(name) != strlen("+09:00") || (sign != '+' && sign != '-') ||
        hours > 23 || minutes > 59)
        return false;
    snprintf(zone, ZONE_ROOM, "<%c%02u%02u>%c%02u:%02u", sign, hours, minutes,
             sign == '+' ? '-' : '+', hours, minutes);
    return true;
}

static bool is_installed(const char *name)
{
    const char *folder = getenv("TZDIR");
    char path[2 * ZONE_ROOM];
    if (name[0] == '/' || strstr(name, "..") || strlen(name) >= ZONE_ROOM) return false;
    snprintf(path, sizeof path, "%.200s/%s", folder ? folder : "/usr/share/zoneinfo",
             name);
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

cobuy_status time_zone_use(const char *name, cobuy_local_time **local,
                           cobuy_error *error)
{
    char zone[ZONE_ROOM];
    if (strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0)
        snprintf(zone, sizeof zone, "UTC0");
    else if (!read_offset(name, zone)) {
        if (!name[0] || !is_installed(name))
            return error_set(
                error, COBUY_INVALID_ARGUMENT,
                "there is no time zone '%s' on this machine; +09:00 is one "
                "without a name, and the package tzdata has those with one",
                name);
        snprintf(zone, sizeof zone, ":%s", name);
    }
    if (setenv("TZ", zone, 1) != 0) return error_no_memory(error);
    tzset();
    *local = local_time;
    return COBUY_OK;
}
