// The session has ended while somebody writes: the password is asked over the page, and everything goes on.
// autosave.js loads it at the first «kabinet:ended». When the person is in it says «kabinet:entered»; when
// somebody else is, or the person acts for another applicant, «kabinet:left», and leaves the page: what was
// typed there is the first one's. Whoever types is not interrupted: the dialog waits for a pause.
(() => {
  "use strict";

  const PAUSE = 1000;
  const HERE = document.currentScript.dataset.here;
  const { user, login, acting } = document.body.dataset;
  const COOKIES = document.documentElement.dataset.cookies;
  const AWAY = "Нет связи. Написанное на месте: попробуйте ещё раз.";

  let dialog = null;
  let before = null;
  let isPutOff = false;
  let isAsking = false;
  let typedAt = Date.now();
  document.addEventListener("keydown", () => {
    typedAt = Date.now();
  });

  const pause = async () => {
    for (let left = 1; left > 0; left = typedAt + PAUSE - Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  };

  const ask = (options = {}) =>
    fetch(HERE, { ...options, headers: { "X-In-Place": "1" }, credentials: "same-origin" });

  // --- In ----------------------------------------------------------------------------------------

  const renewTokens = () => {
    const token = document.cookie.match(`(?:^|; )${COOKIES}kabinet_csrf=([^;]*)`)?.[1];
    if (!token) return;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  };

  const leave = async () => {
    const waits = [];
    document.dispatchEvent(new CustomEvent("kabinet:left", { detail: waits }));
    await Promise.allSettled(waits);
    location.replace("/");
  };

  const close = () => {
    dialog?.remove();
    dialog = null;
    if (before?.isConnected) before.focus();
  };

  const entered = async (whose) => {
    renewTokens();
    if (whose.user !== user || whose.acting !== acting) {
      await leave();
      return;
    }
    close();
    isPutOff = false;
    document.dispatchEvent(new Event("kabinet:entered"));
  };

  // --- The dialog ----------------------------------------------------------------------------------

  const say = (text) => {
    const alert = document.createElement("p");
    alert.className = "field__error";
    alert.dataset.refusal = "";
    alert.setAttribute("role", "alert");
    alert.tabIndex = -1;
    alert.textContent = text;
    dialog.querySelector("[data-refusal]")?.remove();
    dialog.querySelector("h2").after(alert);
    alert.focus();
  };

  const send = async (event) => {
    event.preventDefault();
    const button = event.submitter ?? dialog.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const body = new FormData(event.target);
    body.set("acting", acting);
    body.set("next", location.pathname);
    try {
      const response = await ask({ method: "POST", body });
      // Another tab has got another token meanwhile: the form is asked for anew.
      await show(response.status === 403 ? await ask() : response, true);
    } catch {
      if (dialog) say(AWAY);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  const putOff = () => {
    isPutOff = true;
    close();
  };

  const make = () => {
    before = document.activeElement;
    dialog = document.createElement("dialog");
    dialog.className = "login-here stack";
    dialog.setAttribute("aria-labelledby", "login-here-title");
    dialog.setAttribute("aria-describedby", "login-here-about");
    dialog.addEventListener("submit", send);
    dialog.addEventListener("cancel", putOff);
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-later]")) putOff();
    });
    document.body.append(dialog);
  };

  // Show what the portal asks, or go on when it asks nothing. The focus goes into a field only where the
  // person has asked for the dialog: else letters of the text would go into it.
  const show = async (response, isWanted) => {
    if (response.headers.get("Content-Type")?.startsWith("application/json")) {
      await entered(await response.json());
      return;
    }
    if (!response.ok && ![422, 429].includes(response.status)) throw new Error(response.statusText);
    const part = document.createRange().createContextualFragment(await response.text());
    const typed = dialog?.querySelector("[name=email]")?.value;
    if (!dialog) make();
    dialog.replaceChildren(part);
    const email = dialog.querySelector("[name=email]");
    if (email && !email.value) email.value = typed ?? login;
    const apart = dialog.querySelector("[data-apart]");
    if (apart) apart.href += `?next=${encodeURIComponent(location.pathname)}`;
    if (!dialog.open) dialog.showModal();
    const field = isWanted && dialog.querySelector("[aria-invalid=true], [name=password]");
    (dialog.querySelector("[data-refusal]") || field || dialog.querySelector("h2")).focus();
  };

  const open = async (isWanted) => {
    if (isAsking || dialog || (isPutOff && !isWanted)) return;
    isAsking = true;
    try {
      if (!isWanted) await pause();
      await show(await ask(), isWanted);
    } catch {
      // The line below the form has a link to the page for signing in.
    } finally {
      isAsking = false;
    }
  };

  document.addEventListener("kabinet:ended", () => open(false));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-enter]")) return;
    event.preventDefault();
    open(true);
  });
  // Perhaps the person has signed in in another tab.
  document.addEventListener("visibilitychange", async () => {
    if (!dialog || document.visibilityState !== "visible") return;
    try {
      const response = await ask();
      if (response.headers.get("Content-Type")?.startsWith("application/json")) {
        await entered(await response.json());
      }
    } catch {
      // It is asked again the next time.
    }
  });
  open(false);
})();
