"""Who means to come: sign-ups with public links, registrations, the waiting list and its offers, tickets, calendars.

A registration holds seats in sessions. Whoever writes one locks the occasion's row first: a session never has more seats
held than its capacity. Who finds no room waits; seats that become free are offered strictly in the order of the list, and
an offer holds its seats until it is accepted, declined or over. Nobody needs an account: an address only the registered
knows shows how it stands.
"""
