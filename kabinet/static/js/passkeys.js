/* Keys (WebAuthn): a form with data-passkey is sent once the key has answered. Without this script the form
   stays hidden, and the code of the telephone does the same. */
(() => {
  "use strict";

  if (!window.PublicKeyCredential) return;

  const bytes = (encoded) => {
    const decoded = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(decoded, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

  const said = {
    InvalidStateError: "Этот ключ уже добавлен.",
    NotAllowedError: "Ключ не ответил: действие отменено или время вышло. Попробуйте ещё раз.",
    SecurityError: "Ключи работают только на сайте с именем и защищённым соединением, по IP-адресу — нет.",
  };

  async function answerOf(form) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token };
    const response = await fetch(form.dataset.passkey, { method: "POST", headers });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const asked = (await response.json()).publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) {
      asked.user.id = bytes(asked.user.id);
      asked.excludeCredentials = known(asked.excludeCredentials);
      return await navigator.credentials.create({ publicKey: asked });
    }
    asked.allowCredentials = known(asked.allowCredentials);
    return await navigator.credentials.get({ publicKey: asked });
  }

  function plain(credential) {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const trouble = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const answer = document.createElement("input");
        answer.type = "hidden";
        answer.name = "passkey";
        answer.value = plain(await answerOf(form));
        form.append(answer);
        form.submit();
      } catch (error) {
        trouble.textContent = said[error.name] ?? "Ключ недоступен. Обновите страницу и попробуйте ещё раз.";
        trouble.hidden = false;
      }
    });
  }
  for (const hint of document.querySelectorAll("[data-passkey-absent]")) hint.hidden = true;
})();
