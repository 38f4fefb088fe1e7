"""The network: layers, training and recognition in NumPy, and nothing else."""
