"""What a project needs to come under the gate: a configuration, a hook, a workflow."""
