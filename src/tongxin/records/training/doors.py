"""Through what forms training comes in."""

from tongxin.intake.door import Door
from tongxin.records.training import actions, forms, queries
from tongxin.records.training.models import TrainingClass

CLASSES = Door(
    name="training-classes",
    label="培训班次",
    form=forms.TrainingClassForm,
    create=actions.register_class,
    correct=actions.correct_class,
    correct_form=forms.ClassDetailsForm,
    model=TrainingClass,
    read=queries.class_values,
    place_path=lambda values: values["organiser"].path,
    select=("organiser", "occasion"),
    search=lambda rows, text: rows.filter(title__icontains=text),
)
DOORS = (CLASSES,)
