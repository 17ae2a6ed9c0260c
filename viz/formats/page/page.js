// A drawing to look around in: the view box is what is seen of it; modules are the frames, and closing one hides what it holds.

const byId = (id) => document.getElementById(id);
const paper = byId('paper');
const svg = paper.querySelector('svg');
const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
const groups = [...svg.querySelectorAll('g[class~="node"], g[class~="edge"], g[class~="cluster"]')];
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

// -- the view --------------------------------------------------------------------------------------------------

let whole = { x: 0, y: 0, w: width, h: height };
let view = whole;

function show(next) {
  view = next;
  svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.w} ${view.h}`);
}

// the drawing's own place under a point of the screen
function under(x, y) {
  const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
  return { x: at.x, y: at.y };
}

function zoom(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
  const w = clamp(view.w / factor, width / 60, width * 4);
  const change = w / view.w;
  show({ x: at.x - (at.x - view.x) * change, y: at.y - (at.y - view.y) * change, w, h: view.h * change });
}

const fit = () => show(whole);
const move = (across, down) => show({ ...view, x: view.x + across * view.w, y: view.y + down * view.h });

function center(group) {
  const box = group.getBBox();
  const at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2).matrixTransform(group.parentNode.getCTM());
  const there = at.matrixTransform(svg.getCTM().inverse());
  const w = Math.min(view.w, Math.max(box.width * 6, 450));
  show({ x: there.x - w / 2, y: there.y - (w * view.h) / view.w / 2, w, h: (w * view.h) / view.w });
}

// the wheel belongs to the notebook until the drawing was clicked; two fingers, which say ctrl, always zoom
paper.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && document.activeElement !== paper) return;
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), under(event.clientX, event.clientY));
}, { passive: false });

const fingers = new Map();
let dragged = 0;

paper.addEventListener('pointerdown', (event) => {
  fingers.set(event.pointerId, event);
  dragged = 0;
  paper.focus({ preventScroll: true });
});

paper.addEventListener('pointermove', (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return hover(event);
  const from = under(before.clientX, before.clientY);
  const to = under(event.clientX, event.clientY);
  dragged += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
  if (dragged > 4 && !paper.hasPointerCapture(event.pointerId)) paper.setPointerCapture(event.pointerId);
  if (fingers.size === 2) {
    const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    zoom(apart(event) / apart(before), under(other.clientX, other.clientY));
  } else {
    show({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
    paper.classList.toggle('dragged', dragged > 4);
  }
  fingers.set(event.pointerId, event);
  hide();
});

for (const end of ['pointerup', 'pointercancel']) {
  paper.addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    paper.classList.remove('dragged');
  });
}

// -- modules ---------------------------------------------------------------------------------------------------

const box = (group) => group.querySelector(':scope > path, :scope > polygon').getBBox();
const inside = (inner, outer) => inner.x >= outer.x - 1 && inner.y >= outer.y - 1
  && inner.x + inner.width <= outer.x + outer.width + 1 && inner.y + inner.height <= outer.y + outer.height + 1;
const frames = groups.filter((group) => group.classList.contains('cluster'));
const named = (frame) => frame.id.replace(/(-c\d+)-\d+$/, '$1'); // a frame that goes on in further rows is one module
const held = new Map(); // what each frame holds, asked for once the page is laid out, while everything is still shown

function look() {
  if (held.size) return;
  survey();
  for (const frame of frames) held.set(frame, groups.filter((g) => g !== frame && inside(g.getBBox(), box(frame))));
}

function tally(frame) {
  const parts = held.get(frame);
  const count = (kind) => parts.filter((g) => g.classList.contains(kind)).length;
  const said = [['value', 'value'], ['operation', 'operation'], ['module', 'module']]
    .map(([kind, word]) => [count(kind), word]).filter(([n]) => n);
  return said.map(([n, word]) => `${n} ${word}${n > 1 ? 's' : ''}`).join(', ');
}

function close(frame, closed = !frame.classList.contains('closed')) {
  look();
  for (const part of frames) if (named(part) === named(frame)) closePart(part, closed);
  const hidden = new Set(frames.filter((f) => f.classList.contains('closed')).flatMap((f) => held.get(f)));
  for (const group of groups) group.classList.toggle('away', hidden.has(group));
  // edges that lead into a closed frame pass under it
  for (const f of frames) if (f.classList.contains('closed')) f.parentNode.append(f);
  collapse();
  search();
}

function closePart(frame, closed) {
  frame.classList.toggle('closed', closed);
  frame.setAttribute('aria-expanded', !closed);
  const before = frame.querySelector('.tally');
  if (before) before.remove();
  if (closed) {
    const { x, y } = places.get(frame);
    const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
    text.setAttribute('class', 'tally');
    text.setAttribute('x', x + 8);
    text.setAttribute('y', y + 34);
    text.textContent = tally(frame);
    frame.append(text);
    places.set(text, text.getBBox());
  }
}

for (const frame of frames) {
  frame.classList.add('scope');
  frame.setAttribute('tabindex', 0);
  frame.setAttribute('role', 'button');
  frame.setAttribute('aria-expanded', true);
  frame.addEventListener('click', () => { if (dragged <= 4) close(frame); });
  frame.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    close(frame);
  });
}
byId('modules').hidden = !frames.length;
const outermost = () => frames.filter((f) => !frames.some((other) => held.get(other).includes(f)));

function all(what) {
  look();
  for (const frame of what === 'close' ? outermost() : frames) close(frame, what === 'close');
}

// -- search and hover texts ------------------------------------------------------------------------------------

const hints = new Map();
for (const group of groups) {
  const title = group.querySelector(':scope > title');
  if (!title) continue;
  hints.set(group, title.textContent);
  if (!group.hasAttribute('aria-label')) group.setAttribute('aria-label', title.textContent);
  title.remove(); // the page shows it at once, and the browser would once more
}
let matches = [];
let here = -1;

function search(step = 0) {
  const wanted = byId('search').value.trim().toLowerCase();
  const said = (group) => `${group.textContent} ${hints.get(group) || ''}`.toLowerCase();
  matches = wanted ? groups.filter((g) => !g.classList.contains('away') && !g.classList.contains('edge') && said(g).includes(wanted)) : [];
  here = matches.length && step ? (here + step + matches.length) % matches.length : -1;
  for (const group of groups) {
    group.classList.toggle('match', matches.includes(group));
    group.classList.toggle('here', here >= 0 && matches[here] === group);
  }
  byId('found').textContent = !wanted ? '' : here >= 0 ? `${here + 1} of ${matches.length}` : `${matches.length} found`;
  if (here >= 0) center(matches[here]);
}

byId('search').addEventListener('input', () => { here = -1; search(); });
byId('search').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') search(event.shiftKey ? -1 : 1);
  if (event.key === 'Escape') { event.target.value = ''; search(); paper.focus(); }
  event.stopPropagation();
});

function hide() { byId('hint').hidden = true; }

function hover(event) {
  const group = event.target.closest('g.node, g.edge, g.cluster');
  const text = hints.get(group);
  const hint = byId('hint');
  hint.hidden = !text;
  if (!text) return;
  hint.textContent = text;
  const { width: w, height: h } = hint.getBoundingClientRect();
  hint.style.left = `${clamp(event.clientX + 14, 4, Math.max(4, innerWidth - w - 4))}px`;
  hint.style.top = `${event.clientY + 18 + h > innerHeight ? Math.max(4, event.clientY - h - 10) : event.clientY + 18}px`;
}
paper.addEventListener('pointerleave', hide);
document.documentElement.addEventListener('mouseleave', hide); // into the notebook around the page

// -- buttons and keys ------------------------------------------------------------------------------------------

const zooms = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit };
for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => zooms[button.dataset.zoom]());
for (const button of document.querySelectorAll('[data-all]')) button.addEventListener('click', () => all(button.dataset.all));
byId('whole').hidden = !document.fullscreenEnabled;
byId('whole').addEventListener('click', () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
document.addEventListener('fullscreenchange', () => byId('whole').setAttribute('aria-pressed', String(!!document.fullscreenElement)));
paper.addEventListener('dblclick', fit);

const keys = {
  '+': zooms.in, '=': zooms.in, '-': zooms.out, 0: fit, ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
  ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1), '/': () => byId('search').focus(), f: () => byId('whole').click(),
};
paper.addEventListener('keydown', (event) => {
  if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  keys[event.key]();
});
