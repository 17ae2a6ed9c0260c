"""A page in a notebook: a frame that may run the page's scripts and nothing else, and a line of text where none may run."""

from __future__ import annotations

import html
from hashlib import sha256

HEIGHT = 640  # pixels
THEMES = ("auto", "light", "dark")

# A page in a frame of its own cannot see the notebook around it, so the notebook tells it whether it is dark:
# JupyterLab and Notebook, VS Code and Colab each say so in their own attribute. Where none does, the page asks the system.
BESIDE = """(() => {
  const dark = () => {
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    if (jpThemeLight) return jpThemeLight === 'false';
    if (vscodeThemeKind) return !vscodeThemeKind.includes('light');
    const colab = document.documentElement.getAttribute('theme');
    return colab ? colab === 'dark' : null;
  };
  const frames = document.querySelectorAll('.KEY');
  const tell = () => frames.forEach((frame) => {
    frame.nextElementSibling.hidden = true;
    const found = dark();
    if (found !== null) frame.contentWindow?.postMessage({ tapegrad: { theme: found ? 'dark' : 'light' } }, '*');
  });
  const watch = { attributes: true, attributeFilter: ['data-jp-theme-light', 'data-vscode-theme-kind', 'theme'] };
  for (const place of [document.body, document.documentElement]) new MutationObserver(tell).observe(place, watch);
  frames.forEach((frame) => frame.addEventListener('load', tell));
  tell();
})();"""


def frame(page: str, title: str, height: int = HEIGHT, remedy: str = "play(loss).save('player.html')", also: str = "") -> str:
    """Markup that shows `page`; where scripts are not allowed a line of text says how to get it: trust it, or `remedy`.

    also: what else the page may do, as an iframe's `sandbox` names it, such as "allow-downloads".
    """
    allowed = f"allow-scripts {also}".strip()
    key = f"tapegrad-{sha256(page.encode()).hexdigest()[:12]}"
    said = (
        f"{title}. This page moves, and needs scripts: trust this notebook and run the cell, or write {remedy} and open that."
    )
    return (
        f'<div><iframe class="{key}" sandbox="{allowed}" '
        f'allow="fullscreen" srcdoc="{html.escape(page)}" '
        f'title="{html.escape(title)}" width="100%" height="{height}" style="border:0;width:100%;height:{height}px"></iframe>'
        f"<p>{html.escape(said)}</p><script>{BESIDE.replace('KEY', key)}</script></div>"
    )
