package io.epochal.cli;

import io.epochal.cli.command.ControlCommands;
import io.epochal.cli.command.DownCommand;
import io.epochal.cli.command.EventsCommand;
import io.epochal.cli.command.ExitCode;
import io.epochal.cli.command.ReplayCommand;
import io.epochal.cli.command.RunsCommand;
import io.epochal.cli.command.StatusCommand;
import io.epochal.cli.command.TrainCommand;
import io.epochal.cli.command.UpCommand;
import io.epochal.cli.command.WatchCommand;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.Printable;
import io.epochal.protocol.SpecException;
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
        System.exit(execute(command(), arguments));
    }

    /** The command; what it fails with is said in a line, and by its exit code. */
    static CommandLine command() {
        CommandLine command = new CommandLine(new Epochal());
        command.setExecutionExceptionHandler((failure, line, result) -> {
            boolean meantWrong = failure instanceof UsageException || failure instanceof SpecException;
            say((meantWrong ? "" : "epochal: ") + reason(failure));
            return meantWrong ? ExitCode.USAGE : ExitCode.FAILED;
        });
        return command;
    }

    private static int execute(CommandLine command, String... arguments) {
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            say("epochal: there is more than this command can hold in memory: " + e);
            return ExitCode.FAILED;
        } catch (LinkageError e) {
            say("epochal: this installation is not whole, or a plug-in is of another version: " + e);
            return ExitCode.FAILED;
        }
    }

    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** Line by line; what a line holds moves no cursor. */
    private static void say(String message) {
        message.lines().map(Printable::of).forEach(System.err::println);
    }
}
