package io.epochal.cli;

import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.stack.Endpoints;
import io.epochal.stack.LocalStack;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.util.Optional;

/** A stack to use: the one that is up, or one of the command's own that is taken down afterwards. */
final class StackOpening implements AutoCloseable {
    private static final String BUCKET = "epochal";

    private LocalStack stack;
    private final boolean own;

    private StackOpening(LocalStack stack, boolean own) {
        this.stack = stack;
        this.own = own;
    }

    static StackOpening open(Home home, Screen screen) throws IOException {
        Optional<LocalStack> running = home.running();
        return running.isPresent()
                ? new StackOpening(running.get(), false)
                : new StackOpening(start(home, screen, StackPlan.SINGLE), true);
    }

    /** The one that is up; {@link Refused} when there is none, because there is nobody to talk to then. */
    static StackOpening attach(Home home) throws IOException, Refused {
        return new StackOpening(
                home.running().orElseThrow(() -> new Refused("no stack is up, so no run is under way")), false);
    }

    static LocalStack start(Home home, Screen screen, StackPlan plan) throws IOException {
        int processes = 1 + plan.names().size();
        return LocalStack.start(home.folder(), home.installation(), plan, listener(screen, processes));
    }

    /** Whoever watches a run brings services back that have died. */
    void revive(Home home, Screen screen) throws IOException {
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

    private static LocalStack.Listener listener(Screen screen, int processes) {
        return new LocalStack.Listener() {
            private int ready;

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
        };
    }

    /** Where its checkpoints lie. */
    ObjectStore store() throws IOException {
        Endpoints endpoints = stack.endpoints();
        return new MinioObjectStore(endpoints.s3(), BUCKET, endpoints.accessKey(), endpoints.secretKey());
    }

    LocalStack stack() {
        return stack;
    }

    /** The command ends at once, and its own stack with it. */
    void abandon() {
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
