// Beside the plane: the list, a station's card, the legend and the filters.

const LISTED_MOST = 60;
let facilityNames = new Map(); // code → what readers call it

const facilityName = (code) => facilityNames.get(code) || code;

// "开放 · 18:00 关门", as far as it is known.
function stateText(station) {
  const open = isOpen(station);
  const main = open === null ? words.unknown : open ? words.open : words.shut;
  const next = open === null || !station.next_change_at ? (open && station.open_24h ? words.always : null)
    : say(open ? 'until_shut' : 'until_open', clock(station.next_change_at));
  return [main, next, station.unconfirmed ? words.doubt : null].filter((part) => part !== null).join(' · ');
}

const stateClass = (station) => (isOpen(station) === null ? 'doubt' : isOpen(station) ? 'open' : 'shut');

// Whether there is one to give the focus to.
function focusStation(id) {
  const button = byId('list').querySelector(`[data-station="${id}"]`);
  if (button) button.focus();
  return button !== null;
}

function showList(items, choose, { isNearest, from }) {
  byId('list-name').textContent = isNearest ? words.nearest : words.on_map;
  const far = (item) => item.distance_m ?? distance(from, item);
  const sorted = items.map((item) => ({ item, far: far(item) })).sort((a, b) => a.far - b.far);
  const held = document.activeElement.dataset.station; // whose button has the focus
  byId('list').replaceChildren(...sorted.slice(0, LISTED_MOST).map(({ item, far: away }) => {
    const button = element('button', { type: 'button' });
    if (item.count) {
      button.append(say('stations', item.count), ' ', element('small', {}, `${item.lng.toFixed(3)}, ${item.lat.toFixed(3)}`));
    } else {
      button.dataset.station = item.id;
      button.append(item.name, element('br'), element('span', { class: stateClass(item) }, stateText(item)));
      if (shown.you || isNearest) button.append(' ', element('small', {}, metres(away)));
    }
    button.addEventListener('click', () => choose(item));
    return element('li', {}, button);
  }));
  if (held) focusStation(held);
  if (!items.length) byId('list').append(element('li', { class: 'quiet' }, words.none));
  if (sorted.length > LISTED_MOST) {
    byId('list').append(element('li', { class: 'quiet' }, say('more', sorted.length - LISTED_MOST)));
  }
}

// Days with the same spans are told together: 周一至周五 08:30–12:00、13:30–18:00.
function hoursLines(hours) {
  const spans = new Map();
  for (const { weekday, opens, closes } of hours) {
    spans.set(weekday, [...(spans.get(weekday) || []), `${opens}–${closes}`]);
  }
  const lines = [];
  for (const [weekday, list] of [...spans].sort((a, b) => a[0] - b[0])) {
    const text = list.join(words.spans), last = lines.at(-1);
    if (last && last.text === text && last.to === weekday - 1 && weekday < 8) last.to = weekday;
    else lines.push({ from: weekday, to: weekday, text });
  }
  return lines.map(({ from, to, text }) => {
    const days = from === to ? '' : (words.to + words.weekdays[to - 1]);
    return element('div', {}, `${words.weekdays[from - 1]}${days} ${text}`);
  });
}

function exceptionLine({ day, hours, note }) {
  const spans = hours.map(({ opens, closes }) => `${opens}–${closes}`).join(words.spans) || words.shut_day;
  return element('div', {}, [day, spans, note].filter(Boolean).join(' '));
}

function showCard(station, kept) {
  const rows = [];
  const row = (word, ...values) => values.some((value) => value) && rows.push(
    element('dt', {}, words[word]), element('dd', {}, ...values));
  row('status', station.status === 'active' ? element('span', { class: stateClass(station) }, stateText(station))
    : element('span', { class: 'shut' }, words[station.status]));
  row('distance', shown.you && metres(distance(shown.you, station)));
  row('address', station.address);
  row('hours', ...(station.open_24h ? [words.always] : hoursLines(station.hours)));
  row('holidays', words[`holiday_${station.holiday_hours}`]);
  row('days_off', ...station.exceptions.map(exceptionLine));
  row('facilities', station.facilities.map(facilityName).join(words.list) || words.facility_none);
  row('freshness', station.confirmed_at ? say('confirmed', station.freshness, station.confirmed_at.slice(0, 10))
    : say('never', station.freshness));
  row('phone', station.phone && element('a', { href: `tel:${station.phone}` }, station.phone));
  row('host', station.host_unit);
  byId('card-name').textContent = station.name;
  byId('card-body').replaceChildren(element('dl', {}, ...rows));
  if (kept !== null) byId('card-body').append(element('p', { class: 'doubt' }, say('offline', kept ? clock(kept) : words.kept)));
  byId('card').hidden = false;
  byId('card').focus();
}

function legendSign(paint, text) {
  const sign = element('canvas', { width: 40, height: 40, 'aria-hidden': 'true' });
  paint(sign.getContext('2d'));
  return element('li', {}, sign, text);
}

function showLegend(facilities) {
  byId('legend').replaceChildren(
    ...['open', 'shut', 'doubt'].map((state) => legendSign((to) => drawSign(state, 20, 20, 9, to), words[`legend_${state}`])),
    legendSign((to) => drawCluster(42, 20, 20, to), words.cluster),
    legendSign((to) => drawYou(20, 20, to), words.you),
    legendSign((to) => drawGap(20, 20, 24, to), words.gap),
    element('li', {}, element('strong', {}, words.legend_facilities)),
    ...facilities.map(({ code }) => element('li', {}, element('code', {}, code), facilityName(code))));
}

const filter = { openNow: false, facilities: [] };

function showFilters(facilities, changed) {
  facilityNames = new Map(facilities.map((f) => [f.code, language === 'zh' ? f.name : f.name_en]));
  byId('facilities').replaceChildren(...facilities.map(({ code }) => {
    const tick = element('input', { type: 'checkbox', value: code });
    tick.addEventListener('change', () => {
      const ticked = [...byId('facilities').querySelectorAll('input:checked')];
      if (ticked.length > 10) tick.checked = false;
      filter.facilities = ticked.filter(({ checked }) => checked).map(({ value }) => value);
      byId('filter-count').textContent = filter.facilities.length ? `(${filter.facilities.length})` : '';
      changed();
    });
    return element('label', { class: 'choice' }, tick, facilityName(code));
  }));
}
