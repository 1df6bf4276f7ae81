package io.epochal.cli.stack;

import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.timeline.KafkaCluster;
import java.io.IOException;
import java.util.Optional;

/** The stack that a command talks to: on this machine, or a remote one. */
public interface TrainingStack extends AutoCloseable {
    /** How to connect to its Kafka. */
    KafkaCluster kafka();

    /** Where its checkpoints are stored; {@link UsageException} when this command has no credentials for it. */
    ObjectStore store() throws IOException, UsageException;

    /** The objects in S3 that runs read in place; {@link UsageException} when this command has no credentials for them. */
    SourceObjects sources() throws UsageException;

    /** The path or address of a checkpoint, for the user. */
    String checkpointLocation(String key);

    /** The path or address of a run's metrics, for the user; empty when there are none. */
    Optional<String> metricsLocation(String run);

    /** How far the engine's native library is unpacked; empty when that is done or cannot be seen from here. */
    Optional<NativeUnpacking> unpacking() throws IOException;

    /** Restarts dead processes of a local stack; false when the stack was taken down. A remote stack restarts its own. */
    boolean restartDead(StackProgress progress) throws IOException;

    /** Whether runs are trained on it; a stack that was started only to read from it trains nothing. */
    boolean trains();

    /** Stops at once what was started for this command: the command is about to exit. */
    void abandon();

    /** Stops what was started for this command, if no other command uses it. */
    @Override
    void close() throws IOException;
}
