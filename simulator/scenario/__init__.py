"""The scenario room: files in, a Scenario or diagnostics out."""
