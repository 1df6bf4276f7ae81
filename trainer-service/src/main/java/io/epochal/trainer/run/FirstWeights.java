package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunRequested.WarmStart;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** What a run begins with that does not begin from fresh weights. They lie in the run itself, so every attempt finds the same. */
record FirstWeights(WarmStart from) {
    /** {@link IOException} says why these weights cannot be this model's. */
    void restore(Checkpoints checkpoints, Engine engine) throws IOException {
        try {
            Checkpoints.Named start = checkpoints
                    .named(WarmStart.NAME)
                    .orElseThrow(() -> new FileNotFoundException("the run has no model named " + WarmStart.NAME));
            try (InputStream weights = checkpoints.open(start.checkpoint(), start.weights())) {
                engine.restoreWeights(weights);
            }
            if (engine.averages()) {
                try (InputStream weights = checkpoints.open(start.checkpoint(), start.weights())) {
                    engine.restoreAverages(weights);
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot begin with the weights of " + from.run() + ": " + e.getMessage(), e);
        }
    }
}
