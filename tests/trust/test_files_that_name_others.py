"""A file that names another file gets nothing of it: links in HDF5, data of an ONNX model outside of its folder."""

from __future__ import annotations

import numpy as np
import pytest

import nn


def model():
    return nn.Sequential([nn.Dense(3, input_shape=(4,))])


@pytest.mark.parametrize("name", ["m.weights.h5", "m.h5"])
def test_links_to_other_hdf5_files_are_not_followed(name, tmp_path):
    h5py = pytest.importorskip("h5py")
    whole, linked = tmp_path / f"whole-{name}", tmp_path / name
    save = nn.Model.save if name == "m.h5" else nn.Model.save_weights
    for path in (whole, linked):
        save(model(), path)
    with h5py.File(linked, "a") as file:
        places = []
        file.visititems(lambda place, item: places.append(place) if isinstance(item, h5py.Dataset) and item.ndim == 2 else None)
        del file[places[0]]
        file[places[0]] = h5py.ExternalLink(str(whole), places[0])
    read = nn.models.load_model if name == "m.h5" else model().load_weights
    read(whole)
    with pytest.raises(ValueError, match=name):
        read(linked)


def test_an_onnx_model_reads_data_beside_it_and_none_outside_its_folder(tmp_path):
    onnx = pytest.importorskip("onnx")
    (tmp_path / "inside").mkdir()
    nn.Sequential([nn.Dense(64, input_shape=(64,))]).export(tmp_path / "m.onnx")
    beside = tmp_path / "inside" / "beside.onnx"
    onnx.save(onnx.load(tmp_path / "m.onnx"), beside, save_as_external_data=True, location="data.bin", size_threshold=0)
    assert nn.onnx.load(beside)(np.ones((1, 64), np.float32)).shape == (1, 64)
    found = onnx.load(beside, load_external_data=False)
    (tmp_path / "data.bin").write_bytes((tmp_path / "inside" / "data.bin").read_bytes())
    for tensor in found.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "../data.bin"
    (tmp_path / "inside" / "outside.onnx").write_bytes(found.SerializeToString())
    with pytest.raises(ValueError, match=r"outside\.onnx"):
        nn.onnx.load(tmp_path / "inside" / "outside.onnx")
