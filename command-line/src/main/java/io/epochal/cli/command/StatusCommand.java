package io.epochal.cli.command;

import io.epochal.cli.stack.Home;
import io.epochal.stack.Endpoints;
import io.epochal.stack.LocalStack;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.StackReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Say what runs where; exit code 1 if something of it is dead, 3 if nothing is up.")
public final class StatusCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        return print(Home.fromLauncher());
    }

    static int print(Home home) throws IOException {
        StackReport report = LocalStack.report(home.folder());
        Endpoints endpoints = report.endpoints();
        if (!report.anyAlive() && report.strays().isEmpty()) {
            System.out.println("no stack is up on " + home.folder()
                    + (report.meantUp() ? "; one was, and ./epochal up starts it again" : ""));
            return ExitCode.DOWN;
        }
        if (endpoints != null) {
            row("Kafka", endpoints.kafka());
            row("S3", endpoints.s3());
        }
        report.processes().forEach(StatusCommand::process);
        row("data", home.folder().toString());
        return advice(report);
    }

    private static int advice(StackReport report) {
        if (!report.meantUp()) {
            System.out.println("it is not meant to be up: it is going down at this moment, or it was left behind;"
                    + " ./epochal down ends what is left");
        } else if (!report.dead().isEmpty()) {
            System.out.println(String.join(", ", report.dead())
                    + ": dead; whoever follows a run (train, watch) starts it again, and so does ./epochal up");
        }
        if (!report.strays().isEmpty()) {
            System.out.println("left behind by another stack: "
                    + report.strays().stream().map(pid -> "pid " + pid).collect(Collectors.joining(", "))
                    + "; ./epochal down ends them");
        }
        boolean well =
                report.meantUp() && report.dead().isEmpty() && report.strays().isEmpty();
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void process(ServiceProcess process) {
        row(process.name(), (process.alive() ? "pid " : "dead, was pid ") + process.pid() + ", log " + process.log());
    }

    private static void row(String name, String value) {
        System.out.println(name + " ".repeat(Math.max(1, 19 - name.length())) + value);
    }
}
