package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochal.callback.Specs;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.Layer;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorBoardRecorderTest {
    private static final String RUN = "run";
    private static final RunSpec SPEC = new RunSpec(
            "test",
            new RunSpec.Data("mnist", List.of(0.0, 1.0), null),
            new RunSpec.Model(
                    "sequential", List.of(new Layer.Flatten("flatten"), new Layer.Dense("dense", 10, "softmax"))),
            new RunSpec.Optimizer("adam", 0.001, 0.9, 0.999, 1e-7),
            "sparse_categorical_crossentropy",
            List.of("accuracy"),
            128,
            2,
            0.2,
            true,
            7,
            List.of(
                    Map.of("type", "EarlyStopping"),
                    Map.of("type", "TensorBoard", "histogram_freq", 1, "write_images", true)),
            Semantics.KERAS_3_15);

    private static final String PNG = "iVBORw0KGgo=";

    private static final String READ =
            """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            from tensorboard.plugins.hparams import plugin_data_pb2
            from tensorboard.util import tensor_util
            for part in ('train', 'validation'):
                events = EventAccumulator(sys.argv[1] + '/run/logs/' + part, size_guidance={'tensors': 0})
                events.Reload()
                for tag in sorted(events.Tags()['tensors']):
                    plugin = events.SummaryMetadata(tag).plugin_data.plugin_name
                    for one in events.Tensors(tag):
                        shape = list(tensor_util.make_ndarray(one.tensor_proto).shape)
                        print(part, tag, plugin, one.step, shape)
                    if plugin == 'hparams':
                        content = events.SummaryMetadata(tag).plugin_data.content
                        start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
                        for name in sorted(start.hparams):
                            print('hparam', name, start.hparams[name].WhichOneof('kind'))
            """;

    @TempDir
    private Path root;

    @Test
    void writesOneFileEachForTrainingAndValidation() throws IOException {
        record(root, events());

        assertThat(files(root, "train")).hasSize(1);
        assertThat(files(root, "validation")).hasSize(1);
    }

    @Test
    void framesRecordsAsTensorFlowDoes() throws IOException {
        record(root, events());

        List<String> train = payloads(files(root, "train").get(0));
        assertThat(train.get(0)).contains("brain.Event:2");
        assertThat(train.get(1)).contains("_hparams_/session_start_info", "TensorBoard.histogram_freq");
        assertThat(train.get(2)).contains("graph_keras_model");
        assertThat(train).filteredOn(one -> one.contains("epoch_loss")).hasSize(2);
        assertThat(train).filteredOn(one -> one.contains("epoch_learning_rate")).hasSize(2);
        assertThat(train)
                .filteredOn(one -> one.contains("sequential/dense/bias/histogram"))
                .hasSize(2);
        List<String> validation = payloads(files(root, "validation").get(0));
        assertThat(validation.get(1)).contains("evaluation_loss_vs_iterations");
        assertThat(validation.get(2)).contains("epoch_loss");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aRestartAtAnyEventLosesAndDoublesNothing(int cut) throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path restarted = root.resolve("restarted");
        record(undisturbed, events());

        record(restarted, events().subList(0, cut));
        append(files(restarted, "train").get(0), "half a record");
        // Redelivered from one event before the crash on.
        record(restarted, events().subList(cut - 1, events().size()));

        assertEqualFiles(restarted, undisturbed);
    }

    /** The run is killed after an event and goes on from the end of its first epoch, or its second. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "5, 1", "5, 5", "6, 5", "8, 5"})
    void aResumedRunLooksAsIfNothingHadHappened(int killedAfter, int from) throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path resumed = root.resolve("resumed");
        record(undisturbed, events());

        List<TrainingEvent> second = new ArrayList<>();
        second.add(new TrainingEvent.RunResumed(RUN, 2, 0, at(20), SPEC, 0, 375, 375, 1, from, "key", 375, 2, "cpu"));
        second.addAll(events(2, 1 - from).subList(from, events().size()));
        record(resumed, events().subList(0, killedAfter + 1));
        // Another recorder takes over here.
        record(resumed, second);

        assertEqualFiles(resumed, undisturbed);
    }

    @Test
    void aRestartAfterAResumeGoesOnInTheSameFiles() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path restarted = root.resolve("restarted");
        record(undisturbed, events());
        List<TrainingEvent> second = events(2, 0).subList(1, events().size());
        record(restarted, events().subList(0, 3));
        record(
                restarted,
                List.of(new TrainingEvent.RunResumed(
                        RUN, 2, 0, at(20), SPEC, 0, 375, 375, 1, 1, "key", 375, 2, "cpu")));
        record(restarted, second.subList(0, 2));
        record(restarted, second.subList(2, second.size()));

        assertEqualFiles(restarted, undisturbed);
    }

    /** The recorder is killed when only some bytes of what an event brings are in the file. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1})
    void aRecordThatWasTornIsWrittenAgainWhole(double part) throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path torn = root.resolve("torn");
        record(undisturbed, events());
        record(torn, events().subList(0, 4));
        byte[] whole = Files.readAllBytes(files(undisturbed, "train").get(0));
        Path file = files(torn, "train").get(0);
        int confirmed = (int) Files.size(file);
        int until = confirmed + (int) Math.round(part * (whole.length - confirmed));
        Files.write(file, Arrays.copyOf(whole, until));

        record(torn, events().subList(4, events().size()));

        assertEqualFiles(torn, undisturbed);
        assertThat(payloads(file)).doesNotHaveDuplicates();
    }

    @Test
    void writesTheBatchesThatItsUpdateFreqAsksFor() throws IOException {
        RunSpec spec = Specs.with(
                SPEC.metrics(),
                List.of(Map.of("type", "TensorBoard", "update_freq", 4, "write_steps_per_second", true)));
        List<TrainingEvent> events = new ArrayList<>();
        events.add(new TrainingEvent.RunStarted(
                RUN, 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks()));
        for (int step = 2; step <= 8; step += 2) {
            Metrics metrics = Metrics.NONE.with("loss", step);
            events.add(new TrainingEvent.BatchRecorded(RUN, 1, step, Instant.EPOCH, 0, step - 1, step, metrics, 0.5));
        }
        record(root, events);

        assertThat(payloads(files(root, "train").get(0)))
                .filteredOn(one -> one.contains("batch_loss"))
                .hasSize(2);
        assertThat(payloads(files(root, "train").get(0)))
                .filteredOn(one -> one.contains("batch_steps_per_second"))
                .hasSize(2);
    }

    @Test
    void writesNothingForARunWithoutTensorBoard() throws IOException {
        RunSpec without = Specs.with(SPEC.metrics(), List.of());
        record(
                root,
                List.of(new TrainingEvent.RunStarted(
                        RUN, 1, 0, Instant.EPOCH, without, List.of(28, 28, 1), 1, 1, "cpu", List.of())));

        assertThat(root.resolve(RUN)).doesNotExist();
    }

    @Test
    void theRealTensorBoardReadsTheFiles() throws Exception {
        assumeThat(run("import tensorboard"))
                .as("skipped: the python package tensorboard is not installed")
                .isEqualTo("");
        record(root, events());

        String read = run(READ);

        assertThat(read.lines())
                .contains(
                        "train epoch_loss scalars 0 []",
                        "train epoch_loss scalars 1 []",
                        "train epoch_learning_rate scalars 1 []",
                        "train keras graph_keras_model 0 []",
                        "hparam batch_size number_value",
                        "hparam optimizer string_value",
                        "hparam TensorBoard.histogram_freq number_value",
                        "train sequential/dense/bias/histogram histograms 1 [2, 3]",
                        "train sequential/dense/bias/image images 1 [3]",
                        "validation epoch_loss scalars 1 []",
                        "validation evaluation_loss_vs_iterations scalars 375 []",
                        "validation evaluation_loss_vs_iterations scalars 750 []");
    }

    @Test
    void theRealTensorBoardReadsAFileThatEndsInHalfARecord() throws Exception {
        assumeThat(run("import tensorboard"))
                .as("skipped: the python package tensorboard is not installed")
                .isEqualTo("");
        record(root, events().subList(0, 5));
        String whole = run(READ);
        Path train = files(root, "train").get(0);
        record(root, events().subList(5, 9));
        Files.write(train, Arrays.copyOf(Files.readAllBytes(train), (int) Files.size(train) - 3));

        assertThat(whole).contains("train epoch_loss scalars 0 []");
        assertThat(run(READ)).isNotEqualTo("failed").contains("train epoch_loss scalars 0 []");
    }

    private String run(String script) throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", script, root.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return "no python3";
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return python.waitFor() == 0 ? output : "failed";
    }

    private static List<TrainingEvent> events() {
        return events(1, 0);
    }

    /** @param shift of the numbers, for another attempt */
    private static List<TrainingEvent> events(int attempt, int shift) {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(new TrainingEvent.RunStarted(
                RUN, attempt, shift, at(0), SPEC, List.of(28, 28, 1), 375, 2, "cpu", SPEC.callbacks()));
        for (int epoch = 0; epoch < 2; epoch++) {
            long step = 375L * (epoch + 1);
            long sequence = 1 + 4L * epoch;
            Metrics metrics = Metrics.of(Map.of("loss", 0.5 / (epoch + 1), "val_loss", 0.4 / (epoch + 1)));
            events.add(new TrainingEvent.EpochEnded(
                    RUN,
                    attempt,
                    sequence + shift,
                    at(sequence),
                    SPEC,
                    epoch,
                    step,
                    metrics,
                    0.001,
                    5,
                    epoch == 1,
                    List.of()));
            events.add(new TrainingEvent.WeightsSummarized(
                    RUN,
                    attempt,
                    sequence + 1 + shift,
                    at(sequence + 1),
                    epoch,
                    step,
                    List.of(new Histogram(
                            "sequential/dense/bias",
                            List.of(new Histogram.Bucket(-1, 0, 4), new Histogram.Bucket(0, 1, 6))))));
            events.add(new TrainingEvent.WeightsDrawn(
                    RUN,
                    attempt,
                    sequence + 2 + shift,
                    at(sequence + 2),
                    epoch,
                    step,
                    "sequential/dense/bias",
                    1,
                    2,
                    List.of(PNG)));
            events.add(new TrainingEvent.VerdictApplied(
                    RUN,
                    attempt,
                    sequence + 3 + shift,
                    at(sequence + 3),
                    sequence + shift,
                    epoch,
                    step,
                    List.of(),
                    List.of(),
                    List.of(new Verdict.Recording(1, metrics.with("learning_rate", 0.001))),
                    0.001));
        }
        events.add(new TrainingEvent.RunEnded(
                RUN,
                attempt,
                9 + shift,
                at(9),
                RunStatus.COMPLETED,
                "",
                2,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.001,
                null));
        return events;
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(1_800_000_000L + second);
    }

    private static void record(Path root, List<TrainingEvent> events) throws IOException {
        TensorBoardRecorder recorder = new TensorBoardRecorder(root);
        for (TrainingEvent event : events) {
            recorder.record(event);
        }
    }

    private static void assertEqualFiles(Path root, Path expected) throws IOException {
        for (String folder : List.of("train", "validation")) {
            assertThat(files(root, folder)).singleElement().satisfies(file -> assertThat(file)
                    .hasFileName(files(expected, folder).get(0).getFileName().toString())
                    .hasSameBinaryContentAs(files(expected, folder).get(0)));
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, java.nio.file.StandardOpenOption.APPEND);
    }

    private static List<Path> files(Path root, String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(RUN).resolve("logs").resolve(folder))) {
            return files.toList();
        }
    }

    private static List<String> payloads(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> payloads = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(RecordFile.maskedCrc(length, 0, 8));
            byte[] payload = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(payload);
            assertThat(bytes.getInt()).isEqualTo(RecordFile.maskedCrc(payload, 0, payload.length));
            payloads.add(new String(payload, StandardCharsets.ISO_8859_1));
        }
        return payloads;
    }
}
