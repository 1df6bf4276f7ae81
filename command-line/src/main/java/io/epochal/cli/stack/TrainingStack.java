package io.epochal.cli.stack;

import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.command.Screen;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.timeline.KafkaCluster;
import java.io.IOException;
import java.util.Optional;

/** What a command talks to: a stack on this machine, or one elsewhere. */
public interface TrainingStack extends AutoCloseable {
    KafkaCluster kafka();

    /** Where its checkpoints lie; {@link UsageException} when this command was not told. */
    ObjectStore store() throws IOException, UsageException;

    /** What a person types, or opens, to see a checkpoint. */
    String model(String key);

    /** What a person types, or opens, to see a run's metrics; empty when there is nothing. */
    Optional<String> metrics(String run);

    /** How far the engine's library is unpacked, where that is still to be done and can be seen from here. */
    Optional<NativeUnpacking> unpacking() throws IOException;

    /** Brings back what has died of it, if that is this machine's business; false when it is not meant to be up any more. */
    boolean revive(Screen screen) throws IOException;

    /** Whether runs are trained on it; one that was started only to be read trains nothing. */
    boolean trains();

    /** The command ends at once, and with it what was started for it. */
    void abandon();

    /** Takes down what was started for this command. */
    @Override
    void close() throws IOException;
}
