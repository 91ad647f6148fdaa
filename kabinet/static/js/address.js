// What helps to write an address: its parts join to the line (kabinet/core/addresses.py joins them where no
// script runs), and the beginning of a cadastral number tells its district.
(() => {
  "use strict";

  if (window.kabinetAddresses) return; // a page with several addresses names this script as often
  window.kabinetAddresses = true;

  class AddressParts {
    constructor(root) {
      this.line = document.getElementById(root.dataset.address);
      this.parts = [...root.querySelectorAll("[data-address-part]")];
      this.said = root.querySelector("[data-address-said]");
      this.take = root.querySelector("[data-address-take]");
      this.built = "";
      // The line is the answer: joined here, in sight of the person, the parts are not sent.
      for (const part of this.parts) part.removeAttribute("name");
      root.addEventListener("input", () => this.join());
      root.addEventListener("change", () => this.join());
      this.take.addEventListener("click", () => this.put(this.joined()));
    }

    joined() {
      const told = this.parts.map(({ value, dataset }) => {
        const text = value.trim().replace(/\s+/g, " ");
        return dataset.before && /^\d/.test(text) ? `${dataset.before} ${text}` : text;
      });
      return told.filter(Boolean).join(", ");
    }

    // What the person typed into the line is replaced by a press alone.
    join() {
      const joined = this.joined();
      const own = this.line.value.trim() && this.line.value !== this.built;
      if (!own) {
        this.put(joined);
        return;
      }
      const differs = joined && joined !== this.line.value;
      this.take.hidden = !differs;
      this.said.textContent = differs ? `Получается: ${joined}` : "";
    }

    put(text) {
      this.built = text;
      this.take.hidden = true;
      this.said.textContent = text && "Адрес записан в строку выше.";
      if (this.line.value === text) return;
      this.line.value = text;
      for (const name of ["input", "change"]) this.line.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }

  for (const root of document.querySelectorAll("[data-address]")) new AddressParts(root);

  for (const told of document.querySelectorAll("[data-districts]")) {
    const districts = JSON.parse(told.dataset.districts);
    const number = document.getElementById(told.dataset.districtsOf);
    number.addEventListener("change", () => {
      const prefix = number.value.match(/^\s*(\d{2})\D(\d{2})\D/);
      told.textContent = prefix
        ? (districts[`${prefix[1]}:${prefix[2]}`] ?? told.dataset.districtsOther)
        : "";
    });
  }
})();
