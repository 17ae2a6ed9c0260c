// The page: where the tape stands, what is looked at, and every control.

const $ = (id) => document.getElementById(id);
const tape = new Tape(JSON.parse($('data').textContent));
const graph = new Graph(tape, look);
const table = new Table(tape, { look, change });
const BEAT = 1400; // milliseconds of a step at speed 1
let at = 0;
let timer = 0;
let looked = null; // the value under the pointer or in focus
let pinned = null; // the value chosen with the arrow keys or a click

// what is known at a step: which values, and how much of each gradient
function knownAt(place) {
  const done = new Set(tape.values.filter((v) => !v.op));
  const grads = new Map();
  for (const { phase, z, x, after } of tape.steps.slice(0, place + 1)) {
    if (phase === 'forward') done.add(z);
    if (phase === 'seed') grads.set(z, 1);
    if (phase === 'backward') grads.set(x, after);
  }
  return { has: (v) => done.has(v), gradOf: (v) => grads.get(v) };
}

function show({ follow = true } = {}) {
  const step = tape.steps[at];
  const known = knownAt(at);
  if (follow) { // before anything is written: to ask for places afterwards would lay the page out twice
    graph.follow(step.x || step.z, step.z);
    table.follow(step.x || step.z);
  }
  graph.show(known, step, looked || pinned);
  table.show(known, step, looked || pinned);
  const told = tell(step);
  $('scrub').max = tape.steps.length - 1;
  $('scrub').value = at;
  $('scrub').setAttribute('aria-valuetext', told);
  $('count').textContent = `${at} / ${tape.steps.length - 1}`;
  $('phases').style.setProperty('--turn', `${100 * (tape.turn - 0.5) / Math.max(tape.steps.length - 1, 1)}%`);
  document.body.dataset.phase = step.phase;
  $('reset').hidden = !tape.changed;
  if (!timer) setText($('said'), told);
}

// the rule of a step in words, letters and numbers; returns it in one line
function tell({ phase, z, i, x, arriving, before, share, after }) {
  const lines = [];
  let heading = 'Start';
  let story = 'The leaves are given. Press play, or → for the next step.';
  let legend = [];
  const keys = phase === 'start' ? 'Keys: ← → step, space plays, Home and End, ↑ ↓ look at a value, Esc.' : '';
  $('sum').replaceChildren();
  if (phase === 'forward') {
    const row = tape.rows[z.op];
    heading = `Forward ${at} of ${tape.operations.length}`;
    story = `${z.label} = ${table.call(z)}`;
    const whole = hasSign(row.forward, '=');
    const letters = marks(row.forward, null, !z.shape);
    const numbers = whole ? null : marks(row.forward, tape.numbers(z, 1));
    const line = [...(whole ? [] : [{ kind: 'var', text: 'z' }, sign('=')]), ...letters];
    if (numbers) line.push(sign('='), ...numbers);
    const trivial = numbers?.length === 1 && numbers[0].kind === 'num';
    if (isNumber(z.value) && !trivial) line.push(sign('='), plainNumber(z.value, 'var'));
    lines.push(line);
    legend = meaning(z);
  } else if (phase === 'seed') {
    heading = 'Backward: the seed';
    story = `How much does ${z.label} change when ${z.label} changes? One for one: its gradient is 1.`;
    lines.push([bar('z'), sign('='), plainNumber(1, 'bar')]);
    legend = [['z', z]];
  } else if (phase === 'backward') {
    const row = tape.rows[z.op];
    const index = Math.min(i, row.shares.length - 1);
    const letter = row.letters[Math.min(i, row.letters.length - 1)];
    heading = `Backward ${at - tape.turn} of ${tape.steps.length - 1 - tape.turn}`;
    story = `the gradient of ${z.label} flows back through ${row.label} into ${table.called(x)}`;
    const tree = row.shares[index];
    const whole = hasSign(tree, '=');
    const numbers = whole || !isNumber(arriving) ? null : marks(tree, tape.numbers(z, arriving));
    const line = [...(whole ? [] : [bar(letter), sign('+=')]), ...marks(tree, null, !z.shape)];
    if (numbers) line.push(sign('='), ...numbers);
    const trivial = numbers?.length === 1 && numbers[0].kind === 'num';
    if (isNumber(share) && !trivial) line.push(sign('='), plainNumber(share, 'bar'));
    lines.push(line);
    legend = meaning(z);
    if (isNumber(share)) addUp(z, i, x, arriving, before, share, after);
  }
  $('heading').textContent = heading;
  $('story').textContent = story;
  $('formulas').replaceChildren(...lines.map(drawnMath));
  $('where').replaceChildren(keys, ...legend.flatMap(([letter, v]) => [legendOf(letter, v)]));
  const total = phase === 'backward' && isNumber(after) ? `; the gradient of ${table.called(x)} is now ${short(after)}` : '';
  return [`${heading}: ${story}`, ...lines.map(spoken)].join('. ') + total;
}

const meaning = (z) => [['z', z], ...tape.rows[z.op].letters.slice(0, z.inputs.length).map((letter, i) => [letter, tape.values[z.inputs[i]]])];

function legendOf(letter, v) {
  const item = make('span', '');
  item.append(make('i', letter), ' is ', make('b', table.called(v)), v.shape ? `, shape ${v.shape}` : '');
  return item;
}

// arriving × local derivative = share; before + share = after
function addUp(z, i, x, arriving, before, share, after) {
  const chip = (kind, caption, number) => {
    const box = make('span', '', `chip ${kind}`);
    box.append(make('small', caption), make('b', short(number)));
    return box;
  };
  const link = (text) => make('span', text, 'link');
  const name = table.called(x);
  $('sum').append(
    chip('grad', `arrives at ${table.called(z)}`, arriving), link('×'), chip('local', 'local derivative', z.locals[i]), link('='),
    chip('share', `for ${name}`, share), link('+'), chip('was', 'before', before ?? 0), link('='), chip('grad total', `${name} has now`, after),
  );
}

function make(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const FEW = 6; // paths that are written out one by one

// the gradient of the value looked at as a sum over its paths to the loss
function inspect(v) {
  const box = $('inspector');
  if (!v) return box.replaceChildren(make('p', 'Point at a value, or use ↑ and ↓, to see its paths to the result.', 'hint'));
  const title = make('h2', '');
  const loss = tape.loss.label;
  title.append(make('b', table.called(v)), v.paths ? ` reaches ${loss} on ${v.paths === 1 ? '1 path' : `${v.paths.toLocaleString('en')} paths`}` : ' has no gradient');
  const list = make('ul', '');
  if (v.paths && v !== tape.loss) {
    if (v.paths <= FEW) for (const way of tape.ways(v)) list.append(wayItem(v, way));
    else for (const [z, i] of v.uses) if (z.flows[i]) list.append(useItem(z, i));
    const total = make('span', v.paths === 1 ? ': ' : ', together ', 'total');
    total.append(make('b', shown(v.grad), 'grad'), ` = ∂${loss}/∂${table.called(v)}`);
    title.append(total);
    return box.replaceChildren(title, list);
  }
  box.replaceChildren(title);
}

function wayItem(v, way) {
  const item = make('li', '');
  const derivatives = way.map(([z, i]) => z.locals[i]);
  item.append(make('span', [table.called(v), ...way.map(([z]) => `${tape.rows[z.op].label} ${z.name}`.trim())].join(' → '), 'way'));
  if (derivatives.every(isNumber)) {
    const factors = derivatives.map((d, k) => k && d < 0 ? `(${short(d)})` : short(d)).join(' · ');
    const product = derivatives.reduce((a, b) => a * b, 1);
    item.append(make('span', way.length > 1 ? `${factors} = ` : '', 'factors'), make('b', short(product), 'grad'));
  }
  return item;
}

function useItem(z, i) {
  const item = make('li', '');
  const paths = z.paths === 1 ? '1 path' : `${z.paths.toLocaleString('en')} paths`;
  const part = tape.share(z, i, z.grad);
  item.append(make('span', `through ${tape.rows[z.op].label} into ${z.label} (${paths})`, 'way'));
  if (isNumber(part)) item.append(make('span', `${short(z.grad)} · ${z.locals[i] < 0 ? `(${short(z.locals[i])})` : short(z.locals[i])} = `, 'factors'), make('b', short(part), 'grad'));
  return item;
}

function look(v, pin = false) {
  if (pin) pinned = pinned === v ? null : v;
  else looked = v;
  inspect(looked || pinned);
  show({ follow: false });
}

function change(leaf, number) {
  tape.change(leaf, number);
  inspect(looked || pinned);
  show({ follow: false });
}

function go(place) {
  at = Math.min(Math.max(place, 0), tape.steps.length - 1);
  show();
}

function pause() {
  clearInterval(timer);
  timer = 0;
  setText($('play'), '▶ play');
}

function start() {
  if (at === tape.steps.length - 1) at = 0;
  clearInterval(timer);
  timer = setInterval(() => {
    go(at + 1);
    if (at === tape.steps.length - 1) { pause(); show(); }
  }, BEAT / Number($('speed').value));
  setText($('play'), '❚❚ pause');
  show();
}

const MOVES = {
  start: () => go(0),
  end: () => go(tape.steps.length - 1),
  back: () => go(at - 1),
  on: () => go(at + 1),
};
const KEYS = { ArrowRight: 'on', ArrowLeft: 'back', Home: 'start', End: 'end' };

// up and down: the value before or after the one looked at, in tape order
function lookAlong(by) {
  const from = pinned ?? tape.steps[at].x ?? tape.steps[at].z;
  const next = from ? from.id + (pinned ? by : 0) : 0;
  pinned = tape.values[Math.min(Math.max(next, 0), tape.values.length - 1)];
  look(null);
  graph.follow(pinned);
  table.follow(pinned);
  graph.focus(pinned);
  if (!timer) setText($('said'), $('inspector').textContent);
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('#rows input, select');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in KEYS) {
    pause();
    MOVES[KEYS[event.key]]();
  } else if (event.key === ' ' && !event.target.closest('button')) {
    if (timer) pause();
    else start();
  } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') lookAlong(event.key === 'ArrowUp' ? -1 : 1);
  else if (event.key === 'Escape') { pinned = null; look(null); }
  else return;
  event.preventDefault();
});

for (const button of document.querySelectorAll('[data-go]')) {
  button.addEventListener('click', () => { pause(); MOVES[button.dataset.go](); });
}
$('play').addEventListener('click', () => timer ? (pause(), show()) : start());
$('scrub').addEventListener('input', () => { pause(); go(Number($('scrub').value)); });
$('speed').addEventListener('change', () => timer && start());
$('reset').addEventListener('click', () => { tape.restore(); table.refresh(); inspect(looked || pinned); show({ follow: false }); });
$('theme').addEventListener('click', () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark'
    || (document.documentElement.style.colorScheme === '' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.style.colorScheme = dark ? 'light' : 'dark';
});

if (!graph.svg) document.body.classList.add('undrawn');
inspect(null);
show();
