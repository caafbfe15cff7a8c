// Keeps the page, and what it last learnt of the stations, for when there is no network. What names a person or a
// place somebody stands at is never kept: answers to a token, and the stations near by.
'use strict';

const KEPT = 'lgh-map-1'; // also in source.js
const KEPT_MOST = 300;
const base = new URL('.', self.location).pathname;
const page = ['map', 'map.js', 'map.css'].map((name) => base + name);
const data = new RegExp(`^${base}v1/stations(/meta|/[0-9a-f]{8}-[0-9a-f-]{27})?$`);

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(page)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('lgh-map-') && name !== KEPT)
      .map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

async function keep(request, answer) {
  const kept = await caches.open(KEPT);
  await kept.delete(request);
  await kept.put(request, answer); // at the end: the first are the oldest
  const known = (await kept.keys()).filter(({ url }) => data.test(new URL(url).pathname));
  await Promise.all(known.slice(0, Math.max(0, known.length - KEPT_MOST)).map((old) => kept.delete(old)));
}

async function recall(request) {
  const found = await caches.match(request, { ignoreVary: true, ignoreSearch: page.includes(new URL(request.url).pathname) });
  if (!found) return Response.error();
  const headers = new Headers(found.headers);
  headers.set('X-Kept', found.headers.get('Date') || '');
  return new Response(found.body, { status: found.status, headers });
}

async function answer(event) {
  try {
    const fresh = await fetch(event.request, { cache: 'no-cache' }); // asks the server, which mostly says 304
    if (fresh.status === 200) event.waitUntil(keep(event.request, fresh.clone()));
    if (fresh.status !== 503) return fresh;
    const kept = await recall(event.request);
    return kept.ok ? kept : fresh;
  } catch {
    return recall(event.request);
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const mayKeep = request.method === 'GET' && url.origin === self.location.origin && !request.headers.has('Authorization')
    && (page.includes(url.pathname) || data.test(url.pathname));
  if (mayKeep) event.respondWith(answer(event));
});
