// A form with data-autosave="<address>" saves itself: the server gets all its fields 1.5 s after a change.
// (with go=autosave); its answer is {"saved_at": "<ISO time>"}. Until then a copy stays in this browser. The form may
// carry data-draft, the name of the copy, and data-saved-at, the time of the server's last saving: a copy that was
// made before it is dropped, any other is restored.
(() => {
  "use strict";

  const DELAY = 1500;
  const RETRY = 15000;
  const PREFIX = "kabinet:draft:";
  const user = document.body.dataset.user ?? "";
  const OFFLINE = "Нет связи: изменения сохранятся, когда связь появится";
  const REFUSED = "Не удалось сохранить изменения. Сохраните их кнопкой внизу или обновите страницу";

  // --- Copies in this browser: only of the person who is signed in ----------------------------

  const copies = {
    all: () => {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
      } catch {
        return [];
      }
    },
    get: (key) => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    put: (key, copy) => {
      try {
        localStorage.setItem(key, JSON.stringify(copy));
      } catch {
        // Private windows and full storages refuse; the server's copy remains the main one.
      }
    },
    drop: (key) => {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was kept.
      }
    },
  };

  for (const key of copies.all()) {
    if (user && !key.startsWith(`${PREFIX}${user}:`)) copies.drop(key);
  }
  document.addEventListener("submit", (event) => {
    if ("logout" in event.target.dataset) copies.all().forEach(copies.drop);
  });

  // --- One form -------------------------------------------------------------------------------

  // Passwords, consents and codes against robots are given anew: mark them, or what is around them, data-no-draft.
  const kept = (input) =>
    input.name &&
    !["hidden", "password", "file", "submit", "button"].includes(input.type) &&
    !input.closest("[data-no-draft], [data-code]");

  const start = (form) => {
    const state = form.querySelector("[data-autosave-status]");
    const key = `${PREFIX}${user}:${form.dataset.draft ?? location.pathname}`;
    const tracked = "savedAt" in form.dataset;
    let timer = 0;
    let pending = false;
    let request = null;

    const say = (text, trouble) => {
      if (!state) return;
      state.textContent = text;
      state.toggleAttribute("data-trouble", trouble);
    };

    const savedAt = () => (tracked ? Date.parse(form.dataset.savedAt) : null);

    const copyNow = () => {
      const fields = [...form.elements].filter(kept).map((input) => ({
        id: input.id,
        name: input.name,
        value: input.value,
        checked: input.checked ?? null,
      }));
      copies.put(key, { base: savedAt(), fields });
    };

    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    const save = async (leaving = false) => {
      clearTimeout(timer);
      if (!pending) return;
      if (request) {
        later(DELAY);
        return;
      }
      pending = false;
      request = new AbortController();
      const body = new FormData(form);
      body.set("go", "autosave");
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      try {
        const response = await fetch(form.dataset.autosave, {
          method: "POST",
          body,
          headers: { "X-Autosave": "1", Accept: "application/json" },
          keepalive: leaving === true,
          signal: request.signal,
          redirect: "error",
        });
        if (!response.ok) throw new RangeError(String(response.status));
        const answer = await response.json().catch(() => ({}));
        if (tracked && answer.saved_at) form.dataset.savedAt = answer.saved_at;
        if (pending) {
          copyNow();
        } else {
          copies.drop(key);
          form.dispatchEvent(new Event("kabinet:saved", { bubbles: true }));
        }
        const time = new Date().toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit" });
        say(`Сохранено в ${time}`, false);
      } catch (error) {
        if (error.name === "AbortError") return;
        pending = true;
        const refused = error instanceof RangeError;
        say(refused ? REFUSED : OFFLINE, true);
        later(refused ? RETRY * 4 : RETRY);
      } finally {
        request = null;
      }
    };

    const restore = () => {
      const copy = copies.get(key);
      if (!copy) return;
      if (copy.sent && !tracked || copy.base !== savedAt()) {
        copies.drop(key);
        return;
      }
      for (const field of copy.fields) {
        const input = document.getElementById(field.id);
        if (!input || input.form !== form || !kept(input)) continue;
        if (field.checked === null || !["radio", "checkbox"].includes(input.type)) input.value = field.value;
        else input.checked = field.checked;
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
      say("Восстановлены изменения, которые не успели сохраниться", false);
    };

    const touched = (event) => {
      if (event.target !== form && !kept(event.target)) return;
      pending = true;
      copyNow();
      later(DELAY);
    };

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      pending = false;
      request?.abort();
      const copy = copies.get(key);
      if (copy) copies.put(key, { ...copy, sent: true });
    });
    window.addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(true);
    });
    window.addEventListener("beforeunload", (event) => {
      if (pending && state?.hasAttribute("data-trouble")) event.preventDefault();
    });
    restore();
  };

  // A form may also come later, in a part of the page that is opened in place.
  const started = new WeakSet();
  const startAll = (root) => {
    for (const form of root.querySelectorAll("form[data-autosave]")) {
      if (started.has(form)) continue;
      started.add(form);
      start(form);
    }
  };
  startAll(document);
  document.addEventListener("htmx:load", (event) => startAll(event.target));
})();
