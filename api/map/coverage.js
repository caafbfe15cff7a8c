// What of the demand has no station within reach: for staff, with a token that nothing keeps.
function offerCoverage(redrawn) {
  let token = '';

  const askAs = (path, body) => ask(path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
  });
  const tell = (...lines) => byId('coverage-told').replaceChildren(...lines.map(
    (line) => (typeof line === 'string' ? element('p', {}, line) : line)));
  const guarded = (work) => async () => {
    tell(words.loading);
    try {
      await work();
    } catch (error) {
      tell(error instanceof Refusal ? (error.status === 429 ? words.busy : words.refused) : words.no_data);
    }
  };
  const table = (headings, rows) => element('table', {},
    element('thead', {}, element('tr', {}, ...headings.map((heading) => element('th', { scope: 'col' }, heading)))),
    element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))))));

  const readOffices = async () => {
    token = byId('token').value.trim();
    const { body } = await askAs('v1/admin/me');
    const offices = new Map(body.grants.filter(({ role, organisation }) => ['admin', 'auditor'].includes(role) && organisation)
      .map(({ organisation }) => [organisation.id, organisation.name]));
    byId('organisation').replaceChildren(...[...offices].map(([id, name]) => element('option', { value: id }, name)));
    byId('coverage-ask').hidden = false;
    tell();
  };

  // "119.2,34.6,120" a line.
  const readPoints = () => byId('points').value.split('\n').map((line) => line.split(',').map(Number))
    .filter(([lng, lat]) => Number.isFinite(lng) && Number.isFinite(lat))
    .map(([lng, lat, weight]) => ({ lng, lat, weight: weight > 0 ? Math.round(weight) : 1 }));

  const reckon = async () => {
    const points = readPoints();
    const { lng, lat } = centre();
    const gridM = Math.max(200, Math.min(20000, Number(byId('grid').value) || 1000));
    const { body } = await askAs('v1/admin/stations/coverages', {
      organisation_id: byId('organisation').value, grid_m: gridM, ...(points.length ? { points } : {}),
      ...(byId('site').checked ? { site: { lng, lat } } : {}),
    });
    shown.gaps = body.gaps;
    shown.gridM = gridM;
    redrawn();
    const { straight_m: straight, detour, walk_m: walk } = body.method;
    tell(say('share', percent(body.share), body.covered, body.weight), say('gaps', body.gaps.length),
      ...(body.site ? [say('gained', body.site.gained, percent(body.site.share))] : []),
      ...(body.unlocated ? [say('unlocated', body.unlocated)] : []), say('method', straight, detour, walk),
      table([words.district, words.covered], body.districts.map((d) => [d.district_code ?? '—', percent(d.share)])),
      element('details', {}, element('summary', {}, words.by_hour),
        table([words.hour, words.covered], body.hours.map((h) => [`${h.hour}:00`, percent(h.share)]))));
  };

  byId('token-use').addEventListener('click', guarded(readOffices));
  byId('coverage-run').addEventListener('click', guarded(reckon));
}
