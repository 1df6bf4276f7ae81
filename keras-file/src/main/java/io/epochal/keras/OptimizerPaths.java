package io.epochal.keras;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of an optimizer's variables in a weights file, from {@code compile_config}. As Keras 3.15, the {@code build} methods in
 * keras/src/optimizers. Not known are Muon, whose order depends on shapes, and those that hold other optimizers.
 */
public final class OptimizerPaths {
    private final List<OptimizerPath> paths = new ArrayList<>();
    private final List<String> variables;
    private final Map<?, ?> arguments;

    private OptimizerPaths(List<String> variables, Map<?, ?> arguments) {
        this.variables = variables;
        this.arguments = arguments;
    }

    /**
     * @param optimizer the optimizer in {@code compile_config}: an object with class_name and config, or a name as {@code adam}
     * @param weights of the model; the optimizer changes those that are trainable
     * @throws KerasFileException if it is of no class that is known here
     */
    public static List<OptimizerPath> of(@Nullable Object optimizer, List<WeightPath> weights)
            throws KerasFileException {
        List<String> variables = weights.stream()
                .filter(WeightPath::trainable)
                .map(WeightPath::keras)
                .toList();
        OptimizerPaths order = new OptimizerPaths(variables, arguments(optimizer));
        order.one("iteration");
        if (!(order.arguments.get("learning_rate") instanceof Map)) {
            order.one("learning_rate");
        }
        if (order.isSet("use_ema")) {
            order.each("average");
        }
        if (order.isSet("gradient_accumulation_steps")) {
            order.each("gradient_accumulator");
        }
        order.slots(optimizer);
        return Collections.unmodifiableList(order.paths);
    }

    private static Map<?, ?> arguments(@Nullable Object optimizer) {
        return optimizer instanceof Map<?, ?> object && object.get("config") instanceof Map<?, ?> config
                ? config
                : Map.of();
    }

    private void slots(@Nullable Object optimizer) throws KerasFileException {
        Object name = optimizer instanceof Map<?, ?> object ? object.get("class_name") : optimizer;
        switch (String.valueOf(name).toLowerCase(Locale.ROOT)) {
            case "sgd" -> eachIf("momentum");
            case "adam", "adamw" -> {
                each("momentum", "velocity");
                if (isSet("amsgrad")) {
                    each("velocity_hat");
                }
            }
            case "nadam" -> {
                each("momentum", "velocity");
                one("u_product");
            }
            case "rmsprop" -> {
                each("velocity");
                eachIf("momentum");
                if (isSet("centered")) {
                    each("average_gradient");
                }
            }
            case "adamax" -> each("momentum", "norm");
            case "lamb", "schedulefreeadamw" -> each("momentum", "velocity");
            case "adagrad" -> each("accumulator");
            case "adadelta" -> each("accumulated_grad", "accumulated_delta_var");
            case "ftrl" -> each("accumulator", "linear");
            case "lion" -> each("momentum");
            case "adafactor" -> each("r", "c", "velocity");
            default ->
                throw new KerasFileException(
                        LayerConfig.WHERE,
                        "compile_config has the optimizer " + KerasFileException.excerpt(name)
                                + ", the order of whose variables is not known");
        }
    }

    /** True, or a number that is not zero. */
    private boolean isSet(String argument) {
        Object value = arguments.get(argument);
        return Boolean.TRUE.equals(value) || (value instanceof Number number && number.doubleValue() != 0);
    }

    private void eachIf(String argumentAndSlot) {
        if (isSet(argumentAndSlot)) {
            each(argumentAndSlot);
        }
    }

    private void one(String slot) {
        paths.add(new OptimizerPath(slot, null, path()));
    }

    /** All the slots of the first variable, then those of the second. */
    private void each(String... slots) {
        for (String variable : variables) {
            for (String slot : slots) {
                paths.add(new OptimizerPath(slot, variable, path()));
            }
        }
    }

    private String path() {
        return KerasFile.OPTIMIZER + paths.size();
    }
}
