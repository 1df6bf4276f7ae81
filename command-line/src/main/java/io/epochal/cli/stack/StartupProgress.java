package io.epochal.cli.stack;

import io.epochal.stack.LocalStack;
import java.util.List;

/** Shows the start of a local stack: a bar while processes start, a line when all are ready. */
final class StartupProgress implements LocalStack.StartupListener {
    private final StackProgress progress;
    private final int processes;
    private int ready;
    private boolean started;

    StartupProgress(StackProgress progress, List<String> services) {
        this.progress = progress;
        this.processes = 1 + services.size();
    }

    @Override
    public void starting(String process) {
        started = true;
        progress.bar("starting " + process, (double) ready / processes);
    }

    @Override
    public void ready(String process) {
        ready++;
        if (ready < processes) {
            progress.bar(process + " is up", (double) ready / processes);
        } else if (started) {
            progress.line("the stack is up: Kafka, S3" + (processes == 1 ? "" : ", callback-service, trainer-service"));
        } else {
            progress.clear();
        }
    }
}
