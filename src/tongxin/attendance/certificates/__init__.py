"""Certificates 证书: issued to those who completed something, numbered, signed, checked by anybody who holds one.

What a certificate says is fixed when it is issued (`claims.Claims`): the paper, the public page and the signed credential
are three ways to write the same words. It is found by its random code alone, never by serial, name or person. See ADR 23.
"""
