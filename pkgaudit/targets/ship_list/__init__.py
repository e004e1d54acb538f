"""Why each file is in a package: reasons read from the project's configuration, beside the packer's own list."""
