package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowRange;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.djl.backbone.ModelProvider;
import io.epochal.trainer.plugin.CompiledClasses;
import io.epochal.trainer.plugin.TrainerPlugins;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A block of a plug-in, trained, stored, resumed and used as any model. */
@Tag("slow")
public class ProviderModelTest {
    private static final int STOP = 3;
    private static final int END = 6;
    private static final int STEPS = 5;

    /** Two classes on both sides of a line; four numbers a row. */
    private static final String ROWS =
            """
            package plug;
            import io.epochal.protocol.field.Fields;
            import io.epochal.trainer.data.rows.*;
            import io.epochal.trainer.plugin.ProviderName;
            import java.nio.file.Path;
            import java.util.Map;
            @ProviderName("line")
            public class LineRows implements RowProvider {
                @Override public Map<Part, RowSource> open(Path path, Fields options) {
                    return Map.of(Part.TRAIN, new io.epochal.trainer.djl.ProviderModelTest.Line(96));
                }
            }
            """;

    /** With batch normalization and dropout of DJL's own, whatever the test asks for, and what no block should do. */
    private static final String BLOCK =
            """
            package plug;
            import ai.djl.ndarray.*;
            import ai.djl.ndarray.types.*;
            import ai.djl.nn.*;
            import ai.djl.nn.core.Linear;
            import ai.djl.nn.norm.*;
            import io.epochal.protocol.field.Fields;
            import io.epochal.trainer.djl.backbone.ModelProvider;
            import io.epochal.trainer.plugin.ProviderName;
            import java.util.List;
            @ProviderName("net")
            public class Net implements ModelProvider {
                @Override public Block create(Fields options, List<Shape> inputs) throws java.io.IOException {
                    String fault = options.optionalText("fault").orElse("");
                    Linear shared = Linear.builder().setUnits(8).build();
                    SequentialBlock block = new SequentialBlock()
                            .add(Linear.builder().setUnits(options.integer("units", 8, 1)).build())
                            .add(BatchNorm.builder().build())
                            .add(Activation::relu)
                            .add(Dropout.builder().optRate(0.3f).build());
                    switch (fault) {
                        case "throws": throw new IllegalStateException("no licence");
                        case "checked": throw new java.io.IOException("takes one input");
                        case "links": throw new NoClassDefFoundError("gone");
                        case "null": return null;
                        case "initialize": block.add(list -> { throw new IllegalStateException("no licence"); }); break;
                        case "forward": block.add(list -> {
                                if (list.get(0).getShape().get(0) > 1) { throw new IllegalStateException("no licence"); }
                                return list;
                            }); break;
                        case "two": block.add(list -> new NDList(list.get(0), list.get(0))); break;
                        case "sum": block.add(list -> new NDList(list.get(0).sum())); break;
                        case "double": block.add(list -> new NDList(list.get(0).toType(DataType.FLOAT64, false))); break;
                        case "shared": block.add(shared).add(shared); break;
                        case "slash": block.add(new Named()); break;
                        default: break;
                    }
                    return options.flag("whole", true) ? block.add(Linear.builder().setUnits(2).build()) : block;
                }
                private static final class Named extends AbstractBlock {
                    Named() { addChildBlock("a/b", Linear.builder().setUnits(8).build()); }
                    @Override protected NDList forwardInternal(ai.djl.training.ParameterStore store, NDList in, boolean training, ai.djl.util.PairList<String, Object> p) { return in; }
                    @Override public Shape[] getOutputShapes(Shape[] in) { return in; }
                    @Override protected void initializeChildBlocks(NDManager m, DataType t, Shape... in) { children.get(0).getValue().initialize(m, t, in); }
                }
            }
            """;

    @TempDir
    private static Path compiled;

    @TempDir
    private static Path plugins;

    @TempDir
    private Path cache;

    @BeforeAll
    static void aPlugin() throws IOException {
        CompiledClasses classes = CompiledClasses.of(compiled, List.of(ROWS, BLOCK));
        classes.jar(plugins.resolve("rows.jar"), RowProvider.class, "plug.LineRows", "plug.LineRows");
        classes.jar(plugins.resolve("net.jar"), ModelProvider.class, "plug.Net", "plug.Net");
    }

    /** Rows of the plug-in. */
    public record Line(int count) implements RowSource {
        @Override
        public List<RowFormat> inputs() {
            return List.of(new RowFormat("x", List.of(4), RowFormat.Kind.FLOAT32));
        }

        @Override
        public RowFormat target() {
            return new RowFormat("y", List.of(), RowFormat.Kind.INT32);
        }

        @Override
        public boolean weighted() {
            return false;
        }

        @Override
        public RowBatch read(int[] rows) {
            float[] x = new float[4 * rows.length];
            float[] y = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < 4; j++) {
                    x[4 * i + j] = (float) Math.sin(7.0 * rows[i] + j * j);
                }
                y[i] = x[4 * i] + x[4 * i + 1] > 0 ? 1 : 0;
            }
            return new RowBatch(
                    List.of(new HostTensor(new int[] {rows.length, 4}, x)),
                    new HostTensor(new int[] {rows.length}, y),
                    null);
        }

        @Override
        public void requireClasses(int units) throws IOException {
            if (units < 2) {
                throw new IOException("there are 2 classes");
            }
        }

        @Override
        public void close() {}
    }

    private static RunSpec spec(String model, String more) throws IOException {
        Map<String, Object> values = new TreeMap<>(Wire.JSON.readValue(
                """
                {"data": {"type": "provider", "provider": "line"}, "batch_size": 16, "seed": 5, "validation_split": 0.25,
                 "loss": {"type": "sparse_categorical_crossentropy", "from_logits": true}, "metrics": ["accuracy"],
                 "model": %s%s}"""
                        .formatted(model.replace('\'', '"'), more.replace('\'', '"')),
                Map.class));
        return RunSpec.of(values);
    }

    private Engine open(RunSpec spec) throws IOException {
        DataSettings settings = DataSettings.of(cache, cache, 1).with(TrainerPlugins.load(plugins));
        return new DjlEngineFactory(file -> cache, settings, 1).open(spec);
    }

    private static MetricSums train(Engine engine, int from, int to, MetricSums before) throws IOException {
        MetricSums counted = before;
        for (int batch = from; batch < to; batch++) {
            counted = engine.trainBatch(batch % STEPS, batch, counted).counted();
        }
        return counted;
    }

    /** What a checkpoint has. */
    private record Saved(byte[] weights, byte[] averages, byte[] optimizer) {
        static Saved of(Engine engine) throws IOException {
            try (Engine.Snapshot snapshot = engine.snapshot()) {
                ByteArrayOutputStream trained = new ByteArrayOutputStream();
                ByteArrayOutputStream averaged = new ByteArrayOutputStream();
                ByteArrayOutputStream slots = new ByteArrayOutputStream();
                snapshot.weights(ModelWeights.TRAINED).open().transferTo(trained);
                snapshot.weights(ModelWeights.AVERAGED).open().transferTo(averaged);
                snapshot.optimizer().open().transferTo(slots);
                return new Saved(trained.toByteArray(), averaged.toByteArray(), slots.toByteArray());
            }
        }

        void restore(Engine engine) throws IOException {
            engine.restoreWeights(new ByteArrayInputStream(weights));
            engine.restoreAverages(new ByteArrayInputStream(averages));
            engine.restoreOptimizer(new ByteArrayInputStream(optimizer));
        }

        /** The header of the weights' file, which lists them. */
        String names() {
            int size = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return new String(weights, 8, size, StandardCharsets.UTF_8);
        }
    }

    /** Goes on in the epoch's middle, and into the next one. */
    private static Saved trainOn(Engine engine, MetricSums counted) throws IOException {
        var unused = train(engine, STOP, END, counted);
        return Saved.of(engine);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'provider': 'net'} | ""
            {'provider': 'net'} | ", 'optimizer': {'type': 'adamw', 'use_ema': true, 'ema_momentum': 0.9}"
            {'provider': 'net', 'options': {'whole': false}, 'layers': [{'type': 'Dropout', 'rate': 0.2}, {'type': 'Dense', 'units': 2}]} | ""
            """)
    void continuesFromACheckpointWithTheSameBits(String model, String more) throws IOException {
        RunSpec spec = spec(model, more);
        Saved whole;
        Saved middle;
        MetricSums counted;
        try (Engine engine = open(spec)) {
            engine.beginEpoch(0);
            counted = train(engine, 0, STOP, MetricSums.NONE);
            middle = Saved.of(engine);
            // Draws too, and must change nothing.
            var unused = engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED);
            whole = trainOn(engine, counted);
        }
        try (Engine engine = open(spec)) {
            middle.restore(engine);
            engine.beginEpoch(0);
            Saved resumed = trainOn(engine, counted);

            assertThat(resumed.weights()).isEqualTo(whole.weights()).isNotEqualTo(middle.weights());
            assertThat(resumed.averages()).isEqualTo(whole.averages());
            assertThat(resumed.optimizer()).isEqualTo(whole.optimizer());
        }
    }

    @Test
    void learns() throws IOException {
        try (Engine engine = open(spec("{'provider': 'net', 'options': {'units': 32}}", ""))) {
            engine.setLearningRate(0.02f);
            double before = loss(engine);
            for (int epoch = 0; epoch < 20; epoch++) {
                engine.beginEpoch(epoch);
                var unused = train(engine, epoch * STEPS, (epoch + 1) * STEPS, MetricSums.NONE);
            }

            assertThat(loss(engine)).isLessThan(before / 3);
        }
    }

    private static double loss(Engine engine) throws IOException {
        return Objects.requireNonNull(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED)
                .values()
                .get("loss"));
    }

    @Test
    void itsParametersAreTheWeightsUnderTheirNames() throws IOException {
        try (Engine engine = open(spec("{'provider': 'net', 'options': {'fault': 'shared'}}", ""))) {
            Saved saved = Saved.of(engine);

            assertThat(saved.names())
                    .contains("\"01Linear_weight\":{\"dtype\":\"F32\",\"shape\":[8,4]")
                    .contains("\"02BatchNorm_runningMean\"", "\"05Linear_weight\"", "\"07Linear_bias\"")
                    .as("05 and 06 are one layer")
                    .doesNotContain("06Linear");
            assertThat(new String(saved.optimizer(), StandardCharsets.ISO_8859_1))
                    .contains("adam/momentum/02BatchNorm_gamma")
                    .doesNotContain("runningMean");
        }
    }

    @Test
    void isMeasuredAndAskedAfterTheTraining() throws IOException {
        RunSpec spec = spec("{'provider': 'net'}", "");
        try (Engine engine = open(spec)) {
            engine.beginEpoch(0);
            var unused = train(engine, 0, END, MetricSums.NONE);
            RowSource rows = new RowRange(new Line(96), 72, 96, false);
            Backbones backbones = new Backbones(TrainerPlugins.load(plugins), file -> Path.of(file.path()));
            List<Float> predictions = new ArrayList<>();
            try (DjlModel model = DjlModel.open(
                    spec, rows, new ByteArrayInputStream(Saved.of(engine).weights()), backbones, 1)) {
                model.predict(rows, batch -> {
                    for (float one : batch) {
                        predictions.add(one);
                    }
                });

                assertThat(model.output()).containsExactly(2);
                assertThat(model.evaluate(rows))
                        .isEqualTo(engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED));
                assertThat(predictions).hasSize(48).allMatch(Float::isFinite);
            }
        }
    }

    @Test
    void isNotTrainedWhereTheSpecSaysSo() throws IOException {
        RunSpec spec = spec(
                "{'provider': 'net', 'trainable': false, 'options': {'whole': false}, 'layers': [{'type': 'Dense', 'units': 2}]}",
                "");
        try (Engine engine = open(spec)) {
            engine.beginEpoch(0);
            Saved before = Saved.of(engine);
            var unused = train(engine, 0, END, MetricSums.NONE);
            Saved after = Saved.of(engine);

            assertThat(after.names()).isEqualTo(before.names());
            assertThat(after.weights()).as("the head").isNotEqualTo(before.weights());
            // The block's weights come first: kernel 8 × 4 and bias, then normalization.
            int from = 8 + before.names().length();
            assertThat(Arrays.copyOfRange(after.weights(), from, from + 4 * (32 + 8 + 4 * 8)))
                    .isEqualTo(Arrays.copyOfRange(before.weights(), from, from + 4 * (32 + 8 + 4 * 8)));
            assertThat(new String(after.optimizer(), StandardCharsets.ISO_8859_1))
                    .contains("dense/kernel")
                    .doesNotContain("Linear");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            throws  | provider net (net.jar) failed: java.lang.IllegalStateException: no licence
            checked | provider net: takes one input
            links   | provider net (net.jar) failed: java.lang.NoClassDefFoundError: gone
            null    | provider net (net.jar) failed: java.lang.NullPointerException: it gave null
            initialize | provider net (net.jar) failed: java.lang.IllegalStateException: no licence
            forward | the model's net failed: java.lang.IllegalStateException: no licence
            two     | the model's net failed: java.lang.IllegalStateException: it gives 2 tensors, and must give one
            sum     | the model's net must give 32-bit floats, the rows of the batch first; for 2 rows it gives float32 of shape ()
            double  | the model's net must give 32-bit floats, the rows of the batch first; for 2 rows it gives float64 of shape (2, 8)
            slash   | the model's net has a parameter 05Named_01a/b_weight: its name must be 1 to 400 printable characters
            """)
    void aBlockThatIsWrongIsSaidBeforeTheFirstBatch(String fault, String problem) {
        assertThatThrownBy(() -> open(spec(
                        "{'provider': 'net', 'options': {'whole': false, 'fault': '" + fault
                                + "'}, 'layers': [{'type': 'Dense', 'units': 2}]}",
                        "")))
                .isInstanceOfAny(IOException.class, IllegalStateException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void optionsAreCheckedByTheProviderAndUnknownOnesRefused() {
        assertThatThrownBy(() -> open(spec("{'provider': 'net', 'options': {'units': 0}}", "")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("model.options.units must be a whole number, 1 or more");
        assertThatThrownBy(() -> open(spec("{'provider': 'net', 'options': {'unit': 2}}", "")))
                .hasMessageStartingWith("model.options.unit is not known here; there are: fault, units, whole");
        assertThatThrownBy(() -> open(spec("{'provider': 'nett'}", "")))
                .hasMessageStartingWith("there is no provider nett (did you mean net?)");
    }

    @Test
    void itsOutputMustFitTheLoss() {
        assertThatThrownBy(() -> open(spec("{'provider': 'net', 'options': {'whole': false, 'units': 1}}", "")))
                .hasMessage("there are 2 classes");
    }
}
