"""Forms without an account: whoever has the link fills one in, and follows it at an address only they know.

What all of them have: the purpose in words that are kept with their version, a bound on how many come from one address and
through one link, bounded answers, a field no person sees, and a token of which only the hash is kept. A form that was
open too long is shown again with everything typed; one sent twice is one.
"""

from tongxin.intake.open_forms.flood import refuse_flood
from tongxin.intake.open_forms.forms import ConsentField, OpenFormBase
from tongxin.intake.open_forms.once import fresh, token_in
from tongxin.intake.open_forms.pages import OpenFormPage, OpenPage

__all__ = ["ConsentField", "OpenFormBase", "OpenFormPage", "OpenPage", "fresh", "refuse_flood", "token_in"]
