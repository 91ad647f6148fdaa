// A map beside the coordinates of a place: it sets and shows the point; the text of the input is the answer.
(() => {
  "use strict";

  if (window.kabinetMaps) return; // a page with several maps names this script as often

  const WHOLE_COUNTRY = { centre: [61, 96], zoom: 2 };
  const NEAR = 16;
  const TOWN = 11;
  const STEP = { plain: 8, fast: 40 }; // pixels of the screen
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const NUMBERS = /^\s*(-?\d{1,3}(?:[.,]\d+)?)(?:\s*[,;]\s*|\s+)(-?\d{1,3}(?:[.,]\d+)?)\s*$/;

  // The server reads every spelling and gives this one back.
  const pointOf = (text) => {
    const found = text?.match(NUMBERS);
    return found ? [1, 2].map((place) => Number(found[place].replace(",", "."))) : null;
  };
  const textOf = ({ lat, lng }) => [lat, lng].map((degrees) => String(Number(degrees.toFixed(5)))).join(", ");

  let library;
  const leaflet = (place) => {
    library ??= new Promise((loaded, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = place.dataset.mapStyle;
      const styled = new Promise((done) => {
        style.addEventListener("load", done);
        style.addEventListener("error", done);
      });
      const script = document.createElement("script");
      script.src = place.dataset.mapLibrary;
      script.addEventListener("load", () => styled.then(() => loaded(window.L)));
      script.addEventListener("error", () => {
        library = undefined;
        failed(new Error("the library of maps has not come"));
      });
      document.head.append(style, script);
    });
    return library;
  };

  // Without the operator's tiles: a sheet of squared paper, each square with the degrees of its corner.
  const grid = (L) => {
    const Grid = L.GridLayer.extend({
      createTile(at) {
        const cell = document.createElement("div");
        cell.className = "map__cell";
        const corner = this._map.unproject([at.x * 256, at.y * 256], at.z);
        const places = Math.max(0, Math.ceil((at.z - 4) / 3));
        cell.textContent = `${corner.lat.toFixed(places)}, ${corner.lng.toFixed(places)}`;
        return cell;
      },
    });
    return new Grid();
  };

  const scale = (L) => {
    const Scale = L.Control.Scale.extend({
      _updateMetric(longest) {
        const metres = this._getRoundNum(longest);
        const told = metres < 1000 ? `${metres}\u00a0м` : `${metres / 1000}\u00a0км`;
        this._updateScale(this._mScale, told, metres / longest);
      },
    });
    return new Scale({ imperial: false });
  };

  class PlaceMap {
    constructor(place) {
      this.place = place;
      this.input = place.dataset.mapInput && document.getElementById(place.dataset.mapInput);
      this.part = (name) => place.querySelector(`[data-map-${name}]`);
      this.said = this.part("said");
      this.stage = this.part("stage");
      this.part("open").addEventListener("click", () => this.toggle());
      this.part("copy")?.addEventListener("click", () => this.copy());
      this.input?.addEventListener("change", () => this.follow());
      const here = this.part("here");
      if (here && navigator.geolocation && window.isSecureContext) {
        here.hidden = false;
        here.addEventListener("click", () => this.locate());
      }
      place.hidden = false;
    }

    opener() {
      return this.input ? "Отметить на карте" : "Показать на карте";
    }

    text() {
      return this.input ? this.input.value : this.place.dataset.mapPoint;
    }

    say(text) {
      this.said.textContent = text;
    }

    async toggle() {
      if (this.stage.hidden) await this.open();
      else this.show(false);
    }

    show(open) {
      this.stage.hidden = !open;
      if (this.part("help")) this.part("help").hidden = !open;
      this.part("open").setAttribute("aria-expanded", String(open));
      this.part("open").textContent = open ? "Скрыть карту" : this.opener();
    }

    async open() {
      try {
        this.L = await leaflet(this.place);
      } catch {
        this.say(
          "Карта не загрузилась: проверьте связь и нажмите ещё раз. Координаты можно вписать и без неё.",
        );
        return false;
      }
      this.show(true);
      if (!this.map) this.draw();
      this.map.invalidateSize();
      if (this.input) this.stage.focus({ preventScroll: true });
      return true;
    }

    draw() {
      const L = this.L;
      const moving = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.map = L.map(this.stage, {
        keyboard: false, // arrows move the point, not the sheet
        scrollWheelZoom: false, // the wheel scrolls the page until the map is in use
        zoomControl: false,
        zoomAnimation: moving,
        fadeAnimation: moving,
        inertia: moving,
        maxZoom: 19,
        minZoom: 2,
      });
      L.control.zoom({ zoomInTitle: "Приблизить", zoomOutTitle: "Отдалить" }).addTo(this.map);
      scale(L).addTo(this.map);
      this.map.attributionControl.setPrefix(false);
      const { mapTiles, mapAttribution } = this.place.dataset;
      const credit = document.createElement("span");
      credit.textContent = mapAttribution ?? "";
      (mapTiles ? L.tileLayer(mapTiles, { attribution: credit.innerHTML, maxZoom: 19 }) : grid(L)).addTo(
        this.map,
      );
      this.begin();
      if (this.input) this.listen();
    }

    begin() {
      const point = pointOf(this.text());
      this.look(point);
      if (point) this.put(this.L.latLng(point));
    }

    look(point) {
      const centre = pointOf(this.place.dataset.mapCentre);
      const zoom = point ? NEAR : centre ? TOWN : WHOLE_COUNTRY.zoom;
      this.map.setView(point ?? centre ?? WHOLE_COUNTRY.centre, zoom);
    }

    listen() {
      this.stage.tabIndex = 0;
      this.stage.setAttribute("role", "application");
      this.stage.setAttribute("aria-label", "Карта: стрелки двигают точку, «+» и «−» меняют масштаб");
      this.stage.addEventListener("keydown", (event) => this.press(event));
      this.stage.addEventListener("focusin", () => this.map.scrollWheelZoom.enable());
      this.stage.addEventListener("focusout", () => this.map.scrollWheelZoom.disable());
      this.map.on("click", ({ latlng }) => this.answer(latlng));
    }

    put(latlng) {
      if (this.marker) {
        this.marker.setLatLng(latlng);
        return;
      }
      const icon = this.L.divIcon({ className: "map__pin", iconSize: [28, 28], iconAnchor: [14, 34] });
      this.marker = this.L.marker(latlng, { icon, draggable: Boolean(this.input), keyboard: false });
      this.marker.addTo(this.map).on("dragend", () => this.answer(this.marker.getLatLng()));
    }

    // The point becomes the answer, as if it were typed: the draft is saved and what is shown follows.
    answer(latlng, words = "Точка") {
      const wrapped = latlng.wrap();
      this.put(wrapped);
      this.input.value = textOf(wrapped);
      for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
      // Told once the arrows rest, else a reader speaks every step.
      clearTimeout(this.telling);
      this.telling = setTimeout(() => this.say(`${words}: ${this.input.value}.`), 300);
    }

    follow() {
      const point = pointOf(this.input.value);
      if (!this.map || !point) return;
      const latlng = this.L.latLng(point);
      if (this.marker && textOf(this.marker.getLatLng()) === textOf(latlng)) return;
      this.put(latlng);
      this.map.setView(latlng, Math.max(this.map.getZoom(), TOWN));
    }

    press(event) {
      if (event.target !== this.stage || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") this.map.zoomIn();
      else if (event.key === "-" || event.key === "−") this.map.zoomOut();
      else if (event.key in ARROWS) this.step(ARROWS[event.key], event.shiftKey);
      else return;
      event.preventDefault();
    }

    step([right, down], fast) {
      const pixels = fast ? STEP.fast : STEP.plain;
      const from = this.map.project(this.marker?.getLatLng() ?? this.map.getCenter());
      const moved = this.marker ? from.add([right * pixels, down * pixels]) : from;
      const latlng = this.map.unproject(moved);
      this.answer(latlng);
      this.map.panInside(latlng, { padding: [48, 48], animate: false });
    }

    locate() {
      this.say("Узнаём у устройства, где вы…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.arrive(coords),
        ({ code }) =>
          this.say(
            code === 1
              ? "Браузер не разрешил узнать место. Поставьте точку на карте или впишите координаты."
              : "Узнать место не получилось. Поставьте точку на карте или впишите координаты.",
          ),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    }

    async arrive({ latitude, longitude, accuracy }) {
      if (!(await this.open())) {
        this.input.value = textOf({ lat: latitude, lng: longitude });
        return;
      }
      const latlng = this.L.latLng(latitude, longitude);
      this.map.setView(latlng, NEAR);
      this.answer(latlng, `Вы здесь, с точностью до ${Math.ceil(accuracy)}\u00a0м`);
    }

    async copy() {
      try {
        await navigator.clipboard.writeText(this.text());
        this.say("Координаты скопированы.");
      } catch {
        this.say("Скопировать не получилось: выделите координаты и скопируйте их сами.");
      }
    }
  }

  window.kabinetMaps = { PlaceMap, pointOf, textOf };
  for (const place of document.querySelectorAll("[data-map]")) new PlaceMap(place);
})();
