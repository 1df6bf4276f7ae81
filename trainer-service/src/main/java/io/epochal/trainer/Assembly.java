package io.epochal.trainer;

import io.epochal.checkpoint.InputSource;
import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.PatientObjectStore;
import io.epochal.checkpoint.PatientSourceObjects;
import io.epochal.checkpoint.ReadableBuckets;
import io.epochal.checkpoint.RunStores;
import io.epochal.checkpoint.S3Access;
import io.epochal.checkpoint.S3SourceObjects;
import io.epochal.checkpoint.SessionStores;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.disk.ScratchFolder;
import io.epochal.guard.TrustedPlugins;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.input.InputCache;
import io.epochal.trainer.messaging.RecordRehearsal;
import io.epochal.trainer.plugin.TrainerPlugins;
import io.epochal.trainer.run.AttemptFactory;
import io.epochal.trainer.run.MetricsInterval;
import io.epochal.trainer.run.RunTrainer;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Runs;
import io.epochal.trainer.run.port.Supervisor;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Which part is behind which port. */
class Assembly {
    private static final Logger LOG = Logger.getLogger(Assembly.class);

    /** Beside everything else that a trainer needs before its first run. */
    void loadEngine(@Observes StartupEvent event) {
        Thread thread = new Thread(Assembly::loadEngine, "engine-load");
        thread.setDaemon(true);
        thread.start();
    }

    private static void loadEngine() {
        try {
            DjlEngineFactory.load();
            LOG.info("the engine is loaded");
        } catch (RuntimeException | LinkageError e) {
            LOG.errorf(e, "the engine cannot be loaded, and no run can be trained");
        }
        RecordRehearsal.run();
    }

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
        return patient(new MinioObjectStore(endpoint, bucket, accessKey, secretKey, region), patience);
    }

    private static ObjectStore patient(ObjectStore store, Duration patience) {
        return new PatientObjectStore(
                store, patience, failure -> LOG.warnf("the object store: %s; trying again", failure.getMessage()));
    }

    /** Where attempts and checkpoints are: with credentials for each run, where a service issues them. */
    @Produces
    @Singleton
    RunStores runStores(
            ObjectStore store,
            @ConfigProperty(name = "epochal.s3.endpoint") String endpoint,
            @ConfigProperty(name = "epochal.s3.bucket", defaultValue = "epochal") String bucket,
            @ConfigProperty(name = "epochal.s3.access-key") String accessKey,
            @ConfigProperty(name = "epochal.s3.secret-key") String secretKey,
            @ConfigProperty(name = "epochal.s3.region") Optional<String> region,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration patience,
            @ConfigProperty(name = "epochal.s3.sts.endpoint") Optional<String> sts,
            @ConfigProperty(name = "epochal.s3.sts.role") Optional<String> role) {
        S3Access access = new S3Access(endpoint, accessKey, secretKey, region);
        return sts.<RunStores>map(
                        issuer -> new SessionStores(access, bucket, issuer, role, own -> patient(own, patience)))
                .orElse(RunStores.shared(store));
    }

    /** The store of the data that users keep in S3: the same server and credentials, unless others are set. */
    @Produces
    @Singleton
    SourceObjects sourceObjects(
            @ConfigProperty(name = "epochal.s3.endpoint") String endpoint,
            @ConfigProperty(name = "epochal.s3.bucket", defaultValue = "epochal") String bucket,
            @ConfigProperty(name = "epochal.s3.access-key") String accessKey,
            @ConfigProperty(name = "epochal.s3.secret-key") String secretKey,
            @ConfigProperty(name = "epochal.s3.region") Optional<String> region,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration patience,
            @ConfigProperty(name = "epochal.data.s3.endpoint") Optional<String> dataEndpoint,
            @ConfigProperty(name = "epochal.data.s3.access-key") Optional<String> dataAccessKey,
            @ConfigProperty(name = "epochal.data.s3.secret-key") Optional<String> dataSecretKey,
            @ConfigProperty(name = "epochal.data.s3.region") Optional<String> dataRegion,
            @ConfigProperty(name = "epochal.data.buckets") Optional<Set<String>> buckets) {
        S3Access own = new S3Access(endpoint, accessKey, secretKey, region);
        return new PatientSourceObjects(
                new S3SourceObjects(
                        own.forData(dataEndpoint, dataAccessKey, dataSecretKey, dataRegion),
                        new ReadableBuckets(bucket, buckets)),
                patience,
                failure -> LOG.warnf("the store of the data: %s; trying again", failure.getMessage()));
    }

    /** What this process needs on its disk while it lives; what trainers before it have left goes. */
    @Produces
    @Singleton
    ScratchFolder scratch(@ConfigProperty(name = "epochal.inputs.directory") Optional<Path> inputs) throws IOException {
        return ScratchFolder.open(inputsFolder(inputs).resolve("rows"));
    }

    void delete(@Disposes ScratchFolder scratch) throws IOException {
        scratch.close();
    }

    private static Path inputsFolder(Optional<Path> set) {
        return set.orElse(Path.of(System.getProperty("java.io.tmpdir"), "epochal-inputs"));
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
            RunStores stores,
            SourceObjects sources,
            ScratchFolder scratch,
            UnfinishedRuns unfinished,
            @ConfigProperty(name = "epochal.datasets", defaultValue = "datasets") String datasets,
            TrustedPlugins plugins,
            @ConfigProperty(name = "epochal.verdict-timeout", defaultValue = "5s") Duration verdictTimeout,
            @ConfigProperty(name = "epochal.give-up-after") Optional<Duration> giveUpAfter,
            @ConfigProperty(name = "epochal.s3.retry-for", defaultValue = "10m") Duration storeTimeout,
            @ConfigProperty(name = "epochal.inputs.directory") Optional<Path> inputsSet,
            @ConfigProperty(name = "epochal.inputs.limit", defaultValue = "21474836480") long inputBytes,
            @ConfigProperty(name = "epochal.data.memory", defaultValue = "268435456") long rowBytes,
            @ConfigProperty(name = "epochal.data.unpacked", defaultValue = "68719476736") long unpackedBytes,
            @ConfigProperty(name = "epochal.unstored.directory", defaultValue = "unstored") String unstored,
            @ConfigProperty(name = "epochal.metrics-interval.batches", defaultValue = "32") int metricsBatches,
            @ConfigProperty(name = "epochal.metrics-interval.time", defaultValue = "100ms") Duration metricsTime,
            @ConfigProperty(name = "epochal.threads") Optional<Integer> threads)
            throws IOException {
        Path inputs = inputsFolder(inputsSet);
        TrainerPlugins jars =
                TrainerPlugins.load(plugins.loaded(), plugins.folder().toString());
        jars.faults().forEach(fault -> LOG.errorf("a plug-in is skipped: %s", fault));
        int count = threads.orElse(Runtime.getRuntime().availableProcessors());
        AttemptFactory attempts = new AttemptFactory(
                new DjlEngineFactory(
                        new InputCache(
                                new InputSource(new Inputs(store), sources),
                                inputs.resolve("sha256"),
                                scratch.path(),
                                inputBytes),
                        new DataSettings(Path.of(datasets), scratch.path(), rowBytes, unpackedBytes, count, jars),
                        count),
                new VerdictTimeouts(verdictTimeout, giveUpAfter),
                new LastResort(storeTimeout, Path.of(unstored)),
                new MetricsInterval(metricsBatches, metricsTime));
        Claims claims = new Claims(stores, "pid " + ProcessHandle.current().pid());
        return new RunTrainer(attempts, supervisors, claims, unfinished);
    }
}
