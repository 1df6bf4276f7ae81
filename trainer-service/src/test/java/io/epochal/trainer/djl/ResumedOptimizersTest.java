package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.optimizer.OptimizerReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer, with all that makes it remember more: killed after any batch and resumed, a run ends with the same bits. */
@Tag("slow")
class ResumedOptimizersTest {
    @TempDir
    private Path folder;

    static Stream<JsonNode> lines() throws IOException {
        return StreamSupport.stream(ResumedSpecs.table("optimizers.yaml").spliterator(), false);
    }

    @Test
    void areAll() throws IOException {
        assertThat(lines().map(line -> line.get("type").asText()).distinct())
                .containsExactlyInAnyOrderElementsOf(OptimizerReader.types());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void endsWithTheSameBitsWhereverItIsKilled(JsonNode optimizer) throws IOException {
        ResumedRun run = new ResumedSpecs(folder).ofOptimizer(optimizer);
        Map<Integer, ResumedRun.Saved> saved = run.undisturbed();

        for (int batches = 1; batches < run.end(); batches++) {
            run.resumed(batches, at(saved, batches))
                    .requireSame(at(saved, run.end()), "killed after " + batches + " batches");
        }
    }

    /** The test of the test: a checkpoint that lacks any one of the tensors that an optimizer has for the first kernel ends otherwise. */
    @ParameterizedTest
    @MethodSource("lines")
    void endsWithOtherBitsWhereATensorOfTheOptimizerIsLost(JsonNode optimizer) throws IOException {
        ResumedRun run = new ResumedSpecs(folder).ofOptimizer(optimizer);
        Map<Integer, ResumedRun.Saved> saved = run.undisturbed();
        ResumedRun.Saved before = at(saved, 4);
        List<String> unseen = new ArrayList<>();
        for (String slot : before.slots()) {
            boolean counts = !slot.contains("/bias") && !slot.contains("/dense/") && !slot.contains("batch_");
            if (counts && before.differs(slot::equals, at(saved, 0))) {
                ResumedRun.Saved without = before.without(slot::equals, at(saved, 0));
                if (run.resumed(4, without).isSame(at(saved, run.end()))) {
                    unseen.add(slot);
                }
            }
        }

        assertThat(unseen).isEmpty();
    }

    private static ResumedRun.Saved at(Map<Integer, ResumedRun.Saved> saved, int batches) {
        return Objects.requireNonNull(saved.get(batches));
    }
}
