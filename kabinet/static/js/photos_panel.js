// «Снимки документа»: photos in their order, turned, straightened, removed; one PDF or files one by one.
(() => {
  "use strict";

  const { pageOf, together, apart, PREVIEW_SIDE, MOST_PAGES, KEPT_SIDE } = window.kabinetPhotos;
  const { guess, WHOLE } = window.kabinetStraight;
  const CORNERS = ["левый верхний", "правый верхний", "правый нижний", "левый нижний"];
  const STEP = 0.01; // of the picture, for one press of an arrow key
  const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  const buttonOf = (text, kind, act, label) => {
    const element = make("button", `btn btn--${kind} btn--small`, text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };

  const pages = (count) => {
    const [ten, one] = [count % 100, count % 10];
    if (one === 1 && ten !== 11) return `${count}\u00a0страница`;
    return `${count}\u00a0${one > 1 && one < 5 && (ten < 10 || ten > 20) ? "страницы" : "страниц"}`;
  };

  // --- Four corners ------------------------------------------------------------------------------

  class Straightening {
    constructor(panel, page, canvas) {
      this.page = page;
      this.corners = (page.corners ?? guess(canvas)).map((corner) => ({ ...corner }));
      this.root = make("div", "photos__straight stack stack--tight");
      this.root.append(
        make("p", "hint", "Поставьте четыре угла на углы листа: пальцем, мышью или стрелками на клавиатуре."),
      );
      this.field = make("div", "photos__field");
      this.line = make("canvas", "photos__line");
      this.line.width = canvas.width;
      this.line.height = canvas.height;
      canvas.className = "photos__whole";
      this.field.append(canvas, this.line);
      this.handles = CORNERS.map((name, at) => this.handle(name, at));
      this.field.append(...this.handles);
      const acts = make("div", "form-actions");
      acts.append(
        buttonOf("Выровнять", "primary", () => panel.straightened(page, this.corners)),
        buttonOf("Весь снимок", "secondary", () => this.put(WHOLE)),
        buttonOf("Не выравнивать", "quiet", () => panel.straightened(page, null)),
      );
      this.root.append(this.field, acts);
      this.show();
    }

    handle(name, at) {
      const handle = make("button", "photos__corner");
      handle.type = "button";
      handle.setAttribute("aria-label", `Угол: ${name}`);
      handle.addEventListener("keydown", (event) => {
        const step = ARROWS[event.key];
        if (!step) return;
        event.preventDefault();
        const times = event.shiftKey ? 5 : 1;
        this.move(at, this.corners[at].x + step[0] * times, this.corners[at].y + step[1] * times);
      });
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.focus();
        handle.setPointerCapture(event.pointerId);
      });
      handle.addEventListener("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const box = this.field.getBoundingClientRect();
        this.move(at, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      });
      return handle;
    }

    move(at, x, y) {
      this.corners[at] = { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
      this.show();
    }

    put(corners) {
      this.corners = corners.map((corner) => ({ ...corner }));
      this.show();
    }

    show() {
      const { width, height } = this.line;
      const context = this.line.getContext("2d");
      context.clearRect(0, 0, width, height);
      context.beginPath();
      for (const { x, y } of this.corners) context.lineTo(x * width, y * height);
      context.closePath();
      context.lineWidth = Math.max(3, width / 200);
      context.strokeStyle = getComputedStyle(this.field).color;
      context.stroke();
      for (const [at, handle] of this.handles.entries()) {
        handle.style.insetInlineStart = `${this.corners[at].x * 100}%`;
        handle.style.insetBlockStart = `${this.corners[at].y * 100}%`;
      }
    }
  }

  // --- The panel -----------------------------------------------------------------------------------

  class Panel {
    constructor({ name, largest }, done) {
      this.largest = largest;
      this.done = done;
      this.pages = [];
      this.left = [];
      this.dialog = make("dialog", "photos");
      this.dialog.setAttribute("aria-labelledby", "photos-title");
      const title = make("h2", "photos__title", "Снимки документа");
      title.id = "photos-title";
      this.status = make("p", "photos__status");
      this.status.setAttribute("role", "status");
      this.list = make("ol", "photos__pages");
      this.body = make("div", "stack");
      this.place = make("div", "stack");
      const hint = "Расставьте страницы по порядку. Получится один PDF, который удобно читать.";
      this.body.append(make("p", "hint", hint), this.list, this.more(), this.nameField(name), this.acts());
      this.place.append(this.body);
      this.dialog.append(title, this.status, this.place);
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.close([]);
      });
      document.body.append(this.dialog);
      this.dialog.showModal();
    }

    nameField(name) {
      const field = make("div", "field");
      const label = make("label", "field__label", "Название документа");
      label.htmlFor = "photos-name";
      this.name = make("input");
      Object.assign(this.name, {
        type: "text",
        id: "photos-name",
        value: name || "Документ",
        maxLength: 120,
      });
      field.append(label, this.name);
      return field;
    }

    more() {
      const input = make("input");
      Object.assign(input, { type: "file", accept: "image/*", multiple: true });
      input.addEventListener("change", () => {
        this.add([...input.files]);
        input.value = "";
      });
      const press = buttonOf("Добавить страницу", "secondary", () => input.click());
      const row = make("div");
      row.append(press);
      return row;
    }

    acts() {
      const acts = make("div", "form-actions");
      this.gather = buttonOf("Собрать в один документ", "primary", () => this.finish(() => this.one()));
      this.single = buttonOf("Приложить по отдельности", "secondary", () =>
        this.finish(() => apart(this.pages, this.largest)),
      );
      const cancel = buttonOf("Отмена", "quiet", () => this.close([]));
      acts.append(this.gather, this.single, cancel);
      return acts;
    }

    // Until all are here nothing is made of them: the rest would be lost.
    async add(files) {
      this.gather.disabled = this.single.disabled = true;
      for (const file of files) {
        if (this.pages.length === MOST_PAGES) {
          this.status.textContent = `В одном документе не больше ${pages(MOST_PAGES)}.`;
          break;
        }
        this.status.textContent = `Открываем снимок ${file.name}`;
        try {
          this.pages.push(await pageOf(file));
        } catch {
          this.left.push(file);
        }
      }
      await this.show();
      this.gather.disabled = this.single.disabled = this.pages.length + this.left.length === 0;
      if (this.left.length) {
        const names = this.left.map((file) => file.name).join(", ");
        this.status.textContent = `Браузер не покажет ${names}: уйдут отдельно, портал их преобразует.`;
      }
    }

    async one() {
      const tell = (text) => {
        this.status.textContent = text;
      };
      const pdf = await together(this.pages, this.largest, tell);
      if (!pdf) {
        const most = `${this.largest / 1024 / 1024}\u00a0МБ`;
        tell(`В ${most} столько страниц разборчиво не поместить. Соберите два документа.`);
        return null;
      }
      const name = `${this.name.value.trim().replace(/\.pdf$/i, "") || "Документ"}.pdf`;
      return [new File([pdf], name, { type: "application/pdf" })];
    }

    async finish(act) {
      const buttons = [...this.dialog.querySelectorAll("button")];
      for (const button of buttons) button.disabled = true;
      try {
        const files = await act();
        if (files) this.close([...files, ...this.left]);
      } catch {
        this.status.textContent = "Собрать не получилось: снимкам не хватает памяти. Уберите часть страниц.";
      } finally {
        for (const button of buttons) button.disabled = false;
        const why = this.status.textContent;
        if (this.dialog.isConnected) await this.show();
        this.status.textContent = why;
      }
    }

    close(files) {
      this.dialog.close();
      this.dialog.remove();
      this.done(files);
    }

    async show(focused = null) {
      const rows = [];
      for (const [at, page] of this.pages.entries()) rows.push(await this.row(page, at));
      this.list.replaceChildren(...rows);
      this.gather.hidden = this.pages.length === 0;
      this.status.textContent = this.pages.length
        ? pages(this.pages.length)
        : "Снимков нет: добавьте страницу.";
      focused?.(this.list);
    }

    async row(page, at) {
      const row = make("li", "photos__page");
      const name = `страницу ${at + 1}`;
      page.shown ??= await page.picture(PREVIEW_SIDE);
      page.shown.className = "photos__shown";
      page.shown.setAttribute("role", "img");
      page.shown.setAttribute("aria-label", `Страница ${at + 1}: ${page.file.name}`);
      const acts = make("div", "photos__acts");
      const up = buttonOf("Раньше", "quiet", () => this.shift(at, -1), `Переставить ${name} раньше`);
      const down = buttonOf("Позже", "quiet", () => this.shift(at, 1), `Переставить ${name} позже`);
      up.disabled = at === 0;
      down.disabled = at === this.pages.length - 1;
      acts.append(
        up,
        down,
        buttonOf("Повернуть", "quiet", () => this.turn(page, at), `Повернуть ${name} вправо`),
        buttonOf("Выровнять", "quiet", () => this.straighten(page), `Выровнять ${name}`),
        buttonOf("Убрать", "quiet", () => this.remove(page), `Убрать ${name}`),
      );
      row.append(make("span", "photos__number", String(at + 1)), page.shown, acts);
      this.drag(row, at);
      return row;
    }

    drag(row, at) {
      row.draggable = true;
      row.addEventListener("dragstart", (event) => {
        this.dragged = at;
        event.dataTransfer.effectAllowed = "move";
      });
      row.addEventListener("dragover", (event) => event.preventDefault());
      row.addEventListener("drop", (event) => {
        event.preventDefault();
        if (this.dragged !== undefined && this.dragged !== at) this.shift(this.dragged, at - this.dragged);
      });
    }

    // The focus goes with the page, so that several presses in a row move it on.
    shift(at, by) {
      const [page] = this.pages.splice(at, 1);
      const to = at + by;
      this.pages.splice(to, 0, page);
      this.show((list) => {
        const [up, down] = list.children[to].querySelectorAll("button");
        const wanted = by < 0 ? up : down;
        (wanted.disabled ? (wanted === up ? down : up) : wanted).focus();
        this.status.textContent = `Теперь это страница ${to + 1} из ${this.pages.length}`;
      });
    }

    turn(page, at) {
      page.quarters = (page.quarters + 1) % 4;
      page.shown = null;
      this.show((list) => list.children[at].querySelectorAll("button")[2].focus());
    }

    remove(page) {
      this.pages = this.pages.filter((other) => other !== page);
      this.show(() => (this.pages.length ? this.gather : this.name).focus());
    }

    async straighten(page) {
      const whole = new page.constructor(page.file, page.blob);
      const view = new Straightening(this, page, await whole.picture(Math.min(KEPT_SIDE, 1000)));
      this.place.replaceChildren(view.root);
      this.status.textContent = "";
      view.handles[0].focus();
    }

    straightened(page, corners) {
      const isWhole = corners?.every(({ x, y }, at) => x === WHOLE[at].x && y === WHOLE[at].y);
      page.corners = isWhole ? null : corners;
      page.shown = null;
      this.place.replaceChildren(this.body);
      this.show((list) => list.children[this.pages.indexOf(page)].querySelectorAll("button")[3].focus());
    }
  }

  // What the person makes of these photos: files to send, none when they think better of it.
  window.kabinetPhotos.arrange = (files, options) =>
    new Promise((resolve) => {
      const panel = new Panel(options, resolve);
      panel.add(files);
    });
})();
