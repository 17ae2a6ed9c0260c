"""What the lessons in `notebooks/` use: a guess is checked, a built function graded, a picture moved, a result stated.

    from viz.course import check, grade, result, slide

    check(my_slope, 6, name="slope at 3", hint="Both edges bring something.")   # right, not quite, or no prediction yet
    grade(my_softmax, softmax, [([1.0, 2.0],), ([1000.0, 0.0],)])               # against a right function, case by case
    slide(picture_of, [0.1, 0.2, 0.4], label="learning rate")                   # a picture for each value, under a slider
    result("test accuracy", [0.99, 0.98], threshold=0.97, data="two moons", baseline=("linear model", 0.88))

Nothing here raises because a student is wrong: it says what is wrong, and the page runs on.
"""

from viz.course.check import check
from viz.course.grade import grade
from viz.course.result import MEASURED, result
from viz.course.slide import Slide, slide

__all__ = ["MEASURED", "Slide", "check", "grade", "result", "slide"]
