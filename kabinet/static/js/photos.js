// Photos of documents: made smaller so that they fit, straightened, turned, and put together into one PDF.
// All of it in the browser. Loaded by upload.js when somebody has chosen photos.
(() => {
  "use strict";

  const { straighten } = window.kabinetStraight;
  const KEPT_SIDE = 2480; // pixels: the longer side of a page while it is worked on, A4 at 210 dpi
  const PREVIEW_SIDE = 320;
  const MOST_PAGES = 30;
  // The longer side and the quality, until it fits: A4 has at least 150 dots in an inch (1754) to the end.
  const TRIES = [
    [3508, 0.88],
    [2480, 0.82],
    [2480, 0.7],
    [1754, 0.75],
    [1754, 0.6],
    [1754, 0.45],
  ];
  const A4 = [595.28, 841.89]; // points

  const canvasOf = (width, height) => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width));
    canvas.height = Math.max(1, Math.round(height));
    return canvas;
  };

  // A picture as a canvas, upright, its longer side at most `side`. Rejects what this browser cannot read.
  const drawn = async (blob, side) => {
    const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = canvasOf(bitmap.width * scale, bitmap.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // nothing shows through a JPEG
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  };

  const jpegOf = (canvas, quality) =>
    new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("no picture"))),
        "image/jpeg",
        quality,
      );
    });

  const turned = (canvas, quarters) => {
    if (!quarters) return canvas;
    const isAside = quarters % 2 === 1;
    const result = canvasOf(isAside ? canvas.height : canvas.width, isAside ? canvas.width : canvas.height);
    const context = result.getContext("2d");
    context.translate(result.width / 2, result.height / 2);
    context.rotate((quarters * Math.PI) / 2);
    context.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
    return result;
  };

  const named = (name, extension) => `${name.replace(/\.[^.]*$/, "") || "снимок"}.${extension}`;

  // A photo of at most `largest` bytes, or null when the browser cannot read it.
  const shrink = async (file, largest) => {
    for (const [side, quality] of TRIES) {
      const blob = await jpegOf(await drawn(file, side), quality);
      if (blob.size <= largest) return new File([blob], named(file.name, "jpg"), { type: "image/jpeg" });
    }
    return null;
  };

  // --- A PDF of JPEGs: one page each, A4 the way the picture lies -----------------------------------

  const pdfOf = (pictures) => {
    const parts = [];
    const offsets = [];
    let length = 0;
    const add = (...pieces) => {
      for (const piece of pieces) {
        const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
        parts.push(bytes);
        length += bytes.length;
      }
    };
    const object = (number, ...pieces) => {
      offsets[number] = length;
      add(`${number} 0 obj\n`, ...pieces, "\nendobj\n");
    };
    add("%PDF-1.4\n%", new Uint8Array([0xe2, 0xe3, 0xcf, 0xd3]), "\n");
    const kids = pictures.map((_, at) => `${3 + at * 3} 0 R`).join(" ");
    object(1, "<< /Type /Catalog /Pages 2 0 R >>");
    object(2, `<< /Type /Pages /Count ${pictures.length} /Kids [${kids}] >>`);
    for (const [at, { bytes, width, height }] of pictures.entries()) {
      const [page, content, image] = [3 + at * 3, 4 + at * 3, 5 + at * 3];
      const [wide, high] = width > height ? [A4[1], A4[0]] : A4;
      const scale = Math.min(wide / width, high / height);
      const [w, h] = [width * scale, height * scale];
      const numbers = [w, 0, 0, h, (wide - w) / 2, (high - h) / 2].map((number) => number.toFixed(2));
      const drawing = `q ${numbers.join(" ")} cm /P Do Q`;
      object(
        page,
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Contents ${content} 0 R`,
        ` /Resources << /XObject << /P ${image} 0 R >> >> >>`,
      );
      object(content, `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`);
      object(
        image,
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB`,
        ` /BitsPerComponent 8 /Filter /DCTDecode /Length ${bytes.length} >>\nstream\n`,
        bytes,
        "\nendstream",
      );
    }
    const start = length;
    const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
    add(`xref\n0 ${offsets.length}\n0000000000 65535 f \n`, ...rows);
    add(`trailer\n<< /Size ${offsets.length} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
    return new Blob(parts, { type: "application/pdf" });
  };

  // --- A page while it is worked on -----------------------------------------------------------------

  class Page {
    constructor(file, blob) {
      this.file = file;
      this.blob = blob;
      this.quarters = 0;
      this.corners = null;
    }

    // What the page looks like, its longer side at most `side`.
    async picture(side) {
      const whole = await drawn(this.blob, this.corners ? KEPT_SIDE : side);
      const straight = this.corners ? straighten(whole, this.corners, side) : whole;
      return turned(straight, this.quarters);
    }

    get isChanged() {
      return Boolean(this.quarters || this.corners);
    }
  }

  const pageOf = async (file) => {
    const canvas = await drawn(file, KEPT_SIDE);
    return new Page(file, await jpegOf(canvas, 0.92));
  };

  const pictureOf = async (page, side, quality) => {
    const canvas = await page.picture(side);
    const blob = await jpegOf(canvas, quality);
    return { bytes: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height };
  };

  // One PDF of at most `largest` bytes; null when so many pages do not fit legibly.
  const together = async (pages, largest, tell) => {
    for (const [side, quality] of TRIES) {
      const pictures = [];
      let size = 0;
      for (const page of pages) {
        tell(`Собираем документ: страница ${pictures.length + 1} из ${pages.length}`);
        pictures.push(await pictureOf(page, side, quality));
        size += pictures.at(-1).bytes.length;
        if (size > largest) break;
      }
      if (size > largest) continue;
      const pdf = pdfOf(pictures);
      if (pdf.size <= largest) return pdf;
    }
    return null;
  };

  // One by one: what the person has changed is made anew, the rest goes as it is.
  const apart = async (pages, largest) => {
    const files = [];
    for (const page of pages) {
      if (!page.isChanged) files.push(page.file);
      else {
        const blob = await jpegOf(await page.picture(KEPT_SIDE), 0.88);
        const file = new File([blob], named(page.file.name, "jpg"), { type: "image/jpeg" });
        files.push(file.size > largest ? ((await shrink(file, largest)) ?? file) : file);
      }
    }
    return files;
  };

  window.kabinetPhotos = { shrink, pageOf, together, apart, PREVIEW_SIDE, MOST_PAGES, KEPT_SIDE };
})();
