// The network: circles with a map of what each neuron gives, and lines as wide as their weights.

const SVG = 'http://www.w3.org/2000/svg';
const WIDEST = 6; // pixels of the largest weight
const DRAG = 0.01; // how much a weight changes for each pixel

function svgElement(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class NetworkView {
  // `events`: point(weight place or null), change(place, number), neuron(layer, i or null)
  constructor(trainer, field, palette, events) {
    Object.assign(this, { trainer, field, palette, events });
    this.board = document.getElementById('board');
    this.svg = document.getElementById('lines');
    this.canvas = document.getElementById('maps');
    this.shows = 'weights';
    this.small = document.createElement('canvas');
    this.gradients = trainer.slopes;
    this.pointed = null; // the place of the weight under the pointer or chosen with the keys
    this.build();
    new ResizeObserver(() => { this.arrange(); this.draw(); }).observe(this.board);
    this.board.addEventListener('keydown', (event) => this.key(event));
    this.board.addEventListener('blur', () => this.point(null));
  }

  // one part for each weight, bias and circle; where they are, arrange says
  build() {
    const { sizes, wires } = this.trainer.data;
    this.lines = wires.map((wire) => {
      const line = svgElement(wire.from === null ? 'rect' : 'path', { class: wire.from === null ? 'bias' : 'wire' });
      const hit = svgElement(wire.from === null ? 'rect' : 'path', { class: 'hit', 'data-weight': wire.place });
      hit.addEventListener('pointerenter', () => this.dragged === undefined && this.point(wire.place));
      hit.addEventListener('pointerleave', () => this.dragged === undefined && this.point(null));
      hit.addEventListener('pointerdown', (event) => this.grab(event, wire.place, hit));
      return { ...wire, line, hit };
    });
    this.circles = sizes.flatMap((size, column) => [...Array(size).keys()].map((i) => {
      const circle = svgElement('circle', { class: 'neuron' });
      const text = svgElement('text', { class: 'name' });
      text.textContent = column === 0 ? `x${i}` : '';
      if (column > 0) {
        circle.addEventListener('pointerenter', () => this.events.neuron([column - 1, i]));
        circle.addEventListener('pointerleave', () => this.events.neuron(null));
      }
      return { column, i, circle, text };
    }));
    const ways = this.lines.filter(({ from }) => from !== null);
    const biases = this.lines.filter(({ from }) => from === null);
    this.svg.append(...ways.map(({ line }) => line), ...ways.map(({ hit }) => hit), ...this.circles.flatMap(({ circle, text }) => [circle, text]),
      ...biases.flatMap(({ line, hit }) => [line, hit]));
  }

  arrange() {
    const { sizes } = this.trainer.data;
    const [width, height] = [this.board.clientWidth, this.board.clientHeight];
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const most = Math.max(...sizes);
    this.radius = Math.max(6, Math.min(24, 0.38 * (height - 16) / most, 0.12 * width));
    const left = this.radius + 30; // room for the names of the inputs
    const gap = (width - left - this.radius - 12) / (sizes.length - 1);
    this.spot = (column, i) => {
      const space = Math.min((height - 12) / sizes[column], 5 * this.radius);
      return [left + column * gap, height / 2 + (i - (sizes[column] - 1) / 2) * space];
    };
    for (const { column, i, circle, text } of this.circles) {
      const [x, y] = this.spot(column, i);
      set(circle, { cx: x, cy: y, r: this.radius + 1 });
      set(text, { x: x - this.radius - 6, y: y + 4, 'text-anchor': 'end' });
    }
    for (const { layer, to, from, line, hit } of this.lines) {
      const [x, y] = this.spot(layer + 1, to);
      const r = this.radius;
      if (from === null) {
        const side = Math.min(9, 0.4 * r + 2);
        for (const [part, size] of [[line, side], [hit, side + 6]]) set(part, { x: x - size / 2, y: y + r + (side - size) / 2 - 1, width: size, height: size, rx: size / 4 });
        continue;
      }
      const [x0, y0] = this.spot(layer, from);
      const middle = (x0 + x) / 2;
      const d = `M${x0 + r} ${y0} C${middle} ${y0} ${middle} ${y} ${x - r} ${y}`;
      line.setAttribute('d', d);
      hit.setAttribute('d', d);
    }
  }

  draw() {
    if (!this.spot) return;
    const numbers = this.shows === 'weights' ? this.trainer.weights : this.gradients;
    const largest = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const unit = this.shows === 'weights' ? Math.max(largest, 1) : largest || 1;
    for (const { place, from, line } of this.lines) {
      const t = numbers[place] / unit;
      const color = css(this.palette.scale(Math.sign(t) * Math.min(1, 0.35 + Math.abs(t))));
      line.style[from === null ? 'fill' : 'stroke'] = color;
      if (from !== null) {
        line.style.strokeWidth = 0.5 + (WIDEST - 0.5) * Math.min(Math.abs(t), 1);
        line.style.strokeDasharray = t < 0 ? '6 3' : 'none';
      }
      line.classList.toggle('pointed', place === this.pointed);
      line.classList.toggle('negative', t < 0);
    }
    this.maps();
  }

  // the small map inside each circle
  maps() {
    const { context } = fitCanvas(this.canvas);
    for (const { column, i } of this.circles) {
      const [x, y] = this.spot(column, i);
      const numbers = column === 0 ? this.field.input(i) : this.field.neuron(column - 1, i);
      context.save();
      context.beginPath();
      context.arc(x, y, this.radius - 0.5, 0, 2 * Math.PI);
      context.clip();
      if (this.field.flat) this.curve(context, x, y, numbers);
      else this.map(context, x, y, numbers, column === 0);
      context.restore();
    }
  }

  map(context, x, y, numbers, input) {
    const [low, high] = input ? [Math.min(...numbers), Math.max(...numbers)] : [0, 0];
    const middle = (low + high) / 2;
    const reach = reachOf(numbers, middle);
    paint(this.small, SIDE, (k) => this.palette.tone((numbers[k] - middle) / reach));
    context.drawImage(this.small, x - this.radius, y - this.radius, 2 * this.radius, 2 * this.radius);
  }

  curve(context, x, y, numbers) {
    const r = this.radius;
    context.fillStyle = css(this.palette.card);
    context.fillRect(x - r, y - r, 2 * r, 2 * r);
    const reach = reachOf(numbers);
    context.beginPath();
    numbers.forEach((number, k) => context.lineTo(x + r * (2 * k / (numbers.length - 1) - 1), y - 0.75 * r * number / reach));
    context.strokeStyle = css(this.palette.ink);
    context.lineWidth = 1.5;
    context.stroke();
  }

  point(place) {
    this.pointed = place;
    for (const wire of this.lines) wire.line.classList.toggle('pointed', wire.place === place);
    this.events.point(place);
  }

  grab(event, place, hit) {
    event.preventDefault();
    this.board.focus({ preventScroll: true });
    this.point(place);
    this.dragged = place;
    hit.setPointerCapture(event.pointerId);
    let last = event.clientY;
    const move = (moved) => {
      const by = (last - moved.clientY) * DRAG;
      last = moved.clientY;
      if (by) this.events.change(place, this.trainer.weights[place] + by);
    };
    const end = () => {
      this.dragged = undefined;
      hit.removeEventListener('pointermove', move);
    };
    hit.addEventListener('pointermove', move);
    hit.addEventListener('pointerup', end, { once: true });
    hit.addEventListener('pointercancel', end, { once: true });
  }

  // left and right choose a weight, up and down change it
  key(event) {
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!along && !by) return;
    event.preventDefault();
    const n = this.lines.length;
    const at = this.lines.findIndex(({ place }) => place === this.pointed);
    if (along || at < 0) return this.point(this.lines[at < 0 ? 0 : (at + along + n) % n].place);
    this.events.change(this.pointed, this.trainer.weights[this.pointed] + by * (event.shiftKey ? 0.5 : 0.05));
  }
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}
