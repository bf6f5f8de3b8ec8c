"""The one validator of what comes in about the network, by page, Excel or API. Labels are the Excel headings."""
