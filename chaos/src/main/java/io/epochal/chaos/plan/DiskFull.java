package io.epochal.chaos.plan;

import java.time.Duration;

/** Nothing more can be written to the store's disk until {@code lasting} is over. */
public record DiskFull(Duration lasting) implements Fault {
    @Override
    public void accept(Handler handler) {
        handler.diskFull(this);
    }

    @Override
    public String label() {
        return "disk full on the store";
    }

    @Override
    public String words() {
        return label() + " " + lasting.toMillis() + " ms";
    }
}
