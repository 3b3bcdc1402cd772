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


def _is_base(value: str) -> str:
    return Base(value).iri


class Settings(BaseSettings):
    """Settings of one server or command, named `CMO_` and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="CMO_", frozen=True, extra="ignore")

    store: str = Field(
        default="cmo-graph-data",
        description="Where the graph is kept: a folder, or memory: for the time of the process.",
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
    texts: Path | None = Field(
        default=None,
        description="Folder of source texts, for showing the words of located passages.",
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
        description="Bytes of RDF that one request to the graph store may carry.",
    )
    versions_kept: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="Dataset versions kept on disk, the current one included.",
    )

    @property
    def base(self) -> Base:
        """The base of minted IRIs."""
        return Base(self.base_iri)
