"""The tape: depth, memory, recording, slicing, printing."""

from __future__ import annotations

import contextlib
import gc
import sys
import tracemalloc

import numpy as np
import pytest

from autograd import Tape, Tensor, grad, no_grad


def alive() -> int:
    """How many Tensors are alive."""
    return sum(type(thing) is Tensor for thing in gc.get_objects())


def test_a_chain_of_a_million_operations_is_recorded_played_printed_and_freed(without_collector):
    before, blocks = alive(), sys.getallocatedblocks()
    x = Tensor(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + x
    assert y.item() == 1_000_001.0
    y.backward()
    assert x.grad == 1_000_001.0
    tape = Tape.gather(y)
    assert len(tape) == 1_000_000
    assert "999960 more" in str(tape)
    assert len(tape[-3:]) == 3
    del tape, y
    assert alive() == before + 1
    del x
    assert sys.getallocatedblocks() - blocks < 10_000  # CPython keeps some for later


def test_sixty_diamonds_of_arrays_and_mixed_depths():
    x = Tensor(np.ones(3))
    y = x
    for _ in range(60):
        y = y + y
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, np.full(3, 2.0**60))


def test_positions_are_a_topological_order():
    x = Tensor(2.0)
    y = (x * x).exp() + x
    tape = Tape.gather(y)
    assert [z.op.name for z in tape] == ["mul", "exp", "add"]
    positions = [z.position for z in tape]
    assert positions == sorted(positions)
    assert all(x.position < z.position for z in tape for x in z.inputs)


def test_an_explicit_tape_records_what_ran_dead_ends_included():
    x = Tensor(2.0, name="x")
    before = x * 5.0
    with Tape() as tape:
        y = x * 3.0
        dead = y.exp()
        z = y + before
        with no_grad():
            y * 100.0
        Tensor(1.0, requires_grad=False) * 2.0
    after = z * 2.0
    assert [t.op.name for t in tape] == ["mul", "exp", "add"]
    assert list(tape) == [y, dead, z]
    tape.backward(z)
    assert (x.grad, y.grad, dead.grad) == (8.0, 1.0, None)
    tape.backward(z, gradient=2.0)
    assert x.grad == 24.0
    for outside in (after, before, x):
        with pytest.raises(ValueError, match=r"is not on this tape: tape\.backward takes a result recorded on it"):
            tape.backward(outside)


def test_a_tape_plays_back_from_numbers_only():
    with Tape() as tape:
        y = Tensor([1.0, 2.0]) * 2.0
    with pytest.raises(ValueError, match=r"single number, got shape \(2,\)"):
        tape.backward(y)


def test_tapes_nest_and_a_recording_tape_refuses_to_start_again():
    x = Tensor(2.0)
    with Tape() as outer:
        x * 1.0
        with Tape() as inner:
            x * 2.0
            with pytest.raises(RuntimeError, match="is recording already"), inner:
                pass
        x * 3.0
    x * 4.0
    assert (len(outer), len(inner)) == (3, 1)
    assert outer[1] is inner[0]


def test_an_exception_ends_the_recording():
    tape = Tape()
    with contextlib.suppress(KeyError), tape:
        Tensor(1.0) * 2.0
        raise KeyError
    Tensor(1.0) * 3.0
    assert len(tape) == 1


def test_slices_are_tapes_and_indices_are_results():
    x = Tensor(1.0)
    with Tape() as tape:
        results = [x * float(i) for i in range(6)]
    assert isinstance(tape[1:4], Tape)
    assert list(tape[1:4]) == results[1:4]
    assert list(tape[::-2]) == results[::-2]
    assert tape[-1] is results[-1]
    with pytest.raises(IndexError):
        tape[6]
    assert repr(tape) == "<Tape of 6 operations>"


def test_leaves_come_in_tape_order_constants_too():
    b, a = Tensor(1.0, name="b"), Tensor(2.0, name="a")
    tape = Tape.gather(a * b + 7.0)
    assert [x.name for x in tape.leaves] == ["b", "a", None]
    assert tape.leaves[2].item() == 7.0


def test_gather_takes_several_results():
    x = Tensor(2.0)
    y, z = x * 2.0, x.exp()
    assert list(Tape.gather(z, y, z)) == [y, z]


def test_the_printed_table():
    x = Tensor(2.0, name="x")
    y = x * 3.0
    z = (y + np.array([1.0, 2.0])).sum()
    z.backward()
    lines = str(Tape.gather(z)).splitlines()
    assert lines[0].split() == ["position", "operation", "inputs", "value", "gradient"]
    assert set(lines[1]) == {"─", " "}
    assert lines[2].split() == [str(y.position), "mul", "x,", "3", "6", "2"]
    (added,) = z.inputs
    assert lines[3].split() == [str(added.position), "add", *f"#{y.position}, #{added.inputs[1].position}".split(), "2", "2"]
    assert lines[4].split() == [str(z.position), "sum", f"#{z.inputs[0].position}", "15", "1"]


def test_a_long_table_is_cut_in_the_middle():
    y = x = Tensor(1.0)
    for _ in range(100):
        y = y + x
    rows = Tape.gather(y).rows()
    assert len(rows) == 41
    assert rows[20] == ("⋮", "⋮", "60 more", "⋮", "⋮")
    assert rows[-1][0] == str(y.position)


def test_names_are_escaped_in_html():
    y = Tensor(2.0, name="<script>alert('&')</script>") * 3.0
    text = Tape.gather(y)._repr_html_()
    assert "<script>" not in text
    assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in text
    assert text.count("<tr>") == 2
    assert text.startswith("<table>")
    assert text.endswith("</table>")


def test_the_garbage_collector_rests_while_a_tape_records_and_is_as_before_afterwards():
    assert gc.isenabled()
    with Tape(), Tape():
        assert not gc.isenabled()
    assert gc.isenabled()
    with contextlib.suppress(ZeroDivisionError), Tape():
        1 / 0  # noqa: B018
    assert gc.isenabled()
    gc.disable()
    try:
        with Tape():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_gradients_on_the_way_can_be_forgotten_at_once_and_then_take_no_memory():
    x = Tensor(np.linspace(0.1, 1.0, 10_000))

    def chain():
        values = [x]
        for _ in range(50):
            values.append(np.tanh(values[-1]))
        return np.sum(values[-1]), values[1:]

    def peak(**settings):
        x.grad = None
        loss, values = chain()
        tracemalloc.start()
        loss.backward(**settings)
        most = tracemalloc.get_traced_memory()[1] / x.numpy().nbytes
        tracemalloc.stop()
        return most, values, x.grad

    (all_kept, kept, gradient), (none_kept, forgotten, same) = peak(), peak(keep=False)
    np.testing.assert_array_equal(gradient, same)
    assert all_kept > 50
    assert none_kept < 10
    assert not any(z.grad is None for z in kept)
    assert all(z.grad is None for z in forgotten)
    with Tape() as tape:
        loss, values = chain()
        loss.backward(keep=False)  # the Tape shows what it recorded, so nothing is forgotten
    assert len(tape) == 51
    assert not any(z.grad is None for z in values)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_rests_while_a_tape_records_and_is_then_as_it_was(on):
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with Tape(), Tape():
            assert not gc.isenabled()
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_a_tape_of_nothing_is_no_program():
    with pytest.raises(ValueError, match="this tape is empty"):
        Tape().compile()


@pytest.mark.parametrize(("n", "rows"), [(40, 40), (41, 41), (60, 41)])
def test_the_middle_of_a_tape_is_left_out_from_41_operations_on(n, rows):
    x = Tensor(1.0)
    with Tape() as tape:
        for _ in range(n):
            x = x * 1.0
    assert len(tape.rows()) == rows
    assert sum(row[2] == f"{n - 40} more" for row in tape.rows()) == (n > 40)


def test_a_tape_holds_no_steps_of_backward_passes():
    with Tape() as tape:
        assert grad(lambda x: x.exp() * x)(0.0) == 1.0
        y = Tensor(2.0) * 3.0
        y.backward()
    assert [z.op.name for z in tape] == ["exp", "mul", "mul"]
