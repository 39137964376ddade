// Keeps the publication readable without a connection: pages network first, files with a
// digest in their name cache first. VERSION and SHELL are put before this file by the build.
"use strict";
const PAGES = "tipsheet-pages", FILES = "tipsheet-files-" + VERSION, KEEP = 80;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("tipsheet-files-") && name !== FILES).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
const trim = async (cache) => {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - KEEP)).map((key) => cache.delete(key)));
};
const page = async (request) => {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) { await cache.put(request, answer.clone()); trim(cache); }
    return answer;
  } catch (error) {
    return (await cache.match(request, { ignoreSearch: true })) || (await caches.match(OFFLINE)) || Promise.reject(error);
  }
};
const file = async (request) => {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) { const cache = await caches.open(FILES); await cache.put(request, answer.clone()); }
  return answer;
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/\/(assets|images)\//.test(url.pathname)) event.respondWith(file(request));
  else if (/\/search\/.*\.json$/.test(url.pathname)) event.respondWith(page(request));
});
self.addEventListener("message", (event) => {
  const paths = event.data && Array.isArray(event.data.keep) ? event.data.keep.slice(0, 12) : [];
  event.waitUntil(caches.open(PAGES).then((cache) => Promise.allSettled(paths.map(async (path) => {
    const url = new URL(path, self.location.origin);
    if (url.origin === self.location.origin && !(await cache.match(url.href))) await cache.add(url.href);
  }))));
});
