"""捐赠: gifts made by members to named recipients, what became of them, and a ledger of sealed lines. No money passes here."""
