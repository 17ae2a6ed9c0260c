"""The page in a notebook: a frame that may run scripts and hand out a file, and a line of text where no scripts run."""

from __future__ import annotations

import html
from hashlib import sha256

# The page in the frame cannot see the notebook, so a script beside it says whether the notebook is dark: JupyterLab and
# Notebook, VS Code and Colab each have an attribute for it. Where none has, the page asks the system.
BESIDE = """(() => {
  const kinds = [
    () => document.body.dataset.jpThemeLight?.replace('false', 'dark'),
    () => document.body.dataset.vscodeThemeKind,
    () => document.documentElement.getAttribute('theme'),
  ];
  const tell = () => document.querySelectorAll('iframe.KEY').forEach((frame) => {
    frame.nextElementSibling.hidden = true;
    const kind = kinds.map((ask) => ask()).find(Boolean);
    const theme = kind && (/dark|high-contrast$/.test(kind) ? 'dark' : 'light');
    if (theme) frame.contentWindow.postMessage({ tapegrad: { theme } }, '*');
  });
  const watch = new MutationObserver(tell);
  for (const place of [document.body, document.documentElement]) watch.observe(place, { attributes: true });
  for (const frame of document.querySelectorAll('iframe.KEY')) frame.addEventListener('load', tell);
  tell();
})();"""


def frame(page: str, title: str, height: int) -> str:
    """Markup that shows the page, of so many pixels."""
    key = f"tapegrad-{sha256(page.encode()).hexdigest()[:12]}"
    said = (
        f"{title}. This page trains a network and needs scripts: trust the notebook and run the cell, or write "
        "playground(...).save('playground.html') and open that."
    )
    return (
        f'<div><iframe class="{key}" sandbox="allow-scripts allow-downloads" srcdoc="{html.escape(page)}" '
        f'title="{html.escape(title)}" width="100%" height="{height}" style="border:0;width:100%;height:{height}px"></iframe>'
        f"<p>{html.escape(said)}</p><script>{BESIDE.replace('KEY', key)}</script></div>"
    )
