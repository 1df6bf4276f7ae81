package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Write what a trained model predicts for rows, as Keras' predict.")
public final class PredictCommand implements Callable<Integer> {
    @Mixin
    private ModelOption model = new ModelOption();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "a file whose name ends in .csv or .npz")
    private Path to = Path.of("");

    @Override
    public Integer call() throws Exception {
        if (!to.toString().endsWith(".npz") && !to.toString().endsWith(".csv")) {
            throw new UsageException("--to " + to + ": must end in .csv or .npz");
        }
        Path written = model.use((engine, checkpoints, named, state, rows) -> {
            engine.predict(checkpoints, named, state, rows, to);
            return to;
        });
        System.out.println(written);
        return ExitCode.OK;
    }
}
