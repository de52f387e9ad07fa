"""A company in the same process: what its server does with a request, without a network; and a cable that can be cut."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel

from simulator.exchange import (
    SCENARIO_NEEDED,
    Answer,
    JoinAsked,
    Offer,
    Request,
    UnreachableError,
    Upload,
    admit,
    answer_offer,
    code_hash,
    new_code,
    receive,
    scenario_for,
    state_for,
    take_scenario,
    token_hash,
    unpacked,
)
from simulator.record import Assignment, Device, Journal, Mode, open_journal
from simulator.scenario import load
from simulator.training import content_of, given_scene

ADDRESS = "https://training.example.com"
_PROBLEM = {"content-type": "application/problem+json"}


class CompanyServer:
    """A company with one trainee.

    Args:
        folder: where its records lie.
    """

    def __init__(self, folder: Path) -> None:
        self.journal: Journal = open_journal(folder / "company.sqlite3")
        self.journal.office.set("company.name", "Nordic Rail", by="")
        self.person = self.journal.add_person("Aino Koski", language="fi")
        self.cut: type[Exception] | None = None
        """What the cable answers with while it is cut."""
        self.says: Answer | None = None
        """What it answers to everything, where something else stands in its place, or it has a fault."""
        self.asked: list[str] = []

    def code(self) -> str:
        """A fresh code for the trainee."""
        code = new_code()
        until = datetime.now(UTC) + timedelta(hours=1)
        self.journal.devices.make_code(code_hash(code), person_id=self.person.id, by="", expires_at=until)
        return code

    def give(self, *slugs: str, mode: Mode = Mode.PRACTICE, **more: object) -> Assignment:
        """Give the trainee scenes of the product."""
        for slug in slugs:
            self.journal.put_scenario(load(slug).hash, load(slug).bundle())
        content = content_of([given_scene(load(slug)) for slug in slugs])
        kind = str(more.pop("kind", "scene"))
        return self.journal.assignments.add(
            kind, mode, str(more.pop("name", "Front desk")), content, by="", person_id=self.person.id, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def __call__(self, request: Request) -> Answer:
        """Answer a request as the console does."""
        parts = urlsplit(request.url)
        path = parts.path.removeprefix("/api/v1")
        self.asked.append(f"{request.method} {path}")
        if self.cut is not None:
            raise UnreachableError("No answer.", "Try again.") from self.cut()
        if self.says is not None:
            return self.says
        body = unpacked(request.body) if request.headers.get("Content-Encoding") == "gzip" else request.body
        if path == "/join":
            joined = admit(self.journal, JoinAsked.model_validate_json(body), datetime.now(UTC))
            return _problem(403, "code") if joined is None else _good(joined)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        device = self.journal.devices.by_token(token_hash(token))
        if device is None or device.revoked_at is not None:
            return _problem(401, "revoked")
        now = datetime.now(UTC)
        if path == "/sync/state":
            met = tuple(parse_qs(parts.query).get("met", ()))
            return _good(state_for(self.journal, device, now, met))
        if path == "/sync/offer":
            return _good(answer_offer(self.journal, device, Offer.model_validate_json(body), now))
        last = path.rpartition("/")[2]
        return self._scene(request, device, last, body) if "scenarios" in path else self._session(device, body, now)

    def _scene(self, request: Request, device: Device, scenario_hash: str, body: bytes) -> Answer:
        if request.method == "PUT":
            return _problem(422, "scene") if take_scenario(self.journal, scenario_hash, body) else Answer(204)
        content = scenario_for(self.journal, device, scenario_hash)
        return _problem(404, "unknown") if content is None else Answer(200, content)

    def _session(self, device: Device, body: bytes, now: datetime) -> Answer:
        received = receive(self.journal, device, Upload.model_validate_json(body), now)
        if received.receipt is not None:
            return _good(received.receipt)
        return _problem(404 if received.reason == SCENARIO_NEEDED else 422, received.reason)


def _good(model: BaseModel) -> Answer:
    return Answer(200, model.model_dump_json().encode())


def _problem(status: int, reason: str) -> Answer:
    told = {"reason": reason, "detail": "", "status": status}
    return Answer(status, json.dumps(told).encode(), _PROBLEM)
