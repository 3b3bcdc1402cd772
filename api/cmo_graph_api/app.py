"""The web application: this module puts settings, store, routes and problems together.

Nothing happens at import. `create_app` opens the store when the server starts, loads the embedded
synthesis into an empty one, and closes everything when it stops.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

import cmo_graph
from cmo_graph.interchange.loading import load_ontology, load_seed
from cmo_graph.questions.overview import Overviews
from cmo_graph.questions.shelves import Shelves
from cmo_graph.store import open_store
from cmo_graph_api import access_log, dependencies, problems
from cmo_graph_api.addresses import Addressed, root_of
from cmo_graph_api.compression import Compress
from cmo_graph_api.deriving import Deriving
from cmo_graph_api.dumps import Dumps
from cmo_graph_api.middleware import SECURITY_HEADERS, AnswerHead, LimitBody, SecurityHeaders
from cmo_graph_api.observing import REQUEST_ID, NoteRoute, Observe
from cmo_graph_api.openapi import describe
from cmo_graph_api.prepared import Preparing
from cmo_graph_api.readers import Readers
from cmo_graph_api.repetition import refuse_repetition
from cmo_graph_api.routers import (
    datasets,
    diagrams,
    documentation,
    embeds,
    explorer,
    exports,
    graph_writes,
    graphs,
    health,
    home,
    imports,
    linked,
    lists,
    meta,
    metrics,
    networks,
    ontology,
    pages,
    passages,
    pathways,
    problem_codes,
    queries,
    query_page,
    scenarios,
    search,
    site,
    sparql,
    support,
    tensions,
    theories,
    things,
    void,
)
from cmo_graph_api.settings import Settings
from cmo_graph_api.shortcut import Shortcut, is_short
from cmo_graph_api.state import watched

#: Longest body of any request, in bytes; an address may accept less.
LONGEST_BODY = 1024 * 1024

#: What the OpenAPI document says of the whole interface.
DESCRIPTION = (
    "A realist synthesis as one graph: what works, for whom, in what circumstances, and why. "
    "Every answer leads back to a located passage, and names the dataset version it was read from. "
    "A field that is absent is not known; an empty list says that there is none."
)


def create_app(settings: Settings | None = None, *, empty: bool = False) -> FastAPI:
    """Return the application.

    Args:
        settings: The settings; read from the environment when not given.
        empty: Load nothing, neither the ontology nor, into an empty store, the synthesis.
    """
    settings = settings or Settings()
    app = _Application(
        title="CMO graph",
        version=cmo_graph.__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        servers=_servers(settings),
        # A redirect of the framework's own would lead to the host that the request names.
        redirect_slashes=False,
        dependencies=[Depends(dependencies.store), Depends(refuse_repetition)],
        lifespan=_lifespan(settings, empty=empty),
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    app.state.dumps = Dumps()
    app.state.preparing = Preparing()
    app.state.graph_writes = CapacityLimiter(graph_writes.WRITES_AT_ONCE)
    app.state.imports = CapacityLimiter(imports.IMPORTS_AT_ONCE)
    problems.register(app)
    _add_routes(app)
    _add_layers(app, settings)
    describe(app)
    return app


def _add_layers(app: "_Application", settings: Settings) -> None:
    """Wrap the routes in the layers that every request goes through, the innermost first."""
    app.add_middleware(NoteRoute)
    app.add_middleware(
        LimitBody,
        most_bytes=LONGEST_BODY,
        larger={
            **dict.fromkeys(("/graphs", "/graph", "/v1/imports"), settings.largest_upload),
            "/sparql": max(LONGEST_BODY, settings.update_bytes),
        },
    )
    app.add_middleware(Addressed, base=settings.base)
    app.add_middleware(Compress)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "QUERY", "POST", "PUT", "DELETE", "OPTIONS"],
        # A page that has the token may write; a browser never sends that by itself.
        allow_headers=[
            *("Accept", "Authorization", "Content-Type", "If-Match", "If-None-Match"),
            REQUEST_ID,
        ],
        expose_headers=[
            *("Allow", "Content-Location", "Dataset-Version", "ETag", "Link", "Location"),
            *("Retry-After", "WWW-Authenticate", REQUEST_ID),
        ],
    )
    app.add_middleware(AnswerHead)
    app.state.metrics = watched(app)
    observe = partial(
        Observe,
        observers=(access_log.write, app.state.metrics.count),
        reason_of=problems.slug_of,
    )
    app.add_middleware(observe)
    if root_of(settings.base).path == "/":
        short = Shortcut(sparql.query_by_get, headers=SECURITY_HEADERS)
        app.short = ServerErrorMiddleware(observe(short), handler=app.exception_handlers[Exception])


class _Application(FastAPI):
    """An application with a short way past most of its layers."""

    short: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if self.short is not None and is_short(scope):
            scope["app"] = self
            await self.short(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _servers(settings: Settings) -> list[dict[str, Any]]:
    """Return where the paths of the interface begin, when it is not at the root of the host."""
    path = root_of(settings.base).path
    return [] if path == "/" else [{"url": path.removesuffix("/")}]


def _add_routes(app: FastAPI) -> None:
    # Routes are tried in order, and made ready as far as they are tried: none is asked as often as
    # the first, or as early as the second.
    for router in (
        sparql.router,
        health.router,
        meta.router,
        datasets.router,
        search.router,
        queries.router,
        passages.router,
        support.router,
        pathways.router,
        scenarios.router,
        tensions.router,
        diagrams.router,
        networks.router,
        things.make_router(),
        graphs.router,
        graph_writes.router,
        imports.router,
        exports.router,
        void.router,
        linked.router,
        metrics.router,
        ontology.router,
        documentation.router,
        datasets.pages,
        explorer.router,
        query_page.router,
        problem_codes.router,
        home.router,
        site.router,
        theories.router,
        embeds.router,
        lists.make_router(),
        pages.router,
    ):
        app.include_router(router)
    documentation.mount(app)


def _lifespan(settings: Settings, *, empty: bool) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = open_store(
            settings.store,
            base=settings.base,
            versions_kept=settings.versions_kept,
            durability=settings.durability,
            access=settings.remote_access,
        )
        if not empty:
            load_ontology(store)
            load_seed(store)
        app.state.store = store
        app.state.readers = Readers(settings)
        overviews = Overviews(
            store.location,
            durability=settings.durability,
            newest=lambda: store.current().version.digest,
        )
        app.state.shelves = Shelves(overviews=overviews)
        try:
            deriving = Deriving(store, overviews=overviews, keeps_ontology=not empty)
            with deriving as app.state.deriving:
                yield
        finally:
            await app.state.readers.close()
            store.close()

    return lifespan
