"""What people decide and review like code: makers, names, families, events, flaws, published figures, words."""

from lib.registry.load import Registry, UnknownNameError, load
from lib.registry.rules import RegistryError
from lib.registry.vintages import vintages as kept

__all__ = ["Registry", "RegistryError", "UnknownNameError", "kept", "load"]
