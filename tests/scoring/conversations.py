"""Conversations with injected detections, so that a grade is exact whatever the detectors find."""

from __future__ import annotations

from scoring.acts import ACT_ORDER, Act, Detection, Span
from scoring.case import Case
from scoring.conversation import Conversation, RubricExceptions, Turn, TurnAction

REFUND = TurnAction("remedy", "refund")
NOTE = TurnAction("note")

JACKET = {
    "facts": [
        {"id": "double", "text": "charged twice for the jacket", "key": True},
        {"id": "day", "text": "on Monday", "value": "Monday", "key": True},
        {"id": "sum", "text": "47.90 euros", "value": "47.90", "key": True},
    ],
    "customer_wants": "refund of the second charge",
    "authority": ["refund", "voucher"],
    "not_allowed": ["compensation for the bank fee"],
}
TAKKI = {
    "facts": [
        {"id": "tupla", "text": "takki veloitettiin kahteen kertaan", "key": True},
        {"id": "paiva", "text": "maanantaina", "value": "maanantaina", "key": True},
    ],
    "customer_wants": "ylimääräisen veloituksen palautus",
    "authority": ["palautus", "lahjakortti"],
    "not_allowed": ["pankin kulujen korvaus"],
}


def detected(text, acts, language="en", **more):
    """Acts written ``name:fragment`` or ``name@p:fragment``; without a fragment the whole text shows it."""
    found = []
    for item in acts:
        head, _, fragment = item.partition(":")
        name, _, p = head.partition("@")
        start = text.index(fragment) if fragment else 0
        found.append(Act(name, int(p or 950), (Span(start, start + len(fragment or text)),)))
    return Detection(language, acts=tuple(sorted(found, key=lambda act: ACT_ORDER[act.name])), **more)


def customer(text):
    return Turn("customer", text), None


def supervisor(text):
    return Turn("supervisor", text), None


def trainee(text, *acts, language="en", interrupted=False, silence_s=0, actions=(), **more):
    turn = Turn("trainee", text, interrupted=interrupted, silence_s=silence_s, actions=tuple(actions))
    return turn, detected(text, acts, language, **more) if text else None


def talk(*rows, language="en", channel="phone", case=None, recorded=True, no_occasion=(), fails=()):
    """Return a conversation and the detections aligned with its turns."""
    conversation = Conversation(
        language=language,
        channel=channel,
        case=None if case is None else Case.from_json(case),
        turns=tuple(turn for turn, _ in rows),
        exceptions=RubricExceptions(tuple(no_occasion), tuple(fails)),
        deeds_recorded=recorded,
    )
    return conversation, tuple(found for _, found in rows)


OPENING = customer("You charged my card twice for the jacket! I want my money back.")
GOOD = (
    OPENING,
    trainee("I'm listening. What happened exactly?", "listen:I'm listening", "open_question:What happened exactly?"),
    customer("On Monday I paid 47.90 and it went off twice."),
    trainee(
        "I'd be upset too. May I repeat that? You were charged twice for the jacket on Monday, 47.90 each time.",
        "empathise:I'd be upset too",
        "ask_permission:May I repeat that?",
        "restate:You were charged twice for the jacket on Monday, 47.90",
    ),
    customer("Yes, that's right."),
    trainee(
        "I'm sorry, that's our mistake. I'll sort it out myself. What would you like us to do?",
        "apologise:I'm sorry",
        "admit_fault:that's our mistake",
        "own:I'll sort it out myself",
        "ask_wish:What would you like us to do?",
    ),
    customer("Just the money back."),
    trainee(
        "I'm refunding 47.90 now. It's on your card within three days. I've put a note on your account.",
        "offer_remedy:I'm refunding 47.90 now",
        "own:I'm refunding 47.90 now",
        "explain_next:It's on your card within three days",
        "note_record:I've put a note on your account",
        actions=(REFUND, NOTE),
    ),
    customer("Good."),
    trainee(
        "I'll ring you on Thursday to see that it arrived. Thank you for telling us.",
        "follow_up:I'll ring you on Thursday",
        "thank:Thank you for telling us",
    ),
    customer("Thanks, bye."),
)
AVERAGE = (
    OPENING,
    trainee("Sorry about that. Which day was it?", "apologise:Sorry about that", "fact_question:Which day was it?"),
    customer("On Monday I paid 47.90 and it went off twice."),
    trainee("Okay, we'll refund the second charge.", "offer_remedy:we'll refund", actions=(REFUND,)),
    customer("When?"),
    trainee("Within a few days.", "explain_next"),
    customer("Fine."),
)
POOR = (
    OPENING,
    trainee("That can't be. Our system doesn't do that.", "deny:That can't be", interrupted=True),
    customer("It did! Look at the statement."),
    trainee(
        "It's policy, you have to call your bank.", "hide_policy:It's policy", "blind_transfer:you have to call your bank"
    ),
    customer("Unbelievable."),
    trainee("Calm down, it's only 47 euros.", "dismiss:Calm down"),
)
WARM = (
    OPENING,
    trainee(
        "I hear you. I'm so sorry, that must have been awful.",
        "listen:I hear you",
        "apologise:I'm so sorry",
        "empathise:that must have been awful",
    ),
    customer("It was. On Monday, 47.90."),
    trainee(
        "I'd be furious too. To see 47.90 gone twice on Monday!",
        "empathise:I'd be furious too",
        "restate:47.90 gone twice on Monday",
    ),
    customer("So?"),
    trainee("I really feel with you. Thank you for telling me.", "empathise:I really feel", "thank:Thank you"),
)
_SINK = (
    "I'm listening. What happened? May I repeat? You were charged twice for the jacket. I'd be upset. I'm sorry. "
    "It's our mistake. I'll sort it out. What would you like? I can refund it. It takes three days. "
    "I'll call you Thursday. It's noted. Thank you."
)
SINK = trainee(
    _SINK,
    "listen:I'm listening",
    "open_question:What happened?",
    "ask_permission:May I repeat?",
    "restate:You were charged twice",
    "empathise:I'd be upset",
    "apologise:I'm sorry",
    "admit_fault:It's our mistake",
    "own:I'll sort it out",
    "ask_wish:What would you like?",
    "offer_remedy:I can refund it",
    "explain_next:It takes three days",
    "follow_up:I'll call you Thursday",
    "note_record:It's noted",
    "thank:Thank you",
    actions=(REFUND, NOTE),
)
HYVA = (
    customer("Takki veloitettiin minulta kahteen kertaan! Haluan rahat takaisin."),
    trainee("Minä kuuntelen. Mitä tarkkaan ottaen tapahtui?", "listen:Minä kuuntelen", "open_question:Mitä", language="fi"),
    customer("Maksoin maanantaina kortilla ja summa lähti tililtä kaksi kertaa."),
    trainee(
        "Saanko toistaa? Takki siis veloitettiin maanantaina kahteen kertaan. Minuakin harmittaisi.",
        "ask_permission:Saanko toistaa?",
        "restate:Takki siis veloitettiin maanantaina kahteen kertaan",
        "empathise:Minuakin harmittaisi",
        language="fi",
    ),
    customer("Juuri niin."),
    trainee(
        "Pyydän anteeksi, virhe on meidän. Minä hoidan tämän. Mitä toivoisitte?",
        "apologise:Pyydän anteeksi",
        "admit_fault:virhe on meidän",
        "own:Minä hoidan tämän",
        "ask_wish:Mitä toivoisitte?",
        language="fi",
    ),
    customer("Rahat vain takaisin."),
    trainee(
        "Palautan summan nyt, se on tilillä perjantaina. Soitan silloin ja tarkistan. Kiitos, että kerroitte.",
        "offer_remedy:Palautan summan nyt",
        "own:Palautan summan nyt",
        "explain_next:se on tilillä perjantaina",
        "follow_up:Soitan silloin ja tarkistan",
        "thank:Kiitos",
        language="fi",
        actions=(TurnAction("remedy", "palautus"),),
    ),
    customer("Kiitos."),
)
KESKI = (
    customer("Takki veloitettiin minulta kahteen kertaan! Haluan rahat takaisin."),
    trainee("Olen pahoillani. Milloin se tapahtui?", "apologise:Olen pahoillani", "fact_question:Milloin", language="fi"),
    customer("Maanantaina."),
    trainee(
        "Selvä, raha palautetaan.", "offer_remedy:raha palautetaan", language="fi", actions=(TurnAction("remedy", "palautus"),)
    ),
    customer("No hyvä."),
    trainee("Kestää pari päivää. Kiitos.", "explain_next:Kestää pari päivää", "thank:Kiitos", language="fi"),
)
HUONO = (
    customer("Takki veloitettiin minulta kahteen kertaan!"),
    trainee("Ei voi pitää paikkaansa.", "deny", language="fi", interrupted=True),
    customer("Kyllä voi!"),
    trainee("En minä sille mitään voi, soittakaa pankkiin.", "dismiss:En minä", "blind_transfer:soittakaa pankkiin", language="fi"),
)
