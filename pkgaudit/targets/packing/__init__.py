"""A project, packed the way its own packer packs it, without touching it."""
