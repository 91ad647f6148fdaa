// An input with data-upload-url sends each chosen file by itself, one after another, and puts the list that
// the server answers in the place of the element data-upload-target; what the answer marks with data-renew
// replaces the element of the same id. A refusal (4xx) is text for people.
(() => {
  "use strict";

  const working = new Set();

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

  const textOf = (body, type, status) => {
    if (status === 413) return "Файл слишком большой.";
    if (status === 403) return "Страница устарела: обновите её и приложите файл ещё раз.";
    if (type?.startsWith("text/plain") && body.trim()) return body.trim();
    const page = new DOMParser().parseFromString(body, "text/html");
    const text = page.querySelector("[data-upload-error], .field__error, .alert__text")?.textContent.trim();
    return text || "Не удалось загрузить файл. Попробуйте ещё раз.";
  };

  class Box {
    constructor(input) {
      this.input = input;
      this.root = input.closest("[data-upload-box]");
      this.error = this.root.querySelector("[data-upload-error]");
      this.queue = this.root.querySelector("[data-upload-queue]");
      this.waiting = [];
      this.busy = false;
      this.status = document.createElement("p");
      this.status.className = "visually-hidden";
      this.status.setAttribute("role", "status");
      this.root.append(this.status);
      this.root.querySelector("[data-upload-send]")?.setAttribute("hidden", "");
      this.root.classList.add("upload--live");
      const invitation = document.createElement("span");
      invitation.className = "upload__invitation";
      invitation.setAttribute("aria-hidden", "true");
      invitation.innerHTML = "<b>Выберите файлы</b> или перетащите их сюда";
      input.after(invitation);
    }

    take(files) {
      this.error.replaceChildren();
      this.input.removeAttribute("aria-invalid");
      this.root.classList.remove("field--invalid");
      for (const file of files) this.enqueue(file);
      this.input.value = "";
      this.next();
    }

    enqueue(file) {
      const most = Number(this.input.dataset.maxSize ?? 0);
      if (file.size === 0) return this.refuse(file, "файл пустой.");
      if (most && file.size > most) return this.refuse(file, `файл больше ${most / 1024 / 1024} МБ.`);
      const row = document.createElement("li");
      row.className = "upload__job";
      const name = document.createElement("span");
      name.textContent = file.name;
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `Загрузка файла ${file.name}`);
      const cancel = document.createElement("button");
      cancel.type = "button";
      cancel.className = "btn btn--quiet btn--small";
      cancel.textContent = "Отменить";
      cancel.setAttribute("aria-label", `Отменить загрузку файла ${file.name}`);
      row.append(name, bar, cancel);
      this.queue.append(row);
      const job = { file, row, bar, request: null };
      cancel.addEventListener("click", () => this.cancel(job));
      this.waiting.push(job);
    }

    cancel(job) {
      if (job.request) job.request.abort();
      else this.finish(job);
      this.status.textContent = `Загрузка файла ${job.file.name} отменена`;
      this.input.focus();
    }

    refuse(file, reason) {
      const line = document.createElement("p");
      line.textContent = reason.includes(file.name) ? reason : `${file.name}: ${reason}`;
      this.error.append(line);
      this.input.setAttribute("aria-invalid", "true");
      this.root.classList.add("field--invalid");
    }

    next() {
      if (this.busy || this.waiting.length === 0) return;
      this.busy = true;
      working.add(this);
      const job = this.waiting[0];
      const body = new FormData();
      body.append("csrfmiddlewaretoken", tokenOf(this.input));
      body.append(this.input.name, job.file);
      const request = new XMLHttpRequest();
      job.request = request;
      request.open("POST", this.input.dataset.uploadUrl);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) job.bar.value = (event.loaded / event.total) * 100;
      });
      request.addEventListener("load", () => this.answered(job, request));
      request.addEventListener("error", () => this.refuse(job.file, "нет связи, файл не загружен."));
      request.addEventListener("loadend", () => this.finish(job));
      request.send(body);
    }

    answered(job, request) {
      const type = request.getResponseHeader("Content-Type");
      if (request.status < 200 || request.status >= 300) {
        this.refuse(job.file, textOf(request.responseText, type, request.status));
      } else if (swap(request.responseText, [this.input.dataset.uploadTarget])) {
        this.status.textContent = `Файл ${job.file.name} загружен`;
      } else {
        location.reload();
      }
    }

    finish(job) {
      job.row.remove();
      this.waiting = this.waiting.filter((other) => other !== job);
      if (!job.request) return;
      this.busy = false;
      if (this.waiting.length === 0) working.delete(this);
      this.next();
    }
  }

  const boxes = new WeakMap();
  const boxOf = (input) => {
    if (!boxes.has(input)) boxes.set(input, new Box(input));
    return boxes.get(input);
  };
  const prepare = (scope) => scope.querySelectorAll("[data-upload-url]").forEach(boxOf);

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-upload-url]")) boxOf(event.target).take([...event.target.files]);
  });

  // --- «Удалить» in a list of files: the list is renewed in its place --------------------------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-remove]");
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
    form?.querySelector("[data-upload-url]")?.focus();
  });

  // --- Leaving while files are on their way ----------------------------------------------------

  document.addEventListener(
    "submit",
    (event) => {
      const box = [...working].find((other) => event.target.contains(other.input));
      if (!box) return;
      event.preventDefault();
      box.error.textContent = "Файлы ещё загружаются: подождите или отмените загрузку.";
    },
    true,
  );
  window.addEventListener("beforeunload", (event) => {
    if (working.size) event.preventDefault();
  });

  document.addEventListener("htmx:load", (event) => prepare(event.target));
  prepare(document);
})();
