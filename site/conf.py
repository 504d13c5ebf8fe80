"""Sphinx settings of the site; build.py supplies the sources and the pages of the articles.

No setting here may bring in a script or a font from another server: no MathJax (no page has
mathematics enabled), no widgets, no require.js.
"""

from importlib.resources import files

project = "tifa"
html_title = "tifa 提法"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
add_module_names = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
templates_path = ["_templates"]
html_static_path = ["_static", str(files("tifa") / "data" / "reader")]
html_css_files = ["tifa.css", "pages.css"]
html_js_files = [("sort.js", {"defer": "defer"})]
html_favicon = "_static/icon.svg"
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False
html_domain_indices = False
html_additional_pages = {"search": "search.html"}

# Chinese characters come from the font shipped here (see tifa.css), everything else from the
# reader's machine, or from that font too where the machine has no more than it needs.
_LATIN = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans"'
_MONO = 'SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono"'
_VARIABLES = {
    "font-stack": f'"Tifa Han", {_LATIN}, "Tifa Text", sans-serif',
    "font-stack--chinese": f'"Tifa Text", {_LATIN}, sans-serif',
    "font-stack--monospace": f'"Tifa Han", {_MONO}, monospace',
    "color-brand-primary": "#9d2a23",
    "color-brand-content": "#9d2a23",
    "color-brand-visited": "#7d3a5c",
}
_DARK = {
    "color-brand-primary": "#f0938a",
    "color-brand-content": "#f0938a",
    "color-brand-visited": "#d6a1c0",
}
html_theme_options = {
    "light_css_variables": _VARIABLES,
    "dark_css_variables": _VARIABLES | _DARK,
    "top_of_page_buttons": [],
}

# A link in a notebook's prose means the page or file of that name on the site.
myst_all_links_external = True
nb_execution_mode = "off"
nb_code_prompt_show = "Show code"
nb_code_prompt_hide = "Hide code"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_mime_priority_overrides = [("html", "text/latex", None)]
nb_render_image_options = {"alt": "Figure; the text beside it says what it shows"}
