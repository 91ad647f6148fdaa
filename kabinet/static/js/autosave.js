// What is typed is not lost. Every form that posts and takes text, of a person who is signed in, has a copy
// in this browser until the portal has confirmed that it has what was typed; by submitting alone the copy
// never goes. The portal confirms in three ways: the answer to an autosave; the cookie kabinet_accepted,
// which names forms that were carried out; data-answers on the mark of a form, which says that the page
// already shows what was sent.
//
// A form with data-autosave="<address>" also saves itself: the server gets all its fields 1.5 s after a
// change (with go=autosave); its answer is {"saved_at": "<ISO time>"}. It may carry data-draft, the name of
// the copy, and data-saved-at, the time of the server's last saving: a copy that was made before it is
// dropped.
(() => {
  "use strict";

  const DELAY = 1500;
  const RETRY = 15000;
  const PREFIX = "kabinet:draft:";
  const LONGEST_KEPT = 14 * 24 * 60 * 60 * 1000;
  const COOKIES = document.documentElement.dataset.cookies;
  const ACCEPTED = `${COOKIES}kabinet_accepted`;
  const CSRF = "csrfmiddlewaretoken";
  const user = document.body.dataset.user ?? "";
  const OFFLINE = "Нет связи: изменения сохранятся, когда связь появится";
  const REFUSED = "Не удалось сохранить изменения. Сохраните их кнопкой внизу или обновите страницу";
  const ENDED = "Сеанс закончился: войдите снова, набранное сохранено";
  const ENTERED = "Вы вошли, набранное на месте";
  const UNKEPT = "Сеанс закончился. Скопируйте набранное и войдите снова: этот браузер не смог его сохранить";
  const ANOTHER = "В этом браузере вошёл другой человек. Набранное сохранено для вас: войдите снова";
  const CHANGED =
    "В другой вкладке вы начали действовать за другого заявителя. Набранное здесь сохранено: " +
    "нажмите кнопку внизу, и мы поможем вернуться к нему";
  const RESTORED = "Восстановлены изменения, которые не успели сохраниться";
  const UNCONFIRMED =
    "Восстановлено отправленное: портал не подтвердил, что получил его. " +
    "Проверьте, нет ли его уже на странице";

  const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";

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
        return true;
      } catch {
        // Private windows and full storages refuse; the server's copy remains the main one.
        return false;
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
    const isOld = Date.now() - (copies.get(key)?.at ?? 0) > LONGEST_KEPT;
    if (isOld || (user && !key.startsWith(`${PREFIX}${user}:`))) copies.drop(key);
  }
  document.addEventListener("submit", (event) => {
    if (!("logout" in event.target.dataset)) return;
    copies.all().forEach(copies.drop);
    window.indexedDB?.deleteDatabase("kabinet-files"); // of incoming.js, which few pages load
  });

  const dropAccepted = () => {
    const accepted = cookie(ACCEPTED).split(".").filter(Boolean);
    if (!accepted.length) return;
    for (const key of copies.all()) {
      if (accepted.includes(copies.get(key)?.form)) copies.drop(key);
    }
    document.cookie = `${ACCEPTED}=; path=/; max-age=0; samesite=lax${COOKIES && "; secure"}`;
  };
  dropAccepted();

  // --- One form -------------------------------------------------------------------------------

  // Passwords, consents and codes against robots are given anew: mark them, or what is around them,
  // data-no-draft.
  const kept = (input) =>
    input.name &&
    !["hidden", "password", "file", "submit", "button"].includes(input.type) &&
    !input.closest("[data-no-draft], [data-code]");
  const ticked = (input) => ["radio", "checkbox"].includes(input.type);
  const isText = (input) => kept(input) && !ticked(input) && input.tagName !== "SELECT";
  const isChanged = (input) => {
    if (ticked(input)) return input.checked !== input.defaultChecked;
    if (input.options) return [...input.options].some((option) => option.selected !== option.defaultSelected);
    return input.value !== input.defaultValue;
  };

  const names = new Map();
  const nameOf = (form) => {
    if (form.dataset.draft) return form.dataset.draft;
    const path = new URL(form.getAttribute("action") ?? "", location.href).pathname;
    const fields = [...new Set([...form.elements].filter(kept).map((input) => input.name))];
    const name = `${path}#${form.id || fields.join()}`;
    const before = names.get(name) ?? 0;
    names.set(name, before + 1);
    return before ? `${name}#${before}` : name;
  };

  const sayOf = (form) => {
    let state = form.querySelector("[data-autosave-status]");
    return (text, trouble, link) => {
      if (!state) {
        state = document.createElement("p");
        state.className = "save-state";
        state.dataset.autosaveStatus = "";
        state.setAttribute("aria-live", "polite");
        form.append(state);
      }
      state.textContent = text;
      state.toggleAttribute("data-trouble", trouble);
      if (!link) return;
      const enter = document.createElement("a");
      enter.href = `/login/?next=${encodeURIComponent(location.pathname)}`;
      enter.target = "_blank";
      enter.dataset.enter = "";
      enter.textContent = "Войти и продолжить";
      state.append(". ", enter);
    };
  };

  // --- The session has ended: what asks for the password over the page comes when it is needed ---

  const { entrance, here } = document.currentScript.dataset;
  let asks = false;
  document.addEventListener("kabinet:ended", () => {
    if (asks || !user) return;
    asks = true;
    const script = document.createElement("script");
    script.dataset.here = here;
    script.onerror = () => {
      asks = false;
    };
    script.src = entrance;
    document.head.append(script);
  });
  const tellEnded = () => document.dispatchEvent(new Event("kabinet:ended"));

  const copyOf = (form) => {
    const key = `${PREFIX}${user}:${nameOf(form)}`;
    const tracked = "savedAt" in form.dataset;
    const mark = () => form.elements.namedItem("form_mark");
    const savedAt = () => (tracked ? Date.parse(form.dataset.savedAt) : null);
    // How often a name comes in a form tells one of its fields from another.
    const numbered = () => {
      const counts = new Map();
      return [...form.elements].filter(kept).map((input) => {
        const name = ticked(input) ? `${input.name}=${input.value}` : input.name;
        counts.set(name, (counts.get(name) ?? -1) + 1);
        return [`${name}:${counts.get(name)}`, input];
      });
    };
    // Only what the person changed: what others saved meanwhile is not undone. A page that answers a sending,
    // or was filled by the portal again, shows what nobody has saved: there it is everything.
    const before = (form.elements.namedItem("form_before")?.value ?? "").split(".");
    let everything = before[0] !== "" && !mark()?.dataset.answers;
    // Whether what was typed is kept now. `isSaving`: an earlier state of the form is on its way.
    const make = (isSaving = false) => {
      const fields = numbered()
        .filter(([, input]) => everything || isChanged(input))
        .map(([name, input]) => [name, input.value, input.checked ?? null]);
      const [id] = (mark()?.value ?? "").split(".");
      const copy = { form: id, base: savedAt(), isSaving, at: Date.now(), fields };
      if (fields.length) return copies.put(key, copy);
      copies.drop(key);
      return true;
    };
    return {
      make,
      drop: () => copies.drop(key),
      send: () => {
        const copy = copies.get(key);
        if (copy) copies.put(key, { ...copy, sent: true });
      },
      // Put the copy into the form; what to tell about it, or nothing.
      restore: () => {
        const copy = copies.get(key);
        if (!copy) return "";
        const isHere = copy.form && copy.form === mark()?.dataset.answers;
        const isFilled = copy.sent && copy.form && before.includes(copy.form);
        if (isHere || isFilled) {
          everything = true;
          make();
          return "";
        }
        // Somebody saved later than this was typed; or this very page did, when it was left.
        const isBehind = copy.base !== savedAt();
        if (isBehind && !copy.isSaving) {
          copies.drop(key);
          return "";
        }
        const inputs = new Map(numbered());
        let isOther = false;
        for (const [name, value, checked] of copy.fields) {
          const input = inputs.get(name);
          if (!input) continue;
          isOther ||= ticked(input) ? input.checked !== checked : input.value !== value;
          if (ticked(input)) input.checked = checked;
          else input.value = value;
        }
        if (!isOther) {
          if (isBehind) copies.drop(key);
          return "";
        }
        form.dispatchEvent(new Event("change", { bubbles: true }));
        return copy.sent ? UNCONFIRMED : RESTORED;
      },
    };
  };

  // Signing in, in another tab too, gives the browser another token than the page has.
  const renewToken = (form) => {
    const token = cookie(`${COOKIES}kabinet_csrf`);
    const input = form.elements.namedItem(CSRF);
    if (token && input) input.value = token;
  };

  // All that a form tells when the session has ended.
  const listeners = new Set();

  const start = (form) => {
    const say = sayOf(form);
    const copy = copyOf(form);
    const saves = "autosave" in form.dataset;
    let timer = 0;
    let pending = false;
    let trouble = false;
    let request = null;

    const tell = (text, isTrouble, link = false) => {
      trouble = isTrouble;
      say(text, isTrouble, link);
    };

    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    const ended = () => (!pending || copy.make() ? ENDED : UNKEPT);
    listeners.add(() => form.isConnected && (saves || pending) && tell(ended(), true, true));

    const answered = async (response) => {
      // An answer from elsewhere than the form's address is the page for signing in.
      if (response.status === 401 || response.type === "opaqueredirect") {
        const body = await response.json().catch(() => ({}));
        pending = true;
        tellEnded();
        return body.kept ? ENDED : ended();
      }
      if (response.status === 403) {
        const body = await response.json().catch(() => ({}));
        if (body.changed) return CHANGED;
        return body.another ? ANOTHER : body.kept ? ENDED : REFUSED;
      }
      if (!response.ok) return REFUSED;
      const body = await response.json().catch(() => ({}));
      if ("savedAt" in form.dataset && body.saved_at) form.dataset.savedAt = body.saved_at;
      // From here on only what is changed after this saving is sent as changed: another tab's answers stay.
      const base = form.elements.namedItem("base");
      if (base && body.base) base.value = body.base;
      return "";
    };

    const save = async (leaving = false) => {
      clearTimeout(timer);
      if (!pending || !saves) return;
      if (request && leaving !== true) {
        later(DELAY);
        return;
      }
      // Whoever leaves has no time to wait: what goes now has all that the one before had.
      request?.abort();
      pending = false;
      const own = new AbortController();
      request = own;
      renewToken(form);
      const body = new FormData(form);
      body.set("go", "autosave");
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      try {
        const response = await fetch(form.dataset.autosave, {
          method: "POST",
          body,
          headers: { "X-Autosave": "1", Accept: "application/json" },
          keepalive: leaving === true,
          signal: own.signal,
          redirect: "manual",
        });
        const refusal = await answered(response);
        if (refusal) {
          pending = true;
          copy.make();
          tell(refusal, true, ![REFUSED, CHANGED].includes(refusal));
          later(RETRY * 4);
          return;
        }
        if (pending) {
          copy.make();
        } else {
          copy.drop();
          form.dispatchEvent(new Event("kabinet:saved", { bubbles: true }));
        }
        const time = new Date().toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit" });
        tell(`Сохранено в ${time}`, false);
      } catch (error) {
        if (error.name === "AbortError") return;
        pending = true;
        copy.make();
        tell(OFFLINE, true);
        later(RETRY);
      } finally {
        if (request === own) request = null;
      }
    };

    const touched = (event) => {
      if (event.target !== form && !kept(event.target)) return;
      pending = true;
      copy.make(Boolean(request));
      later(DELAY);
    };

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      pending = false;
      request?.abort();
      copy.send();
    });
    window.addEventListener("online", () => save());
    document.addEventListener("kabinet:entered", () => {
      if (saves) save();
      else if (trouble) tell(ENTERED, false);
    });
    // The portal keeps what this person typed before the page is left to the next one.
    document.addEventListener("kabinet:left", ({ detail }) => {
      const saving = save().then(() => {
        pending = false;
      });
      detail.push(saving);
    });
    document.addEventListener("visibilitychange", () => {
      // Hidden: perhaps for good. Shown again: perhaps the person has signed in in another tab.
      if (document.visibilityState === "hidden") save(true);
      else if (trouble) save();
    });
    window.addEventListener("beforeunload", (event) => {
      if (saves && pending && trouble) event.preventDefault();
    });
    const restored = copy.restore();
    if (restored) tell(restored, false);
  };

  // --- Which forms: by what they are, not by what a page says -----------------------------------

  const isKept = (form) => {
    if ("autosave" in form.dataset) return true;
    const inputs = [...form.elements];
    return (
      user &&
      form.method === "post" &&
      inputs.some(isText) &&
      !inputs.some((input) => input.type === "password" || input.autocomplete === "one-time-code")
    );
  };

  // A form may also come later, in a part of the page that is opened in place.
  const started = new WeakSet();
  const startAll = (root) => {
    for (const form of root.querySelectorAll("form")) {
      if (started.has(form) || !isKept(form)) continue;
      started.add(form);
      start(form);
    }
  };
  startAll(document);
  document.addEventListener("htmx:load", (event) => startAll(event.target));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    tellEnded();
    for (const tell of listeners) tell();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") renewToken(event.target);
  });
  window.addEventListener("pageshow", dropAccepted);
})();
