"""Commands that look after a store: this module has `backup`, `restore` and `check`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.store import IN_MEMORY
from cmo_graph.store.backup import restore_backup, write_backup
from cmo_graph.store.checking import Finding, check_store
from cmo_graph.store.remote import is_remote
from cmo_graph.store.remote.checking import check_remote
from cmo_graph.store.remote.store import RemoteStore
from cmo_graph_api.cli.terminal import (
    JsonOption,
    StoreOption,
    answer_json,
    complain,
    opened,
    progress,
    settings_with,
)


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="DEST", help="The file; or a folder, for a name of its own.")
    ],
    store: StoreOption = None,
) -> None:
    """Write the current dataset version to one file, while others read and write.

    Nothing is written when the store does not hold what its version says.
    """
    with opened(store) as source, progress("Writing the backup"):
        file = write_backup(source, target)
    typer.echo(f"{file}: {file.stat().st_size} bytes.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    store: StoreOption = None,
) -> None:
    """Make what a backup holds the next dataset version; versions before it stay as they are.

    It is published when every graph has the digest that the backup names, and not at all otherwise.
    """
    with opened(store, is_made=True) as target, progress("Restoring"):
        version = restore_backup(target, file)
    typer.echo(f"{file}: {version.quads} quads; dataset version {version.digest[:12]}.")


def check(store: StoreOption = None, json: JsonOption = False) -> None:
    """Read the whole store through and say what is wrong; exit code 1 when anything is.

    Every graph of every version that is kept is summed up anew, and every catalogue made anew, and
    both are compared with what was published. Nothing is changed.
    """
    location = settings_with(store=store).store
    is_folder = location != IN_MEMORY and Path(location).is_dir()
    if not is_folder and not is_remote(location):
        complain(f"There is no store in a folder {location}.")
        raise typer.Exit(1)
    with progress("Checking") as bar:

        def tell(name: str) -> None:
            bar.update(bar.task_ids[0], description=name)

        findings = check_store(Path(location), tell=tell) if is_folder else _remote(store, tell)
    is_sound = not any(finding.is_fault for finding in findings)
    if json:
        answer_json({"sound": is_sound, "findings": [_as_json(found) for found in findings]})
    else:
        for finding in findings:
            complain(f"{'fault' if finding.is_fault else 'note'}: {finding.message}")
        typer.echo(f"{location} is {'sound' if is_sound else 'damaged; restore a backup'}.")
    if not is_sound:
        raise typer.Exit(1)


def _remote(store: str | None, tell: Callable[[str], None]) -> Sequence[Finding]:
    with opened(store) as target:
        return check_remote(target, tell=tell) if isinstance(target, RemoteStore) else ()


def _as_json(finding: Finding) -> dict[str, object]:
    return {"code": finding.code, "message": finding.message, "fault": finding.is_fault}


commands: tuple[Callable[..., None], ...] = (backup, restore, check)
