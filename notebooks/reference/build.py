"""Build the reference, a site of static files: python notebooks/reference/build.py [folder] [options of Sphinx]

Into `site/reference` unless a folder is named; open its index.html. What Sphinx reads is put together in
`build/reference`: the pages of this folder, the Markdown pages and notebooks of the project where they stand, and one page
for each public folder, written from docstrings. Nothing is fetched and nothing is run: notebooks show their committed outputs.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(ROOT)]

from reference.links import broken_links, external_links, rewrite  # noqa: E402
from reference.pages import all_pages  # noqa: E402

PAGES = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "autograd/*.md", "nn/*.md", "notebooks/*.md", "notebooks/*.ipynb",
    "notebooks/electives/*.ipynb", "notebooks/reference/[!i]*.md", "tests/benchmarks/README.md", "tests/trust/README.md",
)  # fmt: skip
PICTURES = ("notebooks/pictures/*", "notebooks/reference/*.svg")


def sources() -> dict[str, bytes]:
    """Everything that Sphinx reads, by its path in the site."""
    texts = [path for pattern in PAGES for path in sorted(ROOT.glob(pattern))]
    staged = {path.relative_to(ROOT).as_posix() for path in texts}
    found = {
        path.relative_to(ROOT).as_posix(): path.read_bytes() for pattern in PICTURES for path in sorted(ROOT.glob(pattern))
    }
    found |= {name: rewrite(ROOT / name, staged).encode() for name in sorted(staged)}
    found["index.md"] = (HERE / "index.md").read_bytes()
    return found | {f"api/{name}.md": text.encode() for name, text in all_pages().items()}


def stage(folder: Path) -> None:
    """Write what Sphinx reads; a file that stays the same keeps its date, so that Sphinx reads it only once."""
    wanted = sources()
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, content in wanted.items():
        write_if_new(folder / name, content)


def write_if_new(path: Path, content: bytes) -> None:
    """Write a file, unless it says the same already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)


def main(arguments: list[str]) -> int:
    """Build the site, and check its links; returns what the shell is told, 0 if all is well."""
    from sphinx.cmd.build import build_main

    given = [arguments.pop(0)] if arguments and not arguments[0].startswith("-") else []
    target = Path(*given).resolve() if given else ROOT / "site" / "reference"
    folder = ROOT / "build" / "reference"
    stage(folder)
    options = ["--keep-going", "-W", "-q", "-c", str(HERE), "-d", str(folder.parent / "reference.doctrees")]
    failed = build_main([*options, *arguments, str(folder), str(target)])
    broken = broken_links(target)
    outside = external_links(target)
    (target / "external_links.txt").write_text("\n".join(outside) + "\n", encoding="utf-8")
    print(f"{len(outside)} links lead out of the site and were not tried: they are listed in {target / 'external_links.txt'}")
    for line in broken:
        print(f"broken link: {line}", file=sys.stderr)
    print(f"built: {target / 'index.html'}" if not failed and not broken else "the reference is not whole")
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
