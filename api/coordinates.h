/* GCJ-02, the datum of Chinese maps, from WGS-84, the datum of GPS. Forward only. */
#pragma once

struct coordinates {
    double lng; /* degrees east */
    double lat; /* degrees north */
};

/* Shifts a WGS-84 position; outside the box of mainland China it is returned unchanged. */
struct coordinates coordinates_gcj02_from_wgs84(struct coordinates wgs84);
