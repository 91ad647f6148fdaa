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

  // --- A page among the pages ------------------------------------------------------------------------

  class Row {
    constructor(panel, page) {
      this.panel = panel;
      this.page = page;
      this.root = make("li", "photos__page");
      this.number = make("span", "photos__number");
      this.picture = make("canvas", "photos__shown");
      this.up = buttonOf("Раньше", "quiet", () => panel.shift(page, -1));
      this.down = buttonOf("Позже", "quiet", () => panel.shift(page, 1));
      this.turn = buttonOf("Повернуть", "quiet", () => panel.turn(page));
      this.straight = buttonOf("Выровнять", "quiet", () => panel.straighten(page));
      this.away = buttonOf("Убрать", "quiet", () => panel.remove(page));
      const acts = make("div", "photos__acts");
      acts.append(this.up, this.down, this.turn, this.straight, this.away);
      this.root.append(this.number, this.picture, acts);
      this.drag();
      this.paint();
    }

    stand(at, count) {
      const name = `страницу ${at + 1}`;
      this.number.textContent = String(at + 1);
      this.named = `Страница ${at + 1}: ${this.page.file.name}`;
      this.name();
      this.up.setAttribute("aria-label", `Переставить ${name} раньше`);
      this.down.setAttribute("aria-label", `Переставить ${name} позже`);
      this.turn.setAttribute("aria-label", `Повернуть ${name} вправо`);
      this.straight.setAttribute("aria-label", `Выровнять ${name}`);
      this.away.setAttribute("aria-label", `Убрать ${name}`);
      this.up.disabled = at === 0;
      this.down.disabled = at === count - 1;
    }

    name() {
      this.picture.setAttribute("role", "img");
      this.picture.setAttribute("aria-label", this.named ?? this.page.file.name);
    }

    // The last one asked for is shown, whichever is ready first.
    async paint() {
      const drawing = this.page.picture(PREVIEW_SIDE);
      this.drawing = drawing;
      const picture = await drawing;
      if (this.drawing !== drawing) return;
      picture.className = "photos__shown";
      this.picture.replaceWith(picture);
      this.picture = picture;
      this.name();
    }

    drag() {
      this.root.draggable = true;
      this.root.addEventListener("dragstart", (event) => {
        this.panel.dragged = this.page;
        event.dataTransfer.effectAllowed = "move";
      });
      this.root.addEventListener("dragover", (event) => event.preventDefault());
      this.root.addEventListener("drop", (event) => {
        event.preventDefault();
        const { dragged, pages: all } = this.panel;
        if (dragged && dragged !== this.page)
          this.panel.shift(dragged, all.indexOf(this.page) - all.indexOf(dragged));
      });
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
      this.show();
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
        if (this.dialog.isConnected) this.show();
        this.status.textContent = why;
      }
    }

    close(files) {
      this.dialog.close();
      this.dialog.remove();
      this.done(files);
    }

    // Rows stay the same elements while pages are moved and turned: a press on its way is never lost.
    show() {
      const held = document.activeElement;
      const rows = this.pages.map((page) => {
        page.row ??= new Row(this, page);
        return page.row;
      });
      for (const [at, row] of rows.entries()) row.stand(at, rows.length);
      const roots = rows.map((row) => row.root);
      if (
        roots.length !== this.list.children.length ||
        roots.some((root, at) => root !== this.list.children[at])
      ) {
        this.list.replaceChildren(...roots);
        if (this.list.contains(held)) held.focus();
      }
      this.gather.hidden = rows.length === 0;
      this.status.textContent = rows.length ? pages(rows.length) : "Снимков нет: добавьте страницу.";
    }

    // The focus goes with the page, so that several presses in a row move it on.
    shift(page, by) {
      const at = this.pages.indexOf(page);
      const to = at + by;
      if (to < 0 || to >= this.pages.length) return;
      this.pages.splice(at, 1);
      this.pages.splice(to, 0, page);
      this.show();
      const { up, down } = page.row;
      const wanted = by < 0 ? up : down;
      (wanted.disabled ? (wanted === up ? down : up) : wanted).focus();
      this.status.textContent = `Теперь это страница ${to + 1} из ${this.pages.length}`;
    }

    turn(page) {
      page.quarters = (page.quarters + 1) % 4;
      page.row.paint();
    }

    remove(page) {
      this.pages = this.pages.filter((other) => other !== page);
      this.show();
      (this.pages.length ? this.gather : this.name).focus();
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
      page.row.paint();
      this.place.replaceChildren(this.body);
      this.show();
      page.row.straight.focus();
    }
  }

  // What the person makes of these photos: files to send, none when they think better of it.
  window.kabinetPhotos.arrange = (files, options) =>
    new Promise((resolve) => {
      const panel = new Panel(options, resolve);
      panel.add(files);
    });
})();
