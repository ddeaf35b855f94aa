"""What does the loss look like around the weights of a trained network?

- extreme_eigenvalues: Which are the lowest and the highest eigenvalue of a matrix that is only given by its products?
- surface_curvature: How much of the curvature of a surface is negative?
- trajectory_plane: In which plane does a training move, and how much of it lies in another plane?
"""
