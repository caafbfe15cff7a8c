// Tiles of somebody else's map under the stations, when the operator has named one; nothing depends on them.
const TILES = document.body.dataset.tiles;
const TILES_MOST = 256;
const tiles = new Map(); // URL → picture, the latest last

function tile(z, x, y) {
  const url = TILES.replace('{z}', z).replace('{x}', x).replace('{y}', y);
  const picture = tiles.get(url) || new Image();
  tiles.delete(url);
  tiles.set(url, picture);
  if (!picture.src) {
    picture.onload = redraw;
    picture.src = url;
    if (tiles.size > TILES_MOST) tiles.delete(tiles.keys().next().value);
  }
  return picture;
}

function drawTiles() {
  if (!TILES) return;
  const z = Math.min(18, Math.round(view.zoom)), count = 2 ** z, side = scale() / count;
  const west = view.x * count - view.width / 2 / side, north = view.y * count - view.height / 2 / side;
  for (let x = Math.floor(west); x < west + view.width / side; x++) {
    for (let y = Math.max(0, Math.floor(north)); y < Math.min(count, north + view.height / side); y++) {
      const picture = tile(z, (x % count + count) % count, y);
      if (picture.complete && picture.naturalWidth) pen.drawImage(picture, (x - west) * side, (y - north) * side, side, side);
    }
  }
}
