"""Renders what is committed as a static site: the notebooks, README and the documents, each a page; all claims and all
figures, on a page each; and the Javadoc. Then it follows every link.

Nothing runs: outputs are the committed ones. A figure whose title begins `Panel 1A:` is that panel's; of which paper, the
map in 00-start-here says.
"""

import base64
import html
import json
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import ClearOutputPreprocessor, ExtractOutputPreprocessor
from pygments.formatters import HtmlFormatter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOTEBOOKS = ROOT / "notebooks"
SITE = ROOT / "target" / "site"
# Where a page's links lead that are not to a page of the site.
REPOSITORY = "https://github.com/icl-lab/icl-lab/blob/main/"
BINDER = "https://mybinder.org/v2/gh/icl-lab/icl-lab/main?urlpath=lab/tree/notebooks/"
DOCUMENTS = {"index": "README.md", "theory": "lib/docs/theory.md", "changelog": "CHANGELOG.md",
             "printed-and-captioned": "lib/docs/printed-and-captioned.md", "contributing": "CONTRIBUTING.md",
             "scaling": "lib/docs/scaling.md", "performance": "lib/docs/performance.md"}
PAGES = {ROOT / file: f"{name}.html" for name, file in DOCUMENTS.items()}
PAGES.update({path: f"{path.stem}.html" for path in NOTEBOOKS.glob("*.ipynb")})
MODULES = ("core", "notebook", "transformer")
PARTS = {"index.html": "ICL Lab", "results.html": "Results at a glance", "figures.html": "Figures",
         "theory.html": "Theory", "printed-and-captioned.html": "Captions", "changelog.html": "Changelog",
         **{f"javadoc/{module}/index.html": f"Javadoc {module}" for module in MODULES}}
README_FIGURES = [("A", "1A"), ("A", "3A"), ("B", "2a"), ("B", "4b")]
JAVADOC_MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/3.2.2/es5/tex-chtml.js"
MAP_ROW = re.compile(r"^\|\s*\[[^\]]*\]\(([^)]+)\.ipynb\)\s*\|[^|]*\|\s*(?:paper (\w))?", re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}"
ElementTree.register_namespace("", SVG[1:-1])
PANEL = re.compile(r"Panels? ((\d+)[\w, –-]*):\s*")
EXPLORER = re.compile(r'base64,([^"]*)".*\}\)\("[^"]*",(.*)\);</script>', re.DOTALL)
CLAIM = re.compile(r"✓</b> (.*?)(?:<br>|</div>)")


class Page:
    """Cells that become a page; of what is not a notebook there is a single one."""

    before = after = None

    def __init__(self, name, content, source=None, kind="document"):
        self.name, self.content, self.source, self.kind = name, content, source, kind
        self.text = "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")
        self.heading = re.search(r"^# (.+)$", self.text, re.MULTILINE).group(1).replace("$", "")

    @classmethod
    def of(cls, name, markdown, source=None):
        return cls(name, nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)]), source)

    def write(self):
        """Writes the page, and its figures beside it, so that it stays small."""
        exporter = HTMLExporter(
            template_name="basic", template_file="site.html.j2", extra_template_paths=[str(HERE)],
            preprocessors=[ExtractOutputPreprocessor(enabled=True, extract_output_types={"image/svg+xml"})],
            exclude_input_prompt=True, exclude_output_prompt=True, filters={"markdown2html": self.rendered})
        body, resources = exporter.from_notebook_node(self.content, {
            "page": self, "parts": PARTS, "binder": BINDER, "repository": REPOSITORY})
        (SITE / f"{self.name}.html").write_text(body, encoding="utf-8")
        for file, data in resources["outputs"].items():
            (SITE / "figures" / file).write_bytes(data)

    def rendered(self, markdown):
        """A cell's text in HTML, its headings with the anchors that GitHub gives them, its links as they are here."""
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
        soup = BeautifulSoup(MarkdownWithMath(renderer=renderer).render(markdown), "html.parser")
        for heading in soup.select("h1, h2, h3, h4"):
            heading["id"] = re.sub(r"[^\w -]", "", heading.get_text()).lower().replace(" ", "-")
        for table in soup.select("table"):
            table.wrap(soup.new_tag("div", attrs={"class": "wide", "tabindex": "0"}))
        for badge in soup.select("img[src^=http]"):
            badge.replace_with(badge["alt"])
        for attribute in ("href", "src"):
            for element in soup.select(f"[{attribute}]"):
                element[attribute] = self.target(element[attribute])
        return str(soup)

    def target(self, link):
        """Where a link of the source leads on the site: to a page or a picture of it, else into the repository."""
        if not self.source or re.match(r"\w+:|#", link):
            return link
        file, hash_mark, anchor = link.partition("#")
        path = (self.source.parent / file).resolve()
        if path.suffix == ".svg":
            shutil.copy(path, SITE / "figures")
            return f"figures/{path.name}"
        return PAGES.get(path, REPOSITORY + path.relative_to(ROOT).as_posix()) + hash_mark + anchor


class Notebook(Page):
    def __init__(self, path, paper):
        super().__init__(path.stem, nbformat.read(path, as_version=4), path, "notebook")
        self.figures, self.claims = [], []
        for cell in self.content.cells:
            for output in cell.get("outputs", []):
                data, link = output.get("data", {}), f"{self.name}.html#cell-id={cell.id}"
                if "image/svg+xml" in data:
                    output.metadata["filename"] = f"{self.name}-{len(self.figures) + 1}.svg"
                    self.figures.append(Figure(self.name, paper, link, output))
                elif "text/html" in data:
                    self.claims += [(sentence, link) for sentence in CLAIM.findall(data["text/html"])]
                    # What scrolls must be reached by the keyboard.
                    data["text/html"] = re.sub(r'(<div style="[^"]*overflow:auto[^"]*")', r'\1 tabindex="0"', data["text/html"])


class Figure:
    def __init__(self, notebook, paper, link, output):
        self.link, self.svg, self.file = link, output.data["image/svg+xml"], f"figures/{output.metadata.filename}"
        self.title = re.sub(r"^(Figure|Heat map): ", "", output.data["text/plain"])
        described = re.search(r"<desc>(.*?)</desc>", self.svg)
        self.alt = output.metadata["alt"] = self.title + (". " + html.unescape(described.group(1)) if described else "")
        found = PANEL.match(self.title)
        self.panel, self.number = (found.group(1), int(found.group(2))) if found else ("", 0)
        self.paper = paper if found and paper else ""
        self.caption = html.escape(self.title[found.end():] if found else f"{notebook[:2]} · {self.title}")
        if found:
            self.caption = f"<b>{'Paper ' + self.paper + ', ' if self.paper else ''}{self.panel}</b> {self.caption}"

    def card(self):
        return (f'<a class="card" href="{self.link}"><img loading="lazy" src="{self.file}" alt="{html.escape(self.alt)}">'
                f"<span>{self.caption}</span></a>")


def figures_page(figures):
    """All figures: the papers' panels in their order, each once, then the others."""
    panels = {}
    for figure in figures:
        if figure.panel:
            panels.setdefault((figure.paper, figure.number, figure.panel), figure)
    text = "# Figures\n\nEach leads to its place in its notebook. Theory is a line, simulation are points with 95 % intervals.\n"
    for paper in sorted({paper for paper, _, _ in panels}):
        cards = "".join(panels[key].card() for key in sorted(panels) if key[0] == paper)
        text += f"\n## {'Paper ' + paper if paper else 'Panels'}\n\n<div class=\"cards\">{cards}</div>\n"
    others = "".join(figure.card() for figure in figures if figure not in panels.values())
    text += f'\n## What the panels rest on, and beyond them\n\n<div class="cards small">{others}</div>\n'
    return Page.of("figures", text), {(paper, panel): figure for (paper, _, panel), figure in panels.items()}


def results_page(notebooks):
    claims = sum(len(notebook.claims) for notebook in notebooks)
    text = (f"# Results at a glance\n\nThe {claims} claims of the notebooks, as they hold in the committed outputs: each is"
            " computed from the numbers above it, can fail, and leads to its cell.\n")
    for notebook in notebooks:
        rows = "".join(f'<li><a href="{link}">{sentence}</a></li>' for sentence, link in notebook.claims)
        text += f'\n## [{notebook.heading}]({notebook.name}.html)\n\n<ul class="claims">{rows}</ul>\n'
    return Page.of("results", text)


def moving(explorer, seconds=8):
    """An explorer's picture in which the first slider goes to and fro by itself, where no script runs."""
    picture, data = EXPLORER.search(explorer).groups()
    knobs, ways, figures = json.loads(f"[{data}]")
    (label, values, _), others = knobs[0], knobs[1:]
    places = [*range(len(values)), *range(len(values) - 2, -1, -1)]
    frames = []
    for place in places:
        for _, own, stands in others:
            place = place * len(own) + stands
        frames.append([ways[line] for line in figures[place]])
    timing = {"dur": f"{seconds}s", "repeatCount": "indefinite"}
    svg = ElementTree.fromstring(base64.b64decode(picture))
    for line, path in enumerate(svg.iterfind(f".//{SVG}g[@class='moving']/{SVG}path")):
        runs = ";".join(frame[line] for frame in frames)
        ElementTree.SubElement(path, f"{SVG}animate", timing, attributeName="d", values=runs)
    for at, value in enumerate(values):
        text = ElementTree.SubElement(svg, f"{SVG}text", {"x": "400", "y": "62", "opacity": "0", "text-anchor": "middle",
                                                          "font-family": "sans-serif", "font-size": "15"})
        text.text = f"{label.split(' ')[0]} = {value}"
        ElementTree.SubElement(text, f"{SVG}animate", timing, attributeName="opacity", calcMode="discrete",
                               values=";".join(str(int(place == at)) for place in places))
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def copy_javadoc(module):
    """Its pages take formulas from the site's MathJax, and lead to the site's theory."""
    target = SITE / "javadoc" / module
    shutil.copytree(ROOT / "lib" / module / "target" / "reports" / "apidocs", target)
    for path in target.rglob("*.html"):
        up = "../" * len(path.relative_to(SITE).parents[1:])
        text = path.read_text(encoding="utf-8").replace(JAVADOC_MATHJAX, up + "mathjax.js")
        for document, page in PAGES.items():
            text = text.replace(REPOSITORY + document.relative_to(ROOT).as_posix(), up + page)
        path.write_text(text, encoding="utf-8")


def dead_links():
    """The links within the site that lead nowhere. What Javadoc says of anchors is its own: it misses one itself."""
    texts = {path: path.read_text(encoding="utf-8") for path in SITE.rglob("*.html")}
    for path, text in texts.items():
        for link in sorted(set(re.findall(r'<[^>]*\b(?:href|src)="([^"]*)"', text))):
            file, _, anchor = html.unescape(link).partition("#")
            if re.match(r"\w+:", file):
                continue
            to = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            if not to.exists() or anchor and "javadoc" not in path.parts and f'id="{unquote(anchor)}"' not in texts[to]:
                yield f"{path.relative_to(SITE)}: {link}"


def main(mathjax):
    shutil.rmtree(SITE, ignore_errors=True)
    (SITE / "figures").mkdir(parents=True)
    shutil.copy(mathjax, SITE / "mathjax.js")
    light, dark = (HtmlFormatter(style=style).get_style_defs(".highlight") for style in ("default", "github-dark"))
    highlight = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    (SITE / "site.css").write_text(highlight + (HERE / "site.css").read_text(encoding="utf-8"), encoding="utf-8")
    start = Page("start", nbformat.read(NOTEBOOKS / "00-start-here.ipynb", as_version=4))
    papers = dict(MAP_ROW.findall(start.text))
    notebooks = [Notebook(path, papers.get(path.stem)) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for one, next_one in zip(notebooks, notebooks[1:]):
        one.after, next_one.before = next_one.name, one.name
    figures, panels = figures_page([figure for notebook in notebooks for figure in notebook.figures])
    for paper, panel in README_FIGURES:
        (NOTEBOOKS / "figures" / f"panel-{paper}-{panel}.svg").write_text(panels[paper, panel].svg, encoding="utf-8")
    explorers = (output.data["text/html"] for cell in start.content.cells for output in cell.get("outputs", [])
                 if 'id="explorer-' in output.get("data", {}).get("text/html", ""))
    (NOTEBOOKS / "figures" / "moving.svg").write_text(moving(next(explorers)), encoding="utf-8")
    documents = [Page.of(name, (ROOT / file).read_text(encoding="utf-8"), ROOT / file) for name, file in DOCUMENTS.items()]
    for page in [*notebooks, *documents, figures, results_page(notebooks)]:
        page.write()
    for notebook in notebooks:  # to be run elsewhere: its outputs are on its page, and would be half of the site
        bare, _ = ClearOutputPreprocessor().preprocess(nbformat.read(notebook.source, as_version=4), {})
        nbformat.write(bare, SITE / notebook.source.name)
    for module in MODULES:
        copy_javadoc(module)
    dead = list(dead_links())
    print(*(f"leads nowhere: {link}" for link in dead), sep="\n", end="\n" if dead else "", file=sys.stderr)
    megabytes = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) / 1e6
    print(f"{SITE.relative_to(ROOT)}/index.html: {len(notebooks)} notebooks, {len(panels)} panels,"
          f" {sum(len(notebook.figures) for notebook in notebooks)} figures,"
          f" {sum(len(notebook.claims) for notebook in notebooks)} claims, {megabytes:.0f} MB")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
