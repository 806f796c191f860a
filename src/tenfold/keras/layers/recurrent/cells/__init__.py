"""Cells of recurrent layers: one step each."""
