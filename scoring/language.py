"""The five languages. (Loading and guessing follow.)"""

LANGUAGES: tuple[str, ...] = ("en", "fi", "sv", "ru", "el")
