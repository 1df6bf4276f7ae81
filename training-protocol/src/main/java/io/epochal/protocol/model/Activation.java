package io.epochal.protocol.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of {@code keras.activations}, by name and with their default arguments. Two are missing: {@code threshold} has no
 * defaults, and {@code glu} halves the last axis, of which Keras' layers do not know.
 */
public enum Activation implements ActivationFunction {
    LINEAR,
    RELU,
    RELU6,
    LEAKY_RELU,
    ELU,
    SELU,
    CELU,
    GELU,
    SILU,
    SIGMOID,
    HARD_SIGMOID,
    HARD_SILU,
    HARD_TANH,
    HARD_SHRINK,
    SOFT_SHRINK,
    TANH_SHRINK,
    TANH,
    SOFTMAX,
    LOG_SOFTMAX,
    LOG_SIGMOID,
    SOFTPLUS,
    SOFTSIGN,
    EXPONENTIAL,
    SPARSE_PLUS,
    SPARSE_SIGMOID,
    SPARSEMAX,
    SQUAREPLUS,
    MISH;

    private static final Map<String, Activation> ALIASES = Map.of("swish", SILU, "hard_swish", HARD_SILU);

    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.handle(this);
    }

    /** As Keras names it: {@code leaky_relu}. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Activation> named(String name) {
        Optional<Activation> found = Arrays.stream(values())
                .filter(one -> one.kerasName().equals(name))
                .findFirst();
        return found.or(() -> Optional.ofNullable(ALIASES.get(name)));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Activation::kerasName).toList();
    }
}
