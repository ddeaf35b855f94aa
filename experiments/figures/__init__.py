"""How each family's kept arrays are drawn."""
