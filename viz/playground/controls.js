// The controls: what stands in them at first, and what a change of each does.

function fill(select, options, chosen) {
  select.append(...options.map(([value, text]) => {
    const option = make('option', text);
    option.value = value;
    return option;
  }));
  select.value = chosen;
}

const numberIn = (id, low, otherwise) => {
  const x = Number($(id).value);
  const good = $(id).value.trim() !== '' && Number.isFinite(x) && x >= low;
  $(id).setAttribute('aria-invalid', String(!good));
  return good ? x : otherwise;
};

function layOut() {
  const { settings } = trainer;
  const n = trainer.train.length;
  const sizes = [...new Set([1, 4, 8, 16, 32, 64, settings.batch])].filter((size) => size > 0 && size < n).sort((a, b) => a - b);
  fill($('batch'), [...sizes.map((size) => [size, String(size)]), [0, `all ${n}`]], settings.batch >= n ? 0 : settings.batch);
  const names = [...new Set([data.own, ...Object.keys(data.activations)])];
  fill($('activation'), names.map((name) => [name, name === data.own ? `${name} (yours)` : name]), settings.activation);
  $('activations').hidden = data.sizes.length < 3;
  fill($('penalty'), [['', 'none'], ...Object.keys(data.penalties).map((name) => [name, name])], settings.penalty);
  for (const id of ['rate', 'strength', 'noise', 'seed']) $(id).value = settings[id];
  const { task } = data;
  const free = task.kind === 'classes' ? task.classes.map((label, k) => [k, `draws a ${label}`]) : [[0, 'draws a sample']];
  fill($('pen'), [['', 'does nothing'], ...free], '');
  if (data.sizes[0] > 2) {
    const inputs = [...Array(data.sizes[0]).keys()].map((k) => [k, `x${k}`]);
    fill($('across'), inputs, 0);
    fill($('up'), inputs, 1);
    $('axes').hidden = false;
  }
  $('loss').append(line(`${data.loss}: train `, make('b', '')));
  if (trainer.test) {
    const test = make('span', 'test ', 'test');
    test.append(make('b', ''));
    $('loss').append(test);
    setText($('marks'), 'hollow: test samples');
  }
}

// what a control's change does; all of them are looked at when the page is next drawn
const CHANGES = {
  rate: () => { trainer.settings.rate = numberIn('rate', 0, trainer.settings.rate); },
  batch: () => { trainer.settings.batch = Number($('batch').value); trainer.waiting = []; },
  activation: () => { trainer.settings.activation = $('activation').value; trainer.renew(); },
  penalty: () => {
    trainer.settings.penalty = $('penalty').value;
    if ($('penalty').value && !trainer.settings.strength) trainer.settings.strength = Number($('strength').value = 0.01);
  },
  strength: () => { trainer.settings.strength = numberIn('strength', 0, trainer.settings.strength); },
  noise: () => { trainer.settings.noise = numberIn('noise', 0, trainer.settings.noise); trainer.shake(); },
  seed: () => {
    trainer.settings.seed = Math.floor(numberIn('seed', 0, trainer.settings.seed));
    trainer.random = new Random(trainer.settings.seed);
    trainer.waiting = [];
    trainer.shake();
  },
  shows: () => { network.shows = $('shows').value; },
  pen: () => { plot.pen = $('pen').value; },
  across: () => { field.across = Number($('across').value); field.frame(); },
  up: () => { field.up = Number($('up').value); field.frame(); },
};

const BUTTONS = {
  play: () => playing ? pause() : start(),
  step: oneStep,
  restart,
  draw: () => { pause(); trainer.draw(); refresh(); say('Other weights, drawn by the seed.'); },
  undo: () => { pause(); plot.chosen = null; trainer.train.restore(); trainer.test?.restore(); trainer.shake(); noteChange(); },
  hand: handBack,
  copy,
  theme: () => {
    root.dataset.theme = 'chosen';
    setTheme(theme() === 'dark' ? 'light' : 'dark');
  },
};

// the theme that was asked for, else the one that the notebook around the page says, else the system's
const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');
const theme = () => root.style.colorScheme || (system.matches ? 'dark' : 'light');

function setTheme(name) {
  root.style.colorScheme = name;
  repaint();
}

function repaint() {
  palette.read();
  refresh();
}

for (const [id, act] of Object.entries(CHANGES)) $(id).addEventListener('change', () => { act(); noteChange(); });
for (const [id, act] of Object.entries(BUTTONS)) $(id).addEventListener('click', act);
for (const button of document.querySelectorAll('dialog .close')) button.addEventListener('click', () => button.closest('dialog').close());
$('tape').addEventListener('close', () => { if (!$('tape').open) $('player')?.remove(); });
system.addEventListener('change', repaint);
addEventListener('message', ({ source, data: said }) => {
  const name = source === parent && said?.tapegrad?.theme;
  if (['light', 'dark'].includes(name) && root.dataset.theme === 'auto') setTheme(name);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.target.closest('dialog')) event.target.closest('input, select')?.blur();
  if (event.target.closest('input, select, textarea, dialog') || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { s: 'step', r: 'restart' }[event.key] ?? (event.key === ' ' && !event.target.closest('button') ? 'play' : null);
  if (event.key === 'Escape') { plot.choose(null); refresh(); }
  if (!act) return;
  BUTTONS[act]();
  event.preventDefault();
});

if (root.dataset.theme !== 'auto') root.style.colorScheme = root.dataset.theme;
palette.read();
layOut();
refresh();
