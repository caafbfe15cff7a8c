// Pointers, wheel and keys on the plane. moved(): the view is another one; chosen(item): one was meant.
function takeInHand(moved, chosen) {
  const held = new Map(); // pointer → where it is
  let travelled = 0;

  const at = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const spread = () => {
    const [a, b] = [...held.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, far: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, at(event));
    if (held.size === 1) travelled = 0;
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!held.has(event.pointerId)) return;
    const before = held.size === 2 ? spread() : held.get(event.pointerId);
    const here = at(event);
    held.set(event.pointerId, here);
    const after = held.size === 2 ? spread() : here;
    travelled += Math.hypot(after.x - before.x, after.y - before.y) + (held.size === 2 ? 9 : 0);
    view.x -= (after.x - before.x) / scale();
    view.y -= (after.y - before.y) / scale();
    if (held.size === 2 && before.far > 0) zoomAbout(after.x, after.y, Math.log2(after.far / before.far));
    moved();
  });
  const letGo = (event) => {
    const wasHeld = held.delete(event.pointerId);
    if (wasHeld && event.type === 'pointerup' && travelled < 6) {
      const place = at(event), item = hit(place.x, place.y);
      if (item) chosen(item);
    }
  };
  canvas.addEventListener('pointerup', letGo);
  canvas.addEventListener('pointercancel', letGo);
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const { x, y } = at(event);
    zoomAbout(x, y, Math.max(-1, Math.min(1, -event.deltaY / 240)));
    moved();
  }, { passive: false });

  const zoomBy = (by) => {
    zoomAbout(view.width / 2, view.height / 2, by);
    moved();
  };
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step) {
      view.x += step[0] * 80 / scale();
      view.y += step[1] * 80 / scale();
      moved();
    } else if (event.key === '+' || event.key === '=') zoomBy(1);
    else if (event.key === '-') zoomBy(-1);
    else return;
    event.preventDefault();
  });
  byId('closer').addEventListener('click', () => zoomBy(1));
  byId('further').addEventListener('click', () => zoomBy(-1));
  new ResizeObserver(() => {
    resize();
    moved();
  }).observe(canvas);
}
