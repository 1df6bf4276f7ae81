package io.epochal.cli;

import io.epochal.stack.LocalStack;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Say what runs where; exit code 3 if nothing is up.")
final class StatusCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        return print(Home.fromLauncher());
    }

    static int print(Home home) throws IOException {
        Optional<LocalStack> running = home.running();
        if (running.isEmpty()) {
            System.out.println("no stack is up on " + home.folder());
            return ExitCode.DOWN;
        }
        System.out.printf(Locale.ROOT, "%-18s %s%n", "Kafka", running.get().endpoints().kafka());
        System.out.printf(Locale.ROOT, "%-18s %s%n", "S3", running.get().endpoints().s3());
        for (ServiceProcess process : running.get().processes()) {
            System.out.printf(Locale.ROOT, "%-18s pid %d, log %s%n", process.name(), process.pid(), process.log());
        }
        System.out.printf(Locale.ROOT, "%-18s %s%n", "data", home.folder());
        return ExitCode.OK;
    }
}
