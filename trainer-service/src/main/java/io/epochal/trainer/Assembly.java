package io.epochal.trainer;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.PatientObjectStore;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.run.LastResort;
import io.epochal.trainer.run.Patience;
import io.epochal.trainer.run.RunTrainer;
import io.epochal.trainer.run.Runs;
import io.epochal.trainer.run.Supervisor;
import io.epochal.trainer.run.Unfinished;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Which part is behind which port. */
class Assembly {
    private static final Logger LOG = Logger.getLogger(Assembly.class);

    @Produces
    @ApplicationScoped
    ObjectStore objectStore(
            @ConfigProperty(name = "epochal.s3.endpoint") String endpoint,
            @ConfigProperty(name = "epochal.s3.bucket", defaultValue = "epochal") String bucket,
            @ConfigProperty(name = "epochal.s3.access-key") String accessKey,
            @ConfigProperty(name = "epochal.s3.secret-key") String secretKey,
            @ConfigProperty(name = "epochal.s3.region") Optional<String> region,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration patience)
            throws IOException {
        return new PatientObjectStore(
                new MinioObjectStore(endpoint, bucket, accessKey, secretKey, region),
                patience,
                failure -> LOG.warnf("the object store: %s; trying again", failure.getMessage()));
    }

    @Produces
    @Singleton
    Unfinished unfinished(ObjectStore store) {
        return new Unfinished(store);
    }

    @Produces
    @ApplicationScoped
    Runs runs(
            Supervisor.Factory supervisors,
            ObjectStore store,
            @ConfigProperty(name = "epochal.datasets", defaultValue = "datasets") String datasets,
            @ConfigProperty(name = "epochal.verdict-timeout", defaultValue = "5s") Duration verdictTimeout,
            @ConfigProperty(name = "epochal.give-up-after") Optional<Duration> giveUpAfter,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration storeTimeout,
            @ConfigProperty(name = "epochal.unstored.directory", defaultValue = "unstored") String unstored,
            @ConfigProperty(name = "epochal.threads") Optional<Integer> threads) {
        String owner = "pid " + ProcessHandle.current().pid();
        int count = threads.orElse(Runtime.getRuntime().availableProcessors());
        LastResort lastResort = new LastResort(storeTimeout, Path.of(unstored));
        Patience patience = new Patience(verdictTimeout, giveUpAfter);
        return new RunTrainer(
                new DjlEngineFactory(Path.of(datasets), count), supervisors, store, patience, lastResort, owner);
    }
}
