"""What a Graph can be written as: DOT, from which Graphviz makes SVG, PNG and PDF; Mermaid; TikZ."""
