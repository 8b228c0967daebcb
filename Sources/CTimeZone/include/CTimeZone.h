#pragma once
#include <stddef.h>
#include <stdint.h>

/* Time zones of the IANA database by cctz. */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct polytraders_time_zone polytraders_time_zone;

/* The zone of that name (`length` bytes, no terminating zero needed), to be freed with
   `polytraders_time_zone_free`; any number of threads may use it at once. NULL where the database has no
   such zone. Names that leave the database, that mean this machine's own zone, or that count leap seconds
   are no zones. */
polytraders_time_zone *polytraders_time_zone_find(const char *name, size_t length);
void polytraders_time_zone_free(polytraders_time_zone *zone);

/* Seconds east of UTC at an instant, given in seconds since 1970-01-01T00:00:00Z. */
int32_t polytraders_time_zone_offset(const polytraders_time_zone *zone, int64_t seconds);

#ifdef __cplusplus
}
#endif
