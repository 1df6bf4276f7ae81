package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunRequested.WarmStart;
import io.epochal.trainer.run.port.Engine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The weights of another run that a run begins with. They are stored in the run itself, so every attempt finds the same. */
public record InitialWeights(WarmStart from) {
    /** {@link IOException} says why these weights cannot be this model's. */
    public void restore(Checkpoints checkpoints, Engine engine) throws IOException {
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
