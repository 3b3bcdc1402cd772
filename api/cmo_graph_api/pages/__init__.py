"""Pages of HTML: this package turns what is known into views, and views into text.

`names` says what a term is called and where it leads, `things` and `ontology` gather what stands on
a page, `rendering` fills the templates. Nothing here decides who gets a page; routers do.
"""
