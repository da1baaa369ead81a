"""A result becomes a Plotly figure; nothing is computed here but positions."""
