// A plot on a map: outlined corner by corner, or shown. The server reads the corners and tells the area in
// the same words by kabinet/core/outlines.py.
(() => {
  "use strict";

  if (window.kabinetPlots) return; // a page with several plots names this script as often
  window.kabinetPlots = true;

  const { PlaceMap, pointOf, textOf } = window.kabinetMaps;
  const PAN = { plain: 60, fast: 240 }; // pixels of the screen
  const DEGREE = 111320; // metres of a degree of latitude
  const RULE = new Intl.PluralRules("ru");

  const counted = (count, one, few, many) => `${count}\u00a0${{ one, few }[RULE.select(count)] ?? many}`;

  const areaTold = (metres) => {
    const sotkas = Math.round(metres / 100);
    if (metres < 200) return `≈\u00a0${Math.round(metres / 10) * 10 || Math.round(metres)}\u00a0м²`;
    if (sotkas < 100) return `≈\u00a0${counted(sotkas, "сотка", "сотки", "соток")}`;
    return `≈\u00a0${(metres / 10000).toFixed(1).replace(".", ",").replace(",0", "")}\u00a0га`;
  };

  const areaOf = (corners) => {
    const [first] = corners;
    const east = DEGREE * Math.cos((first.lat * Math.PI) / 180);
    const flat = corners.map(({ lat, lng }) => [(lng - first.lng) * east, (lat - first.lat) * DEGREE]);
    const twice = flat.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = flat[(at + 1) % flat.length];
      return sum + x * nextY - nextX * y;
    }, 0);
    return Math.abs(twice) / 2;
  };

  class PlotMap extends PlaceMap {
    constructor(place) {
      super(place);
      this.fewest = Number(place.dataset.plotFewest);
      this.most = Number(place.dataset.plotMost);
      this.part("add")?.addEventListener("click", () => this.add(this.map.getCenter()));
      this.part("undo")?.addEventListener("click", () => this.change(this.corners().slice(0, -1)));
      this.part("clear")?.addEventListener("click", () => this.change([]));
      if (this.input?.value) this.tell();
    }

    opener() {
      return this.input ? "Обвести на карте" : "Показать участок на карте";
    }

    text() {
      return this.input ? this.input.value : this.place.dataset.plotCorners;
    }

    corners() {
      const points = this.text().split(";").map(pointOf).filter(Boolean);
      return points.map(([lat, lng]) => ({ lat, lng }));
    }

    show(open) {
      super.show(open);
      for (const name of ["add", "undo", "clear"]) {
        if (this.part(name)) this.part(name).hidden = !open;
      }
    }

    begin() {
      const corners = this.corners();
      this.shape = this.L.polygon([], { className: "map__plot", interactive: false }).addTo(this.map);
      this.handles = this.L.layerGroup().addTo(this.map);
      if (corners.length > 1)
        this.map.fitBounds(this.L.latLngBounds(corners), { padding: [32, 32], maxZoom: 18 });
      else this.look(corners.length ? [corners[0].lat, corners[0].lng] : this.near());
      this.redraw();
    }

    near() {
      return pointOf(document.getElementById(this.place.dataset.plotNear)?.value);
    }

    listen() {
      super.listen();
      this.stage.setAttribute(
        "aria-label",
        "Карта: стрелки двигают её, Enter ставит угол участка в середине, Backspace убирает последний угол",
      );
      this.stage.classList.add("map__stage--aimed");
    }

    answer(latlng) {
      this.add(latlng);
    }

    add(latlng) {
      const corners = this.corners();
      if (corners.length >= this.most) {
        this.say(`Углов уже ${this.most}: больше не нужно.`);
        return;
      }
      this.change([...corners, latlng.wrap()]);
    }

    change(corners) {
      this.input.value = corners.map(textOf).join("; ");
      for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    }

    // Also when a copy kept in the browser comes back.
    follow() {
      if (this.map) this.redraw();
      this.tell();
    }

    tell() {
      const corners = this.corners();
      const told = counted(corners.length, "угол", "угла", "углов");
      if (!corners.length) this.say("Ничего не отмечено.");
      else if (corners.length < this.fewest) this.say(`${told}: отметьте ещё, участок замкнётся сам.`);
      else this.say(`${areaTold(areaOf(corners))}, ${told}.`);
    }

    redraw() {
      const corners = this.corners();
      this.shape.setLatLngs(corners);
      this.handles.clearLayers();
      const icon = this.L.divIcon({ className: "map__corner", iconSize: [24, 24] });
      corners.forEach((corner, at) => {
        const options = { icon, draggable: Boolean(this.input), keyboard: false };
        const handle = this.L.marker(corner, options).addTo(this.handles);
        const moved = () => corners.map((one, place) => (place === at ? handle.getLatLng().wrap() : one));
        handle.on("dragend", () => this.change(moved()));
      });
    }

    press(event) {
      if (event.target !== this.stage || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") this.add(this.map.getCenter());
      else if (event.key === "Backspace") this.change(this.corners().slice(0, -1));
      else {
        super.press(event);
        return;
      }
      event.preventDefault();
    }

    step([right, down], fast) {
      const pixels = fast ? PAN.fast : PAN.plain;
      this.map.panBy([right * pixels, down * pixels], { animate: false });
    }
  }

  for (const place of document.querySelectorAll("[data-plot]")) new PlotMap(place);
})();
