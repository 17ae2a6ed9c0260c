// The current step in words, in letters and in numbers: its rule with the names of the program, and the chain rule itself.

const MOST_TERMS = 4; // of the chain rule that are written out
const SHOWN = 12; // numbers of a module that are listed

class Rule {
  constructor(tape) {
    this.tape = tape;
    this.parts = Object.fromEntries(['heading', 'story', 'formulas', 'sum', 'chain', 'entries', 'where'].map((id) => [id, document.getElementById(id)]));
  }

  // write a step of a view; `hidden` says which of its gradients are to be guessed. Returns it in one line of text
  show(view, at, hidden) {
    const step = view.steps[at];
    const { heading, story, line = [], chain = [], entries = [], chips = [], where = [], spare = '', meansGradient = null } = this[step.box ? 'boxed' : step.phase](step, view, at, hidden);
    const { parts } = this;
    parts.heading.textContent = heading;
    parts.story.textContent = story;
    parts.formulas.replaceChildren(...(line.length ? [drawMath(line)] : []));
    parts.chain.replaceChildren(...(chain.length ? [drawMath(chain)] : []), ...(meansGradient ? [this.barSaid(meansGradient)] : []));
    parts.sum.replaceChildren(...chips);
    parts.entries.replaceChildren(...entries.map((text) => make('span', text)));
    parts.where.replaceChildren(spare, ...where);
    return [`${heading}: ${story}`, ...(line.length ? [speak(line)] : [])].join('. ');
  }

  start(step, view) {
    const inside = view.parent === null ? 'The leaves are given.' : `Inside ${view.label}: what enters is known.`;
    const open = view.boxes.size ? ' A box is a module: click it to open it.' : '';
    return { heading: 'Start', story: `${inside} Press play, or → for the next step.${open}`,
      spare: 'Point at a value, or use ↑ and ↓, to see its paths to the result. Keys: ← → step, space plays, Home, End, + − 0 zoom, f full screen, Esc.' };
  }

  forward(step, view, at) {
    const { tape } = this;
    const { z } = step;
    const row = tape.rows[z.op];
    const whole = hasSign(row.forward, '=');
    const numbers = whole ? null : marks(row.forward, tape.numbers(z, 1));
    const line = [...(whole ? [] : [calledMark(z), sign('=')]), ...marks(row.forward, null, !z.shape, tape.names(z))];
    if (numbers) line.push(sign('='), ...numbers);
    const trivial = numbers?.length === 1 && numbers[0].kind === 'num';
    if (isNumber(z.value) && !trivial) line.push(sign('='), plainNumber(z.value, 'var'));
    return { heading: `Forward ${at} of ${view.turn - 1}`, story: `${z.label} = ${callOf(tape, z)}`, line,
      entries: forwardEntries(tape, z), where: this.meaning(z) };
  }

  seed({ z }) {
    return { heading: 'Backward: the seed', story: `How much does ${z.label} change when ${z.label} changes? One for one: its gradient is 1.`,
      line: [bar(symbol(z)), sign('='), partial(symbol(z), symbol(z)), sign('='), plainNumber(1, 'bar')], meansGradient: z };
  }

  arrival({ z }, view, at, hidden) {
    const line = [bar(symbol(z)), sign('='), partial(symbol(this.tape.loss), symbol(z))];
    if (isNumber(z.grad) && !hidden.gradient(z)) line.push(sign('='), plainNumber(z.grad, 'bar'));
    return { heading: 'Backward: from outside', story: `The gradient has flowed back to ${z.label}: how much ${this.tape.loss.label} changes when ${z.label} changes.`,
      line, meansGradient: z };
  }

  backward(step, view, at, hidden) {
    const { tape } = this;
    const { z, i, x, arriving, share } = step;
    const row = tape.rows[z.op];
    const tree = row.shares[Math.min(i, row.shares.length - 1)];
    const whole = hasSign(tree, '=');
    const line = [...(whole ? [] : [bar(symbol(x)), sign('+=')]), ...marks(tree, null, !z.shape && !x.shape, tape.names(z))];
    const secret = hidden.step(step);
    const numbers = whole || secret || !isNumber(arriving) ? null : marks(tree, tape.numbers(z, arriving));
    if (numbers) line.push(sign('='), ...numbers);
    const trivial = numbers?.length === 1 && numbers[0].kind === 'num';
    if (isNumber(share) && !trivial && !secret) line.push(sign('='), plainNumber(share, 'bar'));
    const done = view.steps.length - 1 - view.turn;
    return { heading: `Backward ${at - view.turn} of ${done}`, line,
      story: `the gradient of ${z.label} flows back through ${row.label} into ${called(x)}${this.place(z, i, x)}`,
      chips: isNumber(share) ? this.addUp(step, secret, hidden) : [],
      chain: this.chainRule(step), entries: x.shape || z.shape ? backwardEntries(tape, step) : [], where: this.meaning(z), meansGradient: x };
  }

  boxed(step, view, at, hidden) {
    const [name, ...facts] = view.boxes.get(step.box);
    const forward = step.phase === 'forward';
    const parameters = new Set(step.steps.map(({ x }) => x).filter((x) => x?.kind === 'parameter'));
    const story = forward ? `${name} computes its ${step.steps.length} operations`
      : `the gradient flows back through ${name} in ${step.steps.length} small steps, to its ${parameters.size} parameters and to what entered`;
    const heading = forward ? `Forward ${at} of ${view.turn - 1}` : `Backward ${at - view.turn} of ${view.steps.length - 1 - view.turn}`;
    const open = view.opens[step.box] === undefined ? `${name} is too large to be drawn inside.` : `${name}: ${facts.join(', ')}. Click the box, or press Enter on it, to open it.`;
    return { heading, story, entries: forward ? results(view, step.box) : largest(parameters, hidden), where: [make('span', open)] };
  }

  // "the 2nd of 2 places" where a value enters an operation more than once
  place(z, i, x) {
    const places = z.inputs.flatMap((input, k) => input === x.id ? [k] : []);
    return places.length < 2 ? '' : `, which enters in ${places.length} places: this is number ${places.indexOf(i) + 1}`;
  }

  // ∂loss/∂w = ∂loss/∂#3 · ∂#3/∂w, a term for each use; the one of this step stands out
  chainRule({ z, i, x }) {
    const loss = symbol(this.tape.loss);
    const uses = x.uses.filter(([user, k]) => user.flows[k] && user.paths);
    const at = uses.findIndex(([user, k]) => user === z && k === i);
    const shown = uses.length <= MOST_TERMS ? uses : [uses[at]];
    const line = [partial(loss, symbol(x)), sign('=')];
    if (uses.length > MOST_TERMS && at < uses.length - 1) line.push(sign('…'), sign('+'));
    shown.forEach(([user, k], n) => {
      const now = uses.length > 1 && user === z && k === i;
      if (n) line.push(sign('+'));
      line.push(partial(loss, symbol(user), now), sign('·'), partial(symbol(user), symbol(x), now));
    });
    if (uses.length > MOST_TERMS && at > 0) line.push(sign('+'), sign('…'));
    return line;
  }

  // arriving × local derivative = share; before + share = after
  addUp({ z, i, x, arriving, before, share, after }, secret, hidden) {
    const loss = symbol(this.tape.loss);
    const chip = (kind, caption, number, symbols = '') => {
      const box = make('span', '', `chip ${kind}`);
      box.append(make('small', caption), make('b', number === HIDDEN ? '?' : short(number)), make('small', symbols, 'symbols'));
      return box;
    };
    const link = (text) => make('span', text, 'link');
    const [from, to] = [symbol(z), symbol(x)];
    const masked = (number) => secret ? HIDDEN : number;
    return [
      chip('grad', `arrives at ${from}`, hidden.gradient(z) ? HIDDEN : arriving, `∂${loss}/∂${from}`), link('×'),
      chip('local', 'local derivative', z.locals[i], `∂${from}/∂${to}`), link('='),
      chip('share', `for ${to}`, masked(share)), link('+'), chip('was', 'before', secret && before ? HIDDEN : before ?? 0), link('='),
      chip('grad total', `${to} has now`, masked(after), this.isLast(x, z, i) ? `∂${loss}/∂${to}` : 'more to come'),
    ];
  }

  // whether nothing more arrives at x after this step
  isLast(x, z, i) {
    const steps = this.tape.steps.filter((step) => step.x === x);
    return steps.at(-1)?.z === z && steps.at(-1)?.i === i;
  }

  barSaid(v) {
    const item = make('span', '', 'bar-said');
    item.append('a bar means gradient: ', drawMath([bar(symbol(v)), sign('='), partial(symbol(this.tape.loss), symbol(v))]));
    return item;
  }

  // what a name alone does not say: where it is, and its shape
  meaning(z) {
    const seen = new Set();
    return [z, ...z.inputs.map((x) => this.tape.values[x])].flatMap((v) => {
      const text = [v.label === symbol(v) ? '' : `is ${v.label}`, v.shape ? `shape ${v.shape}` : ''].filter(Boolean).join(', ');
      if (!text || seen.has(v)) return [];
      seen.add(v);
      const item = make('span', '');
      item.append(make('b', symbol(v)), ` ${v.label === symbol(v) ? 'has ' : ''}${text}`);
      return [item];
    });
  }
}

// what leaves a module
function results(view, box) {
  const left = [...view.values.values()].flat().filter((v) => view.home.get(v) === box && isNumber(v.value));
  return left.slice(0, SHOWN).map((v) => `${symbol(v)} = ${short(v.value)}`);
}

// the largest gradients of a module's parameters
function largest(parameters, hidden) {
  const known = [...parameters].filter((v) => isNumber(v.grad) && !hidden.gradient(v)).sort((a, b) => Math.abs(b.grad) - Math.abs(a.grad));
  if (!known.length) return [];
  return [`largest of ${known.length} gradients:`, ...known.slice(0, SHOWN - 1).map((v) => `${v.label}: ${short(v.grad)}`)];
}

const called = (v) => isPlain(v) ? short(v.value) : v.label;

// such as "a × b"
function callOf(tape, z) {
  const { label, letters } = tape.rows[z.op];
  const inputs = z.inputs.map((x) => called(tape.values[x]));
  if (label.length === 1 && letters.length === 2) return `${inputs[0]} ${label} ${inputs[1]}`;
  return label === 'x²' ? `${inputs[0]}²` : label === '|x|' ? `|${inputs[0]}|` : `${label}(${inputs.join(', ')})`;
}

function make(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
