package io.epochal.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command's entrance. */
@Command(
        name = "epochal",
        mixinStandardHelpOptions = true,
        version = "epochal 0.1.0",
        description = "Keras callbacks as an event-driven service.",
        subcommands = {
            TrainCommand.class,
            EventsCommand.class,
            ReplayCommand.class,
            RunsCommand.class,
            WatchCommand.class,
            ControlCommands.Stop.class,
            ControlCommands.Cancel.class,
            ControlCommands.Pause.class,
            ControlCommands.Resume.class,
            ControlCommands.Set.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class
        })
public final class Epochal {
    /** Held, so that the level is not forgotten with the logger. */
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    private Epochal() {}

    public static void main(String[] arguments) {
        // The clients' own words are for nobody here; what matters is said by the command.
        CLIENTS.setLevel(Level.SEVERE);
        CommandLine command = new CommandLine(new Epochal());
        command.setExecutionExceptionHandler((failure, line, result) -> {
            if (failure instanceof Refused refused) {
                System.err.println(refused.getMessage());
                return ExitCode.USAGE;
            }
            System.err.println("epochal: " + failure.getMessage());
            return ExitCode.FAILED;
        });
        System.exit(command.execute(arguments));
    }
}
