// Files go to the portal in pieces (kabinet/files/incoming.py): what has come stays when the line breaks.
// Until the portal has a file the browser keeps it too (IndexedDB), for its owner alone and for a day, so
// that a reload or an ended session loses nothing; autosave.js throws it away when they leave. Loaded before
// upload.js, which uses it.
(() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const FIRST_PAUSE = 2000;
  const LONGEST_PAUSE = 30000;
  const COOKIES = document.documentElement.dataset.cookies;
  const BEGIN = document.currentScript.dataset.begin;
  const user = document.body.dataset.user ?? "";

  const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
  const token = () =>
    cookie(`${COOKIES}kabinet_csrf`) || (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");

  // --- What the browser keeps ------------------------------------------------------------------

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  let opened = null;
  const database = () => {
    opened ??= (() => {
      const request = indexedDB.open("kabinet-files", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files", { autoIncrement: true });
      return asked(request).then((files) => {
        files.onversionchange = () => files.close(); // someone logs out: what is kept goes
        return files;
      });
    })();
    return opened;
  };
  // A private window or a full disk keeps nothing: then a file waits as long as its page is open.
  const store = async (mode, act) => {
    try {
      return await asked(act((await database()).transaction("files", mode).objectStore("files")));
    } catch {
      return null;
    }
  };

  const kept = {
    put: (field, file) =>
      store("readwrite", (files) =>
        files.add({ user, page: location.pathname, field, file, name: file.name, at: Date.now() }),
      ),
    note: async (key, told) => {
      const row = key && (await store("readonly", (files) => files.get(key)));
      if (row) await store("readwrite", (files) => files.put({ ...row, told }, key));
    },
    drop: (key) => key && store("readwrite", (files) => files.delete(key)),
    // What waits for this person on this page; what is old or another's goes.
    here: async () => {
      const keys = (await store("readonly", (files) => files.getAllKeys())) ?? [];
      const rows = (await store("readonly", (files) => files.getAll())) ?? [];
      const mine = [];
      for (const [at, row] of rows.entries()) {
        if (row.user !== user || Date.now() - row.at > DAY) kept.drop(keys[at]);
        else if (row.page === location.pathname) mine.push({ ...row, key: keys[at] });
      }
      return mine;
    },
  };

  // --- Sending -----------------------------------------------------------------------------------

  class Refused extends Error {}
  class Ended extends Error {}
  class Away extends Error {}

  const ask = async (url, options) => {
    let response;
    try {
      response = await fetch(url, {
        redirect: "manual",
        ...options,
        headers: { "HX-Request": "true", "X-CSRFToken": token(), ...options.headers },
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Away();
    }
    if (response.status === 401 || response.type === "opaqueredirect") throw new Ended();
    if (response.status >= 500 || [408, 429].includes(response.status)) throw new Away();
    return response;
  };

  const textOf = async (response) => {
    if (response.status === 413) return "Файл слишком большой.";
    if (response.status === 403) return "Страница устарела: обновите её и приложите файл ещё раз.";
    const body = await response.text();
    if (response.headers.get("Content-Type")?.startsWith("text/plain") && body.trim()) return body.trim();
    const page = new DOMParser().parseFromString(body, "text/html");
    const text = page.querySelector("[data-upload-error], .field__error, .alert__text")?.textContent.trim();
    return text || "Не удалось загрузить файл. Попробуйте ещё раз.";
  };

  const sha256 = async (file) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const begin = async (file, sum, signal) => {
    const body = new URLSearchParams({ name: file.name, size: file.size, sha256: sum });
    const response = await ask(BEGIN, { method: "POST", body, signal });
    if (!response.ok) throw new Refused(await textOf(response));
    return response.json();
  };

  const sendPiece = async (told, file, signal) => {
    const response = await ask(told.url, {
      method: "POST",
      body: file.slice(told.received, told.received + told.piece),
      headers: { "Upload-Offset": told.received, "Content-Type": "application/octet-stream" },
      signal,
    });
    if (response.ok || response.status === 409) return response.json();
    if (response.status === 404) return null;
    throw new Refused(await textOf(response));
  };

  // Until the line is back, the person asks for it, or a while has passed.
  const patience = (job, length) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, length);
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      job.again = go;
      job.signal.addEventListener("abort", go, { once: true });
      window.addEventListener("online", go, { once: true });
      document.addEventListener("kabinet:entered", go, { once: true });
      document.addEventListener("visibilitychange", go, { once: true });
    });

  // Do `act` until it is done; a broken line and an ended session are waited for. `job` is told by its
  // `wait(why)` ("away", "ended", "" when it goes on) and may be aborted by its `signal`.
  const persist = async (job, act) => {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const done = await act();
        job.wait("");
        return done;
      } catch (error) {
        if (!(error instanceof Away || error instanceof Ended) || job.signal.aborted) throw error;
        if (error instanceof Ended) document.dispatchEvent(new Event("kabinet:ended"));
        job.wait(error instanceof Ended ? "ended" : "away");
      }
      await patience(job, pause);
      job.signal.throwIfAborted();
    }
  };

  // What is announced again before it has come whole goes on as the same file. So the same file in another
  // field waits until the first one is here, and has a mark of its own.
  const underWay = new Map();
  const inTurn = async (key, act) => {
    const before = underWay.get(key);
    const mine = (async () => {
      await before?.catch(() => null);
      return act();
    })();
    underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      if (underWay.get(key) === mine) underWay.delete(key);
    }
  };

  // Bring a file to the portal; its answer about the whole: { url, mark }.
  const bring = async (job, file, progress) => {
    const sum = await sha256(file);
    const step = (so) => () => (so ? sendPiece(so, file, job.signal) : begin(file, sum, job.signal));
    return inTurn(`${sum} ${file.name}`, async () => {
      let told = null;
      do {
        told = await persist(job, step(told));
        progress(told ? told.received / file.size : 0);
      } while (!told || told.received < file.size);
      return told;
    });
  };

  // Send the form of one file to the address that attaches it; the answer's HTML.
  const attach = (job, url, field, mark) =>
    persist(job, async () => {
      const body = new URLSearchParams({ csrfmiddlewaretoken: token(), [`incoming-${field}`]: mark });
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      const response = await ask(url, { method: "POST", body, headers, signal: job.signal });
      if (!response.ok) throw new Refused(await textOf(response));
      return response.text();
    });

  // Whether a form took it already, or it is gone.
  const isSpent = async (told) => {
    try {
      const response = await ask(told.url, {});
      return response.status === 404 || (response.ok && (await response.json()).used);
    } catch {
      return false;
    }
  };

  const forget = (told) => ask(told.url, { method: "DELETE" }).catch(() => null);

  window.kabinetIncoming = {
    works: Boolean(user && BEGIN && window.crypto?.subtle && window.indexedDB),
    kept,
    bring,
    attach,
    isSpent,
    forget,
    textOf,
    Refused,
  };
})();
