// The page as a whole.

let under = null; // the request for what is on the map
let nearestFound = null; // while the list shows the nearest

const notice = (text) => {
  byId('notice').textContent = text;
};

function showItems() {
  const items = nearestFound || [...shown.stations, ...shown.clusters];
  showList(items, choose, { isNearest: nearestFound !== null, from: shown.you || centre() });
  canvas.setAttribute('aria-label', say('stations',
    shown.stations.length + shown.clusters.reduce((sum, { count }) => sum + count, 0)));
}

const tellKept = (kept) => notice(kept === null ? '' : say('offline', kept ? clock(kept) : words.kept));

function tellError(error) {
  if (error.name === 'AbortError') return;
  notice(error instanceof Refusal && error.status === 429 ? words.busy : words.no_data);
}

async function load() {
  if (under) under.abort();
  under = new AbortController();
  try {
    const { body, kept } = await stationsIn(box(), view.zoom, filter, under.signal);
    Object.assign(shown, { stations: body.stations, clusters: body.clusters });
    tellKept(kept);
    showItems();
    redraw();
  } catch (error) {
    tellError(error);
  }
}

let waiting = 0;
function moved() {
  redraw();
  const { lng, lat } = centre();
  history.replaceState(null, '', `#${lng.toFixed(5)},${lat.toFixed(5)},${view.zoom.toFixed(2)}`);
  clearTimeout(waiting);
  waiting = setTimeout(load, 150);
}

function closeCard() {
  if (byId('card').hidden) return;
  byId('card').hidden = true;
  if (!focusStation(shown.chosen)) canvas.focus();
  shown.chosen = null;
  redraw();
}

async function choose(item) {
  if (item.count) {
    goTo(item.lng, item.lat, view.zoom + 2);
    moved();
    return;
  }
  try {
    const { body, kept } = await ask(`v1/stations/${item.id}`);
    shown.chosen = item.id;
    showCard(body, kept);
    redraw();
  } catch (error) {
    notice(error instanceof Refusal && error.status === 404 ? words.gone : words.no_data);
  }
}

async function showNearest() {
  const { body } = await nearest(shown.you, filter);
  nearestFound = body.items;
  showItems();
}

function locate() {
  const button = byId('locate');
  if (nearestFound) {
    nearestFound = null;
    button.setAttribute('aria-pressed', 'false');
    showItems();
    return;
  }
  if (!navigator.geolocation) {
    notice(words.no_position);
    return;
  }
  navigator.geolocation.getCurrentPosition(async ({ coords }) => {
    shown.you = toGcj02(coords.longitude, coords.latitude);
    button.setAttribute('aria-pressed', 'true');
    goTo(shown.you.lng, shown.you.lat, Math.max(view.zoom, 14));
    moved();
    await showNearest().catch(tellError);
  }, () => notice(words.no_position), { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
}

function changed() {
  load();
  if (nearestFound) showNearest().catch(tellError);
}

// Where the reader was, or where the stations are.
async function firstView() {
  const [lng, lat, zoom] = location.hash.slice(1).split(',').map(Number);
  if (Number.isFinite(lng) && Number.isFinite(lat) && Number.isFinite(zoom)) {
    goTo(Math.max(-180, Math.min(180, lng)), lat, zoom);
    return;
  }
  const { body } = await stationsIn({ west: 73, south: 3, east: 136, north: 54 }, 4, filter);
  const found = [...body.stations, ...body.clusters];
  if (found.length) fit(found);
}

// The first visit, too: what came before the worker did is asked for again, for it to keep.
function keepForOffline() {
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    load();
    ask('v1/stations/meta').catch(() => {});
  });
  navigator.serviceWorker.register('map-worker.js', { scope: 'map' }).catch(() => {});
}

async function start() {
  translate();
  resize();
  if ('serviceWorker' in navigator) keepForOffline();
  byId('open-now').addEventListener('change', ({ target }) => {
    filter.openNow = target.checked;
    changed();
  });
  byId('locate').addEventListener('click', locate);
  byId('card-close').addEventListener('click', closeCard);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closeCard();
  });
  offerCoverage(redraw);
  await Promise.all([
    ask('v1/stations/meta').then(({ body }) => {
      showFilters(body.facilities, changed);
      showLegend(body.facilities);
    }),
    firstView(),
  ].map((work) => work.catch(tellError)));
  takeInHand(moved, choose); // which tells at once how large the plane is, and so loads
}

start();
