"""What numbers does network science give a matrix? Arrays in, numbers out."""
