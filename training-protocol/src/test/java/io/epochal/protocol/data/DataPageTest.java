package io.epochal.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example of docs/data.md is one that the reader reads. */
class DataPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyExampleIsRead() throws IOException {
        String page = Files.readString(Path.of("../docs/data.md"));
        List<String> examples =
                EXAMPLE.matcher(page).results().map(found -> found.group(1)).toList();

        Set<String> kinds = new TreeSet<>();
        for (String example : examples) {
            DataSource source = DataSource.read(Fields.of("data", DataSamples.values(example)));
            assertThat(source.files()).as(example).isNotEmpty();
            kinds.add(source.getClass().getSimpleName());
        }
        assertThat(kinds).containsExactly("CsvData", "ImageData", "NpzData", "ParquetData", "ProviderData");
    }
}
