package io.epochal.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.CategoryEncoding;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.FittedColumn;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies, means and deviations come from the training rows alone, and are the same for all other rows. */
@Tag("slow")
class TableFitTest {
    private static final String CONTENT = "n,c,y\n1,a,no\n3,b,yes\n,a,no\n100,z,yes\n";

    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private TestTables tables;

    @BeforeEach
    void aTable() throws IOException {
        tables = new TestTables(folder, cache);
        Files.writeString(folder.resolve("a.csv"), CONTENT);
    }

    private DatasetRows open(Map<String, Object> options, double split, Preprocessing fitted) throws IOException {
        Map<String, Object> all = new TreeMap<>(Map.of("type", "csv", "path", "a.csv", "y", "y"));
        all.putAll(options);
        return tables.open(all, split, fitted);
    }

    /** Of 1 and 3 the mean is 2 and the deviation 1; the last row is not looked at. */
    @Test
    void onlyTrainingRowsCount() throws IOException {
        DatasetRows rows = open(Map.of("missing", "mean", "normalize", true), 0.25, Preprocessing.NONE);

        assertThat(rows.preprocessing())
                .isEqualTo(new Preprocessing(
                        List.of(
                                new FittedColumn("n", null, List.of(), 2.0, 2, 1),
                                new FittedColumn("c", CategoryEncoding.ONE_HOT, List.of("a", "b"), null, 0, 1)),
                        List.of("no", "yes")));
        assertThat(TestTables.x(rows.train()))
                .containsExactly(List.of(-1f, 1f, 0f), List.of(1f, 0f, 1f), List.of(0f, 1f, 0f));
        // A category that no training row has is all zeros.
        assertThat(TestTables.x(rows.validation())).containsExactly(List.of(98f, 0f, 0f));
    }

    @Test
    void aColumnThatIsAlwaysTheSameIsNormalizedToZero() throws IOException {
        DatasetRows rows = tables.csv("n,y\n5,0\n5,1\n", Map.of("normalize", true));

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(0f), List.of(0f));
    }

    @Test
    void rowsWithMissingValuesAreLeftOutBeforeTheSplit() throws IOException {
        DatasetRows rows = open(Map.of("missing", "drop"), 0.3, Preprocessing.NONE);

        assertThat(rows.train().count()).isEqualTo(2);
        assertThat(TestTables.x(rows.validation())).containsExactly(List.of(100f, 0f, 0f));
        assertThatThrownBy(() -> tables.csv("a,y\n,1\n2,\n", Map.of("missing", "drop")))
                .hasMessage("a.csv has no rows in which no value is missing");
    }

    @Test
    void textHasNoMean() {
        assertThatThrownBy(() -> tables.csv("a,y\nx,1\n,2\n", Map.of("missing", "mean")))
                .hasMessage("a.csv, row 1 (the first is 0), column a has no value; give it one, or set missing: drop");
        assertThatThrownBy(() -> tables.csv("a,y\n,1\n,2\n", Map.of("missing", "mean")))
                .hasMessage("a.csv, column a has no value in the 2 training rows, so it has no mean");
    }

    @Test
    void rowsOfAnotherFileBecomeNumbersInTheSameWay() throws IOException {
        Files.writeString(folder.resolve("b.csv"), "y,c,n\nyes,b,5\nno,12,7\n");
        DatasetRows rows =
                open(Map.of("missing", "drop", "validation", Map.of("path", "b.csv")), 0.5, Preprocessing.NONE);

        assertThat(rows.train().count()).isEqualTo(3);
        assertThat(TestTables.x(rows.validation())).containsExactly(List.of(5f, 0f, 1f, 0f), List.of(7f, 0f, 0f, 0f));
        assertThat(TestTables.y(rows.validation())).containsExactly(1f, 0f);
    }

    @Test
    void whatWasFittedIsAppliedAgain() throws IOException {
        Preprocessing fitted = open(Map.of("missing", "mean", "normalize", true), 0.25, Preprocessing.NONE)
                .preprocessing();
        Files.writeString(folder.resolve("a.csv"), "c,n,more\nb,,q\n");
        DataSource data = DataSource.read(Fields.of(
                        "data", Map.of("type", "csv", "path", "a.csv", "y", "y", "missing", "mean", "normalize", true)))
                .withoutTarget();

        DatasetRows rows = tables.open(data, 0, fitted);
        assertThat(rows.preprocessing()).isEqualTo(fitted);
        assertThat(TestTables.x(rows.train())).containsExactly(List.of(0f, 0f, 1f));
        assertThat(rows.train().target()).isEqualTo(RowFormat.none());
    }

    @Test
    void whatTheTrainingRowsDoNotHaveIsSaid() throws IOException {
        Files.writeString(folder.resolve("b.csv"), "n,c,y\n1,a,maybe\n");
        Map<String, Object> other = Map.of("missing", "drop", "validation", Map.of("path", "b.csv"));
        assertThatThrownBy(() -> open(other, 0, Preprocessing.NONE))
                .hasMessage("b.csv, row 0 of those without missing values (the first is 0), column y is 'maybe',"
                        + " which no training row has");

        Files.writeString(folder.resolve("b.csv"), "n,c,y\nten,a,no\n");
        assertThatThrownBy(() -> open(other, 0, Preprocessing.NONE))
                .hasMessageContaining("column n is 'ten', where the training rows have numbers; correct it");

        Files.writeString(folder.resolve("b.csv"), "n,c,y\n1,bb,no\n");
        Map<String, Object> indexed =
                Map.of("missing", "mean", "categories", Map.of("c", "index"), "validation", Map.of("path", "b.csv"));
        assertThatThrownBy(() -> open(indexed, 0, Preprocessing.NONE))
                .hasMessage(
                        "b.csv, row 0 (the first is 0), column c is 'bb', which no training row has (did you mean b?)");

        Files.writeString(folder.resolve("b.csv"), "n,y\n1,no\n");
        assertThatThrownBy(() -> open(other, 0, Preprocessing.NONE)).hasMessageContaining("b.csv has no column c");
    }

    @Test
    void indexesAloneAreWholeNumbers() throws IOException {
        DatasetRows rows = tables.csv("c,y\nb,0\na,0.5\n", Map.of("categories", Map.of("c", "index")));

        assertThat(rows.train().inputs()).containsExactly(new RowFormat("x", List.of(1), RowFormat.Kind.INT32));
        assertThat(rows.train().target().kind()).isEqualTo(RowFormat.Kind.FLOAT32);
        assertThat(TestTables.x(rows.train())).containsExactly(List.of(1f), List.of(0f));
    }
}
