package io.epochal.trainer;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.run.RunTrainer;
import io.epochal.trainer.run.Runs;
import io.epochal.trainer.run.Supervisor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which part is behind which port. */
class Assembly {
    @Produces
    @ApplicationScoped
    ObjectStore objectStore(
            @ConfigProperty(name = "epochal.s3.endpoint") String endpoint,
            @ConfigProperty(name = "epochal.s3.bucket", defaultValue = "epochal") String bucket,
            @ConfigProperty(name = "epochal.s3.access-key") String accessKey,
            @ConfigProperty(name = "epochal.s3.secret-key") String secretKey)
            throws IOException {
        return new MinioObjectStore(endpoint, bucket, accessKey, secretKey);
    }

    @Produces
    @ApplicationScoped
    Runs runs(
            Supervisor.Factory supervisors,
            ObjectStore store,
            @ConfigProperty(name = "epochal.datasets", defaultValue = "datasets") String datasets,
            @ConfigProperty(name = "epochal.threads") Optional<Integer> threads) {
        String owner = "pid " + ProcessHandle.current().pid();
        int count = threads.orElse(Runtime.getRuntime().availableProcessors());
        return new RunTrainer(new DjlEngineFactory(Path.of(datasets), count), supervisors, store, owner);
    }
}
