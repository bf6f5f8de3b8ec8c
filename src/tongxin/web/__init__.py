"""Page kit: layout, list/detail/entry/job pages, table, pager, export, charts. It holds no word of the product."""
