package io.epochal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.plugin.CompiledClasses;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a plug-in that ServiceLoader finds. */
@Tag("slow")
public class ProviderRowsTest {
    @TempDir
    private Path plugins;

    /** Row i is the number i, and its target i % classes. */
    record CountedRows(int count, int classes, String name, AtomicInteger closed) implements RowSource {
        @Override
        public List<RowFormat> inputs() {
            return List.of(new RowFormat(name, List.of(), RowFormat.Kind.FLOAT32));
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
            float[] x = new float[rows.length];
            float[] y = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                x[i] = rows[i];
                y[i] = rows[i] % classes;
            }
            int[] shape = {rows.length};
            return new RowBatch(List.of(new HostTensor(shape, x)), new HostTensor(shape, y), null);
        }

        @Override
        public void requireClasses(int units) throws IOException {
            if (units < classes) {
                throw new IOException("there are " + classes + " classes");
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static final AtomicInteger CLOSED = new AtomicInteger();

    /** What the plug-in calls. */
    public static Map<RowProvider.Part, RowSource> rows(Fields options) throws IOException {
        if (options.raw("rows") instanceof String text) {
            throw new ClassCastException(text);
        }
        int rows = options.integer("rows", 10, -1);
        if (rows < 0) {
            throw new IOException("rows must be 0 or more");
        }
        RowSource train = new CountedRows(rows, 3, "x", CLOSED);
        return options.has("validation")
                ? Map.of(
                        RowProvider.Part.TRAIN,
                        train,
                        RowProvider.Part.VALIDATION,
                        new CountedRows(2, 3, options.text("validation"), CLOSED))
                : Map.of(RowProvider.Part.TRAIN, train);
    }

    private static CompiledClasses classes = new CompiledClasses(Path.of("none"));

    @TempDir
    private static Path compiled;

    @BeforeAll
    static void source() throws IOException {
        classes = CompiledClasses.of(
                compiled,
                List.of(
                        """
                        package plug;
                        import io.epochal.protocol.field.Fields;
                        import io.epochal.trainer.data.ProviderRowsTest;
                        import io.epochal.trainer.data.rows.*;
                        import io.epochal.trainer.plugin.ProviderName;
                        import java.io.IOException;
                        import java.nio.file.Path;
                        import java.util.Map;
                        @ProviderName("counted")
                        public class Counted implements RowProvider {
                            @Override public Map<Part, RowSource> open(Path path, Fields options) throws IOException {
                                return ProviderRowsTest.rows(options);
                            }
                        }
                        """));
    }

    @BeforeEach
    void aPlugin() throws IOException {
        classes.jar(plugins.resolve("counted.jar"), RowProvider.class, "plug.Counted", "plug.Counted");
        CLOSED.set(0);
    }

    private DatasetRows open(Map<String, Object> options, double split, @Nullable Integer limit) throws IOException {
        return open("counted", options, split, limit);
    }

    private DatasetRows open(String provider, Map<String, Object> options, double split, @Nullable Integer limit)
            throws IOException {
        Map<String, Object> all = new TreeMap<>(Map.of("type", "provider", "provider", provider, "options", options));
        if (limit != null) {
            all.put("limit", limit);
        }
        DataSettings settings = new DataSettings(plugins, plugins, 0, 0, 1, TrainerPlugins.load(plugins));
        return new DataReader(file -> plugins, settings)
                .open(DataSource.read(Fields.of("data", all)), split, 1, Preprocessing.NONE);
    }

    @Test
    void itsRowsAreLimitedAndSplit() throws IOException {
        DatasetRows rows = open(Map.of(), 0.5, 8);

        assertThat(rows.train().count()).isEqualTo(4);
        assertThat(rows.validation().count()).isEqualTo(4);
        assertThat(rows.validation().read(new int[] {3, 0}).inputs().get(0).values())
                .containsExactly(7, 4);
        assertThat(rows.test().count()).isZero();
        assertThatThrownBy(() -> rows.requireClasses(2)).hasMessage("there are 3 classes");
        rows.close();
        assertThat(CLOSED).hasValue(1);
    }

    @Test
    void itMayBringRowsToValidateOn() throws IOException {
        DatasetRows rows = open(Map.of("validation", "x"), 0.5, null);

        assertThat(rows.train().count()).isEqualTo(10);
        assertThat(rows.validation().count()).isEqualTo(2);
        assertThatThrownBy(() -> open(Map.of("validation", "z"), 0.5, null))
                .hasMessageStartingWith("provider counted must bring rows of one format; found [RowFormat[name=x");
    }

    @Test
    void whatItCannotDoIsSaid() {
        assertThatThrownBy(() -> open(Map.of("rows", 0), 0, null))
                .hasMessage("provider counted brings no rows to train on");
        assertThatThrownBy(() -> open(Map.of("rows", -1), 0, null))
                .hasMessage("provider counted: rows must be 0 or more");
        assertThatThrownBy(() -> open(Map.of("rows", 1.5), 0, null))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("data.options.rows must be a whole number");
        assertThatThrownBy(() -> open(Map.of("row", 5), 0, null))
                .hasMessageStartingWith("data.options.row is not known here; there are: rows, validation");
        assertThatThrownBy(() -> open(Map.of("rows", "many"), 0, null))
                .hasMessageStartingWith("provider counted (counted.jar) failed: java.lang.ClassCastException");
        assertThatThrownBy(() -> open("conted", Map.of(), 0, null))
                .hasMessage("there is no provider conted (did you mean counted?) in the trainer's plug-in path "
                        + plugins + "; there are: [counted]");
    }
}
