// Opening a sample: its loss as a page of the tape player, with the numbers of now.

const encoded = (x) => Number.isFinite(x) ? x : String(x);
const DATA = /(<script id="data" type="application\/json">)([^]*?)(<\/script>)/;

// everything on the tape of one point: numbers, gradients, local derivatives, by the places of the recording
function traceSample(trainer, point) {
  const { recording, weights } = trainer;
  const slopes = new Float64Array(weights.length);
  const program = new Program(recording, { roots: [recording.end], size: 1, weights, slopes });
  program.x.forEach((column, k) => { column[0] = point.x[k]; });
  program.y.forEach((column, k) => { column[0] = point.y[k]; });
  program.forward(1);
  program.backward(1, 1);
  return recording.values.map((value, i) => {
    if (!program.columns[i]) return null;
    const found = { value: program.columns[i][0], grad: program.slopes[i]?.[0] ?? null };
    if (!isOperation(value)) return found;
    const [op, inputs, settings, flows] = value;
    const given = inputs.map((x) => program.columns[x][0]);
    found.locals = flows.map((flow, k) => flow ? RULES[op].shares[k](1, found.value, ...given, numbersOf(settings)) : null);
    return found;
  });
}

// the player's page for one point
function playerPage(trainer, point) {
  const { player, own } = trainer.data;
  const numbers = traceSample(trainer, point);
  const recorded = trainer.settings.activation === own;
  const page = player.html.match(DATA);
  const data = JSON.parse(page[2]);
  const told = recorded ? patchData(data, player.order.map((i) => numbers[i])) : tellAnew(trainer, numbers, data.rows);
  const text = JSON.stringify(told).replaceAll('<', '\\u003c');
  const html = player.html.replace(DATA, (_, start, old, end) => start + text + end);
  return recorded ? html : leaveOutDrawing(html, trainer.settings.activation, own);
}

function patchData(data, numbers) {
  data.values.forEach((facts, i) => {
    const { value, grad, locals } = numbers[i];
    facts.value = encoded(value);
    if (facts.grad !== null) facts.grad = grad === null ? 0 : encoded(grad);
    if (facts.locals) facts.locals = facts.locals.map((old, k) => old === null ? null : encoded(locals[k] ?? 0));
  });
  return data;
}

// with another activation the tape is another one: told value by value, without a drawing
function tellAnew(trainer, numbers, rows) {
  const { recording, data } = trainer;
  const places = new Map();
  const values = [];
  recording.values.forEach((value, i) => {
    if (!numbers[i]) return;
    places.set(i, values.length);
    const { value: number, grad } = numbers[i];
    const facts = { name: '', path: '', kind: 'constant', position: values.length + 1, shape: '', dims: [], value: encoded(number), grad: grad === null ? null : encoded(grad), edges: [] };
    if (isOperation(value)) {
      const [op, inputs, settings, flows] = value;
      Object.assign(facts, { kind: i === recording.end ? 'output' : 'result', op, settings, flows, inputs: inputs.map((x) => places.get(x)), locals: numbers[i].locals.map((x) => x === null ? null : encoded(x)) });
    } else if (value[0] === 'w') Object.assign(facts, { kind: 'parameter', name: data.weights[value[1]].short });
    else if (value[0] !== 'c') Object.assign(facts, { kind: 'input', name: `${value[0]}${value[0] === 'y' && data.train.y[0].length === 1 ? '' : value[1]}` });
    facts.differentiable = facts.grad !== null;
    values.push(facts);
  });
  const nodes = Object.fromEntries(values.flatMap(({ op }, i) => [[`v${i}`, [i]], ...op ? [[`o${i}`, [i]]] : []]));
  const view = { label: '', parent: null, picture: 0, nodes, opens: {}, boxes: {}, edges: [] };
  return { values, rows: { ...rows, ...data.rows }, views: [view] };
}

function leaveOutDrawing(html, activation, own) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  page.querySelector('#paper').replaceChildren();
  for (const drawing of page.querySelectorAll('template')) drawing.remove();
  page.querySelector('#note').textContent = `The drawing is of the network as Python has it, with ${own}; with ${activation} there is its tape.`;
  return `<!DOCTYPE html>\n${page.documentElement.outerHTML}`;
}
