// Samples: where the points are, with noise if wanted, and in what order a step sees them.

// mulberry32: numbers from 0 to 1 that the same seed gives again
class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  // a normal one: Box and Muller, 1958
  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  // the numbers from 0 to n - 1 in some order: Fisher and Yates
  order(n) {
    const found = [...Array(n).keys()];
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1));
      [found[i], found[j]] = [found[j], found[i]];
    }
    return found;
  }
}

class Samples {
  // `rows`: {x, y, labels} as Python gave them
  constructor({ x, y, labels }) {
    this.python = x.map((numbers, i) => ({ x: numbers, y: y[i], label: labels[i] }));
    this.restore();
  }

  restore() {
    this.points = this.python.map(({ x, y, label }) => ({ clean: [...x], x: [...x], y: [...y], label }));
    this.changed = false;
  }

  get length() {
    return this.points.length;
  }

  // shake all points: `size` in standard deviations of each number
  shake(size, seed) {
    const random = new Random(seed);
    const spread = this.python[0].x.map((_, k) => deviation(this.python.map(({ x }) => x[k])));
    for (const point of this.points) point.x = point.clean.map((x, k) => x + size * spread[k] * random.normal());
  }

  move(point, x) {
    point.clean = point.clean.map((clean, k) => clean + x[k] - point.x[k]);
    point.x = [...x];
    this.changed = true;
  }

  add(x, y, label) {
    this.points.push({ clean: [...x], x: [...x], y, label });
    this.changed = true;
    return this.points.at(-1);
  }

  remove(point) {
    if (this.points.length > 1) this.points = this.points.filter((other) => other !== point);
    this.changed = true;
  }

  // put some points into a program's columns
  fill(program, rows) {
    rows.forEach((row, i) => {
      const { x, y } = this.points[row];
      program.x.forEach((column, k) => { column[i] = x[k]; });
      program.y.forEach((column, k) => { column[i] = y[k]; });
    });
  }
}

function deviation(numbers) {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length) || 1;
}
