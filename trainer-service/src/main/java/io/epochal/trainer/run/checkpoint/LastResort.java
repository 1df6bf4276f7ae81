package io.epochal.trainer.run.checkpoint;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the checkpoints go that the object store has not taken when a run is over.
 *
 * @param after how long the trainer waits for the object store
 * @param folder where they are kept after that, on this machine, laid out as in the bucket
 */
public record LastResort(Duration after, Path folder) {}
