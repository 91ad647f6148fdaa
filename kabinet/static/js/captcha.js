/* «Введите код»: the browser works by itself instead (kabinet/ui/captcha_proof.py), so nothing is typed.
   Where it cannot, the picture stays; «Другая картинка» then changes it without leaving the page. */

async function showAnother(code) {
  const response = await fetch(code.dataset.another, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const another = await response.json();
  code.dataset.lifetime = another.lifetime;
  code.querySelector("[data-code-key]").value = another.key;
  code.querySelector("[data-code-picture]").src = another.picture;
  code.querySelector("[data-code-sound]").src = another.sound;
  code.querySelector("[data-code-answer]").value = "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-code-another]");
  if (!button || button.dataset.plain) return;
  event.preventDefault();
  const code = button.closest("[data-code]");
  showAnother(code)
    .then(() => code.querySelector("[data-code-answer]").focus())
    .catch(() => {
      button.dataset.plain = "yes";
      button.click();
    });
});

// --- The work --------------------------------------------------------------------------------------

const RENEW_BEFORE_MS = 120_000;

async function firstByte(key, text, iterations) {
  const encode = (value) => new TextEncoder().encode(value);
  const password = await crypto.subtle.importKey("raw", encode(text), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: encode(key), iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, password, 256))[0];
}

async function workOver(key, { parts, iterations, bits }) {
  const found = [];
  const least = 2 ** (8 - Number(bits));
  for (let part = 0; part < Number(parts); part += 1) {
    let answer = 0;
    while ((await firstByte(key, `${part}.${answer}`, Number(iterations))) >= least) answer += 1;
    found.push(answer);
  }
  return found.join(".");
}

function begin(code) {
  const form = code.closest("form");
  const field = code.closest("[data-field]");
  const key = code.querySelector("[data-code-key]");
  const work = code.querySelector("[data-code-work]");
  const answer = code.querySelector("[data-code-answer]");
  const status = code.querySelector("[data-code-status]");
  const asked = [
    code.querySelector("[data-code-typed]"),
    ...(field?.querySelectorAll(".field__label, .hint") ?? []),
  ];
  let done;
  let renewAt;

  const show = (typing, text) => {
    for (const part of asked) part.hidden = !typing;
    answer.disabled = !typing; // else a browser that demands it would point at what cannot be seen
    status.hidden = typing;
    status.textContent = text;
  };
  const compute = async () => {
    renewAt = performance.now() + Number(code.dataset.lifetime) * 1000 - RENEW_BEFORE_MS;
    code.removeAttribute("data-proven");
    show(false, "Проверяем, что форму заполняет не робот…");
    try {
      if (!work.value) work.value = await workOver(key.value, code.dataset);
      show(false, "Код вводить не нужно: проверка пройдена.");
      code.dataset.proven = "yes";
    } catch {
      show(true, "");
    }
  };
  const renew = async () => {
    work.value = "";
    await showAnother(code);
    await compute();
  };

  form.addEventListener(
    "submit",
    (event) => {
      const proven = code.dataset.proven && performance.now() < renewAt;
      if (proven || !asked[0].hidden || event.submitter?.formNoValidate || event.submitter?.formTarget)
        return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (code.dataset.proven) done = renew();
      done.catch(() => show(true, "")).then(() => form.requestSubmit(event.submitter));
    },
    { capture: true },
  );
  done = compute();
}

if (globalThis.crypto?.subtle) for (const code of document.querySelectorAll("[data-code]")) begin(code);
