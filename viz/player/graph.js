// The drawing: which of its parts stand out at a step, and the numbers in them.

const HIDDEN = Symbol('a gradient that is to be guessed');

class Graph {
  constructor(tape, { look, open }) {
    this.tape = tape;
    this.paper = document.getElementById('paper');
    this.pictures = [...document.querySelectorAll('template')].map((template) => template.content.firstElementChild);
    this.sight = new Sight(this.paper);
    this.zoom = new Zoom(this.paper, () => this.sight.update());
    this.calls = { look, open };
    this.nodes = new Map();
  }

  // draw a view
  mount(view) {
    this.view = view;
    const picture = this.pictures[view.picture];
    this.nodes = new Map();
    this.homes = new Map(); // the nodes of each value
    this.edges = [];
    if (!picture) return;
    const svg = picture.cloneNode(true);
    this.paper.replaceChildren(svg);
    this.classes = new Map();
    const parts = new Map([...svg.querySelectorAll('[data-id]')].map((part) => [part.dataset.id, part]));
    for (const [node, members] of view.values) this.nodes.set(node, this.valueNode(parts.get(node), members));
    for (const [node, members] of view.operations) this.nodes.set(node, this.operationNode(parts.get(node), node, members));
    this.edges = view.edges.map(([id, tail, head, slot]) => this.edge(parts.get(id), tail, head, slot));
    for (const [node, { members }] of this.nodes) for (const v of members) this.homes.set(v, [...this.homes.get(v) || [], node]);
    for (const edge of this.edges) this.nodes.get(edge.into ? edge.head : edge.tail).edges.push(edge);
    this.zoom.mount(svg);
    const shown = [...[...this.nodes.values()].map(({ part }) => part), ...this.edges.map(({ part }) => part)];
    this.sight.mount(shown.filter((part) => part.getAttribute('tabindex') !== '0'));
  }

  valueNode(part, members) {
    const [v] = members;
    const shown = { part, members, value: numbersIn(part, 'value'), grad: numbersIn(part, 'grad'), told: [], edges: [] };
    if (members.length === 1) {
      const place = [...part.querySelectorAll('[data-role="name"]')].find((text) => text.textContent.trim() === '#88888');
      if (place) place.textContent = v.place;
    }
    part.setAttribute('tabindex', '-1');
    part.setAttribute('role', 'img');
    if (members.length === 1) this.listen(part, v, () => this.calls.look(v, true));
    return shown;
  }

  operationNode(part, node, members) {
    const box = this.view.boxes.get(node);
    if (!box) {
      this.listen(part, members[0], null);
      return { part, members, edges: [] };
    }
    const inner = this.view.opens[node];
    part.classList.add('closed');
    if (inner === undefined) return { part, members, edges: [] };
    part.setAttribute('tabindex', '0');
    part.setAttribute('role', 'button');
    part.setAttribute('aria-label', `open ${box.join(', ')}`);
    part.addEventListener('click', () => this.zoom.dragged || this.calls.open(inner));
    part.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      this.calls.open(inner);
    });
    return { part, members, edges: [] };
  }

  // the arrow keys go from part to part: Tab does not stop at each, as it would at whatever listens to the focus
  listen(part, v, click) {
    const { look } = this.calls;
    part.setAttribute('tabindex', '-1');
    part.addEventListener('pointerenter', () => look(v));
    part.addEventListener('pointerleave', () => look(null));
    part.addEventListener('focus', () => look(v));
    part.addEventListener('blur', () => look(null));
    if (click) part.addEventListener('click', () => this.zoom.dragged || click());
  }

  edge(part, tail, head, slot) {
    const text = part.querySelector('text');
    const path = part.querySelector('path');
    if (path) part.append(arrowBack(path));
    return { part, tail, head, slot, text, into: this.view.values.get(tail), z: slot >= 0 ? this.view.operations.get(head)[0] : null };
  }

  // `known`: what is known at this step; `step`: what happens; `looked`: the value that is looked at, or nothing;
  // `touched`: the values that may look otherwise than before, null for all
  show(known, step, looked, touched) {
    const path = looked?.paths ? this.tape.pathsFrom(looked) : null;
    const forward = step.phase === 'forward';
    const backward = step.phase === 'backward';
    const zs = new Set(step.steps.map(({ z }) => z));
    const xs = new Set(step.steps.map(({ x }) => x));
    const active = (node) => this.nodes.get(node).members.some((z) => zs.has(z));
    const nodes = touched ? new Set([...touched].flatMap((v) => this.homes.get(v) || [])) : this.nodes.keys();
    const edges = [];
    for (const node of nodes) {
      const shown = this.nodes.get(node);
      const { part, members } = shown;
      edges.push(...shown.edges);
      const here = members.some((v) => zs.has(v));
      const future = !members.every((v) => known.has(v));
      const onPath = path && members.some((v) => path.has(v) && (shown.value || v !== looked));
      const dim = path && !onPath;
      if (!shown.value) {
        this.mark(part, { future, now: (forward || backward) && here, path: onPath, dim });
        continue;
      }
      const arrival = step.phase === 'seed' || step.phase === 'arrival';
      this.mark(part, { future, now: forward && here, seed: arrival && members.includes(step.z), source: backward && here,
        target: backward && members.some((v) => xs.has(v)), path: onPath, dim, looked: members.length === 1 && looked === members[0] });
      this.tell(shown, future, known);
    }
    for (const edge of edges) this.showEdge(edge, step, { known, path, looked, forward, backward, active, xs });
  }

  showEdge({ part, tail, head, slot, text, into, z }, step, { known, path, looked, forward, backward, active, xs }) {
    const operation = into ? head : tail;
    const now = active(operation);
    const used = backward && now && into !== undefined && (step.box ? into.some((v) => xs.has(v)) : slot === step.i);
    const members = this.nodes.get(operation).members;
    const [from, to] = into ? [into, members] : [members, this.view.values.get(head)];
    const flows = !z || z.flows[slot];
    const onPath = path && flows && from.some((v) => path.has(v) && (into || v !== looked)) && to.some((v) => path.has(v) && v !== looked);
    const future = !members.every((v) => known.has(v));
    this.mark(part, { future, ahead: forward && now, back: backward && now && (!into || used), used, path: onPath, dim: path && !onPath });
    if (text && z) setText(text, future || !isNumber(z.locals[slot]) ? '' : `∂ = ${fitting(z.locals[slot], 8)}`);
  }

  // numbers are written only where they change: to write a number short takes longer than to compare it
  tell(shown, future, known) {
    const { part, members, value, grad, told } = shown;
    const grads = members.map((v) => known.gradOf(v));
    const now = [future, ...grads, ...members.map((v) => v.value)];
    if (now.length === told.length && now.every((x, i) => Object.is(x, told[i]))) return;
    shown.told = now;
    const [v] = members;
    const x = members.length === 1 ? v.value : gatherEntries(members.map((m) => m.value));
    const g = together(members, grads);
    write(value, future ? '' : numbersFor(value, x));
    write(grad, g === HIDDEN ? ['?'] : g === undefined || g === null ? '' : numbersFor(grad, g));
    const says = [v.kind, members.length === 1 ? v.label : `${members.length} numbers`, future ? 'not computed yet' : `value ${shownNumber(x)}`];
    if (g !== undefined) says.push(g === HIDDEN ? 'gradient hidden' : `gradient ${shownNumber(g)}`);
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

  // the part that shows a value or an operation, if this view does
  partOf(v) {
    for (const { part, members, value } of this.nodes.values()) if (value && members.includes(v)) return part;
    return this.nodes.get(this.view.home.get(v))?.part;
  }

  follow(...values) {
    const parts = values.filter(Boolean).map((v) => this.partOf(v)).filter(Boolean);
    if (!parts.length) return;
    this.sight.reveal(parts);
    this.zoom.follow(parts);
  }

  focus(v) {
    if (document.activeElement?.closest('#paper')) this.partOf(v)?.focus({ preventScroll: true });
  }
}

function together(members, grads) {
  if (members.length === 1) return grads[0];
  if (grads.includes(HIDDEN)) return HIDDEN;
  return grads.every(isNumber) ? gatherEntries(grads) : undefined;
}

// an arrowhead at the start of a path: what flows back points there
function arrowBack(path) {
  const [x, y, towardsX, towardsY] = path.getAttribute('d').match(/-?[\d.]+(?:e-?\d+)?/g).slice(0, 4).map(Number);
  const length = Math.hypot(towardsX - x, towardsY - y) || 1;
  const [ux, uy] = [(towardsX - x) / length, (towardsY - y) / length];
  const corner = (along, across) => `${(x + along * ux - across * uy).toFixed(2)},${(y + along * uy + across * ux).toFixed(2)}`;
  const arrow = document.createElementNS(path.namespaceURI, 'polygon');
  arrow.setAttribute('points', [corner(0, 0), corner(9, 4.5), corner(9, -4.5)].join(' '));
  arrow.setAttribute('class', 'arrow-back');
  return arrow;
}

function numbersIn(part, role) {
  return [...part.querySelectorAll(`[data-role="${role}"]`)].map((text) => ({ text, room: Math.max(text.textContent.length, 4) }));
}

// a card has room for each entry of a small array, or for the summary of a large one
function numbersFor(places, x) {
  return isNumber(x) ? [x] : x.entries?.length === places.length ? x.entries : x.summary;
}

function write(places, numbers) {
  places.forEach(({ text, room }, i) => {
    const x = numbers[i];
    setText(text, x === undefined ? (i ? '' : '—') : isNumber(x) ? fitting(x, room) : signed(x));
  });
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
