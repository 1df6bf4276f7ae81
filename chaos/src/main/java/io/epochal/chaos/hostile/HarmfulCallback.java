package io.epochal.chaos.hostile;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** A callback that does harm whenever it is called. It runs in the callback service, from a jar in the plug-in path. */
public record HarmfulCallback(Map<String, Object> settings, Deed deed) implements Callback {
    static final String TYPE = "Hostile";

    enum Deed {
        THROW(() -> {
            throw new IllegalStateException("a fault");
        }),
        OVERFLOW(() -> deeper(0)),
        MISS(() -> {
            throw new NoClassDefFoundError("org/example/Missing");
        }),
        SPIN(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(1_000_000);
            }
        }),
        HALT(() -> Runtime.getRuntime().halt(1)),
        EXIT(() -> System.exit(0)),
        FILL_THE_HEAP(Deed::hoard);

        private final Runnable does;

        Deed(Runnable does) {
            this.does = does;
        }

        private static void deeper(int depth) {
            if (depth < Integer.MAX_VALUE) {
                deeper(depth + 1);
            }
        }

        private static void hoard() {
            List<long[]> held = new ArrayList<>();
            while (held.size() < Integer.MAX_VALUE) {
                held.add(new long[1 << 20]);
            }
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Step onTrainBegin() {
        return Objects.requireNonNull(harm());
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Objects.requireNonNull(harm());
    }

    private Step harm() {
        deed.does.run();
        return Step.stay(this);
    }
}
