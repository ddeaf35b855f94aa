"""How good networks become, and in which precision.

- accuracy: How good does a network become, and is it as good when its training is computed in half precision?
"""
