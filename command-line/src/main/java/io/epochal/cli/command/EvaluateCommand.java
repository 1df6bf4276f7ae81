package io.epochal.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.offline.OfflineModel;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measure a trained model on rows: its loss and metrics, as Keras' evaluate.")
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private ModelOption model = new ModelOption();

    @Option(names = "--output", defaultValue = "text", description = "text, or json")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        JsonNode metrics = model.use(OfflineModel::evaluate);
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
