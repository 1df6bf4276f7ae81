package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import java.util.TreeMap;

/** Means over the epoch so far, weighted by samples and rounded to 32 bits, as Keras logs them. */
final class RunningMeans {
    private final boolean accuracy;
    private double loss;
    private long correct;
    private long samples;

    RunningMeans(RunSpec spec) {
        this.accuracy = spec.metrics().contains("accuracy");
    }

    void add(Engine.Batch batch) {
        loss += (double) batch.meanLoss() * batch.samples();
        correct += batch.correct();
        samples += batch.samples();
    }

    double loss() {
        return (float) (loss / samples);
    }

    Metrics metrics() {
        TreeMap<String, Double> values = new TreeMap<>();
        values.put("loss", loss());
        if (accuracy) {
            values.put("accuracy", (double) (float) ((double) correct / samples));
        }
        return new Metrics(values);
    }
}
