package io.epochal.trainer;

import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.PatientObjectStore;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.input.InputCache;
import io.epochal.trainer.plugin.TrainerPlugins;
import io.epochal.trainer.run.AttemptFactory;
import io.epochal.trainer.run.RunTrainer;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Runs;
import io.epochal.trainer.run.port.Supervisor;
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
    UnfinishedRuns unfinished(ObjectStore store) {
        return new UnfinishedRuns(store);
    }

    @Produces
    @ApplicationScoped
    Runs runs(
            Supervisor.Factory supervisors,
            ObjectStore store,
            UnfinishedRuns unfinished,
            @ConfigProperty(name = "epochal.datasets", defaultValue = "datasets") String datasets,
            @ConfigProperty(name = "epochal.plugins", defaultValue = "plugins") Path plugins,
            @ConfigProperty(name = "epochal.verdict-timeout", defaultValue = "5s") Duration verdictTimeout,
            @ConfigProperty(name = "epochal.give-up-after") Optional<Duration> giveUpAfter,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration storeTimeout,
            @ConfigProperty(name = "epochal.inputs.directory") Optional<Path> inputsFolder,
            @ConfigProperty(name = "epochal.inputs.limit", defaultValue = "21474836480") long inputBytes,
            @ConfigProperty(name = "epochal.data.memory", defaultValue = "268435456") long rowBytes,
            @ConfigProperty(name = "epochal.data.unpacked", defaultValue = "68719476736") long unpackedBytes,
            @ConfigProperty(name = "epochal.unstored.directory", defaultValue = "unstored") String unstored,
            @ConfigProperty(name = "epochal.threads") Optional<Integer> threads) {
        Path inputs = inputsFolder.orElse(Path.of(System.getProperty("java.io.tmpdir"), "epochal-inputs"));
        TrainerPlugins jars = TrainerPlugins.load(plugins);
        jars.faults().forEach(fault -> LOG.errorf("a plug-in is skipped: %s", fault));
        int count = threads.orElse(Runtime.getRuntime().availableProcessors());
        AttemptFactory attempts = new AttemptFactory(
                new DjlEngineFactory(
                        new InputCache(new Inputs(store), inputs.resolve("sha256"), inputBytes),
                        new DataSettings(
                                Path.of(datasets), inputs.resolve("rows"), rowBytes, unpackedBytes, count, jars),
                        count),
                new VerdictTimeouts(verdictTimeout, giveUpAfter),
                new LastResort(storeTimeout, Path.of(unstored)));
        Claims claims = new Claims(store, "pid " + ProcessHandle.current().pid());
        return new RunTrainer(attempts, supervisors, claims, unfinished);
    }
}
