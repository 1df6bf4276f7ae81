package io.epochal.callback.recording.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.epochal.callback.Specs;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class TensorBoardRecorderTest {
    private static final RecordingFailures FAILURES = failure -> fail(failure.toString());
    private static final String RUN = "run";
    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "name",
            "test",
            "data",
            Map.of("dataset", "mnist", "scale", List.of(0, 1)),
            "model",
            Map.of(
                    "layers",
                    List.of(Map.of("type", "Flatten"), Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
            "metrics",
            List.of("accuracy"),
            "batch_size",
            128,
            "epochs",
            2,
            "validation_split",
            0.2,
            "seed",
            7,
            "callbacks",
            List.of(
                    Map.of("type", "EarlyStopping"),
                    Map.of("type", "TensorBoard", "histogram_freq", 1, "write_images", true))));

    private static final String PNG = "iVBORw0KGgo=";

    private static final String READ =
            """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            from tensorboard.plugins.hparams import plugin_data_pb2
            from tensorboard.util import tensor_util
            for part in ('', 'train', 'validation'):
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

    /** Asks the backend of TensorBoard's hparams page what its table has, as its HTTP handler does. */
    private static final String HPARAMS_PAGE =
            """
            import sys
            from tensorboard import context
            from tensorboard.backend.event_processing import data_ingester, data_provider, plugin_event_multiplexer
            from tensorboard.plugins import base_plugin
            from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups
            runs = plugin_event_multiplexer.EventMultiplexer()
            runs.AddRunsFromDirectory(sys.argv[1])
            runs.Reload()
            provider = data_provider.MultiplexerDataProvider(runs, sys.argv[1])
            backend = backend_context.Context(base_plugin.TBContext(data_provider=provider))
            ask = api_pb2.ListSessionGroupsRequest(slice_size=10, include_metrics=True)
            ask.allowed_statuses.extend(api_pb2.Status.values())
            table = list_session_groups.Handler(context.RequestContext(), backend, 'experiment', ask).run()
            for session in (one for group in table.session_groups for one in group.sessions):
                for metric in session.metric_values:
                    print(session.name, metric.name.group, metric.name.tag, round(metric.value, 6))
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
        assertThat(train.get(1)).contains("graph_keras_model");
        assertThat(train).filteredOn(one -> one.contains("epoch_loss")).hasSize(2);
        assertThat(train).filteredOn(one -> one.contains("epoch_learning_rate")).hasSize(2);
        assertThat(train)
                .filteredOn(one -> one.contains("sequential/dense/bias/histogram"))
                .hasSize(2);
        List<String> validation = payloads(files(root, "validation").get(0));
        assertThat(validation.get(1)).contains("evaluation_loss_vs_iterations");
        assertThat(validation.get(2)).contains("epoch_loss");
    }

    /** TensorBoard gives a run's settings the metrics of the folders below theirs, and of no folder beside it. */
    @Test
    void theSettingsAreAboveTheMetricsOfTrainingAndOfValidation() throws IOException {
        record(root, events());

        assertThat(eventFiles(root.resolve("run/logs"))).singleElement().satisfies(file -> assertThat(payloads(file))
                .satisfiesExactly(first -> assertThat(first).contains("brain.Event:2"), second -> assertThat(second)
                        .contains("_hparams_/session_start_info", "TensorBoard.histogram_freq")));
        for (String part : List.of("train", "validation")) {
            assertThat(payloads(files(root, part).get(0)))
                    .noneMatch(one -> one.contains("_hparams_"))
                    .anyMatch(one -> one.contains("epoch_loss"));
        }
    }

    @Test
    void theRealTensorBoardShowsValidationBesideTheSettings() throws Exception {
        assumeThat(run("import tensorboard"))
                .as("skipped: the python package tensorboard is not installed")
                .isEqualTo("");
        record(root, events());

        assertThat(run(HPARAMS_PAGE).lines())
                .contains(
                        "run/logs train epoch_loss 0.25",
                        "run/logs train epoch_learning_rate 0.001",
                        "run/logs validation epoch_loss 0.2");
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

    /** The run is killed after the last event and resumes from any. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aResumedRunLooksAsIfNothingHadHappened(int from) throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        record(undisturbed, events());
        for (int killedAfter = from; killedAfter < 9; killedAfter++) {
            Path resumed = root.resolve("resumed-" + killedAfter);
            record(resumed, events().subList(0, killedAfter + 1));
            // Another recorder takes over here.
            record(resumed, resumed(2, 1, from));

            assertEqualFiles(resumed, undisturbed);
        }
    }

    @Test
    void aRunThatIsResumedAgainAndAgainLooksAsIfNothingHadHappened() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path resumed = root.resolve("resumed");
        record(undisturbed, events());
        record(resumed, events().subList(0, 9));
        record(resumed, resumed(2, 1, 7).subList(0, 3));
        record(resumed, resumed(3, 1, 2).subList(0, 3));
        List<TrainingEvent> last = new ArrayList<>(resumed(4, 1, 3));
        last.set(0, resumption(4, 3, 2));
        record(resumed, last);

        assertEqualFiles(resumed, undisturbed);
    }

    @Test
    void whatTheRunsFirstEventBroughtStaysThoughItIsResumedFromThere() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path resumed = root.resolve("resumed");
        record(undisturbed, events());
        record(resumed, events().subList(0, 3));
        List<TrainingEvent> second = new ArrayList<>(resumed(2, 1, 1));
        second.set(0, resumption(2, 1, 0));
        record(resumed, second);

        assertEqualFiles(resumed, undisturbed);
    }

    @Test
    void aResumeGoesBackAsFarAsItLikes() throws IOException {
        Path expected = root.resolve("expected");
        Path resumed = root.resolve("resumed");
        List<TrainingEvent> events = new ArrayList<>(events().subList(0, 1));
        for (int epoch = 0; epoch < 500; epoch++) {
            events.addAll(epoch(1 + 2L * epoch, epoch, SPEC.callbacks(), 1));
        }
        record(expected, events.subList(0, 3));
        record(resumed, events);
        record(resumed, List.of(resumption(2, 1, 3)));

        assertEqualFiles(resumed, expected);
    }

    @Test
    void aRestartAfterAResumeContinuesInTheSameFiles() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path restarted = root.resolve("restarted");
        record(undisturbed, events());
        List<TrainingEvent> second = resumed(2, 1, 1);
        record(restarted, events().subList(0, 3));
        record(restarted, second.subList(0, 1));
        record(restarted, second.subList(1, 3));
        record(restarted, second.subList(3, second.size()));

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void followsItsPositionWhenAUserChangesTheList(boolean restarted) throws IOException {
        List<TrainingEvent> events = new ArrayList<>(events().subList(0, 5));
        Map<String, Object> tensorBoard = SPEC.callbacks().get(1);
        List<Map<String, Object>> first = List.of(tensorBoard, Map.of("type", "EarlyStopping"));
        List<Map<String, Object>> two = List.of(Map.of("type", "TensorBoard", "log_dir", "more"), tensorBoard);
        List<Map<String, Object>> gone = List.of(Map.of("type", "TensorBoard", "log_dir", "more"));
        events.addAll(epoch(5, 1, first, 0));
        events.addAll(epoch(7, 2, two, 0, 1));
        events.addAll(epoch(9, 3, gone, 0));
        record(root, restarted ? events.subList(0, 8) : events);
        if (restarted) {
            record(root, events.subList(8, events.size()));
        }

        assertThat(payloads(files(root, "train").get(0)))
                .filteredOn(one -> one.contains("epoch_loss"))
                .hasSize(3);
        assertThat(payloads(files(root.resolve("run/more/train")).get(0)))
                .filteredOn(one -> one.contains("epoch_loss"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListThatAUserChangedIsTheOldOneAgainBehindAResume(boolean restarted) throws IOException {
        List<Map<String, Object>> batches = List.of(Map.of("type", "TensorBoard", "update_freq", 1));
        List<Map<String, Object>> other = List.of(
                Map.of("type", "TensorBoard", "update_freq", "epoch"),
                Map.of("type", "TensorBoard", "log_dir", "more"));
        List<TrainingEvent> events = new ArrayList<>();
        events.addAll(epoch(1, 0, batches, 0));
        events.add(batch(1, 3));
        events.addAll(epoch(4, 1, other, 0, 1));
        record(root, restarted ? events.subList(0, 4) : events);
        List<TrainingEvent> second = List.of(resumption(2, 1, 3), batch(2, 1), batch(2, 2));
        record(root, second.subList(0, 1));
        record(root, second.subList(restarted ? 1 : 0, 3));

        assertThat(payloads(files(root, "train").get(0)))
                .filteredOn(one -> one.contains("batch_loss"))
                .hasSize(2);
        assertThat(files(root.resolve("run/more/train"))).singleElement().satisfies(file -> assertThat(file)
                .isEmptyFile());
    }

    @Test
    void aPlaceThatCameInBetweenBeginsAgainBehindAResume() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path resumed = root.resolve("resumed");
        List<Map<String, Object>> two = List.of(
                Map.of("type", "TensorBoard", "log_dir", "more"),
                SPEC.callbacks().get(1));
        List<TrainingEvent> events = new ArrayList<>(events().subList(0, 5));
        events.addAll(epoch(5, 1, two, 0, 1));
        record(undisturbed, events);
        record(resumed, events);
        record(resumed, resumed(2, 1, 2).subList(0, 4));
        record(resumed, epoch(2, 5, 1, two, 0, 1));

        assertEqualFiles(resumed, undisturbed);
        assertThat(files(resumed.resolve("run/more/train")).get(0))
                .hasSameBinaryContentAs(
                        files(undisturbed.resolve("run/more/train")).get(0));
    }

    /** An attempt before had another list when it died. */
    @Test
    void aRunThatBeginsAgainLeavesNothingOfTheAttemptBefore() throws IOException {
        Path undisturbed = root.resolve("undisturbed");
        Path again = root.resolve("again");
        List<Map<String, Object>> two = List.of(
                Map.of("type", "TensorBoard", "log_dir", "more"),
                SPEC.callbacks().get(1));
        List<TrainingEvent> events = new ArrayList<>(events(2, 0).subList(0, 5));
        events.addAll(epoch(2, 5, 1, two, 0, 1));
        record(undisturbed, events);
        List<TrainingEvent> first = new ArrayList<>(events().subList(0, 1));
        first.addAll(epoch(1, 0, two, 0, 1));
        record(again, first);
        record(again, events);

        assertEqualFiles(again, undisturbed);
        assertThat(files(again.resolve("run/more/train"))).singleElement().satisfies(file -> assertThat(file)
                .hasSameBinaryContentAs(
                        files(undisturbed.resolve("run/more/train")).get(0)));
    }

    @Test
    void aBatchCostsTheSameHoweverManyCameBefore() throws IOException {
        List<Map<String, Object>> batches = List.of(Map.of("type", "TensorBoard", "update_freq", "batch"));
        RebuildingRecorder recorder = TensorBoardFormat.recorder(root, FAILURES);
        for (TrainingEvent event : epoch(0, 0, batches, 0)) {
            recorder.record(0, event);
        }
        Map<String, Object> before = keptBeside(root);
        for (int sequence = 2; sequence < 1000; sequence++) {
            recorder.record(0, batch(1, sequence));
        }

        assertThat(keptBeside(root)).as("files that are replaced").isEqualTo(before);
        assertThat(root.resolve("run/logs/.recorded.marks")).hasSize(1000 * 28);
    }

    /** Which files these are: one that is replaced is another one. */
    private static Map<String, Object> keptBeside(Path root) throws IOException {
        Map<String, Object> keys = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                keys.put(
                        file.toString(),
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return keys;
    }

    private static TrainingEvent batch(int attempt, long sequence) {
        return new TrainingEvent.BatchRecorded(
                RUN, attempt, sequence, at(sequence), 0, 0, 1, Metrics.NONE.with("loss", 0.5), 0.5);
    }

    /** What another attempt publishes that resumes from this event of an earlier one. */
    private static List<TrainingEvent> resumed(int attempt, int fromAttempt, int from) {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(resumption(attempt, fromAttempt, from));
        events.addAll(events(attempt, 1 - from).subList(from, events().size()));
        return events;
    }

    private static TrainingEvent resumption(int attempt, int fromAttempt, int from) {
        return new TrainingEvent.RunResumed(
                RUN, attempt, 0, at(20), SPEC, 0, 375, 375, fromAttempt, from, "key", 375, 2, "cpu");
    }

    /** An epoch under these callbacks, and what is recorded of it at these places. */
    private static List<TrainingEvent> epoch(
            long sequence, int epoch, List<Map<String, Object>> callbacks, Integer... positions) {
        return epoch(1, sequence, epoch, callbacks, positions);
    }

    private static List<TrainingEvent> epoch(
            int attempt, long sequence, int epoch, List<Map<String, Object>> callbacks, Integer... positions) {
        Metrics metrics = Metrics.of(Map.of("loss", 0.5));
        List<Verdict.Recording> recordings = Stream.of(positions)
                .map(position -> new Verdict.Recording(position, metrics))
                .toList();
        return List.of(
                new TrainingEvent.EpochEnded(
                        RUN,
                        attempt,
                        sequence,
                        at(sequence),
                        TrainingParams.of(SPEC),
                        epoch,
                        1,
                        metrics,
                        0.001,
                        5,
                        false,
                        callbacks),
                new TrainingEvent.VerdictApplied(
                        RUN,
                        attempt,
                        sequence + 1,
                        at(sequence + 1),
                        sequence,
                        epoch,
                        1,
                        List.of(),
                        List.of(),
                        recordings,
                        0.001));
    }

    @Test
    void writesTheBatchesThatItsUpdateFreqSets() throws IOException {
        RunSpec spec = Specs.with(
                SPEC.metricNames(),
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
        RunSpec without = Specs.with(SPEC.metricNames(), List.of());
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
                    TrainingParams.of(SPEC),
                    epoch,
                    step,
                    metrics,
                    0.001,
                    5,
                    epoch == 1,
                    SPEC.callbacks()));
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
        RebuildingRecorder recorder = TensorBoardFormat.recorder(root, FAILURES);
        for (TrainingEvent event : events) {
            recorder.record(0, event);
        }
    }

    private static void assertEqualFiles(Path root, Path expected) throws IOException {
        assertThat(eventFiles(root.resolve("run/logs"))).hasSameSizeAs(eventFiles(expected.resolve("run/logs")));
        for (String folder : List.of("train", "validation")) {
            assertThat(files(root, folder)).singleElement().satisfies(file -> assertThat(file)
                    .hasFileName(files(expected, folder).get(0).getFileName().toString())
                    .hasSameBinaryContentAs(files(expected, folder).get(0)));
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, java.nio.file.StandardOpenOption.APPEND);
    }

    private static List<Path> files(Path root, String part) throws IOException {
        return files(root.resolve(RUN).resolve("logs").resolve(part));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static List<Path> eventFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents"))
                    .toList();
        }
    }

    private static List<String> payloads(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> payloads = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(TfRecord.maskedCrc(length, 0, 8));
            byte[] payload = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(payload);
            assertThat(bytes.getInt()).isEqualTo(TfRecord.maskedCrc(payload, 0, payload.length));
            payloads.add(new String(payload, StandardCharsets.ISO_8859_1));
        }
        return payloads;
    }
}
