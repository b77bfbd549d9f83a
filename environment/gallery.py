"""Renders the committed notebooks, and the pages of lib/docs, as a static site: a page each, and an index of figures.

Nothing runs: figures are those of the committed outputs. A figure whose title begins `Panel 1A:` is that panel's; of
which paper, and what the notebook asks, the map in 00-start-here says.
"""

import html
import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
DOCS = ROOT / "lib" / "docs"
SITE = ROOT / "target" / "gallery"
# Where a page's links lead that are neither a page nor a notebook of the site.
REPOSITORY = "https://github.com/icl-lab/icl-lab/blob/main/"
README_FIGURES = [("A", "1A"), ("A", "3A"), ("B", "2a"), ("B", "4b")]
# What of MathJax a page can ask for.
MATHJAX = ["MathJax.js", "config", "extensions", "fonts", "jax/input", "jax/element", "jax/output/HTML-CSS"]
MAP_ROW = re.compile(r"^\|\s*\[[^\]]*\]\((?P<file>[^)]+)\.ipynb\)\s*\|\s*(?P<question>[^|]*?)\s*"
                     r"\|\s*(?P<panels>[^|]*?)\s*\|", re.MULTILINE)
PANEL = re.compile(r"Panels? ([0-9][\w, –-]*):\s*")
PAPER = re.compile(r"\bpaper ([A-Z])\b")


class Figure:
    """One figure of a committed notebook: where its SVG lies in the site, its title, its panel if it is one."""

    def __init__(self, notebook, number, title, svg):
        self.notebook, self.title, self.svg = notebook, re.sub(r"^(Figure|Heat map): ", "", title), svg
        found = PANEL.match(self.title)
        self.panel = found.group(1) if found else ""
        paper = PAPER.search(notebook.panels)
        self.paper = paper.group(1) if paper and self.panel else ""
        self.anchor = f"figure-{number}"
        self.file = f"figures/{notebook.name}-{number}.svg"
        (SITE / self.file).write_text(svg, encoding="utf-8")

    def caption(self):
        if not self.panel:
            return html.escape(f"{self.notebook.name.partition('-')[0]} · {self.title}")
        number = f"Paper {self.paper}, {self.panel}" if self.paper else self.panel
        return f"<b>{html.escape(number)}</b> {html.escape(self.title[PANEL.match(self.title).end():])}"

    def picture(self):
        return (f'<a id="{self.anchor}" href="{self.file}"><img class="figure" src="{self.file}"'
                f' alt="{html.escape(self.title)}"></a>')

    def thumbnail(self):
        return (f'<a class="card" href="{self.notebook.name}.html#{self.anchor}"><img loading="lazy" src="{self.file}"'
                f' alt="{html.escape(self.title)}"><span>{self.caption()}</span></a>')


class Notebook:
    def __init__(self, path, row):
        self.name, self.path = path.stem, path
        self.question, self.panels = (row["question"], row["panels"]) if row else ("", "")
        self.content = nbformat.read(path, as_version=4)
        self.heading = re.search(r"^# (.+)$", self.content.cells[0].source, re.MULTILINE).group(1)
        self.figures = []
        for output in (output for cell in self.content.cells for output in cell.get("outputs", [])):
            data = output.get("data", {})
            if "image/svg+xml" in data:
                number = len(self.figures) + 1
                self.figures.append(Figure(self, number, data.get("text/plain", ""), data["image/svg+xml"]))
                # On the page the figure is a link to its file, and the page stays small.
                data["text/html"] = self.figures[-1].picture()
                del data["image/svg+xml"]

    def page(self, before, after):
        exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True)
        body, _ = exporter.from_notebook_node(self.content)
        body = re.sub(r'(href="[^":/]+)\.ipynb(?=["#])', r"\1.html", body)
        around = [f'<a href="{other.name}.html">{arrow.format(other.name)}</a>' if other else "<span></span>"
                  for other, arrow in ((before, "← {}"), (after, "{} →"))]
        links = f'<nav>{around[0]}<a href="index.html">gallery</a>{around[1]}</nav>'
        return page(self.heading, links + f'<main class="notebook">{body}</main>' + links, MATH)


class Document:
    """A Markdown page of lib/docs, its formulas set as those of the notebooks are."""

    def __init__(self, path):
        self.name, self.folder = path.stem, path.parent
        text = path.read_text(encoding="utf-8")
        self.heading = re.search(r"^# (.+)$", text, re.MULTILINE).group(1)
        body = re.sub(r'<(h\d) id="[^"]*">(.*?)<a class="anchor-link"[^>]*>[^<]*</a>', self.headline,
                      markdown2html_mistune(text))
        self.body = re.sub(r'href="([^":#]+)"', lambda link: f'href="{self.target(link.group(1))}"', body)

    @staticmethod
    def headline(found):
        """A heading with the anchor that GitHub gives it."""
        name = re.sub(r"[^\w -]", "", html.unescape(re.sub(r"<[^>]*>", "", found.group(2)))).lower().replace(" ", "-")
        return f'<{found.group(1)} id="{name}">{found.group(2)}'

    def target(self, link):
        path = (self.folder / link).resolve()
        if path.parent == DOCS or path.suffix == ".ipynb" and path.parent == NOTEBOOKS:
            return path.stem + ".html"
        return REPOSITORY + path.relative_to(ROOT).as_posix()

    def page(self):
        links = '<nav><span></span><a href="index.html">gallery</a><span></span></nav>'
        return page(self.heading, links + f'<main class="document">{self.body}</main>' + links, MATH)


MATH = """<script type="text/x-mathjax-config">MathJax.Hub.Config({tex2jax: {inlineMath: [["$", "$"]],
processEscapes: true}, showMathMenu: false, messageStyle: "none",
"HTML-CSS": {availableFonts: [], webFont: "STIX-Web"}});</script>
<script async src="mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full"></script>"""


def page(title, body, head=""):
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title.replace("$", ""))} · ICL Lab</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="gallery.css">
{head}</head>
<body>{body}</body></html>
"""


def panel_order(figure):
    number, letter = re.match(r"(\d+)(.*)", figure.panel).groups()
    return figure.paper, int(number), letter


def index(notebooks, documents):
    panels, others = {}, []
    for figure in (figure for notebook in notebooks for figure in notebook.figures):
        key = (figure.paper, figure.panel)
        if figure.panel and key not in panels:
            panels[key] = figure
        else:
            others.append(figure)
    sections = []
    for paper in sorted({figure.paper for figure in panels.values()}):
        mine = sorted((figure for figure in panels.values() if figure.paper == paper), key=panel_order)
        cards = "".join(figure.thumbnail() for figure in mine)
        sections.append(f"<h2>{'Paper ' + paper if paper else 'Panels'}</h2><div class=cards>{cards}</div>")
    cards = "".join(figure.thumbnail() for figure in others)
    sections.append(f'<h2>What the panels rest on, and beyond them</h2><div class="cards small">{cards}</div>')
    rows = "".join(f'<li><a href="{notebook.name}.html">{notebook.name}</a> {html.escape(notebook.question)}</li>'
                   for notebook in notebooks)
    sections.append(f"<h2>Notebooks</h2><ul>{rows}</ul>")
    rows = "".join(f'<li><a href="{document.name}.html">{html.escape(document.heading)}</a></li>'
                   for document in documents)
    sections.append(f"<h2>Behind them</h2><ul>{rows}</ul>")
    intro = ("<h1>ICL Lab: the gallery</h1><p>Every figure of the notebooks, as committed, with the number of the"
             " paper's panel that it reproduces: theory as a line, simulation as points with 95 % confidence intervals."
             " A figure leads to its notebook. <a href=\"theory.html\">The theory</a> is on a page of its own.</p>")
    return page("Gallery", f"<main>{intro}{''.join(sections)}</main>"), panels


def main(mathjax):
    shutil.rmtree(SITE, ignore_errors=True)
    (SITE / "figures").mkdir(parents=True)
    for part in MATHJAX:
        source, target = mathjax / part, SITE / "mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    light, dark = (HtmlFormatter(style=style).get_style_defs(".highlight") for style in ("default", "github-dark"))
    highlight = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    own = (Path(__file__).parent / "gallery.css").read_text(encoding="utf-8")
    (SITE / "gallery.css").write_text(highlight + own, encoding="utf-8")
    start = nbformat.read(NOTEBOOKS / "00-start-here.ipynb", as_version=4)
    rows = {found["file"]: found for cell in start.cells for found in MAP_ROW.finditer(cell.source)}
    notebooks = [Notebook(path, rows.get(path.stem)) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for notebook in notebooks[1:]:
        if notebook.name not in rows:
            print(f"gallery: the map in 00-start-here has no row for {notebook.name}", file=sys.stderr)
    for before, notebook, after in zip([None, *notebooks], notebooks, [*notebooks[1:], None]):
        (SITE / f"{notebook.name}.html").write_text(notebook.page(before, after), encoding="utf-8")
    documents = [Document(path) for path in sorted(DOCS.glob("*.md"), reverse=True)]
    for document in documents:
        (SITE / f"{document.name}.html").write_text(document.page(), encoding="utf-8")
    text, panels = index(notebooks, documents)
    (SITE / "index.html").write_text(text, encoding="utf-8")
    for paper, panel in README_FIGURES:
        (NOTEBOOKS / "figures" / f"panel-{paper}-{panel}.svg").write_text(panels[paper, panel].svg, encoding="utf-8")
    print(f"{SITE.relative_to(ROOT)}/index.html: {len(notebooks)} notebooks, {len(panels)} panels,"
          f" {sum(len(notebook.figures) for notebook in notebooks)} figures")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
