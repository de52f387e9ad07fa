"""Silk Gloves: a simulator in which people who deal with customers practise the hard conversations.

The rooms are described in the README's last section. Importing this package loads nothing but its version.
"""

__version__ = "0.1.0"

DISTRIBUTION = "silk-gloves"
"""Name of the distribution that carries this package."""

__all__ = ["DISTRIBUTION", "__version__"]
