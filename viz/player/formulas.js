// Formulas: the trees of the op table, with letters or with numbers in their place, as MathML and as text.
// A flat list of marks comes between: {kind, text} or {kind, parts: [list, ...]}.

const MATH = document.getElementById('letters').namespaceURI;
const CONSTANTS = ['e', 'π'];
const OPENING = [...'([|,?:<>=']; // after these a negative number needs no brackets

// Marks of a row. With `numbers` (letters to numbers) the letters are replaced; null if one of them has none.
function marks(row, numbers, dots = true) {
  const found = [];
  for (const node of row) {
    const [kind, ...rest] = node;
    if (kind === 'space') {
      if (!numbers) found.push({ kind: 'space', text: ' ' });
      continue;
    }
    const mark = numbers ? replaced(node, numbers, found) : lettered(kind, rest, dots);
    if (mark === null) return null;
    const last = found.at(-1);
    const before = last?.kind === 'space' ? found.at(-2) : last;
    const touching = dots && (numbers || last?.kind === 'space') && endsFactor(before) && startsFactor(mark);
    if (touching && last.kind === 'space') found.pop();
    if (touching) found.push({ kind: 'op', text: '·' });
    found.push(mark);
  }
  return found;
}

function lettered(kind, rest, dots) {
  if (kind === 'bar') return { kind: 'bar', text: rest[0] };
  if (['row', 'frac', 'sqrt', 'sup', 'sub'].includes(kind)) return { kind, parts: rest.map((part) => marks(part, null, dots)) };
  return { kind, text: rest[0] };
}

function replaced([kind, ...rest], numbers, before) {
  if (kind === 'var' || kind === 'bar') {
    const x = numbers[kind === 'bar' ? `${rest[0]}̄` : rest[0]];
    if (!isNumber(x)) return null;
    const first = !before.length || (before.at(-1).kind === 'op' && OPENING.includes(before.at(-1).text));
    return { kind: 'num', text: short(x), of: kind, fenced: !first && short(x).startsWith(MINUS) };
  }
  if (kind === 'sub') return null;
  if (!['row', 'frac', 'sqrt', 'sup'].includes(kind)) return { kind, text: rest[0] };
  const parts = rest.map((part) => marks(part, numbers));
  if (parts.includes(null)) return null;
  if (kind === 'sup') for (const mark of parts[0]) mark.fenced = mark.text?.startsWith(MINUS);
  return { kind, parts };
}

function endsFactor(mark) {
  if (!mark) return false;
  if (mark.kind === 'sup' || mark.kind === 'sub') return endsFactor(mark.parts[0].at(-1));
  if (mark.kind === 'name') return CONSTANTS.includes(mark.text);
  return mark.kind === 'op' ? [')', ']'].includes(mark.text) : mark.kind !== 'space' && mark.kind !== 'text';
}

function startsFactor(mark) {
  if (mark.kind === 'sup' || mark.kind === 'sub') return startsFactor(mark.parts[0][0]);
  return mark.kind === 'op' ? ['(', '['].includes(mark.text) : mark.kind !== 'space' && mark.kind !== 'text';
}

const ELEMENTS = { var: 'mi', name: 'mi', num: 'mn', op: 'mo', text: 'mtext', space: 'mtext' };
const SHAPES = { row: 'mrow', frac: 'mfrac', sqrt: 'msqrt', sup: 'msup', sub: 'msub' };

function mathElement(name, text, ...children) {
  const element = document.createElementNS(MATH, name);
  if (text !== null) element.textContent = text;
  element.append(...children);
  return element;
}

function drawnMark(mark) {
  if (mark.parts) return mathElement(SHAPES[mark.kind], null, ...mark.parts.map((part) => mathElement('mrow', null, ...part.map(drawnMark))));
  if (mark.kind === 'bar') {
    const over = mathElement('mover', null, mathElement('mi', mark.text), mathElement('mo', '¯'));
    over.classList.add('grad');
    return over;
  }
  const element = mathElement(ELEMENTS[mark.kind], mark.text);
  if (mark.kind === 'name' || (mark.kind === 'var' && mark.text.length > 1)) element.setAttribute('mathvariant', 'normal');
  if (mark.kind === 'op' && '()[]|'.includes(mark.text)) element.setAttribute('stretchy', 'false');
  if (mark.kind === 'op' && mark.text === '·') {
    element.setAttribute('lspace', '0.25em');
    element.setAttribute('rspace', '0.25em');
  }
  if (mark.of === 'bar') element.classList.add('grad');
  if (mark.of === 'var') element.classList.add('value');
  return mark.fenced ? mathElement('mrow', null, mathElement('mo', '('), element, mathElement('mo', ')')) : element;
}

// <math> of some marks
function drawnMath(list) {
  const math = mathElement('math', null, ...list.map(drawnMark));
  math.setAttribute('aria-label', spoken(list));
  return math;
}

// the marks on one line of text
function spoken(list) {
  return list.map((mark) => {
    if (mark.parts) {
      const [first, second] = mark.parts.map((part) => part.length > 1 || spoken(part).startsWith(MINUS) ? `(${spoken(part)})` : spoken(part));
      if (mark.kind === 'frac') return `${first}/${second}`;
      if (mark.kind === 'sup') return `${first}^${second}`;
      if (mark.kind === 'sub') return `${first}_${second}`;
      return mark.kind === 'sqrt' ? `√${first}` : spoken(mark.parts[0]);
    }
    const text = mark.kind === 'bar' ? `${mark.text}̄` : mark.text;
    if (mark.fenced) return `(${text})`;
    return mark.kind === 'op' && !'()[]|'.includes(text) && list[0] !== mark ? ` ${text} ` : mark.kind === 'name' ? ` ${text} ` : text;
  }).join('').replace(/\s+/g, ' ').trim();
}

const sign = (text) => ({ kind: 'op', text });
const word = (text) => ({ kind: 'name', text });
const bar = (text) => ({ kind: 'bar', text });
const plainNumber = (x, of) => ({ kind: 'num', text: short(x), of, fenced: false });
const hasSign = (row, text) => row.some((node) => node[0] === 'op' && node[1] === text);
