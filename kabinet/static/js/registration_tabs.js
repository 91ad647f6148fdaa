/* What was typed in one tab of the registration goes along to another tab, for the fields both have.
   It stays in this browser tab, for the time of the change. Without this the tabs are plain links. */
(() => {
  "use strict";

  const KEY = "registration";
  const inputs = [...document.querySelectorAll(".fields input")].filter((input) => input.type === "text");

  for (const [name, value] of Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"))) {
    const input = inputs.find((candidate) => candidate.name === name);
    if (input && !input.value) input.value = value;
  }
  sessionStorage.removeItem(KEY);

  for (const tab of document.querySelectorAll(".tabs a")) {
    tab.addEventListener("click", () => {
      const typed = Object.fromEntries(inputs.map((input) => [input.name, input.value]));
      sessionStorage.setItem(KEY, JSON.stringify(typed));
    });
  }
})();
