package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What weights cost, added to the loss: {@code l1 * sum(|w|) + l2 * sum(w * w)}, as {@code keras.regularizers}.
 *
 * @param l1 0 or more
 * @param l2 0 or more
 */
public record Regularizer(double l1, double l2) {
    /** All of them by Keras' class name. */
    static final Map<String, Function<Fields, Regularizer>> TABLE = new TreeMap<>(Map.of(
            "L1", fields -> new Regularizer(fields.numberIn("l1", 0.01, 0, Double.MAX_VALUE), 0),
            "L2", fields -> new Regularizer(0, fields.numberIn("l2", 0.01, 0, Double.MAX_VALUE)),
            "L1L2",
                    fields -> new Regularizer(
                            fields.numberIn("l1", 0, 0, Double.MAX_VALUE),
                            fields.numberIn("l2", 0, 0, Double.MAX_VALUE))));
}
