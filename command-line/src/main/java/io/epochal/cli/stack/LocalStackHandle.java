package io.epochal.cli.stack;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.command.Screen;
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

/** The stack on this machine: the one that is up, or one that goes down again when the commands that use it have ended. */
public final class LocalStackHandle implements TrainingStack {
    private final Home home;
    private final LocalStack stack;
    private final ProcessRestarter revival;
    private final boolean trains;

    private LocalStackHandle(Home home, LocalStack stack, boolean trains) {
        this.home = home;
        this.stack = stack;
        this.revival = stack.revival(home.installation());
        this.trains = trains;
    }

    public static LocalStackHandle open(Home home, Screen screen) throws IOException {
        List<String> services = StackPlan.SINGLE.names();
        LocalStack stack = LocalStack.use(home.folder(), home.installation(), services, new Progress(screen, services));
        return new LocalStackHandle(home, stack, true);
    }

    /** What is up, or Kafka and S3 alone. */
    public static LocalStackHandle read(Home home, Screen screen) throws IOException, UsageException {
        if (home.running().isPresent()) {
            return attach(home);
        }
        LocalStack stack =
                LocalStack.use(home.folder(), home.installation(), List.of(), new Progress(screen, List.of()));
        return new LocalStackHandle(home, stack, false);
    }

    /** The one that is up; {@link UsageException} when there is none, because there is nobody to talk to then. */
    public static LocalStackHandle attach(Home home) throws IOException, UsageException {
        LocalStack stack =
                home.running().orElseThrow(() -> new UsageException("no stack is up, so no run is under way"));
        if (!stack.reachable()) {
            throw new UsageException(
                    "the stack on " + home.folder() + " is meant to be up, but Kafka and S3 are dead: whoever"
                            + " follows a run starts them again, or ./epochal up; ./epochal down gives the stack up");
        }
        return new LocalStackHandle(home, stack, true);
    }

    public static void up(Home home, Screen screen, StackPlan plan) throws IOException {
        var unused =
                LocalStack.up(home.folder(), home.installation(), plan.names(), new Progress(screen, plan.names()));
    }

    /** A line for what is up, a bar for how much of it. */
    private static final class Progress implements LocalStack.StartupListener {
        private final Screen screen;
        private final int processes;
        private int ready;
        private boolean started;

        Progress(Screen screen, List<String> services) {
            this.screen = screen;
            this.processes = 1 + services.size();
        }

        @Override
        public void starting(String process) {
            started = true;
            screen.bar("starting " + process, (double) ready / processes);
        }

        @Override
        public void ready(String process) {
            ready++;
            if (ready < processes) {
                screen.bar(process + " is up", (double) ready / processes);
            } else if (started) {
                screen.line(
                        "the stack is up: Kafka, S3" + (processes == 1 ? "" : ", callback-service, trainer-service"));
            } else {
                screen.clear();
            }
        }
    }

    @Override
    public KafkaCluster kafka() {
        return KafkaCluster.embedded(stack.endpoints().kafka());
    }

    @Override
    public ObjectStore store() throws IOException {
        Endpoints endpoints = stack.endpoints();
        return new MinioObjectStore(
                endpoints.s3(), Infrastructure.BUCKET, endpoints.accessKey(), endpoints.secretKey());
    }

    @Override
    public String model(String key) {
        return home.bucket().resolve(key).toString();
    }

    @Override
    public Optional<String> metrics(String run) {
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
    public boolean revive(Screen screen) throws IOException {
        return revival.look(new ProcessRestarter.RestartListener() {
            @Override
            public void died(String process, Duration pause) {
                screen.line(
                        pause.isZero()
                                ? process + " has died; it is started again"
                                : process + " has died again; it is started again in " + pause.toSeconds()
                                        + " s; its log is " + home.log(process));
            }

            @Override
            public void backUp(String process) {
                screen.line(process + " is up again");
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
