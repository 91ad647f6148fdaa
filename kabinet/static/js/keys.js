// Keys of the office: a list is walked, a card is worked on and left without the mouse.
// A key is its place on the keyboard, so it works in the Russian layout too. None does anything while
// somebody types, or with Ctrl, Alt or ⌘; a person can switch the letters off (WCAG 2.1.4), on this device.
(() => {
  "use strict";

  const OFF = "kabinet:keys-off";
  const PAUSE = 1500; // how long «G» waits for its second letter
  const PLACES = { KeyQ: "/office/", KeyA: "/office/appeals/", KeyP: "/office/payments/" };

  const help = document.querySelector("#keys");
  if (!help) return;

  const remembered = (ask) => {
    try {
      return ask(localStorage);
    } catch {
      return null; // a private window keeps nothing
    }
  };
  let isOn = !remembered((kept) => kept.getItem(OFF));

  // --- The list ------------------------------------------------------------------------------------

  const cases = () => [...document.querySelectorAll(".queue__number")];

  const show = (link) => {
    link.focus({ preventScroll: true });
    link.closest("tr")?.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const links = cases();
    const here = links.indexOf(document.activeElement.closest("tr")?.querySelector(".queue__number"));
    const next = links[here < 0 ? 0 : here + by];
    if (next) show(next);
    return links.length > 0;
  };

  // Back from a card: its row has the focus again, once the browser has gone to the place and let go of it.
  const row = location.hash.startsWith("#case-") && document.getElementById(location.hash.slice(1));
  if (row) {
    window.addEventListener("load", () =>
      requestAnimationFrame(() => show(row.querySelector(".queue__number"))),
    );
  }

  // --- The card ------------------------------------------------------------------------------------

  const follow = (selector) => {
    const link = document.querySelector(selector);
    link?.click();
    return Boolean(link);
  };

  const enter = (selector) => {
    const field = document.querySelector(selector);
    field?.focus();
    field?.scrollIntoView({ block: "center" });
    return Boolean(field);
  };

  // --- The keys ------------------------------------------------------------------------------------

  const ACTS = new Map([
    ["KeyJ", () => follow("[data-walk=next]") || step(1)],
    ["KeyK", () => follow("[data-walk=previous]") || step(-1)],
    ["KeyE", () => follow("[data-take]")],
    ["KeyR", () => enter("#answer textarea")],
    ["KeyN", () => enter("#notes textarea")],
    ["KeyA", () => enter(".acts button")],
    ["KeyU", () => follow(".back-link")],
  ]);

  const isTyping = (target) =>
    target.isContentEditable ||
    target.matches?.(
      "textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])",
    );

  let goUntil = 0;

  const act = (event) => {
    if (event.key === "?") {
      help.showModal();
      return true;
    }
    if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) {
      return enter("main [type=search]") || enter("[role=search] [type=search]");
    }
    if (event.shiftKey) return false;
    const isSecond = Date.now() < goUntil;
    goUntil = event.code === "KeyG" ? Date.now() + PAUSE : 0;
    const place = isSecond && PLACES[event.code];
    if (place) {
      // Only where the menu leads as well: whoever may not work there is not sent there.
      return follow(`.header a[href="${place}"]`);
    }
    return ACTS.get(event.code)?.() ?? false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (!isOn || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (act(event)) event.preventDefault();
  });

  // --- The help --------------------------------------------------------------------------------------

  const button = document.querySelector("[data-keys-help]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  const choice = help.querySelector("[data-keys-on]");
  choice.checked = isOn;
  choice.addEventListener("change", () => {
    isOn = choice.checked;
    remembered((kept) => (isOn ? kept.removeItem(OFF) : kept.setItem(OFF, "yes")));
  });
})();
