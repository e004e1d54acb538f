"""What manifests and lockfiles say of dependencies, each format read as its own tool reads it."""
