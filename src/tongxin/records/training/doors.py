"""Through what forms training comes in."""

from tongxin.intake.door import Door
from tongxin.records.training import actions, forms

CLASSES = Door(name="training-classes", label="培训班次", form=forms.TrainingClassForm, create=actions.register_class)
DETAILS = Door(
    name="training-class-details",
    label="培训班次",
    form=forms.ClassDetailsForm,
    create=actions.plan_class,
    correct=actions.correct_class,
)
DOORS = (CLASSES, DETAILS)
