package io.epochal.cli.command;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.cli.spec.CallbacksFile;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.protocol.Command;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that control a run that is being trained. */
public final class ControlCommands {
    private ControlCommands() {}

    @CommandLine.Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "End a run after this batch as at its last epoch: validation, best weights, test.")
    public static final class Stop implements Callable<Integer> {
        @Mixin
        private RunControl run = new RunControl();

        @Override
        public Integer call() throws Exception {
            return run.send(new Command.StopTraining("stopped by hand"));
        }
    }

    @CommandLine.Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Save a checkpoint and end a run at this batch.")
    public static final class Cancel implements Callable<Integer> {
        @Mixin
        private RunControl run = new RunControl();

        @Override
        public Integer call() throws Exception {
            return run.send(new Command.CancelRun("cancelled by hand"));
        }
    }

    @CommandLine.Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Train no further batch until the run is resumed.")
    public static final class Pause implements Callable<Integer> {
        @Mixin
        private RunControl run = new RunControl();

        @Override
        public Integer call() throws Exception {
            return run.send(new Command.PauseTraining());
        }
    }

    @CommandLine.Command(name = "resume", mixinStandardHelpOptions = true, description = "Resume a paused run.")
    public static final class Resume implements Callable<Integer> {
        @Mixin
        private RunControl run = new RunControl();

        @Override
        public Integer call() throws Exception {
            return run.send(new Command.ResumeTraining());
        }
    }

    @CommandLine.Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Change a setting of a run that is being trained.")
    public static final class Set implements Callable<Integer> {
        private static final String RATE = "learning_rate=";
        private static final String CALLBACKS = "callbacks=";

        @Mixin
        private RunControl run = new RunControl();

        @Parameters(
                index = "1",
                paramLabel = "learning_rate=VALUE|callbacks=FILE",
                description =
                        "the rate from the next batch on, or a callbacks list in YAML; a callback keeps the state of the one"
                                + " of its type")
        private String setting = "";

        @Override
        public Integer call() throws Exception {
            if (setting.startsWith(CALLBACKS)) {
                Path file = Path.of(setting.substring(CALLBACKS.length()));
                CallbackProviders plugins = Home.fromLauncher().plugins();
                return run.send(facts -> new Command.ReplaceCallbacks(
                        CallbacksFile.read(file, facts.params(), facts.trainer(), plugins)));
            }
            if (!setting.startsWith(RATE)) {
                throw invalid();
            }
            try {
                return run.send(new Command.SetLearningRate(Double.parseDouble(setting.substring(RATE.length()))));
            } catch (NumberFormatException e) {
                throw invalid();
            }
        }

        private UsageException invalid() {
            return new UsageException(
                    setting + ": must be learning_rate=VALUE, such as learning_rate=0.0005, or callbacks=FILE");
        }
    }
}
