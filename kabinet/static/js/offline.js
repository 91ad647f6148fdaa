// The page without a line: tells what of the typed this browser keeps (autosave.js), and goes on when
// the line is back. The texts are not shown: whoever passes by could read them.
(() => {
  "use strict";

  const PREFIX = "kabinet:draft:";
  const list = document.querySelector("[data-kept]");
  const nothing = document.querySelector("[data-nothing-kept]");

  const copies = () => {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .filter((copy) => copy?.fields?.length);
    } catch {
      return [];
    }
  };
  const plural = (count) => {
    const [tens, ones] = [count % 100, count % 10];
    if (ones === 1 && tens !== 11) return "ответ";
    return ones > 1 && ones < 5 && (tens < 10 || tens > 20) ? "ответа" : "ответов";
  };

  const kept = copies().sort((one, other) => other.at - one.at);
  for (const { at, fields } of kept) {
    const item = document.createElement("li");
    const when = new Date(at).toLocaleString("ru-RU", { dateStyle: "short", timeStyle: "short" });
    item.textContent = `${when}: ${fields.length}\u00a0${plural(fields.length)}`;
    list.append(item);
  }
  list.hidden = !kept.length;
  nothing.hidden = Boolean(kept.length);

  // «Версия для слабовидящих»: the page is kept once for everybody, the choice is in the browser's cookie.
  const look = document.querySelector("[data-groups]");
  const chosen = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${look.dataset.cookie}=`));
  if (chosen) {
    const words = chosen.slice(look.dataset.cookie.length + 1).split(".");
    for (const [place, name] of look.dataset.groups.split(" ").entries()) {
      if (words[place]) document.documentElement.setAttribute(`data-vision-${name}`, words[place]);
    }
    look.media = "all";
  }

  // A form that was being sent is opened again by its own page, not sent by this one.
  const again = () => location.replace(location.href);
  document.querySelector("[data-again]").addEventListener("click", (event) => {
    event.preventDefault();
    again();
  });
  window.addEventListener("online", again);
})();
