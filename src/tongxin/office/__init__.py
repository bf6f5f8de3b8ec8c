"""Files that others made, and files we make: the one bounded reader, the one writer, the press. Plain Python, no Django.

**Reading.** `reading.read(kind, source, …)` is the only way to a parser of foreign files: spreadsheets, Word, PDF, web pages.
It checks the size, waits for its turn (`turns`), then reads in a process of its own with limits of memory, processor time
and answer (`limits`, `child`), forked from one that has loaded every parser (`template`, `readers`), and gives plain values back. Whatever becomes of that process, the caller gets values or an `InputError` in one Chinese sentence.
`isolated=False` reads in this process: for somebody's own file on his own command line, never for a page, a job or the API.

Read in this process is only plain text (`plain_text`: one pass of the decoder, JSON likewise): its time and memory are
proportional to its size, which is checked first, and no parser interprets anything in it.

**Writing.** `writing` puts a file in its place whole and durable, or leaves what was there.

**Printing.** `press` sets a template of the room that prints as PDF; what is printed is handed over as data.
"""
