"""Drafts: the files of one scene as texts by name, edited away from any folder, checked, and frozen to be played.

No name that somebody gives ever becomes a path: the names of files are of a closed list, and what has to lie on disk
for a moment lies in a private folder under names of our own.
"""

from __future__ import annotations

from .freezing import Frozen, check_draft, freeze, surveyed
from .handing import draft_silk, draft_workbook, draft_zip
from .limits import (
    MOST_FILE,
    MOST_FILES,
    MOST_TOTAL,
    MOST_UPLOAD,
    DraftError,
    Refusal,
    admit_files,
    admit_slug,
    even,
    slug_from,
)
from .origins import Beginning, draft_from_bundle, draft_from_scene, draft_from_start
from .uploading import draft_from_upload

__all__ = [
    "MOST_FILE",
    "MOST_FILES",
    "MOST_TOTAL",
    "MOST_UPLOAD",
    "Beginning",
    "DraftError",
    "Frozen",
    "Refusal",
    "admit_files",
    "admit_slug",
    "check_draft",
    "draft_from_bundle",
    "draft_from_scene",
    "draft_from_start",
    "draft_from_upload",
    "draft_silk",
    "draft_workbook",
    "draft_zip",
    "even",
    "freeze",
    "slug_from",
    "surveyed",
]
