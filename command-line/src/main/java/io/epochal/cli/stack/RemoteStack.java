package io.epochal.cli.stack;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.S3Access;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.timeline.KafkaCluster;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A stack that this command neither starts nor stops: of docker compose, or on Kubernetes.
 *
 * @param environment of this command: {@code EPOCHAL_S3_*} as the trainer reads them, {@code EPOCHAL_TENSORBOARD} for TensorBoard's
 *     address, and what {@link KafkaCluster#remote} reads
 */
public record RemoteStack(KafkaCluster kafka, Map<String, String> environment) implements TrainingStack {
    /** @param bootstrap of its Kafka, as {@code host:port} */
    public static RemoteStack at(String bootstrap, Map<String, String> environment) {
        return new RemoteStack(KafkaCluster.remote(bootstrap, environment), environment);
    }

    @Override
    public ObjectStore store() throws IOException, UsageException {
        return new MinioObjectStore(
                required("EPOCHAL_S3_ENDPOINT"),
                bucket(),
                required("EPOCHAL_S3_ACCESS_KEY"),
                required("EPOCHAL_S3_SECRET_KEY"),
                Optional.ofNullable(environment.get("EPOCHAL_S3_REGION")));
    }

    @Override
    public SourceObjects sources() throws UsageException {
        S3Access own = new S3Access(
                required("EPOCHAL_S3_ENDPOINT"),
                required("EPOCHAL_S3_ACCESS_KEY"),
                required("EPOCHAL_S3_SECRET_KEY"),
                Optional.ofNullable(environment.get("EPOCHAL_S3_REGION")));
        return new SourceSettings(environment).objects(own, bucket());
    }

    private String bucket() {
        return environment.getOrDefault("EPOCHAL_S3_BUCKET", "epochal");
    }

    private String required(String name) throws UsageException {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new UsageException(
                    "this needs the stack's object store: set EPOCHAL_S3_ENDPOINT, EPOCHAL_S3_ACCESS_KEY and"
                            + " EPOCHAL_S3_SECRET_KEY (and EPOCHAL_S3_BUCKET if it is not epochal); " + name
                            + " is not set");
        }
        return value;
    }

    @Override
    public String checkpointLocation(String key) {
        return "s3://" + bucket() + "/" + key;
    }

    @Override
    public Optional<String> metricsLocation(String run) {
        return Optional.ofNullable(environment.get("EPOCHAL_TENSORBOARD"));
    }

    @Override
    public Optional<NativeUnpacking> unpacking() {
        return Optional.empty();
    }

    @Override
    public boolean restartDead(StackProgress progress) {
        return true;
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public void abandon() {}

    @Override
    public void close() {}
}
