// The drawing: which of its parts stand out at a step, and the numbers in them.

const EDGE = 12; // pixels kept free around what is brought into sight
const SMALLEST = 0.58; // below it, letters cannot be read: the paper scrolls instead

class Graph {
  constructor(tape, look) {
    this.tape = tape;
    this.paper = document.getElementById('paper');
    this.svg = this.paper.querySelector('svg');
    this.classes = new Map();
    this.values = [];
    this.scale = 0;
    this.followed = [];
    if (!this.svg) return;
    const parts = new Map([...this.svg.querySelectorAll('[data-id]')].map((part) => [part.dataset.id, part]));
    this.values = tape.values.map((v) => ({
      v,
      part: parts.get(`v${v.id}`),
      operation: parts.get(`o${v.id}`),
      edges: v.edges.map((id) => parts.get(id)),
    }));
    for (const shown of this.values) {
      const { v, part, operation, edges } = shown;
      shown.value = numbersIn(part, 'value');
      shown.grad = numbersIn(part, 'grad');
      shown.locals = edges.map((edge) => edge.querySelector('text'));
      shown.told = [];
      part.setAttribute('tabindex', '-1');
      part.setAttribute('role', 'img');
      for (const target of operation ? [part, operation] : [part]) {
        target.addEventListener('pointerenter', () => look(v));
        target.addEventListener('pointerleave', () => look(null));
      }
      part.addEventListener('focus', () => look(v));
      part.addEventListener('blur', () => look(null));
      part.addEventListener('click', () => look(v, true));
    }
    document.body.classList.toggle('wide', this.svg.dataset.width > 2.2 * this.svg.dataset.height);
    this.zoom('fit');
    addEventListener('resize', () => this.fitted && this.zoom('fit'));
    for (const button of document.querySelectorAll('[data-zoom]')) {
      button.addEventListener('click', () => this.zoom(button.dataset.zoom));
    }
  }

  zoom(how) {
    if (!this.svg) return;
    const width = Number(this.svg.dataset.width) * 4 / 3;
    const height = Number(this.svg.dataset.height) * 4 / 3;
    const fit = Math.min((this.paper.clientWidth - 4) / width, (this.paper.clientHeight - 4) / height);
    const sizes = { fit: Math.min(Math.max(fit, SMALLEST), 1.4), in: this.scale * 1.25, out: Math.max(this.scale / 1.25, 0.1) };
    this.fitted = how === 'fit';
    this.scale = sizes[how];
    this.svg.setAttribute('width', width * this.scale);
    this.svg.setAttribute('height', height * this.scale);
    this.follow(...this.followed);
  }

  // `known`: what is known at this step; `step`: what happens; `looked`: the value that is looked at, or nothing
  show(known, step, looked) {
    const path = looked?.paths ? this.tape.pathsFrom(looked) : null;
    for (const shownValue of this.values) {
      const { v, part, operation, edges } = shownValue;
      const future = !known.has(v);
      const g = known.gradOf(v);
      const forward = step.phase === 'forward' && step.z === v;
      const backward = step.phase === 'backward' && step.z === v;
      const out = path && !path.has(v);
      this.mark(part, { future, now: forward, seed: step.phase === 'seed' && step.z === v, source: backward,
        target: step.x === v, path: path?.has(v), dim: out, looked: looked === v });
      if (operation) this.mark(operation, { future, now: forward || backward, path: path?.has(v) && v !== looked, dim: out || v === looked });
      edges.forEach((edge, i) => {
        const result = i === edges.length - 1;
        const flow = backward && (result || i === step.i);
        const onPath = path && path.has(v) && v !== looked && (result || (v.flows[i] && path.has(this.tape.values[v.inputs[i]])));
        this.mark(edge, { future, ahead: forward, back: flow, used: backward && i === step.i, path: onPath, dim: path && !onPath });
      });
      this.tell(shownValue, future, g);
    }
  }

  // numbers are written only where they change: to write a number short takes longer than to compare it
  tell(shownValue, future, g) {
    const { v, part, value, grad, locals, told } = shownValue;
    const now = [future, g, v.value, v.locals];
    if (now.every((x, i) => Object.is(x, told[i]))) return;
    shownValue.told = now;
    write(value, future ? '' : isNumber(v.value) ? [v.value] : v.value.summary);
    write(grad, g === undefined || g === null ? '' : isNumber(g) ? [g] : g.summary);
    locals.forEach((text, i) => {
      if (text && i < locals.length - 1) setText(text, future || !isNumber(v.locals[i]) ? '' : `∂ = ${fitting(v.locals[i], 8)}`);
    });
    const says = [v.kind, v.label, future ? 'not computed yet' : `value ${shown(v.value)}`];
    if (g !== undefined) says.push(`gradient ${shown(g)}`);
    part.setAttribute('aria-label', says.join(', '));
  }

  // classes are written only where they change: a step must take milliseconds
  mark(part, states) {
    const names = Object.keys(states).filter((state) => states[state]).join(' ');
    if (this.classes.get(part) === names) return;
    const before = this.classes.get(part);
    if (before) part.classList.remove(...before.split(' '));
    if (names) part.classList.add(...names.split(' '));
    this.classes.set(part, names);
  }

  // bring a value into sight, and with it what it gets its gradient from, as far as both fit
  follow(v, from = null) {
    if (!v || !this.svg) return;
    this.followed = [v, from];
    const around = this.paper.getBoundingClientRect();
    const boxes = [v, from ?? v].map((x) => this.values[x.id].part.getBoundingClientRect());
    this.paper.scrollBy({
      left: scrolling(boxes.map((box) => [box.left, box.right]), around.left, around.right),
      top: scrolling(boxes.map((box) => [box.top, box.bottom]), around.top, around.bottom),
    });
  }

  focus(v) {
    if (this.svg && document.activeElement?.closest('#paper')) this.values[v.id].part.focus({ preventScroll: true });
  }
}

// how far to scroll one way so that all spans lie between two edges, or at least the first one does
function scrolling(spans, from, to) {
  const room = to - from - 2 * EDGE;
  const ends = (some) => [Math.min(...some.map(([low]) => low)), Math.max(...some.map(([, high]) => high))];
  const [low, high] = ends(spans)[1] - ends(spans)[0] <= room ? ends(spans) : spans[0];
  return low < from + EDGE || high > to - EDGE ? (low + high - from - to) / 2 : 0;
}

function numbersIn(part, role) {
  return [...part.querySelectorAll(`[data-role="${role}"]`)].map((text) => ({ text, room: Math.max(text.textContent.length, 4) }));
}

function write(places, numbers) {
  places.forEach(({ text, room }, i) => {
    const x = numbers[i];
    setText(text, x === undefined ? (i || places.length > 1 ? '' : '—') : isNumber(x) ? fitting(x, room) : x.replaceAll('-', MINUS));
  });
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
