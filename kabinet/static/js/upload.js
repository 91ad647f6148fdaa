// Every input that takes several files sends them while the person goes on: in pieces (incoming.js), each
// with its progress, one after another. With data-upload-url a file is attached as soon as it has come: the
// list that the server answers takes the place of the element data-upload-target; what the answer marks with
// data-renew replaces the element of the same id. Else the form carries the marks of the files that have
// come, and waits for those on their way. Photos are made smaller and put together by photos.js, which is
// loaded when there are some.
(() => {
  "use strict";

  const working = new Set();
  const { photos: PHOTOS, largestPhoto } = document.currentScript.dataset;
  const LARGEST = 5 * 1024 * 1024;
  const LARGEST_PHOTO = Number(largestPhoto);
  const NBSP = "\u00a0";
  const incoming = window.kabinetIncoming;

  const isPhoto = (file) =>
    file.type.startsWith("image/") || /\.(heic|heif|jpe?g|png|webp)$/i.test(file.name);
  const sizeOf = (size) =>
    size < 1024 * 1024
      ? `${Math.max(1, Math.round(size / 1024))}${NBSP}КБ`
      : `${(size / 1024 / 1024).toFixed(1).replace(".", ",")}${NBSP}МБ`;

  const shortened = (name) => (name.length > 40 ? name.slice(0, 41).replace(/\s+\S*$/, "") : name);

  let loading = null;
  const photosScript = () => {
    loading ??= new Promise((resolve, reject) => {
      const scripts = PHOTOS.split(" ").map((src) => {
        const script = document.createElement("script");
        return Object.assign(script, { src, async: false, onerror: reject });
      });
      scripts.at(-1).onload = () => resolve(window.kabinetPhotos);
      document.head.append(...scripts);
    }).catch((fault) => {
      loading = null;
      throw fault;
    });
    return loading;
  };

  const tokenOf = (element) =>
    (element.closest("form") ?? document).querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  // The answer is a fragment with the list, or a whole page that has it.
  const swap = (html, ids) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const id of ids) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old) {
        const node = document.importNode(fresh, true);
        old.replaceWith(node);
        window.htmx?.process(node);
        for (const also of page.querySelectorAll("[data-renew]")) {
          document.getElementById(also.id)?.replaceWith(document.importNode(also, true));
        }
        return true;
      }
    }
    return false;
  };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  const buttonOf = (text, label, act) => {
    const element = make("button", "btn btn--quiet btn--small", text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };

  // An input of an ordinary form gets around it what components/upload.html has.
  const dressed = (input) => {
    const found = input.closest("[data-upload-box]");
    if (found) return found;
    const root = make("div", "upload stack stack--tight");
    const row = make("div", "upload__row");
    const error = make("div", "field__error");
    error.dataset.uploadError = "";
    error.setAttribute("role", "alert");
    const queue = make("ul", "upload__queue");
    queue.dataset.uploadQueue = "";
    input.replaceWith(root);
    row.append(input);
    root.append(error, row, queue);
    return root;
  };

  class Box {
    constructor(input) {
      this.input = input;
      this.url = input.dataset.uploadUrl ?? "";
      this.root = dressed(input);
      this.error = this.root.querySelector("[data-upload-error]");
      this.queue = this.root.querySelector("[data-upload-queue]");
      this.waiting = [];
      this.busy = false;
      this.taking = false;
      this.late = null;
      this.status = make("p", "visually-hidden");
      this.status.setAttribute("role", "status");
      this.root.append(this.status);
      this.root.querySelector("[data-upload-send]")?.setAttribute("hidden", "");
      this.root.classList.add("upload--live");
      const invitation = make("span", "upload__invitation");
      invitation.setAttribute("aria-hidden", "true");
      invitation.innerHTML = "<b>Выберите файлы</b> <span>или перетащите их сюда</span>";
      input.after(invitation, this.camera());
      this.resume();
    }

    camera() {
      const shot = make("input");
      Object.assign(shot, { type: "file", accept: "image/*" });
      shot.setAttribute("capture", "environment");
      shot.addEventListener("change", () => {
        this.take([...shot.files], true);
        shot.value = "";
      });
      const press = buttonOf("Сфотографировать", "", () => shot.click());
      const label = this.input.labels?.[0];
      if (label) {
        label.id ||= `${this.input.id}-label`;
        press.setAttribute("aria-describedby", label.id);
      }
      press.className = "btn btn--secondary upload__camera";
      return press;
    }

    async take(files, isShot = false) {
      this.error.replaceChildren();
      this.input.removeAttribute("aria-invalid");
      this.root.classList.remove("field--invalid");
      this.input.value = "";
      this.taking = true;
      working.add(this);
      const photos = files.filter((file) => isPhoto(file) && file.size);
      const together = isShot || photos.length > 1;
      for (const file of files) {
        if (!photos.includes(file) || !together) await this.fit(file);
      }
      if (together && photos.length) await this.arrange(photos);
      this.taking = false;
      this.rest();
    }

    // What has no place of its own in the list of files is seen too, not only heard.
    tell(text, isSeen = false) {
      this.status.className = isSeen ? "upload__status" : "visually-hidden";
      this.status.textContent = text;
    }

    // Let the person put photos together; where the script does not come, each goes by itself.
    async arrange(photos) {
      let chosen = photos;
      try {
        const name = shortened(this.input.labels?.[0]?.firstChild?.textContent.trim() ?? "");
        chosen = await (await photosScript()).arrange(photos, { name, largest: this.largest });
      } catch {
        // Each by itself.
      }
      this.input.focus();
      for (const file of chosen) await this.fit(file);
    }

    get largest() {
      return Number(this.input.dataset.maxSize ?? LARGEST);
    }

    // A photo that is too large is made smaller here; one that this browser cannot read, by the portal.
    async fit(file) {
      const isLarge = isPhoto(file) && file.size > this.largest;
      if (!isLarge) return this.enqueue(file);
      this.tell(`Снимок ${file.name} уменьшается`, true);
      let smaller = null;
      try {
        smaller = await (await photosScript()).shrink(file, this.largest);
      } catch {
        // The portal does it.
      }
      return this.enqueue(smaller ?? file);
    }

    enqueue(file, key = null, told = null) {
      const most = isPhoto(file) ? Math.max(this.largest, LARGEST_PHOTO) : this.largest;
      if (file.size === 0) return this.refuse(file, "файл пустой.");
      if (file.size > most) return this.refuse(file, `файл больше ${most / 1024 / 1024} МБ.`);
      const row = make("li", "upload__job");
      const bar = make("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `Загрузка файла ${file.name}`);
      const job = { file, row, bar, key, stop: new AbortController(), note: make("span", "upload__note") };
      job.signal = job.stop.signal;
      job.wait = (why) => this.wait(job, why);
      job.cancel = buttonOf("Отменить", `Отменить загрузку файла ${file.name}`, () => this.cancel(job));
      const name = make("span", "upload__name", `${file.name} `);
      name.append(make("span", "muted", `(${sizeOf(file.size)})`));
      row.append(name, bar, job.note, job.cancel);
      this.queue.append(row);
      if (told) return this.arrived(job, told);
      this.waiting.push(job);
      this.next();
    }

    wait(job, why) {
      job.row.classList.toggle("upload__job--waits", Boolean(why));
      job.note.replaceChildren();
      if (!why) return;
      const isEnded = why === "ended";
      const text = isEnded
        ? "Вы вышли из кабинета. Войдите снова: файл догрузится сам. "
        : "Нет связи. Файл догрузится сам. ";
      job.note.append(text);
      if (isEnded) {
        const enter = make("a", "", "Войти и продолжить");
        enter.dataset.enter = "";
        enter.href = `/login/?next=${encodeURIComponent(location.pathname)}`;
        enter.target = "_blank";
        job.note.append(enter);
      } else {
        job.note.append(
          buttonOf("Повторить сейчас", `Повторить загрузку файла ${job.file.name}`, () => job.again?.()),
        );
      }
      this.tell(text);
    }

    cancel(job) {
      job.stop.abort();
      if (job.told) incoming.forget(job.told);
      incoming?.kept.drop(job.key);
      this.finish(job);
      this.tell(`Загрузка файла ${job.file.name} отменена`);
      this.input.focus();
    }

    refuse(file, reason) {
      this.late = null;
      this.error.append(make("p", "", reason.includes(file.name) ? reason : `${file.name}: ${reason}`));
      this.input.setAttribute("aria-invalid", "true");
      this.root.classList.add("field--invalid");
    }

    async next() {
      if (this.busy || this.waiting.length === 0) return;
      this.busy = true;
      working.add(this);
      const job = this.waiting[0];
      try {
        if (incoming?.works) await this.send(job);
        else await this.sendWhole(job);
      } catch (error) {
        if (!job.signal.aborted) {
          this.refuse(job.file, error instanceof incoming.Refused ? error.message : "файл не загружен.");
          incoming.kept.drop(job.key);
        }
        this.finish(job);
      }
      this.busy = false;
      this.next();
      this.rest();
    }

    async send(job) {
      job.key ??= await incoming.kept.put(this.input.name, job.file);
      job.told = await incoming.bring(job, job.file, (part) => {
        job.bar.value = part * 100;
      });
      job.signal.throwIfAborted();
      if (!this.url) {
        await incoming.kept.note(job.key, job.told);
        this.waiting = this.waiting.filter((other) => other !== job);
        this.arrived(job, job.told);
        return;
      }
      const html = await incoming.attach(job, this.url, this.input.name, job.told.mark);
      this.attached(job, html);
      incoming.kept.drop(job.key);
      this.finish(job);
    }

    // The file waits for its form: the form carries its mark.
    arrived(job, told) {
      job.told = told;
      const mark = make("input");
      Object.assign(mark, { type: "hidden", name: `incoming-${this.input.name}`, value: told.mark });
      job.bar.remove();
      job.note.textContent = "загружен, уйдёт вместе с формой";
      job.row.classList.add("upload__job--here");
      job.cancel.textContent = "Убрать";
      job.cancel.setAttribute("aria-label", `Убрать файл ${job.file.name}`);
      job.row.append(mark);
      this.tell(`Файл ${job.file.name} загружен`);
    }

    attached(job, html) {
      if (swap(html, [this.input.dataset.uploadTarget])) {
        this.tell(`Файл ${job.file.name} загружен`);
      } else {
        location.reload();
      }
    }

    // Where pieces are not to be had (nobody is signed in, an old browser): the file in one body.
    async sendWhole(job) {
      if (!this.url) {
        this.handBack(job);
        return;
      }
      const body = new FormData();
      body.append("csrfmiddlewaretoken", tokenOf(this.input));
      body.append(this.input.name, job.file);
      const headers = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" };
      let response = null;
      try {
        response = await fetch(this.url, { method: "POST", body, headers, signal: job.signal });
      } catch {
        if (!job.signal.aborted) this.refuse(job.file, "нет связи, файл не загружен.");
      }
      if (response?.ok) this.attached(job, await response.text());
      else if (response) this.refuse(job.file, await incoming.textOf(response));
      this.finish(job);
    }

    // The form itself sends it, as it would without a script.
    handBack(job) {
      const files = new DataTransfer();
      for (const file of [...this.input.files, job.file]) files.items.add(file);
      this.input.files = files.files;
      this.waiting = this.waiting.filter((other) => other !== job);
      job.bar.remove();
      job.cancel.remove();
    }

    finish(job) {
      job.row.remove();
      this.waiting = this.waiting.filter((other) => other !== job);
    }

    // Nothing is on its way: a form that was waiting for it goes.
    rest() {
      if (this.taking || this.busy || this.waiting.length) return;
      working.delete(this);
      const late = this.late;
      this.late = null;
      if (!late?.form.isConnected) return;
      late.submitter?.removeAttribute("aria-busy");
      late.form.requestSubmit(late.submitter);
    }

    // What a reload or an ended session has interrupted goes on.
    async resume() {
      if (!incoming?.works) return;
      for (const row of await incoming.kept.here()) {
        if (row.field !== this.input.name) continue;
        if (row.told && (await incoming.isSpent(row.told))) incoming.kept.drop(row.key);
        else this.enqueue(row.file, row.key, row.told);
      }
    }
  }

  // An input of one file looks as the others do and tells what was chosen; its form sends it.
  class OneFile {
    constructor(input) {
      this.input = input;
      const root = dressed(input);
      root.classList.add("upload--live");
      this.invitation = make("span", "upload__invitation");
      this.invitation.setAttribute("aria-hidden", "true");
      input.after(this.invitation);
      this.tell();
    }

    tell() {
      const [file] = this.input.files;
      this.invitation.innerHTML = file
        ? "<strong></strong> <b>Заменить</b>"
        : "<b>Выберите файл</b> <span>или перетащите его сюда</span>";
      if (file) this.invitation.firstChild.textContent = `${file.name}, ${sizeOf(file.size)}`;
    }
  }

  const ONE = ".field input[type=file]:not([multiple], [data-upload-url])";
  const ones = new WeakMap();
  const oneOf = (input) => {
    if (!ones.has(input)) ones.set(input, new OneFile(input));
    return ones.get(input);
  };

  const INPUTS = "[data-upload-url], input[type=file][multiple]";
  const boxes = new WeakMap();
  const boxOf = (input) => {
    if (!boxes.has(input)) boxes.set(input, new Box(input));
    return boxes.get(input);
  };
  const prepare = (scope) => {
    scope.querySelectorAll(INPUTS).forEach(boxOf);
    scope.querySelectorAll(ONE).forEach(oneOf);
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.(INPUTS)) boxOf(event.target).take([...event.target.files]);
    else if (event.target.matches?.(ONE)) oneOf(event.target).tell();
  });

  // --- «Удалить» and «Приложить» in a list of files: the list is renewed in its place ----------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-remove], button[data-again]");
    if (!button || button.getAttribute("aria-busy")) return;
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    const ids = [];
    for (let place = button.closest("[id]"); place; place = place.parentElement?.closest("[id]")) {
      ids.push(place.id);
    }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", tokenOf(button));
    const form = button.form;
    const kind = button.closest(".document")?.id;
    try {
      const response = await fetch(button.formAction, {
        method: "POST",
        body,
        headers: { "HX-Request": "true" },
      });
      if (!response.ok || !swap(await response.text(), ids)) location.reload();
    } catch {
      button.removeAttribute("aria-busy");
      return;
    }
    const place = document.getElementById(kind) ?? form;
    place?.querySelector(INPUTS)?.focus();
  });

  // --- Leaving while files are on their way ----------------------------------------------------

  document.addEventListener(
    "submit",
    (event) => {
      const box = [...working].find((other) => event.target.contains(other.input));
      if (!box) return;
      event.preventDefault();
      box.late = { form: event.target, submitter: event.submitter };
      event.submitter?.setAttribute("aria-busy", "true");
      box.tell("Форма уйдёт, как только загрузятся файлы.", true);
    },
    true,
  );
  window.addEventListener("beforeunload", (event) => {
    if (working.size) event.preventDefault();
  });
  document.addEventListener("kabinet:left", () => working.clear());

  document.addEventListener("htmx:load", (event) => prepare(event.target));
  prepare(document);
})();
