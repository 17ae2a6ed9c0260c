// The plot: the data, what the network answers around it, and the line where the answer turns.

const CLOSE = 14; // pixels around a point that count as the point
const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross'];

class Plot {
  // `events`: choose(point or null), moved(), drawn(x, y)
  constructor(trainer, field, palette, events) {
    Object.assign(this, { trainer, field, palette, events });
    this.canvas = document.getElementById('plot');
    this.small = document.createElement('canvas');
    this.chosen = null;
    this.neuron = null; // [layer, i] of a neuron whose output is shown instead
    this.pen = ''; // the class to draw, or nothing
    const { task } = trainer.data;
    const labels = trainer.data.train.labels;
    const [low, high] = [Math.min(...labels), Math.max(...labels)];
    this.turn = task.kind === 'classes' ? task.threshold : (low + high) / 2;
    this.reach = (high - low) / 2 || 1;
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.canvas.addEventListener('pointerdown', (event) => this.press(event));
    this.canvas.addEventListener('keydown', (event) => this.key(event));
  }

  get several() {
    return this.trainer.data.task.several;
  }

  draw() {
    const { context, width, height } = fitCanvas(this.canvas);
    if (!width || !height) return;
    Object.assign(this, { width, height });
    context.fillStyle = css(this.palette.card);
    context.fillRect(0, 0, width, height);
    if (this.field.flat) this.curves(context);
    else this.background(context);
    this.axes(context);
    const batch = new Set(this.trainer.batch.length < this.trainer.train.length ? this.trainer.batch.map((i) => this.trainer.train.points[i]) : []);
    for (const point of this.trainer.test?.points ?? []) this.mark(context, point, { hollow: true });
    for (const point of this.trainer.train.points) this.mark(context, point, { now: batch.has(point) });
  }

  // x, y in pixels of a place in the plane, and back
  toPixels(x, y) {
    const { xs, ys } = this.field;
    return [(x - xs[0]) / (xs[1] - xs[0]) * this.width, (1 - (y - ys[0]) / (ys[1] - ys[0])) * this.height];
  }

  toNumbers(left, top) {
    const { xs, ys } = this.field;
    return [xs[0] + left / this.width * (xs[1] - xs[0]), ys[0] + (1 - top / this.height) * (ys[1] - ys[0])];
  }

  at(point) {
    return this.toPixels(point.x[this.field.across], this.field.flat ? point.label : point.x[this.field.up]);
  }

  background(context) {
    const answers = this.field.answers();
    let color;
    if (this.neuron) {
      const numbers = this.field.neuron(...this.neuron);
      const reach = reachOf(numbers);
      color = (i) => this.palette.tone(0.8 * numbers[i] / reach);
    } else if (this.several) color = (i) => packed(this.winner(answers, i));
    else color = (i) => this.palette.tone(0.75 * (answers[0][i] - this.turn) / this.reach);
    paint(this.small, SIDE, color);
    context.imageSmoothingEnabled = true;
    const [dx, dy] = [this.width / (SIDE - 1), this.height / (SIDE - 1)];
    context.drawImage(this.small, -dx / 2, -dy / 2, this.width + dx, this.height + dy); // a number's place is the middle of its cell
    if (this.neuron || this.several || this.trainer.data.task.kind !== 'classes') return;
    this.boundary(context, answers[0]);
  }

  // the most probable class, as strong as it is more probable than chance
  winner(answers, i) {
    let best = 0;
    for (let k = 1; k < answers.length; k++) if (answers[k][i] > answers[best][i]) best = k;
    const sure = (answers[best][i] - 1 / answers.length) / (1 - 1 / answers.length);
    return mix(this.palette.middle, this.palette.classes[best % 10], 0.15 + 0.6 * Math.max(sure, 0));
  }

  // where the answer turns: a straight line through each cell of the grid (marching squares)
  boundary(context, numbers) {
    const [dx, dy] = [this.width / (SIDE - 1), this.height / (SIDE - 1)];
    context.beginPath();
    for (let row = 0; row < SIDE - 1; row++) {
      for (let column = 0; column < SIDE - 1; column++) {
        const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([a, b]) => [column + a, row + b, numbers[(row + b) * SIDE + column + a] - this.turn]);
        const crossings = corners.flatMap(([x, y, v], k) => {
          const [u, w, other] = corners[(k + 1) % 4];
          if ((v < 0) === (other < 0)) return [];
          const t = v / (v - other);
          return [[(x + t * (u - x)) * dx, (y + t * (w - y)) * dy]];
        });
        for (let k = 0; k + 1 < crossings.length; k += 2) {
          context.moveTo(...crossings[k]);
          context.lineTo(...crossings[k + 1]);
        }
      }
    }
    context.strokeStyle = css(this.palette.ink);
    context.lineWidth = 2;
    context.stroke();
  }

  curves(context) {
    const shown = this.neuron ? [this.field.neuron(...this.neuron)] : this.field.answers();
    shown.forEach((numbers, k) => {
      context.beginPath();
      numbers.forEach((y, i) => context.lineTo(i / (ALONG - 1) * this.width, this.toPixels(0, y)[1]));
      context.strokeStyle = css(this.neuron ? this.palette.soft : this.several ? this.palette.classes[k] : this.palette.high);
      context.lineWidth = 3;
      context.stroke();
    });
  }

  axes(context) {
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = css(this.palette.ink);
    context.textBaseline = 'bottom';
    const { xs, ys } = this.field;
    const y = this.field.flat ? 'y' : `x${this.field.up}`;
    context.strokeStyle = css(this.palette.card);
    context.lineWidth = 3;
    const write = (text, align, left, top) => {
      context.textAlign = align;
      context.strokeText(text, left, top);
      context.fillText(text, left, top);
    };
    write(short(xs[0], 2), 'left', 5, this.height - 4);
    write(`${y} ${short(ys[1], 2)}`, 'left', 5, 17);
    write(`x${this.field.across} ${short(xs[1], 2)}`, 'right', this.width - 5, this.height - 4);
  }

  mark(context, point, { hollow = false, now = false }) {
    const [x, y] = this.at(point);
    const { task } = this.trainer.data;
    const place = task.kind === 'classes' ? task.classes.indexOf(point.label) : 0;
    const color = this.several ? this.palette.classes[place % 10] : this.field.flat && task.kind !== 'classes' ? this.palette.low
      : this.palette.scale(Math.max(-1, Math.min(1, (point.label - this.turn) / this.reach)));
    const chosen = point === this.chosen;
    outline(context, SHAPES[place % SHAPES.length] ?? 'circle', x, y, chosen ? 7 : 4.5);
    context.fillStyle = hollow ? css(this.palette.card) : css(color);
    context.fill();
    context.lineWidth = chosen || now ? 2.5 : hollow ? 2 : 1.2;
    context.strokeStyle = chosen ? css(this.palette['now-line']) : now ? css(this.palette.ink) : css(hollow ? color : this.palette.card);
    context.stroke();
  }

  press(event) {
    const [left, top] = [event.offsetX, event.offsetY];
    const point = this.nearest(left, top);
    this.canvas.focus({ preventScroll: true });
    if (!point && this.pen !== '') return this.events.drawn(...this.toNumbers(left, top));
    this.choose(point);
    if (!point) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    let far = false;
    const move = (moved) => {
      far ||= Math.hypot(moved.offsetX - left, moved.offsetY - top) > 3;
      if (far) this.moveTo(point, moved.offsetX, moved.offsetY);
    };
    this.canvas.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel']) this.canvas.addEventListener(name, () => this.canvas.removeEventListener('pointermove', move), { once: true });
  }

  moveTo(point, left, top) {
    const [x, y] = this.toNumbers(Math.min(Math.max(left, 0), this.width), Math.min(Math.max(top, 0), this.height));
    const numbers = [...point.x];
    numbers[this.field.across] = x;
    if (!this.field.flat) numbers[this.field.up] = y;
    else if (this.trainer.data.task.kind === 'numbers') Object.assign(point, { label: y, y: point.y.map((old, k) => k ? old : y) });
    this.events.moved(point, numbers);
  }

  nearest(left, top) {
    const points = [...this.trainer.train.points, ...this.trainer.test?.points ?? []];
    const distances = points.map((point) => Math.hypot(this.at(point)[0] - left, this.at(point)[1] - top));
    const best = distances.indexOf(Math.min(...distances));
    return distances[best] <= CLOSE ? points[best] : null;
  }

  choose(point) {
    this.chosen = point;
    this.events.choose(point);
  }

  // left and right go from sample to sample, with shift any arrow moves it, Enter opens it, Delete takes it away
  key(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const points = this.trainer.train.points;
    if (by && event.shiftKey && this.chosen) {
      const [x, y] = this.at(this.chosen);
      this.moveTo(this.chosen, x + 8 * by[0], y + 8 * by[1]);
    } else if (by && !event.shiftKey) {
      const at = points.indexOf(this.chosen);
      const along = by[0] || by[1];
      this.choose(points[at < 0 ? 0 : (at + along + points.length) % points.length]);
    } else if (event.key === 'Enter' && this.chosen) this.events.open(this.chosen);
    else if (event.key === 'Delete' && this.chosen) this.events.removed(this.chosen);
    else if (event.key === 'Insert' || event.key === 'n') this.events.drawn(...this.toNumbers(this.width / 2, this.height / 2));
    else return;
    event.preventDefault();
  }
}

// the outline of a mark; shapes tell classes apart where colors do not
function outline(context, shape, x, y, r) {
  const corners = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    triangle: [[0, -1.25], [1.15, 0.9], [-1.15, 0.9]],
    diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
    cross: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  }[shape];
  context.beginPath();
  if (!corners) return context.arc(x, y, r, 0, 2 * Math.PI);
  const size = shape === 'square' ? 0.88 * r : r;
  for (const [a, b] of corners) context.lineTo(x + size * a, y + size * b);
  context.closePath();
}
