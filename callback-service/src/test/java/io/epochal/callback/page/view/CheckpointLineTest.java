package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointLineTest {
    private static final RunPlaces PLACES = new RunPlaces("models", Optional.empty());

    private final RunDetails run = new RunDetails("mnist-1", true);

    @BeforeEach
    void begin() {
        var spec = Specs.with(List.of(), List.of());
        run.add(new RunRequested("mnist-1", Instant.EPOCH, spec));
        run.add(new RunStarted(
                "mnist-1", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks()));
    }

    private void saved(long sequence, String key, String... names) {
        run.add(new CheckpointSaved("mnist-1", 1, sequence, Instant.EPOCH, 0, 1, key, List.of(names), 2048));
    }

    @Test
    void aNameIsThatOfItsNewestCheckpoint() {
        saved(1, "runs/mnist-1/checkpoints/a", "best");
        saved(2, "runs/mnist-1/checkpoints/b", "best", "epoch-2");
        saved(3, "runs/mnist-1/checkpoints/c");

        List<CheckpointLine> lines = CheckpointLine.of(run, "epoch", PLACES);

        assertThat(lines)
                .extracting(CheckpointLine::uri)
                .containsExactly("s3://models/runs/mnist-1/checkpoints/b", "s3://models/runs/mnist-1/checkpoints/a");
        assertThat(lines.get(0).exports())
                .extracting(CheckpointLine.Export::command)
                .containsExactly(
                        "./epochal runs export mnist-1 --checkpoint best --to best.keras",
                        "./epochal runs export mnist-1 --checkpoint epoch-2 --to epoch-2.keras");
        assertThat(lines.get(1).exports()).isEmpty();
    }

    @Test
    void aNameIsOneWordForAShellAndItsFileIsHere() {
        saved(1, "a", "it's; rm -r ~");
        saved(2, "b", "deep/best.keras");

        List<CheckpointLine> lines = CheckpointLine.of(run, "epoch", PLACES);

        assertThat(lines.get(0).exports())
                .extracting(CheckpointLine.Export::command)
                .containsExactly("./epochal runs export mnist-1 --checkpoint deep/best.keras --to deep-best.keras");
        assertThat(lines.get(1).exports())
                .extracting(CheckpointLine.Export::command)
                .containsExactly("./epochal runs export mnist-1 --checkpoint 'it'\\''s; rm -r ~'"
                        + " --to 'it'\\''s; rm -r ~.keras'");
    }

    @Test
    void tensorBoardShowsTheRunAlone() {
        assertThat(new RunPlaces("models", Optional.of("http://localhost:6006/")).tensorBoard("mnist-1"))
                .isEqualTo("http://localhost:6006/?runFilter=mnist-1#timeseries");
        assertThat(PLACES.tensorBoard("mnist-1")).isEmpty();
    }
}
