// Where things are: the plane of Web Mercator (0 … 1 from west to east and from north to south), metres, and GCJ-02.

const RADIAN = Math.PI / 180;
const LATITUDE_MAX = 85;

function toPlane(lng, lat) {
  const held = Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, lat));
  return { x: (lng + 180) / 360, y: 0.5 - Math.log(Math.tan(Math.PI / 4 + held * RADIAN / 2)) / (2 * Math.PI) };
}

function fromPlane(x, y) {
  return { lng: x * 360 - 180, lat: (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RADIAN };
}

// Metres of a degree of latitude and of longitude there, on the ellipsoid of WGS-84.
function degree(lat) {
  const flat = 1 - 0.00669437999014 * Math.sin(lat * RADIAN) ** 2;
  return {
    north: RADIAN * 6378137 * (1 - 0.00669437999014) / flat ** 1.5,
    east: RADIAN * 6378137 * Math.cos(lat * RADIAN) / Math.sqrt(flat),
  };
}

// Good to a metre within a city; the server tells it exactly of those that are nearest.
function distance(a, b) {
  const { north, east } = degree((a.lat + b.lat) / 2);
  return Math.hypot((a.lat - b.lat) * north, (a.lng - b.lng) * east);
}

// From WGS-84, as a browser tells it, to the datum of the stations (wandergis/coordtransform, as core.gcj02_shift).
function toGcj02(lng, lat) {
  if (!(lng > 73.66 && lng < 135.05 && lat > 3.86 && lat < 53.55)) return { lng, lat };
  const x = lng - 105, y = lat - 35, turn = (n) => Math.sin(n * Math.PI);
  const ripple = (20 * turn(6 * x) + 20 * turn(2 * x)) * 2 / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ripple
    + (20 * turn(y) + 40 * turn(y / 3)) * 2 / 3 + (160 * turn(y / 12) + 320 * turn(y / 30)) * 2 / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ripple
    + (20 * turn(x) + 40 * turn(x / 3)) * 2 / 3 + (150 * turn(x / 12) + 300 * turn(x / 30)) * 2 / 3;
  const flat = 1 - 0.00669342162296594323 * Math.sin(lat * RADIAN) ** 2, root = Math.sqrt(flat);
  return {
    lng: lng + east * 180 / (6378245 / root * Math.cos(lat * RADIAN) * Math.PI),
    lat: lat + north * 180 / (6378245 * (1 - 0.00669342162296594323) / (flat * root) * Math.PI),
  };
}
