package io.epochal.cli.command;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.cli.export.OfflineModel;
import io.epochal.cli.export.StoredModel;
import io.epochal.cli.spec.DataOption;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.TrainingStack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Write what a trained model predicts for rows, as Keras' predict.")
public final class PredictCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN[:NAME]", description = "a run, or one of its checkpoints; default: the final one")
    private String model = "";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            description =
                    "a path, or an object as in a run spec: '{path: new.csv}'; what it does not say is as in the run")
    private String data = "";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "a file whose name ends in .csv or .npz")
    private Path to = Path.of("");

    @Override
    public Integer call() throws Exception {
        CheckpointReference reference = CheckpointReference.parse("RUN", model);
        if (!to.toString().endsWith(".npz") && !to.toString().endsWith(".csv")) {
            throw new UsageException("--to " + to + ": must end in .csv or .npz");
        }
        Home home = Home.fromLauncher();
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            Checkpoints checkpoints = new Checkpoints(opened.store(), reference.run());
            Checkpoints.Named named = reference.find(opened.store());
            StoredModel stored = StoredModel.read(checkpoints, named);
            OfflineModel.of(home.installation(), home.nativeCache())
                    .predict(checkpoints, named, DataOption.parse(data, stored.spec()), to);
        }
        System.out.println(to);
        return ExitCode.OK;
    }
}
