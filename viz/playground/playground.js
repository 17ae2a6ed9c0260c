// The page: every control, and what happens from one picture to the next.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($('payload').textContent);
const palette = new Palette();
const trainer = new Trainer(data);
const field = new Field(trainer);
const network = new NetworkView(trainer, field, palette, { point: () => inspect(), change: changeWeight, neuron: showNeuron });
const plot = new Plot(trainer, field, palette, { choose: () => inspect(), open, moved: movePoint, drawn: drawPoint, removed: removePoint });
const curves = new Curves(trainer, palette);
const FRAME = 12; // milliseconds of a frame that may go into steps
let playing = false;
let due = 0; // steps that the clock owes
let last = 0;

function make(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// everything anew: what the weights are now, everywhere
function refresh() {
  if (!playing) network.gradients = trainer.explore();
  else network.gradients = trainer.slopes;
  field.compute();
  network.draw();
  plot.draw();
  curves.draw();
  const { train, test } = trainer.now;
  setText($('count'), `step ${trainer.steps.toLocaleString('en')}`);
  setText($('loss').querySelector('b'), short(train));
  if (test !== null) setText($('loss').querySelector('.test b'), short(test));
  document.body.dataset.steps = trainer.steps;
  document.body.dataset.batch = JSON.stringify(trainer.batch);
  $('undo').hidden = !trainer.train.changed && !trainer.test?.changed;
  inspect();
}

// the losses are asked for once a picture, not once a step
function noteChange() {
  trainer.measure();
  refresh();
}

function frame(time) {
  if (!playing) return;
  const pace = Number($('speed').value);
  due = Math.min(due + pace * (time - last) / 1000, 10);
  last = time;
  const begin = performance.now();
  let taken = 0;
  while ((pace ? due >= 1 : performance.now() - begin < FRAME) && performance.now() - begin < 2 * FRAME) {
    trainer.step();
    taken += 1;
    if (pace) due -= 1;
  }
  if (taken) noteChange();
  if (!trainer.weights.every(Number.isFinite)) {
    pause();
    say('The weights are no numbers any more: the learning rate is too large. Reset, and take a smaller one.');
    $('inspector').replaceChildren(make('p', $('said').textContent, 'grad'));
    return;
  }
  requestAnimationFrame(frame);
}

const say = (text) => setText($('said'), text);
const told = () => `Step ${trainer.steps}: loss ${short(trainer.now.train)}${trainer.now.test === null ? '' : `, of the test samples ${short(trainer.now.test)}`}`;

function start() {
  playing = true;
  last = performance.now();
  due = 1;
  setText($('play'), '❚❚ pause');
  requestAnimationFrame(frame);
}

function pause() {
  if (!playing) return;
  playing = false;
  setText($('play'), '▶ train');
  refresh();
  say(told());
}

function oneStep() {
  pause();
  trainer.step();
  noteChange();
  say(told());
}

function restart() {
  pause();
  trainer.restart();
  refresh();
  say('The weights of the start again.');
}

function changeWeight(place, number) {
  trainer.weights[place] = number;
  noteChange();
}

function showNeuron(which) {
  plot.neuron = which;
  plot.draw();
}

function samplesWith(point) {
  return trainer.train.points.includes(point) ? trainer.train : trainer.test;
}

function movePoint(point, x) {
  samplesWith(point).move(point, x);
  noteChange();
}

// a new sample at a place of the plot; the other inputs are at their means
function drawPoint(across, up) {
  const { task, train } = data;
  const x = [...field.rest];
  x[field.across] = across;
  if (!field.flat) x[field.up] = up;
  const pen = plot.pen === '' ? 0 : Number(plot.pen);
  const label = task.kind === 'classes' ? task.classes[pen] : field.flat ? up : train.labels[nearestRow(x)];
  const y = task.several ? task.classes.map((_, k) => Number(k === pen)) : train.y[0].map(() => label);
  plot.choose(trainer.train.add(x, y, label));
  noteChange();
}

function nearestRow(x) {
  const far = data.train.x.map((row) => row.reduce((sum, number, k) => sum + (number - x[k]) ** 2, 0));
  return far.indexOf(Math.min(...far));
}

function removePoint(point) {
  samplesWith(point).remove(point);
  plot.choose(null);
  noteChange();
}

// the weight or the sample that is looked at
function inspect() {
  const place = network.pointed;
  if (place !== null) return $('inspector').replaceChildren(...weightLines(place));
  if (plot.chosen) return $('inspector').replaceChildren(...sampleLines(plot.chosen));
  $('inspector').replaceChildren(make('p', 'Point at a line for its weight and its gradient; drag it up or down to change it. The small square at a neuron is its bias.', 'hint'),
    make('p', 'Click a sample to look inside its loss; drag it to move it. Point at a neuron to see what it gives. Keys: space trains, s is one step, r resets.', 'hint'));
}

function line(...parts) {
  const found = make('p', '');
  found.append(...parts);
  return found;
}

const fenced = (x) => x < 0 ? `(${short(x)})` : short(x);

function weightLines(place) {
  const { name, short: letter, frozen } = data.weights[place];
  const w = trainer.weights[place];
  const g = network.gradients[place];
  const lines = [make('h2', name), line('weight ', make('span', short(w), 'value'), `, gradient ∂loss/∂${letter} = `, make('span', short(g), 'grad'), playing ? ' (of the last batch)' : ' (of all samples)')];
  if (frozen) return [...lines, line('This layer has no bias: it stays 0.')];
  const { rate } = trainer.settings;
  lines.push(line(`a step: ${letter} − rate · ∂loss/∂${letter} = `, make('span', short(w), 'value'), ` − ${short(rate)} · `, make('span', fenced(g), 'grad'), ' = ', make('span', short(w - rate * g), 'value')));
  if (trainer.steps && w !== trainer.before[place]) lines.push(line(`the last step came from ${short(trainer.before[place])}`));
  return lines;
}

function sampleLines(point) {
  const samples = samplesWith(point);
  const numbers = traceSample(trainer, point);
  const { outputs, end } = trainer.recording;
  const kind = samples === trainer.train ? 'Sample' : 'Test sample';
  const title = make('h2', `${kind} ${samples.points.indexOf(point)}`);
  const x = point.x.map((number, k) => `x${k} = ${short(number)}`).join(', ');
  const answers = outputs.map((i) => numbers[i] ? numbers[i].value : answerOf(point, i)).map((number) => short(number)).join(', ');
  const button = make('button', 'open its loss in the tape player');
  button.type = 'button';
  button.addEventListener('click', () => open(point));
  const away = make('button', 'take it away');
  away.type = 'button';
  away.addEventListener('click', () => removePoint(point));
  return [title, line(`${x}, label ${short(point.label)}; the network answers `, make('span', answers, 'value'), ', loss ', make('span', short(numbers[end].value), 'value')), line(button, away)];
}

// an answer that its loss does not need, such as a probability
function answerOf(point, i) {
  const { recording, weights } = trainer;
  const program = new Program(recording, { roots: [i], size: 1, weights });
  program.x.forEach((column, k) => { column[0] = point.x[k]; });
  program.forward(1);
  return program.columns[i][0];
}

function open(point) {
  pause();
  const samples = samplesWith(point);
  setText($('which'), `${samples === trainer.train ? 'Sample' : 'Test sample'} ${samples.points.indexOf(point)}, after ${trainer.steps} steps`);
  const frame = make('iframe', '');
  for (const [name, value] of [['id', 'player'], ['sandbox', 'allow-scripts'], ['title', 'The tape of one sample’s loss']]) frame.setAttribute(name, value);
  frame.srcdoc = playerPage(trainer, point);
  frame.addEventListener('load', () => frame.contentWindow.postMessage({ tapegrad: { theme: theme() } }, '*'));
  $('player')?.remove();
  $('tape').append(frame);
  $('tape').showModal();
}

function handBack() {
  pause();
  $('code').value = pythonCode(trainer);
  const file = $('file');
  if (file.href.startsWith('blob:')) URL.revokeObjectURL(file.href);
  file.href = URL.createObjectURL(new Blob([safetensors(trainer)], { type: 'application/octet-stream' }));
  setText($('copied'), '');
  $('handing').showModal();
}

// the older way first: a notebook's frame may not use the newer one
function copy() {
  $('code').select();
  const tell = (done) => setText($('copied'), done ? 'copied' : 'press Ctrl+C: the code is selected');
  const done = document.execCommand('copy');
  tell(done);
  if (!done) navigator.clipboard?.writeText($('code').value).then(() => tell(true), () => tell(false));
}
