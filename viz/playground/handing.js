// Handing the weights back to Python: as a line of code, or as a safetensors file.

const KINDS = { float32: ['F32', 4, 'setFloat32'], float64: ['F64', 8, 'setFloat64'] };

const pythonNumber = (x) => Number.isFinite(x) ? String(x) : `float("${String(x).toLowerCase()}")`;

// numbers as nested lists of a shape
function writeNested(numbers, shape) {
  if (!shape.length) return pythonNumber(numbers[0]);
  const size = numbers.length / shape[0];
  return `[${[...Array(shape[0]).keys()].map((i) => writeNested(numbers.slice(i * size, (i + 1) * size), shape.slice(1))).join(', ')}]`;
}

function pythonCode({ data, weights, steps, settings }) {
  const arrays = data.entries.some(({ shape }) => shape.length);
  const parts = data.entries.map(({ shape, dtype, parts: places }) => {
    const list = writeNested(places.map((place) => weights[place]), shape);
    return arrays ? `np.array(${list}, dtype="${dtype}")` : list;
  });
  const lines = [...Array(Math.ceil(parts.length / (arrays ? 1 : 5))).keys()].map((i) => arrays ? parts[i] : parts.slice(5 * i, 5 * i + 5).join(', '));
  const told = settings.activation === data.own ? '' : `# the hidden layers had the activation ${settings.activation}, not ${data.own}\n`;
  return `# weights after ${steps} steps\n${told}${arrays ? 'import numpy as np\n\n' : ''}model.set_weights([\n${lines.map((text) => `    ${text},\n`).join('')}])\n`;
}

// https://github.com/huggingface/safetensors#format: the length of the header, the header as JSON, the numbers
function safetensors({ data, weights }) {
  const header = { __metadata__: { format: 'tapegrad' } };
  let end = 0;
  for (const { name, shape, dtype, parts } of data.entries) {
    const [kind, bytes] = KINDS[dtype] ?? KINDS.float32;
    header[name] = { dtype: kind, shape, data_offsets: [end, end + bytes * parts.length] };
    end += bytes * parts.length;
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 * Math.ceil(text.length / 8)).fill(32);
  padded.set(text);
  text = padded;
  const file = new ArrayBuffer(8 + text.length + end);
  const view = new DataView(file);
  view.setBigUint64(0, BigInt(text.length), true);
  new Uint8Array(file).set(text, 8);
  let at = 8 + text.length;
  for (const { dtype, parts } of data.entries) {
    const [, bytes, write] = KINDS[dtype] ?? KINDS.float32;
    for (const place of parts) {
      view[write](at, weights[place], true);
      at += bytes;
    }
  }
  return file;
}
