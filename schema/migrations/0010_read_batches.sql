-- Reads that everybody makes at the same moment take whoever waits, as draws and orders do. The
-- functions of one caller make room for those of many.

DROP FUNCTION IF EXISTS api.me_points(uuid);
DROP FUNCTION IF EXISTS api.me_point_entries(uuid, bigint, text);
DROP FUNCTION IF EXISTS api.station_nearby(double precision, double precision, bigint, bigint,
                                           text, boolean, text[]);
