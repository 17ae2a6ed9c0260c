"""Modules: what holds weights and is called on inputs. Read in this order:

1. `module`: the base class. `attributes`, `holder`: the weights and modules in its attributes, found and counted.
2. `settings`, `naming`, `misspelt`, `recipe`: the arguments it was made with, its name, and its configuration.
3. `mode`: whether a call is one of training. `masks`: which steps of a sequence count. `carried`: masks beside the
   values. `regularized`: penalties and bounds.
4. `symbols`, `symbol_calls`, `trial`: networks drawn up before there are numbers. `summary`: a model as a table.
"""

from typing import TYPE_CHECKING

from autograd import load_later

if TYPE_CHECKING:
    from nn.modules import misspelt
else:
    __getattr__, __dir__ = load_later(globals(), {".misspelt": ""})

__all__ = ["misspelt"]
