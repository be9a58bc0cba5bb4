// Keeps what the page has loaded, so that it works without a network; a new version is fetched when there is one.
const CACHE = "magnesium-VERSION";

const keep = async () => (await caches.open(CACHE)).addAll(await (await fetch("files.json")).json());
const forget = async () => Promise.all((await caches.keys()).filter((name) => name !== CACHE).map((name) => caches.delete(name)));
const answer = async (request) => (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
