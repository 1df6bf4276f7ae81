package io.epochal.trainer.run;

import io.epochal.protocol.RunRequested;
import java.io.IOException;

/** Where the queue hands a run over. */
public interface Runs {
    /**
     * Trains a run to its end, whatever the end is; returns when its last event is durable.
     *
     * @throws IOException when not even an attempt could be claimed; nothing has been said then, and another trainer may try
     */
    void train(RunRequested request) throws IOException;
}
