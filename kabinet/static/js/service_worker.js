// Shows the page without a line when a page cannot be fetched. The portal itself puts before this text what
// it keeps (kabinet.ui.offline): self.KABINET = {version, page, kept}. Nothing of a person is ever kept here.
"use strict";

const { version, page, kept } = self.KABINET;
const CACHE = `kabinet-${version}`;

self.addEventListener("install", (event) => {
  const files = kept.map((url) => new Request(url, { credentials: "omit", cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name.startsWith("kabinet-") && name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(others(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const orKept = (request, url) => fetch(request).catch(() => caches.match(url, { ignoreVary: true }));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // What a form sends passes by: only when there is surely no line, the page says so, not the browser.
    if (request.method === "GET" || !navigator.onLine) event.respondWith(orKept(request, page));
  } else if (request.method === "GET" && kept.includes(pathname)) {
    event.respondWith(orKept(request, pathname));
  }
});
