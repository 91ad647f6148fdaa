/* A button that shows what is typed into a password field. Without it the field works as it is. */
(() => {
  "use strict";

  for (const input of document.querySelectorAll("input[data-password]")) {
    const wrapper = document.createElement("div");
    const button = document.createElement("button");
    wrapper.className = "password";
    button.className = "password__button";
    button.type = "button";
    button.setAttribute("aria-controls", input.id);
    input.replaceWith(wrapper);
    wrapper.append(input, button);

    const show = (visible) => {
      input.type = visible ? "text" : "password";
      input.spellcheck = false;
      button.textContent = visible ? "Скрыть" : "Показать";
      button.setAttribute("aria-label", visible ? "Скрыть пароль" : "Показать пароль");
    };
    button.addEventListener("click", () => {
      show(input.type === "password");
      input.focus();
    });
    // A visible password must not be kept by the browser among ordinary texts.
    input.form?.addEventListener("submit", () => show(false));
    show(false);
  }
})();
