// What the server tells, and what is left of it without a network.

const KEPT = 'lgh-map-1'; // also in worker.js

class Refusal extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

// The JSON of an answer and, if it was kept from before, since when.
async function ask(path, options = {}) {
  const answer = await fetch(path, { credentials: 'omit', ...options });
  if (!answer.ok) throw new Refusal(answer.status);
  return { body: await answer.json(), kept: answer.headers.get('X-Kept') };
}

function filterQuery({ openNow, facilities }) {
  const query = new URLSearchParams();
  if (openNow) query.set('open_now', 'true');
  if (facilities.length) query.set('facilities', facilities.join(','));
  return query;
}

// Lists are told apart by commas as they are.
const text = (query) => query.toString().replaceAll('%2C', ',');

// The stations or clusters of a box. It is widened to a grid, so that a small move asks for the same again.
async function stationsIn(box, zoom, filter, signal) {
  const step = 90 / 2 ** zoom;
  const snap = (value, round, most) => Math.max(-most, Math.min(most, round(value / step) * step)).toFixed(5);
  const query = filterQuery(filter);
  query.set('bbox', [snap(box.west, Math.floor, 180), snap(box.south, Math.floor, LATITUDE_MAX),
    snap(box.east, Math.ceil, 180), snap(box.north, Math.ceil, LATITUDE_MAX)].join());
  query.set('zoom', Math.max(0, Math.min(22, Math.round(zoom))));
  try {
    return await ask(`v1/stations?${text(query)}`, { signal });
  } catch (error) {
    if (error.name === 'AbortError' || error instanceof Refusal) throw error;
    return recalled(box, filter, error);
  }
}

// Every station that any kept answer names, inside the box.
async function recalled(box, filter, error) {
  if (!('caches' in window)) throw error;
  const cache = await caches.open(KEPT);
  const found = new Map();
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.endsWith('v1/stations')) continue;
    for (const station of (await (await cache.match(request)).json()).stations) found.set(station.id, station);
  }
  const stations = [...found.values()].filter((station) => station.lng >= box.west && station.lng <= box.east
    && station.lat >= box.south && station.lat <= box.north && passes(station, filter));
  if (!stations.length) throw error;
  return { body: { stations, clusters: [] }, kept: '' };
}

// Whether it is open as far as is known now: null once it has changed since it was told.
const isOpen = (station) => (station.next_change_at && new Date(station.next_change_at) <= Date.now() ? null : station.open_now);

const passes = (station, { openNow, facilities }) => (!openNow || isOpen(station) !== false)
  && facilities.every((code) => station.facilities.includes(code));

const nearest = (position, filter) => {
  const query = filterQuery(filter);
  query.set('lng', position.lng);
  query.set('lat', position.lat);
  query.set('radius_m', 20000);
  return ask(`v1/stations/nearby?${text(query)}`);
};
