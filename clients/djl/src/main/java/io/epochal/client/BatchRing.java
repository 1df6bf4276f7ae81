package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Batches on their way to the service. Bounded: where it is full, batches are dropped and counted, and training never waits. */
final class BatchRing {
    private static final int CAPACITY = 20_000;

    private record Trained(RunProgress at, double loss, Map<String, Double> means, double learningRate, long dropped) {}

    private final Deque<Trained> batches = new ArrayDeque<>();
    private long dropped;

    /** @param means must not change any more */
    synchronized void put(RunProgress at, double loss, Map<String, Double> means, double learningRate) {
        if (batches.size() >= CAPACITY) {
            dropped++;
            return;
        }
        batches.add(new Trained(at, loss, means, learningRate, dropped));
        dropped = 0;
    }

    /** The oldest, at most so many; they are gone from here. */
    synchronized JsonArray take(int most) {
        JsonArray taken = new JsonArray();
        while (taken.size() < most && !batches.isEmpty()) {
            taken.add(json(batches.remove()));
        }
        return taken;
    }

    synchronized int size() {
        return batches.size();
    }

    private static JsonObject json(Trained one) {
        JsonObject batch = new JsonObject();
        batch.addProperty("epoch", one.at.epoch());
        batch.addProperty("batch", one.at.batch());
        batch.addProperty("step", one.at.step());
        batch.add("loss", JsonValues.number(one.loss));
        batch.add("metrics", JsonValues.metrics(one.means));
        batch.add("learning_rate", JsonValues.number(one.learningRate));
        batch.addProperty("dropped", one.dropped);
        return batch;
    }
}
