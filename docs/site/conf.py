"""How is the site made? Sphinx over the pages that ``build.py`` puts together."""

project = "netsci-bench"
author = "the netsci-bench maintainers"
copyright = author  # noqa: A001
extensions = ["myst_parser", "sphinx_design"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = "netsci-bench"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a generated report may leave a level of headings out
nitpicky = True
pygments_style = "friendly"
highlight_language = "text"
