"""Through what forms figures of the past come in."""

from tongxin.intake.door import Door
from tongxin.returns import actions, forms
from tongxin.returns.models import AssertedFigure
from tongxin.returns.queries import asserted

ASSERTED = Door(
    name="asserted-figures",
    label="历史数字",
    form=forms.AssertedForm,
    create=actions.assert_figure,
    correct=actions.correct_asserted,
    model=AssertedFigure,
    read=asserted.asserted_values,
    select=("place",),
    search=lambda rows, text: rows.filter(source__icontains=text),
)
DOORS = (ASSERTED,)
