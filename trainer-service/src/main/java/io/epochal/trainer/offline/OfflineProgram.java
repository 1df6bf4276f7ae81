package io.epochal.trainer.offline;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.SpecException;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.djl.DjlModel;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Reads one {@link OfflineRequest} from standard input; prints metrics as JSON, or writes predictions. */
public final class OfflineProgram {
    private OfflineProgram() {}

    public static void main(String[] arguments) {
        try {
            run(Wire.JSON.readValue(System.in, OfflineRequest.class));
        } catch (IOException | SpecException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(OfflineRequest request) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        DataSettings settings = DataSettings.of(
                        Path.of(System.getProperty("epochal.datasets", "datasets")), Path.of(request.cache()), threads)
                .with(TrainerPlugins.load(Path.of(System.getProperty("epochal.plugins", "plugins"))));
        Preprocessing fitted = Objects.requireNonNullElse(request.preprocessing(), Preprocessing.NONE);
        // For predictions no targets are read: there may be none. JSON cannot say so, since a target has a default.
        DataSource data = request.predictions() == null
                ? request.spec().data()
                : request.spec().data().withoutTarget();
        try (DatasetRows rows = new DataReader(request::locate, settings)
                        .open(data, 0, request.spec().seed(), fitted);
                InputStream weights = Files.newInputStream(Path.of(request.weights()));
                DjlModel model = DjlModel.open(
                        request.spec(),
                        rows.train(),
                        weights,
                        new Backbones(settings.plugins(), request::locate),
                        threads)) {
            if (request.predictions() == null) {
                Metrics metrics = model.evaluate(rows.train());
                System.out.println(Wire.JSON.writeValueAsString(metrics));
            } else {
                try (PredictionFile out = PredictionFile.create(
                        Path.of(request.predictions()), rows.train().count(), model.output())) {
                    model.predict(rows.train(), out::append);
                }
            }
        }
    }
}
