package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.RecurrentCell;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent cell at work, as Keras 3.15, simple_rnn.py, lstm.py and gru.py. What the inputs add to a step is computed for all steps at
 * once.
 *
 * @param kernel [gates * units, inputs]
 * @param recurrent [gates * units, units]
 * @param bias Keras' own shape; null without one
 */
record CellSteps(
        RecurrentCell cell,
        NDArray kernel,
        NDArray recurrent,
        @Nullable NDArray bias,
        Dropping inputDropout,
        Dropping stateDropout) {
    static CellSteps of(RecurrentCell cell, LayerContext context) {
        RecurrentCell.Settings settings = cell.settings();
        return new CellSteps(
                cell,
                context.weight("kernel", 1, 0),
                context.weight("recurrent_kernel", 1, 0),
                settings.useBias() ? context.weight("bias") : null,
                Dropping.of(context, settings.dropout()),
                Dropping.of(context.inner("state", context.inputs(), context.output()), settings.recurrentDropout()));
    }

    /** Whether the state loses some of its values on the way. */
    boolean dropsState(Pass pass) {
        return stateDropout.isActive(pass);
    }

    /** The inputs without those that are dropped, the same ones at each step. */
    NDArray dropped(NDArray values, Pass pass) {
        Shape shape = values.getShape();
        return inputDropout.isActive(pass)
                ? values.mul(inputDropout.mask(pass, new Shape(1, shape.get(1), shape.get(2))))
                : values;
    }

    /** For one batch. */
    Running begin(long batch, Pass pass) {
        return new Running(batch, pass);
    }

    final class Running {
        private final long batch;
        private final Pass pass;
        private final int gates = cell.gates();
        private final int units = cell.settings().units();
        private final @Nullable NDArray inputBias;
        private final @Nullable NDArray stateBias;
        private final @Nullable NDArray stateMasks;
        private final NDArray ownRecurrent;

        private Running(long batch, Pass pass) {
            this.batch = batch;
            this.pass = pass;
            boolean two = bias != null && bias.getShape().dimension() == 2;
            NDList rows = two ? attached(bias.split(2)) : new NDList();
            inputBias = two ? rows.get(0).reshape(-1) : bias;
            stateBias = two ? rows.get(1).reshape(-1) : null;
            // Keras gives each gate a mask of its own, but for a cell without gates.
            stateMasks = dropsState(pass) ? stateDropout.mask(pass, new Shape(gates, batch, units)) : null;
            ownRecurrent = stateMasks == null
                    ? recurrent
                    : TorchFunctions.reshaped(recurrent, pass, gates, units, units)
                            .transpose(0, 2, 1);
        }

        private NDList attached(NDList parts) {
            parts.forEach(part -> part.attach(pass.manager()));
            return parts;
        }

        List<NDArray> zeros() {
            NDArray zeros = pass.manager().zeros(new Shape(1, batch, units));
            return Collections.nCopies(cell instanceof RecurrentCell.LongShortTerm ? 2 : 1, zeros);
        }

        /** [steps, batch, inputs] to [steps, batch, gates * units]. */
        NDArray project(NDArray values) {
            if (stateMasks == null || gates == 1 || !inputDropout.isActive(pass)) {
                return TorchFunctions.linear(dropped(values, pass), kernel, inputBias);
            }
            Shape shape = values.getShape();
            NDArray masks = inputDropout.mask(pass, new Shape(gates, 1, batch, shape.get(2)));
            NDArray kernels = TorchFunctions.reshaped(kernel, pass, gates, 1, units, shape.get(2))
                    .transpose(0, 1, 3, 2);
            NDArray projected = values.expandDims(0)
                    .mul(masks)
                    .matMul(kernels)
                    .transpose(1, 2, 0, 3)
                    .reshape(shape.get(0), batch, (long) gates * units);
            return inputBias == null ? projected : projected.add(inputBias);
        }

        /** The next state, the output first. */
        List<NDArray> next(NDArray projected, List<NDArray> state) {
            if (cell instanceof RecurrentCell.LongShortTerm) {
                return longShortTerm(projected, state);
            }
            if (cell instanceof RecurrentCell.Gated gated) {
                return List.of(gated(projected, state.get(0), gated.resetAfter()));
            }
            NDArray sum = projected.add(fromState(state.get(0), null));
            return List.of(Activations.apply(cell.settings().activation(), sum));
        }

        /** What the state adds to all gates. */
        private NDArray fromState(NDArray output, @Nullable NDArray summand) {
            if (stateMasks == null) {
                return TorchFunctions.linear(output, recurrent, summand);
            }
            NDArray byGate = output.mul(stateMasks).matMul(ownRecurrent);
            NDArray side = byGate.transpose(1, 0, 2).reshape(1, batch, (long) gates * units);
            return summand == null ? side : side.add(summand);
        }

        private List<NDArray> longShortTerm(NDArray projected, List<NDArray> state) {
            NDList parts = projected.add(fromState(state.get(0), null)).split(4, 2);
            NDArray input = gate(parts.get(0));
            NDArray forget = gate(parts.get(1));
            NDArray candidate = Activations.apply(cell.settings().activation(), parts.get(2));
            NDArray carry = forget.mul(state.get(1)).add(input.mul(candidate));
            NDArray output =
                    gate(parts.get(3)).mul(Activations.apply(cell.settings().activation(), carry));
            return List.of(output, carry);
        }

        private NDArray gate(NDArray values) {
            return Activations.apply(cell.settings().recurrentActivation(), values);
        }

        private NDArray gated(NDArray projected, NDArray before, boolean resetAfter) {
            NDList parts = projected.split(3, 2);
            NDArray fromState = resetAfter ? fromState(before, stateBias) : gatesFromState(before);
            NDList sums = fromState.split(resetAfter ? 3 : 2, 2);
            NDArray update = gate(parts.get(0).add(sums.get(0)));
            NDArray reset = gate(parts.get(1).add(sums.get(1)));
            NDArray candidate = resetAfter ? reset.mul(sums.get(2)) : candidateFromState(before, reset);
            NDArray fresh =
                    Activations.apply(cell.settings().activation(), parts.get(2).add(candidate));
            return update.mul(before.sub(fresh)).add(fresh);
        }

        /** Of the update and the reset gate alone. */
        private NDArray gatesFromState(NDArray before) {
            if (stateMasks == null) {
                return TorchFunctions.linear(before, rows(0, 2), null);
            }
            NDArray byGate = before.mul(stateMasks.get("0:2")).matMul(ownRecurrent.get("0:2"));
            return byGate.transpose(1, 0, 2).reshape(1, batch, 2L * units);
        }

        private NDArray candidateFromState(NDArray before, NDArray reset) {
            NDArray output = stateMasks == null ? before : before.mul(stateMasks.get("2:3"));
            return TorchFunctions.linear(reset.mul(output), rows(2, 3), null);
        }

        private NDArray rows(int from, int to) {
            NDArray part = recurrent.get((long) from * units + ":" + (long) to * units);
            part.attach(pass.manager());
            return part;
        }
    }

    /** Whether PyTorch has the cell as it is: an LSTM, or a GRU that resets behind the kernel, with the usual activations. */
    boolean isUsual() {
        RecurrentCell.Settings settings = cell.settings();
        return settings.activation() == Activation.TANH
                && settings.recurrentActivation() == Activation.SIGMOID
                && (cell instanceof RecurrentCell.LongShortTerm
                        || cell instanceof RecurrentCell.Gated gated && gated.resetAfter());
    }
}
