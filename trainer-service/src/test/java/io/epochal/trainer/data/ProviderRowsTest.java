package io.epochal.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowSource;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a plug-in that ServiceLoader finds. */
class ProviderRowsTest {
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

    /** Found by its name in META-INF/services. */
    public static final class CountedProvider implements RowProvider {
        static final AtomicInteger CLOSED = new AtomicInteger();

        @Override
        public String name() {
            return "counted";
        }

        @Override
        public Map<Part, RowSource> open(@Nullable Path path, Map<String, Object> options) throws IOException {
            int rows = (Integer) options.getOrDefault("rows", 10);
            if (rows < 0) {
                throw new IOException("rows must be 0 or more");
            }
            RowSource train = new CountedRows(rows, 3, "x", CLOSED);
            return options.containsKey("validation")
                    ? Map.of(
                            Part.TRAIN,
                            train,
                            Part.VALIDATION,
                            new CountedRows(2, 3, (String) options.get("validation"), CLOSED))
                    : Map.of(Part.TRAIN, train);
        }
    }

    @BeforeEach
    void aPlugin() throws IOException {
        Path services = Files.createDirectories(plugins.resolve("META-INF/services"));
        Files.writeString(services.resolve(RowProvider.class.getName()), CountedProvider.class.getName());
        CountedProvider.CLOSED.set(0);
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
        DataSettings settings = new DataSettings(plugins, plugins, 0, 0, 1, loader());
        return new DataReader(file -> plugins, settings)
                .open(DataSource.read(Fields.of("data", all)), split, 1, Preprocessing.NONE);
    }

    private ClassLoader loader() throws MalformedURLException {
        return new URLClassLoader(new URL[] {plugins.toUri().toURL()}, ProviderRowsTest.class.getClassLoader());
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
        assertThat(CountedProvider.CLOSED).hasValue(1);
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
        assertThatThrownBy(() -> open(Map.of("rows", -1), 0, null)).hasMessage("rows must be 0 or more");
        assertThatThrownBy(() -> open(Map.of("rows", "many"), 0, null))
                .hasMessageStartingWith("provider counted failed: java.lang.ClassCastException");
        assertThatThrownBy(() -> open("conted", Map.of(), 0, null))
                .hasMessage(
                        "there is no provider conted (did you mean counted?) in the trainer's plug-in path; there are:"
                                + " [counted]");
    }

    @Test
    void aPluginThatCannotBeLoadedIsSaid() throws IOException {
        Files.writeString(plugins.resolve("META-INF/services/" + RowProvider.class.getName()), "no.such.Class");

        assertThatThrownBy(() -> open(Map.of(), 0, null)).hasMessageContaining("a plug-in cannot be loaded");
    }
}
