// A sheet photographed aslant becomes a rectangle: by the four corners that a person has set, or that are
// guessed. Corners are {x, y} from 0 to 1 of the picture, clockwise from the upper left.
(() => {
  "use strict";

  const WHOLE = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ];

  // The eight numbers of the projection that takes the unit square to four points (Heckbert, 1989).
  const projection = ([a, b, c, d]) => {
    const [dx1, dx2, sx] = [b.x - c.x, d.x - c.x, a.x - b.x + c.x - d.x];
    const [dy1, dy2, sy] = [b.y - c.y, d.y - c.y, a.y - b.y + c.y - d.y];
    const area = dx1 * dy2 - dx2 * dy1;
    const g = (sx * dy2 - dx2 * sy) / area;
    const h = (dx1 * sy - sx * dy1) / area;
    return (u, v) => {
      const w = g * u + h * v + 1;
      return [
        ((b.x - a.x + g * b.x) * u + (d.x - a.x + h * d.x) * v + a.x) / w,
        ((b.y - a.y + g * b.y) * u + (d.y - a.y + h * d.y) * v + a.y) / w,
      ];
    };
  };

  const far = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

  // The sheet between the corners as a canvas of its own, its longer side at most `side` pixels.
  const straighten = (canvas, corners, side) => {
    const points = corners.map(({ x, y }) => ({ x: x * (canvas.width - 1), y: y * (canvas.height - 1) }));
    let width = Math.max(far(points[0], points[1]), far(points[3], points[2]), 1);
    let height = Math.max(far(points[0], points[3]), far(points[1], points[2]), 1);
    const scale = Math.min(1, side / Math.max(width, height));
    width = Math.max(1, Math.round(width * scale));
    height = Math.max(1, Math.round(height * scale));
    const source = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const target = new ImageData(width, height);
    const pixels = source.data;
    const result = target.data;
    const place = projection(points);
    const [right, bottom] = [canvas.width - 1, canvas.height - 1];
    for (let row = 0, at = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1, at += 4) {
        const [x, y] = place((column + 0.5) / width, (row + 0.5) / height);
        const left = Math.min(Math.max(Math.floor(x), 0), right);
        const top = Math.min(Math.max(Math.floor(y), 0), bottom);
        const [dx, dy] = [Math.min(Math.max(x - left, 0), 1), Math.min(Math.max(y - top, 0), 1)];
        const one = (top * source.width + left) * 4;
        const beside = left < right ? 4 : 0;
        const below = top < bottom ? source.width * 4 : 0;
        for (let channel = 0; channel < 3; channel += 1) {
          const first = one + channel;
          const above = pixels[first] * (1 - dx) + pixels[first + beside] * dx;
          const under = pixels[first + below] * (1 - dx) + pixels[first + below + beside] * dx;
          result[at + channel] = above * (1 - dy) + under * dy;
        }
        result[at + 3] = 255;
      }
    }
    const made = document.createElement("canvas");
    made.width = width;
    made.height = height;
    made.getContext("2d").putImageData(target, 0, 0);
    return made;
  };

  // --- A guess: a bright sheet on something darker --------------------------------------------------

  const GUESS_SIDE = 200;

  // The brightness that parts light from dark best (Otsu, 1979).
  const threshold = (counts, total) => {
    let all = 0;
    for (let level = 0; level < 256; level += 1) all += level * counts[level];
    let [best, level, dark, darkSum] = [0, 127, 0, 0];
    for (let each = 0; each < 256; each += 1) {
      dark += counts[each];
      if (!dark || dark === total) continue;
      darkSum += each * counts[each];
      const apart = darkSum / dark - (all - darkSum) / (total - dark);
      const between = dark * (total - dark) * apart * apart;
      if (between > best) [best, level] = [between, each];
    }
    return level;
  };

  // The corners of the sheet, or the whole picture when nothing of the kind is seen.
  const guess = (canvas) => {
    const scale = Math.min(1, GUESS_SIDE / Math.max(canvas.width, canvas.height));
    const small = document.createElement("canvas");
    small.width = Math.max(8, Math.round(canvas.width * scale));
    small.height = Math.max(8, Math.round(canvas.height * scale));
    const context = small.getContext("2d");
    context.drawImage(canvas, 0, 0, small.width, small.height);
    const { data, width, height } = context.getImageData(0, 0, small.width, small.height);
    const light = new Uint8Array(width * height);
    const counts = new Uint32Array(256);
    for (let at = 0; at < light.length; at += 1) {
      light[at] = data[at * 4] * 0.3 + data[at * 4 + 1] * 0.59 + data[at * 4 + 2] * 0.11;
      counts[light[at]] += 1;
    }
    const level = threshold(counts, light.length);
    const isSheet = (x, y) => light[y * width + x] > level;
    const found = [null, null, null, null];
    const best = [Infinity, -Infinity, -Infinity, Infinity];
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        // A speck is no sheet: its neighbours are bright too.
        if (
          !(isSheet(x, y) && isSheet(x - 1, y) && isSheet(x + 1, y) && isSheet(x, y - 1) && isSheet(x, y + 1))
        )
          continue;
        const [sum, difference] = [x + y, x - y];
        const wins = [sum < best[0], difference > best[1], sum > best[2], difference < best[3]];
        for (const [corner, is] of wins.entries()) {
          if (!is) continue;
          best[corner] = corner % 2 ? difference : sum;
          found[corner] = { x: x / (width - 1), y: y / (height - 1) };
        }
      }
    }
    if (found.includes(null)) return WHOLE;
    const [a, b, c, d] = found;
    const area = Math.abs((c.x - a.x) * (d.y - b.y) - (d.x - b.x) * (c.y - a.y)) / 2;
    return area > 0.2 && area < 0.97 ? found : WHOLE;
  };

  window.kabinetStraight = { straighten, guess, WHOLE };
})();
