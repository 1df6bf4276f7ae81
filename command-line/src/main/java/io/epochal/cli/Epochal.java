package io.epochal.cli;

import io.epochal.cli.command.ConformanceCommand;
import io.epochal.cli.command.ControlCommands;
import io.epochal.cli.command.DownCommand;
import io.epochal.cli.command.EvaluateCommand;
import io.epochal.cli.command.EventsCommand;
import io.epochal.cli.command.ExitCode;
import io.epochal.cli.command.PageCommand;
import io.epochal.cli.command.PredictCommand;
import io.epochal.cli.command.ReplayCommand;
import io.epochal.cli.command.RunsCommand;
import io.epochal.cli.command.StatusCommand;
import io.epochal.cli.command.TokensCommand;
import io.epochal.cli.command.TrainCommand;
import io.epochal.cli.command.UpCommand;
import io.epochal.cli.command.WatchCommand;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class: the {@code epochal} command and its subcommands. */
@Command(
        name = "epochal",
        mixinStandardHelpOptions = true,
        version = "epochal 0.1.0",
        description = "Keras callbacks as an event-driven service.",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            EventsCommand.class,
            ReplayCommand.class,
            ConformanceCommand.class,
            RunsCommand.class,
            WatchCommand.class,
            ControlCommands.Stop.class,
            ControlCommands.Cancel.class,
            ControlCommands.Pause.class,
            ControlCommands.Resume.class,
            ControlCommands.Set.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            PageCommand.class,
            TokensCommand.class
        })
public final class Epochal {
    /** A strong reference: a logger that is garbage-collected loses its level. */
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    private static final Logger HDF5 = Logger.getLogger("io.jhdf");

    private Epochal() {}

    public static void main(String[] arguments) {
        // The command itself reports what matters to the user.
        CLIENTS.setLevel(Level.SEVERE);
        HDF5.setLevel(Level.SEVERE);
        System.exit(execute(command(), arguments));
    }

    /** The command line. A failure is printed in a line, and returned as an exit code. */
    public static CommandLine command() {
        CommandLine command = new CommandLine(new Epochal());
        command.setExecutionExceptionHandler((failure, line, result) -> {
            boolean invalid = failure instanceof UsageException || failure instanceof SpecException;
            print((invalid ? "" : "epochal: ") + reason(failure));
            return invalid ? ExitCode.USAGE : ExitCode.FAILED;
        });
        return command;
    }

    private static int execute(CommandLine command, String... arguments) {
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            print("epochal: this needs more memory than the command has: " + e);
            return ExitCode.FAILED;
        } catch (LinkageError e) {
            print("epochal: the installation is incomplete, or a plug-in was built for another version: " + e);
            return ExitCode.FAILED;
        }
    }

    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** Line by line; control characters are escaped. */
    private static void print(String message) {
        message.lines().map(Printable::of).forEach(System.err::println);
    }
}
