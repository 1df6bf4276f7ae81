package io.epochal.cli.command;

import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.ServiceAccess;
import io.epochal.stack.Endpoints;
import io.epochal.stack.LocalStack;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.StackReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Print which processes of the local stack run, and where; exit code 1 if one is dead, 3 if no stack is up.")
public final class StatusCommand implements Callable<Integer> {
    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object on one line")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        return print(Home.fromLauncher(), output);
    }

    /** Returns the exit code. */
    static int print(Home home, OutputFormat output) throws IOException {
        StackReport report = LocalStack.report(home.folder());
        if (output == OutputFormat.text) {
            return print(home, report);
        }
        System.out.println(StatusJson.of(report, home.folder()));
        if (!report.anyAlive() && report.strays().isEmpty()) {
            return ExitCode.DOWN;
        }
        return report.isUp() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static int print(Home home, StackReport report) throws IOException {
        Endpoints endpoints = report.endpoints();
        if (!report.anyAlive() && report.strays().isEmpty()) {
            System.out.println("no stack is up on " + home.folder()
                    + (report.shouldBeUp() ? "; its processes are dead, and ./epochal up restarts them" : ""));
            return ExitCode.DOWN;
        }
        if (endpoints != null) {
            row(
                    "Kafka",
                    endpoints.kafka()
                            + (endpoints.kafkaPassword() == null ? ", open to everybody on this machine" : ""));
            row("its clients need", LocalStack.kafkaProperties(home.folder()).toString());
            row("S3", endpoints.s3());
        }
        if (report.url() != null) {
            row("REST", report.url());
            row("page", page(home, report.url()));
        }
        report.processes().forEach(StatusCommand::process);
        row("data", home.folder().toString());
        return advice(report);
    }

    /** As Jupyter does: who may read the token's file may sign in by this link. */
    private static String page(Home home, String url) throws IOException {
        return new ServiceAccess(url, LocalStack.token(home.folder())).page().orElse(url + "/");
    }

    private static int advice(StackReport report) {
        if (!report.shouldBeUp()) {
            System.out.println("this stack should not be up: it is just going down, or these processes are left over;"
                    + " ./epochal down stops them");
        } else if (!report.dead().isEmpty()) {
            System.out.println(String.join(", ", report.dead())
                    + ": dead; ./epochal up restarts it, and so does a command that follows a run (train, watch)");
        }
        if (!report.strays().isEmpty()) {
            System.out.println("left over from another stack: "
                    + report.strays().stream().map(pid -> "pid " + pid).collect(Collectors.joining(", "))
                    + "; ./epochal down stops them");
        }
        return report.isUp() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void process(ServiceProcess process) {
        row(process.name(), (process.alive() ? "pid " : "dead, was pid ") + process.pid() + ", log " + process.log());
    }

    private static void row(String name, String value) {
        System.out.println(name + " ".repeat(Math.max(1, 19 - name.length())) + value);
    }
}
