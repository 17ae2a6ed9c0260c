"""AugMix: an image mixed with itself, changed in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nn.checks import choice, number, whole
from nn.layers.images.augmentation import Augmentation, range_of
from nn.layers.images.sampling import INTERPOLATIONS
from nn.layers.images.several import changes
from nn.layers.preprocessing.data import plain
from nn.modules.settings import ModuleSettings
from nn.seeds import generator

if TYPE_CHECKING:
    from typing_extensions import Unpack

COLORFUL = ("RandomBrightness", "RandomContrast", "RandomColorDegeneration", "RandomSharpness")


class AugMix(Augmentation):
    """Mixes images with the same images after chains of random changes: `images: (n, height, width, 3) -> images`.

    value_range=(0, 255): the darkest and the brightest number that occur; results stay in it.
    num_chains=3: the number of chains that are mixed.
    chain_depth=3: the changes of a chain, one after another; some are left out.
    factor=0.3: how strong they are, from 0 to 1.
    alpha=1.0: the shape of the distribution of weights, above 0; the larger, the more alike they are.
    all_ops=True: whether changes of brightness, contrast, colors and sharpness are among them.
    interpolation="bilinear": how pixels are read at other places: "bilinear" or "nearest".

    The chains are drawn once for a batch. Raises TypeError or ValueError for settings out of range, or an input without three
    channels. Hendrycks, Mu, Cubuk, Zoph, Gilmer & Lakshminarayanan, 2019, arXiv:1912.02781.

    >>> import numpy as np
    >>> AugMix()(np.ones((2, 8, 8, 3))).shape
    (2, 8, 8, 3)
    """

    only_computes = False

    def __init__(
        self, value_range: Sequence[float] = (0, 255), num_chains: int = 3, chain_depth: int = 3, factor: float = 0.3,
        alpha: float = 1.0, all_ops: bool = True, interpolation: str = "bilinear", seed: int | None = None,
        data_format: str | None = None, **settings: Unpack[ModuleSettings],
    ) -> None:  # fmt: skip
        super().__init__(seed, data_format, **settings)
        self.value_range = range_of("AugMix", value_range)
        self.num_chains = whole("AugMix", "num_chains", num_chains)
        self.chain_depth = whole("AugMix", "chain_depth", chain_depth)
        self.factor = number("AugMix", "factor", factor, low=0, high=1)
        self.alpha = number("AugMix", "alpha", alpha, above=0)
        self.all_ops = all_ops
        self.interpolation = choice("AugMix", "interpolation", interpolation, INTERPOLATIONS)
        known = changes(self.value_range, self.factor, self.interpolation, seed)
        self.steps = [step for step in known if all_ops or type(step).__name__ not in COLORFUL]

    def transform_images(self, images: Any, transformation: Any) -> Any:
        random = self.rng or generator()
        images = plain(images)
        mixed = 0.0
        for weight in random.dirichlet([self.alpha] * self.num_chains):
            changed: Any = images
            for i in random.integers(0, len(self.steps) + 1, self.chain_depth).tolist():
                if i < len(self.steps):  # otherwise this change is left out
                    changed = self.steps[i](changed, training=True)
            mixed = mixed + weight * plain(changed)
        own = random.beta(self.alpha, self.alpha)
        return (own * images + (1.0 - own) * mixed).clip(*self.value_range).astype(images.dtype)
