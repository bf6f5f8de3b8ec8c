"""建言献策: papers collected, reviewed, delivered, answered."""
