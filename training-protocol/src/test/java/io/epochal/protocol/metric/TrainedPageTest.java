package io.epochal.protocol.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.model.LayerTable;
import io.epochal.protocol.optimizer.OptimizerReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/keras.md of what can be trained names what the tables in the code have, and nothing else. */
class TrainedPageTest {
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+)`");

    @Test
    void namesEveryLayer() throws IOException {
        assertThat(named("layers: ")).isEqualTo(new TreeSet<>(LayerTable.names()));
    }

    @Test
    void namesEveryLoss() throws IOException {
        assertThat(named("losses ")).isEqualTo(new TreeSet<>(Loss.classNames()));
    }

    @Test
    void namesEveryMetric() throws IOException {
        assertThat(named("metrics "))
                .isEqualTo(MetricTable.BY_NAME.values().stream()
                        .map(MetricEntry::className)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void namesEveryOptimizer() throws IOException {
        Set<String> types = named("optimizers ").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(types)
                .isEqualTo(OptimizerReader.types().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The names in the rows whose first cell begins so. */
    private static Set<String> named(String kind) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/keras.md"))) {
            if (line.startsWith("| " + kind)) {
                Matcher name = NAME.matcher(line);
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        assertThat(names).isNotEmpty();
        return names;
    }
}
