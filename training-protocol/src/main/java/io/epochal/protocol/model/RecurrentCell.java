package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a recurrent layer does at each step, as Keras 3.15, simple_rnn.py, lstm.py and gru.py. */
public sealed interface RecurrentCell {
    /** What all cells have. */
    Settings settings();

    /** How many matrices there are side by side in a kernel. */
    int gates();

    /** All of them by Keras' class name. */
    Map<String, Function<LayerArguments, RecurrentCell>> TABLE = Map.of(
            "SimpleRNNCell", Simple::of,
            "LSTMCell", LongShortTerm::of,
            "GRUCell", Gated::of);

    /**
     * @param recurrentActivation of the gates; linear where there are none
     * @param dropout fraction of the inputs that is dropped, the same ones at all steps of a sequence
     * @param recurrentDropout the same, of the state
     */
    record Settings(
            int units,
            ActivationFunction activation,
            ActivationFunction recurrentActivation,
            boolean useBias,
            WeightArguments kernel,
            WeightArguments recurrent,
            WeightArguments bias,
            double dropout,
            double recurrentDropout) {
        static Settings of(LayerArguments arguments, boolean gated) {
            // How Keras computes it, not what.
            arguments.fields().raw("implementation");
            arguments.ignored("seed");
            return new Settings(
                    arguments.requiredInteger("units", 1),
                    ObjectArguments.activation(arguments, "activation", "tanh"),
                    gated
                            ? ObjectArguments.activation(arguments, "recurrent_activation", "sigmoid")
                            : Activation.LINEAR,
                    arguments.flag("use_bias", true),
                    WeightArguments.of(arguments, "kernel", "glorot_uniform"),
                    WeightArguments.of(arguments, "recurrent", "orthogonal"),
                    WeightArguments.of(arguments, "bias", "zeros"),
                    arguments.numberIn("dropout", 0, 0, 1),
                    arguments.numberIn("recurrent_dropout", 0, 0, 1));
        }
    }

    /** A layer of units that see their own last output. */
    record Simple(Settings settings) implements RecurrentCell {
        static Simple of(LayerArguments arguments) {
            return new Simple(Settings.of(arguments, false));
        }

        @Override
        public int gates() {
            return 1;
        }
    }

    /** An LSTM; its gates in Keras' order: input, forget, candidate, output. */
    record LongShortTerm(Settings settings, boolean unitForgetBias) implements RecurrentCell {
        static LongShortTerm of(LayerArguments arguments) {
            return new LongShortTerm(Settings.of(arguments, true), arguments.flag("unit_forget_bias", true));
        }

        @Override
        public int gates() {
            return 4;
        }
    }

    /**
     * A GRU; its gates in Keras' order: update, reset, candidate.
     *
     * @param resetAfter whether the reset gate acts behind the recurrent kernel, with a bias of its own, and not before it
     */
    record Gated(Settings settings, boolean resetAfter) implements RecurrentCell {
        static Gated of(LayerArguments arguments) {
            return new Gated(Settings.of(arguments, true), arguments.flag("reset_after", true));
        }

        @Override
        public int gates() {
            return 3;
        }
    }

    /** @param inputs values that reach it at each step */
    default List<WeightSpec> weights(int inputs) {
        Settings settings = settings();
        int width = settings.units() * gates();
        List<WeightSpec> weights = new ArrayList<>();
        weights.add(settings.kernel().weight("kernel", List.of(inputs, width)));
        weights.add(settings.recurrent().weight("recurrent_kernel", List.of(settings.units(), width)));
        if (settings.useBias()) {
            boolean two = this instanceof Gated gated && gated.resetAfter();
            WeightArguments bias = settings.bias();
            Initializer first = this instanceof LongShortTerm lstm && lstm.unitForgetBias()
                    ? new Initializer.UnitForgetBias(bias.initializer())
                    : bias.initializer();
            weights.add(new WeightSpec(
                    "bias",
                    two ? List.of(2, width) : List.of(width),
                    first,
                    true,
                    bias.regularizer(),
                    bias.constraint()));
        }
        return weights;
    }
}
