// The page: where the tape stands, what is looked at, and every control.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const tape = new Tape(data);
let views = data.views.map((view, id) => new View(tape, view, id));
let view = views[0];
const graph = new Graph(tape, { look, open });
const table = new Table(tape, { look, change });
const rule = new Rule(tape);
const inspector = new Inspector(tape);
const guess = new Guess(tape, () => { shown = null; inspect(); show({ follow: false }); });
const descent = new Descent(tape, showDescent);
const BEAT = 1400; // milliseconds of a step at speed 1
let place = 0; // how many of the tape's steps are done, whatever view is open
let timer = 0;
let looked = null; // the value under the pointer or in focus
let shown = null; // what was shown last
let pinned = null; // the value chosen with the arrow keys or a click

// what is known at a place: which values, and how much of each gradient
function findKnown(end) {
  const done = new Set(tape.values.filter((v) => !v.op));
  const grads = new Map();
  for (let k = 0; k <= end; k++) {
    const step = tape.steps[k];
    if (step.phase === 'forward') done.add(step.z);
    if (step.phase === 'seed') grads.set(step.z, 1);
    if (step.phase === 'backward') grads.set(step.x, guess.asks(step) ? HIDDEN : step.after);
  }
  return { has: (v) => done.has(v), gradOf: (v) => grads.get(v) };
}

// what may look otherwise than it was shown last: the values of the steps since then, or null, everything, where more has changed
function findTouched(step) {
  const before = shown;
  shown = { step, place, looked: looked || pinned, view, steps: tape.steps };
  if (!before || ['looked', 'view', 'steps'].some((what) => before[what] !== shown[what])) return null;
  const between = tape.steps.slice(Math.min(before.place, place), Math.max(before.place, place) + 1);
  return new Set([before.step, step, ...before.step.steps, ...step.steps, ...between].flatMap(({ z, x }) => [z, x]));
}

function show({ follow = true } = {}) {
  const at = view.at(place);
  const step = view.steps[at];
  const known = findKnown(place);
  const touched = findTouched(step);
  if (follow) { // before anything is written: to ask for places afterwards would lay the page out twice
    graph.follow(step.x || step.z, step.z);
    table.follow(step.x || step.z);
  }
  graph.show(known, step, looked || pinned, touched);
  table.show(known, step, looked || pinned, touched);
  const told = rule.show(view, at, { step: (s) => guess.asks(s), gradient: (v) => known.gradOf(v) === HIDDEN });
  guess.show(step);
  const last = view.steps.length - 1;
  $('scrub').max = last;
  $('scrub').value = at;
  const total = step.phase === 'backward' && !step.box && isNumber(step.after) && !guess.asks(step)
    ? `; the gradient of ${called(step.x)} is now ${short(step.after)}` : '';
  $('scrub').setAttribute('aria-valuetext', told + total);
  setText($('count'), `${at} / ${last}`);
  $('phases').style.setProperty('--turn', `${100 * (view.turn - 0.5) / Math.max(last, 1)}%`);
  document.body.dataset.phase = step.phase;
  $('reset').hidden = !tape.changed;
  if (!timer) setText($('said'), told + total);
}

const inspect = () => inspector.show(looked || pinned, guess.hiding);

function look(v, pin = false) {
  if (pin) pinned = pinned === v ? null : v;
  else looked = v;
  inspect();
  show({ follow: false });
}

// the steps hold numbers: when these change, so do they
function renewViews() {
  views = data.views.map((facts, id) => new View(tape, facts, id));
  view = views[view.id];
  graph.view = view;
  place = Math.min(place, tape.steps.length - 1);
  inspect();
  show({ follow: false });
}

function change(leaf, number) {
  tape.change(leaf, number);
  renewViews();
}

function showDescent() {
  table.refresh();
  guess.forget();
  renewViews();
  pause();
  start(true);
}

// another view of the same moment
function open(id) {
  view = views[id];
  pinned = looked = null;
  graph.mount(view);
  table.mount(view);
  const trail = view.trail(views);
  $('crumbs').hidden = trail.length < 2;
  $('crumbs').replaceChildren(...trail.flatMap(({ id: other, label }, n) => {
    const name = n ? label : 'the whole';
    if (other === id) return [make('b', name)];
    const button = make('button', name);
    button.type = 'button';
    button.addEventListener('click', () => open(other));
    return [button, ' ▸ '];
  }));
  inspect();
  show();
}

function go(at) {
  place = view.steps[Math.min(Math.max(at, 0), view.steps.length - 1)].end;
  show();
}

const here = () => view.at(place);
const atEnd = () => here() === view.steps.length - 1;

function pause() {
  clearInterval(timer);
  timer = 0;
  setText($('play'), '▶ play');
}

function start(again = false) {
  if (again || atEnd()) go(0);
  clearInterval(timer);
  timer = setInterval(() => {
    go(here() + 1);
    const step = view.steps[here()];
    const asked = !step.box && guess.asks(step);
    if (atEnd() || asked) { pause(); show(); }
    if (asked) $('guessed').focus();
  }, BEAT / Number($('speed').value));
  setText($('play'), '❚❚ pause');
  show();
}

const MOVES = {
  start: () => go(0),
  end: () => go(view.steps.length - 1),
  back: () => go(here() - 1),
  on: () => go(here() + 1),
};
const KEYS = { ArrowRight: 'on', ArrowLeft: 'back', Home: 'start', End: 'end' };
const ZOOMS = { '+': 'in', '=': 'in', '-': 'out', '0': 'fit' };

// up and down: the value before or after the one looked at, in tape order
function lookAlong(by) {
  const step = view.steps[here()];
  const from = pinned ?? [step.x, step.z].find((v) => view.rows.includes(v));
  const next = from ? view.rows.indexOf(from) + (pinned ? by : 0) : 0;
  pinned = view.rows[Math.min(Math.max(next, 0), view.rows.length - 1)];
  look(null);
  graph.follow(pinned);
  table.follow(pinned);
  graph.focus(pinned);
  if (!timer) setText($('said'), $('inspector').textContent);
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('#rows input, #guess input, #rate, select');
  if (typing && event.key === 'Escape') typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in KEYS) {
    pause();
    MOVES[KEYS[event.key]]();
  } else if (event.key === ' ' && !event.target.closest('button, #hide')) {
    if (timer) pause();
    else start();
  } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') lookAlong(event.key === 'ArrowUp' ? -1 : 1);
  else if (event.key === 'Escape') {
    if (pinned || looked || view.parent === null) { pinned = null; look(null); }
    else open(view.parent);
  } else if (event.key in ZOOMS) graph.zoom.press(ZOOMS[event.key]);
  else if (event.key === 'f') graph.zoom.fill();
  else return;
  event.preventDefault();
});

for (const button of document.querySelectorAll('[data-go]')) {
  button.addEventListener('click', () => { pause(); MOVES[button.dataset.go](); });
}
$('play').addEventListener('click', () => timer ? (pause(), show()) : start());
$('scrub').addEventListener('input', () => { pause(); go(Number($('scrub').value)); });
$('speed').addEventListener('change', () => timer && start());
$('reset').addEventListener('click', () => {
  tape.restore();
  table.refresh();
  descent.forget();
  renewViews();
});

// the theme that was asked for, else the one that the notebook around the page has, else the system's
const root = document.documentElement;
const setTheme = (theme) => { root.style.colorScheme = theme; };
if (root.dataset.theme !== 'auto') setTheme(root.dataset.theme);
$('theme').addEventListener('click', () => {
  const dark = root.style.colorScheme ? root.style.colorScheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = 'chosen';
  setTheme(dark ? 'light' : 'dark');
});

// The page around this one may say its theme, and the values of leaves by their numbers in the tape: nothing else.
addEventListener('message', ({ source: from, data: said }) => {
  if (from !== window.parent || from === window || typeof said?.tapegrad !== 'object') return;
  const { theme, leaves } = said.tapegrad;
  if (['light', 'dark'].includes(theme) && root.dataset.theme === 'auto') setTheme(theme);
  if (!Array.isArray(leaves)) return;
  const changes = leaves.filter(([id, x]) => tape.values[id] && !tape.values[id].op && !tape.values[id].fixed && isNumber(x));
  tape.changeAll(changes.map(([id, x]) => [tape.values[id], x]));
  table.refresh();
  renewViews();
});

if (!graph.pictures.length) document.body.classList.add('undrawn');
open(0);
