package io.epochal.protocol.metric;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.loss.Loss;
import java.util.Optional;

/**
 * One metric that can be read.
 *
 * @param defaultName of an object without a name; empty where Keras numbers them
 */
record MetricEntry(String className, Optional<String> defaultName, Reader reader) {
    /** Makes the metric of its name and its arguments. */
    interface Reader {
        Metric read(String name, Fields arguments);
    }

    /** With the class in snake case as its name. */
    static MetricEntry of(String className, Reader reader) {
        return new MetricEntry(className, Optional.of(KerasNames.snakeCase(className)), reader);
    }

    /** With a name that Keras numbers. */
    static MetricEntry numbered(String className, Reader reader) {
        return new MetricEntry(className, Optional.empty(), reader);
    }

    /** The mean of a loss of the same name. */
    static MetricEntry ofLoss(String className) {
        return of(className, (name, f) -> new LossMetric(name, Loss.read(className, f)));
    }
}
