package io.epochal.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.cli.export.OfflineModel;
import io.epochal.cli.export.StoredModel;
import io.epochal.cli.spec.DataOption;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.TrainingStack;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measure a trained model on rows: its loss and metrics, as Keras' evaluate.")
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN[:NAME]", description = "a run, or one of its checkpoints; default: the final one")
    private String model = "";

    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            description =
                    "a path, or an object as in a run spec: '{type: npz, path: data.npz, x: xv, y: yv}'; what it does not"
                            + " say is as in the run")
    private String data = "";

    @Option(names = "--output", defaultValue = "text", description = "text, or json")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        CheckpointReference reference = CheckpointReference.parse("RUN", model);
        Home home = Home.fromLauncher();
        JsonNode metrics;
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            Checkpoints checkpoints = new Checkpoints(opened.store(), reference.run());
            Checkpoints.Named named = reference.find(opened.store());
            StoredModel stored = StoredModel.read(checkpoints, named);
            metrics = OfflineModel.of(home.installation(), home.nativeCache())
                    .evaluate(checkpoints, named, DataOption.parse(data, stored.spec()));
        }
        if (output == OutputFormat.json) {
            System.out.println(metrics);
        } else {
            metrics.fields()
                    .forEachRemaining(one -> System.out.println(one.getKey() + ": "
                            + String.format(Locale.ROOT, "%.4f", one.getValue().asDouble())));
        }
        return ExitCode.OK;
    }
}
