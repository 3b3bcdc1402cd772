"""What a deployer can set: this module has every setting, read from the environment.

Each field is documented in docs/configuration.md; a test holds the two together. The command line
offers the same names as options, which win over the environment.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from cmo_graph.iri import DEFAULT_BASE, Base
from cmo_graph.store.durable import Durability
from cmo_graph.store.remote.location import RemoteAccess


def _is_base(value: str) -> str:
    return Base(value).iri


#: One of `frame-ancestors` (Content Security Policy Level 3, 6.4.2): an origin, all, or our own.
_ORIGIN = r"(\*|'self'|(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d+|\*))?)"


class Settings(BaseSettings):
    """Settings of one server or command, named `CMO_` and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="CMO_", frozen=True, extra="ignore")

    store: str = Field(
        default="cmo-graph-data",
        description="Where the graph is kept: a folder, memory: for the time of the process, or"
        " sparql+http(s)://… on another server.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port it listens on; 0 takes any.")
    base_iri: Annotated[str, AfterValidator(_is_base)] = Field(
        default=DEFAULT_BASE.iri,
        description="Beginning of every IRI the store mints; ends in / or #.",
    )
    write_token: SecretStr | None = Field(
        default=None, description="Token that writes must carry; unset means no writes over HTTP."
    )
    query_timeout: float = Field(
        default=10.0, gt=0, le=600, description="Seconds a SPARQL query from outside may take."
    )
    query_memory: int = Field(
        default=1024,
        ge=128,
        description="Megabytes of memory a SPARQL query from outside may take.",
    )
    query_readers: int = Field(
        default=2, ge=1, le=64, description="Reader processes for SPARQL queries from outside."
    )
    query_wait: float = Field(
        default=5.0, gt=0, le=60, description="Seconds a query waits for a free reader."
    )
    queries_waiting: int = Field(
        default=64, ge=0, le=10_000, description="Queries that may wait for a free reader."
    )
    queries_per_client: int = Field(
        default=8, ge=1, le=10_000, description="Queries one client may have under way."
    )
    query_seconds: float = Field(
        default=60.0,
        gt=0,
        le=1_000_000,
        description="Seconds of query time that one client is given for each minute.",
    )
    query_get_bytes: int = Field(
        default=8 * 1024, ge=256, le=60_000, description="Bytes of a query in an address."
    )
    query_post_bytes: int = Field(
        default=64 * 1024, ge=256, le=1024 * 1024, description="Bytes of a query in a body."
    )
    query_tokens: int = Field(
        default=4_000, ge=50, le=20_000, description="Words and signs that a query may have."
    )
    query_nesting: int = Field(
        default=100, ge=5, le=300, description="Brackets of a query that may be open at once."
    )
    answer_rows: int = Field(
        default=1_000_000, ge=1, description="Rows that the table of an answer may have."
    )
    answer_bytes: int = Field(
        default=256 * 1024 * 1024,
        ge=1024,
        description="Bytes that an answer may have, before it is compressed.",
    )
    kept_answers: int = Field(
        default=16 * 1024 * 1024,
        ge=0,
        description="Bytes that short answers may take, kept for whoever asks the same again.",
    )
    default_graph: Literal["union", "own"] = Field(
        default="union",
        description="What a query sees that names no graph: all of them, or the default graph.",
    )
    update_timeout: float = Field(
        default=60.0, gt=0, le=3600, description="Seconds a SPARQL update may take."
    )
    update_bytes: int = Field(
        default=1024 * 1024,
        ge=1024,
        le=256 * 1024 * 1024,
        description="Bytes of a request that carries a SPARQL update.",
    )
    texts: Path | None = Field(
        default=None,
        description="Folder of source texts, for showing the words of located passages.",
    )
    embed_ancestors: str = Field(
        default="*",
        pattern=rf"^({_ORIGIN}( {_ORIGIN})*|'none')$",
        max_length=2_000,
        description="Whose pages may show the diagrams under /embed, as frame-ancestors has it.",
    )
    access_log: Literal["json", "off"] = Field(
        default="json", description="Whether each request is one line of JSON on standard error."
    )
    metrics: bool = Field(default=True, description="Whether /metrics tells the server's figures.")
    grace: float = Field(
        default=30.0,
        ge=0,
        le=3600,
        description="Seconds that requests under way have to end when the server is stopped.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of proxies whose word on a client's address is taken; * for all.",
    )
    durability: Durability = Field(
        default=Durability.DISK, description="What a write that was acknowledged survives."
    )
    largest_upload: int = Field(
        default=64 * 1024 * 1024,
        ge=1024,
        le=1 << 34,
        description="Bytes that one request to the graph store, or one import, may carry.",
    )
    versions_kept: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="Dataset versions kept on disk, the current one included.",
    )

    extractor_url: str = Field(
        default="",
        description="Address of a server that speaks as OpenAI's chat does, for suggestions.",
    )
    extractor_model: str = Field(default="", description="Model that is asked there.")
    extractor_key: SecretStr = Field(default=SecretStr(""), description="Key that it is sent.")
    extractor_timeout: float = Field(
        default=60.0, gt=0, le=600, description="Seconds that one of its answers may take."
    )

    remote_user: str = Field(
        default="", description="Name that a SPARQL server is entered with that keeps the graph."
    )
    remote_password: SecretStr = Field(default=SecretStr(""), description="Password to that name.")
    remote_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token, in place of a name and a password."
    )
    remote_cache: Path | None = Field(
        default=None,
        description="Folder for what is worked out from a graph that is on another server.",
    )

    @property
    def remote_access(self) -> RemoteAccess:
        """How a SPARQL server is entered that keeps the graph."""
        return RemoteAccess(
            user=self.remote_user,
            password=self.remote_password.get_secret_value(),
            token=self.remote_token.get_secret_value(),
            cache=self.remote_cache,
        )

    @property
    def base(self) -> Base:
        """The base of minted IRIs."""
        return Base(self.base_iri)
