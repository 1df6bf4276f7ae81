package io.epochal.cli.stack;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.S3Access;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import io.epochal.stack.LocalStack;
import io.epochal.stack.ProcessRestarter;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The stack on this machine: the one that is up, or one that stops when the last command that uses it has ended. */
public final class LocalStackHandle implements TrainingStack {
    private final Home home;
    private final LocalStack stack;
    private final ProcessRestarter restarter;
    private final boolean trains;

    private LocalStackHandle(Home home, LocalStack stack, boolean trains) {
        this.home = home;
        this.stack = stack;
        this.restarter = stack.restarter(home.installation());
        this.trains = trains;
    }

    /** Starts what is not up yet. */
    public static LocalStackHandle open(Home home, StackProgress progress) throws IOException {
        List<String> services = StackPlan.SINGLE.names();
        LocalStack stack =
                LocalStack.use(home.folder(), home.installation(), services, new StartupProgress(progress, services));
        return new LocalStackHandle(home, stack, true);
    }

    /** The stack that is up; otherwise starts Kafka and S3 without services, to read from them. */
    public static LocalStackHandle read(Home home, StackProgress progress) throws IOException, UsageException {
        if (home.running().isPresent()) {
            return attach(home);
        }
        LocalStack stack =
                LocalStack.use(home.folder(), home.installation(), List.of(), new StartupProgress(progress, List.of()));
        return new LocalStackHandle(home, stack, false);
    }

    /** The stack that is up; {@link UsageException} when none is. */
    public static LocalStackHandle attach(Home home) throws IOException, UsageException {
        LocalStack stack =
                home.running().orElseThrow(() -> new UsageException("no stack is up, so no run is being trained"));
        if (!stack.reachable()) {
            throw new UsageException("the stack on " + home.folder() + " should be up, but Kafka and S3 are dead;"
                    + " ./epochal up restarts them, ./epochal down stops the rest");
        }
        return new LocalStackHandle(home, stack, true);
    }

    /** Starts these processes and leaves them running when the command ends. */
    public static void up(Home home, StackProgress progress, StackPlan plan) throws IOException {
        var unused =
                LocalStack.up(home.folder(), home.installation(), plan, new StartupProgress(progress, plan.names()));
    }

    @Override
    public KafkaCluster kafka() {
        return KafkaCluster.embedded(stack.endpoints().kafkaClient());
    }

    @Override
    public ObjectStore store() throws IOException {
        Endpoints endpoints = stack.endpoints();
        return new MinioObjectStore(
                endpoints.s3(), Infrastructure.BUCKET, endpoints.accessKey(), endpoints.secretKey());
    }

    @Override
    public SourceObjects sources() throws UsageException {
        Endpoints endpoints = stack.endpoints();
        S3Access own = new S3Access(endpoints.s3(), endpoints.accessKey(), endpoints.secretKey());
        return new SourceSettings(System.getenv()).objects(own, Infrastructure.BUCKET);
    }

    @Override
    public String checkpointLocation(String key) {
        return home.bucket().resolve(key).toString();
    }

    @Override
    public Optional<String> metricsLocation(String run) {
        Path logs = home.tensorBoard(run);
        return Files.exists(logs) ? Optional.of(logs.toString()) : Optional.empty();
    }

    @Override
    public Optional<NativeUnpacking> unpacking() throws IOException {
        return NativeUnpacking.pending(home);
    }

    @Override
    public boolean trains() {
        return trains;
    }

    @Override
    public boolean restartDead(StackProgress progress) throws IOException {
        return restarter.check(new ProcessRestarter.RestartListener() {
            @Override
            public void died(String process, Duration delay) {
                progress.line(
                        delay.isZero()
                                ? process + " has died; it is restarted"
                                : process + " has died again; it is restarted in " + delay.toSeconds()
                                        + " s; its log is " + home.log(process));
            }

            @Override
            public void restarted(String process) {
                progress.line(process + " is up again");
            }
        });
    }

    @Override
    public void abandon() {
        try {
            stack.abandon();
        } catch (IOException e) {
            System.err.println("epochal: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        stack.leave();
    }
}
