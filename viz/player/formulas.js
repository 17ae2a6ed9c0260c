// Formulas: the trees of the op table, with letters or with numbers in their place, as MathML and as text.
// A flat list of marks comes between: {kind, text} or {kind, parts: [list, ...]}.

const MATH = document.getElementById('letters').namespaceURI;
const CONSTANTS = ['e', 'π'];
const OPENING = [...'([|,?:<>=']; // after these a negative number needs no brackets

// Marks of a row. `names` (letters to marks) stand in the place of letters, and so do `numbers`; null if a letter has no number.
function marks(row, numbers, dots = true, names = {}) {
  const found = [];
  for (const node of row) {
    const [kind, ...rest] = node;
    if (kind === 'space') {
      if (!numbers) found.push({ kind: 'space', text: ' ' });
      continue;
    }
    const mark = numbers ? writeNumbers(node, numbers, found) : writeLetters(kind, rest, dots, names, found);
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

const opens = (before) => !before.length || (before.at(-1).kind === 'op' && OPENING.includes(before.at(-1).text));

function writeLetters(kind, rest, dots, names, before) {
  if (kind === 'bar') return { kind: 'bar', text: names[rest[0]]?.text ?? rest[0] };
  if (kind === 'var' && rest[0] in names) return { ...names[rest[0]], fenced: !opens(before) && names[rest[0]].text.startsWith(MINUS) };
  if (['row', 'frac', 'sqrt', 'sup', 'sub'].includes(kind)) {
    const parts = rest.map((part) => marks(part, null, dots, names));
    if (kind === 'sup') for (const mark of parts[0]) mark.fenced = mark.text?.startsWith(MINUS);
    return { kind, parts };
  }
  return { kind, text: rest[0] };
}

function writeNumbers([kind, ...rest], numbers, before) {
  if (kind === 'var' || kind === 'bar') {
    const x = numbers[kind === 'bar' ? `${rest[0]}̄` : rest[0]];
    if (!isNumber(x)) return null;
    return { kind: 'num', text: short(x), of: kind, fenced: !opens(before) && short(x).startsWith(MINUS) };
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

function drawMark(mark) {
  if (mark.parts) return mathElement(SHAPES[mark.kind], null, ...mark.parts.map((part) => mathElement('mrow', null, ...part.map(drawMark))));
  if (mark.kind === 'bar') return drawName(mark.text, true);
  if (mark.kind === 'called') return drawName(mark.text, false);
  if (mark.kind === 'partial') {
    const [top, bottom] = [mark.top, mark.bottom].map((text) => mathElement('mrow', null, mathElement('mo', '∂'), drawName(text, false)));
    const fraction = mathElement('mfrac', null, top, bottom);
    if (mark.now) fraction.classList.add('now');
    return fraction;
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

// a name of the program: w0 as a letter with an index, a longer word upright; a bar over it makes it the gradient of that
function drawName(text, barred) {
  const [, letter, index] = text.match(/^(\p{L})_?(\d+)$/u) ?? [null, text, ''];
  const element = mathElement('mi', letter);
  if (letter.length > 1 || !/\p{L}/u.test(letter)) element.setAttribute('mathvariant', 'normal');
  if (barred) element.classList.add('grad', 'barred'); // fonts stretch no sign as far as a name is long: the bar is a border
  return index ? mathElement('msub', null, element, mathElement('mn', index)) : element;
}

// the same in a line of text: the bar stands over each letter, or over all signs where there is no letter
function addBar(text) {
  const letters = /\p{L}/u.test(text);
  return [...text].map((c) => !letters || /\p{L}/u.test(c) ? `${c}\u0304` : c).join('').normalize('NFC');
}

// <math> of some marks
function drawMath(list) {
  const math = mathElement('math', null, ...list.map(drawMark));
  math.setAttribute('aria-label', speak(list));
  return math;
}

// the marks on one line of text
function speak(list) {
  return list.map((mark) => {
    if (mark.parts) {
      const [first, second] = mark.parts.map((part) => part.length > 1 || speak(part).startsWith(MINUS) ? `(${speak(part)})` : speak(part));
      if (mark.kind === 'frac') return `${first}/${second}`;
      if (mark.kind === 'sup') return `${first}^${second}`;
      if (mark.kind === 'sub') return `${first}_${second}`;
      return mark.kind === 'sqrt' ? `√${first}` : speak(mark.parts[0]);
    }
    if (mark.kind === 'partial') return `∂${mark.top}/∂${mark.bottom}`;
    const text = mark.kind === 'bar' ? addBar(mark.text) : mark.text;
    if (mark.fenced) return `(${text})`;
    return mark.kind === 'op' && !'()[]|'.includes(text) && list[0] !== mark ? ` ${text} ` : mark.kind === 'name' ? ` ${text} ` : text;
  }).join('').replace(/\s+/g, ' ').trim();
}

const partial = (top, bottom, now = false) => ({ kind: 'partial', top, bottom, now });
const sign = (text) => ({ kind: 'op', text });
const bar = (text) => ({ kind: 'bar', text });
const plainNumber = (x, of) => ({ kind: 'num', text: short(x), of, fenced: false });
const hasSign = (row, text) => row.some((node) => node[0] === 'op' && node[1] === text);
