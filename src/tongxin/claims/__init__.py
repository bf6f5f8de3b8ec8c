"""核数: read the figures of a Chinese text and hold each against records. A plain library: text in, findings out."""
