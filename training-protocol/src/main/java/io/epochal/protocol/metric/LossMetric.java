package io.epochal.protocol.metric;

import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.loss.KerasJson;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.loss.RegressionLoss;
import java.util.LinkedHashMap;
import java.util.Map;

/** The mean of a loss's values over all rows: MeanSquaredError, BinaryCrossentropy, Hinge and other metrics that Keras makes so. */
public record LossMetric(String name, Loss loss) implements Metric {
    @Override
    public Object json() {
        String className = loss.getClass().getSimpleName();
        if (MetricTable.isFunctionOnly(loss)) {
            return Map.of("class_name", "function", "config", KerasNames.snakeCase(className));
        }
        Map<String, Object> json = new LinkedHashMap<>(KerasJson.of((Record) loss));
        json.put("type", loss instanceof RegressionLoss.LogCosh ? MetricTable.LOG_COSH : className);
        json.put("name", name);
        return json;
    }
}
