// What makes pages more comfortable; each of them works without it.
(() => {
  "use strict";

  // --- A page with a part to exchange asks for htmx, which weighs more than all the rest ------------------

  // Once the page is complete: htmx begins at once then, while before that it may miss what it waits for.
  const { htmx } = document.currentScript.dataset;
  window.addEventListener("load", () => {
    if (!document.querySelector("[hx-get], [hx-post]")) return;
    const script = document.createElement("script");
    script.src = htmx;
    document.head.append(script);
  });

  // --- Scripts of some pages only wait in a template until something on the page needs them --------------

  const bringScripts = () => {
    for (const waiting of document.querySelectorAll("template[data-needed-by]")) {
      if (!document.querySelector(waiting.dataset.neededBy)) continue;
      const scripts = document.importNode(waiting.content, true);
      for (const script of scripts.querySelectorAll("script")) script.async = false; // in their order
      waiting.replaceWith(scripts);
    }
  };
  bringScripts();
  document.addEventListener("htmx:load", bringScripts);

  // --- Without a line, a page of the portal's own says so --------------------------------------------------

  window.addEventListener("load", () => {
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {
      // A private window refuses: the browser's own page is shown then.
    });
  });

  // --- «Назад» and «Обновить» on the answer to a form ask for the page of the form, they send nothing ------

  // No page may be kept, so the browser would have to send the form again: it shows an error or asks whether
  // to. The form itself has its copy, if the portal has not accepted it.
  const stood = "answer" in document.body.dataset && document.referrer && new URL(document.referrer);
  if (stood && stood.origin === location.origin) {
    for (const form of document.querySelectorAll("form:not([action])")) form.action = location.href;
    for (const link of document.querySelectorAll("a[href^='?']")) link.setAttribute("href", link.href);
    history.replaceState(history.state, "", stood);
  }

  // --- A form is sent once, however often its button is pressed ------------------------------

  const SENT = "sent";

  const release = (form) => {
    delete form.dataset[SENT];
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (SENT in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset[SENT] = "";
    event.submitter?.setAttribute("aria-busy", "true");
    // A sending that the person stops leaves no trace in the page: the form opens again by itself. So does
    // one whose answer comes in a new tab.
    setTimeout(release, event.submitter?.formTarget === "_blank" ? 1000 : 20000, form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

  // --- Numbers are set out as people read them when the person leaves the field ---------------

  const pad = (number) => number.padStart(2, "0");
  const MASKS = {
    date: (text) => {
      const iso = text.match(/^(\d{4})-(\d{2})-(\d{2})$/);
      if (iso) return `${iso[3]}.${iso[2]}.${iso[1]}`;
      const parts =
        text.match(/^(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4})$/) || text.match(/^(\d{2})(\d{2})(\d{4})$/);
      return parts && `${pad(parts[1])}.${pad(parts[2])}.${parts[3]}`;
    },
    month: (text) => {
      const parts = text.match(/^(\d{1,2})[.,/\s-]+(\d{4})$/) || text.match(/^(\d{2})(\d{4})$/);
      return parts && `${pad(parts[1])}.${parts[2]}`;
    },
    cadastral: (text) => {
      const parts = text.split(/[:;.,/_\s\u2010-\u2015-]+/);
      const shaped = parts.length === 4 && parts.every((part) => /^\d+$/.test(part));
      return shaped && parts.join(":");
    },
    phone: (text) => {
      const digits = text.replace(/\D/g, "");
      const parts = digits.match(/^(?:[78](?=\d{10}$))?(9\d{2})(\d{3})(\d{2})(\d{2})$/);
      return parts && `+7 ${parts[1]} ${parts[2]}-${parts[3]}-${parts[4]}`;
    },
    snils: (text) =>
      text.replace(/\D/g, "").match(/^\d{11}$/) &&
      text.replace(/\D/g, "").replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, "$1-$2-$3 $4"),
    passport: (text) =>
      text.replace(/\D/g, "").match(/^\d{10}$/) && text.replace(/\D/g, "").replace(/(\d{4})/, "$1 "),
    department_code: (text) =>
      text.replace(/\D/g, "").match(/^\d{6}$/) && text.replace(/\D/g, "").replace(/(\d{3})/, "$1-"),
  };

  document.addEventListener("focusout", (event) => {
    const mask = MASKS[event.target.dataset?.mask];
    const formatted = mask?.(event.target.value.trim());
    if (formatted && formatted !== event.target.value) event.target.value = formatted;
  });

  // --- Fields that are asked for some answers only -------------------------------------------

  const answerOf = (scope, name) => {
    const inputs = [...scope.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const chosen = inputs.find((input) => input.checked);
    if (chosen) return chosen.type === "checkbox" ? "yes" : chosen.value;
    return inputs.find((input) => !["radio", "checkbox"].includes(input.type))?.value ?? "";
  };

  const showFields = (scope) => {
    for (const field of scope.querySelectorAll("[data-shown-name]")) {
      const form = field.closest("form") ?? document;
      const name = field.dataset.shownName;
      const asked = !form.querySelector(`[data-field="${CSS.escape(name)}"]`)?.hidden;
      const shown = asked && JSON.parse(field.dataset.shownValues).includes(answerOf(form, name));
      field.hidden = !shown;
      // A hidden field keeps what was typed; the server is told that the person did not see it.
      const mark = field.querySelector(":scope > [data-unseen]");
      if (mark) mark.disabled = shown;
    }
  };

  document.addEventListener("change", () => showFields(document));
  document.addEventListener("htmx:load", (event) => showFields(event.target));
  window.addEventListener("pageshow", () => showFields(document));

  // --- What was typed and not saved ----------------------------------------------------------

  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "unsaved" in form.dataset) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  document.addEventListener("kabinet:saved", (event) => changed.delete(event.target));
  document.addEventListener("kabinet:left", () => changed.clear());
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  // --- «e-mail» and «152-ФЗ» are not broken at the hyphen ---------------------------------------

  // The font has no unbreakable hyphen, and texts are evidence: they are shown, found and copied as they are
  // kept.
  const WHOLE = /\be-mail|\d+-ФЗ/i;
  const PLAIN = "option, script, style, textarea, .whole";

  const keepWhole = (root) => {
    const found = [];
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (WHOLE.test(text.data) && !text.parentElement.closest(PLAIN)) found.push(text);
    }
    for (const text of found) {
      if (text.parentElement.matches(".btn")) {
        // Its words are parted as one text, not as things that stand in a row.
        const line = document.createElement("span");
        text.replaceWith(line);
        line.append(text);
      }
      for (let rest = text, word = rest.data.match(WHOLE); word; word = rest.data.match(WHOLE)) {
        const whole = document.createElement("span");
        whole.className = "whole";
        const begun = rest.splitText(word.index);
        rest = begun.splitText(word[0].length);
        begun.replaceWith(whole);
        whole.append(begun);
      }
    }
  };
  keepWhole(document.body);
  document.addEventListener("htmx:load", (event) => keepWhole(event.target));

  // --- Printing ------------------------------------------------------------------------------

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Paper cannot be opened: what is folded on the screen is printed whole.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const folded of opened) folded.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
  });

  // --- Errors, colours, the menu -------------------------------------------------------------

  document.querySelector("[data-error-summary]")?.focus();
  // Once the browser has gone to the row: going there takes the focus away again.
  window.addEventListener("load", () => {
    if (!location.hash.startsWith("#row_")) return;
    document.querySelector(":target :is(input:not([type='hidden']), select, textarea)")?.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a");
    const input = link && document.getElementById(link.hash.slice(1));
    if (input) {
      event.preventDefault();
      input.focus({ preventScroll: true });
      (input.closest(".field") ?? input).scrollIntoView({ block: "start" });
    }
    for (const menu of document.querySelectorAll(".burger[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".burger[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!("themeSwitch" in form.dataset) || !event.submitter) return;
      event.preventDefault();
      const theme = event.submitter.value;
      const page = document.documentElement;
      page.dataset.theme = theme;
      const secure = location.protocol === "https:" ? "; secure" : "";
      const chosen = `${page.dataset.cookies}kabinet_theme=${theme}`;
      document.cookie = `${chosen}; path=/; max-age=31536000; samesite=lax${secure}`;
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.value === theme));
      }
    },
    true,
  );
})();
