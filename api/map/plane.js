// The plane: what is drawn where, and how it is moved.

const canvas = byId('canvas');
const pen = canvas.getContext('2d');
const ZOOM = { least: 3, most: 19 };
const TILE = 256; // pixels of the whole world at zoom 0
const COLOURS = { open: '#11632a', shut: '#5a6069', doubt: '#9a5b00', cluster: '#b3261e', you: '#0b57d0', gap: '#7b3fa0' };
const view = { x: 0.8312, y: 0.3985, zoom: 9, width: 1, height: 1 };
const shown = { stations: [], clusters: [], gaps: [], gridM: 0, you: null, chosen: null };

const scale = () => TILE * 2 ** view.zoom;
const onScreen = (lng, lat) => {
  const place = toPlane(lng, lat);
  return { x: (place.x - view.x) * scale() + view.width / 2, y: (place.y - view.y) * scale() + view.height / 2 };
};
const underPixel = (x, y) => fromPlane(view.x + (x - view.width / 2) / scale(), view.y + (y - view.height / 2) / scale());
const centre = () => fromPlane(view.x, view.y);

function box() {
  const northWest = underPixel(0, 0), southEast = underPixel(view.width, view.height);
  return { west: northWest.lng, north: northWest.lat, east: southEast.lng, south: southEast.lat };
}

function goTo(lng, lat, zoom = view.zoom) {
  Object.assign(view, toPlane(lng, lat), { zoom: Math.max(ZOOM.least, Math.min(ZOOM.most, zoom)) });
}

// Zooms about a pixel, which keeps its place.
function zoomAbout(x, y, by) {
  const zoom = Math.max(ZOOM.least, Math.min(ZOOM.most, view.zoom + by));
  const before = scale();
  view.zoom = zoom;
  view.x += (x - view.width / 2) * (1 / before - 1 / scale());
  view.y += (y - view.height / 2) * (1 / before - 1 / scale());
}

function fit(places) {
  const points = places.map(({ lng, lat }) => toPlane(lng, lat));
  const range = (axis) => [Math.min(...points.map((p) => p[axis])), Math.max(...points.map((p) => p[axis]))];
  const [west, east] = range('x'), [north, south] = range('y');
  view.x = (west + east) / 2;
  view.y = (north + south) / 2;
  view.zoom = Math.max(ZOOM.least, Math.min(15, Math.floor(Math.log2(0.85 * Math.min(
    view.width / TILE / Math.max(east - west, 1e-9), view.height / TILE / Math.max(south - north, 1e-9))))));
}

const stateOf = (station) => (station.unconfirmed || isOpen(station) === null ? 'doubt' : isOpen(station) ? 'open' : 'shut');

// Signs differ in form, not in colour alone: open a disc, shut a square, unconfirmed a diamond.
function drawSign(state, x, y, size, to = pen) {
  to.beginPath();
  if (state === 'open') to.arc(x, y, size, 0, 2 * Math.PI);
  else if (state === 'shut') to.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else for (const [east, south] of [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]) to.lineTo(x + east * size, y + south * size);
  to.closePath();
  to.fillStyle = COLOURS[state];
  to.strokeStyle = '#fff';
  to.lineWidth = 2;
  to.fill();
  to.stroke();
}

const clusterSize = (count) => 14 + 4 * Math.log10(count);

function drawCluster(count, x, y, to = pen) {
  to.beginPath();
  to.arc(x, y, clusterSize(count), 0, 2 * Math.PI);
  to.fillStyle = COLOURS.cluster;
  to.strokeStyle = '#fff';
  to.lineWidth = 2;
  to.fill();
  to.stroke();
  to.fillStyle = '#fff';
  to.font = '600 12px system-ui, sans-serif';
  to.textAlign = 'center';
  to.textBaseline = 'middle';
  to.fillText(count < 10000 ? count : `${Math.round(count / 1000)}k`, x, y);
}

function drawYou(x, y, to = pen) {
  to.beginPath();
  to.arc(x, y, 7, 0, 2 * Math.PI);
  to.fillStyle = '#fff';
  to.strokeStyle = COLOURS.you;
  to.lineWidth = 5;
  to.fill();
  to.stroke();
}

function drawGap(x, y, side, to = pen) {
  to.fillStyle = '#7b3fa055';
  to.fillRect(x - side / 2, y - side / 2, side, side);
  to.strokeStyle = COLOURS.gap;
  to.lineWidth = 1.5;
  to.strokeRect(x - side / 2, y - side / 2, side, side);
}

// 1, 2 or 5 times a power of ten, at most so much.
function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [5, 2, 1].find((n) => n * power <= most);
}

function drawGraticule() {
  const { west, east, south, north } = box();
  const step = round(140 / scale() * 360);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  pen.strokeStyle = '#dcd6cf';
  pen.fillStyle = '#5a524c';
  pen.lineWidth = 1;
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'top';
  for (let lng = Math.ceil(west / step) * step; lng < east; lng += step) {
    const { x } = onScreen(lng, 0);
    pen.strokeRect(Math.round(x) + 0.5, -1, 0, view.height + 2);
    pen.fillText(`${lng.toFixed(digits)}°`, x + 3, 2);
  }
  for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) {
    const { y } = onScreen(0, lat);
    pen.strokeRect(-1, Math.round(y) + 0.5, view.width + 2, 0);
    if (y > 20) pen.fillText(`${lat.toFixed(digits)}°`, 3, y + 2);
  }
}

function drawScale() {
  const metresOfPixel = degree(centre().lat).east * 360 / scale();
  const length = round(120 * metresOfPixel);
  const pixels = length / metresOfPixel;
  pen.fillStyle = '#1f1b18';
  pen.fillRect(12, view.height - 14, pixels, 3);
  pen.textAlign = 'left';
  pen.textBaseline = 'bottom';
  pen.font = '12px system-ui, sans-serif';
  pen.fillText(metres(length), 12, view.height - 16);
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = '#f7f4f0';
  pen.fillRect(0, 0, view.width, view.height);
  drawTiles();
  drawGraticule();
  for (const gap of shown.gaps) {
    const { x, y } = onScreen(gap.lng, gap.lat);
    drawGap(x, y, shown.gridM / degree(gap.lat).east / 360 * scale());
  }
  for (const cluster of [...shown.clusters].reverse()) {
    const { x, y } = onScreen(cluster.lng, cluster.lat);
    drawCluster(cluster.count, x, y);
  }
  for (const station of shown.stations) {
    const { x, y } = onScreen(station.lng, station.lat);
    drawSign(stateOf(station), x, y, station.id === shown.chosen ? 12 : 8);
  }
  if (shown.you) {
    const { x, y } = onScreen(shown.you.lng, shown.you.lat);
    drawYou(x, y);
  }
  drawScale();
}

let isDue = false;
function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function resize() {
  const ratio = window.devicePixelRatio || 1;
  view.width = Math.max(1, canvas.clientWidth);
  view.height = Math.max(1, canvas.clientHeight);
  canvas.width = view.width * ratio;
  canvas.height = view.height * ratio;
  draw();
}

// The nearest station or cluster that a finger at this pixel may mean.
function hit(x, y) {
  const of = (item, reach) => {
    const place = onScreen(item.lng, item.lat);
    const far = Math.hypot(place.x - x, place.y - y);
    return { item, far: far <= reach ? far : Infinity };
  };
  const near = [...shown.stations.map((station) => of(station, 22)),
    ...shown.clusters.map((cluster) => of(cluster, clusterSize(cluster.count)))]
    .reduce((best, one) => (one.far < best.far ? one : best), { item: null, far: Infinity });
  return near.item;
}
