"""Pages in a browser: what Tab comes to, and waiting."""

from __future__ import annotations

FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const name = e.ariaLabel || [...e.labels || []].map((label) => label.textContent).join() || e.textContent;
  const { outlineStyle, outlineWidth } = getComputedStyle(e);
  return [e.id || name.trim(), name.trim() !== '', outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2];
}"""


def controls_by_tab(page):
    """The controls in the order of Tab, by their ids or names; each is met once, has a name, and shows that it is chosen."""
    met = []
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        met.append(here)
    assert [name for name, named, seen in met if not (named and seen)] == []
    names = [name for name, *_ in met]
    assert len(names) == len(set(names))
    return names


def until(page, condition):
    """Wait for a condition; the page's policy forbids the browser to wait for it by itself."""
    for _ in range(500):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"it never came that {condition}")
