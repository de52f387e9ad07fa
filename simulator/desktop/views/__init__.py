"""One view a screen; the window only swaps them."""
