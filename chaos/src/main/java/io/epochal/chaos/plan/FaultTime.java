package io.epochal.chaos.plan;

import java.time.Duration;

/** When a fault is injected. */
public sealed interface FaultTime {
    /** Whether a run that has come this far is to be hit. */
    boolean reached(RoundProgress progress);

    /** @param elapsed since the request to train was sent; a run that is faster than expected ends before */
    record After(Duration elapsed) implements FaultTime {
        @Override
        public boolean reached(RoundProgress progress) {
            return progress.elapsed().compareTo(elapsed) >= 0;
        }

        @Override
        public String toString() {
            return elapsed.toMillis() + " ms";
        }
    }

    /** @param step of the training: reached by each run that trains so far, however fast the machine is */
    record AtStep(long step) implements FaultTime {
        @Override
        public boolean reached(RoundProgress progress) {
            return progress.step() >= step;
        }

        @Override
        public String toString() {
            return "step " + step;
        }
    }
}
