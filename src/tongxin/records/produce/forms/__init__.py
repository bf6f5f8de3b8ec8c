"""Forms of produce. Labels are the Excel headings."""
