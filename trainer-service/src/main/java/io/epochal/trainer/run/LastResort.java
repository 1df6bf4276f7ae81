package io.epochal.trainer.run;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What becomes of checkpoints that the object store has not taken when a run is over.
 *
 * @param after how long they are waited for
 * @param folder where on this machine they are kept then, laid out as in the bucket
 */
public record LastResort(Duration after, Path folder) {}
