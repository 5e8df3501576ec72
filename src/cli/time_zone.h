/*
 * time_zone.h - the zone of the clock on the wall
 */
#ifndef COBUY_CLI_TIME_ZONE_H
#define COBUY_CLI_TIME_ZONE_H

#include <cobuy/cobuy.h>

/* Makes a zone, such as "Asia/Tokyo", "UTC" or "+09:00", that of this process, and
 * stores what tells the time there.  To be called before there are threads. */
cobuy_status time_zone_use(const char *name, cobuy_local_time **local,
                           cobuy_error *error);

#endif /* COBUY_CLI_TIME_ZONE_H */
