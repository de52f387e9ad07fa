"""The scene editor: what its pages show and do. `pages/editor.py` gives the addresses."""
