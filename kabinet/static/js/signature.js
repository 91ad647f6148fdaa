// Signing in the browser with the CryptoPro plug-in. A section [data-sign] names the vendor's script, the
// document and its checksum; the signature goes into the hidden field «signed» of the form around it. Nothing
// here is trusted: the server checks the signature over its own bytes.
(() => {
  "use strict";

  const WAIT = 25_000;
  const CURRENT_USER_STORE = 2;
  const MAXIMUM_ALLOWED = 2;
  const FIND_TIME_VALID = 9;
  const BASE64_TO_BINARY = 1;
  const CADES_BES = 1;
  const WHOLE_CHAIN = 1;

  const INSTEAD = "Можно подписать документ своей программой и приложить файл подписи ниже.";
  const TEXTS = {
    script: `Не загрузилась программа для работы с плагином. ${INSTEAD}`,
    plugin:
      "Плагин КриптоПро не отвечает. Проверьте, что установлены КриптоПро CSP, «КриптоПро ЭЦП Browser " +
      `plug-in» и расширение браузера и что оно включено, затем обновите страницу. ${INSTEAD}`,
    none:
      "Подходящих сертификатов не нашлось. Вставьте носитель с ключом или установите сертификат " +
      `и нажмите «Выбрать сертификат» ещё раз. ${INSTEAD}`,
    document: "Документ не скачался или изменился. Обновите страницу и попробуйте ещё раз.",
  };
  // HRESULTs of Windows and CryptoPro that a person can do something about.
  const CODES = {
    "0x8010006E": "Вы отменили подписание.",
    "0x000004C7": "Вы отменили подписание.",
    "0x8010006B": "Неверный PIN-код носителя.",
    "0x80090016": "Не найден закрытый ключ этого сертификата: вставьте носитель с ключом.",
    "0x8009000D": "Не найден закрытый ключ этого сертификата: вставьте носитель с ключом.",
    "0x80090010": "Срок действия закрытого ключа истёк: выберите другой сертификат.",
    "0x800B010A":
      "На этом компьютере нет сертификатов удостоверяющего центра, который выдал ваш: установите их.",
    "0x800B0109":
      "На этом компьютере не установлен корневой сертификат удостоверяющего центра: установите его.",
    "0x80091008": "Истекла лицензия КриптоПро CSP.",
  };

  class Refusal extends Error {}

  const explain = (error) => {
    if (error instanceof Refusal) return error.message;
    const text = String(error?.message ?? error ?? "");
    const code = text
      .match(/0x[0-9A-Fa-f]{8}/)?.[0]
      ?.toLowerCase()
      .replace(/[a-f]/g, (l) => l.toUpperCase());
    const known = code && CODES[code.replace("0X", "0x")];
    return known
      ? `${known} ${INSTEAD}`
      : `Подписать не получилось: ${text || "неизвестная ошибка"}. ${INSTEAD}`;
  };

  const within = (promise, refusal) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Refusal(refusal)), WAIT);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };

  const loadScript = (url) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Refusal(TEXTS.script)));
      document.head.append(script);
    });

  // The vendor's object is itself a Promise: given back as it is, it would be awaited and lost.
  const loadPlugin = async (url) => {
    if (!window.cadesplugin) await within(loadScript(url), TEXTS.script);
    if (!window.cadesplugin) throw new Refusal(TEXTS.script);
    try {
      await within(Promise.resolve(window.cadesplugin), TEXTS.plugin);
    } catch {
      throw new Refusal(TEXTS.plugin);
    }
    return { api: window.cadesplugin };
  };

  const nameOf = (subject) => {
    const part = (key) => subject.match(new RegExp(`(?:^|, )${key}=("(?:[^"]|"")*"|[^,]*)`))?.[1];
    const plain = (value) => value?.replace(/^"|"$/g, "").replaceAll('""', '"');
    const person = [part("SN"), part("G")].map(plain).filter(Boolean).join(" ");
    return [plain(part("CN")), person]
      .filter((text, index, all) => text && all.indexOf(text) === index)
      .join(", ");
  };

  const dateOf = (value) => new Date(value).toLocaleDateString("ru-RU");

  const certificatesOf = async (api) => {
    const store = await api.CreateObjectAsync("CAdESCOM.Store");
    await store.Open(CURRENT_USER_STORE, "My", MAXIMUM_ALLOWED);
    try {
      const found = await (await store.Certificates).Find(FIND_TIME_VALID);
      const list = [];
      for (let index = 1; index <= (await found.Count); index += 1) {
        const certificate = await found.Item(index);
        if (!(await certificate.HasPrivateKey())) continue;
        const subject = nameOf(await certificate.SubjectName);
        const last = dateOf(await certificate.ValidToDate);
        const issuer = nameOf(await certificate.IssuerName);
        list.push({ certificate, title: `${subject} — до ${last}, выдан: ${issuer}` });
      }
      return list;
    } finally {
      await store.Close();
    }
  };

  const hex = (buffer) =>
    [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const base64 = (buffer) => {
    const bytes = new Uint8Array(buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(text);
  };

  const fetchDocument = async (url, sha256) => {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) throw new Refusal(TEXTS.document);
    const bytes = await answer.arrayBuffer();
    // Only an encrypted page (or this very computer) may compute it; the server compares in any case.
    if (window.crypto?.subtle && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) {
      throw new Refusal(TEXTS.document);
    }
    return bytes;
  };

  const signBytes = async (api, certificate, bytes) => {
    const signer = await api.CreateObjectAsync("CAdESCOM.CPSigner");
    await signer.propset_Certificate(certificate);
    await signer.propset_Options(WHOLE_CHAIN);
    const data = await api.CreateObjectAsync("CAdESCOM.CadesSignedData");
    // Before the content: by default a text is recoded, and something else is signed.
    await data.propset_ContentEncoding(BASE64_TO_BINARY);
    await data.propset_Content(base64(bytes));
    return data.SignCades(signer, CADES_BES, true);
  };

  class Signing {
    constructor(root) {
      this.root = root;
      this.form = root.closest("form");
      this.part = (name) => root.querySelector(`[data-sign-${name}]`);
      this.list = [];
      this.part("live").hidden = false;
      this.part("find").addEventListener("click", () => this.attempt(() => this.find()));
      this.form.addEventListener("submit", (event) => {
        if (event.submitter !== this.part("send") || this.signed) return;
        event.preventDefault();
        this.attempt(() => this.sign());
      });
    }

    say(text) {
      this.part("status").textContent = text;
    }

    async attempt(act) {
      if (this.busy) return;
      this.busy = true;
      this.part("error").textContent = "";
      for (const button of [this.part("find"), this.part("send")]) button.disabled = true;
      try {
        await act();
      } catch (error) {
        this.say("");
        this.part("error").textContent = explain(error);
      } finally {
        this.busy = false;
        for (const button of [this.part("find"), this.part("send")]) button.disabled = false;
      }
    }

    async find() {
      this.say("Ищу плагин и сертификаты…");
      const { api } = await loadPlugin(this.root.dataset.pluginUrl);
      this.list = await within(certificatesOf(api), TEXTS.plugin);
      if (!this.list.length) throw new Refusal(TEXTS.none);
      this.part("certificate").replaceChildren(
        ...this.list.map(({ title }, index) => new Option(title, String(index))),
      );
      this.part("choice").hidden = false;
      this.part("send").hidden = false;
      this.part("find").textContent = "Обновить список";
      this.say("Выберите сертификат и нажмите кнопку.");
    }

    async sign() {
      const chosen = this.list[Number(this.part("certificate").value)];
      if (!chosen) throw new Refusal(TEXTS.none);
      this.say("Подписываю документ… Если программа спросит, введите PIN-код носителя.");
      const { api } = await loadPlugin(this.root.dataset.pluginUrl);
      const bytes = await fetchDocument(this.root.dataset.documentUrl, this.root.dataset.documentSha256);
      this.form.elements.signed.value = await signBytes(api, chosen.certificate, bytes);
      this.say("Документ подписан, проверяем подпись…");
      this.signed = true;
      this.part("send").disabled = false;
      this.form.requestSubmit(this.part("send"));
      this.signed = false;
    }
  }

  for (const root of document.querySelectorAll("[data-sign]")) new Signing(root);
})();
