from __future__ import annotations

import threading

import pytest

from simulator.console.passwords import AT_ONCE, MEMORY_KIB, PasswordFault, Passwords, fault_of

NAMES = ("maria.virtanen@example.org", "Maria Virtanen")


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(memory_kib=64, passes=1)


def test_a_right_password_is_right_and_a_wrong_one_is_not(passwords: Passwords) -> None:
    stored = passwords.hash("  Ένα μεγάλο μυστικό 🧤 ")
    assert stored.startswith("$argon2id$")
    assert passwords.check(stored, "  Ένα μεγάλο μυστικό 🧤 ").right
    for wrong in ("Ένα μεγάλο μυστικό 🧤", "  ένα μεγάλο μυστικό 🧤 ", "", "\ud800", "a\0b"):
        assert not passwords.check(stored, wrong).right


def test_what_a_browser_never_sends_is_hashed_too(passwords: Passwords) -> None:
    for odd in ("half \ud800 a sign and more", "with\0nothing in the middle"):
        assert passwords.check(passwords.hash(odd), odd).right


@pytest.mark.parametrize("stored", [None, "", "!", "$argon2id$broken"])
def test_nobody_costs_what_somebody_costs_and_is_never_let_in(passwords: Passwords, stored: str | None) -> None:
    before = passwords.computed
    assert not passwords.check(stored, "some long password").right
    assert passwords.computed == before + 1


def test_the_hash_for_nobody_is_computed_with_the_same_parameters(passwords: Passwords) -> None:
    assert passwords._nobody.rsplit("$", 2)[0] == passwords.hash("some long password").rsplit("$", 2)[0]


def test_a_hash_of_older_parameters_is_renewed(passwords: Passwords) -> None:
    old = Passwords(memory_kib=32, passes=1).hash("some long password")
    verdict = passwords.check(old, "some long password")
    assert verdict.right
    assert "m=64" in verdict.renewed
    assert passwords.check(verdict.renewed, "some long password").renewed == ""
    assert passwords.check(old, "some wrong password").renewed == ""


def test_never_more_at_once_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(memory_kib=64, at_once=2)
    inside, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(2)

    def slow(password: bytes) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        gate.wait(
            timeout=10
        )  # two must meet here: with room for one they never would, with room for more a third comes
        with lock:
            inside -= 1
        return "hash"

    monkeypatch.setattr(passwords, "_hasher", type("Slow", (), {"hash": staticmethod(slow)})())
    threads = [threading.Thread(target=passwords.hash, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert most == 2
    assert MEMORY_KIB * AT_ONCE <= 256 * 1024


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevensigns", PasswordFault.SHORT),
        ("x" * 201, PasswordFault.LONG),
        ("maria.virtanen@example.org", PasswordFault.NAMED),
        ("MariaVirtanen", PasswordFault.NAMED),
        ("virtanen1234", PasswordFault.NAMED),
        ("Virtanen-Virtanen", PasswordFault.NAMED),
        ("passwordpassword", PasswordFault.COMMON),
        ("Password1234!", PasswordFault.COMMON),
        ("P@ssw0rd2026!!", PasswordFault.COMMON),
        ("123456789012", PasswordFault.COMMON),
        ("987654321098", PasswordFault.COMMON),
        ("qwertyuiopasdf", PasswordFault.COMMON),
        ("1qaz2wsx3edc", PasswordFault.COMMON),
        ("aaaaaaaaaaaa", PasswordFault.COMMON),
        ("abcabcabcabcabc", PasswordFault.COMMON),
        ("abcdefghijklmnop", PasswordFault.COMMON),
        ("Welcome-2026!", PasswordFault.COMMON),
        ("Summer20262026", PasswordFault.COMMON),
        ("SilkGloves2026", PasswordFault.COMMON),
        ("letmeinletmein", PasswordFault.COMMON),
        ("Kesäkesä2026", PasswordFault.COMMON),
        ("salasana1234", PasswordFault.COMMON),
        ("Lösenord2026", PasswordFault.COMMON),
        ("парольпароль", PasswordFault.COMMON),
        ("йцукен123456", PasswordFault.COMMON),
        ("ΚΑΛΟΚΑΊΡΙ2026", PasswordFault.COMMON),
        ("ＰＡＳＳＷＯＲＤ１２３４", PasswordFault.COMMON),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str, fault: PasswordFault) -> None:
    assert fault_of(password, *NAMES) is fault


@pytest.mark.parametrize(
    "password",
    [
        "lamp ox river eleven",
        "пять котов на крыше",
        "κόκκινο ποδήλατο στη βροχή",
        "kolme punaista pyörää",
        "gul cykel i regnet",
        "tin-kettle-blue-moss",
        "xkqzjvwpmtrb",
        "Maria has seven umbrellas",
        "password of my grandfather's boat",
        "\u202eright to left mark",
        "a" * 12 + " but then quite different",
    ],
)
def test_length_is_enough_and_no_sort_of_sign_is_asked_for(password: str) -> None:
    assert fault_of(password, *NAMES) is None


def test_a_person_without_a_name_to_compare_is_no_trouble() -> None:
    assert fault_of("lamp ox river eleven", "", "  ", "@", "1234") is None
