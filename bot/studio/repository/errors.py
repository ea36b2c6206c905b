"""What the data repository refuses.

StudioError
└─ RepositoryError
   ├─ NoSuchFile
   ├─ PathRefused        outside of what the repository keeps
   ├─ EditRefused        a YAML file that cannot be edited in place as asked
   ├─ ChangeNotFound
   ├─ ChangeOverlaps     later changes touched the same lines
   └─ NotUndoable        the first commit, a merge, or a change that is not there any more
"""

from bot.studio.errors import StudioError


class RepositoryError(StudioError):
    code = "repository_error"


class NoSuchFile(RepositoryError):
    """`data`: file."""

    code = "no_such_file"


class PathRefused(RepositoryError):
    """`data`: file."""

    code = "path_refused"


class EditRefused(RepositoryError):
    """`data`: reason (not_yaml, no_such_item, not_a_list, unwritable)."""

    code = "edit_refused"


class ChangeNotFound(RepositoryError):
    """`data`: change."""

    code = "change_not_found"


class ChangeOverlaps(RepositoryError):
    """`data`: change, files that later changes touched in the same place."""

    code = "change_overlaps"


class NotUndoable(RepositoryError):
    """`data`: change."""

    code = "not_undoable"
