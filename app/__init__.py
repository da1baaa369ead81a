"""The Streamlit shell: everything that touches the screen, and no computation."""
