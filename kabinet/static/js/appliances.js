// The power calculator counts while numbers are typed; without this its button asks the portal.
(() => {
  "use strict";

  const box = document.querySelector("[data-appliances]");
  const power = document.querySelector("input[name=power]");
  if (!box || !power) return;
  const ONE_PHASE = 7;
  const told = box.querySelector("[data-load]");
  const inputs = [...box.querySelectorAll("[data-power]")];
  const number = (value) => String(value).replace(".", ",");

  // By tenths of a watt: 0.3 + 0.6 is no 0.9 to a computer.
  const tenths = (value) => Math.round(value * 10000);

  const count = () => {
    const used = inputs
      .map((input) => ({ ...input.dataset, count: Math.min(Number.parseInt(input.value, 10) || 0, 20) }))
      .filter((one) => one.count > 0);
    if (!used.length) {
      told.textContent = "";
      return;
    }
    const sum = (worth) => used.reduce((whole, one) => whole + tenths(worth(one)), 0);
    const together = sum((one) => one.power * one.count) / 10000;
    const shared = sum((one) => one.power * one.share * one.count);
    const strongest = Math.max(...used.map((one) => tenths(one.power)));
    const atOnce = Math.ceil(Math.max(shared, strongest) / 5000) / 2;
    const three = atOnce > ONE_PHASE || used.some((one) => "threePhases" in one);
    power.value = number(atOnce);
    const phases = three ? "три фазы, 380\u00a0В" : "хватит одной фазы, 220\u00a0В";
    const counted = `${number(atOnce)}\u00a0кВт из\u00a0${number(together)}`;
    told.textContent = `Одновременно около ${counted}, ${phases}. Записали в\u00a0поле выше.`;
  };

  box.querySelector("[data-count]").hidden = true;
  box.addEventListener("input", count);
})();
