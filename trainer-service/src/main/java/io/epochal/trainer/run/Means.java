package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import java.util.TreeMap;

/** Means over an epoch so far, weighted by samples, as Keras' training logs; sums, so that they can go on after a resume. */
record Means(double loss, long correct, long samples) {
    static final Means NONE = new Means(0, 0, 0);

    Means with(Engine.Batch batch) {
        return new Means(
                loss + (double) batch.meanLoss() * batch.samples(),
                correct + batch.correct(),
                samples + batch.samples());
    }

    double meanLoss() {
        return (float) (loss / samples);
    }

    Metrics metrics(RunSpec spec) {
        TreeMap<String, Double> values = new TreeMap<>();
        values.put("loss", meanLoss());
        if (spec.metrics().contains("accuracy")) {
            values.put("accuracy", (double) (float) ((double) correct / samples));
        }
        return new Metrics(values);
    }
}
