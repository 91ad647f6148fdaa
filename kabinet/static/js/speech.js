// Reads the page aloud, in «Версия для слабовидящих» and only by its button: the browser's voice, a block
// at a time, the one being read marked. What is selected is read alone.
(() => {
  "use strict";

  const button = document.querySelector("[data-speech]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;

  const BLOCKS = "h1, h2, h3, h4, legend, label, p, li, dt, dd, th, td, summary, figcaption, .btn";
  let reading = 0;

  const voice = () => speech.getVoices().find(({ lang }) => lang.toLowerCase().startsWith("ru"));
  const show = () => {
    button.hidden = !voice();
  };
  show();
  speech.addEventListener?.("voiceschanged", show);

  const isSeen = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
  // The innermost blocks: a paragraph in an item of a list is read once.
  const parts = () => {
    const chosen = String(window.getSelection()).trim();
    if (chosen) return [{ text: chosen }];
    return [...document.querySelectorAll(`main :is(${BLOCKS})`)]
      .filter((element) => !element.querySelector(BLOCKS) && isSeen(element))
      .map((element) => ({ element, text: element.textContent.trim() }))
      .filter(({ text }) => text);
  };

  const unmark = () => {
    for (const element of document.querySelectorAll("[data-read-aloud]")) delete element.dataset.readAloud;
  };
  const stop = () => {
    reading += 1;
    speech.cancel();
    unmark();
    button.textContent = "Читать вслух";
    button.setAttribute("aria-pressed", "false");
  };

  const read = (rest, turn) => {
    if (turn !== reading) return;
    unmark();
    const [part, ...others] = rest;
    if (!part) {
      stop();
      return;
    }
    if (part.element) {
      part.element.dataset.readAloud = "";
      part.element.scrollIntoView({ block: "nearest" });
    }
    const said = new SpeechSynthesisUtterance(part.text);
    said.lang = "ru-RU";
    said.voice = voice() ?? null;
    said.addEventListener("end", () => read(others, turn));
    said.addEventListener("error", () => read(others, turn));
    speech.speak(said);
  };

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    const found = parts();
    stop();
    button.textContent = "Остановить чтение";
    button.setAttribute("aria-pressed", "true");
    read(found, reading);
  });
  window.addEventListener("pagehide", () => speech.cancel());
})();
