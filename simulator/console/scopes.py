"""What an API token may read. The texts `out.scope.<name>` say it to people."""

from __future__ import annotations

SCOPES = ("people", "sessions", "grades", "readiness", "causes")
"""A token may read what its scopes name, and of that only what the account it belongs to may see."""

ADDRESSES = (
    ("/people", "people"),
    ("/people/{person_id}", "people"),
    ("/people/{person_id}/readiness", "readiness"),
    ("/readiness", "readiness"),
    ("/sessions", "sessions"),
    ("/sessions/{session_id}", "sessions"),
    ("/sessions/{session_id}/grade", "grades"),
    ("/grades", "grades"),
    ("/causes", "causes"),
)
"""What there is to read below `/api/v1`, with the scope it takes; a test holds it to the API's own description."""

DESKTOPS = (
    ("POST", "/join"),
    ("GET", "/sync/state"),
    ("POST", "/sync/offer"),
    ("PUT", "/sync/sessions/{session_id}"),
    ("PUT", "/sync/scenarios/{scenario_hash}"),
    ("GET", "/sync/scenarios/{scenario_hash}"),
)
"""What desktops of the company send and fetch there, with tokens of their own; the same test holds it."""
