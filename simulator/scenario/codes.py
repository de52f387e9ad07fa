"""Every code a diagnostic can carry: what it means and what to do. `scenarios/README.md` shows this table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Reading the file.
        "SG100": ("A file or scenario is not there or cannot be opened.", "Check the name and the folder."),
        "SG101": ("The file is not UTF-8, or holds a control character.", "Save it as UTF-8; delete the character."),
        "SG102": ("The file is larger than 16 MB.", "Split the scene."),
        "SG103": ("The file is not valid YAML.", "Look at indentation, quotes and colons here and one line up."),
        "SG104": ("A node (or ending) of that name does not exist.", "Correct the name, or add the node."),
        "SG105": ("The same key stands twice in one mapping.", "Keep one of the two."),
        "SG106": ("A YAML tag (`!name`) is used.", "Delete it; only plain values are read."),
        "SG107": ("A YAML anchor or alias (`&name`, `*name`) is used.", "Write the part out."),
        "SG108": ("A second document (`---`) begins in the file.", "One file holds one document."),
        "SG109": ("The file is nested too deeply.", "Make it flatter."),
        # The shape of the file.
        "SG110": ("The file is empty or not a mapping of keys.", "Begin with `format: 1` or `language: en`."),
        "SG111": ("The key is unknown here.", "Correct or delete it; nothing unknown is skipped silently."),
        "SG112": ("A key that must be there is missing.", "Add it."),
        "SG113": ("The value is of the wrong kind (text, number, list …).", "Write the kind the message names."),
        "SG114": ("The number or the text is out of bounds.", "Keep to the bound the message names."),
        "SG115": ("The value is not one of those allowed.", "Choose one of the list."),
        "SG116": ("The name or value is not written in the allowed way.", "Small letters, digits, underscores."),
        "SG117": ("A list or mapping has too few or too many entries.", "Add or remove entries."),
        "SG118": ("Points are no number or have more than two decimals.", "Write points like `-6` or `0.25`."),
        "SG119": ("The file is in another format version.", "Write `format: 1`."),
        "SG120": ("A stored scenario cannot be read by this version.", "Use the version that stored it."),
        "SG121": ("A range has its least above its most.", "Swap `min` and `max`."),
        "SG122": ("The language in the file and in its name differ.", "Make them the same."),
        "SG123": ("Something is to be said, but no line is named.", "Give `line` or `variants`."),
        "SG124": ("The scene has no words in a language it needs.", "Add the file `lines.<code>.yaml`."),
        "SG125": ("The value of an option does not fit the kind of its draw.", "Write it as the kind needs it."),
        "SG126": ("The date or time does not exist.", "Correct it."),
        "SG127": ("A file in the folder is not part of a scenario (warning).", "Rename or remove it."),
        "SG128": ("A translation is unfinished (warning).", "Export it, translate the rest, import it again."),
        # References within the scene.
        "SG141": ("An ending of that name does not exist.", "Correct the name, or add the ending."),
        "SG142": ("A fact of that name does not exist.", "Correct the name, or add it to `case.facts`."),
        "SG143": ("No draw has that name, or it is of the wrong kind.", "Correct the name, or add the draw."),
        "SG144": ("The draw has no option of that name.", "Correct the name, or add the option."),
        "SG145": ("A remedy of that name does not exist.", "Correct the name, or add it to `case.remedies`."),
        "SG146": ("No knowledge item has that name.", "Correct it, or add it to `case.knowledge`."),
        "SG147": ("The codebook has no such act or step.", "Choose one of the codebook."),
        "SG148": ("No such action, or the scene does not offer it.", "Correct it, or add it to `actions`."),
        "SG149": ("An epilogue of that name does not exist.", "Correct the name, or add it to `epilogues`."),
        "SG150": ("A `goto` is never taken: one without a condition comes first.", "Move that one to the end."),
        "SG151": ("A node or ending cannot be reached (warning).", "Lead to it, or delete it."),
        "SG152": ("The scene can end without a word of the customer.", "Give it a customer's line that always fits."),
        "SG153": ("A node and an ending share a name.", "Rename one of them."),
        "SG154": ("More key facts must be said back than exist.", "Lower it, or mark more facts `key`."),
        "SG155": ("A fact given unasked is told by no line.", "Name it under `tells` of the line that tells it."),
        "SG156": ("No transition leads out of the node (warning).", "Add `goto`, unless the limits are to end it."),
        "SG157": ("Nothing so named is carried between scenes or chosen in a shift.", "Correct the name."),
        "SG158": ("A reaction is keyed to something that never happens.", "Use an act or one of the events."),
        "SG159": ("Somebody speaks who is not in the cast.", "Add them under `cast`."),
        # The words.
        "SG160": ("A line has no words in one of the languages.", "Add it to that language's lines."),
        "SG161": ("A line of words is used nowhere (warning).", "Use it or delete it."),
        "SG162": ("A placeholder names no draw.", "Correct the name between the braces."),
        "SG163": ("An option of a draw lacks a form some words need.", "Add the form under `forms`."),
        "SG164": ("A brace belongs to no placeholder.", "Write `{draw}` or `{draw.form}`, or leave the brace out."),
        "SG165": ("A fact, remedy or knowledge item has no words.", "Add them to that language's lines."),
        "SG166": ("A fact lacks the answer to give when asked.", "Add `tell`, and `withheld` for `given: heard`."),
        "SG167": ("A fact has no example questions or wordings.", "Add three to five of each."),
        "SG168": ("A fact has fewer than three questions or wordings (warning).", "Add some."),
        "SG170": ("Words stand for something the structure lacks.", "Correct the name, or delete them."),
        "SG171": ("A line is empty.", "Write it, or delete it."),
        "SG172": ("A translated line is older than its source (warning).", "Translate it again and renew its hash."),
        # Plans.
        "SG180": ("A turn of a plan says and does something, or neither.", "Give it one of `say` and `do`."),
        "SG181": ("A plan lacks its words in one of the scene's languages.", "Add them."),
        "SG182": ("The action of a plan cannot be read.", "Write it like `remedy refund` or `wait 8`."),
        "SG183": ("The scene has no plan (warning).", "Add `plans/good.yaml` and `plans/poor.yaml`."),
        # Paths and the common pool.
        "SG190": ("A path leads to a scene that does not exist.", "Correct the name."),
        "SG191": ("A scene stands twice in a path.", "Delete one."),
        "SG192": ("A path has no title in a language of its scenes.", "Add it."),
        "SG193": ("The common pool has no reaction to an act or event.", "Add one."),
        "SG194": ("The common pool lacks the scene's language.", "Add its `lines` and `formats` in `common/`."),
    }
)


def code_table() -> str:
    """The table of codes in Markdown."""
    rows = [f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in CODES.items()]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
