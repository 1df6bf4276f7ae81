package io.epochal.cli.command;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.InputSource;
import io.epochal.checkpoint.Inputs;
import io.epochal.cli.offline.OfflineModel;
import io.epochal.cli.spec.DataOption;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.disk.Directories;
import io.epochal.export.StoredState;
import io.epochal.protocol.data.DataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A trained model and rows to use it on. A mixin of the commands that do so. */
final class ModelOption {
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

    /** What is done with the model. */
    interface Use<T> {
        T of(OfflineModel engine, Checkpoints checkpoints, Checkpoints.Named named, StoredState state, DataSource rows)
                throws Exception;
    }

    <T> T use(Use<T> what) throws Exception {
        CheckpointReference reference = CheckpointReference.parse("RUN", model);
        Home home = Home.fromLauncher();
        Screen screen = Screen.open(true);
        try (TrainingStack opened = stack.read(screen)) {
            Checkpoints checkpoints = new Checkpoints(opened.store(), reference.run());
            Checkpoints.Named named = StoredCheckpoint.find(opened, reference);
            StoredState state = StoredState.read(checkpoints, named.checkpoint());
            InputSource inputs = new InputSource(new Inputs(opened.store()), opened.sources());
            OfflineModel engine = OfflineModel.of(inputs, home.installation(), home.pluginPath(), home.nativeCache());
            Path scratch = Files.createTempDirectory("epochal-data-");
            try {
                DataSource rows = DataOption.parse(data, state.spec(), scratch, opened::sources, screen);
                return what.of(engine, checkpoints, named, state, rows);
            } finally {
                Directories.delete(scratch);
            }
        }
    }
}
