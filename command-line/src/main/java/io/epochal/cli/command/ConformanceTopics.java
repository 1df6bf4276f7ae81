package io.epochal.cli.command;

import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.cli.conformance.messaging.KafkaLine;
import io.epochal.cli.conformance.program.ConformanceRun;
import io.epochal.cli.conformance.program.TrainerProgram;
import io.epochal.cli.spec.RunSpecFile;
import io.epochal.cli.spec.Submission;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.protocol.RunSpec;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import io.epochal.stack.InfrastructureProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for trainers that use the topics. */
final class ConformanceTopics {
    @Option(
            names = "--kafka",
            description =
                    "COMMAND uses the topics: it finds Kafka, which is started for this, in KAFKA_BOOTSTRAP_SERVERS, and the"
                            + " topics by EPOCHAL_TOPIC_PREFIX")
    private boolean kafka;

    @Option(
            names = "--spec",
            paramLabel = "SPEC",
            description =
                    "with --kafka: a run spec that is put on the queue, for a trainer that takes runs from there; the"
                            + " store is in EPOCHAL_S3_*, and a trainer that goes on behind its run gets SIGTERM")
    private @Nullable Path spec;

    @Option(names = "--set", paramLabel = "path=value", description = "override a field of SPEC, such as epochs=5")
    private List<String> overrides = new ArrayList<>();

    boolean areUsed() throws UsageException {
        if (!kafka && (spec != null || !overrides.isEmpty())) {
            throw new UsageException("--spec and --set need --kafka: over HTTP there is no queue");
        }
        return kafka;
    }

    /** Kafka and S3 for the scenarios of one program. */
    record Opened(InfrastructureProcess infrastructure, Optional<RunSpec> spec) implements AutoCloseable {
        ConformanceRun run(TrainerProgram program, Path folder, Duration limit) {
            KafkaLine.Broker broker = new KafkaLine.Broker() {
                @Override
                public Endpoints endpoints() {
                    return infrastructure.endpoints();
                }

                @Override
                public void restart() throws IOException {
                    infrastructure.restart();
                }
            };
            return ConformanceRun.overTopics(program, KafkaLine.on(broker), spec, folder, limit);
        }

        @Override
        public void close() {
            infrastructure.close();
        }
    }

    /** @param folder for the data of Kafka and S3 */
    Opened open(Path folder, Screen screen) throws IOException, UsageException {
        Home home = Home.fromLauncher();
        Optional<Submission> submission = spec == null ? Optional.empty() : Optional.of(read(spec, home, screen));
        InfrastructureProcess infrastructure = new InfrastructureProcess(folder, home.installation());
        try {
            if (submission.isPresent()) {
                Endpoints at = infrastructure.endpoints();
                InputUpload.put(
                        submission.get().inputs(),
                        new Inputs(
                                new MinioObjectStore(at.s3(), Infrastructure.BUCKET, at.accessKey(), at.secretKey())),
                        screen);
            }
            return new Opened(infrastructure, submission.map(Submission::spec));
        } catch (IOException e) {
            infrastructure.close();
            throw e;
        }
    }

    private Submission read(Path file, Home home, Screen screen) throws IOException, UsageException {
        return RunSpecFile.read(
                file,
                overrides,
                Optional.of(home.installation().datasets()),
                home.plugins(),
                () -> {
                    throw new UsageException("SPEC may not name objects in S3 here: put its files beside it");
                },
                screen);
    }
}
