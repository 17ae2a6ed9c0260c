// Looks names up while they are typed, on the front page: what is called so first, then what is about it.
const RING = /^nn\.(ops|compat|backend)\./; // the same again for programs of another library: shown behind

function score(entry, words) {
  const [path, , sentence, others] = entry;
  const paths = [path, ...others].join(" ").toLowerCase();
  const all = `${paths} ${sentence.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return null;
  const squeeze = (text) => text.toLowerCase().replace(/[_.\s]/g, "");
  const wanted = squeeze(words.join(""));
  const ends = [path, ...others].map((each) => squeeze(each.split(".").pop()));
  if (ends.includes(wanted) || [path, ...others].some((each) => squeeze(each) === wanted)) return 0;
  if (ends.some((end) => end.startsWith(wanted))) return 1;
  if (ends.some((end) => end.includes(wanted))) return 2;
  return words.every((word) => paths.includes(word)) ? 3 : 4;
}

function findNames(query, most) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return NAMES.map((entry, i) => ({ entry, i, score: score(entry, words) }))
    .filter((hit) => hit.score !== null)
    .sort((a, b) => a.score - b.score || RING.test(a.entry[0]) - RING.test(b.entry[0]) || a.entry[0].length - b.entry[0].length || a.i - b.i)
    .slice(0, most)
    .map((hit) => hit.entry);
}

function showNames(list, query) {
  list.replaceChildren(
    ...findNames(query, 10).map(([path, place, sentence]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = place;
      link.textContent = path;
      item.append(link, ` ${sentence}`);
      return item;
    }),
  );
}

document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector(".look-up input");
  const list = document.querySelector(".look-up-found");
  if (!field || !list) return;
  field.addEventListener("input", () => showNames(list, field.value));
  showNames(list, field.value);
});
