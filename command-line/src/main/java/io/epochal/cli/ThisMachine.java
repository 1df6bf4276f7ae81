package io.epochal.cli;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import io.epochal.stack.LocalStack;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The stack on this machine: the one that is up, or one of the command's own that is taken down afterwards. */
final class ThisMachine implements Stack {
    private static final int MOST_DEATHS = 10;

    private final Home home;
    private final boolean own;
    private LocalStack stack;
    private int deaths;

    private ThisMachine(Home home, LocalStack stack, boolean own) {
        this.home = home;
        this.stack = stack;
        this.own = own;
    }

    static ThisMachine open(Home home, Screen screen) throws IOException {
        Optional<LocalStack> running = home.running();
        return running.isPresent()
                ? new ThisMachine(home, running.get(), false)
                : new ThisMachine(home, start(home, screen, StackPlan.SINGLE), true);
    }

    /** The one that is up; {@link Refused} when there is none, because there is nobody to talk to then. */
    static ThisMachine attach(Home home) throws IOException, Refused {
        return new ThisMachine(
                home, home.running().orElseThrow(() -> new Refused("no stack is up, so no run is under way")), false);
    }

    static LocalStack start(Home home, Screen screen, StackPlan plan) throws IOException {
        return LocalStack.start(home.folder(), home.installation(), plan, new Progress(screen, plan));
    }

    /** A line for what is up, a bar for how much of it. */
    private static final class Progress implements LocalStack.Listener {
        private final Screen screen;
        private final int processes;
        private int ready;

        Progress(Screen screen, StackPlan plan) {
            this.screen = screen;
            this.processes = 1 + plan.names().size();
        }

        @Override
        public void starting(String process) {
            screen.bar("starting " + process, (double) ready / processes);
        }

        @Override
        public void ready(String process) {
            ready++;
            if (ready == processes) {
                screen.line("the stack is up: Kafka, S3, callback-service, trainer-service");
            } else {
                screen.bar(process + " is up", (double) ready / processes);
            }
        }
    }

    @Override
    public Cluster kafka() {
        return Cluster.embedded(stack.endpoints().kafka());
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
    public void revive(Screen screen) throws IOException {
        for (ServiceProcess process : stack.processes()) {
            if (!process.alive() && ++deaths > MOST_DEATHS) {
                throw new IOException(
                        process.name() + " dies again and again; the end of " + process.log() + ":\n" + process.tail());
            }
        }
        stack = stack.revive(home.installation(), new LocalStack.Listener() {
            @Override
            public void starting(String process) {
                screen.line(process + " has died; it is started again");
            }

            @Override
            public void ready(String process) {
                screen.line(process + " is up again");
            }
        });
    }

    @Override
    public void abandon() {
        try {
            if (own) {
                stack.kill();
            }
        } catch (IOException e) {
            System.err.println("epochal: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (own) {
            stack.stop();
        }
    }
}
