"""A reproducible benchmark suite for the network science of neural networks."""
