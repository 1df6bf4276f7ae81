package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer that holds state or draws random numbers: killed after any batch and resumed, a run ends with the same bits. */
@Tag("slow")
class ResumedLayersTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> lines() throws IOException {
        return ResumedSpecs.table("layers.yaml").properties().stream()
                .map(line -> Arguments.of(line.getKey(), line.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void endsWithTheSameBitsWhereverItIsKilled(String name, JsonNode line) throws IOException {
        ResumedRun run = new ResumedSpecs(folder).ofLayers(line);
        Map<Integer, ResumedRun.Saved> saved = run.undisturbed();
        ResumedRun.Saved end = at(saved, run.end());

        for (int batches = 1; batches < run.end(); batches += 1 + batches % 2) {
            run.resumed(batches, at(saved, batches)).requireSame(end, name + ", killed after " + batches + " batches");
        }
    }

    /** The test of the test: what a layer draws, and what it has gathered, do matter in these runs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void endsWithOtherBitsWhereTheStepOrAStatisticIsLost(String name, JsonNode line) throws IOException {
        ResumedRun run = new ResumedSpecs(folder).ofLayers(line);
        Map<Integer, ResumedRun.Saved> saved = run.undisturbed();
        ResumedRun.Saved before = at(saved, 4);
        ResumedRun.Saved lost = run.resumed(4, before, 1);

        assertThat(lost.isSame(at(saved, run.end())))
                .as(name + " with the step before")
                .isEqualTo(!line.path("draws").asBoolean());
        if (before.differs(tensor -> tensor.contains("moving_"), at(saved, 0))) {
            ResumedRun.Saved without = before.without(tensor -> tensor.contains("moving_"), at(saved, 0));
            assertThat(run.resumed(4, without).isSame(at(saved, run.end())))
                    .as(name + " without its moving statistics")
                    .isFalse();
        }
    }

    /** A GPU's way, on a CPU: what is random is drawn by PyTorch's generator. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void whereTheDeviceDrawsItEndsWithTheSameBits(String name, JsonNode line) throws IOException {
        ResumedRun run = new ResumedSpecs(folder, Execution.QUEUED).ofLayers(line);
        Map<Integer, ResumedRun.Saved> saved = run.undisturbed();
        ResumedRun.Saved end = at(saved, run.end());

        for (int batches : new int[] {1, 4, 7}) {
            run.resumed(batches, at(saved, batches)).requireSame(end, name + ", killed after " + batches + " batches");
        }
        if (line.path("draws").asBoolean()) {
            assertThat(run.resumed(4, at(saved, 4), 1).isSame(end))
                    .as(name + " with the step before")
                    .isFalse();
        } else {
            ResumedRun immediate = new ResumedSpecs(folder, Execution.IMMEDIATE).ofLayers(line);
            at(immediate.undisturbed(), run.end()).requireSame(end, name + ", where nothing is random");
        }
    }

    private static ResumedRun.Saved at(Map<Integer, ResumedRun.Saved> saved, int batches) {
        return Objects.requireNonNull(saved.get(batches));
    }
}
